//! Rows of `platform_apps` and `platform_permissibles`.

use db::{FromRow, Row, Tx, args, sql};

use super::{Kind, Object, PlatformApp};
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

pub async fn permit(work: &mut Work<'_>, app: PlatformAppId, object: Object) -> db::Result<()> {
    let sql = sql!(
        "insert into platform_permissibles (app_id, kind, object_id, created_at)
         values ($1, $2, $3, $4) on conflict (app_id, kind, object_id) do nothing"
    );
    let (kind, id) = object.stored();
    work.tx.push(sql, args![app, kind, id, work.now]).await
}

/// Takes a permission back. Tells how many there were.
pub async fn forbid(tx: &mut Tx, app: PlatformAppId, object: Object) -> db::Result<u64> {
    let sql = sql!(
        "delete from platform_permissibles where app_id = $1 and kind = $2 and object_id = $3"
    );
    let (kind, id) = object.stored();
    tx.exec(sql, args![app, kind, id]).await
}

/// Has no app reach something that is gone.
pub async fn forget(tx: &mut Tx, object: Object) -> db::Result<()> {
    let sql = sql!("delete from platform_permissibles where kind = $1 and object_id = $2");
    let (kind, id) = object.stored();
    tx.push(sql, args![kind, id]).await
}

pub async fn may_reach(tx: &mut Tx, app: PlatformAppId, object: Object) -> db::Result<bool> {
    let sql = sql!(
        "select 1 from platform_permissibles where app_id = $1 and kind = $2 and object_id = $3"
    );
    let (kind, id) = object.stored();
    Ok(tx.first::<(i64,)>(sql, args![app, kind, id]).await?.is_some())
}

/// The ids of what an app may reach of a kind. Some of it may be gone.
pub async fn reachable(tx: &mut Tx, app: PlatformAppId, kind: Kind) -> db::Result<Vec<i64>> {
    let sql = sql!(
        "select object_id from platform_permissibles where app_id = $1 and kind = $2
         order by object_id"
    );
    let ids = tx.all::<(i64,)>(sql, args![app, kind]).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}
