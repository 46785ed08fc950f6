//! Automation rules as clients see them (contract `behaviour.md`, 6.1). Runs and trials are our
//! own.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    Details, RuleEvent,
    conditions::Condition,
    dry_run,
    runs::{self, Status},
};
use crate::{
    actions::{Action, Outcome, files::ActionFile},
    audits::Audited,
    clock::{self, Timestamp},
    id::{
        AccountId, ActionFileId, AutomationRuleId, AutomationRunId, BlobId, DisplayId, EventId,
        MessageId,
    },
};

#[derive(JsonSchema, Serialize)]
pub struct AutomationRule {
    pub id: AutomationRuleId,
    pub account_id: AccountId,
    pub name: String,
    pub description: Option<String>,
    pub event_name: RuleEvent,
    pub conditions: Vec<Condition>,
    pub actions: Vec<Action>,
    #[serde(with = "clock::Epoch")]
    pub created_on: Timestamp,
    pub active: bool,
    /// Left out where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<RuleFile>,
}

#[derive(JsonSchema, Serialize)]
pub struct RuleFile {
    pub id: ActionFileId,
    pub automation_rule_id: AutomationRuleId,
    pub file_type: String,
    pub account_id: AccountId,
    pub file_url: String,
    pub blob_id: BlobId,
    pub filename: String,
}

/// What a rule has done about one event.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "AutomationRun")]
pub struct Run {
    pub id: AutomationRunId,
    pub event_id: EventId,
    /// The number of the conversation.
    pub conversation_id: DisplayId,
    pub message_id: Option<MessageId>,
    pub status: Status,
    pub actions: Vec<Outcome>,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
}

/// What a rule would do.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "AutomationTrial")]
pub struct Trial {
    /// How many conversations were looked at, the newest.
    pub looked_at: usize,
    pub matches: Vec<Match>,
    /// What would be done to each of them.
    pub actions: Vec<Action>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "AutomationMatch")]
pub struct Match {
    /// The number of the conversation.
    pub conversation_id: DisplayId,
    /// The message that the rule would look at, if it waits for one.
    pub message_id: Option<MessageId>,
}

impl AutomationRule {
    pub fn of(account_id: AccountId, Details { rule, files }: Details) -> Self {
        let super::AutomationRule {
            id,
            name,
            description,
            event: event_name,
            conditions,
            actions,
            active,
            errors: _,
            created_at: created_on,
        } = rule;
        let files = files.into_iter().map(|file| RuleFile::of(account_id, id, file)).collect();
        AutomationRule {
            id,
            account_id,
            name,
            description,
            event_name,
            conditions,
            actions,
            created_on,
            active,
            files,
        }
    }
}

impl RuleFile {
    fn of(account_id: AccountId, automation_rule_id: AutomationRuleId, file: ActionFile) -> Self {
        let ActionFile { id, blob: blob_id, filename, content_type: file_type, url } = file;
        RuleFile { id, automation_rule_id, file_type, account_id, file_url: url, blob_id, filename }
    }
}

impl From<runs::Run> for Run {
    fn from(run: runs::Run) -> Self {
        let runs::Run { id, event, conversation, message, status, actions, created_at } = run;
        Run {
            id,
            event_id: event,
            conversation_id: conversation,
            message_id: message,
            status,
            actions,
            created_at,
        }
    }
}

impl From<dry_run::Trial> for Trial {
    fn from(trial: dry_run::Trial) -> Self {
        let dry_run::Trial { looked_at, matches, actions } = trial;
        let matches = matches
            .into_iter()
            .map(|(conversation_id, message_id)| Match { conversation_id, message_id });
        Trial { looked_at, matches: matches.collect(), actions }
    }
}

impl Audited for super::AutomationRule {
    const KIND: &'static str = "AutomationRule";

    fn key(&self) -> i64 {
        self.id.0
    }

    fn noted(&self) -> Value {
        json!({
            "name": self.name,
            "description": self.description,
            "event_name": self.event,
            "conditions": self.conditions,
            "actions": self.actions,
            "active": self.active,
        })
    }
}
