//! Messages: what was said in a conversation, noted beside it, or noted by the product.
//!
//! Here is what a message is and may hold. What it changes in its conversation is in
//! [`conversations::post`](crate::conversations::post), which is also the way to add one.
//!
//! Rows in `store`, what a message may hold in [`content`], what can change of it in
//! [`change`], its files in [`attachments`], how it is a mail in [`mail`], how far it came in
//! [`delivery`], who sent it in [`senders`], how it is found in [`search`], JSON in [`wire`],
//! endpoints in [`http`].

pub mod attachments;
pub mod change;
pub mod content;
pub mod delivery;
pub mod http;
pub mod mail;
pub mod search;
pub mod senders;
mod store;
pub mod wire;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    clock::Timestamp,
    id::{AgentBotId, ConversationId, InboxId, MessageId},
    json::Object,
    page::Size,
};

use self::attachments::Attachment;
pub use store::{
    are_many_of_contact, are_many_since, first_of, first_said_in, first_survey, gists,
    has_address_field, has_outgoing, incoming_since, insert, last_responder, last_said_in, newest,
    newest_of_each, newest_public, of_ids, page, reply_target, was_answered,
    was_answered_by_a_user, was_answered_since,
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
    /// Whether it has files, as it is stored.
    pub has_attachments: bool,
    pub attachments: Vec<Attachment>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Message {
    /// A message of nobody's with nothing in it, that is not stored yet.
    pub fn blank(
        inbox_id: InboxId,
        conversation_id: ConversationId,
        message_type: MessageType,
        now: Timestamp,
    ) -> Self {
        Message {
            id: MessageId(0),
            inbox_id,
            conversation_id,
            message_type,
            content_type: ContentType::Text,
            status: Status::Sent,
            private: false,
            content: None,
            processed_message_content: None,
            source_id: None,
            sender: None,
            content_attributes: Object::empty(),
            additional_attributes: Object::empty(),
            external_source_ids: Object::empty(),
            has_attachments: false,
            attachments: Vec::new(),
            created_at: now,
            updated_at: now,
        }
    }

    /// Whether a machine has answered, such as an absence note: nobody would read what is said.
    pub fn is_automatic(&self) -> bool {
        let email = |attributes: &Object| attributes.to_map().remove("email");
        self.content_type == ContentType::IncomingEmail
            && email(&self.content_attributes).is_some_and(|email| email["auto_reply"] == true)
    }

    /// What it says in another language, if that is known.
    pub fn translated(&self, language: &str) -> Option<String> {
        let attributes = self.content_attributes.to_map();
        let said = attributes.get("translations")?.get(language)?.as_str()?;
        Some(said.to_owned())
    }

    /// The content as it is processed further.
    pub fn processed(&self) -> &Option<String> {
        if self.processed_message_content.is_some() {
            &self.processed_message_content
        } else {
            &self.content
        }
    }
}

/// What decides on who is told of a message.
#[derive(Clone, Copy, Debug)]
pub struct Gist {
    pub id: MessageId,
    pub message_type: MessageType,
    pub private: bool,
    pub sender: Option<SenderRef>,
}

/// Who sent a message, by the kind and id that are stored with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SenderRef {
    pub kind: SenderKind,
    pub id: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, JsonSchema, Serialize)]
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Sent,
    Delivered,
    Read,
    Failed,
}

crate::stored! {
    MessageType { Incoming = 0 "incoming", Outgoing = 1 "outgoing", Activity = 2 "activity", Template = 3 "template" }
    ContentType {
        Text = 0 "text", InputText = 1 "input_text", InputTextarea = 2 "input_textarea", InputEmail = 3 "input_email", InputSelect = 4 "input_select", Cards = 5 "cards",
        Form = 6 "form", Article = 7 "article", IncomingEmail = 8 "incoming_email", InputCsat = 9 "input_csat", Integrations = 10 "integrations", Sticker = 11 "sticker",
        VoiceCall = 12 "voice_call"
    }
    Status { Sent = 0 "sent", Delivered = 1 "delivered", Read = 2 "read", Failed = 3 "failed" }
}

/// A message that is to be added, as a client asks for it.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "content": "Hello! How can we help?", "message_type": "outgoing", "private": false }]))]
#[serde(default)]
pub struct NewMessage {
    pub content: Option<String>,
    pub message_type: Option<MessageType>,
    pub private: Option<bool>,
    pub content_type: Option<ContentType>,
    pub content_attributes: content::Attributes,
    /// Given back in the answer, for the client to know its own message.
    pub echo_id: Option<Value>,
    pub template_params: Option<Object>,
    pub campaign_id: Option<Value>,
    pub source_id: Option<String>,
    /// `AgentBot` with its id, for a member to speak as a bot.
    pub sender_type: Option<String>,
    pub sender_id: Option<AgentBotId>,
    pub external_created_at: Option<Value>,
    /// The files that are sent along, by the ids that they have since they were uploaded.
    pub attachments: Option<Vec<String>>,
    /// Who else a mail is sent to, with commas between them. Only inboxes of mails have these.
    pub cc_emails: Option<String>,
    pub bcc_emails: Option<String>,
    /// Who a mail is sent to instead of its contact.
    pub to_emails: Option<String>,
    /// How a mail looks, instead of what is made of its words.
    pub email_html_content: Option<String>,
}

/// Into which language a message is to be translated.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "target_language": "es" }]))]
#[serde(default)]
pub struct Translation {
    pub target_language: Option<String>,
}

/// Which messages of a conversation are wanted.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Range {
    /// Those before this one.
    pub before: Option<MessageId>,
    /// Those after this one.
    pub after: Option<MessageId>,
    /// Leaves out private notes and what the product noted, when it says anything.
    pub filter_internal_messages: Option<String>,
    /// How many, if not as many as usual.
    pub per_page: Size,
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
