//! Messages: what was said in a conversation, noted beside it, or noted by the product.
//!
//! Here is what a message is and may hold. What it changes in its conversation is in
//! [`conversations::post`](crate::conversations::post), which is also the way to add one.
//!
//! Rows in `store`, what a message may hold in [`content`], who sent it in [`senders`],
//! JSON in [`wire`], endpoints in [`http`].

pub mod content;
pub mod http;
pub mod senders;
mod store;
pub mod wire;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use crate::{
    clock::Timestamp,
    id::{ConversationId, InboxId, MessageId},
    json::Object,
};

pub use store::{
    count_since, delete_of_conversations, erase, find, insert, newest, of_ids, page, reply_target,
};

#[derive(Clone, Debug)]
pub struct Message {
    pub id: MessageId,
    pub inbox_id: InboxId,
    pub conversation_id: ConversationId,
    pub message_type: MessageType,
    pub content_type: ContentType,
    pub status: Status,
    pub private: bool,
    pub content: Option<String>,
    /// None when it is the content itself.
    pub processed_message_content: Option<String>,
    pub source_id: Option<String>,
    pub sender: Option<SenderRef>,
    pub content_attributes: Object,
    pub additional_attributes: Object,
    pub external_source_ids: Object,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Who sent a message, by the kind and id that are stored with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SenderRef {
    pub kind: SenderKind,
    pub id: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum SenderKind {
    User,
    Contact,
    AgentBot,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageType {
    /// From the contact.
    Incoming,
    /// From the account.
    Outgoing,
    /// Noted by the product: what happened to the conversation.
    Activity,
    /// Sent by the product: a greeting, a survey.
    Template,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentType {
    Text,
    InputText,
    InputTextarea,
    InputEmail,
    InputSelect,
    Cards,
    Form,
    Article,
    IncomingEmail,
    InputCsat,
    Integrations,
    Sticker,
    VoiceCall,
}

/// How far a message has come on its way to the contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Sent,
    Delivered,
    Read,
    Failed,
}

crate::stored! {
    MessageType { Incoming = 0, Outgoing = 1, Activity = 2, Template = 3 }
    ContentType {
        Text = 0, InputText = 1, InputTextarea = 2, InputEmail = 3, InputSelect = 4, Cards = 5,
        Form = 6, Article = 7, IncomingEmail = 8, InputCsat = 9, Integrations = 10, Sticker = 11,
        VoiceCall = 12
    }
    Status { Sent = 0, Delivered = 1, Read = 2, Failed = 3 }
}

/// A message that is to be added, as a client asks for it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewMessage {
    pub content: Option<String>,
    pub message_type: Option<MessageType>,
    pub private: Option<bool>,
    pub content_type: Option<ContentType>,
    pub content_attributes: content::Attributes,
    /// Given back in the answer and in the event, for the client to know its own message.
    pub echo_id: Option<Value>,
    pub template_params: Option<Object>,
    pub campaign_id: Option<Value>,
    pub source_id: Option<String>,
    pub external_created_at: Option<Value>,
}

/// Which messages of a conversation are wanted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Range {
    /// Those before this one.
    pub before: Option<MessageId>,
    /// Those after this one.
    pub after: Option<MessageId>,
    /// Leaves out private notes and what the product noted, when it says anything.
    pub filter_internal_messages: Option<String>,
}

impl SenderKind {
    pub fn as_str(self) -> &'static str {
        match self {
            SenderKind::User => "User",
            SenderKind::Contact => "Contact",
            SenderKind::AgentBot => "AgentBot",
        }
    }
}

impl db::FromCell for SenderKind {
    fn from_cell(cell: db::Cell<'_>) -> db::Result<Self> {
        match cell {
            db::Cell::Text("User") => Ok(SenderKind::User),
            db::Cell::Text("Contact") => Ok(SenderKind::Contact),
            db::Cell::Text("AgentBot") => Ok(SenderKind::AgentBot),
            other => Err(other.unexpected("the kind of a sender")),
        }
    }
}

const TYPES: [(&str, MessageType); 4] = [
    ("incoming", MessageType::Incoming),
    ("outgoing", MessageType::Outgoing),
    ("activity", MessageType::Activity),
    ("template", MessageType::Template),
];

const CONTENT_TYPES: [(&str, ContentType); 13] = [
    ("text", ContentType::Text),
    ("input_text", ContentType::InputText),
    ("input_textarea", ContentType::InputTextarea),
    ("input_email", ContentType::InputEmail),
    ("input_select", ContentType::InputSelect),
    ("cards", ContentType::Cards),
    ("form", ContentType::Form),
    ("article", ContentType::Article),
    ("incoming_email", ContentType::IncomingEmail),
    ("input_csat", ContentType::InputCsat),
    ("integrations", ContentType::Integrations),
    ("sticker", ContentType::Sticker),
    ("voice_call", ContentType::VoiceCall),
];

impl<'de> Deserialize<'de> for MessageType {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        named(&TYPES, "message_type", &Value::deserialize(from)?).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for ContentType {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        named(&CONTENT_TYPES, "content_type", &Value::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// A kind by its name or by its number.
fn named<T: Copy>(kinds: &[(&str, T)], field: &str, value: &Value) -> Result<T, String> {
    let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
    let by_number = number.and_then(|number| kinds.get(number));
    let by_name = || kinds.iter().find(|(name, _)| Some(*name) == value.as_str());
    let found = by_number.or_else(by_name).map(|(_, kind)| *kind);
    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    found.ok_or_else(|| format!("'{shown}' is not a valid {field}"))
}
