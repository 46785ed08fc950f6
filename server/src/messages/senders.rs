//! Who sent messages, found for many of them at once.

use std::collections::HashMap;

use super::{Message, SenderKind, SenderRef};
use crate::{
    actor::{Actor, Availability, Bot, Member},
    agent_bots::{self, AgentBot},
    agents::{self, Agent},
    contacts::{self, Contact},
    id::{AgentBotId, UserId},
    links::Avatar,
    texts::Transcript,
    users::{self, User},
    work::Work,
};

/// Someone who sent a message.
#[derive(Clone, Debug)]
pub enum Sender {
    User(SentBy),
    Bot(Bot),
    Contact(Contact),
}

/// A user who sent a message.
#[derive(Clone, Debug)]
pub struct SentBy {
    pub id: UserId,
    pub name: String,
    pub available_name: String,
    pub avatar: Avatar,
    /// Not for contacts to know.
    pub email: Option<String>,
    /// Whether they are there, which is known of members of the account only.
    pub availability: Option<Availability>,
}

impl Sender {
    pub fn into_name(self) -> String {
        match self {
            Sender::User(user) => user.name,
            Sender::Bot(bot) => bot.name,
            Sender::Contact(contact) => contact.name,
        }
    }

    /// What a mail calls whoever has sent a message, if it was somebody.
    pub fn in_mails<'a>(sender: Option<&'a Self>, said: &'a Transcript) -> &'a str {
        match sender {
            Some(Sender::User(user)) => &user.available_name,
            Some(Sender::Contact(contact)) if contact.name.is_empty() => said.contact.as_str(),
            Some(Sender::Contact(contact)) => &contact.name,
            Some(Sender::Bot(bot)) => &bot.name,
            None => said.automatic.as_str(),
        }
    }

    /// The same, as whoever has only said that they are a contact is told of them.
    #[must_use]
    pub fn veiled(self) -> Self {
        match self {
            Sender::Contact(contact) => Sender::Contact(contact.veiled()),
            Sender::User(_) | Sender::Bot(_) => self,
        }
    }

    /// The same, when it is told outside of a request. Nobody says then whether they are
    /// there (contract `realtime-client-platform.md`, 0.2).
    #[must_use]
    pub fn unseen(self) -> Self {
        match self {
            Sender::User(user) => Sender::User(SentBy { availability: None, ..user }),
            Sender::Bot(_) | Sender::Contact(_) => self,
        }
    }
}

/// The senders of messages.
#[derive(Debug, Default)]
pub struct Senders(HashMap<SenderRef, Sender>);

impl Senders {
    /// Who sent this message, if anyone did and is still known.
    pub fn of(&self, message: &Message) -> Option<Sender> {
        self.0.get(&message.sender?).cloned()
    }

    /// Finds the senders of the messages, given the contacts and members that are at hand.
    pub async fn load(
        work: &mut Work<'_>,
        messages: &[Message],
        contacts: &[Contact],
        members: &[Agent],
    ) -> db::Result<Self> {
        let mut senders = Senders::default();
        for contact in contacts {
            senders.0.insert(SenderRef::contact(contact.id.0), Sender::Contact(contact.clone()));
        }
        for member in members {
            senders.0.insert(SenderRef::user(member.id.0), Sender::from(member.clone()));
        }
        let strangers = senders.missing(messages, SenderKind::Contact);
        if !strangers.is_empty() {
            for contact in contacts::of_ids(work, &strangers).await? {
                senders.0.insert(SenderRef::contact(contact.id.0), Sender::Contact(contact));
            }
        }
        let users = senders.missing(messages, SenderKind::User);
        if !users.is_empty() {
            let ids: Vec<UserId> = users.into_iter().map(UserId).collect();
            for member in agents::of_users(work, &ids).await? {
                senders.0.insert(SenderRef::user(member.id.0), Sender::from(member));
            }
        }
        // Those who have left the account are still the ones who said it.
        let former = senders.missing(messages, SenderKind::User);
        if !former.is_empty() {
            for user in users::of_ids(work.tx, &former).await? {
                let user = User { avatar: user.avatar.linked(&work.links), ..user };
                senders.0.insert(SenderRef::user(user.id.0), Sender::from(user));
            }
        }
        let bots = senders.missing(messages, SenderKind::AgentBot);
        if !bots.is_empty() {
            for bot in agent_bots::of_ids(work, &bots).await? {
                senders.0.insert(SenderRef::bot(bot.id), Sender::from(bot));
            }
        }
        Ok(senders)
    }

    /// Finds the sender of one message, who most often is the one at work.
    pub async fn load_for_actor(work: &mut Work<'_>, message: &Message) -> db::Result<Self> {
        if let (Some(member), Some(sent_by)) = (work.actor.member(), message.sender)
            && sent_by == SenderRef::user(member.user.0)
        {
            return Ok(Senders(HashMap::from([(sent_by, Sender::of_member(work, member))])));
        }
        if let (Actor::Bot(bot), Some(sent_by)) = (&work.actor, message.sender)
            && sent_by == SenderRef::bot(bot.id)
        {
            let bot = (**bot).clone().linked(&work.links);
            return Ok(Senders(HashMap::from([(sent_by, Sender::Bot(bot))])));
        }
        Self::load(work, std::slice::from_ref(message), &[], &[]).await
    }

    fn missing(&self, messages: &[Message], kind: SenderKind) -> Vec<i64> {
        let of_kind = messages.iter().filter_map(|message| message.sender);
        let mut ids: Vec<i64> = of_kind
            .filter(|sender| sender.kind == kind && !self.0.contains_key(sender))
            .map(|sender| sender.id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

impl SenderRef {
    pub fn user(id: i64) -> Self {
        SenderRef { kind: SenderKind::User, id }
    }

    pub fn contact(id: i64) -> Self {
        SenderRef { kind: SenderKind::Contact, id }
    }

    pub fn bot(id: AgentBotId) -> Self {
        SenderRef { kind: SenderKind::AgentBot, id: id.0 }
    }
}

impl From<AgentBot> for Sender {
    fn from(bot: AgentBot) -> Self {
        Sender::Bot(Bot { id: bot.id, name: bot.name, avatar: bot.avatar })
    }
}

impl From<Agent> for SentBy {
    fn from(agent: Agent) -> Self {
        SentBy {
            id: agent.id,
            available_name: agent.available_name().to_owned(),
            availability: Some(agent.availability_status),
            name: agent.name,
            avatar: agent.avatar,
            email: Some(agent.email),
        }
    }
}

impl From<Agent> for Sender {
    fn from(agent: Agent) -> Self {
        Sender::User(agent.into())
    }
}

impl Sender {
    fn of_member(work: &Work<'_>, member: &Member) -> Self {
        let Member { user, availability, auto_offline, .. } = *member;
        let seen = work.presence.shown(work.account, user, availability, auto_offline, work.now);
        Sender::User(SentBy {
            id: user,
            name: member.name.clone(),
            available_name: member.available_name().to_owned(),
            avatar: member.avatar.clone().linked(&work.links),
            email: None,
            availability: Some(seen),
        })
    }
}

impl From<User> for Sender {
    fn from(user: User) -> Self {
        let available_name = user.display_name.filter(|name| !name.is_empty());
        Sender::User(SentBy {
            id: user.id,
            available_name: available_name.unwrap_or_else(|| user.name.clone()),
            availability: None,
            name: user.name,
            avatar: user.avatar,
            email: Some(user.email),
        })
    }
}
