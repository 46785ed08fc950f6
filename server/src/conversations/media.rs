//! What was sent along in a conversation, as clients see it (contract `application-core.md`,
//! 17.11).

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    clock::{self, Timestamp},
    id::MessageId,
    messages::{
        attachments::{self, Attachment, FileType},
        senders::Senders,
        wire::SenderJson,
    },
};

/// A page of it.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Media {
    meta: MediaMeta,
    payload: Vec<Medium>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
struct MediaMeta {
    total_count: i64,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ConversationAttachment")]
struct Medium {
    message_id: MessageId,
    thumb_url: String,
    data_url: String,
    file_size: i64,
    file_type: FileType,
    extension: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
    #[serde(with = "clock::Epoch")]
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender: Option<SenderJson>,
}

impl Media {
    pub fn of(page: attachments::Page, senders: &Senders) -> Self {
        let attachments::Page { attachments, messages, count, next: _ } = page;
        let messages: HashMap<_, _> = messages.iter().map(|it| (it.id, it)).collect();
        let medium = |attachment: Attachment| {
            let message = messages.get(&attachment.message_id)?;
            Some(Medium {
                message_id: attachment.message_id,
                thumb_url: attachment.thumb_url,
                data_url: attachment.data_url,
                file_size: attachment.file_size,
                file_type: attachment.file_type,
                extension: attachment.extension,
                width: attachment.size.map(|size| size.width),
                height: attachment.size.map(|size| size.height),
                created_at: message.created_at,
                sender: senders.of(message).map(SenderJson::from),
            })
        };
        let payload = attachments.into_iter().filter_map(medium).collect();
        Media { meta: MediaMeta { total_count: count }, payload }
    }
}
