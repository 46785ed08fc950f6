//! What a visitor is shown, gathered in a fixed number of queries. To somebody who has only said
//! who they are nothing is shown of that contact.

use super::Known;
use crate::{
    clock::Timestamp,
    contacts::{self, Contact, contact_inboxes::ContactInbox},
    conversations::{Conversation, details::Sent},
    error::{Error, Result},
    id::{AccountId, ConversationId},
    json::Object,
    messages::{
        self, Message,
        senders::{Sender, Senders},
    },
    work::Work,
};

/// Messages that are shown with one conversation, with each of several, and with all of those.
const WITH_ONE: i64 = 1_000;
const WITH_EACH: i64 = 20;
const WITH_ALL: i64 = 300;

/// Bytes of attributes that are said again with each message of a contact. Those who have more are
/// told them where they are shown by themselves.
const BRIEF: usize = 1_000;

/// A contact as they see themselves.
#[derive(Clone, Debug)]
pub struct Profile {
    pub account: AccountId,
    pub contact: Contact,
    pub changed_at: Timestamp,
    pub known: ContactInbox,
}

/// A conversation with what its contact may read of it.
#[derive(Debug)]
pub struct Talk {
    pub conversation: Conversation,
    pub messages: Vec<Sent>,
}

pub async fn profile(work: &mut Work<'_>, known: Known) -> Result<Profile> {
    let Known { contact, contact_inbox: known } = known;
    let changed_at = contacts::changed_at(work, contact.id).await?.ok_or(Error::NotFound)?;
    let (contact, changed_at) =
        if known.claimed { (contact.veiled(), known.updated_at) } else { (contact, changed_at) };
    Ok(Profile { account: work.account, contact, changed_at, known })
}

/// The same, for a contact who is known.
pub async fn profile_of(work: &mut Work<'_>, known: &ContactInbox) -> Result<Profile> {
    let contact = contacts::show(work, known.contact_id).await?;
    profile(work, Known { contact, contact_inbox: known.clone() }).await
}

/// A conversation with its newest messages.
pub async fn talk(
    work: &mut Work<'_>,
    known: &ContactInbox,
    conversation: Conversation,
) -> Result<Talk> {
    let mut talks = with_newest(work, known, vec![conversation], WITH_ONE).await?;
    talks.pop().ok_or(Error::NotFound)
}

/// Conversations with the newest messages of each.
pub async fn talks(
    work: &mut Work<'_>,
    known: &ContactInbox,
    conversations: Vec<Conversation>,
) -> Result<Vec<Talk>> {
    let each = WITH_ALL / i64::try_from(conversations.len().max(1)).unwrap_or(WITH_ALL);
    with_newest(work, known, conversations, each.clamp(1, WITH_EACH)).await
}

/// Conversations with the last message of each.
pub async fn endings(
    work: &mut Work<'_>,
    known: &ContactInbox,
    conversations: Vec<Conversation>,
) -> Result<Vec<Talk>> {
    with_newest(work, known, conversations, 1).await
}

/// Messages with those who sent them.
pub async fn sent(
    work: &mut Work<'_>,
    known: &ContactInbox,
    messages: Vec<Message>,
) -> Result<Vec<Sent>> {
    let senders = Senders::load(work, &messages, &[], &[]).await?;
    let seen = |sender: Sender| {
        let sender = sender.unseen();
        if known.claimed { sender.veiled() } else { sender.in_brief() }
    };
    let sent = |message: Message| Sent { sender: senders.of(&message).map(seen), message };
    Ok(messages.into_iter().map(sent).collect())
}

/// A message with whoever sent it.
pub async fn one_sent(work: &mut Work<'_>, known: &ContactInbox, message: Message) -> Result<Sent> {
    sent(work, known, vec![message]).await?.pop().ok_or(Error::NotFound)
}

impl Sender {
    /// The same, without attributes that are long.
    fn in_brief(self) -> Self {
        match self {
            Sender::Contact(contact) => Sender::Contact(contact.in_brief()),
            other => other,
        }
    }
}

impl Contact {
    fn in_brief(self) -> Self {
        let Contact { additional_attributes, custom_attributes, .. } = &self;
        if additional_attributes.as_str().len() + custom_attributes.as_str().len() <= BRIEF {
            return self;
        }
        Contact {
            additional_attributes: Object::empty(),
            custom_attributes: Object::empty(),
            ..self
        }
    }
}

impl Profile {
    /// The same, without attributes that are long, as it stands beside others.
    #[must_use]
    pub fn in_brief(self) -> Self {
        Profile { contact: self.contact.in_brief(), ..self }
    }
}

async fn with_newest(
    work: &mut Work<'_>,
    known: &ContactInbox,
    conversations: Vec<Conversation>,
    count: i64,
) -> Result<Vec<Talk>> {
    let ids: Vec<ConversationId> = conversations.iter().map(|it| it.id).collect();
    let newest = messages::newest_public(work, &ids, count).await?;
    let mut newest = sent(work, known, newest).await?;
    let mut talks = Vec::with_capacity(conversations.len());
    for conversation in conversations {
        let is_said_there = |sent: &mut Sent| sent.message.conversation_id == conversation.id;
        let messages = newest.extract_if(.., is_said_there).collect();
        talks.push(Talk { conversation, messages });
    }
    Ok(talks)
}
