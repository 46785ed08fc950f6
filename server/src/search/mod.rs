//! Search in all that an account has: its conversations, contacts, messages and articles (contract
//! `application-core.md`, 20).
//!
//! Messages are found by their words ([`messages::search`]), contacts by any part of what they
//! are called ([`contacts::search`]), conversations by that of their contact, or by a part of
//! their [`numbers`], articles by their words ([`articles::search`]). Members find what they see in
//! lists.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod http;
mod numbers;
mod store;
pub mod wire;

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    agents::{self, Agent},
    clock::Timestamp,
    contacts::{self, Contact},
    conversations::{
        self, Conversation,
        details::{self, Sent},
    },
    error::{Error, Problems, Result},
    filters::LONGEST_PART,
    help_center::articles,
    id::{ConversationId, DisplayId, InboxId, MessageId, UserId},
    inboxes::channel::briefs::{Brief, briefs},
    messages::{self, Message, SenderRef, search, senders::Senders},
    page::{self, Part, Window},
    work::Work,
};

/// What is shown of each kind on a page.
pub const PAGE: u64 = 15;

/// What a request says of what it looks for.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Wanted {
    pub q: Option<String>,
    /// Seconds since 1970.
    pub since: Option<i64>,
    pub until: Option<i64>,
    /// Who wrote a message: `contact:7` or `agent:7`.
    pub from: Option<String>,
    /// Where a message was written.
    pub inbox_id: Option<InboxId>,
}

/// A conversation that was found, with what is shown of it.
#[derive(Debug)]
pub struct FoundConversation {
    pub conversation: Conversation,
    pub first_message: Option<Sent>,
    pub contact: Contact,
    pub inbox: Brief,
    pub assignee: Option<Agent>,
}

/// A message that was found, with where it is.
#[derive(Debug)]
pub struct FoundMessage {
    pub sent: Sent,
    pub conversation: DisplayId,
    pub inbox: Brief,
}

impl Wanted {
    /// Refuses what cannot be looked for.
    pub fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        problems.at_most_if("q", self.q.as_deref(), LONGEST_PART);
        problems.check()?;
        self.sender().map(drop)
    }

    fn text(&self) -> &str {
        self.q.as_deref().unwrap_or_default().trim()
    }

    /// Between which times it was.
    fn times(&self) -> [Option<Timestamp>; 2] {
        // Until the end of that second.
        let end = |seconds: i64| {
            Timestamp(Timestamp::from_seconds(seconds.saturating_add(1)).0.saturating_sub(1))
        };
        [self.since.map(Timestamp::from_seconds), self.until.map(end)]
    }

    fn sender(&self) -> Result<Option<SenderRef>> {
        let Some(from) = self.from.as_deref().filter(|from| !from.is_empty()) else {
            return Ok(None);
        };
        let sender = match from.split_once(':') {
            Some(("contact", id)) => id.parse().map(SenderRef::contact).ok(),
            Some(("agent", id)) => id.parse().map(SenderRef::user).ok(),
            _ => None,
        };
        sender.map(Some).ok_or_else(|| Error::invalid("from", "must be contact:ID or agent:ID"))
    }
}

/// The newest messages in which all words of the text are; every message, if there is no text.
pub async fn messages(
    work: &mut Work<'_>,
    wanted: &Wanted,
    window: Window,
) -> Result<Vec<FoundMessage>> {
    let text = search::sought(wanted.text());
    if text.is_empty() && !wanted.text().is_empty() {
        // There is no word in it.
        return Ok(Vec::new());
    }
    let [since, until] = wanted.times();
    let sender = wanted.sender()?;
    let inboxes = inboxes(work, wanted.inbox_id);
    let (sight, conversations) = (work.actor.sight(), None);
    let sought = search::Wanted { text, inboxes, sight, conversations, sender, since, until };
    let found = search::page(work, &sought, window).await?;
    with_places(work, found).await
}

/// Articles in which all words of the text are, those first that fit best; none, if there is no
/// text.
pub async fn articles(
    work: &mut Work<'_>,
    wanted: &Wanted,
    window: Window,
) -> Result<Vec<articles::search::Found>> {
    articles::search::in_account(work, wanted.text(), wanted.times(), window).await
}

/// Resolved contacts in whose name, e-mail address, telephone number or identifier the text is,
/// those who did something last first.
pub async fn contacts(
    work: &mut Work<'_>,
    wanted: &Wanted,
    part: &Part,
) -> Result<(Vec<Contact>, Option<String>)> {
    let text = Some(wanted.text()).filter(|text| !text.is_empty());
    contacts::page::find(work, text, wanted.times(), part, PAGE).await
}

/// Conversations with a contact in whom the text is, or with the text in their number, newest
/// first.
pub async fn conversations(
    work: &mut Work<'_>,
    wanted: &Wanted,
    part: &Part,
) -> Result<(Vec<FoundConversation>, Option<String>)> {
    let (inboxes, sight) = (inboxes(work, None), work.actor.sight());
    let scope = store::Scope { inboxes, sight, times: wanted.times() };
    let (text, keyset, window) = (wanted.text(), store::newest_first(), part.window(PAGE));
    let stretch = store::Stretch { behind: keyset.behind(part.cursor.as_deref())?, window };
    let mut ids = store::newest(work, &scope, text, &stretch).await?;
    if (ids.len() as u64) < window.limit && !text.is_empty() {
        let highest = store::highest_number(work).await?;
        let numbers = numbers::containing(text, highest);
        ids = store::all(work, &scope, text, &numbers, &stretch).await?;
    }
    let mut found = conversations::of_ids(work, &ids).await?;
    page::restore_order(&mut found, &ids, |conversation| conversation.id.0);
    let next = part.next(work.tx, &keyset, &ids, window).await?;
    Ok((with_details(work, found).await?, next))
}

/// The inboxes in which the caller sees what is said, and of them the one that is asked for.
fn inboxes(work: &Work<'_>, wanted: Option<InboxId>) -> Option<Vec<InboxId>> {
    match (work.actor.member(), wanted) {
        (Some(member), Some(inbox)) if !member.sees(inbox) => Some(Vec::new()),
        (_, Some(inbox)) => Some(vec![inbox]),
        (Some(member), None) if !member.is_administrator() => Some(member.inboxes.clone()),
        _ => None,
    }
}

async fn with_places(work: &mut Work<'_>, found: Vec<Message>) -> Result<Vec<FoundMessage>> {
    let senders = Senders::load(work, &found, &[], &[]).await?;
    let of_conversations = ids(&found, |message| message.conversation_id);
    let numbers = store::numbers(work, &of_conversations).await?;
    let numbers: HashMap<ConversationId, DisplayId> = numbers.into_iter().collect();
    let inboxes = briefs(work, &ids(&found, |message| message.inbox_id)).await?;
    let place = |message: Message| {
        let conversation = *numbers.get(&message.conversation_id)?;
        let inbox = inboxes.get(&message.inbox_id)?.clone();
        let sender = senders.of(&message);
        Some(FoundMessage { sent: Sent { message, sender }, conversation, inbox })
    };
    Ok(found.into_iter().filter_map(place).collect())
}

async fn with_details(
    work: &mut Work<'_>,
    found: Vec<Conversation>,
) -> Result<Vec<FoundConversation>> {
    let contacts = contacts::of_ids(work, &ids(&found, |it| it.contact_id)).await?;
    let inboxes = briefs(work, &ids(&found, |it| it.inbox_id)).await?;
    let assignees: Vec<UserId> = found.iter().filter_map(|it| it.assignee_id).collect();
    let agents = agents::of_users(work, &assignees).await?;
    let first = messages::first_of(work, &ids(&found, |it| it.id)).await?;
    let messages: Vec<i64> = first.iter().map(|(_, message)| message.0).collect();
    let messages = details::sent(work, &messages, &contacts, &agents).await?;
    let first: HashMap<ConversationId, MessageId> = first.into_iter().collect();
    let contacts: HashMap<_, _> = contacts.into_iter().map(|it| (it.id, it)).collect();
    let agents: HashMap<_, _> = agents.into_iter().map(|it| (it.id, it)).collect();
    let details = |conversation: Conversation| {
        Some(FoundConversation {
            first_message: first.get(&conversation.id).and_then(|id| messages.get(id)).cloned(),
            contact: contacts.get(&conversation.contact_id)?.clone(),
            inbox: inboxes.get(&conversation.inbox_id)?.clone(),
            assignee: conversation.assignee_id.and_then(|id| agents.get(&id).cloned()),
            conversation,
        })
    };
    Ok(found.into_iter().filter_map(details).collect())
}

/// An id of each record, each once.
fn ids<R, I: Into<i64>>(records: &[R], id: impl Fn(&R) -> I) -> Vec<i64> {
    let mut ids: Vec<i64> = records.iter().map(|record| id(record).into()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
