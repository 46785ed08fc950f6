//! Rows of `categories` and `related_categories`.

use std::collections::HashMap;

use db::{FromRow, Row, args, sql};

use super::Category;
use crate::{
    help_center::articles::Status,
    id::{CategoryId, PortalId},
    work::Work,
};

const COLUMNS: &str = "id, name, slug, locale, description, icon, position, parent_category_id,
    associated_category_id";

impl FromRow for Category {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Category {
            id: row.take()?,
            name: row.take()?,
            slug: row.take()?,
            locale: row.take()?,
            description: row.take()?,
            icon: row.take()?,
            position: row.take()?,
            parent: row.take()?,
            associated: row.take()?,
        })
    }
}

pub async fn list(work: &mut Work<'_>, portal: PortalId) -> db::Result<Vec<Category>> {
    let sql = sql!(
        "select {COLUMNS} from categories where account_id = $1 and portal_id = $2
         order by position, id"
    );
    work.tx.all(sql, args![work.account, portal]).await
}

/// A category that nobody else changes until this work is done.
pub async fn lock(
    work: &mut Work<'_>,
    portal: PortalId,
    id: CategoryId,
) -> db::Result<Option<Category>> {
    let sql = sql!(
        "select {COLUMNS} from categories where account_id = $1 and portal_id = $2 and id = $3
         for update"
    );
    work.tx.first(sql, args![work.account, portal, id]).await
}

/// Which categories of a portal are related to which.
pub async fn related(
    work: &mut Work<'_>,
    portal: PortalId,
) -> db::Result<Vec<(CategoryId, CategoryId)>> {
    let sql = sql!(
        "select category_id, related_category_id
         from related_categories join categories on categories.id = category_id
         where categories.account_id = $1 and categories.portal_id = $2
         order by category_id, related_category_id"
    );
    work.tx.all(sql, args![work.account, portal]).await
}

/// How many articles each category of a portal has, of those that anybody may read or of all.
pub async fn count_articles(
    work: &mut Work<'_>,
    portal: PortalId,
    only_public: bool,
) -> db::Result<HashMap<CategoryId, i64>> {
    let sql = sql!(
        "select category_id, count(*) from articles
         where portal_id = $1 and category_id is not null and (status = $2 or not $3)
         group by category_id"
    );
    let args = args![portal, Status::Published, only_public];
    Ok(work.tx.all::<(CategoryId, i64)>(sql, args).await?.into_iter().collect())
}

pub async fn insert(
    work: &mut Work<'_>,
    portal: PortalId,
    new: &Category,
) -> db::Result<CategoryId> {
    let sql = sql!(
        "insert into categories (account_id, portal_id, name, slug, locale, description, icon,
           position, parent_category_id, associated_category_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) returning id"
    );
    let args = args![
        work.account,
        portal,
        &new.name,
        &new.slug,
        &new.locale,
        &new.description,
        &new.icon,
        new.position,
        new.parent,
        new.associated,
        work.now,
    ];
    let (id,) = work.tx.one::<(CategoryId,)>(sql, args).await?;
    Ok(id)
}

pub async fn update(work: &mut Work<'_>, category: &Category) -> db::Result<()> {
    let sql = sql!(
        "update categories set name = $3, slug = $4, locale = $5, description = $6, icon = $7,
           position = $8, parent_category_id = $9, associated_category_id = $10, updated_at = $11
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        category.id,
        &category.name,
        &category.slug,
        &category.locale,
        &category.description,
        &category.icon,
        category.position,
        category.parent,
        category.associated,
        work.now,
    ];
    // Waited for, since its slug may be taken.
    work.tx.exec(sql, args).await.map(drop)
}

/// Has the articles of a category be of its language.
pub async fn translate_articles(work: &mut Work<'_>, category: &Category) -> db::Result<()> {
    let sql = sql!("update articles set locale = $2, updated_at = $3 where category_id = $1");
    work.tx.push(sql, args![category.id, &category.locale, work.now]).await
}

pub async fn place(work: &mut Work<'_>, id: CategoryId, position: i64) -> db::Result<()> {
    let sql = sql!(
        "update categories set position = $3, updated_at = $4 where account_id = $1 and id = $2"
    );
    work.tx.push(sql, args![work.account, id, position, work.now]).await
}

pub async fn relate(work: &mut Work<'_>, id: CategoryId, others: &[i64]) -> db::Result<()> {
    let sql = sql!(
        "insert into related_categories (category_id, related_category_id)
         select cast($2 as bigint), id from categories where account_id = $1 and id = any($3)
         on conflict do nothing"
    );
    work.tx.push(sql, args![work.account, id, others]).await
}

pub async fn unrelate(work: &mut Work<'_>, id: CategoryId) -> db::Result<()> {
    work.tx.push(sql!("delete from related_categories where category_id = $1"), args![id]).await
}

pub async fn delete(work: &mut Work<'_>, id: CategoryId) -> db::Result<()> {
    let sql = sql!("delete from categories where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}
