//! Rows of `blobs`.

use db::{FromRow, Row, Tx, args, sql};

use super::{Blob, Doomed, Found, NewBlob, Size};
use crate::{
    clock::Timestamp,
    id::{AccountId, BlobId},
    work::Work,
};

const COLUMNS: &str = "id, account_id, key, filename, content_type, byte_size, checksum, width,
    height, metadata, thumbnail_id, stored, created_at";

impl FromRow for Blob {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Blob {
            id: row.take()?,
            account_id: row.take()?,
            key: row.take()?,
            filename: row.take()?,
            content_type: row.take()?,
            byte_size: row.take()?,
            checksum: row.take()?,
            size: Size::of(row.take()?, row.take()?),
            metadata: row.take()?,
            thumbnail_id: row.take()?,
            is_stored: row.take()?,
            created_at: row.take()?,
        })
    }
}

impl FromRow for Doomed {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Doomed { id: row.take()?, key: row.take()?, doomed_at: row.take()? })
    }
}

impl Size {
    pub fn of(width: Option<i64>, height: Option<i64>) -> Option<Self> {
        let (width, height) = (u32::try_from(width?).ok()?, u32::try_from(height?).ok()?);
        Some(Size { width, height })
    }
}

pub async fn insert(
    tx: &mut Tx,
    new: &NewBlob,
    key: &str,
    now: Timestamp,
    doomed_at: Timestamp,
) -> db::Result<Blob> {
    let sql = sql!(
        "insert into blobs (account_id, key, filename, content_type, byte_size, checksum,
           metadata, doomed_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning {COLUMNS}"
    );
    let args = args![
        new.account_id,
        key,
        &new.filename,
        &new.content_type,
        new.byte_size,
        &new.checksum,
        &new.metadata,
        doomed_at,
        now,
    ];
    tx.one(sql, args).await
}

pub async fn find(tx: &mut Tx, id: BlobId) -> db::Result<Option<Blob>> {
    tx.first(sql!("select {COLUMNS} from blobs where id = $1"), args![id]).await
}

/// Notes that the bytes of a file are there, if it is still wanted. Whether it is.
pub async fn stored(tx: &mut Tx, id: BlobId, found: &Found) -> db::Result<bool> {
    let sql = sql!(
        "update blobs set stored = true, content_type = $2, byte_size = $3, checksum = $4,
           width = $5, height = $6
         where id = $1 and doomed_at > 0"
    );
    let args = args![
        id,
        &found.content_type,
        found.byte_size,
        &found.checksum,
        found.size.map(|size| size.width),
        found.size.map(|size| size.height),
    ];
    Ok(tx.exec(sql, args).await? == 1)
}

/// Those of the files that are there and that nobody has taken, to be taken now.
pub async fn lock_free(tx: &mut Tx, ids: &[i64], after: Timestamp) -> db::Result<Vec<Blob>> {
    let sql = sql!(
        "select {COLUMNS} from blobs where id = any($1) and stored and doomed_at > $2
         order by id for update"
    );
    tx.all(sql, args![ids, after]).await
}

/// Keeps files for as long as somebody needs them.
pub async fn spare(tx: &mut Tx, ids: &[i64]) -> db::Result<()> {
    tx.push(sql!("update blobs set doomed_at = null where id = any($1)"), args![ids]).await
}

/// Notes that files are needed by one less. Those that nobody needs go, with the small pictures
/// of them.
pub async fn doom(tx: &mut Tx, ids: &[i64]) -> db::Result<()> {
    let small = sql!(
        "update blobs set doomed_at = 0 where id in (
           select thumbnail_id from blobs
           where id = any($1) and uses <= 1 and thumbnail_id is not null)"
    );
    tx.push(small, args![ids]).await?;
    let sql = sql!(
        "update blobs set doomed_at = case when uses <= 1 then 0 else doomed_at end,
           uses = uses - 1
         where id = any($1)"
    );
    tx.push(sql, args![ids]).await
}

/// Those of the files that somebody needs, which are needed by one more from now on.
pub async fn share(tx: &mut Tx, account: AccountId, ids: &[i64]) -> db::Result<Vec<Blob>> {
    let sql = sql!(
        "update blobs set uses = uses + 1
         where account_id = $1 and id = any($2) and doomed_at is null returning {COLUMNS}"
    );
    tx.all(sql, args![account, ids]).await
}

/// Those of the files whose bytes are there and that are not going, which are needed by one more
/// from now on.
pub async fn hold(
    tx: &mut Tx,
    account: AccountId,
    ids: &[i64],
    after: Timestamp,
) -> db::Result<Vec<i64>> {
    let sql = sql!(
        "update blobs set uses = case when doomed_at is null then uses + 1 else uses end,
           doomed_at = null
         where account_id = $1 and id = any($2) and stored
           and (doomed_at is null or doomed_at > $3)
         returning id"
    );
    let held = tx.all::<(i64,)>(sql, args![account, ids, after]).await?;
    Ok(held.into_iter().map(|(id,)| id).collect())
}

/// Some files of the account.
pub async fn some_of_account(work: &mut Work<'_>, most: i64) -> db::Result<Vec<i64>> {
    let sql = sql!("select id from blobs where account_id = $1 order by id limit $2");
    let ids = work.tx.all::<(i64,)>(sql, args![work.account, most]).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// Has files belong to no account any more.
pub async fn release(tx: &mut Tx, ids: &[i64]) -> db::Result<()> {
    tx.push(sql!("update blobs set account_id = null, uses = 1 where id = any($1)"), args![ids])
        .await
}

/// Files whose time has come, after a place in that order.
pub async fn doomed(
    tx: &mut Tx,
    now: Timestamp,
    after: Option<&Doomed>,
    most: i64,
) -> db::Result<Vec<Doomed>> {
    let sql = sql!(
        "select id, key, doomed_at from blobs
         where doomed_at is not null and doomed_at <= $1 and (doomed_at, id) > ($2, $3)
         order by doomed_at, id limit $4"
    );
    let (at, id) = after.map_or((i64::MIN, i64::MIN), |after| (after.doomed_at.0, after.id.0));
    tx.all(sql, args![now, at, id, most]).await
}

/// Forgets files whose bytes are gone.
pub async fn delete_doomed(tx: &mut Tx, ids: &[i64], now: Timestamp) -> db::Result<()> {
    let sql = sql!("delete from blobs where id = any($1) and doomed_at <= $2");
    tx.push(sql, args![ids, now]).await
}

/// Notes that what looked like a picture cannot be read as one.
pub async fn note_unreadable(tx: &mut Tx, id: BlobId) -> db::Result<()> {
    tx.push(sql!("update blobs set width = null, height = null where id = $1"), args![id]).await
}

/// Keeps a small picture of a file for as long as the file is needed, unless there is one.
/// Whether it is kept.
pub async fn keep_thumbnail(tx: &mut Tx, of: BlobId, thumbnail: BlobId) -> db::Result<bool> {
    let sql = sql!(
        "update blobs set thumbnail_id = $2
         where id = $1 and thumbnail_id is null and (doomed_at is null or doomed_at > 0)"
    );
    if tx.exec(sql, args![of, thumbnail]).await? == 0 {
        return Ok(false);
    }
    // One of a file that nobody needs yet goes with it.
    let sql = sql!(
        "update blobs set doomed_at = (select doomed_at from blobs whole where whole.id = $1)
         where id = $2"
    );
    tx.exec(sql, args![of, thumbnail]).await?;
    Ok(true)
}
