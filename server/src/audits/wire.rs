//! The audit log as clients see it (contract `behaviour.md`, 6.10).

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Action;
use crate::{
    clock::{self, Timestamp},
    id::{AccountId, AuditId},
    json::Object,
};

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Listed {
    per_page: u64,
    total_entries: i64,
    current_page: u32,
    audit_logs: Vec<AuditLog>,
}

#[derive(JsonSchema, Serialize)]
pub struct AuditLog {
    pub id: AuditId,
    /// `Webhook`, `Inbox` and the like, and its id.
    pub auditable_type: String,
    pub auditable_id: i64,
    /// The record as it is now, as events show it: a team, an agent bot or a user. Null for what is
    /// gone, and for all others.
    pub auditable: Option<Object>,
    pub associated_type: &'static str,
    pub associated_id: AccountId,
    pub user_type: Option<String>,
    pub user_id: Option<i64>,
    /// The e-mail address of who did it.
    pub username: Option<String>,
    pub action: Action,
    /// Of what was made or removed, its fields; of what was changed, the value before and the
    /// value after.
    pub audited_changes: Object,
    /// Which of the changes of this record it is.
    pub version: i64,
    pub comment: Option<String>,
    /// The id of the request, as answers and the log of the server have it.
    pub request_uuid: Option<String>,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
    pub remote_address: Option<String>,
}

impl Listed {
    /// `shown` has the records that events show, by their kind and their id.
    pub fn of(
        account: AccountId,
        (current_page, per_page): (u32, u64),
        found: super::Page,
        shown: HashMap<(&str, i64), Object>,
    ) -> Self {
        let log = |audit: super::Audit| {
            let record = shown.get(&(audit.kind.as_str(), audit.key)).cloned();
            AuditLog::of(account, audit, record)
        };
        Listed {
            per_page,
            total_entries: found.count,
            current_page,
            audit_logs: found.audits.into_iter().map(log).collect(),
        }
    }
}

impl AuditLog {
    fn of(account: AccountId, audit: super::Audit, auditable: Option<Object>) -> Self {
        let super::Audit {
            id,
            kind,
            key,
            user_type,
            user,
            username,
            action,
            changes,
            version,
            request,
            address,
            created_at,
        } = audit;
        AuditLog {
            id,
            auditable_type: kind,
            auditable_id: key,
            auditable,
            associated_type: "Account",
            associated_id: account,
            user_type,
            user_id: user,
            username,
            action,
            audited_changes: changes,
            version,
            comment: None,
            request_uuid: request,
            created_at,
            remote_address: address,
        }
    }
}
