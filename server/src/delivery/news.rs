//! What facts of one account are about, gathered in a fixed number of queries.
//!
//! Records are gathered as they are when a fact is told, which is soon after it happened. What
//! is gone by then is told of by what the fact itself says, or not at all.

use std::collections::{HashMap, HashSet};

use serde::de::DeserializeOwned;

use super::{readers::Reader, streams};
use crate::{
    accounts::{self, wire::CacheKeys},
    agent_bots::{self, AgentBot},
    agents::{self, Agent},
    contacts::{self, Contact, contact_inboxes},
    conversations::{
        self, Conversation,
        details::{self, Details, Sent},
        participants,
        push::ConversationPush,
        wire::pushed,
    },
    error::Result,
    events::{Fact, Name},
    id::{
        AccountId, AgentBotId, ContactId, ContactInboxId, ConversationId, InboxId, MessageId,
        TeamId, UserId,
    },
    inboxes::{self, members},
    messages::{
        self, Message,
        senders::{Sender, Senders},
        wire::{MessagePush, SenderJson},
    },
    notifications::{
        self,
        upkeep::{self, Unread},
    },
    teams::{self, Team},
    work::Work,
};

/// What facts are about.
#[derive(Debug)]
pub struct News {
    pub account: AccountId,
    pub account_name: String,
    /// The address of the product.
    pub base: String,
    pub conversations: HashMap<ConversationId, Details>,
    messages: HashMap<MessageId, Sent>,
    pub contacts: HashMap<ContactId, Contact>,
    /// The bots that have done something, or were given a conversation.
    pub bots: HashMap<AgentBotId, AgentBot>,
    /// The teams that were given a conversation.
    pub teams: HashMap<TeamId, Team>,
    /// Every member of the account.
    pub members: HashMap<UserId, Agent>,
    /// The inboxes that facts are about.
    pub inboxes: HashMap<InboxId, inboxes::Details>,
    /// The tokens by which they listen, but of those who have still to accept that they are one.
    listening: HashMap<UserId, String>,
    /// Who belongs to the inboxes of the conversations.
    of_inboxes: HashMap<InboxId, Vec<UserId>>,
    /// Who takes part in the conversations, if that lets anybody see them.
    participants: HashMap<ConversationId, Vec<UserId>>,
    /// Where else contacts are known as who they are.
    verified: HashMap<ContactId, Vec<ContactInboxId>>,
    /// The notifications that facts are about, and how many their owners have not read.
    pub notifications: HashMap<i64, notifications::details::Details>,
    pub unread: Unread,
    /// When the lists that clients keep have changed.
    pub cache_keys: CacheKeys,
}

impl News {
    /// Gathers what the facts are about.
    pub async fn gather(work: &mut Work<'_>, facts: &[&Fact]) -> Result<Self> {
        let messages = messages::of_ids(work, &ids(facts, |fact| fact.message)).await?;
        let mut wanted = ids(facts, |fact| fact.conversation);
        wanted.extend(messages.iter().map(|message| message.conversation_id.0));
        wanted.sort_unstable();
        wanted.dedup();
        let conversations = conversations::of_ids(work, &wanted).await?;
        let contacts = contacts::of_ids(work, &ids(facts, |fact| fact.contact)).await?;
        let bots = bots(work, facts).await?;
        let teams = teams(work, facts).await?;
        let told = ids(facts, |fact| fact.subject.filter(|_| upkeep::owner_of(fact).is_some()));
        let told = notifications::details::of_ids(work, &told).await?;
        let of_inbox = |name| matches!(name, Name::InboxCreated | Name::InboxUpdated);
        let inboxes = ids(facts, |fact| fact.subject.filter(|_| of_inbox(fact.name)));
        let inboxes = inboxes::details_of(work, &inboxes).await?;
        let owners: Vec<UserId> = told.iter().map(|told| told.notification.user).collect();
        Ok(News {
            bots,
            teams,
            inboxes: inboxes.into_iter().map(|details| (details.inbox.id, details)).collect(),
            unread: upkeep::unread(work, &owners).await?,
            notifications: told.into_iter().map(|told| (told.notification.id.0, told)).collect(),
            ..Self::about(work, conversations, messages, contacts).await?
        })
    }

    /// Gathers what is told beside these.
    pub async fn about(
        work: &mut Work<'_>,
        conversations: Vec<Conversation>,
        messages: Vec<Message>,
        contacts: Vec<Contact>,
    ) -> Result<Self> {
        let details = details::load(work, conversations).await?;
        let members = agents::list(work).await?;
        let senders = Senders::load(work, &messages, &contacts, &members).await?;
        let sent = |message: Message| {
            let sender = senders.of(&message).map(Sender::unseen);
            (message.id, Sent { message, sender })
        };
        let inboxes = ids_of(&details, |details| details.conversation.inbox_id);
        let verified = details.iter().filter(|details| details.contact_inbox.hmac_verified);
        let verified: Vec<i64> = verified.map(|details| details.contact.id.0).collect();
        let participants = participants(work, &details, &members).await?;
        let account = accounts::show(work).await?;
        Ok(News {
            account: work.account,
            account_name: account.name,
            base: work.links.base().to_owned(),
            messages: messages.into_iter().map(sent).collect(),
            contacts: contacts.into_iter().map(|contact| (contact.id, contact)).collect(),
            bots: HashMap::new(),
            teams: HashMap::new(),
            inboxes: HashMap::new(),
            members: members.into_iter().map(|agent| (agent.id, agent)).collect(),
            listening: agents::pubsub_tokens(work).await?.into_iter().collect(),
            of_inboxes: members::of_inboxes(work, &inboxes).await?,
            participants,
            verified: contact_inboxes::verified_of(work, &verified).await?,
            notifications: HashMap::new(),
            unread: Unread::default(),
            cache_keys: CacheKeys::of(&accounts::cache_keys(work).await?),
            conversations: details
                .into_iter()
                .map(|details| (details.conversation.id, details.unseen()))
                .collect(),
        })
    }

    /// Where a member is told something.
    pub fn stream_of(&self, user: UserId) -> Option<String> {
        self.listening.get(&user).map(|token| streams::of_user(token))
    }

    pub fn conversation(&self, fact: &Fact) -> Option<&Details> {
        self.conversations.get(&fact.conversation?)
    }

    /// The conversation that a fact is about, as it is told to a reader.
    pub fn conversation_push(&self, fact: &Fact, reader: Reader) -> Option<ConversationPush> {
        let details = self.conversation(fact)?;
        Some(match reader {
            Reader::Member => ConversationPush::of(self.account, details),
            Reader::Contact | Reader::Claimant => {
                ConversationPush::of(self.account, &reader.view(details))
            }
        })
    }

    /// The message that a fact is about, with its conversation.
    pub fn message(&self, fact: &Fact) -> Option<(&Details, &Sent)> {
        Some((self.conversation(fact)?, self.messages.get(&fact.message?)?))
    }

    /// The same, as it is told to a reader.
    pub fn message_push(&self, fact: &Fact, reader: Reader) -> Option<MessagePush> {
        let (details, sent) = self.message(fact)?;
        let sent = match reader {
            Reader::Member | Reader::Contact => sent.clone(),
            Reader::Claimant => sent.clone().veiled(),
        };
        let mut message = pushed(self.account, details, sent);
        self.tell_presence(fact, message.sender.as_mut());
        Some(message)
    }

    /// Says of a member whether they are there, if somebody of the account did it: what is done
    /// by others says nothing of it (contract 0.2).
    pub fn tell_presence(&self, fact: &Fact, who: Option<&mut SenderJson>) {
        let is_ours = |(kind, _): &(String, i64)| matches!(kind.as_str(), "User" | "AgentBot");
        if let Some(SenderJson::User(user)) = who
            && fact.actor.as_ref().is_some_and(is_ours)
        {
            let member = self.members.get(&user.id);
            user.availability_status = member.map(|member| member.availability_status);
        }
    }

    /// The member or the bot that did it, if it was one.
    pub fn performer(&self, fact: &Fact) -> Option<SenderJson> {
        let (kind, id) = fact.actor.as_ref()?;
        let sender = match kind.as_str() {
            "User" => Sender::from(self.members.get(&UserId(*id))?.clone()),
            "AgentBot" => Sender::from(self.bots.get(&AgentBotId(*id))?.clone()),
            _ => return None,
        };
        Some(sender.into())
    }

    /// Those who see a conversation while somebody has it: the administrators, and the members of
    /// its inbox whose custom role lets them.
    pub fn agents_of(
        &self,
        conversation: &Conversation,
        assignee: Option<UserId>,
    ) -> HashSet<UserId> {
        let administrators = self.members.values().filter(|agent| agent.is_administrator());
        let members = self.of_inboxes.get(&conversation.inbox_id).into_iter().flatten();
        let members = members.filter_map(|user| self.members.get(user));
        let sees = |agent: &&Agent| self.is_in_sight(agent.id, conversation.id, assignee);
        administrators.chain(members.filter(sees)).map(|agent| agent.id).collect()
    }

    /// Whether the custom role of a member lets them see a conversation while somebody has it.
    pub fn is_in_sight(
        &self,
        user: UserId,
        conversation: ConversationId,
        assignee: Option<UserId>,
    ) -> bool {
        let Some(agent) = self.members.get(&user) else { return false };
        let take_part = self.participants.get(&conversation);
        agent.sight().holds(assignee)
            || agent.joins_in() && take_part.is_some_and(|users| users.contains(&user))
    }

    /// As whom the contact of a conversation listens. One who is known for sure in one inbox
    /// listens in all where that is so (contract 1.6).
    pub fn contact_of(&self, details: &Details) -> Vec<ContactInboxId> {
        let known = &details.contact_inbox;
        match self.verified.get(&details.contact.id).filter(|_| known.hmac_verified) {
            Some(verified) => verified.clone(),
            None => vec![known.id],
        }
    }
}

/// Who takes part in conversations, if there is anybody whom that lets see them.
async fn participants(
    work: &mut Work<'_>,
    details: &[Details],
    members: &[Agent],
) -> Result<HashMap<ConversationId, Vec<UserId>>> {
    if !members.iter().any(Agent::joins_in) {
        return Ok(HashMap::new());
    }
    let ids = ids_of(details, |details| details.conversation.id);
    Ok(participants::of_conversations(work, &ids).await?)
}

/// The bots that have done something of this, or were given a conversation by it.
async fn bots(work: &mut Work<'_>, facts: &[&Fact]) -> Result<HashMap<AgentBotId, AgentBot>> {
    let by_bot = |fact: &Fact| fact.actor.clone().filter(|(kind, _)| kind == "AgentBot");
    let mut ids = ids(facts, |fact| by_bot(fact).map(|(_, id)| id));
    ids.extend(self::ids(facts, |fact| given_to::<AgentBotId>(fact, "assignee_agent_bot_id")));
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let bots = agent_bots::of_ids(work, &ids).await?;
    Ok(bots.into_iter().map(|bot| (bot.id, bot)).collect())
}

/// The teams that were given a conversation by this.
async fn teams(work: &mut Work<'_>, facts: &[&Fact]) -> Result<HashMap<TeamId, Team>> {
    let ids = ids(facts, |fact| given_to::<TeamId>(fact, "team_id"));
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let teams = teams::of_ids(work, &ids).await?;
    Ok(teams.into_iter().map(|team| (team.id, team)).collect())
}

/// Who was given a conversation, by the field that says so.
fn given_to<T: DeserializeOwned>(fact: &Fact, field: &str) -> Option<T> {
    fact.changes.after::<Option<T>>(field).flatten()
}

/// The ids that facts name, each once.
fn ids<T: Into<i64>>(facts: &[&Fact], id: impl Fn(&Fact) -> Option<T>) -> Vec<i64> {
    let mut ids: Vec<i64> = facts.iter().filter_map(|fact| id(fact)).map(Into::into).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn ids_of<T: Into<i64>>(details: &[Details], id: impl Fn(&Details) -> T) -> Vec<i64> {
    let mut ids: Vec<i64> = details.iter().map(id).map(Into::into).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
