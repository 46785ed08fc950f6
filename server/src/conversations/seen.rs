//! What members and the contact have seen of a conversation.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Conversation, lock, save::save, store};
use crate::{
    clock::Timestamp,
    error::Result,
    id::{ConversationId, DisplayId},
    messages::{self, delivery},
    tasks::{Action, Task},
    work::Work,
};

/// How often it is noted that somebody has looked where nothing was new.
const SELDOM: Duration = Duration::from_hours(1);

/// Notes that a member has seen everything up to now. Nobody is told: it is no event
/// (contract `behaviour.md`, 2.16).
pub async fn see(work: &mut Work<'_>, id: DisplayId) -> Result<Conversation> {
    let conversation = lock(work, id).await?;
    let has_news =
        conversation.agent_last_seen_at.is_none_or(|seen| seen < conversation.last_activity_at);
    let was_seen = |seen: Option<Timestamp>| seen.is_some_and(|at| work.now < at.plus(SELDOM));
    let member = work.actor.member().map(|member| member.user);
    let by_assignee = conversation.assignee_id.is_some() && conversation.assignee_id == member;
    let is_noted = was_seen(conversation.agent_last_seen_at)
        && (!by_assignee || was_seen(conversation.assignee_last_seen_at));
    if is_noted && !has_news && conversation.unread_count == 0 {
        return Ok(conversation);
    }
    let seen = Some(work.now);
    let by_assignee = if by_assignee { seen } else { conversation.assignee_last_seen_at };
    look(work, conversation, seen, by_assignee, 0).await
}

/// Has the newest message of the contact be new again, and what came after it. Nobody is told
/// either.
pub async fn unsee(work: &mut Work<'_>, id: DisplayId) -> Result<Conversation> {
    let conversation = lock(work, id).await?;
    let last = conversation.last_incoming_at;
    let seen = last.map(|last| last.minus(Duration::from_secs(1)));
    let unread = messages::incoming_since(work, conversation.id, seen).await?;
    look(work, conversation, seen, seen, unread).await
}

/// Stores when members have seen a conversation, and how much of it is new to them.
async fn look(
    work: &mut Work<'_>,
    conversation: Conversation,
    agent_last_seen_at: Option<Timestamp>,
    assignee_last_seen_at: Option<Timestamp>,
    unread_count: i64,
) -> Result<Conversation> {
    let seen =
        Conversation { agent_last_seen_at, assignee_last_seen_at, unread_count, ..conversation };
    store::seen(work, &seen).await?;
    Ok(seen)
}

/// Notes that the contact has seen everything up to now, which is told. That they have read
/// each message follows (contract 1.11).
pub async fn by_contact(work: &mut Work<'_>, id: DisplayId) -> Result<Conversation> {
    let before = lock(work, id).await?;
    let after = Conversation { contact_last_seen_at: Some(work.now), ..before.clone() };
    let after = save(work, &before, after).await?;
    work.enqueue(ReadByContact { conversation: after.id }).await?;
    Ok(after)
}

/// Notes of each message that the contact has read it. Private notes and what the conversation
/// notes of itself they do not see.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ReadByContact {
    conversation: ConversationId,
}

impl Task for ReadByContact {
    const KIND: &'static str = "conversations.read_by_contact";

    fn key(&self) -> String {
        self.conversation.to_string()
    }
}

impl Action for ReadByContact {
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        let found = store::of_ids(work, &[self.conversation.0]).await?;
        let seen = found.first().and_then(|conversation| conversation.contact_last_seen_at);
        let Some(until) = seen else { return Ok(()) };
        if delivery::read_until(work, self.conversation, until).await? {
            work.enqueue(*self).await?;
        }
        Ok(())
    }
}
