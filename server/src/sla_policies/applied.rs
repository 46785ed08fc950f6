//! Applied SLAs: the policy that a conversation is held to, and how that goes.
//!
//! One is active until its conversation is resolved, and then a hit or missed for good, whatever
//! becomes of the conversation. What is missed is noted once, by what it is and, for an answer
//! that did not come, by the message that waited for it.

use std::{collections::HashMap, time::Duration};

use super::{SlaPolicy, due::Miss, store};
use crate::{
    clock::Timestamp,
    error::Result,
    events::{Event, Name},
    id::{AppliedSlaId, ConversationId, DisplayId, MessageId, SlaEventId, SlaPolicyId},
    json::Object,
    work::Work,
};

pub use store::{begin, end_some, going_on_in_inbox, going_on_with_policy};

/// After which time a contact who writes again, and was left waiting too long already, has been
/// left waiting once more.
pub const AGAIN: Duration = Duration::from_mins(5);

#[derive(Clone, Debug)]
pub struct AppliedSla {
    pub id: AppliedSlaId,
    pub conversation: ConversationId,
    pub policy: SlaPolicy,
    pub status: Status,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// What was missed, in the order in which it was.
    pub events: Vec<SlaEvent>,
}

/// Something that was missed.
#[derive(Clone, Copy, Debug)]
pub struct SlaEvent {
    pub id: SlaEventId,
    pub applied: AppliedSlaId,
    pub kind: Kind,
    /// The message that was not answered in time, if it is about one.
    pub message: Option<MessageId>,
    pub created_at: Timestamp,
}

/// How it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Active,
    /// It is over, and nothing was missed.
    Hit,
    /// It is over, and something was.
    Missed,
    ActiveWithMisses,
}

/// What can be missed: the first response, the next one, the resolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    FirstResponse,
    NextResponse,
    Resolution,
}

crate::stored! {
    Status {
        Active = 0 "active",
        Hit = 1 "hit",
        Missed = 2 "missed",
        ActiveWithMisses = 3 "active_with_misses",
    }
    Kind { FirstResponse = 0 "frt", NextResponse = 1 "nrt", Resolution = 2 "rt" }
}

impl AppliedSla {
    pub fn goes_on(&self) -> bool {
        matches!(self.status, Status::Active | Status::ActiveWithMisses)
    }

    /// How it goes, by what was missed so far.
    pub fn settled(&self, is_over: bool) -> Status {
        match (self.events.is_empty(), is_over) {
            (true, false) => Status::Active,
            (true, true) => Status::Hit,
            (false, true) => Status::Missed,
            (false, false) => Status::ActiveWithMisses,
        }
    }
}

/// A conversation that is looked at, by its number, and how it is held to a policy.
pub type GoingOn = (AppliedSlaId, DisplayId);

/// What conversations are held to, as far as they are held to anything.
pub async fn of_conversations(
    work: &mut Work<'_>,
    ids: &[i64],
) -> Result<HashMap<ConversationId, AppliedSla>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut all = store::of_conversations(work, ids).await?;
    let ids: Vec<i64> = all.iter().map(|applied| applied.id.0).collect();
    for event in store::events_of(work, &ids).await? {
        if let Some(applied) = all.iter_mut().find(|applied| applied.id == event.applied) {
            applied.events.push(event);
        }
    }
    Ok(all.into_iter().map(|applied| (applied.conversation, applied)).collect())
}

/// What a conversation is held to, if that goes on.
pub async fn going_on(
    work: &mut Work<'_>,
    conversation: ConversationId,
) -> Result<Option<AppliedSla>> {
    let applied = of_conversations(work, &[conversation.0]).await?.remove(&conversation);
    Ok(applied.filter(AppliedSla::goes_on))
}

/// Notes something that was missed, and tells it, unless that was done before.
pub async fn miss(work: &mut Work<'_>, applied: &mut AppliedSla, miss: &Miss) -> Result<()> {
    let Miss { kind, message, .. } = *miss;
    let Some(id) = store::insert_event(work, applied.id, kind, message).await? else {
        return Ok(());
    };
    let created_at = work.now;
    applied.events.push(SlaEvent { id, applied: applied.id, kind, message, created_at });
    let told = [
        ("sla_event_type".to_owned(), kind.as_str().into()),
        ("sla_policy_id".to_owned(), applied.policy.id.0.into()),
    ];
    let told: Object = serde_json::Map::from_iter(told).into();
    let event = Event::new(Name::ConversationSlaMissed).conversation(applied.conversation);
    let event = message.into_iter().fold(event, Event::message);
    work.emit(event.about(id).telling(&told)).await
}

/// What an event of something missed tells: what it was, and of which policy.
pub fn missed(told: &Object) -> Option<(Kind, SlaPolicyId)> {
    let told = told.to_map();
    let name = told.get("sla_event_type")?.as_str()?;
    let (_, kind) = Kind::NAMED.iter().find(|(known, _)| *known == name)?;
    Some((*kind, SlaPolicyId(told.get("sla_policy_id")?.as_i64()?)))
}

/// Stores how it goes. Returns how it went before, if that is something else.
pub async fn settle(
    work: &mut Work<'_>,
    applied: &mut AppliedSla,
    is_over: bool,
) -> Result<Option<Status>> {
    let (before, after) = (applied.status, applied.settled(is_over));
    if before == after {
        return Ok(None);
    }
    applied.status = after;
    applied.updated_at = work.now;
    store::set_status(work, applied).await?;
    Ok(Some(before))
}
