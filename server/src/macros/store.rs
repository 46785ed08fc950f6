//! Rows of `macros`.

use db::{FromRow, Row, args, sql};

use super::{Macro, Visibility};
use crate::{
    actions::Action,
    id::{MacroId, UserId},
    work::Work,
};

const COLUMNS: &str = "id, name, visibility, created_by_id, updated_by_id, actions";

impl FromRow for Macro {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Macro {
            id: row.take()?,
            name: row.take()?,
            visibility: row.take()?,
            created_by: row.take()?,
            updated_by: row.take()?,
            actions: serde_json::from_str(&row.take::<String>()?)
                .map_err(|error| db::Error::Shape(error.to_string()))?,
        })
    }
}

/// Those that a member may have done, in the order in which they were added.
pub async fn list(work: &mut Work<'_>, me: UserId) -> db::Result<Vec<Macro>> {
    let sql = sql!(
        "select {COLUMNS} from macros
         where account_id = $1 and (visibility = $2 or created_by_id = $3) order by id"
    );
    work.tx.all(sql, args![work.account, Visibility::Global, me]).await
}

pub async fn find(work: &mut Work<'_>, id: MacroId) -> db::Result<Option<Macro>> {
    let sql = sql!("select {COLUMNS} from macros where account_id = $1 and id = $2");
    work.tx.first(sql, args![work.account, id]).await
}

/// The same, with nobody else changing it.
pub async fn lock(work: &mut Work<'_>, id: MacroId) -> db::Result<Option<Macro>> {
    let sql = sql!("select {COLUMNS} from macros where account_id = $1 and id = $2 for update");
    work.tx.first(sql, args![work.account, id]).await
}

pub async fn count(work: &mut Work<'_>) -> db::Result<i64> {
    let sql = sql!("select count(*) from macros where account_id = $1");
    let (count,) = work.tx.one::<(i64,)>(sql, args![work.account]).await?;
    Ok(count)
}

/// Those that nobody but a member has.
pub async fn personal_of(work: &mut Work<'_>, user: UserId) -> db::Result<Vec<MacroId>> {
    let sql = sql!(
        "select id from macros
         where account_id = $1 and created_by_id = $2 and visibility = $3 order by id for update"
    );
    let args = args![work.account, user, Visibility::Personal];
    let found = work.tx.all::<(MacroId,)>(sql, args).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

pub async fn insert(work: &mut Work<'_>, new: &Macro) -> db::Result<MacroId> {
    let sql = sql!(
        "insert into macros (account_id, name, visibility, created_by_id, updated_by_id, actions,
           created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7) returning id"
    );
    let args = args![
        work.account,
        &new.name,
        new.visibility,
        new.created_by,
        new.updated_by,
        json(&new.actions),
        work.now,
    ];
    let (id,) = work.tx.one::<(MacroId,)>(sql, args).await?;
    Ok(id)
}

pub async fn update(work: &mut Work<'_>, changed: &Macro) -> db::Result<()> {
    let sql = sql!(
        "update macros set name = $3, visibility = $4, updated_by_id = $5, actions = $6,
           updated_at = $7
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        changed.id,
        &changed.name,
        changed.visibility,
        changed.updated_by,
        json(&changed.actions),
        work.now,
    ];
    work.tx.push(sql, args).await
}

pub async fn delete(work: &mut Work<'_>, id: MacroId) -> db::Result<()> {
    let sql = sql!("delete from macros where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}

/// Lets a member who has left be the author of nothing.
pub async fn forget_member(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    let sql = sql!(
        "update macros set
           created_by_id = case when created_by_id = $2 then null else created_by_id end,
           updated_by_id = case when updated_by_id = $2 then null else updated_by_id end
         where account_id = $1 and (created_by_id = $2 or updated_by_id = $2)"
    );
    work.tx.push(sql, args![work.account, user]).await
}

/// Actions as they are stored.
pub fn json(actions: &[Action]) -> String {
    serde_json::to_string(actions).expect("actions are JSON")
}
