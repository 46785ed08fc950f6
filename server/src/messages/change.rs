//! What can change of a message once it is there. Whoever listens is told how it was before.

use serde_json::Value;

use super::{ContentType, Message, attachments, store};
use crate::{
    accounts,
    error::{Error, Result},
    events::{Changes, Event, Name},
    id::{ContactId, ConversationId, MessageId},
    work::Work,
};

/// A message that nobody else changes until this work is done.
pub async fn lock(
    work: &mut Work<'_>,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Message> {
    let message = store::lock(work, conversation, id).await?.ok_or(Error::NotFound)?;
    // Whoever had to wait for others comes after them.
    work.now = work.now.max(message.updated_at);
    Ok(message)
}

/// The same, whatever conversation it is in, if it is still there.
pub async fn lock_row(work: &mut Work<'_>, id: MessageId) -> Result<Option<Message>> {
    let message = store::lock_row(work, id).await?;
    if let Some(message) = &message {
        work.now = work.now.max(message.updated_at);
    }
    Ok(message)
}

/// Stores a message that was changed by the caller. `before` is how it was found.
pub async fn save(work: &mut Work<'_>, before: &Message, mut after: Message) -> Result<Message> {
    let changes = changes(before, &after);
    if changes.is_empty() {
        return Ok(after);
    }
    after.updated_at = work.now;
    store::update(work, &after).await?;
    let changes = changes.field("updated_at", before.updated_at.iso(), after.updated_at.iso());
    let event = Event::new(Name::MessageUpdated).conversation(after.conversation_id);
    work.emit(event.message(after.id).with(&changes)).await?;
    Ok(after)
}

/// Replaces what a message holds by a notice that it was deleted (contract `behaviour.md`, 1.12).
pub async fn erase(work: &mut Work<'_>, before: &Message) -> Result<Message> {
    let notice = String::from(&accounts::texts(work).await?.chat.deleted);
    let deleted = serde_json::Map::from_iter([("deleted".to_owned(), Value::Bool(true))]);
    attachments::remove(work, before).await?;
    let after = Message {
        has_attachments: false,
        attachments: Vec::new(),
        content: Some(notice),
        processed_message_content: None,
        content_type: ContentType::Text,
        content_attributes: deleted.into(),
        ..before.clone()
    };
    save(work, before, after).await
}

/// Gives what a contact has said in conversations to another, who they turned out to be.
pub async fn move_all(
    work: &mut Work<'_>,
    conversations: &[ConversationId],
    from: ContactId,
    to: ContactId,
) -> Result<()> {
    let conversations: Vec<i64> = conversations.iter().map(|id| id.0).collect();
    let said = store::of_contact(work, &conversations, from).await?;
    store::move_to_contact(work, &conversations, from, to).await?;
    for (id, conversation, before) in said {
        let changes = Changes::default().field("sender_id", from.0, to.0).field(
            "updated_at",
            before.iso(),
            work.now.iso(),
        );
        let event = Event::new(Name::MessageUpdated).conversation(conversation).message(id);
        work.emit(event.with(&changes)).await?;
    }
    Ok(())
}

fn changes(before: &Message, after: &Message) -> Changes {
    let mut changes = Changes::default();
    let texts = [
        ("content", &before.content, &after.content),
        ("processed_message_content", before.processed(), after.processed()),
        ("source_id", &before.source_id, &after.source_id),
    ];
    for (name, before, after) in texts {
        if before != after {
            changes = changes.field(name, before.clone(), after.clone());
        }
    }
    let objects = [
        ("content_attributes", &before.content_attributes, &after.content_attributes),
        ("additional_attributes", &before.additional_attributes, &after.additional_attributes),
        ("external_source_ids", &before.external_source_ids, &after.external_source_ids),
    ];
    for (name, before, after) in objects {
        if before != after {
            changes = changes.field(name, before.to_map(), after.to_map());
        }
    }
    changes.field("content_type", before.content_type.as_str(), after.content_type.as_str()).field(
        "status",
        before.status.as_str(),
        after.status.as_str(),
    )
}
