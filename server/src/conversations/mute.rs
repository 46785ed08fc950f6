//! Muting a conversation: it is over, and its contact is blocked, so that whatever they say
//! disturbs nobody (contract `behaviour.md`, 2.15).

use super::{Conversation, Status, activity, lock, save::save};
use crate::{
    accounts,
    contacts::{self, ContactChange},
    error::Result,
    id::{ContactId, DisplayId},
    texts::{Notes, Text},
    work::Work,
};

/// Ends a conversation and blocks its contact, in all their conversations.
pub async fn mute(work: &mut Work<'_>, id: DisplayId) -> Result<()> {
    let before = lock(work, id).await?;
    let after = Conversation { status: Status::Resolved, ..before.clone() };
    let over = save(work, &before, after).await?;
    block(work, over.contact_id, true).await?;
    note(work, over, |notes| &notes.muted).await
}

/// Lets the contact be heard again. The conversation stays as it is.
pub async fn unmute(work: &mut Work<'_>, id: DisplayId) -> Result<()> {
    let conversation = lock(work, id).await?;
    block(work, conversation.contact_id, false).await?;
    note(work, conversation, |notes| &notes.unmuted).await
}

async fn block(work: &mut Work<'_>, contact: ContactId, blocked: bool) -> Result<()> {
    let change = ContactChange { blocked: Some(blocked), ..ContactChange::default() };
    contacts::update(work, contact, &change).await.map(drop)
}

async fn note(
    work: &mut Work<'_>,
    conversation: Conversation,
    text: fn(&Notes) -> &Text,
) -> Result<()> {
    let Some(name) = work.actor.member().map(|member| member.name.clone()) else { return Ok(()) };
    let text = text(&accounts::texts(work).await?.notes).with(&[("name", &name)]);
    activity::say(work, conversation, text).await.map(drop)
}
