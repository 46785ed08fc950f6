//! Rows of `events` and `event_cursors`.

mod postgres;
mod sqlite;

use db::{FromRow, Kind, Row, Tx, args, sql};

use super::{Changes, Event, Fact, Name, Position, TO_MANY};
use crate::{
    clock::Timestamp,
    id::{AccountId, ConversationId, EventId},
    json::Object,
    work::Work,
};

/// A row, whose name may be one of a program that is newer than this.
pub struct Stored {
    pub position: Position,
    /// Whether nothing can appear before it any more.
    pub is_settled: bool,
    pub fact: Option<Fact>,
}

impl FromRow for Position {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Position { transaction: row.take()?, event: row.take()? })
    }
}

impl FromRow for Stored {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        let (is_settled, position) = (row.take()?, Position::from_row(row)?);
        let (account, name) = (row.take()?, row.take::<String>()?);
        let (conversation, message, contact) = (row.take()?, row.take()?, row.take()?);
        let subject = row.take()?;
        let actor = Option::zip(row.take()?, row.take()?);
        let changes = Changes::from_json(&row.take::<String>()?);
        let (data, is_to_many) = told(row.take::<Option<Object>>()?.unwrap_or_default());
        let created_at = row.take()?;
        let fact = Name::from_text(&name).map(|name| Fact {
            position,
            account,
            name,
            conversation,
            message,
            contact,
            subject,
            actor,
            changes,
            data,
            is_to_many,
            created_at,
        });
        Ok(Stored { position, is_settled, fact })
    }
}

/// What is told with an event, and whether it is said to many.
fn told(data: Object) -> (Object, bool) {
    if data.is_empty() {
        return (data, false);
    }
    let mut told = data.to_map();
    match told.remove(TO_MANY) {
        Some(_) => (told.into(), true),
        None => (data, false),
    }
}

pub async fn insert(work: &mut Work<'_>, event: &Event<'_>, changes: &str) -> db::Result<()> {
    let sql = sql!(
        "insert into events (account_id, name, conversation_id, message_id, contact_id,
           subject_id, actor_type, actor_id, changes, data, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let args = args![
        work.account,
        event.name.as_str(),
        event.conversation,
        event.message,
        event.contact,
        event.subject,
        work.actor.kind(),
        work.actor.id(),
        changes,
        event.data,
        work.now,
    ];
    work.tx.push(sql, args).await
}

/// Removes some events of the account. Returns how many there were.
pub async fn delete_some_of_account(work: &mut Work<'_>, most: i64) -> db::Result<u64> {
    let sql = sql!(
        "delete from events where id in (
           select id from events where account_id = $1 order by id limit $2)"
    );
    work.tx.exec(sql, args![work.account, most]).await
}

/// What comes next, of all accounts.
pub async fn after(tx: &mut Tx, position: Position, most: i64) -> db::Result<Vec<Stored>> {
    match tx.kind() {
        Kind::Sqlite => sqlite::after(tx, position, most).await,
        Kind::Postgres => postgres::after(tx, position, most).await,
    }
}

pub async fn of_account(
    work: &mut Work<'_>,
    position: Position,
    most: i64,
) -> db::Result<Vec<Stored>> {
    match work.tx.kind() {
        Kind::Sqlite => sqlite::of_account(work, position, most).await,
        Kind::Postgres => postgres::of_account(work, position, most).await,
    }
}

pub async fn position(work: &mut Work<'_>, event: EventId) -> db::Result<Option<Position>> {
    match work.tx.kind() {
        Kind::Sqlite => sqlite::position(work, event).await,
        Kind::Postgres => postgres::position(work, event).await,
    }
}

/// Where the oldest event of the account stands that is kept.
pub async fn first_of_account(work: &mut Work<'_>) -> db::Result<Option<Position>> {
    match work.tx.kind() {
        Kind::Sqlite => sqlite::first_of_account(work).await,
        Kind::Postgres => postgres::first_of_account(work).await,
    }
}

/// Where the last event stands that may be read.
pub async fn last(tx: &mut Tx) -> db::Result<Position> {
    match tx.kind() {
        Kind::Sqlite => sqlite::last(tx).await,
        Kind::Postgres => postgres::last(tx).await,
    }
}

pub async fn cursor(tx: &mut Tx, reader: &str) -> db::Result<Option<Position>> {
    let sql = sql!("select transaction_id, event_id from event_cursors where reader = $1");
    tx.first(sql, args![reader]).await
}

pub async fn lock_cursor(tx: &mut Tx, reader: &str) -> db::Result<Option<Position>> {
    let sql =
        sql!("select transaction_id, event_id from event_cursors where reader = $1 for update");
    tx.first(sql, args![reader]).await
}

pub async fn set_cursor(tx: &mut Tx, reader: &str, position: Position) -> db::Result<()> {
    let sql = sql!(
        "insert into event_cursors (reader, transaction_id, event_id) values ($1, $2, $3)
         on conflict (reader) do update set transaction_id = excluded.transaction_id,
           event_id = excluded.event_id"
    );
    tx.push(sql, args![reader, position.transaction, position.event]).await
}

/// Up to where the reader has come who is behind all others.
pub async fn least_cursor(tx: &mut Tx) -> db::Result<Option<Position>> {
    let sql = sql!(
        "select transaction_id, event_id from event_cursors order by transaction_id, event_id
         limit 1"
    );
    tx.first(sql, args![]).await
}

/// The oldest events after a place, with the time when each was written.
pub async fn oldest(
    tx: &mut Tx,
    after: Position,
    most: i64,
) -> db::Result<Vec<(Position, Timestamp)>> {
    let oldest = match tx.kind() {
        Kind::Sqlite => sqlite::oldest(tx, after, most).await?,
        Kind::Postgres => postgres::oldest(tx, after, most).await?,
    };
    let dated = |(transaction, event, created_at)| (Position { transaction, event }, created_at);
    Ok(oldest.into_iter().map(dated).collect())
}

/// How many events there are after a place, at most so many, and when the first was written.
pub async fn count_after(
    tx: &mut Tx,
    after: Position,
    most: i64,
) -> db::Result<(i64, Option<Timestamp>)> {
    match tx.kind() {
        Kind::Sqlite => sqlite::count_after(tx, after, most).await,
        Kind::Postgres => postgres::count_after(tx, after, most).await,
    }
}

pub async fn delete(tx: &mut Tx, events: &[i64]) -> db::Result<()> {
    tx.push(sql!("delete from events where id = any($1)"), args![events]).await
}

/// Has events that were brought here from another database stand before all others.
pub async fn renumber_restored(tx: &mut Tx) -> db::Result<()> {
    match tx.kind() {
        Kind::Sqlite => Ok(()),
        Kind::Postgres => postgres::renumber_restored(tx).await,
    }
}

/// What was told when these conversations were removed, of those that were.
pub async fn of_gone(
    work: &mut Work<'_>,
    ids: &[i64],
) -> db::Result<Vec<(ConversationId, Option<Object>)>> {
    let sql = sql!(
        "select conversation_id, data from events
         where name = 'conversation.deleted' and conversation_id = any($2) and account_id = $1"
    );
    work.tx.all(sql, args![work.account, ids]).await
}

/// The names of an account's events, oldest first.
pub async fn names_of_account(tx: &mut Tx, account: AccountId) -> db::Result<Vec<String>> {
    let sql = sql!("select name from events where account_id = $1 order by id");
    let names = tx.all::<(String,)>(sql, args![account]).await?;
    Ok(names.into_iter().map(|(name,)| name).collect())
}
