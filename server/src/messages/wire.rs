//! Messages as clients see them: where they are the answer (contract
//! `application-core.md`, 3.8), and inside conversations and events (3.9).

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{
    ContentType, MessageType, SenderKind, Status,
    attachments::{Attachment, FileType},
    senders::{Sender, SentBy},
};
use crate::{
    actor::{Availability, Bot},
    clock::{self, Timestamp},
    contacts::wire::ContactPush,
    id::{AccountId, AgentBotId, AttachmentId, DisplayId, InboxId, MessageId, UserId},
    json::Object,
    links::Avatar,
};

#[derive(JsonSchema, Serialize)]
pub struct Message {
    pub id: MessageId,
    pub content: Option<String>,
    pub inbox_id: InboxId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub echo_id: Option<Value>,
    pub conversation_id: DisplayId,
    #[serde(serialize_with = "as_number")]
    #[schemars(with = "i64")]
    pub message_type: MessageType,
    pub content_type: ContentType,
    pub status: Status,
    pub content_attributes: Object,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
    pub private: bool,
    pub source_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<SenderJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentJson>,
}

/// What a message says in another language: null where nobody knows.
#[derive(JsonSchema, Serialize)]
pub struct Translated {
    pub content: Option<String>,
}

/// A message inside a conversation or an event.
#[derive(Clone, JsonSchema, Serialize)]
pub struct MessagePush {
    pub id: MessageId,
    pub content: Option<String>,
    pub account_id: AccountId,
    pub inbox_id: InboxId,
    pub conversation_id: DisplayId,
    #[serde(serialize_with = "as_number")]
    #[schemars(with = "i64")]
    pub message_type: MessageType,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
    pub private: bool,
    pub status: Status,
    pub source_id: Option<String>,
    pub content_type: ContentType,
    pub content_attributes: Object,
    pub sender_type: Option<SenderKind>,
    pub sender_id: Option<i64>,
    pub external_source_ids: Object,
    pub additional_attributes: Object,
    pub processed_message_content: Option<String>,
    pub sentiment: Object,
    pub conversation: ConversationBrief,
    /// Told where the message is heard of for the first time, for its client to know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub echo_id: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<SenderJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentJson>,
}

/// A file of a message (3.10).
#[derive(Clone, JsonSchema, Serialize)]
#[schemars(rename = "Attachment")]
pub struct AttachmentJson {
    pub id: AttachmentId,
    pub message_id: MessageId,
    pub file_type: FileType,
    pub account_id: AccountId,
    pub extension: Option<String>,
    pub content_type: String,
    pub data_url: String,
    pub thumb_url: String,
    pub file_size: i64,
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// What is said in a sound. Nobody has listened to it, so it is always empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transcribed_text: Option<&'static str>,
}

/// What a message tells of its conversation.
#[derive(Clone, JsonSchema, Serialize)]
#[schemars(inline)]
pub struct ConversationBrief {
    pub assignee_id: Option<UserId>,
    pub unread_count: i64,
    #[serde(with = "clock::Epoch")]
    pub last_activity_at: Timestamp,
    pub contact_inbox: SourceBrief,
}

#[derive(Clone, JsonSchema, Serialize)]
#[schemars(inline)]
pub struct SourceBrief {
    pub source_id: String,
}

#[derive(Clone, JsonSchema, Serialize)]
#[schemars(rename = "Sender")]
#[serde(untagged)]
pub enum SenderJson {
    User(UserPush),
    Bot(BotPush),
    Contact(Box<ContactPush>),
}

/// A bot as the sender of a message and in events.
#[derive(Clone, JsonSchema, Serialize)]
pub struct BotPush {
    pub id: AgentBotId,
    pub name: String,
    pub avatar_url: Avatar,
    pub r#type: &'static str,
}

/// A user as the sender of a message and in events (3.7).
#[derive(Clone, JsonSchema, Serialize)]
pub struct UserPush {
    pub id: UserId,
    pub name: String,
    pub available_name: String,
    pub avatar_url: Avatar,
    pub r#type: &'static str,
    pub availability_status: Option<Availability>,
    pub thumbnail: Avatar,
}

impl Message {
    pub fn of(
        conversation_id: DisplayId,
        message: super::Message,
        sender: Option<Sender>,
        echo_id: Option<Value>,
    ) -> Self {
        let super::Message {
            id,
            inbox_id,
            conversation_id: _,
            message_type,
            content_type,
            status,
            private,
            content,
            processed_message_content: _,
            source_id,
            sender: _,
            content_attributes,
            additional_attributes: _,
            external_source_ids: _,
            has_attachments: _,
            attachments,
            created_at,
            updated_at: _,
        } = message;
        Message {
            id,
            content,
            inbox_id,
            echo_id,
            conversation_id,
            message_type,
            content_type,
            status,
            content_attributes,
            created_at,
            private,
            source_id,
            sender: sender.map(SenderJson::from),
            attachments: attachments.into_iter().map(AttachmentJson::from).collect(),
        }
    }
}

impl MessagePush {
    pub fn of(
        account_id: AccountId,
        conversation_id: DisplayId,
        message: super::Message,
        sender: Option<Sender>,
        conversation: ConversationBrief,
    ) -> Self {
        let super::Message {
            id,
            inbox_id,
            conversation_id: _,
            message_type,
            content_type,
            status,
            private,
            content,
            processed_message_content,
            source_id,
            sender: sent_by,
            content_attributes,
            additional_attributes,
            external_source_ids,
            has_attachments: _,
            attachments,
            created_at,
            updated_at,
        } = message;
        MessagePush {
            id,
            processed_message_content: processed_message_content.or_else(|| content.clone()),
            content,
            account_id,
            inbox_id,
            conversation_id,
            message_type,
            created_at,
            updated_at,
            private,
            status,
            source_id,
            content_type,
            content_attributes,
            sender_id: sent_by.map(|sender| sender.id),
            sender_type: sent_by.map(|sender| sender.kind),
            external_source_ids,
            additional_attributes,
            sentiment: Object::empty(),
            conversation,
            echo_id: None,
            sender: sender.map(SenderJson::from),
            attachments: attachments.into_iter().map(AttachmentJson::from).collect(),
        }
    }
}

impl From<Attachment> for AttachmentJson {
    fn from(attachment: Attachment) -> Self {
        let Attachment {
            id,
            message_id,
            account_id,
            file_type,
            extension,
            content_type,
            data_url,
            thumb_url,
            file_size,
            size,
        } = attachment;
        AttachmentJson {
            id,
            message_id,
            file_type,
            account_id,
            extension,
            content_type,
            data_url,
            thumb_url,
            file_size,
            width: size.map(|size| size.width),
            height: size.map(|size| size.height),
            transcribed_text: (file_type == FileType::Audio).then_some(""),
        }
    }
}

impl From<Sender> for SenderJson {
    fn from(sender: Sender) -> Self {
        match sender {
            Sender::User(user) => SenderJson::User(user.into()),
            Sender::Bot(Bot { id, name, avatar: avatar_url }) => {
                SenderJson::Bot(BotPush { id, name, avatar_url, r#type: "agent_bot" })
            }
            Sender::Contact(contact) => SenderJson::Contact(Box::new(contact.into())),
        }
    }
}

impl From<SentBy> for UserPush {
    fn from(user: SentBy) -> Self {
        let SentBy { id, name, available_name, avatar, email: _, availability } = user;
        UserPush {
            id,
            name,
            available_name,
            avatar_url: avatar.clone(),
            r#type: "user",
            availability_status: availability,
            thumbnail: avatar,
        }
    }
}

/// The type of a message is a number on the wire, unlike all other kinds.
pub fn as_number<S: serde::Serializer>(kind: &MessageType, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_i64((*kind).into())
}
