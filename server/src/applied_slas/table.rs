//! Where something was missed, as a table that spreadsheets read.

use crate::{
    contacts::sheets, conversations::details::Details, id::AccountId, sla_policies::applied,
};

const COLUMNS: [&str; 8] = [
    "Conversation ID",
    "SLA Policy",
    "Assignee",
    "Team",
    "Inbox",
    "Labels",
    "Link to the Conversation",
    "Breached Events",
];

pub fn header() -> Vec<u8> {
    sheets::line(COLUMNS)
}

pub fn row(account: AccountId, base: &str, details: &Details) -> [String; 8] {
    let id = details.conversation.display_id;
    let held = details.sla.as_ref();
    let missed = |event: &applied::SlaEvent| event.kind.as_str();
    let missed: Vec<&str> = held.into_iter().flat_map(|held| &held.events).map(missed).collect();
    [
        id.to_string(),
        held.map(|held| held.policy.name.clone()).unwrap_or_default(),
        details.assignee.as_ref().map(|agent| agent.name.clone()).unwrap_or_default(),
        details.team.as_ref().map(|team| team.name.clone()).unwrap_or_default(),
        details.inbox_name.clone(),
        details.labels.join(", "),
        format!("{base}/app/accounts/{account}/conversations/{id}"),
        missed.join(", "),
    ]
}
