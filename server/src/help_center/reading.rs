//! What anybody may read of a help center: portals that are not archived, and of these what is
//! published. Of everything else nobody can tell that it is there.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    articles::{
        self, Address, Article, Status, Title,
        list::{self, Filter, Order, checked},
        search::{self, Among},
    },
    categories::{Category, Shelf},
    portals::{self, Portal},
};
use crate::{
    agents::Agent,
    error::{Error, Result},
    id::{AccountId, ArticleId, CategoryId},
    page::{self, Number, Window},
    work::Work,
};

/// Articles that are shown of a category beside others.
const OF_CATEGORY: i64 = 5;

/// Articles in no category that a portal begins with.
pub const OF_NONE: usize = 50;

/// Articles that are read most: shown if there are so many.
const FEATURED: usize = 6;

/// Articles on a page of a category.
pub const ON_PAGE: u64 = 50;

/// Articles on a page of a search.
pub const FOUND: u64 = 25;

/// Addresses that search engines read at once.
const MOST_ADDRESSES: usize = 50_000;

/// How many articles programs are told of at once, if they do not say.
pub const USUAL: u64 = page::MOST;

/// A portal in one of its languages.
#[derive(Debug)]
pub struct Place {
    pub portal: Portal,
    pub locale: String,
    pub shelf: Shelf,
}

/// What a portal begins with.
#[derive(Debug)]
pub struct Home {
    pub place: Place,
    pub featured: Vec<Title>,
    pub sections: Vec<Section>,
    /// Articles in no category.
    pub others: Vec<Title>,
}

/// A category, with some of its articles.
#[derive(Debug)]
pub struct Section {
    pub category: Category,
    pub titles: Vec<Title>,
    /// All that are in it.
    pub count: i64,
}

/// An article, with what is around it.
#[derive(Debug)]
pub struct Reading {
    pub place: Place,
    pub article: Article,
    pub category: Option<Category>,
    pub author: Option<Agent>,
    /// The others of its category.
    pub siblings: Vec<Title>,
    /// The same in other languages: language and slug.
    pub translations: Vec<(String, String)>,
}

/// Which articles are wanted.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Words that are in them.
    pub query: Option<String>,
    /// `views` for those first that were read most. Otherwise they come as they stand.
    pub sort: Option<String>,
    /// Only what is published is told of.
    #[serde(deserialize_with = "articles::list::in_query")]
    pub status: Option<Status>,
}

/// Articles of a language.
#[derive(Debug)]
pub struct Listing {
    pub place: Place,
    /// All that anybody may read in the language.
    pub count: i64,
    pub articles: Vec<list::Details>,
    /// What was looked for, if something was.
    pub query: Option<String>,
}

/// A portal in a language in which it is there, whether or not readers are led to that yet.
pub async fn place(work: &mut Work<'_>, slug: &str, locale: &str) -> Result<Place> {
    let portal = portals::open(work, slug).await?;
    if !portal.locales.allows(locale) {
        return Err(Error::NotFound);
    }
    at(work, portal, locale.to_owned()).await
}

/// How many articles anybody may read in the language.
pub async fn count(work: &mut Work<'_>, place: &Place) -> Result<i64> {
    Ok(list::counted(work, &place.portal, &public_in(&place.locale)).await?.all)
}

/// The language in which a portal is shown first.
pub async fn default_locale(work: &mut Work<'_>, slug: &str) -> Result<String> {
    Ok(portals::open(work, slug).await?.locales.default_locale)
}

pub async fn home(work: &mut Work<'_>, slug: &str, locale: &str) -> Result<Home> {
    let place = place(work, slug, locale).await?;
    let mut featured = articles::read_most(work, place.portal.id, locale, FEATURED).await?;
    if featured.len() < FEATURED {
        featured.clear();
    }
    let most = [OF_CATEGORY, i64::try_from(OF_NONE).unwrap_or(OF_CATEGORY)];
    let titles = articles::first_of_each(work, place.portal.id, locale, most).await?;
    let mut by_category: HashMap<Option<CategoryId>, Vec<Title>> = HashMap::new();
    for title in titles {
        by_category.entry(title.category).or_default().push(title);
    }
    let section = |category: &Category| {
        let titles = by_category.remove(&Some(category.id))?;
        let count = place.shelf.articles_in(category.id);
        Some(Section { category: category.clone(), titles, count })
    };
    let of_locale = place.shelf.all().iter().filter(|category| category.locale == locale);
    let sections = of_locale.filter_map(section).collect();
    let others = by_category.remove(&None).unwrap_or_default();
    Ok(Home { place, featured, sections, others })
}

/// A category with a page of its articles.
pub async fn category(
    work: &mut Work<'_>,
    slug: &str,
    locale: &str,
    category: &str,
    page: Number,
) -> Result<(Place, Section)> {
    let place = place(work, slug, locale).await?;
    let mut categories = place.shelf.all().iter();
    let known = categories.find(|it| it.locale == locale && it.slug == category);
    let category = known.cloned().ok_or(Error::NotFound)?;
    let window = Window { limit: ON_PAGE, offset: page.skipping(ON_PAGE) };
    let titles = articles::titles(work, category.id, window).await?;
    let count = place.shelf.articles_in(category.id);
    Ok((place, Section { category, titles, count }))
}

pub async fn article(work: &mut Work<'_>, slug: &str, article: &str) -> Result<Reading> {
    let portal = portals::open(work, slug).await?;
    let found = articles::public_of_slug(work, portal.id, article).await?;
    let article = found.ok_or(Error::NotFound)?;
    let place = at(work, portal, article.locale.clone()).await?;
    let siblings = articles::siblings(work, &article, OF_CATEGORY).await?;
    let translations = articles::translations(work, &article).await?;
    let details = list::detailed(work, &place.shelf, vec![article]).await?.pop();
    let list::Details { article, category, author, .. } = details.ok_or(Error::NotFound)?;
    Ok(Reading { place, article, category, author, siblings, translations })
}

/// An article as programs are told of it.
pub async fn details(
    work: &mut Work<'_>,
    slug: &str,
    article: &str,
) -> Result<(Place, list::Details)> {
    let portal = portals::open(work, slug).await?;
    let found = articles::public_of_slug(work, portal.id, article).await?;
    let article = found.ok_or(Error::NotFound)?;
    let place = at(work, portal, article.locale.clone()).await?;
    let details = list::detailed(work, &place.shelf, vec![article]).await?.pop();
    Ok((place, public(details.ok_or(Error::NotFound)?)))
}

/// The article that somebody has looked at, and the account that it is of.
pub async fn viewed(
    work: &mut Work<'_>,
    slug: &str,
    article: &str,
) -> Result<(AccountId, ArticleId)> {
    let portal = portals::open(work, slug).await?;
    let found = articles::public_id_of_slug(work, portal.id, article).await?;
    Ok((work.account, found.ok_or(Error::NotFound)?))
}

/// Articles in the order in which they stand, or those that fit a query best.
pub async fn listing(
    work: &mut Work<'_>,
    slug: &str,
    locale: &str,
    wanted: &Wanted,
    window: Window,
) -> Result<Listing> {
    let place = place(work, slug, locale).await?;
    let count = count(work, &place).await?;
    let query = wanted.query.as_deref().map(str::trim).filter(|query| !query.is_empty());
    let among = Among { locale: Some(locale), status: Some(Status::Published) };
    let ids = match query {
        Some(query) => {
            Some(search::in_portal(work, place.portal.id, checked(query)?, among).await?)
        }
        None => None,
    };
    let order = match (&ids, wanted.sort.as_deref()) {
        (_, Some("views")) => Order::Views,
        (Some(_), _) => Order::Given,
        (None, _) => Order::Position,
    };
    let filter = Filter { ids, ..public_in(locale) };
    let mut articles = Vec::new();
    if wanted.status.is_none_or(|status| status == Status::Published) {
        articles = list::some(work, &place.portal, &filter, order, window).await?;
    }
    let articles = list::detailed(work, &place.shelf, articles).await?;
    let articles = articles.into_iter().map(public).collect();
    Ok(Listing { place, count, articles, query: query.map(str::to_owned) })
}

/// What a search on the pages finds.
pub async fn found(
    work: &mut Work<'_>,
    slug: &str,
    locale: &str,
    wanted: &Wanted,
    page: Number,
) -> Result<Listing> {
    let window = Window { limit: FOUND, offset: page.skipping(FOUND) };
    listing(work, slug, locale, wanted, window).await
}

/// The articles that readers are led to, as far as search engines read.
pub async fn all(work: &mut Work<'_>, slug: &str) -> Result<(Portal, Vec<Address>)> {
    let portal = portals::open(work, slug).await?;
    let mut addresses = Vec::new();
    for locale in portal.locales.offered() {
        let left = MOST_ADDRESSES - addresses.len();
        addresses.extend(articles::addresses(work, portal.id, locale, left).await?);
    }
    Ok((portal, addresses))
}

async fn at(work: &mut Work<'_>, portal: Portal, locale: String) -> Result<Place> {
    let shelf = Shelf::load(work, portal.id, true).await?;
    Ok(Place { portal, locale, shelf })
}

/// What anybody may read in a language.
fn public_in(locale: &str) -> Filter {
    Filter { locale: Some(locale.to_owned()), status: Some(Status::Published), ..Filter::default() }
}

/// An article without translations that are not published.
fn public(mut details: list::Details) -> list::Details {
    details.associated.retain(|(article, _)| article.status == Status::Published);
    details
}

impl Place {
    /// Where the pages of the portal are found.
    pub fn root(&self, base: &str) -> String {
        root(&self.portal, base)
    }
}

pub fn root(portal: &Portal, base: &str) -> String {
    match &portal.custom_domain {
        Some(domain) => format!("https://{domain}"),
        None => base.to_owned(),
    }
}
