//! Search for articles by the words that are in them, or by how these begin. A word in a title
//! counts for more than one in a description, and that for more than one in the text; the longer an
//! article is, the less each counts.
//!
//! Articles are few and seldom changed, so their words are written in the transaction of the
//! change, and they are found at once. What is a word is told by [`words`](crate::words); how words
//! are indexed differs by engine.

mod postgres;
mod sqlite;

use std::collections::BTreeSet;

use db::{Kind, Tx};

use super::{Article, Status, store};
use crate::{
    clock::Timestamp,
    error::Result,
    id::{AccountId, PortalId},
    page::{self, Window},
    words,
    work::Work,
};

/// Articles of a portal that one search tells of: those that fit best.
const MOST: i64 = 500;

/// Where articles are looked for.
#[derive(Clone, Copy, Debug)]
enum Place {
    Account(AccountId),
    Portal(PortalId),
}

/// Which articles of a place are looked through: all, if nothing is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Among<'a> {
    pub locale: Option<&'a str>,
    pub status: Option<Status>,
}

/// Where, among which and between which times of their last change articles are looked for.
#[derive(Clone, Copy, Debug)]
struct Scope<'a> {
    place: Place,
    among: Among<'a>,
    times: [i64; 2],
}

/// The words of an article.
struct Words {
    title: BTreeSet<String>,
    description: BTreeSet<String>,
    content: BTreeSet<String>,
}

/// An article that was found, with where it is.
#[derive(Debug)]
pub struct Found {
    pub article: Article,
    pub portal_slug: String,
    pub category_name: Option<String>,
}

/// Makes a new article findable.
pub(super) async fn index(work: &mut Work<'_>, article: &Article) -> db::Result<()> {
    let words = Words {
        title: words::of(&article.title),
        description: words::of(article.description.as_deref().unwrap_or_default()),
        content: words::of(article.content.as_deref().unwrap_or_default()),
    };
    match work.tx.kind() {
        Kind::Sqlite => sqlite::insert(work, article, &words).await,
        Kind::Postgres => postgres::insert(work, article, &words).await,
    }
}

/// Makes an article findable by what it says now.
pub(super) async fn reindex(work: &mut Work<'_>, article: &Article) -> db::Result<()> {
    forget(work.tx, &[article.id.0]).await?;
    index(work, article).await
}

/// Puts some of the index in order, for searches to be quick. Returns whether there is more.
pub async fn tidy(tx: &mut Tx) -> db::Result<bool> {
    match tx.kind() {
        Kind::Sqlite => sqlite::merge(tx).await,
        // Its index is one that is kept in order.
        Kind::Postgres => Ok(false),
    }
}

/// Makes articles unfindable.
pub(super) async fn forget(tx: &mut Tx, ids: &[i64]) -> db::Result<()> {
    match tx.kind() {
        Kind::Sqlite => sqlite::delete(tx, ids).await,
        Kind::Postgres => postgres::delete(tx, ids).await,
    }
}

/// The articles of a portal in which all words of a text are, those first that fit best.
pub async fn in_portal(
    work: &mut Work<'_>,
    portal: PortalId,
    text: &str,
    among: Among<'_>,
) -> Result<Vec<i64>> {
    let scope = Scope { place: Place::Portal(portal), among, times: [i64::MIN, i64::MAX] };
    Ok(best(work, scope, text, MOST, 0).await?)
}

/// The same of an account, between two times of their last change.
pub async fn in_account(
    work: &mut Work<'_>,
    text: &str,
    [since, until]: [Option<Timestamp>; 2],
    window: Window,
) -> Result<Vec<Found>> {
    let times = [since.map_or(i64::MIN, |since| since.0), until.map_or(i64::MAX, |until| until.0)];
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let (limit, offset) = (count(window.limit), count(window.offset));
    let place = Place::Account(work.account);
    let scope = Scope { place, among: Among::default(), times };
    let ids = best(work, scope, text, limit, offset).await?;
    let mut articles = store::of_ids(work, &ids).await?;
    page::restore_order(&mut articles, &ids, |article| article.id.0);
    let mut places = store::places(work, &ids).await?;
    let found = |article: Article| {
        let at = places.iter().position(|(id, ..)| *id == article.id)?;
        let (_, portal_slug, category_name) = places.swap_remove(at);
        Some(Found { article, portal_slug, category_name })
    };
    Ok(articles.into_iter().filter_map(found).collect())
}

async fn best(
    work: &mut Work<'_>,
    scope: Scope<'_>,
    text: &str,
    limit: i64,
    offset: i64,
) -> db::Result<Vec<i64>> {
    let sought = words::sought(text);
    let beginnings: BTreeSet<String> = sought.words.into_iter().chain(sought.beginning).collect();
    if beginnings.is_empty() {
        return Ok(Vec::new());
    }
    let ids = match work.tx.kind() {
        Kind::Sqlite => sqlite::best(work, scope, &beginnings, limit, offset).await?,
        Kind::Postgres => postgres::best(work, scope, &beginnings, limit, offset).await?,
    };
    Ok(ids.into_iter().map(|(id,)| id).collect())
}
