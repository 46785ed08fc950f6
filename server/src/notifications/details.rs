//! All that is shown of notifications, gathered for many of them in a fixed number of queries.

use std::collections::HashMap;

use super::{Kind, Notification, Secondary, store, text};
use crate::{
    accounts, agents,
    conversations::{
        self,
        details::{self, Sent},
    },
    error::Result,
    id::{ConversationId, MessageId, SlaPolicyId, UserId},
    messages::{
        self,
        senders::{Sender, Senders, SentBy},
    },
    sla_policies::{self, SlaPolicy},
    texts::Texts,
    work::Work,
};

/// A notification with everything that is shown of it.
#[derive(Clone, Debug)]
pub struct Details {
    pub notification: Notification,
    pub conversation: details::Details,
    pub secondary: Option<Shown>,
    /// Whose it is.
    pub user: SentBy,
    /// What was said last, or first, or in the message that it tells of.
    said: Option<Sent>,
    /// What is said of it, in the language of the account.
    pub texts: &'static Texts,
}

/// What a notification is about beside its conversation.
#[derive(Clone, Debug)]
pub enum Shown {
    Message(Box<Sent>),
    User(SentBy),
    SlaPolicy(SlaPolicy),
}

/// What is shown of those of the notifications that there are, in no particular order.
pub async fn of_ids(work: &mut Work<'_>, ids: &[i64]) -> Result<Vec<Details>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = store::of_ids(work, ids).await?;
    load(work, found).await
}

/// Gathers what is shown of notifications, and keeps their order.
pub async fn load(work: &mut Work<'_>, all: Vec<Notification>) -> Result<Vec<Details>> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let conversations = conversations_of(work, &all).await?;
    let said = said_in(work, &all).await?;
    let messages = messages_of(work, &all, &said).await?;
    let users = users_of(work, &all).await?;
    let policies = policies_of(work, &all).await?;
    let texts = accounts::texts(work).await?;
    let mut shown = Vec::with_capacity(all.len());
    for notification in all {
        let message = |id: Option<&MessageId>| messages.get(id?).cloned();
        let conversation = conversations.get(&notification.conversation).cloned();
        let user = users.get(&notification.user).cloned();
        let Some((conversation, user)) = conversation.zip(user) else { continue };
        let secondary = match &notification.secondary {
            Some(Secondary::Message(id)) => message(Some(id)).map(Box::new).map(Shown::Message),
            Some(Secondary::User(id)) => users.get(id).cloned().map(Shown::User),
            Some(Secondary::SlaPolicy(id)) => policies.get(id).cloned().map(Shown::SlaPolicy),
            None => None,
        };
        let said = match &secondary {
            Some(Shown::Message(sent)) => Some((**sent).clone()),
            _ => message(said.get(&(notification.conversation, is_first(notification.kind)))),
        };
        shown.push(Details { notification, conversation, secondary, user, said, texts });
    }
    Ok(shown)
}

impl Details {
    pub fn title(&self) -> String {
        let conversation = &self.conversation;
        text::title(
            &self.texts.notifications,
            self.notification.kind,
            conversation.conversation.display_id,
            &conversation.inbox_name,
        )
    }

    pub fn body(&self) -> String {
        let sender = self.said.as_ref().and_then(|sent| sent.sender.as_ref());
        let sender = sender.map(|sender| match sender {
            Sender::User(user) => user.name.as_str(),
            Sender::Bot(bot) => bot.name.as_str(),
            Sender::Contact(contact) => contact.name.as_str(),
        });
        let content = self.said.as_ref().and_then(|sent| sent.message.content.as_deref());
        let has_attachments = self.said.as_ref().is_some_and(|it| it.message.has_attachments);
        text::body(&self.texts.notifications, sender, content, has_attachments)
    }

    /// The same, when it is told outside of a request; see [`Sender::unseen`].
    #[must_use]
    pub fn unseen(self) -> Self {
        let unseen = |user: SentBy| SentBy { availability: None, ..user };
        let secondary = self.secondary.map(|secondary| match secondary {
            Shown::Message(sent) => {
                let sender = sent.sender.map(Sender::unseen);
                Shown::Message(Box::new(Sent { sender, message: sent.message }))
            }
            Shown::User(user) => Shown::User(unseen(user)),
            Shown::SlaPolicy(policy) => Shown::SlaPolicy(policy),
        });
        Details {
            conversation: self.conversation.unseen(),
            secondary,
            user: unseen(self.user),
            ..self
        }
    }
}

/// Whether the first message of the conversation is shown, and not the last one.
fn is_first(kind: Kind) -> bool {
    matches!(kind, Kind::Creation | Kind::MissedFirstResponse)
}

async fn conversations_of(
    work: &mut Work<'_>,
    all: &[Notification],
) -> Result<HashMap<ConversationId, details::Details>> {
    let ids = ids(all.iter().map(|it| it.conversation.0));
    let conversations = conversations::of_ids(work, &ids).await?;
    let details = details::load(work, conversations).await?;
    Ok(details.into_iter().map(|it| (it.conversation.id, it)).collect())
}

/// The first messages of conversations, and the last ones: of the contact, or else to them.
async fn said_in(
    work: &mut Work<'_>,
    all: &[Notification],
) -> Result<HashMap<(ConversationId, bool), MessageId>> {
    let without_message = |it: &&Notification| !matches!(it.secondary, Some(Secondary::Message(_)));
    let (first, last): (Vec<_>, Vec<_>) =
        all.iter().filter(without_message).partition(|it| is_first(it.kind));
    let mut said = HashMap::new();
    for (of, is_first) in [(first, true), (last, false)] {
        let ids = ids(of.iter().map(|it| it.conversation.0));
        if ids.is_empty() {
            continue;
        }
        let found = if is_first {
            messages::first_said_in(work, &ids).await?
        } else {
            messages::last_said_in(work, &ids).await?
        };
        said.extend(found.into_iter().map(|(of, message)| ((of, is_first), message)));
    }
    Ok(said)
}

async fn messages_of(
    work: &mut Work<'_>,
    all: &[Notification],
    said: &HashMap<(ConversationId, bool), MessageId>,
) -> Result<HashMap<MessageId, Sent>> {
    let secondary = all.iter().filter_map(|it| match it.secondary {
        Some(Secondary::Message(id)) => Some(id.0),
        _ => None,
    });
    let ids = ids(secondary.chain(said.values().map(|id| id.0)));
    let messages = messages::of_ids(work, &ids).await?;
    let senders = Senders::load(work, &messages, &[], &[]).await?;
    let sent = |message: messages::Message| {
        let sender = senders.of(&message);
        (message.id, Sent { message, sender })
    };
    Ok(messages.into_iter().map(sent).collect())
}

async fn users_of(work: &mut Work<'_>, all: &[Notification]) -> Result<HashMap<UserId, SentBy>> {
    let secondary = all.iter().filter_map(|it| match it.secondary {
        Some(Secondary::User(id)) => Some(id.0),
        _ => None,
    });
    let ids = ids(all.iter().map(|it| it.user.0).chain(secondary));
    let ids: Vec<UserId> = ids.into_iter().map(UserId).collect();
    let agents = agents::of_users(work, &ids).await?;
    Ok(agents.into_iter().map(|agent| (agent.id, agent.into())).collect())
}

async fn policies_of(
    work: &mut Work<'_>,
    all: &[Notification],
) -> Result<HashMap<SlaPolicyId, SlaPolicy>> {
    let ids = ids(all.iter().filter_map(|it| match it.secondary {
        Some(Secondary::SlaPolicy(id)) => Some(id.0),
        _ => None,
    }));
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let policies = sla_policies::of_ids(work, &ids).await?;
    Ok(policies.into_iter().map(|policy| (policy.id, policy)).collect())
}

fn ids(ids: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut ids: Vec<i64> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
