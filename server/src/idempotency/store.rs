//! Rows of `idempotency_keys`.

use db::{FromRow, Row, Tx, args, sql};

use super::{KEPT, Noted};
use crate::clock::Timestamp;

impl FromRow for Noted {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Noted { fingerprint: row.take()?, answer: row.take()? })
    }
}

/// Notes a key. Tells whether it was free: a key that is old is.
pub async fn insert(
    tx: &mut Tx,
    caller: &str,
    key: &str,
    fingerprint: &str,
    now: Timestamp,
) -> db::Result<bool> {
    let sql = sql!(
        "insert into idempotency_keys (caller, key, fingerprint, created_at)
         values ($1, $2, $3, $4)
         on conflict (caller, key) do update
           set fingerprint = excluded.fingerprint, created_at = excluded.created_at, answer = null
           where idempotency_keys.created_at <= $5"
    );
    let noted = tx.exec(sql, args![caller, key, fingerprint, now, now.minus(KEPT)]).await?;
    Ok(noted > 0)
}

pub async fn find(tx: &mut Tx, caller: &str, key: &str) -> db::Result<Option<Noted>> {
    let sql =
        sql!("select fingerprint, answer from idempotency_keys where caller = $1 and key = $2");
    tx.first(sql, args![caller, key]).await
}

pub async fn keep(tx: &mut Tx, caller: &str, key: &str, answer: &str) -> db::Result<()> {
    let sql = sql!("update idempotency_keys set answer = $3 where caller = $1 and key = $2");
    tx.push(sql, args![caller, key, answer]).await
}

/// Removes some of the keys that were noted before a time. Tells how many.
pub async fn remove_old(tx: &mut Tx, before: Timestamp, most: i64) -> db::Result<u64> {
    let sql = sql!(
        "delete from idempotency_keys where created_at < $1 and (caller, key) in (
           select caller, key from idempotency_keys where created_at < $1
           order by created_at limit $2)"
    );
    tx.exec(sql, args![before, most]).await
}
