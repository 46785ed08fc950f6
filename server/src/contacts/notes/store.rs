//! Rows of `notes`.

use db::{FromRow, Row, args, sql};

use super::Note;
use crate::{
    id::{ContactId, NoteId, UserId},
    work::Work,
};

const COLUMNS: &str = "id, contact_id, user_id, content, created_at, updated_at";

impl FromRow for Note {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Note {
            id: row.take()?,
            contact: row.take()?,
            author: row.take()?,
            content: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
        })
    }
}

pub async fn of_contact(work: &mut Work<'_>, contact: ContactId) -> db::Result<Vec<Note>> {
    let sql = sql!(
        "select {COLUMNS} from notes where contact_id = $2 and account_id = $1 order by id desc"
    );
    work.tx.all(sql, args![work.account, contact]).await
}

pub async fn find(work: &mut Work<'_>, contact: ContactId, id: NoteId) -> db::Result<Option<Note>> {
    let sql =
        sql!("select {COLUMNS} from notes where id = $3 and contact_id = $2 and account_id = $1");
    work.tx.first(sql, args![work.account, contact, id]).await
}

/// A note that nobody else changes until this work is done.
pub async fn lock(work: &mut Work<'_>, contact: ContactId, id: NoteId) -> db::Result<Option<Note>> {
    let sql = sql!(
        "select {COLUMNS} from notes where id = $3 and contact_id = $2 and account_id = $1
         for update"
    );
    work.tx.first(sql, args![work.account, contact, id]).await
}

/// How many notes there are about a contact, counted up to `most`.
pub async fn count(work: &mut Work<'_>, contact: ContactId, most: i64) -> db::Result<i64> {
    let sql = sql!(
        "select count(*) from (
           select id from notes where contact_id = $2 and account_id = $1 order by id limit $3) few"
    );
    let (count,) = work.tx.one::<(i64,)>(sql, args![work.account, contact, most]).await?;
    Ok(count)
}

pub async fn insert(
    work: &mut Work<'_>,
    contact: ContactId,
    author: UserId,
    content: &str,
) -> db::Result<Note> {
    let sql = sql!(
        "insert into notes (account_id, contact_id, user_id, content, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5) returning {COLUMNS}"
    );
    work.tx.one(sql, args![work.account, contact, author, content, work.now]).await
}

pub async fn update(work: &mut Work<'_>, note: &Note) -> db::Result<()> {
    let sql = sql!(
        "update notes set user_id = $3, content = $4, updated_at = $5
         where id = $2 and account_id = $1"
    );
    let args = args![work.account, note.id, note.author, &note.content, note.updated_at];
    work.tx.push(sql, args).await
}

pub async fn delete(work: &mut Work<'_>, id: NoteId) -> db::Result<()> {
    work.tx
        .push(sql!("delete from notes where id = $2 and account_id = $1"), args![work.account, id])
        .await
}

/// Has the notes about one contact be about another.
pub async fn move_all(work: &mut Work<'_>, from: ContactId, to: ContactId) -> db::Result<()> {
    let sql = sql!("update notes set contact_id = $3 where contact_id = $2 and account_id = $1");
    work.tx.push(sql, args![work.account, from, to]).await
}
