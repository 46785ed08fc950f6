//! People as webhooks are told of them (contract `realtime-client-platform.md`, 0.11 and 2.6):
//! contacts, and whoever says something or is about to.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    changes::Changed,
    then,
    wire::{Account, account, json, told},
};
use crate::{
    actor::Bot,
    clock::{self, Timestamp},
    contacts::Contact,
    conversations::push::ConversationPush,
    delivery::news::News,
    events::{Fact, Name},
    id::{AgentBotId, ContactId, UserId},
    json::Object,
    links::Avatar,
    messages::senders::{Sender, SentBy},
};

#[derive(Serialize)]
#[serde(untagged)]
pub enum SenderBody {
    User(UserBody),
    Bot(BotBody),
    Contact(Box<ContactBody>),
}

#[derive(Serialize)]
pub struct UserBody {
    id: UserId,
    name: String,
    email: Option<String>,
    r#type: &'static str,
}

#[derive(Serialize)]
pub struct BotBody {
    id: AgentBotId,
    name: String,
    r#type: &'static str,
}

#[derive(Serialize)]
pub struct ContactBody {
    account: Account,
    additional_attributes: Object,
    avatar: Avatar,
    custom_attributes: Object,
    email: Option<String>,
    id: ContactId,
    identifier: Option<String>,
    name: String,
    phone_number: Option<String>,
    thumbnail: Avatar,
    blocked: bool,
}

#[derive(Serialize)]
struct ContactEvent<'a> {
    #[serde(flatten)]
    contact: ContactBody,
    event: &'static str,
    #[serde(with = "clock::Epoch")]
    created_at: Timestamp,
    #[serde(flatten)]
    changed: Option<Changed<'a>>,
}

/// A visitor who has opened the chat of a website.
#[derive(Serialize)]
struct VisitEvent {
    /// By what they are known there.
    id: i64,
    contact: ContactBody,
    account: Account,
    current_conversation: Option<ConversationPush>,
    event: &'static str,
    /// The inbox, the source id, and what their browser says.
    #[serde(flatten)]
    visit: Map<String, Value>,
}

pub fn contact(news: &News, fact: &Fact, event: &'static str) -> Option<String> {
    let contact = then::contact(news, fact)?;
    let created_at = contact.created_at;
    let changed = (fact.name == Name::ContactUpdated).then(|| Changed::of(fact));
    let contact = ContactBody::of(news, contact);
    Some(json(&ContactEvent { contact, event, created_at, changed }))
}

pub fn visit(news: &News, fact: &Fact, event: &'static str) -> Option<String> {
    let contact = ContactBody::of(news, news.contacts.get(&fact.contact?)?.clone());
    let current_conversation = news.conversation(fact).map(|details| told(news, details));
    let (id, account, visit) = (fact.subject?, account(news), fact.data.to_map());
    Some(json(&VisitEvent { id, contact, account, current_conversation, event, visit }))
}

impl SenderBody {
    pub fn of(news: &News, sender: Sender) -> Self {
        match sender {
            Sender::User(SentBy { id, name, email, .. }) => {
                SenderBody::User(UserBody { id, name, email, r#type: "user" })
            }
            Sender::Bot(Bot { id, name, .. }) => {
                SenderBody::Bot(BotBody { id, name, r#type: "agent_bot" })
            }
            Sender::Contact(contact) => {
                SenderBody::Contact(Box::new(ContactBody::of(news, contact)))
            }
        }
    }
}

impl ContactBody {
    fn of(news: &News, contact: Contact) -> Self {
        ContactBody {
            account: account(news),
            additional_attributes: contact.additional_attributes,
            avatar: contact.avatar.clone(),
            custom_attributes: contact.custom_attributes,
            email: contact.email,
            id: contact.id,
            identifier: contact.identifier,
            name: contact.name,
            phone_number: contact.phone_number,
            thumbnail: contact.avatar,
            blocked: contact.blocked,
        }
    }
}
