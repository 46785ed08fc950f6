//! Rows of `one_time_tokens`.

use db::{Tx, args, sql};

use super::super::{NewToken, Purpose, Redeemed};
use crate::{clock::Timestamp, id::UserId};

impl db::FromRow for Redeemed {
    fn from_row(row: &mut db::Row<'_>) -> db::Result<Self> {
        Ok(Redeemed {
            user: row.take()?,
            email: row.take()?,
            invited_to: row.take()?,
            expires_at: row.take()?,
        })
    }
}

pub async fn insert(
    tx: &mut Tx,
    new: &NewToken<'_>,
    digest: &str,
    now: Timestamp,
) -> db::Result<()> {
    let sql = sql!(
        "insert into one_time_tokens
           (user_id, purpose, token_digest, email, account_id, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)"
    );
    let NewToken { user, purpose, email, account, lives } = *new;
    let args = args![user, purpose, digest, email, account, now, now.plus(lives)];
    tx.push(sql, args).await
}

/// Takes a token away. Of two who ask at once one gets it.
pub async fn take(tx: &mut Tx, purpose: Purpose, digest: &str) -> db::Result<Option<Redeemed>> {
    let sql = sql!(
        "delete from one_time_tokens where token_digest = $2 and purpose = $1
         returning user_id, email, account_id, expires_at"
    );
    tx.first(sql, args![purpose, digest]).await
}

/// Whose a token is.
pub async fn find(tx: &mut Tx, purpose: Purpose, digest: &str) -> db::Result<Option<Redeemed>> {
    let sql = sql!(
        "select user_id, email, account_id, expires_at from one_time_tokens
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
