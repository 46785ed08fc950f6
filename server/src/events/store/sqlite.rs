//! SQLite commits in the order of the ids, so ids are the order of events.

use db::{Tx, args, sql};

use super::{Position, Stored};
use crate::{clock::Timestamp, id::EventId, work::Work};

const COLUMNS: &str = "true, 0, id, account_id, name, conversation_id, message_id, contact_id,
    subject_id, actor_type, actor_id, changes, data, created_at";

pub async fn after(tx: &mut Tx, position: Position, most: i64) -> db::Result<Vec<Stored>> {
    let sql = sql!("select {COLUMNS} from events where id > $1 order by id limit $2");
    tx.all(sql, args![position.event, most]).await
}

pub async fn of_account(
    work: &mut Work<'_>,
    position: Position,
    most: i64,
) -> db::Result<Vec<Stored>> {
    let sql =
        sql!("select {COLUMNS} from events where account_id = $1 and id > $2 order by id limit $3");
    work.tx.all(sql, args![work.account, position.event, most]).await
}

pub async fn position(work: &mut Work<'_>, event: EventId) -> db::Result<Option<Position>> {
    let sql = sql!("select 0, id from events where account_id = $1 and id = $2");
    work.tx.first(sql, args![work.account, event]).await
}

pub async fn first_of_account(work: &mut Work<'_>) -> db::Result<Option<Position>> {
    let sql = sql!("select 0, id from events where account_id = $1 order by id limit 1");
    work.tx.first(sql, args![work.account]).await
}

pub async fn last(tx: &mut Tx) -> db::Result<Position> {
    let sql = sql!("select 0, coalesce((select max(id) from events), 0)");
    tx.one(sql, args![]).await
}

pub async fn oldest(
    tx: &mut Tx,
    after: Position,
    most: i64,
) -> db::Result<Vec<(i64, i64, Timestamp)>> {
    let sql = sql!("select 0, id, created_at from events where id > $1 order by id limit $2");
    tx.all(sql, args![after.event, most]).await
}

pub async fn count_after(
    tx: &mut Tx,
    after: Position,
    most: i64,
) -> db::Result<(i64, Option<Timestamp>)> {
    let sql = sql!(
        "select count(*), min(created_at) from (
           select created_at from events where id > $1 order by id limit $2) as next"
    );
    tx.one(sql, args![after.event, most]).await
}
