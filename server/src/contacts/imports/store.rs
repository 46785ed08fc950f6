//! Rows of `contact_imports` and `contact_import_refusals`.

use db::{FromRow, Row, Tx, args, sql};

use super::Import;
use crate::{
    clock::Timestamp,
    contacts::sheets::Header,
    files::Blob,
    id::{BlobId, ContactImportId, UserId},
    work::Work,
};

const COLUMNS: &str = "id, user_id, status, filename, byte_size, blob_id, separator, header, place,
    processed, created, updated, refused, report_id, problem, created_at, finished_at";

impl FromRow for Import {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Import {
            id: row.take()?,
            user: row.take()?,
            status: row.take()?,
            filename: row.take()?,
            byte_size: row.take()?,
            blob: row.take()?,
            separator: row.take()?,
            names: serde_json::from_str(&row.take::<String>()?).unwrap_or_default(),
            place: row.take()?,
            processed: row.take()?,
            created: row.take()?,
            updated: row.take()?,
            refused: row.take()?,
            report: row.take()?,
            problem: row.take()?,
            created_at: row.take()?,
            finished_at: row.take()?,
        })
    }
}

/// How many imports of the account are under way.
pub async fn count_open(work: &mut Work<'_>) -> db::Result<usize> {
    let sql =
        sql!("select count(*) from contact_imports where account_id = $1 and finished_at is null");
    let (count,) = work.tx.one::<(i64,)>(sql, args![work.account]).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

pub async fn insert(
    work: &mut Work<'_>,
    user: UserId,
    file: &Blob,
    header: &Header,
) -> db::Result<Import> {
    let sql = sql!(
        "insert into contact_imports (account_id, user_id, filename, byte_size, blob_id, separator,
           header, place, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning {COLUMNS}"
    );
    let names = serde_json::to_string(&header.names).expect("names are JSON");
    let place = i64::try_from(header.end).unwrap_or(i64::MAX);
    let args = args![
        work.account,
        user,
        &file.filename,
        file.byte_size,
        file.id,
        header.separator,
        names,
        place,
        work.now,
    ];
    work.tx.one(sql, args).await
}

pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<Import>> {
    let sql = sql!(
        "select {COLUMNS} from contact_imports where account_id = $1 order by id desc limit 100"
    );
    work.tx.all(sql, args![work.account]).await
}

pub async fn find(work: &mut Work<'_>, id: ContactImportId) -> db::Result<Option<Import>> {
    let sql = sql!("select {COLUMNS} from contact_imports where account_id = $1 and id = $2");
    work.tx.first(sql, args![work.account, id]).await
}

/// An import that nobody else goes on with until this work is done.
pub async fn lock(work: &mut Work<'_>, id: ContactImportId) -> db::Result<Option<Import>> {
    let sql =
        sql!("select {COLUMNS} from contact_imports where account_id = $1 and id = $2 for update");
    work.tx.first(sql, args![work.account, id]).await
}

/// Stores all that can change of an import.
pub async fn update(work: &mut Work<'_>, import: &Import) -> db::Result<()> {
    let sql = sql!(
        "update contact_imports set status = $3, blob_id = $4, place = $5, processed = $6,
           created = $7, updated = $8, refused = $9, report_id = $10, problem = $11,
           finished_at = $12
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        import.id,
        import.status,
        import.blob,
        import.place,
        import.processed,
        import.created,
        import.updated,
        import.refused,
        import.report,
        &import.problem,
        import.finished_at,
    ];
    work.tx.push(sql, args).await
}

/// Notes why a row was refused.
pub async fn refuse(
    work: &mut Work<'_>,
    id: ContactImportId,
    place: i64,
    problem: &str,
) -> db::Result<()> {
    let sql =
        sql!("insert into contact_import_refusals (import_id, place, problem) values ($1, $2, $3)");
    work.tx.push(sql, args![id, place, problem]).await
}

/// Rows that were refused between two places, in order, with the reason for each.
pub async fn refusals(
    tx: &mut Tx,
    id: ContactImportId,
    from: i64,
    to: i64,
) -> db::Result<Vec<(i64, String)>> {
    let sql = sql!(
        "select place, problem from contact_import_refusals
         where import_id = $1 and place >= $2 and place < $3 order by place"
    );
    tx.all(sql, args![id, from, to]).await
}

/// Forgets some of the rows that were refused, and tells how many.
pub async fn forget_refusals(tx: &mut Tx, id: ContactImportId, most: i64) -> db::Result<u64> {
    let sql = sql!(
        "delete from contact_import_refusals where import_id = $1 and place in (
           select place from contact_import_refusals where import_id = $1 order by place limit $2)"
    );
    tx.exec(sql, args![id, most]).await
}

/// Imports that ended before a time, after a place: when, and their files.
pub async fn ended(
    tx: &mut Tx,
    before: Timestamp,
    after: (i64, i64),
    most: i64,
) -> db::Result<Vec<(i64, ContactImportId, Option<BlobId>)>> {
    let sql = sql!(
        "select finished_at, id, report_id from contact_imports
         where finished_at is not null and finished_at < $1
           and (finished_at > $2 or (finished_at = $2 and id > $3))
         order by finished_at, id limit $4"
    );
    tx.all(sql, args![before, after.0, after.1, most]).await
}

/// Imports of the account that ended, but for so many of the newest, with their files.
pub async fn ended_beyond(
    work: &mut Work<'_>,
    kept: i64,
) -> db::Result<Vec<(ContactImportId, Option<BlobId>)>> {
    let sql = sql!(
        "select id, report_id from contact_imports where account_id = $1 and finished_at is not null
         order by id desc limit 100 offset $2"
    );
    work.tx.all(sql, args![work.account, kept]).await
}

/// An import of the account.
pub async fn first_of_account(work: &mut Work<'_>) -> db::Result<Option<ContactImportId>> {
    let sql = sql!("select id from contact_imports where account_id = $1 order by id limit 1");
    Ok(work.tx.first::<(ContactImportId,)>(sql, args![work.account]).await?.map(|(id,)| id))
}

pub async fn delete(tx: &mut Tx, id: ContactImportId) -> db::Result<()> {
    tx.push(sql!("delete from contact_imports where id = $1"), args![id]).await
}
