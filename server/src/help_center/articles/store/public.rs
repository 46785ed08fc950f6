//! What anybody may read of articles: of those only that are published.

use db::{FromRow, Row, args, sql};

use super::COLUMNS;
use crate::{
    help_center::articles::{Address, Article, Status, Title},
    id::{ArticleId, CategoryId, PortalId},
    page::Window,
    work::Work,
};

const TITLE: &str = "articles.id, category_id, title, slug";

impl FromRow for Title {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Title { id: row.take()?, category: row.take()?, title: row.take()?, slug: row.take()? })
    }
}

impl FromRow for Address {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Address { slug: row.take()?, updated_at: row.take()? })
    }
}

/// An article that anybody may read.
pub async fn public_of_slug(
    work: &mut Work<'_>,
    portal: PortalId,
    slug: &str,
) -> db::Result<Option<Article>> {
    let sql = sql!(
        "select {COLUMNS} from articles
         where portal_id = $2 and slug = $3 and status = $4 and account_id = $1"
    );
    work.tx.first(sql, args![work.account, portal, slug, Status::Published]).await
}

/// The id of an article that anybody may read.
pub async fn public_id_of_slug(
    work: &mut Work<'_>,
    portal: PortalId,
    slug: &str,
) -> db::Result<Option<ArticleId>> {
    let sql = sql!(
        "select id from articles
         where portal_id = $2 and slug = $3 and status = $4 and account_id = $1"
    );
    let args = args![work.account, portal, slug, Status::Published];
    Ok(work.tx.first::<(ArticleId,)>(sql, args).await?.map(|(id,)| id))
}

/// What lists show of the articles of a category that anybody may read, as they stand.
pub async fn titles(
    work: &mut Work<'_>,
    category: CategoryId,
    Window { limit, offset }: Window,
) -> db::Result<Vec<Title>> {
    let sql = sql!(
        "select {TITLE} from articles
         where category_id = $2 and status = $3 and account_id = $1
         order by position, id limit $4 offset $5"
    );
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let (limit, offset) = (count(limit), count(offset));
    work.tx.all(sql, args![work.account, category, Status::Published, limit, offset]).await
}

/// The same of the others in the category of an article.
pub async fn siblings(work: &mut Work<'_>, article: &Article, most: i64) -> db::Result<Vec<Title>> {
    let sql = sql!(
        "select {TITLE} from articles
         where category_id = $2 and status = $3 and id <> $4 and account_id = $1
         order by position, id limit $5"
    );
    let args = args![work.account, article.category, Status::Published, article.id, most];
    work.tx.all(sql, args).await
}

/// The same of those that stand first in each category of a language, and of those in none.
pub async fn first_of_each(
    work: &mut Work<'_>,
    portal: PortalId,
    locale: &str,
    [of_category, of_none]: [i64; 2],
) -> db::Result<Vec<Title>> {
    let sql = sql!(
        "select {TITLE}
         from (select id as placed_id,
             row_number() over (partition by category_id order by position, id) as place
           from articles where portal_id = $2 and locale = $3 and status = $4) as placed
           join articles on articles.id = placed_id
         where account_id = $1 and place <=
           case when category_id is null then cast($6 as bigint) else cast($5 as bigint) end
         order by place"
    );
    let args = args![work.account, portal, locale, Status::Published, of_category, of_none];
    work.tx.all(sql, args).await
}

/// The same of those of a language that were read most.
pub async fn read_most(
    work: &mut Work<'_>,
    portal: PortalId,
    locale: &str,
    most: usize,
) -> db::Result<Vec<Title>> {
    let sql = sql!(
        "select {TITLE} from articles
         where portal_id = $2 and locale = $3 and status = $4 and account_id = $1
         order by views desc, position, id limit $5"
    );
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    work.tx.all(sql, args![work.account, portal, locale, Status::Published, most]).await
}

/// Where articles of a language are found that anybody may read.
pub async fn addresses(
    work: &mut Work<'_>,
    portal: PortalId,
    locale: &str,
    most: usize,
) -> db::Result<Vec<Address>> {
    let sql = sql!(
        "select slug, updated_at from articles
         where portal_id = $2 and locale = $3 and status = $4 and account_id = $1
         order by id limit $5"
    );
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    work.tx.all(sql, args![work.account, portal, locale, Status::Published, most]).await
}
