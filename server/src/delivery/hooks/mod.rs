//! Facts as webhooks are told of them: which of them, in which words, and at which addresses
//! (contract `realtime-client-platform.md`, 2).

mod wire;

use std::collections::HashSet;

use super::{news::News, typing::Typist};
use crate::{
    conversations::details::Details,
    error::Result,
    events::{Fact, Name},
    id::InboxId,
    inboxes::channel,
    messages::MessageType,
    webhooks::{
        self, Webhook,
        deliveries::{self, Endpoint, Post},
    },
    work::Work,
};

/// The addresses of an account that are told of events.
#[derive(Debug, Default)]
pub struct Endpoints {
    webhooks: Vec<Webhook>,
    inboxes: HashSet<InboxId>,
}

/// What a fact is called where webhooks are told of it, and what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Told {
    event: &'static str,
    about: About,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Message,
    Conversation,
    Contact,
}

fn told(name: Name) -> Option<Told> {
    let (event, about) = match name {
        Name::MessageCreated => ("message_created", About::Message),
        Name::MessageUpdated => ("message_updated", About::Message),
        Name::ConversationCreated => ("conversation_created", About::Conversation),
        Name::ConversationUpdated => ("conversation_updated", About::Conversation),
        Name::ConversationStatusChanged => ("conversation_status_changed", About::Conversation),
        Name::ContactCreated => ("contact_created", About::Contact),
        Name::ContactUpdated => ("contact_updated", About::Contact),
        _ => return None,
    };
    Some(Told { event, about })
}

impl Endpoints {
    /// Those that are told at all.
    pub async fn of_account(work: &mut Work<'_>) -> Result<Self> {
        let mut webhooks = webhooks::list(work).await?;
        if !webhooks.is_empty() {
            let disabled = deliveries::disabled(work).await?;
            webhooks.retain(|webhook| !disabled.contains(&Endpoint::webhook(webhook.id)));
        }
        let inboxes = channel::inboxes_with_webhook(work).await?.into_iter().collect();
        Ok(Endpoints { webhooks, inboxes })
    }

    /// Whether nobody is to be told anything.
    pub fn is_empty(&self) -> bool {
        self.webhooks.is_empty() && self.inboxes.is_empty()
    }

    /// Whether there may be an address to be told of such a fact.
    pub fn may_want(&self, name: Name) -> bool {
        let Some(told) = told(name) else { return false };
        let by_inbox = told.about != About::Contact && !self.inboxes.is_empty();
        by_inbox || self.subscribed(told.event).next().is_some()
    }

    /// What they are to be told of a fact, and which of them.
    pub fn post(&self, news: &News, fact: &Fact) -> Option<Post> {
        let Told { event, about } = told(fact.name)?;
        let mut endpoints: Vec<Endpoint> = self.subscribed(event).collect();
        if about != About::Contact {
            let inbox = news.conversation(fact)?.conversation.inbox_id;
            endpoints.extend(self.inboxes.get(&inbox).copied().map(Endpoint::inbox));
        }
        if endpoints.is_empty() {
            return None;
        }
        let body = match about {
            About::Message => {
                let (_, sent) = news.message(fact)?;
                if sent.message.message_type == MessageType::Activity {
                    return None;
                }
                wire::message(news, fact, event)?
            }
            About::Conversation => wire::conversation(news, fact, event)?,
            About::Contact => {
                if fact.name == Name::ContactUpdated && fact.changes.is_empty() {
                    return None;
                }
                wire::contact(news, fact, event)?
            }
        };
        Some(Post::of(fact, event, body, endpoints))
    }

    /// What they are to be told of somebody who is typing.
    pub fn typing(
        &self,
        news: &News,
        details: &Details,
        event: &'static str,
        typist: Typist,
        is_private: bool,
    ) -> Option<Post> {
        let mut endpoints: Vec<Endpoint> = self.subscribed(event).collect();
        let inbox = details.conversation.inbox_id;
        endpoints.extend(self.inboxes.get(&inbox).copied().map(Endpoint::inbox));
        if endpoints.is_empty() {
            return None;
        }
        let body = wire::typing(news, details, event, typist, is_private);
        Some(Post { event_id: None, event, message: None, body, endpoints })
    }

    fn subscribed(&self, event: &'static str) -> impl Iterator<Item = Endpoint> {
        let subscribed = self
            .webhooks
            .iter()
            .filter(move |webhook| webhook.subscriptions.iter().any(|name| name == event));
        subscribed.map(|webhook| Endpoint::webhook(webhook.id))
    }
}
