//! Rows of `canned_responses`.

use db::{FromRow, Row, args, sql};

use super::CannedResponse;
use crate::{id::CannedResponseId, work::Work};

const COLUMNS: &str = "id, short_code, content, created_at, updated_at";

impl FromRow for CannedResponse {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(CannedResponse {
            id: row.take()?,
            short_code: row.take()?,
            content: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
        })
    }
}

/// Those of the account, by short code.
pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<CannedResponse>> {
    let sql =
        sql!("select {COLUMNS} from canned_responses where account_id = $1 order by short_code");
    work.tx.all(sql, args![work.account]).await
}

/// Those in which a text is found, whatever its case, the likeliest first.
pub async fn search(work: &mut Work<'_>, text: &str) -> db::Result<Vec<CannedResponse>> {
    let sql = sql!(
        "select {COLUMNS} from canned_responses
         where account_id = $1
           and (lower(short_code) like $2 escape '!' or lower(content) like $2 escape '!')
         order by case when lower(short_code) like $3 escape '!' then 0
           when lower(short_code) like $2 escape '!' then 1 else 2 end, short_code"
    );
    let begins = format!("{}%", literally(&text.to_lowercase()));
    let holds = format!("%{begins}");
    work.tx.all(sql, args![work.account, holds, begins]).await
}

pub async fn find(work: &mut Work<'_>, id: CannedResponseId) -> db::Result<Option<CannedResponse>> {
    let sql = sql!("select {COLUMNS} from canned_responses where account_id = $1 and id = $2");
    work.tx.first(sql, args![work.account, id]).await
}

pub async fn insert(work: &mut Work<'_>, new: &CannedResponse) -> db::Result<CannedResponse> {
    let sql = sql!(
        "insert into canned_responses (account_id, short_code, content, created_at, updated_at)
         values ($1, $2, $3, $4, $4) returning {COLUMNS}"
    );
    work.tx.one(sql, args![work.account, &new.short_code, &new.content, work.now]).await
}

pub async fn update(work: &mut Work<'_>, response: &CannedResponse) -> db::Result<u64> {
    let sql = sql!(
        "update canned_responses set short_code = $3, content = $4, updated_at = $5
         where account_id = $1 and id = $2"
    );
    let CannedResponse { id, short_code, content, updated_at, created_at: _ } = response;
    work.tx.exec(sql, args![work.account, *id, short_code, content, *updated_at]).await
}

pub async fn delete(work: &mut Work<'_>, id: CannedResponseId) -> db::Result<u64> {
    let sql = sql!("delete from canned_responses where account_id = $1 and id = $2");
    work.tx.exec(sql, args![work.account, id]).await
}

/// A text as a pattern that matches nothing but itself.
fn literally(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}
