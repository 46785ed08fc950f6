//! What a search for what was said answers with (contract `application-core.md`, 17.3).

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    clock::{self, Timestamp},
    conversations::{
        details::{Details, Sent},
        wire::PageCounts,
    },
    id::{AccountId, ContactId, DisplayId, InboxId, MessageId},
    messages::{MessageType, senders::Sender, wire::as_number},
};

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Page {
    pub meta: PageCounts,
    pub payload: Vec<Conversation>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Conversation {
    pub id: DisplayId,
    pub uuid: String,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
    pub contact: Contact,
    pub inbox: Inbox,
    pub messages: Vec<Message>,
    pub account_id: AccountId,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Contact {
    pub id: ContactId,
    pub name: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Inbox {
    pub id: InboxId,
    pub name: String,
    pub channel_type: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Message {
    pub content: Option<String>,
    pub id: MessageId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender_name: Option<String>,
    #[serde(serialize_with = "as_number")]
    #[schemars(with = "i64")]
    pub message_type: MessageType,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
}

impl Page {
    pub fn of(account_id: AccountId, page: super::Page) -> Self {
        let super::Page { counts, conversations, next: _ } = page;
        let conversation = |(details, said)| Conversation::of(account_id, details, said);
        Page { meta: counts.into(), payload: conversations.into_iter().map(conversation).collect() }
    }
}

impl Conversation {
    fn of(account_id: AccountId, details: Details, said: Vec<Sent>) -> Self {
        let Details { conversation, contact, inbox_name, channel_type, .. } = details;
        let inbox = Inbox { id: conversation.inbox_id, name: inbox_name, channel_type };
        Conversation {
            id: conversation.display_id,
            uuid: conversation.uuid,
            created_at: conversation.created_at,
            contact: Contact { id: contact.id, name: contact.name },
            inbox,
            messages: said.into_iter().map(Message::from).collect(),
            account_id,
        }
    }
}

impl From<Sent> for Message {
    fn from(sent: Sent) -> Self {
        let Sent { message, sender } = sent;
        Message {
            content: message.content,
            id: message.id,
            sender_name: sender.map(Sender::into_name),
            message_type: message.message_type,
            created_at: message.created_at,
        }
    }
}
