//! What the chat is told of its visitor, and of what is said.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    clock::{self, Timestamp},
    contacts::row::ContactRow,
    conversations::{self, Status, details::Sent},
    id::{ContactId, DisplayId, InboxId, MessageId},
    json::Object,
    messages::{
        MessageType,
        wire::{AttachmentJson, SenderJson, as_number},
    },
    visitors::{
        Known,
        view::{Profile, Talk},
        wire::Message,
    },
};

/// What the chat is told of its visitor.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "WidgetContact")]
pub struct Contact {
    id: ContactId,
    has_email: bool,
    has_name: bool,
    has_phone_number: bool,
    identifier: Option<String>,
    /// What is to be shown from now on, where the visitor is another than before.
    #[serde(skip_serializing_if = "Option::is_none")]
    widget_auth_token: Option<String>,
}

/// The conversation that the visitor is in, or nothing.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
#[serde(untagged)]
pub enum Current {
    Conversation(Brief),
    Nothing {},
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Brief {
    id: DisplayId,
    inbox_id: InboxId,
    #[serde(with = "clock::EpochOrZero")]
    contact_last_seen_at: Option<Timestamp>,
    status: Status,
}

/// Characters of what was said last that a list tells.
const SUMMARY: usize = 300;

/// A conversation of a list, with the beginning of what was said last in it.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Listed {
    #[serde(flatten)]
    conversation: Brief,
    last_message: Option<Message>,
    /// Whether something was answered since the visitor looked.
    unread: bool,
}

/// A conversation that has just begun.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Begun {
    id: DisplayId,
    inbox_id: InboxId,
    #[serde(with = "clock::EpochOrZero")]
    contact_last_seen_at: Option<Timestamp>,
    status: Status,
    messages: Vec<Message>,
    custom_attributes: Object,
    contact: ContactRow,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Messages {
    pub payload: Vec<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Meta {
    #[serde(with = "clock::EpochOrZero")]
    pub contact_last_seen_at: Option<Timestamp>,
}

/// A message that was just written.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "WrittenMessage")]
pub struct Written {
    id: MessageId,
    content: Option<String>,
    inbox_id: InboxId,
    conversation_id: DisplayId,
    #[serde(serialize_with = "as_number")]
    #[schemars(with = "i64")]
    message_type: MessageType,
    #[serde(with = "clock::Epoch")]
    created_at: Timestamp,
    private: bool,
    source_id: Option<String>,
    content_attributes: Object,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<AttachmentJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender: Option<SenderJson>,
}

/// Who has answered by a form.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Answered {
    pub contact: ContactRow,
}

impl Contact {
    /// Of whoever has only said who they are nothing is told.
    pub fn of(known: Known, widget_auth_token: Option<String>) -> Self {
        let Known { contact, contact_inbox } = known;
        let contact = if contact_inbox.claimed { contact.veiled() } else { contact };
        Contact {
            id: contact.id,
            has_email: contact.email.is_some(),
            has_name: !contact.name.is_empty(),
            has_phone_number: contact.phone_number.is_some(),
            identifier: contact.identifier,
            widget_auth_token,
        }
    }
}

impl From<conversations::Conversation> for Brief {
    fn from(conversation: conversations::Conversation) -> Self {
        Brief {
            id: conversation.display_id,
            inbox_id: conversation.inbox_id,
            contact_last_seen_at: conversation.contact_last_seen_at,
            status: conversation.status,
        }
    }
}

impl From<Option<conversations::Conversation>> for Current {
    fn from(newest: Option<conversations::Conversation>) -> Self {
        newest.map_or(Current::Nothing {}, |newest| Current::Conversation(newest.into()))
    }
}

impl From<Talk> for Listed {
    fn from(Talk { conversation, mut messages }: Talk) -> Self {
        let mut last = messages.pop();
        if let Some(Sent { message, .. }) = &mut last {
            message.content =
                message.content.take().map(|text| text.chars().take(SUMMARY).collect());
        }
        let seen_at = conversation.contact_last_seen_at;
        let is_news = |Sent { message, .. }: &Sent| {
            message.message_type != MessageType::Incoming && Some(message.created_at) > seen_at
        };
        Listed {
            unread: last.as_ref().is_some_and(is_news),
            last_message: last.map(|sent| Message::of(conversation.display_id, sent)),
            conversation: conversation.into(),
        }
    }
}

impl Begun {
    pub fn of(talk: Talk, profile: &Profile) -> Self {
        let Talk { conversation, messages } = talk;
        let id = conversation.display_id;
        Begun {
            id,
            inbox_id: conversation.inbox_id,
            contact_last_seen_at: conversation.contact_last_seen_at,
            status: conversation.status,
            messages: messages.into_iter().map(|sent| Message::of(id, sent)).collect(),
            custom_attributes: conversation.custom_attributes,
            contact: profile.row(),
        }
    }
}

impl Written {
    pub fn of(conversation_id: DisplayId, sent: Sent) -> Self {
        let Sent { message, sender } = sent;
        Written {
            id: message.id,
            content: message.content,
            inbox_id: message.inbox_id,
            conversation_id,
            message_type: message.message_type,
            created_at: message.created_at,
            private: message.private,
            source_id: message.source_id,
            content_attributes: message.content_attributes,
            attachments: message.attachments.into_iter().map(AttachmentJson::from).collect(),
            sender: sender.map(SenderJson::from),
        }
    }
}
