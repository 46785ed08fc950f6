//! What the product says by itself: when a contact writes, that nobody is there, a greeting, and a
//! question for their e-mail address (contract `behaviour.md`, 1.9); and when a conversation is
//! over, how they were helped.
//!
//! Each is a message of the type `template`, sent by nobody, in the transaction of the message
//! that it answers and right after it. What an inbox does not have switched on is not looked
//! for, and what a conversation tells of itself comes before what must be asked for, so most
//! messages cost nothing more.

use std::time::Duration;

use super::{Conversation, flood, post, wording};
use crate::{
    accounts,
    clock::Timestamp,
    contacts::Contact,
    error::Result,
    inboxes::{Inbox, channel, hours},
    json::Object,
    messages::{self, ContentType, Message, MessageType},
    validate::filled,
    work::Work,
};

/// For so long after an answer nobody is told that there is nobody.
const ANSWERED: Duration = Duration::from_mins(5);

/// A conversation as it was before the message that is answered.
#[derive(Clone, Copy, Debug)]
pub struct Earlier {
    has_messages: bool,
    active_at: Timestamp,
}

/// The message that is answered, and by whom and where it was sent.
pub struct Arrival<'a> {
    pub message: &'a Message,
    pub contact: &'a Contact,
    pub inbox: &'a Inbox,
    pub earlier: Earlier,
}

impl From<&Conversation> for Earlier {
    fn from(conversation: &Conversation) -> Self {
        Earlier {
            has_messages: conversation.last_non_activity_message_id.is_some(),
            active_at: conversation.last_activity_at,
        }
    }
}

/// Answers a message of a contact with all that is to be said by itself.
pub async fn respond(
    work: &mut Work<'_>,
    mut conversation: Conversation,
    arrival: &Arrival<'_>,
) -> Result<Conversation> {
    // To what a campaign has said first, people answer.
    if arrival.message.is_automatic() || conversation.campaign.is_some() {
        return Ok(conversation);
    }
    if let Some(away) = out_of_office(work, &conversation, arrival).await? {
        conversation = say(work, conversation, away).await?;
    }
    if let Some(greeting) = greeting(work, &conversation, arrival).await? {
        conversation = say(work, conversation, greeting).await?;
    }
    if asks_for_address(work, &conversation, arrival).await? {
        let said = &accounts::texts_for_contact(work).await?.chat;
        conversation = say(work, conversation, String::from(&said.leave_address)).await?;
        let field = (ContentType::InputEmail, String::from(&said.address_field));
        conversation = write(work, conversation, field).await?;
    }
    Ok(conversation)
}

/// What is said while nobody is there: once a day, and not in the middle of a talk.
async fn out_of_office(
    work: &mut Work<'_>,
    conversation: &Conversation,
    arrival: &Arrival<'_>,
) -> Result<Option<String>> {
    let settings = &arrival.inbox.settings;
    let is_said_today =
        conversation.last_template_at.is_some_and(|last| last.day() == work.now.day());
    if !settings.working_hours_enabled || is_said_today {
        return Ok(None);
    }
    let Some(text) = filled(settings.out_of_office_message.clone()) else { return Ok(None) };
    if hours::is_open(work, arrival.inbox).await? {
        return Ok(None);
    }
    let lately = work.now.minus(ANSWERED);
    let may_be_answered = arrival.earlier.has_messages && arrival.earlier.active_at > lately;
    if may_be_answered && messages::was_answered_since(work, conversation.id, lately).await? {
        return Ok(None);
    }
    Ok(Some(text))
}

/// What is said before anything else has been said to the contact.
async fn greeting(
    work: &mut Work<'_>,
    conversation: &Conversation,
    arrival: &Arrival<'_>,
) -> Result<Option<String>> {
    let settings = &arrival.inbox.settings;
    let is_answered =
        conversation.last_template_at.is_some() || conversation.first_reply_created_at.is_some();
    if !settings.greeting_enabled || is_answered {
        return Ok(None);
    }
    let Some(text) = filled(settings.greeting_message.clone()) else { return Ok(None) };
    if arrival.earlier.has_messages && messages::has_outgoing(work, conversation.id).await? {
        return Ok(None);
    }
    Ok(Some(text))
}

/// Whether a visitor of a website is to be asked how they can be reached.
async fn asks_for_address(
    work: &mut Work<'_>,
    conversation: &Conversation,
    arrival: &Arrival<'_>,
) -> Result<bool> {
    let Arrival { inbox, contact, earlier, .. } = arrival;
    if inbox.channel_type != channel::WEBSITE
        || !inbox.settings.enable_email_collect
        || contact.email.is_some()
    {
        return Ok(false);
    }
    Ok(!earlier.has_messages || !messages::has_address_field(work, conversation.id).await?)
}

/// Asks how the contact was helped, in a message that they can answer (contract 6.6).
pub async fn ask(
    work: &mut Work<'_>,
    conversation: Conversation,
    words: String,
    attributes: Object,
) -> Result<Conversation> {
    let blank = Message {
        content_attributes: attributes,
        ..Message::blank(conversation.inbox_id, conversation.id, MessageType::Template, work.now)
    };
    let message = Message { content_type: ContentType::InputCsat, content: Some(words), ..blank };
    add(work, conversation, message).await
}

async fn say(
    work: &mut Work<'_>,
    conversation: Conversation,
    text: String,
) -> Result<Conversation> {
    write(work, conversation, (ContentType::Text, text)).await
}

async fn write(
    work: &mut Work<'_>,
    conversation: Conversation,
    (content_type, text): (ContentType, String),
) -> Result<Conversation> {
    let (inbox, id) = (conversation.inbox_id, conversation.id);
    let blank = Message::blank(inbox, id, MessageType::Template, work.now);
    add(work, conversation, Message { content_type, content: Some(text), ..blank }).await
}

async fn add(
    work: &mut Work<'_>,
    conversation: Conversation,
    message: Message,
) -> Result<Conversation> {
    let message = wording::worded(work, &conversation, message).await?;
    // The message that is answered may be the last that there is room for.
    if flood::one_more(work, &conversation).await?.is_none() {
        return Ok(conversation);
    }
    Ok(post::add(work, conversation, message, None, None).await?.0)
}
