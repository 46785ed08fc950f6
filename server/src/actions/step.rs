//! Actions, understood: which there are, and what their parameters say.

use serde_json::Value;

use super::{Action, Kind};
use crate::{
    conversations::{Priority, Status},
    id::{BlobId, SlaPolicyId, TeamId, UserId},
    labels::tags,
    validate::{self, LONG, URL},
};

/// Something to be done.
#[derive(Clone, Debug)]
pub enum Step {
    SendMessage(String),
    AddNote(String),
    SendFiles(Vec<BlobId>),
    AddLabels(Vec<String>),
    RemoveLabels(Vec<String>),
    SetStatus(Status),
    SetPriority(Option<Priority>),
    Mute,
    AssignAgent(Assignee),
    AssignTeam(Option<TeamId>),
    CallWebhook(String),
    MailTeams(Vec<TeamId>, String),
    SendTranscript(Vec<String>),
    /// Holds the conversation to a policy, unless it is held to one.
    AddSla(SlaPolicyId),
}

/// Who is to have a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignee {
    Nobody,
    User(UserId),
    /// Whoever has last answered the contact.
    LastResponder,
    /// Whoever has the macro done.
    Oneself,
}

/// What rules and macros have.
const OF_BOTH: [&str; 17] = [
    "send_message",
    "add_private_note",
    "send_attachment",
    "add_label",
    "remove_label",
    "assign_agent",
    "assign_team",
    "remove_assigned_agent",
    "remove_assigned_team",
    "mute_conversation",
    "resolve_conversation",
    "snooze_conversation",
    "change_status",
    "change_priority",
    "send_webhook_event",
    "send_email_transcript",
    "add_sla",
];

const OF_RULES: [&str; 3] = ["open_conversation", "pending_conversation", "send_email_to_team"];

/// Addresses that a transcript is sent to at most, and teams that are written to.
const MOST: usize = 20;

pub fn is_known(name: &str, kind: Kind) -> bool {
    OF_BOTH.contains(&name) || kind == Kind::Rule && OF_RULES.contains(&name)
}

/// Whether an action calls or writes to addresses that somebody has named.
pub fn leaves_the_house(name: &str) -> bool {
    matches!(name, "send_webhook_event" | "send_email_transcript")
}

/// What an action means, or what it lacks, to be read after its name.
type Understood = Result<Step, String>;

impl Step {
    pub fn of(action: &Action) -> Understood {
        let params = action.action_params.as_slice();
        match action.action_name.as_str() {
            "send_message" => text(params).map(Step::SendMessage),
            "add_private_note" => text(params).map(Step::AddNote),
            "send_attachment" => files(params),
            "add_label" => labels(params).map(Step::AddLabels),
            "remove_label" => labels(params).map(Step::RemoveLabels),
            "assign_agent" => assignee(params),
            "assign_team" => team(params),
            "remove_assigned_agent" => Ok(Step::AssignAgent(Assignee::Nobody)),
            "remove_assigned_team" => Ok(Step::AssignTeam(None)),
            "mute_conversation" => Ok(Step::Mute),
            "resolve_conversation" => Ok(Step::SetStatus(Status::Resolved)),
            "open_conversation" => Ok(Step::SetStatus(Status::Open)),
            "pending_conversation" => Ok(Step::SetStatus(Status::Pending)),
            "snooze_conversation" => Ok(Step::SetStatus(Status::Snoozed)),
            "change_status" => named(params, Status::NAMED).map(Step::SetStatus),
            "change_priority" => priority(params),
            "send_webhook_event" => webhook(params),
            "send_email_to_team" => mail(params),
            "send_email_transcript" => transcript(params),
            "add_sla" => sla(params),
            _ => Err("is not known".to_owned()),
        }
    }
}

fn text(params: &[Value]) -> Result<String, String> {
    let text = params.first().and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let text = text.ok_or("needs a text")?;
    if text.chars().count() > LONG {
        return Err(format!("has a text that is too long (maximum is {LONG} characters)"));
    }
    Ok(text.to_owned())
}

fn files(params: &[Value]) -> Understood {
    let ids: Option<Vec<BlobId>> = params.iter().map(|id| integer(id).map(BlobId)).collect();
    match ids {
        Some(ids) if !ids.is_empty() => Ok(Step::SendFiles(ids)),
        _ => Err("needs files that were uploaded".to_owned()),
    }
}

fn labels(params: &[Value]) -> Result<Vec<String>, String> {
    let named: Option<Vec<String>> =
        params.iter().map(|label| label.as_str().map(str::to_owned)).collect();
    let names = named.and_then(|named| tags::names(&named).ok());
    names.filter(|names| !names.is_empty()).ok_or_else(|| "needs titles of labels".to_owned())
}

fn assignee(params: &[Value]) -> Understood {
    let assignee = match params.first() {
        Some(Value::String(name)) if name == "nil" => Some(Assignee::Nobody),
        Some(Value::String(name)) if name == "self" => Some(Assignee::Oneself),
        Some(Value::String(name)) if name == "last_responding_agent" => {
            Some(Assignee::LastResponder)
        }
        first => first.and_then(integer).map(|id| Assignee::User(UserId(id))),
    };
    assignee.map(Step::AssignAgent).ok_or_else(|| "needs the id of a member".to_owned())
}

/// Nothing at all, and 0, are no team.
fn team(params: &[Value]) -> Understood {
    match params.first() {
        None | Some(Value::Null) => Ok(Step::AssignTeam(None)),
        Some(Value::String(name)) if name == "nil" || name.is_empty() => Ok(Step::AssignTeam(None)),
        Some(id) => {
            let id = integer(id).ok_or("needs the id of a team")?;
            Ok(Step::AssignTeam((id != 0).then_some(TeamId(id))))
        }
    }
}

fn priority(params: &[Value]) -> Understood {
    match params.first() {
        None | Some(Value::Null) => Ok(Step::SetPriority(None)),
        Some(Value::String(name)) if matches!(name.as_str(), "nil" | "none" | "") => {
            Ok(Step::SetPriority(None))
        }
        _ => named(params, Priority::NAMED).map(|priority| Step::SetPriority(Some(priority))),
    }
}

fn named<T: Copy>(params: &[Value], values: &[(&str, T)]) -> Result<T, String> {
    let name = params.first().and_then(Value::as_str);
    let meant = values.iter().find(|(known, _)| Some(*known) == name);
    meant.map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<&str> = values.iter().map(|(known, _)| *known).collect();
        format!("needs one of {}", names.join(", "))
    })
}

fn webhook(params: &[Value]) -> Understood {
    let url = params.first().and_then(Value::as_str).map(str::trim);
    let url = url.filter(|url| validate::is_web_url(url) && url.len() <= URL);
    url.map(|url| Step::CallWebhook(url.to_owned()))
        .ok_or_else(|| "needs an address that begins with http:// or https://".to_owned())
}

/// `[{"team_ids": [1], "message": "…"}]`.
fn mail(params: &[Value]) -> Understood {
    let needs = || "needs ids of teams, and a message".to_owned();
    let letter = params.first().and_then(Value::as_object).ok_or_else(needs)?;
    let teams = letter.get("team_ids").and_then(Value::as_array).ok_or_else(needs)?;
    let teams: Option<Vec<TeamId>> = teams.iter().map(|id| integer(id).map(TeamId)).collect();
    let teams = teams.filter(|teams| (1..=MOST).contains(&teams.len())).ok_or_else(needs)?;
    let message = letter.get("message").cloned().unwrap_or_default();
    Ok(Step::MailTeams(teams, text(&[message])?))
}

/// Addresses, which may be filled in when they are needed.
fn transcript(params: &[Value]) -> Understood {
    let given = params.first().and_then(Value::as_str).unwrap_or_default();
    let addresses: Vec<String> =
        given.split(',').map(|one| one.split_whitespace().collect()).collect();
    let is_right = |address: &String| validate::is_email(address) || address.contains("{{");
    if addresses.len() > MOST || !addresses.iter().all(is_right) {
        return Err("needs e-mail addresses".to_owned());
    }
    Ok(Step::SendTranscript(addresses))
}

fn sla(params: &[Value]) -> Understood {
    let policy = params.first().and_then(integer).map(SlaPolicyId);
    policy.map(Step::AddSla).ok_or_else(|| "needs the id of an SLA policy".to_owned())
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
