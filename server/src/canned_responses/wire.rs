//! Canned responses as clients see them (contract `application-core.md`, 3.14).

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    clock::{self, Timestamp},
    id::{AccountId, CannedResponseId},
};

#[derive(JsonSchema, Serialize)]
pub struct CannedResponse {
    pub id: CannedResponseId,
    pub account_id: AccountId,
    pub short_code: String,
    pub content: String,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
}

impl CannedResponse {
    pub fn of(account_id: AccountId, response: super::CannedResponse) -> Self {
        let super::CannedResponse { id, short_code, content, created_at, updated_at } = response;
        CannedResponse { id, account_id, short_code, content, created_at, updated_at }
    }
}
