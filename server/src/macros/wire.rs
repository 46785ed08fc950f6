//! Macros as clients see them (contract `behaviour.md`, 6.2).

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Details, Visibility};
use crate::{
    actions::{Action, files::ActionFile},
    agents::wire::Agent,
    audits::Audited,
    id::{AccountId, ActionFileId, BlobId, MacroId},
};

#[derive(JsonSchema, Serialize)]
pub struct Macro {
    pub id: MacroId,
    pub name: String,
    pub visibility: Visibility,
    /// Left out when they have left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<Agent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_by: Option<Agent>,
    pub account_id: AccountId,
    pub actions: Vec<Action>,
    /// Left out where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<MacroFile>,
}

#[derive(JsonSchema, Serialize)]
pub struct MacroFile {
    pub id: ActionFileId,
    pub macro_id: MacroId,
    pub file_type: String,
    pub account_id: AccountId,
    pub file_url: String,
    pub blob_id: BlobId,
    pub filename: String,
}

impl Macro {
    pub fn of(account_id: AccountId, details: Details) -> Self {
        let Details { shown, files, created_by, updated_by } = details;
        let agent = |agent| Agent::of(account_id, agent);
        let super::Macro { id, name, visibility, actions, created_by: _, updated_by: _ } = shown;
        Macro {
            id,
            name,
            visibility,
            created_by: created_by.map(agent),
            updated_by: updated_by.map(agent),
            account_id,
            actions,
            files: files.into_iter().map(|file| MacroFile::of(account_id, id, file)).collect(),
        }
    }
}

impl MacroFile {
    fn of(account_id: AccountId, macro_id: MacroId, file: ActionFile) -> Self {
        let ActionFile { id, blob: blob_id, filename, content_type: file_type, url } = file;
        MacroFile { id, macro_id, file_type, account_id, file_url: url, blob_id, filename }
    }
}

impl Audited for super::Macro {
    const KIND: &'static str = "Macro";

    fn key(&self) -> i64 {
        self.id.0
    }

    fn noted(&self) -> Value {
        json!({
            "name": self.name,
            "visibility": self.visibility,
            "created_by_id": self.created_by,
            "updated_by_id": self.updated_by,
            "actions": self.actions,
        })
    }
}
