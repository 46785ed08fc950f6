//! What a conversation is up to: open, resolved, pending or snoozed.

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

use super::{Conversation, Status, lock, save::save};
use crate::{actor::Role, clock::Timestamp, error::Result, id::DisplayId, work::Work};

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

fn blank_is_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Status>, D::Error> {
    match Value::deserialize(from)? {
        Value::String(text) if text.is_empty() => Ok(None),
        value => Option::deserialize(value).map_err(D::Error::custom),
    }
}
