//! What anybody may read, as programs are told of it (contract `behaviour.md`, 8.4 and 8.5).

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::{
    articles::{Article as Stored, Status, list::Details},
    categories::Category as StoredCategory,
    markdown,
    portals::wire::PortalLogo,
    reading::{Listing, Place},
};
use crate::{
    agents::Agent,
    clock::{self, Timestamp},
    id::{AccountId, ArticleId, CategoryId},
    links::{Avatar, Links},
};

/// Categories of a portal that are told of with each of its articles: the first of them.
const BESIDE_ARTICLES: usize = 50;

#[derive(Clone, JsonSchema, Serialize)]
pub struct PublicPortal {
    pub custom_domain: Option<String>,
    pub header_text: Option<String>,
    pub homepage_link: Option<String>,
    pub name: String,
    pub page_title: Option<String>,
    pub slug: String,
    pub categories: Vec<PublicCategory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<PortalLogo>,
    pub meta: PublicPortalMeta,
}

#[derive(Clone, JsonSchema, Serialize)]
pub struct PublicPortalMeta {
    pub articles_count: i64,
    pub categories_count: usize,
    pub default_locale: String,
}

#[derive(Clone, JsonSchema, Serialize)]
pub struct PublicCategory {
    pub name: String,
    pub slug: String,
    pub locale: String,
    pub description: Option<String>,
    pub position: i64,
    pub meta: PublicCategoryMeta,
}

#[derive(Clone, JsonSchema, Serialize)]
pub struct PublicCategoryMeta {
    pub articles_count: i64,
}

#[derive(JsonSchema, Serialize)]
pub struct PublicArticle {
    pub id: ArticleId,
    pub category_id: Option<CategoryId>,
    pub title: String,
    pub content: Option<String>,
    pub description: Option<String>,
    pub status: Status,
    pub position: i64,
    pub account_id: AccountId,
    #[serde(with = "clock::Iso")]
    pub last_updated_at: Timestamp,
    pub slug: String,
    /// With the first of its categories.
    #[serde(serialize_with = "shared")]
    #[schemars(with = "PublicPortal")]
    pub portal: Arc<PublicPortal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<PublicArticleCategory>,
    pub views: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<PublicAuthor>,
    pub associated_articles: Vec<PublicTranslation>,
    pub link: String,
}

#[derive(JsonSchema, Serialize)]
pub struct PublicArticleCategory {
    pub id: CategoryId,
    pub slug: String,
    pub locale: String,
}

#[derive(JsonSchema, Serialize)]
pub struct PublicAuthor {
    pub available_name: String,
    pub name: String,
    pub thumbnail: Avatar,
}

/// An article that says the same in another language.
#[derive(JsonSchema, Serialize)]
pub struct PublicTranslation {
    pub id: ArticleId,
    pub category_id: Option<CategoryId>,
    pub title: String,
    /// Not told here: it is told of the article itself.
    pub content: Option<String>,
    pub description: Option<String>,
    pub status: Status,
    pub account_id: AccountId,
    pub views: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<PublicAuthor>,
}

/// An article that was found.
#[derive(JsonSchema, Serialize)]
pub struct PublicFound {
    pub id: ArticleId,
    pub category_id: Option<CategoryId>,
    pub title: String,
    /// What stands around the words that were looked for.
    pub content: String,
    pub link: String,
}

/// Articles, in full or as they were found.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
#[serde(untagged)]
pub enum Payload {
    Found(Vec<PublicFound>),
    All(Vec<PublicArticle>),
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct PublicArticles {
    pub payload: Payload,
    pub meta: PublicArticlesMeta,
}

#[derive(JsonSchema, Serialize)]
pub struct PublicArticlesMeta {
    /// All of the language, whatever was looked for.
    pub articles_count: i64,
}

/// The portal of many articles is made once.
fn shared<S: Serializer>(portal: &PublicPortal, to: S) -> Result<S::Ok, S::Error> {
    portal.serialize(to)
}

impl PublicPortal {
    /// The portal where its articles are told of.
    pub fn beside_articles(
        account: AccountId,
        place: &Place,
        count: i64,
        links: &Links,
    ) -> Arc<Self> {
        let mut portal = PublicPortal::of(account, place, count, links);
        portal.categories.truncate(BESIDE_ARTICLES);
        Arc::new(portal)
    }

    /// `count` is how many articles anybody may read in the language.
    pub fn of(account: AccountId, place: &Place, count: i64, links: &Links) -> Self {
        let Place { portal, shelf, .. } = place;
        PublicPortal {
            custom_domain: portal.custom_domain.clone(),
            header_text: portal.header_text.clone(),
            homepage_link: portal.homepage_link.clone(),
            name: portal.name.clone(),
            page_title: portal.page_title.clone(),
            slug: portal.slug.clone(),
            categories: PublicCategory::all(place),
            logo: PortalLogo::of(account, portal, links),
            meta: PublicPortalMeta {
                articles_count: count,
                categories_count: shelf.all().len(),
                default_locale: portal.locales.default_locale.clone(),
            },
        }
    }
}

impl PublicCategory {
    /// Those of every language.
    pub fn all(place: &Place) -> Vec<Self> {
        let told = |category: &StoredCategory| PublicCategory {
            name: category.name.clone(),
            slug: category.slug.clone(),
            locale: category.locale.clone(),
            description: category.description.clone(),
            position: category.position,
            meta: PublicCategoryMeta { articles_count: place.shelf.articles_in(category.id) },
        };
        place.shelf.all().iter().map(told).collect()
    }
}

impl PublicArticle {
    pub fn of(account_id: AccountId, details: Details, portal: Arc<PublicPortal>) -> Self {
        let Details { article, category, author, associated } = details;
        let link = format!("hc/{}/articles/{}", portal.slug, article.slug);
        let category = category.map(|StoredCategory { id, slug, locale, .. }| {
            PublicArticleCategory { id, slug, locale }
        });
        let associated = associated.into_iter();
        PublicArticle {
            id: article.id,
            category_id: article.category,
            title: article.title,
            content: article.content,
            description: article.description,
            status: article.status,
            position: article.position,
            account_id,
            last_updated_at: article.updated_at,
            slug: article.slug,
            portal,
            category,
            views: article.views,
            author: author.map(Into::into),
            associated_articles: associated
                .map(|(article, author)| PublicTranslation::of(account_id, article, author))
                .collect(),
            link,
        }
    }
}

impl PublicTranslation {
    fn of(account_id: AccountId, article: Stored, author: Option<Agent>) -> Self {
        PublicTranslation {
            id: article.id,
            category_id: article.category,
            title: article.title,
            content: article.content,
            description: article.description,
            status: article.status,
            account_id,
            views: article.views,
            author: author.map(Into::into),
        }
    }
}

impl From<Agent> for PublicAuthor {
    fn from(agent: Agent) -> Self {
        PublicAuthor {
            available_name: agent.available_name().to_owned(),
            name: agent.name,
            thumbnail: agent.avatar,
        }
    }
}

impl PublicArticles {
    pub fn of(account: AccountId, listing: Listing, links: &Links) -> Self {
        let Listing { place, count, articles, query } = listing;
        let payload = match query {
            Some(query) => {
                let found = |details: Details| PublicFound::of(&place, details.article, &query);
                Payload::Found(articles.into_iter().map(found).collect())
            }
            None => {
                let portal = PublicPortal::beside_articles(account, &place, count, links);
                let article = |details| PublicArticle::of(account, details, Arc::clone(&portal));
                Payload::All(articles.into_iter().map(article).collect())
            }
        };
        PublicArticles { payload, meta: PublicArticlesMeta { articles_count: count } }
    }
}

impl PublicFound {
    fn of(place: &Place, article: Stored, query: &str) -> Self {
        let text = markdown::plain(article.content.as_deref().unwrap_or_default());
        PublicFound {
            id: article.id,
            category_id: article.category,
            title: article.title,
            content: markdown::excerpt(&text, query),
            link: format!("/hc/{}/articles/{}", place.portal.slug, article.slug),
        }
    }
}
