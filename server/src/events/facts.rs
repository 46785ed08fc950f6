//! Events, read back in an order in which none appears before one that was read already.

use std::collections::HashMap;

use db::Tx;

use super::{
    Changes, Name,
    store::{self, Stored},
};
use crate::{
    clock::Timestamp,
    id::{AccountId, ContactId, ConversationId, DisplayId, EventId, MessageId},
    json::Object,
    work::Work,
};

/// An event that was stored.
#[derive(Clone, Debug)]
pub struct Fact {
    pub position: Position,
    pub account: AccountId,
    pub name: Name,
    pub conversation: Option<ConversationId>,
    pub message: Option<MessageId>,
    pub contact: Option<ContactId>,
    pub subject: Option<i64>,
    /// The kind and id of who did it.
    pub actor: Option<(String, i64)>,
    pub changes: Changes,
    /// What is told beside the changes, and cannot be found out later.
    pub data: Object,
    /// Whether it was said to thousands at once.
    pub is_to_many: bool,
    pub created_at: Timestamp,
}

impl Fact {
    /// Whether anything follows from it: rules, webhooks, bots, notifications, surveys. What a
    /// campaign says to thousands at once is seen by whoever looks, and is all that happens.
    pub fn sets_off(&self) -> bool {
        !self.is_to_many
    }
}

/// A place in the order of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// 0 on SQLite, where ids alone are in order.
    pub(super) transaction: i64,
    pub(super) event: i64,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Reading {
    /// Those that this program knows, in order.
    pub facts: Vec<Fact>,
    /// Those that are there already, but before which others can still appear.
    pub ahead: Vec<Fact>,
    /// Where to go on.
    pub end: Position,
    /// Whether there may be more.
    pub is_full: bool,
    /// Whether there are more, which cannot be read before something older has ended.
    pub is_held_up: bool,
}

impl Reading {
    fn of(mut rows: Vec<Stored>, after: Position, most: usize) -> Self {
        let is_full = rows.len() == most;
        let settled = rows.iter().take_while(|row| row.is_settled).count();
        let ahead = rows.split_off(settled);
        let is_held_up = !ahead.is_empty();
        let known = |rows: Vec<Stored>| rows.into_iter().filter_map(|row| row.fact).collect();
        Reading {
            end: rows.last().map_or(after, |row| row.position),
            is_full: is_full && !is_held_up,
            is_held_up,
            facts: known(rows),
            ahead: known(ahead),
        }
    }
}

impl Position {
    pub fn event(self) -> EventId {
        EventId(self.event)
    }
}

/// The next events of all accounts, at most so many.
pub async fn after(tx: &mut Tx, position: Position, most: usize) -> db::Result<Reading> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = store::after(tx, position, limit).await?;
    Ok(Reading::of(rows, position, most))
}

/// The next events of the account that this work is about.
pub async fn of_account(work: &mut Work<'_>, after: Position, most: usize) -> db::Result<Reading> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = store::of_account(work, after, limit).await?;
    Ok(Reading::of(rows, after, most))
}

/// Where an event of this account stands. None when it is not kept any more and others that
/// came after it are gone as well, or may be.
pub async fn place(work: &mut Work<'_>, event: EventId) -> db::Result<Option<Position>> {
    if let Some(position) = store::position(work, event).await? {
        return Ok(Some(position));
    }
    let first = store::first_of_account(work).await?;
    match first {
        Some(first) if event.0 > 0 && event < first.event() => Ok(None),
        None if event.0 > 0 => Ok(None),
        _ => Ok(Some(Position { transaction: 0, event: event.0 })),
    }
}

/// What clients called conversations that are gone now, of these.
pub async fn gone(
    work: &mut Work<'_>,
    ids: &[i64],
) -> db::Result<HashMap<ConversationId, DisplayId>> {
    let called = |data: Option<Object>| data?.to_map().get("conversation")?.get("id")?.as_i64();
    let gone = store::of_gone(work, ids).await?.into_iter();
    Ok(gone.filter_map(|(id, data)| Some((id, DisplayId(called(data)?)))).collect())
}

/// Where the latest event stands.
pub async fn last(tx: &mut Tx) -> db::Result<Position> {
    store::last(tx).await
}

/// Up to where a reader has come; one who never read begins at the end.
pub async fn begin(tx: &mut Tx, reader: &str) -> db::Result<Position> {
    store::renumber_restored(tx).await?;
    if let Some(position) = store::cursor(tx, reader).await? {
        return Ok(position);
    }
    let last = store::last(tx).await?;
    store::set_cursor(tx, reader, last).await?;
    Ok(last)
}

/// Up to where a reader has come, while nobody else changes that.
pub async fn lock_cursor(tx: &mut Tx, reader: &str) -> db::Result<Position> {
    Ok(store::lock_cursor(tx, reader).await?.unwrap_or_default())
}

/// Notes how far a reader has come, in the transaction of what it made of that.
pub async fn set_cursor(tx: &mut Tx, reader: &str, position: Position) -> db::Result<()> {
    store::set_cursor(tx, reader, position).await
}

/// Removes events that are older than a time and that every reader has read, after a place.
/// Returns where to go on, if there may be more.
pub async fn remove_read(
    tx: &mut Tx,
    before: Timestamp,
    after: (i64, i64),
    most: i64,
) -> db::Result<Option<(i64, i64)>> {
    let Some(read) = store::least_cursor(tx).await? else { return Ok(None) };
    let after = Position { transaction: after.0, event: after.1 };
    let found = store::oldest(tx, after, most).await?;
    let is_old =
        |(position, created_at): &&(Position, Timestamp)| *position <= read && *created_at < before;
    let old: Vec<Position> =
        found.iter().take_while(is_old).map(|(position, _)| *position).collect();
    store::delete(tx, &old.iter().map(|position| position.event).collect::<Vec<_>>()).await?;
    Ok(old.last().map(|last| (last.transaction, last.event)))
}

/// How many events a reader has still to read, counted up to `most`, and since when the first
/// of them has been there.
pub async fn behind(tx: &mut Tx, reader: &str, most: i64) -> db::Result<(i64, Option<Timestamp>)> {
    match store::cursor(tx, reader).await? {
        Some(read) => store::count_after(tx, read, most).await,
        None => Ok((0, None)),
    }
}
