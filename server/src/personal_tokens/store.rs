//! Rows of `personal_tokens`.

use db::{FromRow, Row, Tx, args, sql};

use super::{PersonalToken, Scope};
use crate::{
    clock::Timestamp,
    id::{PersonalTokenId, UserId},
    work::Work,
};

const COLUMNS: &str = "id, user_id, name, scope, created_at, used_at, expires_at";

impl FromRow for PersonalToken {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(PersonalToken {
            id: row.take()?,
            user: row.take()?,
            name: row.take()?,
            scope: row.take()?,
            created_at: row.take()?,
            used_at: row.take()?,
            expires_at: row.take()?,
        })
    }
}

/// The tokens of a user, oldest first.
pub async fn list(tx: &mut Tx, user: UserId) -> db::Result<Vec<PersonalToken>> {
    let sql = sql!("select {COLUMNS} from personal_tokens where user_id = $1 order by id");
    tx.all(sql, args![user]).await
}

pub async fn find(tx: &mut Tx, digest: &str) -> db::Result<Option<PersonalToken>> {
    let sql = sql!("select {COLUMNS} from personal_tokens where token_digest = $1");
    tx.first(sql, args![digest]).await
}

pub async fn insert(
    work: &mut Work<'_>,
    user: UserId,
    name: &str,
    scope: Scope,
    digest: &str,
    expires_at: Option<Timestamp>,
) -> db::Result<PersonalToken> {
    let sql = sql!(
        "insert into personal_tokens (user_id, name, scope, token_digest, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6) returning {COLUMNS}"
    );
    work.tx.one(sql, args![user, name, scope, digest, expires_at, work.now]).await
}

pub async fn note_use(tx: &mut Tx, id: PersonalTokenId, now: Timestamp) -> db::Result<()> {
    tx.push(sql!("update personal_tokens set used_at = $2 where id = $1"), args![id, now]).await
}

pub async fn delete(work: &mut Work<'_>, user: UserId, id: PersonalTokenId) -> db::Result<u64> {
    let sql = sql!("delete from personal_tokens where id = $1 and user_id = $2");
    work.tx.exec(sql, args![id, user]).await
}

pub async fn delete_all(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    work.tx.push(sql!("delete from personal_tokens where user_id = $1"), args![user]).await
}
