//! What members and the contact have seen of a conversation.

use serde::{Deserialize, Serialize};

use super::{Conversation, lock, save::save, store};
use crate::{
    clock::Timestamp,
    error::Result,
    id::{ConversationId, DisplayId},
    messages::delivery,
    tasks::{Action, Task},
    work::Work,
};

/// Notes that a member has seen everything up to now. Nobody is told: it is no event
/// (contract `behaviour.md`, 2.16).
pub async fn see(work: &mut Work<'_>, id: DisplayId) -> Result<()> {
    let conversation = lock(work, id).await?;
    let member = work.actor.member().map(|member| member.user);
    let by_assignee = conversation.assignee_id.is_some() && conversation.assignee_id == member;
    Ok(store::seen(work, conversation.id, by_assignee).await?)
}

/// Notes that the contact has seen everything up to now, which is told. That they have read
/// each message follows (contract 1.11).
pub async fn by_contact(work: &mut Work<'_>, id: DisplayId) -> Result<Conversation> {
    let before = lock(work, id).await?;
    let after = Conversation { contact_last_seen_at: Some(work.now), ..before.clone() };
    let after = save(work, &before, after).await?;
    work.enqueue(ReadByContact { conversation: after.id, until: work.now.0 }).await?;
    Ok(after)
}

/// Notes of each message that the contact has read it. Private notes and what the conversation
/// notes of itself they do not see.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ReadByContact {
    conversation: ConversationId,
    /// In microseconds since 1970.
    until: i64,
}

impl Task for ReadByContact {
    const KIND: &'static str = "conversations.read_by_contact";

    fn key(&self) -> String {
        self.conversation.to_string()
    }
}

impl Action for ReadByContact {
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        if delivery::read_until(work, self.conversation, Timestamp(self.until)).await? {
            work.enqueue(*self).await?;
        }
        Ok(())
    }
}
