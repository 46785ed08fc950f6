//! Rows of `contact_exports`.

use db::{FromRow, Row, Tx, args, sql};

use super::Export;
use crate::{
    clock::Timestamp,
    filters::Rule,
    id::{BlobId, ContactExportId, UserId},
    work::Work,
};

const COLUMNS: &str = "id, user_id, status, columns, filter, label, exported, blob_id, problem,
    created_at, finished_at";

impl FromRow for Export {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Export {
            id: row.take()?,
            user: row.take()?,
            status: row.take()?,
            columns: serde_json::from_str(&row.take::<String>()?).unwrap_or_default(),
            rules: serde_json::from_str(&row.take::<String>()?).unwrap_or_default(),
            label: row.take()?,
            exported: row.take()?,
            blob: row.take()?,
            problem: row.take()?,
            created_at: row.take()?,
            finished_at: row.take()?,
        })
    }
}

/// How many exports of the account are under way.
pub async fn count_open(work: &mut Work<'_>) -> db::Result<usize> {
    let sql =
        sql!("select count(*) from contact_exports where account_id = $1 and finished_at is null");
    let (count,) = work.tx.one::<(i64,)>(sql, args![work.account]).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

pub async fn insert(
    work: &mut Work<'_>,
    user: UserId,
    columns: &[String],
    rules: &[Rule],
    label: Option<&str>,
) -> db::Result<Export> {
    let sql = sql!(
        "insert into contact_exports (account_id, user_id, columns, filter, label, created_at)
         values ($1, $2, $3, $4, $5, $6) returning {COLUMNS}"
    );
    let columns = serde_json::to_string(columns).expect("names are JSON");
    let rules = serde_json::to_string(rules).expect("rules are JSON");
    work.tx.one(sql, args![work.account, user, columns, rules, label, work.now]).await
}

pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<Export>> {
    let sql = sql!(
        "select {COLUMNS} from contact_exports where account_id = $1 order by id desc limit 100"
    );
    work.tx.all(sql, args![work.account]).await
}

pub async fn find(work: &mut Work<'_>, id: ContactExportId) -> db::Result<Option<Export>> {
    let sql = sql!("select {COLUMNS} from contact_exports where account_id = $1 and id = $2");
    work.tx.first(sql, args![work.account, id]).await
}

/// An export that nobody else goes on with until this work is done.
pub async fn lock(work: &mut Work<'_>, id: ContactExportId) -> db::Result<Option<Export>> {
    let sql =
        sql!("select {COLUMNS} from contact_exports where account_id = $1 and id = $2 for update");
    work.tx.first(sql, args![work.account, id]).await
}

/// Stores all that can change of an export.
pub async fn update(work: &mut Work<'_>, export: &Export) -> db::Result<()> {
    let sql = sql!(
        "update contact_exports set status = $3, exported = $4, blob_id = $5, problem = $6,
           finished_at = $7
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        export.id,
        export.status,
        export.exported,
        export.blob,
        &export.problem,
        export.finished_at,
    ];
    work.tx.push(sql, args).await
}

/// Exports that ended before a time, after a place: when, and their files.
pub async fn ended(
    tx: &mut Tx,
    before: Timestamp,
    after: (i64, i64),
    most: i64,
) -> db::Result<Vec<(i64, ContactExportId, Option<BlobId>)>> {
    let sql = sql!(
        "select finished_at, id, blob_id from contact_exports
         where finished_at is not null and finished_at < $1
           and (finished_at > $2 or (finished_at = $2 and id > $3))
         order by finished_at, id limit $4"
    );
    tx.all(sql, args![before, after.0, after.1, most]).await
}

/// Exports of the account that ended, but for so many of the newest, with their files.
pub async fn ended_beyond(
    work: &mut Work<'_>,
    kept: i64,
) -> db::Result<Vec<(ContactExportId, Option<BlobId>)>> {
    let sql = sql!(
        "select id, blob_id from contact_exports where account_id = $1 and finished_at is not null
         order by id desc limit 100 offset $2"
    );
    work.tx.all(sql, args![work.account, kept]).await
}

pub async fn delete(tx: &mut Tx, id: ContactExportId) -> db::Result<()> {
    tx.push(sql!("delete from contact_exports where id = $1"), args![id]).await
}
