//! Rows of `sessions`.

use db::{FromRow, Row, Tx, args, sql};

use super::{Issued, Session};
use crate::{
    clock::Timestamp,
    id::{SessionId, UserId},
    work::Work,
};

/// A session, and what its device has to show.
pub struct Stored {
    pub session: Session,
    pub digest: String,
    pub email: String,
}

impl FromRow for Stored {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        let session = Session {
            id: row.take()?,
            user: row.take()?,
            used_at: row.take()?,
            expires_at: row.take()?,
        };
        Ok(Stored { session, digest: row.take()?, email: row.take()? })
    }
}

pub async fn find(tx: &mut Tx, client: &str) -> db::Result<Option<Stored>> {
    let sql = sql!(
        "select sessions.id, sessions.user_id, sessions.used_at, sessions.expires_at,
           sessions.token_digest, users.email
         from sessions join users on users.id = sessions.user_id
         where sessions.client = $1"
    );
    tx.first(sql, args![client]).await
}

pub async fn insert(
    work: &mut Work<'_>,
    user: UserId,
    issued: &Issued,
    digest: &str,
) -> db::Result<()> {
    let sql = sql!(
        "insert into sessions (user_id, client, token_digest, created_at, used_at, expires_at)
         values ($1, $2, $3, $4, $4, $5)"
    );
    let args = args![user, &issued.client, digest, work.now, issued.expires_at];
    work.tx.push(sql, args).await
}

/// Removes all sessions of a user but those that end last. Tells how many they were.
pub async fn leave_newest(work: &mut Work<'_>, user: UserId, most: i64) -> db::Result<u64> {
    let sql = sql!(
        "delete from sessions where user_id = $1 and (expires_at <= $2 or id not in (
           select id from sessions where user_id = $1 order by expires_at desc, id desc limit $3))"
    );
    work.tx.exec(sql, args![user, work.now, most]).await
}

pub async fn note_use(tx: &mut Tx, id: SessionId, now: Timestamp) -> db::Result<()> {
    tx.push(sql!("update sessions set used_at = $2 where id = $1"), args![id, now]).await
}

pub async fn delete(work: &mut Work<'_>, id: SessionId) -> db::Result<()> {
    work.tx.push(sql!("delete from sessions where id = $1"), args![id]).await
}

pub async fn delete_others(
    work: &mut Work<'_>,
    user: UserId,
    at_hand: Option<SessionId>,
) -> db::Result<()> {
    let sql = sql!("delete from sessions where user_id = $1 and id <> $2");
    work.tx.push(sql, args![user, at_hand.unwrap_or(SessionId(0))]).await
}
