//! Rows of `one_time_tokens`.

use db::{Tx, args, sql};

use super::super::{Purpose, Redeemed};
use crate::{clock::Timestamp, id::UserId};

impl db::FromRow for Redeemed {
    fn from_row(row: &mut db::Row<'_>) -> db::Result<Self> {
        Ok(Redeemed { user: row.take()?, email: row.take()?, expires_at: row.take()? })
    }
}

pub async fn insert(
    tx: &mut Tx,
    user: UserId,
    purpose: Purpose,
    digest: &str,
    email: Option<&str>,
    (now, expires_at): (Timestamp, Timestamp),
) -> db::Result<()> {
    let sql = sql!(
        "insert into one_time_tokens
           (user_id, purpose, token_digest, email, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)"
    );
    tx.push(sql, args![user, purpose, digest, email, now, expires_at]).await
}

/// Takes a token away. Of two who ask at once one gets it.
pub async fn take(tx: &mut Tx, purpose: Purpose, digest: &str) -> db::Result<Option<Redeemed>> {
    let sql = sql!(
        "delete from one_time_tokens where token_digest = $2 and purpose = $1
         returning user_id, email, expires_at"
    );
    tx.first(sql, args![purpose, digest]).await
}

/// Whose a token is.
pub async fn find(tx: &mut Tx, purpose: Purpose, digest: &str) -> db::Result<Option<Redeemed>> {
    let sql = sql!(
        "select user_id, email, expires_at from one_time_tokens
         where token_digest = $2 and purpose = $1"
    );
    tx.first(sql, args![purpose, digest]).await
}

pub async fn delete_expired(
    tx: &mut Tx,
    user: UserId,
    purpose: Purpose,
    now: Timestamp,
) -> db::Result<()> {
    let sql = sql!(
        "delete from one_time_tokens where user_id = $1 and purpose = $2 and expires_at <= $3"
    );
    tx.push(sql, args![user, purpose, now]).await
}

pub async fn delete_all(tx: &mut Tx, user: UserId, purpose: Purpose) -> db::Result<()> {
    let sql = sql!("delete from one_time_tokens where user_id = $1 and purpose = $2");
    tx.push(sql, args![user, purpose]).await
}
