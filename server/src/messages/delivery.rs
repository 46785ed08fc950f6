//! How far a message has come on its way to the contact: what a client says of it, where the
//! way is the client's own, and what becomes of it on the way through a webhook (contract
//! `behaviour.md`, 1.11, and `realtime-client-platform.md`, 2.9).

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{Message, Status, change, store};
use crate::{
    clock::Timestamp,
    error::{Error, Problems, Result},
    id::{ConversationId, MessageId},
    inboxes::{self, channel},
    json::Object,
    stored,
    validate::LONG,
    webhooks::deliveries::{self, Endpoint},
    work::Work,
};

/// What a request says of the way of a message.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// A status that does not exist says nothing.
    pub status: Value,
    /// Why it has failed. Kept only where it has.
    pub external_error: Option<String>,
}

/// Messages that are noted as read in one transaction.
const AT_ONCE: i64 = 100;

/// The key under which a message keeps why it has failed.
const PROBLEM: &str = "external_error";

/// Notes how far a message has come, if the request says so. What was read stays read when it
/// is said to be delivered.
pub async fn note(
    work: &mut Work<'_>,
    conversation: ConversationId,
    id: MessageId,
    progress: &Progress,
) -> Result<Message> {
    let mut problems = Problems::default();
    problems.at_most_if(PROBLEM, progress.external_error.as_deref(), LONG);
    problems.check()?;
    let before = change::lock(work, conversation, id).await?;
    let inbox = inboxes::find(work, before.inbox_id).await?.ok_or(Error::NotFound)?;
    if inbox.channel_type != channel::API {
        return Err(Error::forbidden("Message status update is only allowed for API inboxes"));
    }
    let Ok(status) = stored::meant(&progress.status, "Status", Status::NAMED) else {
        return Ok(before);
    };
    if before.status == Status::Read && status == Status::Delivered {
        return Ok(before);
    }
    let problem = progress.external_error.as_deref().filter(|_| status == Status::Failed);
    change::save(work, &before, with(&before, status, problem)).await
}

/// Has it tried again to bring a message to the contact. What was noted with it, above all why
/// it had failed, is forgotten (contract `application-core.md`, 18.5).
pub async fn retry(
    work: &mut Work<'_>,
    conversation: ConversationId,
    id: MessageId,
) -> Result<Message> {
    let before = change::lock(work, conversation, id).await?;
    let content_attributes = Object::empty();
    let after = Message { status: Status::Sent, content_attributes, ..before.clone() };
    let after = change::save(work, &before, after).await?;
    deliveries::replay_message(work, Endpoint::inbox(after.inbox_id), id).await?;
    Ok(after)
}

/// Notes that nobody took a message, and why. What has failed already keeps its reason, so
/// that a failure to tell of the failure changes nothing.
pub async fn failed(work: &mut Work<'_>, id: MessageId, problem: &str) -> Result<()> {
    let Some(before) = change::lock_row(work, id).await? else { return Ok(()) };
    if before.status == Status::Failed {
        return Ok(());
    }
    change::save(work, &before, with(&before, Status::Failed, Some(problem))).await.map(drop)
}

/// Notes that a message was taken after all.
pub async fn delivered(work: &mut Work<'_>, id: MessageId) -> Result<()> {
    let Some(before) = change::lock_row(work, id).await? else { return Ok(()) };
    if before.status != Status::Failed {
        return Ok(());
    }
    change::save(work, &before, with(&before, Status::Sent, None)).await.map(drop)
}

/// Notes that the contact has read what they were sent until then. Tells whether there may be
/// more of it than was noted at once.
pub async fn read_until(
    work: &mut Work<'_>,
    conversation: ConversationId,
    until: Timestamp,
) -> Result<bool> {
    let unread = store::unread_by_contact(work, conversation, until, AT_ONCE).await?;
    for id in &unread {
        let Some(before) = change::lock_row(work, *id).await? else { continue };
        if matches!(before.status, Status::Sent | Status::Delivered) {
            change::save(work, &before, with(&before, Status::Read, None)).await?;
        }
    }
    Ok(i64::try_from(unread.len()) == Ok(AT_ONCE))
}

fn with(before: &Message, status: Status, problem: Option<&str>) -> Message {
    let mut attributes = before.content_attributes.to_map();
    let kept = attributes.remove(PROBLEM);
    if let Some(problem) = problem {
        attributes.insert(PROBLEM.to_owned(), problem.into());
    }
    // Most are as they were, and need not be written anew.
    let is_same = kept.is_none() && problem.is_none();
    let content_attributes =
        if is_same { before.content_attributes.clone() } else { attributes.into() };
    Message { status, content_attributes, ..before.clone() }
}
