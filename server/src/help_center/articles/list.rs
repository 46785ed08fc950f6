//! Lists of articles, with what is shown beside each.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use super::{
    Article, Status,
    search::{self, Among},
    store,
};
use crate::{
    agents::{self, Agent},
    error::{Error, Result},
    help_center::{
        categories::{Category, Shelf},
        portals::{self, Portal, counts::Articles},
    },
    id::{ArticleId, CategoryId, UserId},
    page::{self, Window},
    work::Work,
};

/// Characters of what is looked for.
pub const LONGEST_QUERY: usize = 255;

/// Which articles of a portal are wanted.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Wanted {
    pub locale: Option<String>,
    /// Categories of any language.
    pub category_slug: Option<String>,
    #[serde(deserialize_with = "in_query")]
    pub status: Option<Status>,
    pub author_id: Option<UserId>,
    /// Words that are in them.
    pub query: Option<String>,
}

/// A status by its name or its number, which in a query is a text.
pub fn in_query<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Status>, D::Error> {
    let Some(sent) = Option::<Value>::deserialize(from)? else { return Ok(None) };
    let number = sent.as_str().and_then(|text| text.parse::<u64>().ok());
    Status::deserialize(number.map_or(sent, Value::from)).map(Some).map_err(de::Error::custom)
}

/// The same, once it is known what is meant.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub locale: Option<String>,
    /// None means any, and those in no category.
    pub categories: Option<Vec<CategoryId>>,
    pub status: Option<Status>,
    pub author: Option<UserId>,
    /// None means any.
    pub ids: Option<Vec<i64>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Those first that were changed last.
    Updated,
    Position,
    /// Those first that were read most.
    Views,
    /// As the ids of the filter are.
    Given,
}

/// An article with all that is shown of it.
#[derive(Clone, Debug)]
pub struct Details {
    pub article: Article,
    pub category: Option<Category>,
    pub author: Option<Agent>,
    /// Those that say the same in other languages, without what they say, each with its author.
    pub associated: Vec<(Article, Option<Agent>)>,
}

/// A page of a list.
#[derive(Debug)]
pub struct Page {
    pub portal: Portal,
    pub articles: Vec<Details>,
    /// How many there are in all of the portal.
    pub all: i64,
    /// Those of the list, whatever their status and author.
    pub counts: Articles,
}

/// Articles of a portal of the account: those that fit a query best, or those in the order of
/// their category, or those that were changed last.
pub async fn page(
    work: &mut Work<'_>,
    slug: &str,
    wanted: &Wanted,
    window: Window,
) -> Result<Page> {
    let portal = portals::find(work, slug).await?;
    let shelf = Shelf::load(work, portal.id, false).await?;
    let query = wanted.query.as_deref().map(str::trim).filter(|query| !query.is_empty());
    let among = Among { locale: wanted.locale.as_deref(), status: None };
    let found = match query {
        Some(query) => Some(search::in_portal(work, portal.id, checked(query)?, among).await?),
        None => None,
    };
    let order = match (&found, &wanted.category_slug) {
        (Some(_), _) => Order::Given,
        (None, Some(_)) => Order::Position,
        (None, None) => Order::Updated,
    };
    let of_anyone = Filter {
        locale: wanted.locale.clone(),
        categories: wanted.category_slug.as_deref().map(|slug| shelf.of_slug(slug)),
        ids: found,
        ..Filter::default()
    };
    let counts = counted(work, &portal, &of_anyone).await?;
    let all = counted(work, &portal, &Filter::default()).await?.all;
    let mut filter = Filter { status: wanted.status, author: wanted.author_id, ..of_anyone };
    if let (Some(query), Some(_)) = (query, wanted.status) {
        let among = Among { status: wanted.status, ..among };
        filter.ids = Some(search::in_portal(work, portal.id, query, among).await?);
    }
    let articles = some(work, &portal, &filter, order, window).await?;
    let articles = detailed(work, &shelf, articles).await?;
    Ok(Page { portal, articles, all, counts })
}

/// Refuses to look for more than anybody types.
pub fn checked(query: &str) -> Result<&str> {
    let mut problems = crate::error::Problems::default();
    problems.at_most("query", query, LONGEST_QUERY);
    problems.check()?;
    Ok(query)
}

/// Articles of a portal, in an order.
pub async fn some(
    work: &mut Work<'_>,
    portal: &Portal,
    filter: &Filter,
    order: Order,
    window: Window,
) -> Result<Vec<Article>> {
    let Some(given) = filter.ids.as_ref().filter(|_| order == Order::Given) else {
        return Ok(store::page(work, portal.id, filter, order, window).await?);
    };
    let mut ids = store::ids(work, portal.id, filter).await?;
    page::restore_order(&mut ids, given, |id| *id);
    let ids = window.of(ids);
    let mut found = store::of_ids(work, &ids).await?;
    page::restore_order(&mut found, &ids, |article| article.id.0);
    Ok(found)
}

/// How many articles of a portal there are.
pub async fn counted(work: &mut Work<'_>, portal: &Portal, filter: &Filter) -> Result<Articles> {
    let me = work.actor.member().map(|member| member.user);
    let mut counts = Articles::default();
    for (status, author, count) in store::counts(work, portal.id, filter).await? {
        counts.add(status, me == Some(author), count);
    }
    Ok(counts)
}

pub async fn one_detailed(
    work: &mut Work<'_>,
    portal: Portal,
    article: Article,
) -> Result<(Details, Portal)> {
    let shelf = Shelf::load(work, portal.id, false).await?;
    let details = detailed(work, &shelf, vec![article]).await?.pop();
    Ok((details.ok_or(Error::NotFound)?, portal))
}

/// Articles of one portal with all that is shown of them.
pub async fn detailed(
    work: &mut Work<'_>,
    shelf: &Shelf,
    articles: Vec<Article>,
) -> Result<Vec<Details>> {
    let ids: Vec<i64> = articles.iter().map(|article| article.id.0).collect();
    let translations = store::associated(work, &ids).await?;
    let mut authors: Vec<UserId> =
        articles.iter().chain(&translations).map(|article| article.author).collect();
    authors.sort_unstable();
    authors.dedup();
    let authors = agents::of_users(work, &authors).await?;
    let authors: HashMap<UserId, Agent> = authors.into_iter().map(|it| (it.id, it)).collect();
    let mut associated: HashMap<ArticleId, Vec<(Article, Option<Agent>)>> = HashMap::new();
    for article in translations {
        let Some(root) = article.associated else { continue };
        let author = authors.get(&article.author).cloned();
        associated.entry(root).or_default().push((article, author));
    }
    let details = |article: Article| Details {
        category: article.category.and_then(|id| shelf.get(id)).cloned(),
        author: authors.get(&article.author).cloned(),
        associated: associated.remove(&article.id).unwrap_or_default(),
        article,
    };
    Ok(articles.into_iter().map(details).collect())
}
