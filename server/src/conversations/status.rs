//! What a conversation is up to: open, resolved, pending or snoozed, and how urgent it is.

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

use super::{Conversation, Priority, Status, lock, save::save};
use crate::{
    actor::Role, clock::Timestamp, error::Result, id::DisplayId, patch::Patch, work::Work,
};

/// What a request says of a conversation's status. Nothing at all opens what is not open
/// and resolves what is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct StatusChange {
    #[serde(deserialize_with = "blank_is_none")]
    pub status: Option<Status>,
    pub snoozed_until: Option<Seconds>,
}

/// A moment given as seconds since 1970, as a number or as its text.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(transparent)]
pub struct Seconds(pub i64);

/// How urgent a conversation is to be. `none`, blank and null mean not at all.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PriorityChange {
    #[serde(deserialize_with = "none_is_clear")]
    pub priority: Patch<Priority>,
}

/// Changes the status. An agent who opens a conversation takes it on.
pub async fn toggle(
    work: &mut Work<'_>,
    id: DisplayId,
    change: &StatusChange,
) -> Result<Conversation> {
    let before = lock(work, id).await?;
    let mut after = before.clone();
    after.status = match change.status {
        Some(status) => status,
        None if before.status == Status::Open => Status::Resolved,
        None => Status::Open,
    };
    if let Some(Seconds(seconds)) = change.snoozed_until {
        after.snoozed_until = Some(Timestamp::from_seconds(seconds));
    } else if after.status == Status::Snoozed && before.status != Status::Snoozed {
        // Until the contact writes again.
        after.snoozed_until = None;
    }
    if after.status == Status::Open
        && let Some(member) = work.actor.member()
        && member.role == Role::Agent
    {
        after.assignee_id = Some(member.user);
    }
    save(work, &before, after).await
}

/// Sets the priority, or clears it when none is given.
pub async fn prioritize(
    work: &mut Work<'_>,
    id: DisplayId,
    change: &PriorityChange,
) -> Result<Conversation> {
    let before = lock(work, id).await?;
    let after = Conversation { priority: change.priority.value().copied(), ..before.clone() };
    save(work, &before, after).await
}

/// Changes what can be changed of a conversation in general, which is its priority.
pub async fn update(
    work: &mut Work<'_>,
    id: DisplayId,
    change: &PriorityChange,
) -> Result<Conversation> {
    let before = lock(work, id).await?;
    let priority = change.priority.clone().over(before.priority);
    let after = Conversation { priority, ..before.clone() };
    save(work, &before, after).await
}

fn blank_is_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Status>, D::Error> {
    match Value::deserialize(from)? {
        Value::Null => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        value => named(&value, &Status::ALL.map(|status| (status.as_str(), status))),
    }
    .map_err(D::Error::custom)
}

fn none_is_clear<'de, D: Deserializer<'de>>(from: D) -> Result<Patch<Priority>, D::Error> {
    let priorities = [Priority::Low, Priority::Medium, Priority::High, Priority::Urgent];
    let priority = match Value::deserialize(from)? {
        Value::Null => Ok(None),
        Value::String(text) if text.is_empty() || text == "none" => Ok(None),
        value => named(&value, &priorities.map(|priority| (priority.as_str(), priority))),
    };
    let priority = priority.map_err(D::Error::custom)?;
    Ok(priority.map_or(Patch::Clear, Patch::Set))
}

/// One of these by its name or by its number.
fn named<T: Copy>(value: &Value, names: &[(&str, T)]) -> Result<Option<T>, String> {
    let by_number = value.as_u64().and_then(|number| names.get(usize::try_from(number).ok()?));
    let by_name = || names.iter().find(|(name, _)| Some(*name) == value.as_str());
    match by_number.or_else(by_name) {
        Some((_, named)) => Ok(Some(*named)),
        None => {
            let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
            Err(format!("is not one of {}", names.join(", ")))
        }
    }
}
