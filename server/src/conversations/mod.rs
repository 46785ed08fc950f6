//! Conversations: what is said between a contact and the account, in one inbox.
//!
//! Clients know a conversation by its number in the account ([`DisplayId`]). Agents see those of
//! their inboxes, and of their teams when they ask for one of them, as far as their custom role
//! lets them; administrators see all. Every change goes through [`save`], which keeps the counts,
//! notes what was done ([`activity`]) and tells what happened.
//!
//! Adding one is in [`start`], a message's way into one in [`post`], what stands for something in
//! its text is filled in by [`wording`], how many messages one takes is in `flood`, who waits for
//! an answer in `waiting`, what is answered by itself in `templates`, and what members do to one in
//! [`status`], [`snooze`], [`priority`], `change`, [`assign`], [`attributes`], [`mute`] and
//! [`seen`], and what they have begun to write in [`drafts`]; it is sent as a mail by
//! [`transcript`]. Where nothing is done, [`auto_resolve`] ends it; until when something is to be
//! done is in [`sla`]; whose they are when two contacts are one is in [`contact`], and which of
//! them a contact reaches in [`visitor`]. Who is given one that nobody has is in [`distribute`],
//! who takes part in one in [`participants`], and whom a note calls in `mention`. What is shown of
//! one is gathered in [`details`], lists of them in [`list`] and [`filter`], counts in [`tally`],
//! and what was said is looked for in [`search`]. Rows in `store`, JSON in [`wire`], what was sent
//! along in [`media`], what events tell in [`push`], endpoints in [`http`].

pub mod activity;
pub mod assign;
pub mod attributes;
pub mod auto_resolve;
mod change;
pub mod contact;
pub mod details;
pub mod distribute;
pub mod drafts;
pub mod filter;
mod flood;
pub mod hand_off;
pub mod http;
pub mod leave;
pub mod list;
pub mod media;
mod mention;
pub mod mute;
pub mod participants;
pub mod post;
pub mod priority;
pub mod push;
pub mod save;
pub mod search;
pub mod seen;
pub mod sla;
pub mod snooze;
pub mod start;
pub mod status;
mod store;
pub mod tally;
pub mod templates;
pub mod transcript;
pub mod visitor;
mod waiting;
pub mod wire;
pub mod wording;

use std::time::Duration;

use serde_json::{Map, json};

use crate::{
    actor::Actor,
    clock::Timestamp,
    error::{Error, NOT_ALLOWED, Result},
    events::{Event, Name},
    id::{
        AgentBotId, CampaignNumber, ContactId, ContactInboxId, ConversationId, DisplayId, InboxId,
        MessageId, SlaPolicyId, TeamId, UserId,
    },
    json::Object,
    messages, report_cells,
    reporting_events::Measured,
    work::Work,
};

pub use store::{batch_of_contact, batch_of_inbox, gists, list::in_sight, newest, of_ids, of_uuid};

#[derive(Clone, Debug)]
pub struct Conversation {
    pub id: ConversationId,
    pub display_id: DisplayId,
    pub uuid: String,
    pub inbox_id: InboxId,
    pub contact_id: ContactId,
    pub contact_inbox_id: ContactInboxId,
    pub status: Status,
    pub priority: Option<Priority>,
    pub assignee_id: Option<UserId>,
    /// The bot that has it. A person and a bot never have it together.
    pub assignee_agent_bot_id: Option<AgentBotId>,
    pub team_id: Option<TeamId>,
    pub additional_attributes: Object,
    pub custom_attributes: Object,
    pub snoozed_until: Option<Timestamp>,
    /// Since when the contact has been waiting for an answer.
    pub waiting_since: Option<Timestamp>,
    pub first_reply_created_at: Option<Timestamp>,
    pub last_activity_at: Timestamp,
    pub contact_last_seen_at: Option<Timestamp>,
    pub agent_last_seen_at: Option<Timestamp>,
    pub assignee_last_seen_at: Option<Timestamp>,
    pub last_message_id: Option<MessageId>,
    pub last_non_activity_message_id: Option<MessageId>,
    /// The newest that the contact can see.
    pub last_public_message_id: Option<MessageId>,
    /// When the product last wrote to the contact by itself.
    pub last_template_at: Option<Timestamp>,
    pub last_incoming_at: Option<Timestamp>,
    /// Messages from the contact that no agent has seen.
    pub unread_count: i64,
    /// Messages since the conversation was last silent for a minute.
    pub burst_count: i64,
    /// What it is held to, if it is.
    pub sla_policy_id: Option<SlaPolicyId>,
    /// The campaign that has begun it.
    pub campaign: Option<CampaignNumber>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What decides on who is told of what happens in a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Gist {
    pub id: ConversationId,
    pub inbox_id: InboxId,
    pub status: Status,
    pub assignee_id: Option<UserId>,
    /// Whether its contact is to disturb nobody.
    pub is_blocked: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    Open,
    Resolved,
    Pending,
    Snoozed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    Low,
    Medium,
    High,
    Urgent,
}

crate::stored! {
    Status { Open = 0 "open", Resolved = 1 "resolved", Pending = 2 "pending", Snoozed = 3 "snoozed" }
    Priority { Low = 0 "low", Medium = 1 "medium", High = 2 "high", Urgent = 3 "urgent" }
}

impl Conversation {
    /// The same, when a member has it. A bot has it no longer.
    #[must_use]
    pub fn given_to(self, user: UserId) -> Self {
        Conversation { assignee_id: Some(user), assignee_agent_bot_id: None, ..self }
    }

    /// What reports measure it by.
    pub fn measured(&self) -> Measured {
        let Conversation { id, inbox_id: inbox, assignee_id: assignee, created_at, .. } = *self;
        Measured { id, inbox, assignee, created_at }
    }

    /// Since when there is something to count of it.
    pub fn age(&self) -> (ConversationId, Timestamp) {
        (self.id, self.created_at)
    }

    /// Whether a message would reach the contact, on a channel where they can be answered
    /// for so many hours (contract `application-core.md`, 3.11).
    pub fn can_be_answered(&self, hours: Option<f64>, now: Timestamp) -> bool {
        let Some(hours) = hours else { return true };
        let Some(last) = self.last_incoming_at else { return false };
        let window = Duration::try_from_secs_f64(hours * 3_600.0).unwrap_or(Duration::MAX);
        last.plus(window) >= now
    }
}

/// A conversation that the caller may see.
pub async fn find(work: &mut Work<'_>, id: DisplayId) -> Result<Conversation> {
    let conversation = store::find(work, id).await?.ok_or(Error::NotFound)?;
    allow(work, &conversation).await?;
    Ok(conversation)
}

/// A conversation that was meant before, if it is still there and the caller may still see it.
pub async fn still_seen(work: &mut Work<'_>, id: ConversationId) -> Result<Option<Conversation>> {
    let Some(conversation) = of_ids(work, &[id.0]).await?.pop() else { return Ok(None) };
    match allow(work, &conversation).await {
        Ok(()) => Ok(Some(conversation)),
        Err(Error::Unauthorized(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A conversation that the caller may see, and that nobody else changes until this work
/// is done.
pub async fn lock(work: &mut Work<'_>, id: DisplayId) -> Result<Conversation> {
    let conversation = store::lock(work, id).await?.ok_or(Error::NotFound)?;
    locked(work, &conversation).await?;
    Ok(conversation)
}

/// The same, with the type of its channel, for whoever says something in it.
async fn lock_in_channel(work: &mut Work<'_>, id: DisplayId) -> Result<(Conversation, String)> {
    let found = store::lock_in_channel(work, id).await?;
    let (conversation, channel) = found.ok_or(Error::NotFound)?;
    locked(work, &conversation).await?;
    Ok((conversation, channel))
}

async fn locked(work: &mut Work<'_>, conversation: &Conversation) -> Result<()> {
    allow(work, conversation).await?;
    // Whoever had to wait for others comes after them.
    work.now = work.now.max(conversation.last_activity_at);
    Ok(())
}

/// The same, for a caller who does more than one thing to it: they go on with it until this work
/// is done, or they take another in hand, even when they give it away in between.
pub async fn take_in_hand(work: &mut Work<'_>, id: DisplayId) -> Result<Conversation> {
    work.in_hand = None;
    let conversation = lock(work, id).await?;
    work.in_hand = Some(conversation.id);
    Ok(conversation)
}

/// Has so many of the conversations that a campaign has begun name it no more, without a word: it
/// is gone, and nothing has changed for those who talk. Tells whether there may be more.
pub async fn forget_campaign(work: &mut Work<'_>, gone: CampaignNumber, most: i64) -> Result<bool> {
    Ok(i64::try_from(store::leave::forget_campaign(work, gone, most).await?) == Ok(most))
}

/// Removes conversations with all that was said in them.
pub async fn forget(work: &mut Work<'_>, gone: &[Conversation]) -> Result<()> {
    let ids: Vec<i64> = gone.iter().map(|conversation| conversation.id.0).collect();
    report_cells::take_out(work, &report_cells::ALL, gone.iter().map(Conversation::age)).await?;
    for conversation in gone {
        tally::removed(work, conversation).await?;
        let was = conversation.remains();
        let event = Event::new(Name::ConversationDeleted).conversation(conversation.id);
        work.emit(event.contact(conversation.contact_id).telling(&was)).await?;
    }
    messages::attachments::delete_with_messages(work, &ids).await?;
    store::delete(work, &ids).await?;
    distribute::follow_up_removal(work, gone).await
}

/// Removes so many conversations of an account that is going, of which nobody is told any more.
/// Returns how many there were.
pub async fn erase_some(work: &mut Work<'_>, most: i64) -> Result<usize> {
    let ids = store::some_of_account(work, most).await?;
    messages::attachments::delete_with_messages(work, &ids).await?;
    for id in &ids {
        messages::search::forget_conversation(work.tx, ConversationId(*id)).await?;
    }
    store::delete(work, &ids).await?;
    Ok(ids.len())
}

impl Conversation {
    /// What is told of it when it is gone: what it was called, and who may know.
    fn remains(&self) -> Object {
        let Conversation { display_id, inbox_id, team_id, assignee_id, .. } = self;
        let was = json!({
            "id": display_id, "inbox_id": inbox_id, "team_id": team_id, "assignee_id": assignee_id
        });
        Map::from_iter([("conversation".to_owned(), was)]).into()
    }
}

/// Members see the conversations of their inboxes and of their teams, as far as their custom
/// role lets them, contacts their own at most ([`visitor`]). What somebody has in hand they have
/// been let see already.
async fn allow(work: &mut Work<'_>, conversation: &Conversation) -> Result<()> {
    if let Actor::Contact(contact) = work.actor
        && contact != conversation.contact_id
    {
        return Err(Error::NotFound);
    }
    let Some(member) = work.actor.member() else { return Ok(()) };
    if work.in_hand == Some(conversation.id) {
        return Ok(());
    }
    let by_team = conversation.team_id.is_some_and(|team| member.teams.contains(&team));
    if !by_team && !member.sees(conversation.inbox_id) {
        return Err(NOT_ALLOWED);
    }
    if member.sight().holds(conversation.assignee_id) {
        return Ok(());
    }
    let (user, joins_in) = (member.user, member.joins_in());
    if joins_in && participants::ids(work, conversation.id).await?.contains(&user) {
        return Ok(());
    }
    Err(NOT_ALLOWED)
}
