//! Rows of `platform_apps`.

use db::{FromRow, Row, Tx, args, sql};

use super::PlatformApp;
use crate::{id::PlatformAppId, work::Work};

impl FromRow for PlatformApp {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(PlatformApp {
            id: row.take()?,
            name: row.take()?,
            objects: row.take()?,
            created_at: row.take()?,
        })
    }
}

/// Every app, in the order in which they were added.
pub async fn list(tx: &mut Tx) -> db::Result<Vec<PlatformApp>> {
    let sql = sql!(
        "select id, name,
           (select count(*) from platform_permissibles where app_id = platform_apps.id), created_at
         from platform_apps order by id"
    );
    tx.all(sql, args![]).await
}

pub async fn insert(work: &mut Work<'_>, name: &str) -> db::Result<PlatformAppId> {
    let sql = sql!(
        "insert into platform_apps (name, created_at, updated_at) values ($1, $2, $2) returning id"
    );
    let (id,) = work.tx.one::<(PlatformAppId,)>(sql, args![name, work.now]).await?;
    Ok(id)
}

/// An app that nobody else changes until this work is done.
pub async fn lock(tx: &mut Tx, app: PlatformAppId) -> db::Result<Option<PlatformAppId>> {
    let sql = sql!("select id from platform_apps where id = $1 for update");
    Ok(tx.first::<(PlatformAppId,)>(sql, args![app]).await?.map(|(id,)| id))
}

pub async fn delete(tx: &mut Tx, app: PlatformAppId) -> db::Result<()> {
    tx.push(sql!("delete from platform_apps where id = $1"), args![app]).await
}
