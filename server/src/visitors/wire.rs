//! What visitors are told of messages and of themselves (contract `realtime-client-platform.md`,
//! 0.12 and 3.5).

use schemars::JsonSchema;
use serde::Serialize;

use super::view::Profile;
use crate::{
    clock::{self, Timestamp},
    contacts::row::ContactRow,
    conversations::details::Sent,
    id::{DisplayId, MessageId},
    json::Object,
    messages::{
        ContentType, MessageType,
        wire::{AttachmentJson, SenderJson, as_number},
    },
};

/// A message as its contact sees it.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PublicMessage")]
pub struct Message {
    pub id: MessageId,
    pub content: Option<String>,
    #[serde(serialize_with = "as_number")]
    #[schemars(with = "i64")]
    pub message_type: MessageType,
    pub content_type: ContentType,
    pub content_attributes: Object,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
    pub conversation_id: DisplayId,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<SenderJson>,
}

impl Profile {
    pub fn row(&self) -> ContactRow {
        ContactRow::of(self.account, self.contact.clone(), self.changed_at)
    }
}

impl Message {
    pub fn of(conversation_id: DisplayId, sent: Sent) -> Self {
        let Sent { message, sender } = sent;
        Message {
            id: message.id,
            content: message.content,
            message_type: message.message_type,
            content_type: message.content_type,
            content_attributes: shown(message.content_attributes),
            created_at: message.created_at,
            conversation_id,
            attachments: message.attachments.into_iter().map(AttachmentJson::from).collect(),
            sender: sender.map(SenderJson::from),
        }
    }
}

/// What a message says besides its words, but for whom else it is sent to in secret.
fn shown(attributes: Object) -> Object {
    const SECRET: &str = "bcc_emails";
    if !attributes.as_str().contains(SECRET) {
        return attributes;
    }
    let mut shown = attributes.to_map();
    shown.remove(SECRET);
    shown.into()
}
