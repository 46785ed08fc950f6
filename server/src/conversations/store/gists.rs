//! What decides on who is told of what happens in conversations.

use db::{FromRow, Row, args, sql};

use crate::{conversations::Gist, work::Work};

impl FromRow for Gist {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Gist {
            id: row.take()?,
            inbox_id: row.take()?,
            status: row.take()?,
            assignee_id: row.take()?,
            is_blocked: row.take()?,
        })
    }
}

/// What decides on who is told of what happens in conversations, as far as there are any.
pub async fn gists(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<Gist>> {
    let sql = sql!(
        "select conversations.id, conversations.inbox_id, conversations.status,
           conversations.assignee_id, contacts.blocked
         from conversations join contacts on contacts.id = conversations.contact_id
         where conversations.id = any($2) and conversations.account_id = $1"
    );
    work.tx.all(sql, args![work.account, ids]).await
}
