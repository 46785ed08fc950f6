//! What members and the contact have seen of a conversation.

use super::{Conversation, lock, save::save, store};
use crate::{error::Result, id::DisplayId, work::Work};

/// Notes that a member has seen everything up to now. Nobody is told: it is no event
/// (contract `behaviour.md`, 2.16).
pub async fn see(work: &mut Work<'_>, id: DisplayId) -> Result<()> {
    let conversation = lock(work, id).await?;
    let member = work.actor.member().map(|member| member.user);
    let by_assignee = conversation.assignee_id.is_some() && conversation.assignee_id == member;
    Ok(store::seen(work, conversation.id, by_assignee).await?)
}

/// Notes that the contact has seen everything up to now, which is told.
pub async fn by_contact(work: &mut Work<'_>, id: DisplayId) -> Result<Conversation> {
    let before = lock(work, id).await?;
    let after = Conversation { contact_last_seen_at: Some(work.now), ..before.clone() };
    save(work, &before, after).await
}
