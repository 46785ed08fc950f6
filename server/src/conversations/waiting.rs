//! Since when a contact waits for an answer, and when they were first answered (contract
//! `behaviour.md`, 1.8).

use serde_json::{Map, Value};

use super::Conversation;
use crate::{
    clock::Timestamp,
    error::Result,
    events::{Event, Name},
    id::UserId,
    json::Object,
    messages::{Message, MessageType, SenderKind},
    reporting_events,
    work::Work,
};

/// An answer to a contact who was waiting, or the first there ever was.
pub enum Reply {
    First,
    /// They had been waiting since then.
    After(Timestamp),
}

/// Notes since when the contact waits, or that they were answered. An answer by a bot ends
/// the wait, but is not counted as a reply (contract 1.8).
pub fn keep(conversation: &mut Conversation, message: &Message) -> Option<Reply> {
    if message.message_type == MessageType::Incoming {
        conversation.waiting_since.get_or_insert(message.created_at);
        return None;
    }
    if message.message_type != MessageType::Outgoing || message.private {
        return None;
    }
    let by_bot = message.sender.is_some_and(|sender| sender.kind == SenderKind::AgentBot);
    let by_human = is_human_response(message);
    let waited = if by_human || by_bot { conversation.waiting_since.take() } else { None };
    if by_human && conversation.first_reply_created_at.is_none() {
        conversation.first_reply_created_at = Some(message.created_at);
        return Some(Reply::First);
    }
    waited.filter(|_| by_human).map(Reply::After)
}

/// Tells that a contact was answered, and measures after which time.
pub async fn tell(
    work: &mut Work<'_>,
    conversation: &Conversation,
    message: &Message,
    reply: &Reply,
) -> Result<()> {
    let event = |name| Event::new(name).conversation(message.conversation_id).message(message.id);
    match reply {
        Reply::First => {
            work.emit(event(Name::FirstReplyCreated)).await?;
            let sender = message.sender.filter(|sender| sender.kind == SenderKind::User);
            let sender = sender.map(|sender| UserId(sender.id));
            reporting_events::answered_first(work, &conversation.measured(), sender).await
        }
        Reply::After(since) => {
            let iso = Value::from(since.iso());
            let told = Map::from_iter([("waiting_since".to_owned(), iso)]).into();
            work.emit(event(Name::ReplyCreated).telling(&told)).await?;
            reporting_events::answered(work, &conversation.measured(), *since).await
        }
    }
}

/// Whether a person answers: a member, or somebody who wrote from the other side of the
/// channel. What a rule or a campaign says in their name is no answer.
fn is_human_response(message: &Message) -> bool {
    let says = |attributes: &Object, key: &str| {
        !attributes.is_empty() && attributes.to_map().get(key).is_some_and(is_filled)
    };
    let by_user = message.sender.is_some_and(|sender| sender.kind == SenderKind::User);
    (by_user || says(&message.content_attributes, "external_echo"))
        && !says(&message.content_attributes, "automation_rule_id")
        && !says(&message.additional_attributes, "campaign_id")
}

fn is_filled(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && value.as_str() != Some("")
}
