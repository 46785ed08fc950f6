//! Notes as clients see them (contract `application-core.md`, 16.16).

use schemars::JsonSchema;
use serde::Serialize;

use super::Signed;
use crate::{
    agents::wire::Agent,
    clock::{self, Timestamp},
    id::{AccountId, ContactId, NoteId},
};

#[derive(JsonSchema, Serialize)]
pub struct Note {
    pub id: NoteId,
    pub content: String,
    pub account_id: AccountId,
    pub contact_id: ContactId,
    /// Left out when they are no member any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Agent>,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Epoch")]
    pub updated_at: Timestamp,
}

impl Note {
    pub fn of(account: AccountId, signed: Signed) -> Self {
        let Signed { note, author } = signed;
        let super::Note { id, contact, author: _, content, created_at, updated_at } = note;
        Note {
            id,
            content,
            account_id: account,
            contact_id: contact,
            user: author.map(|agent| Agent::of(account, agent)),
            created_at,
            updated_at,
        }
    }
}
