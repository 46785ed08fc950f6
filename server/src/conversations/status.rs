//! What a conversation is up to: open, resolved, pending or snoozed.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Conversation, Status, hand_off, lock, save::save};
use crate::{
    actor::{Actor, Role},
    clock::Timestamp,
    error::Result,
    id::DisplayId,
    work::Work,
};

/// What a request says of a conversation's status. Nothing at all opens what is not open
/// and resolves what is.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "status": "snoozed", "snoozed_until": 1_770_112_800 }]))]
#[serde(default)]
pub struct StatusChange {
    pub status: Option<Status>,
    pub snoozed_until: Option<Seconds>,
}

/// A moment given as seconds since 1970, as a number or as its text.
#[derive(Clone, Copy, Debug, JsonSchema, Deserialize)]
#[serde(transparent)]
pub struct Seconds(pub i64);

/// A conversation whose status was set.
#[derive(Clone, Debug)]
pub struct Toggled {
    pub conversation: Conversation,
    /// Whether a bot has left it to people by that.
    pub is_handed_off: bool,
}

/// Changes the status. An agent who opens a conversation takes it on; a bot that opens one
/// that waits for it leaves it to people.
pub async fn toggle(work: &mut Work<'_>, id: DisplayId, change: &StatusChange) -> Result<Toggled> {
    let before = lock(work, id).await?;
    let opens = change.status == Some(Status::Open);
    if opens && before.status == Status::Pending && matches!(work.actor, Actor::Bot(_)) {
        let conversation = hand_off::by_bot(work, &before).await?;
        return Ok(Toggled { conversation, is_handed_off: true });
    }
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
    let conversation = save(work, &before, after).await?;
    Ok(Toggled { conversation, is_handed_off: false })
}

/// Gives a conversation a status, without anybody taking it on by that.
pub async fn set(
    work: &mut Work<'_>,
    id: DisplayId,
    status: Status,
    snoozed_until: Option<Timestamp>,
) -> Result<Conversation> {
    let before = lock(work, id).await?;
    let snoozed_until = snoozed_until.filter(|_| status == Status::Snoozed);
    let after = Conversation { status, snoozed_until, ..before.clone() };
    save(work, &before, after).await
}
