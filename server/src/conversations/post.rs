//! A message's way into a conversation, and what it changes there.
//!
//! The rules are those of contract `behaviour.md`, 1.3 to 1.8, in their order: who it is
//! from, what it answers, whether there are too many; then whether the conversation opens
//! again, since when somebody waits, and whether this was the first reply.

use std::time::Duration;

use serde_json::{Map, Value};

use super::{Conversation, Status, find, lock, mention, save::save};
use crate::{
    actor::Actor,
    contacts,
    error::{Error, Result},
    events::{Event, Name},
    id::{DisplayId, MessageId},
    inboxes,
    json::Object,
    messages::{
        self, ContentType, Message, MessageType, NewMessage, SenderKind, SenderRef, content,
    },
    work::Work,
};

/// Messages that a conversation takes within a minute.
const PER_MINUTE: i64 = 200;

const MINUTE: Duration = Duration::from_mins(1);

/// What is left to read of a message that was deleted.
const DELETED: &str = "This message was deleted";

/// Adds a message to a conversation that the caller may see.
pub async fn post(
    work: &mut Work<'_>,
    id: DisplayId,
    new: &NewMessage,
) -> Result<(Conversation, Message)> {
    let conversation = lock(work, id).await?;
    post_to(work, conversation, new).await
}

/// Adds a message to a conversation that is at hand.
pub async fn post_to(
    work: &mut Work<'_>,
    conversation: Conversation,
    new: &NewMessage,
) -> Result<(Conversation, Message)> {
    content::check(new)?;
    let message = compose(work, &conversation, new).await?;
    let burst_count = burst(work, &conversation).await?;
    let conversation = match message.message_type {
        MessageType::Incoming => reopen(work, conversation).await?,
        _ => conversation,
    };
    let id = messages::insert(work, &message).await?;
    let message = Message { id, ..message };

    let mut after = Conversation { burst_count, ..conversation.clone() };
    if message.message_type == MessageType::Incoming {
        after.unread_count += 1;
        after.last_incoming_at = Some(work.now);
    }
    after.last_activity_at = message.created_at;
    after.last_message_id = Some(id);
    if message.message_type != MessageType::Activity {
        after.last_non_activity_message_id = Some(id);
        if !message.private {
            after.last_public_message_id = Some(id);
        }
    }
    let told = echo(new);
    let created = Event::new(Name::MessageCreated).conversation(conversation.id).message(id);
    work.emit(told.iter().fold(created, Event::telling)).await?;
    if let Some(reply) = keep_waiting_time(&mut after, &message) {
        let event = Event::new(reply).conversation(conversation.id).message(id);
        work.emit(event).await?;
    }
    let after = save(work, &conversation, after).await?;
    mention::note(work, &after, &message).await?;
    if message.sender.is_some_and(|sender| sender.kind == SenderKind::Contact) {
        contacts::seen_active(work, conversation.contact_id).await?;
    }
    Ok((after, message))
}

/// What the client calls its message, for it to know the message when it hears of it.
fn echo(new: &NewMessage) -> Option<Object> {
    let id = new.echo_id.clone()?;
    Some(Map::from_iter([("echo_id".to_owned(), id)]).into())
}

/// Replaces a message by a notice that it was deleted.
pub async fn erase(
    work: &mut Work<'_>,
    conversation: DisplayId,
    id: MessageId,
) -> Result<(Conversation, Message)> {
    let conversation = find(work, conversation).await?;
    messages::find(work, conversation.id, id).await?.ok_or(Error::NotFound)?;
    messages::erase(work, id, DELETED).await?;
    let event = Event::new(Name::MessageUpdated).conversation(conversation.id).message(id);
    work.emit(event).await?;
    let message = messages::find(work, conversation.id, id).await?.ok_or(Error::NotFound)?;
    Ok((conversation, message))
}

/// The message as it will be stored, but for its id.
async fn compose(
    work: &mut Work<'_>,
    conversation: &Conversation,
    new: &NewMessage,
) -> Result<Message> {
    let message_type = new.message_type.unwrap_or(MessageType::Outgoing);
    if message_type == MessageType::Incoming {
        let inbox = inboxes::find(work, conversation.inbox_id).await?.ok_or(Error::NotFound)?;
        content::check_direction(message_type, &inbox.channel_type)?;
    }
    let sender = match (message_type, &work.actor) {
        (MessageType::Outgoing, Actor::Member(member)) => Some(SenderRef::user(member.user.0)),
        (MessageType::Outgoing, _) => None,
        _ => Some(SenderRef::contact(conversation.contact_id.0)),
    };
    let content_attributes = link_reply(work, conversation, new).await?;
    Ok(Message {
        id: MessageId(0),
        inbox_id: conversation.inbox_id,
        conversation_id: conversation.id,
        message_type,
        content_type: new.content_type.unwrap_or(ContentType::Text),
        status: messages::Status::Sent,
        private: new.private.unwrap_or(false),
        content: new.content.clone(),
        processed_message_content: None,
        source_id: new.source_id.clone(),
        sender,
        content_attributes: content_attributes.into(),
        additional_attributes: additional_attributes(new).into(),
        external_source_ids: Object::empty(),
        created_at: work.now,
        updated_at: work.now,
    })
}

fn additional_attributes(new: &NewMessage) -> Map<String, Value> {
    let mut attributes = Map::new();
    if let Some(params) = &new.template_params {
        attributes.insert("template_params".to_owned(), params.to_map().into());
    } else if let Some(campaign) = &new.campaign_id {
        attributes.insert("campaign_id".to_owned(), campaign.clone());
    }
    attributes
}

/// The content attributes, with a reply tied to the message it answers by both its ids.
/// One that is not in this conversation is not answered.
async fn link_reply(
    work: &mut Work<'_>,
    conversation: &Conversation,
    new: &NewMessage,
) -> Result<Map<String, Value>> {
    let mut attributes = new.content_attributes.0.clone();
    if let Some(rule) = attributes.remove("automation_rule_id") {
        // What a rule says is nothing but the rule's (contract 1.2).
        return Ok(Map::from_iter([("automation_rule_id".to_owned(), rule)]));
    }
    if let Some(created_at) = &new.external_created_at {
        attributes.insert("external_created_at".to_owned(), created_at.clone());
    }
    let given = |key| attributes.get(key).filter(|value| !value.is_null()).cloned();
    let (by_id, by_source) = (given("in_reply_to"), given("in_reply_to_external_id"));
    if by_id.is_none() && by_source.is_none() {
        return Ok(attributes);
    }
    let id = by_id.and_then(|id| id.as_i64().or_else(|| id.as_str()?.parse().ok()));
    let source = by_source.as_ref().and_then(Value::as_str);
    let target = messages::reply_target(work, conversation.id, id, source).await?;
    let (id, source) = target.map_or((None, None), |(id, source)| (Some(id.0), source));
    attributes.insert("in_reply_to".to_owned(), id.into());
    attributes.insert("in_reply_to_external_id".to_owned(), source.into());
    Ok(attributes)
}

/// How many messages there are now since the conversation was last silent for a minute.
/// Only when these are many are the messages of the last minute looked at.
async fn burst(work: &mut Work<'_>, conversation: &Conversation) -> Result<i64> {
    let minute_ago = work.now.minus(MINUTE);
    if conversation.last_activity_at < minute_ago {
        return Ok(1);
    }
    let burst = conversation.burst_count;
    if burst >= PER_MINUTE
        && messages::are_many_since(work, conversation.id, minute_ago, PER_MINUTE).await?
    {
        return Err(Error::refused("Validation failed: Too many messages"));
    }
    Ok(burst + 1)
}

/// The contact writes, so what was put aside is to be looked at again. This is told before
/// the message is.
async fn reopen(work: &mut Work<'_>, conversation: Conversation) -> Result<Conversation> {
    if !matches!(conversation.status, Status::Snoozed | Status::Resolved) {
        return Ok(conversation);
    }
    let contact = contacts::show(work, conversation.contact_id).await?;
    if contact.blocked {
        return Ok(conversation);
    }
    let opened = Conversation { status: Status::Open, ..conversation.clone() };
    save(work, &conversation, opened).await
}

/// Notes since when the contact waits, or that they were answered. Returns what kind of
/// reply this was.
fn keep_waiting_time(conversation: &mut Conversation, message: &Message) -> Option<Name> {
    if message.message_type == MessageType::Incoming {
        let since = conversation.waiting_since.unwrap_or(message.created_at);
        conversation.waiting_since = Some(since);
        return None;
    }
    if !is_human_response(message) {
        return None;
    }
    let was_waiting = conversation.waiting_since.take().is_some();
    if conversation.first_reply_created_at.is_none() {
        conversation.first_reply_created_at = Some(message.created_at);
        return Some(Name::FirstReplyCreated);
    }
    was_waiting.then_some(Name::ReplyCreated)
}

/// Whether a member wrote this to the contact, not a rule or a campaign in their name.
fn is_human_response(message: &Message) -> bool {
    let by_user = message.sender.is_some_and(|sender| sender.kind == SenderKind::User);
    by_user
        && message.message_type == MessageType::Outgoing
        && !message.private
        && (message.content_attributes.is_empty()
            || !message.content_attributes.to_map().contains_key("automation_rule_id"))
        && (message.additional_attributes.is_empty()
            || !message.additional_attributes.to_map().contains_key("campaign_id"))
}
