//! Rows of `articles` and `article_files`. What anybody may read of them is in [`public`].

mod public;

use db::{FromRow, Row, args, sql};
use sea_query::{Expr, ExprTrait as _, Order as By, Query, SelectStatement};

use super::{
    Article, Status,
    list::{Filter, Order},
};
use crate::{
    id::{ArticleId, PortalId, UserId},
    page::Window,
    work::Work,
};

pub use public::{
    addresses, first_of_each, public_id_of_slug, public_of_slug, read_most, siblings, titles,
};

const TABLE: &str = "articles";

const COLUMNS: &str = "id, portal_id, category_id, author_id, associated_article_id, title, slug,
    description, content, status, locale, position, views, meta, updated_at";

/// The same, without what it says.
const WITHOUT_CONTENT: &str = "articles.id, portal_id, category_id, author_id,
    articles.associated_article_id, title, slug, description, cast(null as text), status, locale,
    position, views, meta, updated_at";

/// Translations that are told of for one article, and for all of a list.
const MOST_TRANSLATIONS: [i64; 2] = [50, 500];

impl FromRow for Article {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Article {
            id: row.take()?,
            portal: row.take()?,
            category: row.take()?,
            author: row.take()?,
            associated: row.take()?,
            title: row.take()?,
            slug: row.take()?,
            description: row.take()?,
            content: row.take()?,
            status: row.take()?,
            locale: row.take()?,
            position: row.take()?,
            views: row.take()?,
            meta: row.take()?,
            updated_at: row.take()?,
        })
    }
}

pub async fn page(
    work: &mut Work<'_>,
    portal: PortalId,
    filter: &Filter,
    order: Order,
    Window { limit, offset }: Window,
) -> db::Result<Vec<Article>> {
    let mut query = matching(work, portal, filter);
    query.columns(COLUMNS.split(',').map(str::trim));
    match order {
        Order::Updated => query.order_by("updated_at", By::Desc).order_by("id", By::Desc),
        Order::Position => query.order_by("position", By::Asc).order_by("id", By::Asc),
        Order::Views => query.order_by("views", By::Desc).order_by("id", By::Asc),
        Order::Given => &mut query,
    };
    query.limit(limit).offset(offset);
    work.tx.select(&query).await
}

/// The ids of articles, in no particular order.
pub async fn ids(work: &mut Work<'_>, portal: PortalId, filter: &Filter) -> db::Result<Vec<i64>> {
    let mut query = matching(work, portal, filter);
    query.column("id");
    let ids = work.tx.select::<(i64,)>(&query).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// How many articles there are of each status and author.
pub async fn counts(
    work: &mut Work<'_>,
    portal: PortalId,
    filter: &Filter,
) -> db::Result<Vec<(Status, UserId, i64)>> {
    let mut query = matching(work, portal, filter);
    query
        .columns(["status", "author_id"])
        .expr(Expr::col("id").count())
        .group_by_columns(["status", "author_id"]);
    work.tx.select(&query).await
}

fn matching(work: &Work<'_>, portal: PortalId, filter: &Filter) -> SelectStatement {
    let Filter { locale, categories, status, author, ids } = filter;
    let mut query = Query::select();
    query
        .from(TABLE)
        .and_where(Expr::col("account_id").eq(work.account))
        .and_where(Expr::col("portal_id").eq(portal))
        .and_where_option(locale.as_ref().map(|locale| Expr::col("locale").eq(locale)))
        .and_where_option(status.map(|status| Expr::col("status").eq(status)))
        .and_where_option(author.map(|author| Expr::col("author_id").eq(author)))
        .and_where_option(
            categories.as_ref().map(|ids| Expr::col("category_id").is_in(ids.iter().copied())),
        )
        .and_where_option(ids.as_ref().map(|ids| Expr::col("id").is_in(ids.iter().copied())));
    query
}

pub async fn find(
    work: &mut Work<'_>,
    portal: PortalId,
    id: ArticleId,
) -> db::Result<Option<Article>> {
    let sql =
        sql!("select {COLUMNS} from articles where account_id = $1 and portal_id = $2 and id = $3");
    work.tx.first(sql, args![work.account, portal, id]).await
}

/// An article that nobody else changes until this work is done.
pub async fn lock(
    work: &mut Work<'_>,
    portal: PortalId,
    id: ArticleId,
) -> db::Result<Option<Article>> {
    let sql = sql!(
        "select {COLUMNS} from articles where account_id = $1 and portal_id = $2 and id = $3
         for update"
    );
    work.tx.first(sql, args![work.account, portal, id]).await
}

/// The articles of the account with these ids, in no particular order.
pub async fn of_ids(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<Article>> {
    let sql = sql!("select {COLUMNS} from articles where account_id = $1 and id = any($2)");
    work.tx.all(sql, args![work.account, ids]).await
}

/// The slug of the portal and the name of the category of each of these articles.
pub async fn places(
    work: &mut Work<'_>,
    ids: &[i64],
) -> db::Result<Vec<(ArticleId, String, Option<String>)>> {
    let sql = sql!(
        "select articles.id, portals.slug, categories.name
         from articles join portals on portals.id = articles.portal_id
           left join categories on categories.id = articles.category_id
         where articles.account_id = $1 and articles.id = any($2) and portals.doomed_at is null"
    );
    work.tx.all(sql, args![work.account, ids]).await
}

/// Those that say the same as one of these in another language, without what they say: the first
/// of each, as far as they are not too many.
pub async fn associated(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<Article>> {
    let sql = sql!(
        "select {WITHOUT_CONTENT}
         from (select id as placed_id,
             row_number() over (partition by associated_article_id order by id) as place
           from articles where associated_article_id = any($2)) as placed
           join articles on articles.id = placed_id
         where place <= $3 and account_id = $1
         order by place, articles.id limit $4"
    );
    let [of_one, of_all] = MOST_TRANSLATIONS;
    work.tx.all(sql, args![work.account, ids, of_one, of_all]).await
}

/// The language and slug of every article that anybody may read and that says the same as one,
/// whichever of them was there first.
pub async fn translations(
    work: &mut Work<'_>,
    article: &Article,
) -> db::Result<Vec<(String, String)>> {
    let root = article.associated.unwrap_or(article.id);
    let sql = sql!(
        "select locale, slug from articles
         where (id = $3 or associated_article_id = $3) and portal_id = $2 and account_id = $1
           and status = $4
         order by id limit $5"
    );
    let [most, _] = MOST_TRANSLATIONS;
    work.tx.all(sql, args![work.account, article.portal, root, Status::Published, most]).await
}

/// The highest position in the category of an article, or among those in none.
pub async fn last_position(work: &mut Work<'_>, article: &Article) -> db::Result<i64> {
    let sql = sql!(
        "select max(position) from articles
         where account_id = $1 and portal_id = $2 and category_id is not distinct from $3
           and id <> $4"
    );
    let args = args![work.account, article.portal, article.category, article.id];
    let (last,) = work.tx.one::<(Option<i64>,)>(sql, args).await?;
    Ok(last.unwrap_or(0))
}

/// How many of the ids are those of articles of a portal.
pub async fn count_of(work: &mut Work<'_>, portal: PortalId, ids: &[i64]) -> db::Result<usize> {
    let sql = sql!(
        "select count(*) from articles where account_id = $1 and portal_id = $2 and id = any($3)"
    );
    let (count,) = work.tx.one::<(i64,)>(sql, args![work.account, portal, ids]).await?;
    Ok(usize::try_from(count).unwrap_or_default())
}

pub async fn insert(work: &mut Work<'_>, new: &Article) -> db::Result<ArticleId> {
    let sql = sql!(
        "insert into articles (account_id, portal_id, category_id, author_id,
           associated_article_id, title, slug, description, content, status, locale, position,
           meta, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14) returning id"
    );
    let args = args![
        work.account,
        new.portal,
        new.category,
        new.author,
        new.associated,
        &new.title,
        &new.slug,
        &new.description,
        &new.content,
        new.status,
        &new.locale,
        new.position,
        &new.meta,
        work.now,
    ];
    let (id,) = work.tx.one::<(ArticleId,)>(sql, args).await?;
    Ok(id)
}

pub async fn update(work: &mut Work<'_>, article: &Article) -> db::Result<()> {
    let sql = sql!(
        "update articles set category_id = $3, author_id = $4, associated_article_id = $5,
           title = $6, slug = $7, description = $8, content = $9, status = $10, locale = $11,
           position = $12, meta = $13, updated_at = $14
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        article.id,
        article.category,
        article.author,
        article.associated,
        &article.title,
        &article.slug,
        &article.description,
        &article.content,
        article.status,
        &article.locale,
        article.position,
        &article.meta,
        work.now,
    ];
    // Waited for, since its slug may be taken.
    work.tx.exec(sql, args).await.map(drop)
}

pub async fn place(work: &mut Work<'_>, id: ArticleId, position: i64) -> db::Result<()> {
    let sql = sql!("update articles set position = $3 where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id, position]).await
}

/// Notes that somebody has read an article. It is not changed by that.
pub async fn count_view(work: &mut Work<'_>, id: ArticleId) -> db::Result<()> {
    let sql = sql!("update articles set views = views + 1 where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}

pub async fn delete(work: &mut Work<'_>, ids: &[i64]) -> db::Result<()> {
    let sql = sql!("delete from articles where account_id = $1 and id = any($2)");
    work.tx.push(sql, args![work.account, ids]).await
}

/// Some articles of a portal.
pub async fn some_of(work: &mut Work<'_>, portal: PortalId, most: i64) -> db::Result<Vec<i64>> {
    let sql = sql!(
        "select id from articles where portal_id = $2 and account_id = $1
         order by updated_at, id limit $3"
    );
    let ids = work.tx.all::<(i64,)>(sql, args![work.account, portal, most]).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// The files that articles show, each as often as one of them does.
pub async fn files_of(work: &mut Work<'_>, articles: &[i64]) -> db::Result<Vec<i64>> {
    let sql = sql!(
        "select blob_id from article_files where article_id = any($1) order by article_id, blob_id"
    );
    let files = work.tx.all::<(i64,)>(sql, args![articles]).await?;
    Ok(files.into_iter().map(|(file,)| file).collect())
}

pub async fn note_files(work: &mut Work<'_>, id: ArticleId, files: &[i64]) -> db::Result<()> {
    let sql = sql!(
        "insert into article_files (article_id, blob_id)
         select cast($1 as bigint), id from blobs where id = any($2)"
    );
    work.tx.push(sql, args![id, files]).await
}

pub async fn forget_files(work: &mut Work<'_>, id: ArticleId, files: &[i64]) -> db::Result<()> {
    let sql = sql!("delete from article_files where article_id = $1 and blob_id = any($2)");
    work.tx.push(sql, args![id, files]).await
}
