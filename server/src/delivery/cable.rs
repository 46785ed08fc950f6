//! Facts as listeners hear them: which of them, in which words, and who (contract
//! `realtime-client-platform.md`, 1.6 to 1.8).

use std::sync::Arc;

use cable::{Burst, Hub};
use serde::Serialize;
use serde_json::{Value, value::RawValue};

use super::{
    news::News,
    readers::{self, Reader},
    streams,
};
use crate::{
    accounts::wire::CacheKeysReply,
    contacts::wire::ContactPush,
    conversations::{details::Details, push::Farewell, save::BEGINS},
    events::{Changes, Fact, Name},
    id::{AccountId, UserId},
    json::Object,
    messages::{
        MessageType,
        wire::{MessagePush, SenderJson},
    },
    notifications::{upkeep, wire::NotificationPush},
};

/// A message to everybody who reads one of these streams.
#[derive(Debug)]
pub struct Frame {
    pub streams: Vec<String>,
    pub message: Arc<str>,
}

/// What is said: the name of what happened, and what it is about.
#[derive(Serialize)]
struct Said<'a> {
    event: &'a str,
    data: &'a RawValue,
}

#[derive(Serialize)]
struct Data<T> {
    #[serde(flatten)]
    about: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<AccountId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    performer: Option<SenderJson>,
}

/// A message that was changed, and how.
#[derive(Serialize)]
struct Changed<'a> {
    #[serde(flatten)]
    message: MessagePush,
    previous_changes: &'a Changes,
}

/// A notification, and how many its owner has not read: by the filter that clients show
/// without being asked, so both numbers are the same.
#[derive(Serialize)]
struct Notified {
    notification: NotificationJson,
    unread_count: i64,
    count: i64,
}

#[derive(Serialize)]
#[serde(untagged)]
enum NotificationJson {
    Told(Box<NotificationPush>),
    Gone { id: i64 },
}

/// A funnel that has changed. What it is now, is for those who ask.
#[derive(Serialize)]
struct Funnel {
    funnel_id: i64,
}

/// Who hears of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Agents,
    AgentsAndContact,
}

impl Frame {
    pub async fn publish(&self, burst: &mut Burst<'_>) {
        burst.publish(&self.streams, &self.message).await;
    }
}

/// Whether listeners hear of such facts at all.
pub fn is_heard(name: Name) -> bool {
    telling(name).is_some()
}

/// What is to be said to whoever listens.
pub fn frames(hub: &Hub, news: &News, facts: &[&Fact]) -> Vec<Frame> {
    let told = |fact: &&Fact| {
        let mut frames = frames_of(hub, news, fact).unwrap_or_default();
        frames.extend(farewell(hub, news, fact));
        frames
    };
    facts.iter().flat_map(told).collect()
}

/// How a fact is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Telling {
    Message(Audience),
    /// With whoever did it, or without.
    Conversation(Audience, bool),
    /// To the one who is mentioned.
    Mention,
    Contact,
    CacheKeys,
    /// To the one whose it is.
    Notification,
    /// To all members.
    Funnel,
    /// To the agents who see the conversation.
    Card,
}

fn telling(name: Name) -> Option<Telling> {
    use Audience::{Agents, AgentsAndContact};
    let telling = match name {
        Name::MessageCreated | Name::MessageUpdated => Telling::Message(AgentsAndContact),
        Name::FirstReplyCreated => Telling::Message(Agents),
        Name::ConversationCreated => Telling::Conversation(AgentsAndContact, true),
        Name::ConversationContactChanged => Telling::Conversation(Agents, true),
        Name::ConversationUpdated | Name::ConversationStatusChanged => {
            Telling::Conversation(AgentsAndContact, false)
        }
        Name::AssigneeChanged | Name::TeamChanged | Name::ConversationRead => {
            Telling::Conversation(Agents, false)
        }
        Name::ConversationMentioned => Telling::Mention,
        Name::NotificationCreated | Name::NotificationUpdated | Name::NotificationDeleted => {
            Telling::Notification
        }
        Name::FunnelCreated | Name::FunnelUpdated | Name::FunnelDeleted => Telling::Funnel,
        Name::FunnelConversationMoved | Name::FunnelConversationRemoved => Telling::Card,
        Name::ContactCreated
        | Name::ContactUpdated
        | Name::ContactMerged
        | Name::ContactDeleted => Telling::Contact,
        Name::LabelCreated
        | Name::LabelUpdated
        | Name::LabelDeleted
        | Name::InboxCreated
        | Name::InboxUpdated
        | Name::InboxDeleted
        | Name::InboxMembersChanged
        | Name::TeamCreated
        | Name::TeamUpdated
        | Name::TeamDeleted
        | Name::TeamMembersChanged => Telling::CacheKeys,
        _ => return None,
    };
    Some(telling)
}

fn frames_of(hub: &Hub, news: &News, fact: &Fact) -> Option<Vec<Frame>> {
    let telling = telling(fact.name)?;
    let mut streams = match telling {
        Telling::Message(audience) => {
            let (details, sent) = news.message(fact)?;
            let message = &sent.message;
            let is_internal = message.private || message.message_type == MessageType::Activity;
            of_conversation(news, details, if is_internal { Audience::Agents } else { audience })
        }
        Telling::Conversation(audience, _) => {
            of_conversation(news, news.conversation(fact)?, audience)
        }
        Telling::Mention => {
            let conversation = &news.conversation(fact)?.conversation;
            let (id, assignee) = (conversation.id, conversation.assignee_id);
            let mentioned = fact.subject.map(UserId);
            let mentioned = mentioned.filter(|user| news.is_in_sight(*user, id, assignee));
            mentioned.and_then(|user| news.stream_of(user)).into_iter().collect()
        }
        Telling::Notification => {
            upkeep::owner_of(fact).and_then(|user| news.stream_of(user)).into_iter().collect()
        }
        Telling::Card => of_conversation(news, news.conversation(fact)?, Audience::Agents),
        Telling::Contact | Telling::CacheKeys | Telling::Funnel => {
            news.members.keys().filter_map(|user| news.stream_of(*user)).collect()
        }
    };
    streams.retain(|stream| hub.is_read(stream));
    if streams.is_empty() {
        return None;
    }
    let event = match telling {
        Telling::CacheKeys => "account.cache_invalidated",
        _ => fact.name.as_str(),
    };
    let said = |reader| {
        let data = data(news, fact, telling, reader)?;
        let said = Said { event, data: &data };
        Some(serde_json::to_string(&said).expect("what is said is JSON"))
    };
    Some(readers::frames(streams, news.conversation(fact), said))
}

/// What is said to those who saw a conversation until it was given to somebody else, for them to
/// take it off their lists. What was said in it is not theirs to know any more.
fn farewell(hub: &Hub, news: &News, fact: &Fact) -> Option<Frame> {
    if fact.name != Name::AssigneeChanged || fact.data.to_map().contains_key(BEGINS) {
        return None;
    }
    let details = news.conversation(fact)?;
    let conversation = &details.conversation;
    let (_, before, _) = fact.changes.each().find(|(field, ..)| *field == "assignee_id")?;
    let still = news.agents_of(conversation, conversation.assignee_id);
    let mut gone = news.agents_of(conversation, before.as_i64().map(UserId));
    gone.retain(|user| !still.contains(user));
    let gone = gone.into_iter().filter_map(|user| news.stream_of(user));
    let mut streams: Vec<String> = gone.collect();
    streams.retain(|stream| hub.is_read(stream));
    if streams.is_empty() {
        return None;
    }
    let about = Farewell::of(news.account, details);
    let data = json(&Data { about, account_id: Some(news.account), performer: None });
    let said = Said { event: fact.name.as_str(), data: &data };
    let message = serde_json::to_string(&said).expect("what is said is JSON");
    Some(Frame { streams, message: message.into() })
}

/// The streams of those who hear of a conversation.
pub fn of_conversation(news: &News, details: &Details, audience: Audience) -> Vec<String> {
    let conversation = &details.conversation;
    let agents = news.agents_of(conversation, conversation.assignee_id);
    let agents = agents.into_iter().filter_map(|user| news.stream_of(user));
    let mut streams: Vec<String> = agents.collect();
    if audience == Audience::AgentsAndContact {
        streams.extend(news.contact_of(details).into_iter().map(streams::of_contact_inbox));
    }
    streams
}

/// What is told of a fact to listeners, if anything is and if it is still there.
pub fn told(news: &News, fact: &Fact) -> Option<Box<RawValue>> {
    data(news, fact, telling(fact.name)?, Reader::Member)
}

fn data(news: &News, fact: &Fact, telling: Telling, reader: Reader) -> Option<Box<RawValue>> {
    let account_id = Some(news.account);
    let performer = || news.performer(fact);
    let data = match telling {
        // A message names its account itself.
        Telling::Message(_) if fact.name == Name::MessageUpdated => {
            let message = news.message_push(fact, reader)?;
            let about = Changed { message, previous_changes: &fact.changes };
            json(&Data { about, account_id: None, performer: performer() })
        }
        Telling::Message(_) => {
            let message = news.message_push(fact, reader)?;
            let about = MessagePush { echo_id: echo_id(&fact.data), ..message };
            json(&Data { about, account_id: None, performer: performer() })
        }
        Telling::Conversation(_, false) | Telling::Mention => json(&Data {
            about: news.conversation_push(fact, reader)?,
            account_id,
            performer: None,
        }),
        Telling::Conversation(_, true) => {
            let mut about = news.conversation_push(fact, reader)?;
            news.tell_presence(fact, about.meta.assignee.as_mut());
            for message in &mut about.messages {
                news.tell_presence(fact, message.sender.as_mut());
            }
            json(&Data { about, account_id, performer: performer() })
        }
        Telling::Notification => {
            json(&Data { about: notification(news, fact)?, account_id, performer: None })
        }
        Telling::Contact => {
            json(&Data { about: contact(news, fact)?, account_id, performer: performer() })
        }
        Telling::Funnel => {
            let about = Funnel { funnel_id: fact.subject? };
            json(&Data { about, account_id, performer: performer() })
        }
        Telling::Card => {
            json(&Data { about: fact.data.to_map(), account_id, performer: performer() })
        }
        Telling::CacheKeys => {
            let about = CacheKeysReply { cache_keys: news.cache_keys.clone() };
            json(&Data { about, account_id, performer: performer() })
        }
    };
    Some(data)
}

/// A notification and how many its owner has not read, as it is or, when it is gone, as the
/// fact says.
fn notification(news: &News, fact: &Fact) -> Option<Notified> {
    let id = fact.subject?;
    if fact.name == Name::NotificationDeleted {
        let left = fact.data.to_map().get("unread_count")?.as_i64()?;
        let notification = NotificationJson::Gone { id };
        return Some(Notified { notification, unread_count: left, count: left });
    }
    let details = news.notifications.get(&id)?.clone();
    let unread = news.unread.of(details.notification.user);
    let notification =
        NotificationJson::Told(Box::new(NotificationPush::of(news.account, details)));
    Some(Notified { notification, unread_count: unread, count: unread })
}

fn echo_id(data: &Object) -> Option<Value> {
    if data.is_empty() { None } else { data.to_map().remove("echo_id") }
}

/// A contact, as it is or, when it is gone, as the fact says that it was.
fn contact(news: &News, fact: &Fact) -> Option<Value> {
    match news.contacts.get(&fact.contact?) {
        Some(contact) => serde_json::to_value(ContactPush::from(contact.clone())).ok(),
        None => fact.data.to_map().remove("contact"),
    }
}

fn json(data: &impl Serialize) -> Box<RawValue> {
    serde_json::value::to_raw_value(data).expect("what is told is JSON")
}
