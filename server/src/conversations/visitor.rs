//! The conversations that a contact reaches by themselves: those that they have begun where they
//! are known, and everywhere else where it is as sure who they are (contract
//! `realtime-client-platform.md`, 3.4; `docs/decisions/0013`).

use super::{
    Conversation, Status, post,
    save::save,
    seen,
    start::{self, NewConversation},
    store,
};
use crate::{
    contacts::contact_inboxes::{self, ContactInbox},
    error::{Error, Result},
    id::{ContactInboxId, DisplayId},
    json::Object,
    messages::{Message, NewMessage},
    work::Work,
};

/// Conversations of a list, and of one in a chat.
const MOST: i64 = 100;
const MOST_OF_A_CHAT: i64 = 30;

/// The newest conversations, oldest of them first.
pub async fn list(work: &mut Work<'_>, known: &ContactInbox) -> Result<Vec<Conversation>> {
    let places = places(work, known).await?;
    let mut conversations = store::of_contact_inboxes(work, &places, MOST).await?;
    conversations.reverse();
    Ok(conversations)
}

/// A conversation that the contact reaches. Of others they do not learn that there are any.
pub async fn show(
    work: &mut Work<'_>,
    known: &ContactInbox,
    id: DisplayId,
) -> Result<Conversation> {
    let conversation = store::find(work, id).await?.ok_or(Error::NotOffered)?;
    let is_in_reach = conversation.contact_inbox_id == known.id
        || places(work, known).await?.contains(&conversation.contact_inbox_id);
    if is_in_reach { Ok(conversation) } else { Err(Error::NotOffered) }
}

/// Where a contact has begun what they reach: here, and wherever it is as sure who they are.
async fn places(work: &mut Work<'_>, known: &ContactInbox) -> Result<Vec<ContactInboxId>> {
    let contact = known.contact_id;
    if !known.hmac_verified {
        return Ok(vec![known.id]);
    }
    let mut verified = contact_inboxes::verified_of(work, &[contact.0]).await?;
    Ok(verified.remove(&contact).unwrap_or_default())
}

/// Begins a conversation, or goes on with the one there is where an inbox has one for each
/// contact.
pub async fn begin(
    work: &mut Work<'_>,
    known: &ContactInbox,
    custom_attributes: Option<Object>,
) -> Result<Conversation> {
    let new = NewConversation {
        source_id: Some(known.source_id.clone()),
        inbox_id: Some(known.inbox_id),
        contact_id: Some(known.contact_id),
        custom_attributes,
        ..NewConversation::default()
    };
    start::start(work, &new).await
}

/// Adds what a contact writes to a conversation.
pub async fn post(
    work: &mut Work<'_>,
    known: &ContactInbox,
    id: DisplayId,
    new: &NewMessage,
) -> Result<Message> {
    let conversation = lock(work, known, id).await?;
    Ok(post::post_to(work, conversation, new).await?.1)
}

/// A conversation that the contact reaches, and that nobody else changes until this work is done.
pub async fn lock(
    work: &mut Work<'_>,
    known: &ContactInbox,
    id: DisplayId,
) -> Result<Conversation> {
    show(work, known, id).await?;
    super::lock(work, id).await
}

/// The newest conversation in the inbox where a contact is known, if there is one.
pub async fn newest(work: &mut Work<'_>, known: &ContactInbox) -> Result<Option<Conversation>> {
    Ok(newest_of(work, known, 1).await?.pop())
}

/// The newest conversations in the inbox where a contact is known, newest first.
pub async fn list_in_inbox(work: &mut Work<'_>, known: &ContactInbox) -> Result<Vec<Conversation>> {
    newest_of(work, known, MOST_OF_A_CHAT).await
}

async fn newest_of(
    work: &mut Work<'_>,
    known: &ContactInbox,
    limit: i64,
) -> Result<Vec<Conversation>> {
    let places = places(work, known).await?;
    Ok(store::newest_in_inbox(work, &places, known.inbox_id, limit).await?)
}

/// Resolves a conversation, unless it is.
pub async fn resolve(
    work: &mut Work<'_>,
    known: &ContactInbox,
    id: DisplayId,
) -> Result<Conversation> {
    let before = lock(work, known, id).await?;
    if before.status == Status::Resolved {
        return Ok(before);
    }
    let after = Conversation { status: Status::Resolved, ..before.clone() };
    save(work, &before, after).await
}

/// Notes that the contact has seen everything up to now.
pub async fn see(work: &mut Work<'_>, known: &ContactInbox, id: DisplayId) -> Result<()> {
    let id = show(work, known, id).await?.display_id;
    seen::by_contact(work, id).await.map(drop)
}
