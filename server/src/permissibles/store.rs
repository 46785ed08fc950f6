//! Rows of `platform_permissibles`.

use db::{Tx, args, sql};

use super::{Kind, Object, Reached};
use crate::{
    id::{PlatformAppId, UserId},
    work::Work,
};

/// Notes what an app may reach from now on.
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

/// Lets no app reach a user any more that may not reach the account at hand, too.
pub async fn leave_behind(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    let sql = sql!(
        "delete from platform_permissibles where kind = $1 and object_id = $2 and not exists (
           select 1 from platform_permissibles here
           where here.app_id = platform_permissibles.app_id and here.kind = $3
             and here.object_id = $4)"
    );
    work.tx.push(sql, args![Kind::User, user, Kind::Account, work.account]).await
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

/// How many apps may reach a user, here and elsewhere.
pub async fn reached(work: &mut Work<'_>, user: UserId) -> db::Result<Reached> {
    let sql = sql!(
        "select count(here.app_id), count(*) - count(here.app_id)
         from platform_permissibles of_user
         left join platform_permissibles here
           on here.app_id = of_user.app_id and here.kind = $3 and here.object_id = $4
         where of_user.kind = $1 and of_user.object_id = $2"
    );
    let args = args![Kind::User, user, Kind::Account, work.account];
    let (here, elsewhere) = work.tx.one::<(i64, i64)>(sql, args).await?;
    Ok(Reached { here, elsewhere })
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
