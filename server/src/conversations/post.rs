//! A message's way into a conversation, and what it changes there.
//!
//! The rules are those of contract `behaviour.md`, 1.3 to 1.8, in their order: who it is
//! from, what it answers, whether there are too many; then whether the conversation opens
//! again, since when somebody waits, and whether this was the first reply.

use serde_json::{Map, Value};

use super::{
    Conversation, Status,
    activity::{self, Cause, Known},
    distribute, find, flood, lock_in_channel, mention, save,
    templates::{self, Arrival, Earlier},
    waiting, wording,
};
use crate::{
    actor::Actor,
    agent_bots,
    contacts::{self, Contact},
    error::{Error, Problems, Result},
    events::{Event, Name},
    files::{self, Blob, kind},
    id::{BlobId, DisplayId, MessageId},
    inboxes::{self, Inbox, channel},
    json::Object,
    messages::{
        self, ContentType, Message, MessageType, NewMessage, SenderKind, SenderRef, Translation,
        attachments, change, content,
        delivery::{self, Progress},
        mail,
    },
    validate::{self, SHORT},
    work::Work,
};

/// Adds a message to a conversation that the caller may see.
pub async fn post(
    work: &mut Work<'_>,
    id: DisplayId,
    new: &NewMessage,
) -> Result<(Conversation, Message)> {
    let (conversation, channel) = lock_in_channel(work, id).await?;
    post_by(work, conversation, Some(&channel), new).await
}

/// Adds a message to a conversation that is at hand.
pub async fn post_to(
    work: &mut Work<'_>,
    conversation: Conversation,
    new: &NewMessage,
) -> Result<(Conversation, Message)> {
    post_by(work, conversation, None, new).await
}

/// The same, for a caller who may know the type of its channel.
pub(super) async fn post_by(
    work: &mut Work<'_>,
    conversation: Conversation,
    channel: Option<&str>,
    new: &NewMessage,
) -> Result<(Conversation, Message)> {
    content::check(new)?;
    let inbox = inbox_of_incoming(work, &conversation, new).await?;
    let sent = new.attachments.as_deref().unwrap_or_default();
    let files = files::claim(work, "attachments", sent).await?;
    check_kinds(work, &conversation, &files).await?;
    let message = compose(work, &conversation, channel, new).await?;
    let message = Message { has_attachments: !files.is_empty(), ..message };
    let contact = match message.sender {
        Some(sender) if sender.kind == SenderKind::Contact => {
            Some(contacts::lock(work, conversation.contact_id).await?)
        }
        _ => None,
    };
    let arrives = inbox.as_ref().zip(contact.as_ref());
    let earlier = Earlier::from(&conversation);
    let (mut after, message) = add(work, conversation, message, arrives, echo(new)).await?;
    let message = attachments::add(work, message, &files).await?;
    if let Some((inbox, contact)) = arrives {
        let arrival = Arrival { message: &message, contact, inbox, earlier };
        after = templates::respond(work, after, &arrival).await?;
    }
    mention::note(work, &after, &message).await?;
    if let Some(contact) = &contact {
        contacts::seen_active(work, contact).await?;
    }
    Ok((after, message))
}

/// Refuses files that the channel does not take (contract 1.5).
async fn check_kinds(
    work: &mut Work<'_>,
    conversation: &Conversation,
    files: &[Blob],
) -> Result<()> {
    if files.iter().all(|file| kind::is_for_chats(&file.content_type)) {
        return Ok(());
    }
    let inbox = inboxes::find(work, conversation.inbox_id).await?;
    if inbox.is_some_and(|inbox| inbox.channel_type == channel::WEBSITE) {
        return Err(Error::invalid("attachments", "type not supported"));
    }
    Ok(())
}

/// Sends files that belong to others as well, in a message without words.
pub async fn post_files(
    work: &mut Work<'_>,
    conversation: Conversation,
    sent: &[BlobId],
) -> Result<(Conversation, Message)> {
    let message = compose(work, &conversation, None, &NewMessage::default()).await?;
    let message = Message { has_attachments: true, ..message };
    let (after, message) = add(work, conversation, message, None, None).await?;
    let ids: Vec<i64> = sent.iter().map(|id| id.0).collect();
    let files = files::share(work, &ids).await?;
    Ok((after, attachments::add(work, message, &files).await?))
}

/// Adds a message that is made up already. For one that arrives it is known where, and from
/// whom.
pub(super) async fn add(
    work: &mut Work<'_>,
    before: Conversation,
    message: Message,
    arrives: Option<(&Inbox, &Contact)>,
    echo: Option<Object>,
) -> Result<(Conversation, Message)> {
    let Some(burst_count) = flood::one_more(work, &before).await? else {
        return Err(Error::refused("Validation failed: Too many messages"));
    };
    let (reopened, known) = match arrives {
        Some((inbox, contact)) => reopen(work, &before, inbox, contact).await?,
        None => (None, Known::default()),
    };
    let opened = reopened.as_ref().unwrap_or(&before);
    let id = messages::insert(work, &message).await?;
    let message = Message { id, ..message };
    let mut after = Conversation { burst_count, ..opened.clone() };
    keep_newest(&mut after, &message);
    let reply = waiting::keep(&mut after, &message);
    let notes = activity::note(work, &before, &mut after, &known).await?;
    let after = save::store(work, &before, after).await?;

    save::tell(work, &before, opened, &known).await?;
    let created = Event::new(Name::MessageCreated).conversation(before.id).message(id);
    work.emit(echo.iter().fold(created, Event::telling)).await?;
    if let Some(reply) = &reply {
        waiting::tell(work, &after, &message, reply).await?;
    }
    save::tell(work, opened, &after, &Known::default()).await?;
    activity::tell(work, &after, notes).await?;
    distribute::follow_up(work, Some(&before), &after, known.deal).await?;
    Ok((after, message))
}

/// What the client calls its message, for it to know the message when it hears of it.
fn echo(new: &NewMessage) -> Option<Object> {
    let id = new.echo_id.clone()?;
    Some(Map::from_iter([("echo_id".to_owned(), id)]).into())
}

/// Replaces a message by a notice that it was deleted.
pub async fn erase(work: &mut Work<'_>, conversation: DisplayId, id: MessageId) -> Result<Message> {
    let conversation = find(work, conversation).await?;
    let before = change::lock(work, conversation.id, id).await?;
    change::erase(work, &before).await
}

/// Has it tried again to bring a message to the contact.
pub async fn retry(work: &mut Work<'_>, conversation: DisplayId, id: MessageId) -> Result<Message> {
    let conversation = find(work, conversation).await?;
    delivery::retry(work, conversation.id, id).await
}

/// What a message says in another language, as far as that is known.
pub async fn translated(
    work: &mut Work<'_>,
    conversation: DisplayId,
    id: MessageId,
    wanted: &Translation,
) -> Result<Option<String>> {
    let conversation = find(work, conversation).await?;
    let language = validate::filled(wanted.target_language.clone());
    let language = language.ok_or(Error::Missing("target_language"))?;
    let mut problems = Problems::default();
    problems.at_most("target_language", &language, SHORT);
    problems.check()?;
    let message = messages::of_ids(work, &[id.0]).await?.pop();
    let message = message.filter(|message| message.conversation_id == conversation.id);
    Ok(message.ok_or(Error::NotFound)?.translated(&language))
}

/// Notes how far a message has come on its way to the contact.
pub async fn note_progress(
    work: &mut Work<'_>,
    conversation: DisplayId,
    id: MessageId,
    progress: &Progress,
) -> Result<Message> {
    let conversation = find(work, conversation).await?;
    delivery::note(work, conversation.id, id, progress).await
}

/// The inbox, for a message from the contact. Only where their side of the conversation is
/// ours to write may others say that it is from there.
async fn inbox_of_incoming(
    work: &mut Work<'_>,
    conversation: &Conversation,
    new: &NewMessage,
) -> Result<Option<Inbox>> {
    if new.message_type != Some(MessageType::Incoming) {
        return Ok(None);
    }
    let inbox = inboxes::find(work, conversation.inbox_id).await?.ok_or(Error::NotFound)?;
    if !matches!(work.actor, Actor::Contact(_)) {
        content::check_incoming(&inbox.channel_type)?;
    }
    Ok(Some(inbox))
}

/// The message as it will be stored, but for its id.
async fn compose(
    work: &mut Work<'_>,
    conversation: &Conversation,
    channel: Option<&str>,
    new: &NewMessage,
) -> Result<Message> {
    let message_type = new.message_type.unwrap_or(MessageType::Outgoing);
    let sender = match message_type {
        MessageType::Outgoing => speaker(work, new).await?,
        _ => Some(SenderRef::contact(conversation.contact_id.0)),
    };
    let content_attributes = link_reply(work, conversation, new).await?;
    let message = Message {
        content_type: new.content_type.unwrap_or(ContentType::Text),
        private: new.private.unwrap_or(false),
        content: new.content.clone(),
        source_id: new.source_id.clone(),
        sender,
        content_attributes: content_attributes.into(),
        additional_attributes: additional_attributes(new).into(),
        ..Message::blank(conversation.inbox_id, conversation.id, message_type, work.now)
    };
    let message = wording::worded(work, conversation, message).await?;
    if message_type != MessageType::Outgoing {
        return Ok(message);
    }
    let is_mail = match channel {
        Some(channel) => channel == channel::EMAIL,
        None => {
            let channel = inboxes::channel_type(work, conversation.inbox_id).await?;
            channel.as_deref() == Some(channel::EMAIL)
        }
    };
    if is_mail { mail::address(message, new) } else { Ok(message) }
}

/// Who speaks for the account: the bot that a member speaks as, or the one at work.
async fn speaker(work: &mut Work<'_>, new: &NewMessage) -> Result<Option<SenderRef>> {
    if let (Some("AgentBot"), Some(id)) = (new.sender_type.as_deref(), new.sender_id)
        && let Some(bot) = agent_bots::find(work, id).await?
    {
        return Ok(Some(SenderRef::bot(bot.id)));
    }
    Ok(match &work.actor {
        Actor::Member(member) => Some(SenderRef::user(member.user.0)),
        Actor::Bot(bot) => Some(SenderRef::bot(bot.id)),
        Actor::Contact(_) | Actor::Automation(_) | Actor::System => None,
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

/// The contact writes, so what was put aside is to be looked at again; what was done with by
/// the bot of the inbox, if there is one.
async fn reopen<'a>(
    work: &mut Work<'_>,
    before: &Conversation,
    inbox: &Inbox,
    contact: &Contact,
) -> Result<(Option<Conversation>, Known<'a>)> {
    let is_aside = matches!(before.status, Status::Snoozed | Status::Resolved);
    if !is_aside || contact.blocked {
        return Ok((None, Known::default()));
    }
    let waits_for_bot = before.status == Status::Resolved && inbox.agent_bot_id.is_some();
    let status = if waits_for_bot { Status::Pending } else { Status::Open };
    let opened = Conversation { status, ..before.clone() };
    let mut opened = save::settled(before, opened);
    let deal = distribute::give(work, Some(before), &mut opened).await?;
    Ok((Some(opened), Known { deal, ..Known::because(cause_of(inbox)) }))
}

/// That a message has opened a conversation again is noted where messages come in through
/// the API.
fn cause_of(inbox: &Inbox) -> Cause {
    if inbox.channel_type == channel::API { Cause::NewMessage } else { Cause::Unsaid }
}

/// Notes that this message is the newest.
fn keep_newest(conversation: &mut Conversation, message: &Message) {
    conversation.last_activity_at = message.created_at;
    conversation.last_message_id = Some(message.id);
    if message.message_type != MessageType::Activity {
        conversation.last_non_activity_message_id = Some(message.id);
        if !message.private {
            conversation.last_public_message_id = Some(message.id);
        }
    }
    if message.message_type == MessageType::Template {
        conversation.last_template_at = Some(message.created_at);
    }
    if message.message_type == MessageType::Incoming {
        conversation.unread_count += 1;
        conversation.last_incoming_at = Some(message.created_at);
    }
}
