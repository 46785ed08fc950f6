//! Rows of `second_factors` and `backup_codes`.

use db::{FromRow, Row, Tx, args, sql};

use super::Kept;
use crate::{clock::Timestamp, id::UserId, work::Work};

impl FromRow for Kept {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Kept { secret: row.take()?, is_on: row.take::<Option<Timestamp>>()?.is_some() })
    }
}

pub async fn find(tx: &mut Tx, user: UserId) -> db::Result<Option<Kept>> {
    let sql = sql!("select secret, enabled_at from second_factors where user_id = $1");
    tx.first(sql, args![user]).await
}

/// Keeps a secret in the place of one that never counted.
pub async fn replace(work: &mut Work<'_>, user: UserId, secret: &str) -> db::Result<()> {
    let sql = sql!(
        "insert into second_factors (user_id, secret, created_at) values ($1, $2, $3)
         on conflict (user_id) do update
           set secret = excluded.secret, created_at = excluded.created_at, last_step = 0
           where second_factors.enabled_at is null"
    );
    work.tx.push(sql, args![user, secret, work.now]).await
}

pub async fn turn_on(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    let sql = sql!("update second_factors set enabled_at = $2 where user_id = $1");
    work.tx.push(sql, args![user, work.now]).await
}

/// Notes that a code of this step of time was shown, unless one of it or of a later one was.
pub async fn take_step(work: &mut Work<'_>, user: UserId, step: i64) -> db::Result<u64> {
    let sql =
        sql!("update second_factors set last_step = $2 where user_id = $1 and last_step < $2");
    work.tx.exec(sql, args![user, step]).await
}

pub async fn delete(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    work.tx.push(sql!("delete from second_factors where user_id = $1"), args![user]).await
}

pub async fn insert_code(work: &mut Work<'_>, user: UserId, digest: &str) -> db::Result<()> {
    let sql = sql!("insert into backup_codes (user_id, code_digest) values ($1, $2)");
    work.tx.push(sql, args![user, digest]).await
}

pub async fn has_codes(tx: &mut Tx, user: UserId) -> db::Result<bool> {
    let sql = sql!("select id from backup_codes where user_id = $1 limit 1");
    Ok(tx.first::<(i64,)>(sql, args![user]).await?.is_some())
}

/// Removes a code that was shown. Tells how many there were.
pub async fn take_code(work: &mut Work<'_>, user: UserId, digest: &str) -> db::Result<u64> {
    let sql = sql!("delete from backup_codes where user_id = $1 and code_digest = $2");
    work.tx.exec(sql, args![user, digest]).await
}

pub async fn delete_codes(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    work.tx.push(sql!("delete from backup_codes where user_id = $1"), args![user]).await
}
