//! What was found, as clients see it (contract `application-core.md`, 20).

use schemars::JsonSchema;
use serde::Serialize;

use super::{FoundConversation, FoundMessage};
use crate::{
    actor::Role,
    agents::Agent as Member,
    clock::{self, Timestamp},
    contacts::Contact as Stored,
    conversations::details::Sent,
    help_center::articles::wire::FoundArticle,
    id::{AccountId, ContactId, DisplayId, InboxId, UserId},
    inboxes::channel::briefs::Brief,
    json::Object,
    messages,
};

/// Something of every kind.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Everything {
    pub conversations: Vec<Conversation>,
    pub contacts: Vec<Contact>,
    pub messages: Vec<Message>,
    pub articles: Vec<FoundArticle>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Conversations {
    pub conversations: Vec<Conversation>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Contacts {
    pub contacts: Vec<Contact>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Messages {
    pub messages: Vec<Message>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Articles {
    pub articles: Vec<FoundArticle>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Conversation {
    pub id: DisplayId,
    pub account_id: AccountId,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
    /// The oldest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<messages::wire::Message>,
    pub contact: Contact,
    pub inbox: Inbox,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<Agent>,
    /// Told where only conversations are looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_attributes: Option<Object>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Contact {
    pub email: Option<String>,
    pub id: ContactId,
    pub name: String,
    pub phone_number: Option<String>,
    pub identifier: Option<String>,
    pub additional_attributes: Object,
    #[serde(with = "clock::EpochOrNull")]
    pub last_activity_at: Option<Timestamp>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Inbox {
    pub id: InboxId,
    pub channel_id: i64,
    pub name: String,
    pub channel_type: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Agent {
    pub id: UserId,
    pub available_name: String,
    pub email: String,
    pub name: String,
    pub role: Role,
}

/// A message, with the inbox that it is in.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Message {
    #[serde(flatten)]
    pub message: messages::wire::Message,
    pub inbox: Inbox,
}

impl Conversation {
    pub fn of(account_id: AccountId, found: FoundConversation) -> Self {
        let FoundConversation { conversation, first_message, contact, inbox, assignee } = found;
        let id = conversation.display_id;
        Conversation {
            id,
            account_id,
            created_at: conversation.created_at,
            message: first_message.map(|sent| message(id, sent)),
            contact: contact.into(),
            inbox: Inbox::of(conversation.inbox_id, inbox),
            agent: assignee.map(Agent::from),
            additional_attributes: Some(conversation.additional_attributes),
        }
    }

    /// The same, beside others.
    #[must_use]
    pub fn in_short(self) -> Self {
        Conversation { additional_attributes: None, ..self }
    }
}

impl From<FoundMessage> for Message {
    fn from(found: FoundMessage) -> Self {
        let FoundMessage { sent, conversation, inbox } = found;
        let inbox = Inbox::of(sent.message.inbox_id, inbox);
        Message { message: message(conversation, sent), inbox }
    }
}

fn message(conversation: DisplayId, sent: Sent) -> messages::wire::Message {
    messages::wire::Message::of(conversation, sent.message, sent.sender, None)
}

impl From<Stored> for Contact {
    fn from(contact: Stored) -> Self {
        let Stored { id, name, email, phone_number, identifier, .. } = contact;
        Contact {
            email,
            id,
            name,
            phone_number,
            identifier,
            additional_attributes: contact.additional_attributes,
            last_activity_at: contact.last_activity_at,
        }
    }
}

impl Inbox {
    fn of(id: InboxId, inbox: Brief) -> Self {
        let Brief { inbox_name: name, channel_id, channel_type, reply_window: _ } = inbox;
        Inbox { id, channel_id, name, channel_type }
    }
}

impl From<Member> for Agent {
    fn from(agent: Member) -> Self {
        Agent {
            id: agent.id,
            available_name: agent.available_name().to_owned(),
            email: agent.email,
            name: agent.name,
            role: agent.role,
        }
    }
}
