//! Notifications: what a member is told of, until they have read it or put it off.
//!
//! Each follows from an event, for whoever the rules of [`rules`] name; a member has at most
//! one of a conversation, which is the newest, and 300 altogether. What is a month old is not
//! told any more. They are the member's own: nobody else sees or changes them.
//!
//! How they come and go is in [`upkeep`], what is shown of them is gathered in [`details`] and
//! put into words in [`text`]. What a member wishes to be told elsewhere is in [`settings`], on
//! which devices in [`subscriptions`]. Rows in `store`, JSON in [`wire`], endpoints in
//! [`http`]. The rules and shapes are those of contract `behaviour.md`, 4, and
//! `application-core.md`, 15.

pub mod alerts;
pub mod details;
pub mod http;
pub mod rules;
pub mod settings;
mod store;
pub mod subscriptions;
pub mod text;
pub mod upkeep;
pub mod wire;

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use self::details::Details;
use crate::{
    clock::Timestamp,
    conversations::status::Seconds,
    error::{Error, NOT_ALLOWED, Result},
    events::{Event, Name},
    id::{ConversationId, MessageId, NotificationId, SlaPolicyId, UserId},
    json::Object,
    page::{
        Part,
        moments::{Moments, Place},
    },
    tasks::{Action, Task},
    work::Work,
};

/// Notifications on a page.
pub const PAGE: u64 = 15;

/// What cursors tell this list by.
const LIST: &str = "notifications";

/// For how long they are told.
const KEPT: Duration = Duration::from_hours(24 * 30);

#[derive(Clone, Debug)]
pub struct Notification {
    pub id: NotificationId,
    pub user: UserId,
    pub kind: Kind,
    pub conversation: ConversationId,
    pub secondary: Option<Secondary>,
    pub read_at: Option<Timestamp>,
    pub snoozed_until: Option<Timestamp>,
    pub last_activity_at: Timestamp,
    pub meta: Object,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Why a member is told of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Creation,
    Assignment,
    /// A message in a conversation that they have.
    AssignedMessage,
    Mention,
    /// A message in a conversation that they take part in.
    ParticipatingMessage,
    MissedFirstResponse,
    MissedNextResponse,
    MissedResolution,
}

crate::stored! {
    Kind {
        Creation = 1 "conversation_creation",
        Assignment = 2 "conversation_assignment",
        AssignedMessage = 3 "assigned_conversation_new_message",
        Mention = 4 "conversation_mention",
        ParticipatingMessage = 5 "participating_conversation_new_message",
        MissedFirstResponse = 6 "sla_missed_first_response",
        MissedNextResponse = 7 "sla_missed_next_response",
        MissedResolution = 8 "sla_missed_resolution",
    }
}

/// What else it is about: the message, who has done it, or what was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Secondary {
    Message(MessageId),
    User(UserId),
    SlaPolicy(SlaPolicyId),
}

/// Which notifications a request wants.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// `read` and `snoozed` add those that are left out otherwise.
    pub includes: Value,
    pub sort_order: Option<String>,
}

/// Which of them are all marked as read: those of a conversation, named by the key of its row,
/// or every one.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Those {
    pub primary_actor_type: Option<String>,
    pub primary_actor_id: Option<ConversationId>,
}

/// A page, and how many there are.
#[derive(Debug)]
pub struct Page {
    pub notifications: Vec<Details>,
    pub count: i64,
    pub unread_count: i64,
    /// Where the next part begins, if it was asked for.
    pub next: Option<String>,
}

/// What is left to do when a notification was put off: to show it again.
#[derive(Debug, Serialize, Deserialize)]
pub struct Revive {
    pub notification: NotificationId,
}

impl Task for Revive {
    const KIND: &'static str = "notifications.revive";

    fn key(&self) -> String {
        self.notification.to_string()
    }
}

impl Action for Revive {
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        let found = store::lock(work, self.notification).await?.ok_or(Error::NotFound)?;
        let Some(until) = found.snoozed_until.filter(|until| *until <= work.now) else {
            return Ok(());
        };
        let mut meta = found.meta.to_map();
        meta.insert("last_snoozed_at".to_owned(), until.iso().into());
        let revived = Notification {
            snoozed_until: None,
            read_at: None,
            last_activity_at: work.now,
            meta: meta.into(),
            ..found
        };
        change(work, revived).await.map(drop)
    }
}

/// A page of the caller's notifications, with those that are read or put off if they are wanted.
pub async fn list(work: &mut Work<'_>, wanted: &Wanted, part: &Part) -> Result<Page> {
    let filter = store::Filter {
        user: me(work)?,
        read: wanted.includes("read"),
        snoozed: wanted.includes("snoozed"),
        since: oldest(work),
    };
    let (newest_first, moments) = match wanted.sort_order.as_deref() {
        None | Some("desc") => (true, Moments::newest_first(LIST)),
        Some("asc") => (false, Moments::oldest_first(LIST)),
        Some(_) => return Err(Error::invalid("sort_order", "must be asc or desc")),
    };
    let (behind, window) = (moments.begin(part)?, part.window(PAGE));
    let (count, unread_count) = store::count(work, &filter).await?;
    let found = store::page(work, &filter, newest_first, behind, window).await?;
    let place = |it: &Notification| Place { moment: it.last_activity_at, id: it.id.0 };
    let next = moments.next(part, window, &found.iter().map(place).collect::<Vec<_>>())?;
    Ok(Page { notifications: details::load(work, found).await?, count, unread_count, next })
}

/// How many of the caller's notifications are neither read nor put off.
pub async fn unread_count(work: &mut Work<'_>) -> Result<i64> {
    let me = me(work)?;
    Ok(upkeep::unread(work, &[me]).await?.of(me))
}

/// Marks a notification of the caller as read.
pub async fn read(work: &mut Work<'_>, id: NotificationId) -> Result<Notification> {
    let found = mine(work, id).await?;
    let read_at = Some(work.now);
    change(work, Notification { read_at, ..found }).await
}

/// Marks one as not read.
pub async fn unread(work: &mut Work<'_>, id: NotificationId) -> Result<Notification> {
    let found = mine(work, id).await?;
    change(work, Notification { read_at: None, ..found }).await
}

/// Puts one off until a moment. When none is given it stays as it is.
pub async fn snooze(
    work: &mut Work<'_>,
    id: NotificationId,
    until: Option<Seconds>,
) -> Result<Notification> {
    let found = mine(work, id).await?;
    let Some(Seconds(seconds)) = until else { return Ok(found) };
    let until = Timestamp::from_seconds(seconds);
    let mut meta = found.meta.to_map();
    meta.insert("last_snoozed_at".to_owned(), Value::Null);
    work.schedule(Revive { notification: id }, until).await?;
    change(work, Notification { snoozed_until: Some(until), meta: meta.into(), ..found }).await
}

/// Removes a notification of the caller.
pub async fn delete(work: &mut Work<'_>, id: NotificationId) -> Result<()> {
    let found = mine(work, id).await?;
    let gone = store::delete(work, found.user, &[id.0]).await?;
    upkeep::tell_gone(work, &gone).await
}

/// Marks all of the caller's notifications as read, or those of a conversation. Nobody is told
/// of each (contract `behaviour.md`, 4.5).
pub async fn read_all(work: &mut Work<'_>, those: &Those) -> Result<()> {
    let me = me(work)?;
    if those.primary_actor_type.as_deref().is_some_and(|kind| kind != "Conversation") {
        return Err(Error::invalid("primary_actor_type", "must be Conversation"));
    }
    Ok(store::read_all(work, me, those.primary_actor_id).await?)
}

/// Removes all of the caller's notifications in this account, or those that are read.
pub async fn delete_all(work: &mut Work<'_>, only_read: bool) -> Result<()> {
    let me = me(work)?;
    let gone = store::delete_all(work, me, only_read).await?;
    upkeep::tell_gone(work, &gone).await
}

/// Marks what the caller was told of a conversation as read, since they look at it.
pub async fn see(work: &mut Work<'_>, conversation: ConversationId) -> Result<()> {
    let me = me(work)?;
    for found in store::lock_unread_of(work, me, conversation).await? {
        let read_at = Some(work.now);
        change(work, Notification { read_at, ..found }).await?;
    }
    Ok(())
}

impl Wanted {
    fn includes(&self, word: &str) -> bool {
        match &self.includes {
            Value::Array(words) => words.iter().any(|included| *included == word),
            Value::String(text) => text.contains(word),
            _ => false,
        }
    }
}

/// A notification as it is after a change of its own.
async fn change(work: &mut Work<'_>, changed: Notification) -> Result<Notification> {
    let changed = Notification { updated_at: work.now, ..changed };
    store::update(work, &changed).await?;
    let owner = upkeep::owner(changed.user, Map::new());
    let event = Event::new(Name::NotificationUpdated).about(changed.id);
    work.emit(event.telling(&owner)).await?;
    Ok(changed)
}

async fn mine(work: &mut Work<'_>, id: NotificationId) -> Result<Notification> {
    let me = me(work)?;
    let found = store::lock(work, id).await?;
    found.filter(|found| found.user == me).ok_or(Error::NotFound)
}

fn me(work: &Work<'_>) -> Result<UserId> {
    work.actor.member().map(|member| member.user).ok_or(NOT_ALLOWED)
}

/// What was last active before this is not told any more.
fn oldest(work: &Work<'_>) -> Timestamp {
    work.now.minus(KEPT)
}
