//! PostgreSQL gives out ids before it commits. Events are read by transaction there, and those
//! are settled that come before the oldest transaction that has not ended: none can appear
//! before them any more.

use db::{Tx, args, sql};

use super::{Position, Stored};
use crate::{clock::Timestamp, id::EventId, work::Work};

const COLUMNS: &str = "transaction_id < cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text)
      as bigint), transaction_id, id, account_id, name, conversation_id, message_id,
    contact_id, subject_id, actor_type, actor_id, changes, data, created_at";

pub async fn after(tx: &mut Tx, position: Position, most: i64) -> db::Result<Vec<Stored>> {
    let sql = sql!(
        "select {COLUMNS} from events
         where (transaction_id, id) > ($1, $2) order by transaction_id, id limit $3"
    );
    tx.all(sql, args![position.transaction, position.event, most]).await
}

pub async fn of_account(
    work: &mut Work<'_>,
    position: Position,
    most: i64,
) -> db::Result<Vec<Stored>> {
    let sql = sql!(
        "select {COLUMNS} from events
         where account_id = $1 and (transaction_id, id) > ($2, $3)
         order by transaction_id, id limit $4"
    );
    let args = args![work.account, position.transaction, position.event, most];
    work.tx.all(sql, args).await
}

pub async fn position(work: &mut Work<'_>, event: EventId) -> db::Result<Option<Position>> {
    let sql = sql!("select transaction_id, id from events where account_id = $1 and id = $2");
    work.tx.first(sql, args![work.account, event]).await
}

pub async fn first_of_account(work: &mut Work<'_>) -> db::Result<Option<Position>> {
    let sql = sql!(
        "select transaction_id, id from events where account_id = $1
         order by transaction_id, id limit 1"
    );
    work.tx.first(sql, args![work.account]).await
}

pub async fn last(tx: &mut Tx) -> db::Result<Position> {
    let sql = sql!(
        "select transaction_id, id from events where transaction_id <
           cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint)
         order by transaction_id desc, id desc limit 1"
    );
    Ok(tx.first(sql, args![]).await?.unwrap_or_default())
}

/// Numbers of transactions mean nothing to another server. There they may be larger than
/// those that are given out, and what happens would stand before what has happened.
pub async fn renumber_restored(tx: &mut Tx) -> db::Result<()> {
    let last = sql!(
        "select transaction_id from events where transaction_id >
           cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text) as bigint) limit 1"
    );
    if tx.first::<(i64,)>(last, args![]).await?.is_none() {
        return Ok(());
    }
    // There may be very many, and nothing is told before.
    tx.without_time_limit().await?;
    let events = sql!("update events set transaction_id = 0");
    tx.push(events, args![]).await?;
    let cursors = sql!("update event_cursors set transaction_id = 0");
    tx.push(cursors, args![]).await
}

pub async fn oldest(
    tx: &mut Tx,
    after: Position,
    most: i64,
) -> db::Result<Vec<(i64, i64, Timestamp)>> {
    let sql = sql!(
        "select transaction_id, id, created_at from events where (transaction_id, id) > ($1, $2)
         order by transaction_id, id limit $3"
    );
    tx.all(sql, args![after.transaction, after.event, most]).await
}

pub async fn count_after(
    tx: &mut Tx,
    after: Position,
    most: i64,
) -> db::Result<(i64, Option<Timestamp>)> {
    let sql = sql!(
        "select count(*), min(created_at) from (
           select created_at from events where (transaction_id, id) > ($1, $2)
           order by transaction_id, id limit $3) as next"
    );
    tx.one(sql, args![after.transaction, after.event, most]).await
}
