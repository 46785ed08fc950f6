//! All that is shown of conversations, gathered for many of them in a fixed number of
//! queries.

use std::collections::HashMap;

use super::Conversation;
use crate::{
    agent_bots::{self, AgentBot},
    agents::{self, Agent},
    clock::Timestamp,
    contacts::{
        self, Contact,
        contact_inboxes::{self, ContactInbox},
    },
    error::{Error, Result},
    id::{AgentBotId, ConversationId, MessageId, TeamId, UserId},
    inboxes::channel::briefs::briefs,
    labels::tags::{self, Tagged},
    messages::{
        self, Message,
        senders::{Sender, Senders},
    },
    sla_policies::applied::{self, AppliedSla},
    teams::{self, Team},
    work::Work,
};

/// A conversation with everything that is shown of it.
#[derive(Clone, Debug)]
pub struct Details {
    pub conversation: Conversation,
    pub contact: Contact,
    pub is_contact_there: bool,
    /// How they are known in the inbox.
    pub contact_inbox: ContactInbox,
    pub inbox_name: String,
    pub channel_type: String,
    /// Hours after their last message within which the contact can be answered.
    pub reply_window: Option<f64>,
    pub assignee: Option<Agent>,
    pub agent_bot: Option<AgentBot>,
    pub team: Option<Team>,
    pub labels: Vec<String>,
    /// What it is held to, and how that goes.
    pub sla: Option<AppliedSla>,
    pub last_message: Option<Sent>,
    pub last_non_activity_message: Option<Sent>,
    /// The newest that the contact can see.
    pub last_public_message: Option<Sent>,
    pub now: Timestamp,
}

/// A message and who sent it.
#[derive(Clone, Debug)]
pub struct Sent {
    pub message: Message,
    pub sender: Option<Sender>,
}

/// Gathers what is shown of one conversation.
pub async fn load_one(work: &mut Work<'_>, conversation: Conversation) -> Result<Details> {
    let mut all = load(work, vec![conversation]).await?;
    all.pop().ok_or(Error::NotFound)
}

/// Gathers what is shown of conversations, and keeps their order.
pub async fn load(work: &mut Work<'_>, conversations: Vec<Conversation>) -> Result<Vec<Details>> {
    if conversations.is_empty() {
        return Ok(Vec::new());
    }
    let contacts = contacts::of_ids(work, &ids(&conversations, |it| Some(it.contact_id))).await?;
    let known = ids(&conversations, |it| Some(it.contact_inbox_id));
    let known = contact_inboxes::of_ids(work, &known).await?;
    let known: HashMap<_, _> = known.into_iter().map(|known| (known.id, known)).collect();
    let channels = briefs(work, &ids(&conversations, |it| Some(it.inbox_id))).await?;
    let agents = agents_of(work, &conversations).await?;
    let bots = bots_of(work, &conversations).await?;
    let teams = teams_of(work, &conversations).await?;
    let mut labels = labels_of(work, &conversations).await?;
    let held = ids(&conversations, |it| it.sla_policy_id.map(|_| it.id));
    let mut held = applied::of_conversations(work, &held).await?;
    let messages = messages_of(work, &conversations, &contacts, &agents).await?;
    let there = contacts.iter().map(|contact| contact.id);
    let there = work.presence.contacts_of(work.account, there, work.now);
    let contacts: HashMap<_, _> = contacts.into_iter().map(|it| (it.id, it)).collect();
    let agents: HashMap<UserId, Agent> = agents.into_iter().map(|it| (it.id, it)).collect();

    let mut all = Vec::with_capacity(conversations.len());
    for conversation in conversations {
        let message = |id: Option<MessageId>| messages.get(&id?).cloned();
        let channel = channels.get(&conversation.inbox_id);
        let contact_inbox = known.get(&conversation.contact_inbox_id).cloned();
        let Some((channel, contact_inbox)) = channel.zip(contact_inbox) else { continue };
        let Some(contact) = contacts.get(&conversation.contact_id) else { continue };
        all.push(Details {
            contact: contact.clone(),
            is_contact_there: there.contains(&contact.id),
            contact_inbox,
            inbox_name: channel.inbox_name.clone(),
            channel_type: channel.channel_type.clone(),
            reply_window: channel.reply_window,
            assignee: conversation.assignee_id.and_then(|id| agents.get(&id).cloned()),
            agent_bot: conversation.assignee_agent_bot_id.and_then(|id| bots.get(&id).cloned()),
            team: conversation.team_id.and_then(|id| teams.get(&id).cloned()),
            labels: labels.remove(&conversation.id).unwrap_or_default(),
            sla: held.remove(&conversation.id),
            last_message: message(conversation.last_message_id),
            last_non_activity_message: message(conversation.last_non_activity_message_id),
            last_public_message: message(conversation.last_public_message_id),
            now: work.now,
            conversation,
        });
    }
    Ok(all)
}

async fn agents_of(work: &mut Work<'_>, of: &[Conversation]) -> Result<Vec<Agent>> {
    let ids: Vec<UserId> =
        ids(of, |conversation| conversation.assignee_id).into_iter().map(UserId).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(agents::of_users(work, &ids).await?)
}

async fn bots_of(
    work: &mut Work<'_>,
    of: &[Conversation],
) -> Result<HashMap<AgentBotId, AgentBot>> {
    let ids = ids(of, |conversation| conversation.assignee_agent_bot_id);
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let bots = agent_bots::of_ids(work, &ids).await?;
    Ok(bots.into_iter().map(|bot| (bot.id, bot)).collect())
}

async fn teams_of(work: &mut Work<'_>, of: &[Conversation]) -> Result<HashMap<TeamId, Team>> {
    let ids = ids(of, |conversation| conversation.team_id);
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let teams = teams::of_ids(work, &ids).await?;
    Ok(teams.into_iter().map(|team| (team.id, team)).collect())
}

async fn labels_of(
    work: &mut Work<'_>,
    of: &[Conversation],
) -> Result<HashMap<ConversationId, Vec<String>>> {
    let ids = ids(of, |conversation| Some(conversation.id));
    let mut labels: HashMap<ConversationId, Vec<String>> = HashMap::new();
    for (id, name) in tags::of(work, Tagged::Conversation, &ids).await? {
        labels.entry(ConversationId(id)).or_default().push(name);
    }
    Ok(labels)
}

async fn messages_of(
    work: &mut Work<'_>,
    of: &[Conversation],
    contacts: &[Contact],
    agents: &[Agent],
) -> Result<HashMap<MessageId, Sent>> {
    let mut ids = ids(of, |conversation| conversation.last_message_id);
    ids.extend(self::ids(of, |conversation| conversation.last_non_activity_message_id));
    ids.extend(self::ids(of, |conversation| conversation.last_public_message_id));
    ids.sort_unstable();
    ids.dedup();
    sent(work, &ids, contacts, agents).await
}

/// Messages with those who sent them, given the contacts and members that are at hand.
pub async fn sent(
    work: &mut Work<'_>,
    ids: &[i64],
    contacts: &[Contact],
    agents: &[Agent],
) -> Result<HashMap<MessageId, Sent>> {
    let messages = messages::of_ids(work, ids).await?;
    let senders = Senders::load(work, &messages, contacts, agents).await?;
    let sent = |message: Message| {
        let sender = senders.of(&message);
        (message.id, Sent { message, sender })
    };
    Ok(messages.into_iter().map(sent).collect())
}

/// An id of each conversation, each once.
fn ids<T: Into<i64>>(
    conversations: &[Conversation],
    id: impl Fn(&Conversation) -> Option<T>,
) -> Vec<i64> {
    let mut ids: Vec<i64> = conversations.iter().filter_map(id).map(Into::into).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

impl Details {
    /// The same, when it is told outside of a request; see [`Sender::unseen`].
    #[must_use]
    pub fn unseen(self) -> Self {
        let unseen = |sent: Sent| Sent { sender: sent.sender.map(Sender::unseen), ..sent };
        Details {
            last_message: self.last_message.map(unseen),
            last_non_activity_message: self.last_non_activity_message.map(unseen),
            last_public_message: self.last_public_message.map(unseen),
            ..self
        }
    }

    /// The same, for the contact, who is not told what members are held to.
    #[must_use]
    pub fn for_contact(self) -> Self {
        Details { sla: None, ..self }
    }

    /// The same, as whoever has only said that they are the contact is told of it.
    #[must_use]
    pub fn veiled(self) -> Self {
        Details {
            contact: self.contact.veiled(),
            last_message: self.last_message.map(Sent::veiled),
            last_non_activity_message: self.last_non_activity_message.map(Sent::veiled),
            last_public_message: self.last_public_message.map(Sent::veiled),
            sla: None,
            ..self
        }
    }

    /// Whether a message would reach the contact now (contract 3.11).
    pub fn can_reply(&self) -> bool {
        self.conversation.can_be_answered(self.reply_window, self.now)
    }
}

impl Sent {
    /// The same, as whoever has only said that they are the contact is told of it.
    #[must_use]
    pub fn veiled(self) -> Self {
        Sent { sender: self.sender.map(Sender::veiled), ..self }
    }
}
