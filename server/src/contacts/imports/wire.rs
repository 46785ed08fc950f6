//! Imports as clients see them. Nothing like it is in the contract.

use schemars::JsonSchema;
use serde::Serialize;

use super::Status;
use crate::{
    clock::{self, Timestamp},
    id::{ContactImportId, UserId},
    links::Links,
};

/// What the file of the rows that were refused is called.
pub const REPORT: &str = "contacts_refused.csv";

#[derive(JsonSchema, Serialize)]
pub struct Import {
    pub id: ContactImportId,
    pub status: Status,
    pub file_name: String,
    /// How much of it has been read, from 0 to 1.
    pub progress: f64,
    pub processed_records: i64,
    pub created_records: i64,
    pub updated_records: i64,
    pub refused_records: i64,
    /// Where the rows are that were refused, with the reason for each.
    pub report_url: Option<String>,
    pub problem: Option<String>,
    /// Who brought it.
    pub user_id: UserId,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
    #[serde(with = "clock::EpochOrNull")]
    pub finished_at: Option<Timestamp>,
}

impl Import {
    pub fn of(links: &Links, import: super::Import) -> Self {
        let super::Import {
            id,
            user,
            status,
            filename,
            byte_size,
            blob: _,
            separator: _,
            names: _,
            place,
            processed,
            created,
            updated,
            refused,
            report,
            problem,
            created_at,
            finished_at,
        } = import;
        Import {
            id,
            status,
            file_name: filename,
            progress: part(place, byte_size),
            processed_records: processed,
            created_records: created,
            updated_records: updated,
            refused_records: refused,
            report_url: report.map(|report| links.to_blob(report, REPORT)),
            problem,
            user_id: user,
            created_at,
            finished_at,
        }
    }
}

/// A part of a whole, as a number with two digits behind the point.
fn part(done: i64, whole: i64) -> f64 {
    let hundredths = done.saturating_mul(100).checked_div(whole).unwrap_or(100).clamp(0, 100);
    f64::from(i32::try_from(hundredths).unwrap_or(100)) / 100.0
}
