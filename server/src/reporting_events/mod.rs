//! Reporting events: how long answers took, and what became of conversations, measured when it
//! happens and in the same transaction (contract `behaviour.md`, 7.1).
//!
//! A value is whole seconds, and besides those of them in which the inbox was open. It is what
//! it was when it was measured, whoever has the conversation later and whatever hours the inbox
//! keeps. Events go with their conversation.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`]. What reports add up is in
//! [`report_cells`](crate::report_cells).

pub mod http;
mod store;
pub mod wire;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    clock::Timestamp,
    error::Result,
    id::{ConversationId, InboxId, ReportingEventId, UserId},
    inboxes::{self, open_time},
    messages,
    page::{
        Part,
        moments::{Moments, Place},
    },
    work::Work,
};

pub use store::of_conversation;

/// Events on a page of their list.
pub const PAGE: u64 = 25;

#[derive(Clone, Debug)]
pub struct ReportingEvent {
    pub id: ReportingEventId,
    pub conversation_id: ConversationId,
    pub inbox_id: InboxId,
    pub user_id: Option<UserId>,
    pub name: Name,
    /// Seconds.
    pub value: i64,
    pub value_in_business_hours: i64,
    pub start: Timestamp,
    pub end: Timestamp,
    pub created_at: Timestamp,
}

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    FirstResponse,
    ReplyTime,
    ConversationResolved,
    ConversationOpened,
    ConversationBotResolved,
    ConversationBotHandoff,
}

crate::stored! {
    Name {
        FirstResponse = 0 "first_response",
        ReplyTime = 1 "reply_time",
        ConversationResolved = 2 "conversation_resolved",
        ConversationOpened = 3 "conversation_opened",
        ConversationBotResolved = 4 "conversation_bot_resolved",
        ConversationBotHandoff = 5 "conversation_bot_handoff",
    }
}

/// A conversation, as far as it is measured.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    pub id: ConversationId,
    pub inbox: InboxId,
    pub assignee: Option<UserId>,
    pub created_at: Timestamp,
}

/// Which events are wanted. A time counts when both of its ends are told.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Seconds since 1970, as is `until`, which is the first second that is not wanted.
    pub since: Option<i64>,
    pub until: Option<i64>,
    pub inbox_id: Option<InboxId>,
    pub user_id: Option<UserId>,
    pub name: Option<Name>,
}

/// A page of events, newest first, and how many there are on all pages.
#[derive(Debug)]
pub struct Page {
    pub events: Vec<ReportingEvent>,
    pub count: i64,
    /// Where the next part begins, if it was asked for.
    pub next: Option<String>,
}

pub async fn list(work: &mut Work<'_>, wanted: &Wanted, part: &Part) -> Result<Page> {
    let moments = Moments::newest_first("reporting_events");
    let (behind, window) = (moments.begin(part)?, part.window(PAGE));
    let count = store::count(work, wanted).await?;
    let events = store::page(work, wanted, behind, window).await?;
    let place = |it: &ReportingEvent| Place { moment: it.created_at, id: it.id.0 };
    let next = moments.next(part, window, &events.iter().map(place).collect::<Vec<_>>())?;
    Ok(Page { events, count, next })
}

/// Measures how long a conversation took that is resolved now, and whether a bot did that alone.
pub async fn resolved(work: &mut Work<'_>, of: &Measured) -> Result<()> {
    let lived = measure(work, of, Name::ConversationResolved, of.assignee, of.created_at).await?;
    store::insert(work, &lived).await?;
    let inbox = inboxes::find(work, of.inbox).await?;
    let has_bot = inbox.is_some_and(|inbox| inbox.agent_bot_id.is_some());
    if has_bot && !messages::was_answered_by_a_user(work, of.id).await? {
        let name = Name::ConversationBotResolved;
        let before = store::last_end(work, of.id, &[name]).await?;
        store::insert_after(work, &ReportingEvent { name, ..lived }, before).await?;
    }
    Ok(())
}

/// Measures for how long a conversation was resolved that is opened now.
pub async fn opened(work: &mut Work<'_>, of: &Measured) -> Result<()> {
    let resolved = store::last_end(work, of.id, &[Name::ConversationResolved]).await?;
    let name = Name::ConversationOpened;
    let event = match resolved {
        Some(end) => measure(work, of, name, of.assignee, end).await?,
        None => ReportingEvent {
            value: 0,
            value_in_business_hours: 0,
            ..measure(work, of, name, of.assignee, of.created_at).await?
        },
    };
    Ok(store::insert(work, &event).await?)
}

/// Measures after which time a bot has left a conversation to people, the first time it does.
pub async fn handed_off(work: &mut Work<'_>, of: &Measured) -> Result<()> {
    let name = Name::ConversationBotHandoff;
    if store::last_end(work, of.id, &[name]).await?.is_some() {
        return Ok(());
    }
    let event = measure(work, of, name, of.assignee, of.created_at).await?;
    Ok(store::insert(work, &event).await?)
}

/// Measures how long a contact waited for the first answer of a person, since people had to
/// do with it.
pub async fn answered_first(
    work: &mut Work<'_>,
    of: &Measured,
    sender: Option<UserId>,
) -> Result<()> {
    let began = people_began(work, of).await?;
    let event = measure(work, of, Name::FirstResponse, sender, began).await?;
    Ok(store::insert(work, &event).await?)
}

/// Measures how long a contact has waited who is answered now.
pub async fn answered(work: &mut Work<'_>, of: &Measured, since: Timestamp) -> Result<()> {
    let event = measure(work, of, Name::ReplyTime, of.assignee, since).await?;
    Ok(store::insert(work, &event).await?)
}

/// Since when a conversation is for people to answer: a bot has left it to them, or it was
/// opened again; or a bot was done with it; or from its beginning.
async fn people_began(work: &mut Work<'_>, of: &Measured) -> Result<Timestamp> {
    let left = [Name::ConversationBotHandoff, Name::ConversationOpened];
    if let Some(end) = store::last_end(work, of.id, &left).await? {
        return Ok(end);
    }
    let done = store::last_end(work, of.id, &[Name::ConversationBotResolved]).await?;
    Ok(done.unwrap_or(of.created_at))
}

/// What takes from then until now, as it will be stored.
async fn measure(
    work: &mut Work<'_>,
    of: &Measured,
    name: Name,
    user_id: Option<UserId>,
    start: Timestamp,
) -> Result<ReportingEvent> {
    let end = work.now;
    Ok(ReportingEvent {
        id: ReportingEventId(0),
        conversation_id: of.id,
        inbox_id: of.inbox,
        user_id,
        name,
        value: (end.seconds() - start.seconds()).max(0),
        value_in_business_hours: open_time::between(work, of.inbox, start, end).await?,
        start,
        end,
        created_at: end,
    })
}
