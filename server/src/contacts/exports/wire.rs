//! Exports as clients see them. Nothing like it is in the contract.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    clock::{self, Timestamp},
    contacts::imports::Status,
    id::{ContactExportId, UserId},
    links::Links,
};

/// What a file is called in links that are not in a mail.
const FILENAME: &str = "contacts.csv";

#[derive(JsonSchema, Serialize)]
pub struct Export {
    pub id: ContactExportId,
    pub status: Status,
    pub column_names: Vec<String>,
    pub label: Option<String>,
    /// Contacts that have been written.
    pub exported_records: i64,
    pub file_url: Option<String>,
    pub problem: Option<String>,
    /// Who wants it.
    pub user_id: UserId,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
    #[serde(with = "clock::EpochOrNull")]
    pub finished_at: Option<Timestamp>,
}

impl Export {
    pub fn of(links: &Links, export: super::Export) -> Self {
        let super::Export {
            id,
            user,
            status,
            columns,
            rules: _,
            label,
            exported,
            blob,
            problem,
            created_at,
            finished_at,
        } = export;
        Export {
            id,
            status,
            column_names: columns,
            label,
            exported_records: exported,
            file_url: blob.map(|blob| links.to_blob(blob, FILENAME)),
            problem,
            user_id: user,
            created_at,
            finished_at,
        }
    }
}
