//! Rows of `custom_filters`.

use db::{FromRow, Row, args, sql};

use super::{CustomFilter, FilterType};
use crate::{
    id::{CustomFilterId, UserId},
    work::Work,
};

const COLUMNS: &str = "id, name, filter_type, query, created_at, updated_at";

impl FromRow for CustomFilter {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(CustomFilter {
            id: row.take()?,
            name: row.take()?,
            filter_type: row.take()?,
            query: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
        })
    }
}

pub async fn list(
    work: &mut Work<'_>,
    user: UserId,
    about: FilterType,
) -> db::Result<Vec<CustomFilter>> {
    let sql = sql!(
        "select {COLUMNS} from custom_filters
         where account_id = $1 and user_id = $2 and filter_type = $3 order by id"
    );
    work.tx.all(sql, args![work.account, user, about]).await
}

pub async fn find(
    work: &mut Work<'_>,
    user: UserId,
    id: CustomFilterId,
) -> db::Result<Option<CustomFilter>> {
    let sql = sql!(
        "select {COLUMNS} from custom_filters where account_id = $1 and user_id = $2 and id = $3"
    );
    work.tx.first(sql, args![work.account, user, id]).await
}

/// The same, with nobody else changing it.
pub async fn lock(
    work: &mut Work<'_>,
    user: UserId,
    id: CustomFilterId,
) -> db::Result<Option<CustomFilter>> {
    let sql = sql!(
        "select {COLUMNS} from custom_filters where account_id = $1 and user_id = $2 and id = $3
         for update"
    );
    work.tx.first(sql, args![work.account, user, id]).await
}

pub async fn count(work: &mut Work<'_>, user: UserId) -> db::Result<i64> {
    let sql = sql!("select count(*) from custom_filters where account_id = $1 and user_id = $2");
    let (count,) = work.tx.one::<(i64,)>(sql, args![work.account, user]).await?;
    Ok(count)
}

pub async fn insert(
    work: &mut Work<'_>,
    user: UserId,
    new: &CustomFilter,
) -> db::Result<CustomFilter> {
    let sql = sql!(
        "insert into custom_filters
           (account_id, user_id, filter_type, name, query, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6) returning {COLUMNS}"
    );
    let args = args![work.account, user, new.filter_type, &new.name, &new.query, work.now];
    work.tx.one(sql, args).await
}

pub async fn update(work: &mut Work<'_>, user: UserId, filter: &CustomFilter) -> db::Result<()> {
    let sql = sql!(
        "update custom_filters set filter_type = $4, name = $5, query = $6, updated_at = $7
         where account_id = $1 and user_id = $2 and id = $3"
    );
    let CustomFilter { id, name, filter_type, query, updated_at, .. } = filter;
    let args = args![work.account, user, *id, *filter_type, name, query, *updated_at];
    work.tx.push(sql, args).await
}

/// Tells how many there were.
pub async fn delete(work: &mut Work<'_>, user: UserId, id: CustomFilterId) -> db::Result<u64> {
    let sql = sql!("delete from custom_filters where account_id = $1 and user_id = $2 and id = $3");
    work.tx.exec(sql, args![work.account, user, id]).await
}

/// Removes all that a member had who has left.
pub async fn forget_member(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    let sql = sql!("delete from custom_filters where account_id = $1 and user_id = $2");
    work.tx.push(sql, args![work.account, user]).await
}
