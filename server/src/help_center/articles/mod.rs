//! Articles: what a portal has to say (contract `behaviour.md`, 8.3).
//!
//! An article is of the language of its category, or of one of its own. A draft becomes what
//! anybody may read when it is published, and is kept out of sight when it is archived. Members
//! list articles ([`list`]); only who may edit them opens one. The files that its text shows are
//! kept for as long as it shows them ([`files`]), and it is found by its words at once
//! ([`search`]).
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod files;
pub mod http;
pub mod list;
pub mod search;
mod store;
pub mod wire;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    categories::{Reordering, STEP, Shelf, check_locale},
    portals::{self, Portal, slug},
};
use crate::{
    agents,
    clock::Timestamp,
    error::{Error, Problems, Result, TAKEN},
    events::{Event, Name},
    id::{ArticleId, CategoryId, PortalId, UserId},
    json::Object,
    patch::Patch,
    validate::{LONG, SHORT},
    work::Work,
};

pub use store::{
    addresses, count_view, first_of_each, public_id_of_slug, public_of_slug, read_most, siblings,
    titles, translations,
};

/// Bytes of what is noted about an article for other sites.
const MOST_BYTES: usize = 20_000;

#[derive(Clone, Debug)]
pub struct Article {
    pub id: ArticleId,
    pub portal: PortalId,
    pub category: Option<CategoryId>,
    /// A user, who may be gone by now.
    pub author: UserId,
    /// The one that it says the same as in another language.
    pub associated: Option<ArticleId>,
    pub title: String,
    pub slug: String,
    pub description: Option<String>,
    /// Markdown.
    pub content: Option<String>,
    pub status: Status,
    pub locale: String,
    pub position: i64,
    pub views: i64,
    /// What other sites are told of it.
    pub meta: Object,
    pub updated_at: Timestamp,
}

/// What lists of pages show of an article that anybody may read.
#[derive(Clone, Debug)]
pub struct Title {
    pub id: ArticleId,
    pub category: Option<CategoryId>,
    pub title: String,
    pub slug: String,
}

/// What search engines are told of an article.
#[derive(Clone, Debug)]
pub struct Address {
    pub slug: String,
    pub updated_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Draft,
    Published,
    Archived,
}

crate::stored! {
    Status { Draft = 0 "draft", Published = 1 "published", Archived = 2 "archived" }
}

/// What a request says of an article, new or known.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{
    "title": "How to pay", "content": "You pay by **card**.", "status": "published",
    "category_id": 1
}]))]
#[serde(default)]
pub struct ArticleChange {
    pub title: Option<String>,
    pub slug: Option<String>,
    pub position: Option<i64>,
    pub content: Patch<String>,
    pub description: Patch<String>,
    pub category_id: Patch<CategoryId>,
    /// A member; the caller, if nobody is named.
    pub author_id: Option<UserId>,
    pub associated_article_id: Patch<ArticleId>,
    pub status: Option<Status>,
    pub locale: Option<String>,
    pub meta: Option<Object>,
}

/// An article of a portal of the account, to be worked on.
pub async fn show(
    work: &mut Work<'_>,
    slug: &str,
    id: ArticleId,
) -> Result<(list::Details, Portal)> {
    let portal = portals::find(work, slug).await?;
    let article = store::find(work, portal.id, id).await?.ok_or(Error::NotFound)?;
    list::one_detailed(work, portal, article).await
}

pub async fn create(
    work: &mut Work<'_>,
    slug: &str,
    new: &ArticleChange,
) -> Result<(list::Details, Portal)> {
    let portal = portals::keep(work, slug).await?;
    let author = new.author_id.or_else(|| work.actor.member().map(|member| member.user));
    let blank = Article {
        id: ArticleId(0),
        portal: portal.id,
        category: None,
        author: author.ok_or(Error::invalid("author_id", "must exist"))?,
        associated: None,
        title: String::new(),
        slug: String::new(),
        description: None,
        content: None,
        status: Status::Draft,
        locale: portal.locales.default_locale.clone(),
        position: 0,
        views: 0,
        meta: Object::empty(),
        updated_at: work.now,
    };
    let mut article = settled(work, &portal, blank, new).await?;
    // What is said of a translation is said of what that was made from.
    if let Some(associated) = article.associated {
        let root = store::find(work, portal.id, associated).await?;
        article.associated = root.and_then(|root| root.associated).or(article.associated);
    }
    if article.slug.is_empty() {
        article.slug = dated_slug(work.now, &article.title);
    }
    if new.position.is_none() {
        article.position = store::last_position(work, &article).await?.saturating_add(STEP);
    }
    article.id = store::insert(work, &article).await.map_err(taken)?;
    search::index(work, &article).await?;
    files::hold(work, &article).await?;
    told(work, portal, Name::ArticleCreated, article.id).await
}

pub async fn update(
    work: &mut Work<'_>,
    slug: &str,
    id: ArticleId,
    change: &ArticleChange,
) -> Result<(list::Details, Portal)> {
    let portal = portals::keep(work, slug).await?;
    let before = store::lock(work, portal.id, id).await?.ok_or(Error::NotFound)?;
    let was_in = before.category;
    let mut article = settled(work, &portal, before, change).await?;
    if article.category != was_in && change.position.is_none() {
        article.position = store::last_position(work, &article).await?.saturating_add(STEP);
    }
    store::update(work, &article).await.map_err(taken)?;
    search::reindex(work, &article).await?;
    files::hold(work, &article).await?;
    told(work, portal, Name::ArticleUpdated, id).await
}

pub async fn delete(work: &mut Work<'_>, slug: &str, id: ArticleId) -> Result<()> {
    let portal = portals::keep(work, slug).await?;
    store::lock(work, portal.id, id).await?.ok_or(Error::NotFound)?;
    forget(work, &[id.0]).await?;
    work.emit(Event::new(Name::ArticleDeleted).about(id)).await
}

/// Says where articles stand among the others of their category.
pub async fn reorder(work: &mut Work<'_>, slug: &str, wanted: &Reordering) -> Result<()> {
    let portal = portals::keep(work, slug).await?;
    let positions = wanted.positions()?;
    let ids: Vec<i64> = positions.iter().map(|(id, _)| *id).collect();
    if store::count_of(work, portal.id, &ids).await? != positions.len() {
        return Err(Error::NotFound);
    }
    for (id, position) in positions {
        store::place(work, ArticleId(id), position).await?;
    }
    Ok(())
}

/// Removes so many articles of a portal that is going. Returns how many there were.
pub async fn erase_some(work: &mut Work<'_>, portal: PortalId, most: i64) -> Result<usize> {
    let ids = store::some_of(work, portal, most).await?;
    if !ids.is_empty() {
        forget(work, &ids).await?;
    }
    Ok(ids.len())
}

/// Removes articles, with what they are found by and what they showed.
async fn forget(work: &mut Work<'_>, ids: &[i64]) -> Result<()> {
    files::let_go(work, ids).await?;
    search::forget(work.tx, ids).await?;
    Ok(store::delete(work, ids).await?)
}

/// The article as the request has it, if all of it may be so.
async fn settled(
    work: &mut Work<'_>,
    portal: &Portal,
    article: Article,
    change: &ArticleChange,
) -> Result<Article> {
    let shelf = Shelf::load(work, portal.id, false).await?;
    if let Some(locale) = &change.locale {
        check_locale(&portal.locales, locale, "article")?;
    }
    if let Some(author) = change.author_id {
        agents::find(work, author).await?.ok_or(Error::invalid("author_id", "must exist"))?;
    }
    if let Some(associated) = change.associated_article_id.value() {
        let known = store::find(work, portal.id, *associated).await?;
        if known.is_none_or(|known| known.id == article.id) {
            let problem = "must be another article of the portal";
            return Err(Error::invalid("associated_article_id", problem));
        }
    }
    let mut article = article.changed(change)?;
    if let Some(category) = article.category {
        let category = shelf.get(category).ok_or(Error::invalid("category_id", "must exist"))?;
        article.locale.clone_from(&category.locale);
    }
    Ok(article)
}

/// `1767000000-how-to-pay`: no other article is likely to have it.
fn dated_slug(now: Timestamp, title: &str) -> String {
    let (seconds, words) = (now.seconds(), slug::of_title(title));
    if words.is_empty() { seconds.to_string() } else { format!("{seconds}-{words}") }
}

fn taken(error: db::Error) -> Error {
    match error {
        db::Error::Taken(_) => Error::invalid("slug", TAKEN),
        error => error.into(),
    }
}

async fn told(
    work: &mut Work<'_>,
    portal: Portal,
    name: Name,
    id: ArticleId,
) -> Result<(list::Details, Portal)> {
    work.emit(Event::new(name).about(id)).await?;
    let article = store::find(work, portal.id, id).await?.ok_or(Error::NotFound)?;
    list::one_detailed(work, portal, article).await
}

impl Article {
    fn changed(self, change: &ArticleChange) -> Result<Self> {
        let slug = change.slug.clone().filter(|slug| !slug.trim().is_empty());
        let article = Article {
            title: change.title.clone().unwrap_or(self.title),
            slug: slug.unwrap_or(self.slug),
            position: change.position.unwrap_or(self.position),
            content: change.content.clone().over(self.content),
            description: change.description.clone().over(self.description),
            category: change.category_id.clone().over(self.category),
            author: change.author_id.unwrap_or(self.author),
            associated: change.associated_article_id.clone().over(self.associated),
            status: change.status.unwrap_or(self.status),
            locale: change.locale.clone().unwrap_or(self.locale),
            meta: change.meta.clone().unwrap_or(self.meta),
            ..self
        };
        article.check()?;
        Ok(article)
    }

    fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        problems.present("title", &self.title);
        problems.at_most("title", &self.title, SHORT);
        if !self.slug.is_empty() {
            slug::check(&mut problems, &self.slug);
        }
        problems.at_most_if("description", self.description.as_deref(), LONG);
        problems.at_most_if("content", self.content.as_deref(), LONG);
        if self.status == Status::Published {
            problems.present("content", self.content.as_deref().unwrap_or_default());
        }
        if self.meta.as_str().len() > MOST_BYTES {
            problems.add("meta", format!("is too long (maximum is {MOST_BYTES} bytes)"));
        }
        problems.check()
    }
}
