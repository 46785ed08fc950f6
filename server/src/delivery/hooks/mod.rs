//! Facts as webhooks are told of them: which of them, in which words, and at which addresses
//! (contract `realtime-client-platform.md`, 2).
//!
//! A fact is told with what it has changed as that became by it (`then`), in the words of [`wire`]
//! and `people`.

mod changes;
mod people;
mod then;
pub(super) mod wire;

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use super::{news::News, typing::Typist};
use crate::{
    agent_bots,
    conversations::details::Details,
    error::Result,
    events::{Fact, Name},
    id::{AgentBotId, InboxId},
    inboxes::channel::api,
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
    /// The bots that can be told, and in which inboxes they answer.
    bots: HashSet<AgentBotId>,
    bots_of_inboxes: HashMap<InboxId, AgentBotId>,
}

/// What a fact is called where webhooks are told of it, what it is about, and who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Told {
    event: &'static str,
    about: About,
    to: Audience,
}

/// Bots are told of conversations that they may have, and not of how they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Audience {
    Webhooks,
    Bots,
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Message,
    Conversation,
    Contact,
    Inbox,
    /// The stage of a funnel to which a conversation has come, or from which it was taken.
    Card,
    /// The chat of a website was opened.
    Visit,
}

fn told(name: Name) -> Option<Told> {
    use Audience::{Both, Bots, Webhooks};
    let (event, about, to) = match name {
        Name::MessageCreated => ("message_created", About::Message, Both),
        Name::MessageUpdated => ("message_updated", About::Message, Both),
        Name::ConversationCreated => ("conversation_created", About::Conversation, Webhooks),
        Name::ConversationUpdated => ("conversation_updated", About::Conversation, Both),
        Name::ConversationStatusChanged => {
            ("conversation_status_changed", About::Conversation, Both)
        }
        Name::ConversationOpened => ("conversation_opened", About::Conversation, Bots),
        Name::ConversationResolved => ("conversation_resolved", About::Conversation, Bots),
        Name::ContactCreated => ("contact_created", About::Contact, Webhooks),
        Name::ContactUpdated => ("contact_updated", About::Contact, Webhooks),
        Name::FunnelConversationMoved => ("funnel_conversation_moved", About::Card, Webhooks),
        Name::FunnelConversationRemoved => ("funnel_conversation_removed", About::Card, Webhooks),
        Name::WebwidgetTriggered => ("webwidget_triggered", About::Visit, Both),
        Name::InboxCreated => ("inbox_created", About::Inbox, Webhooks),
        Name::InboxUpdated => ("inbox_updated", About::Inbox, Webhooks),
        _ => return None,
    };
    Some(Told { event, about, to })
}

impl Told {
    fn is_for_webhooks(self) -> bool {
        self.to != Audience::Bots
    }

    fn is_for_bots(self) -> bool {
        self.to != Audience::Webhooks
    }

    /// Whether it is about what happens in one conversation.
    fn is_of_conversation(self) -> bool {
        matches!(self.about, About::Message | About::Conversation)
    }
}

impl Endpoints {
    /// Those that are told at all.
    pub async fn of_account(work: &mut Work<'_>) -> Result<Self> {
        let mut webhooks = webhooks::list(work).await?;
        if !webhooks.is_empty() {
            let disabled = deliveries::disabled(work).await?;
            webhooks.retain(|webhook| !disabled.contains(&Endpoint::webhook(webhook.id)));
        }
        let inboxes = api::inboxes_with_webhook(work).await?.into_iter().collect();
        let (mut bots, mut bots_of_inboxes) = (HashSet::new(), HashMap::new());
        for (bot, inbox) in agent_bots::reachable(work).await? {
            bots.insert(bot);
            bots_of_inboxes.extend(inbox.map(|inbox| (inbox, bot)));
        }
        Ok(Endpoints { webhooks, inboxes, bots, bots_of_inboxes })
    }

    /// Whether nobody is to be told anything.
    pub fn is_empty(&self) -> bool {
        self.webhooks.is_empty() && self.inboxes.is_empty() && self.bots.is_empty()
    }

    /// Whether there may be an address to be told of such a fact.
    pub fn may_want(&self, name: Name) -> bool {
        let Some(told) = told(name) else { return false };
        if told.is_for_bots() && !self.bots.is_empty() {
            return true;
        }
        let by_inbox = told.is_of_conversation() && !self.inboxes.is_empty();
        told.is_for_webhooks() && (by_inbox || self.subscribed(told.event).next().is_some())
    }

    /// What they are to be told of a fact, and which of them.
    pub fn post(&self, news: &News, fact: &Fact) -> Option<Post> {
        let told = told(fact.name)?;
        let Told { event, about, .. } = told;
        let mut endpoints = Vec::new();
        if told.is_for_webhooks() {
            endpoints.extend(self.subscribed(event));
        }
        let conversation = match about {
            About::Message => Some(Cow::Borrowed(news.conversation(fact)?)),
            About::Conversation => Some(Cow::Owned(then::conversation(news, fact)?)),
            _ => None,
        };
        if let Some(details) = conversation.as_deref() {
            let inbox = self.inboxes.get(&details.conversation.inbox_id).copied();
            let inbox = inbox.filter(|_| told.is_for_webhooks());
            endpoints.extend(inbox.map(Endpoint::inbox));
            if told.is_for_bots() {
                endpoints.extend(self.bots_of(details));
            }
        }
        if about == About::Visit {
            endpoints.extend(self.bot_of_visit(fact));
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
            About::Conversation => wire::conversation(news, fact, conversation.as_deref()?, event),
            About::Card => wire::card(news, fact, event)?,
            About::Visit => people::visit(news, fact, event)?,
            About::Contact => {
                if fact.name == Name::ContactUpdated && fact.changes.is_empty() {
                    return None;
                }
                people::contact(news, fact, event)?
            }
            About::Inbox => {
                if fact.name == Name::InboxUpdated && fact.changes.is_empty() {
                    return None;
                }
                wire::inbox(news, fact, event)?
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

    /// The bot that has a conversation, and the one that answers in its inbox (2.7).
    fn bots_of(&self, details: &Details) -> impl Iterator<Item = Endpoint> {
        let conversation = &details.conversation;
        let has_it = conversation.assignee_agent_bot_id.filter(|bot| self.bots.contains(bot));
        let answers = self.bots_of_inboxes.get(&conversation.inbox_id).copied();
        let answers = answers.filter(|bot| Some(*bot) != has_it);
        has_it.into_iter().chain(answers).map(Endpoint::agent_bot)
    }

    /// The bot that answers where somebody has opened a chat.
    fn bot_of_visit(&self, fact: &Fact) -> Option<Endpoint> {
        let inbox = fact.data.to_map().get("inbox")?.get("id")?.as_i64()?;
        self.bots_of_inboxes.get(&InboxId(inbox)).copied().map(Endpoint::agent_bot)
    }

    fn subscribed(&self, event: &'static str) -> impl Iterator<Item = Endpoint> {
        let subscribed = self
            .webhooks
            .iter()
            .filter(move |webhook| webhook.subscriptions.iter().any(|name| name == event));
        subscribed.map(|webhook| Endpoint::webhook(webhook.id))
    }
}
