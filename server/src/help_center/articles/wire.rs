//! Articles as members see them (contract `behaviour.md`, 8.3).

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Article as Stored, Status,
    list::{Details, Page},
    search::Found,
};
use crate::{
    agents::{Agent as Member, wire::Agent},
    clock::{self, Timestamp},
    help_center::{categories::Category, portals::Portal},
    id::{AccountId, ArticleId, CategoryId, PortalId},
    json::Object,
    page::Number,
};

#[derive(JsonSchema, Serialize)]
pub struct Article {
    pub id: ArticleId,
    pub slug: String,
    pub title: String,
    pub content: Option<String>,
    pub description: Option<String>,
    pub status: Status,
    pub position: i64,
    pub account_id: AccountId,
    #[serde(with = "clock::Epoch")]
    pub updated_at: Timestamp,
    pub meta: Object,
    pub category: ArticleCategory,
    pub views: i64,
    pub locale: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Agent>,
    pub associated_articles: Vec<AssociatedArticle>,
}

/// The category of an article. All is null where it has none.
#[derive(Default, JsonSchema, Serialize)]
pub struct ArticleCategory {
    pub id: Option<CategoryId>,
    pub name: Option<String>,
    pub slug: Option<String>,
    pub locale: Option<String>,
}

/// An article that says the same in another language.
#[derive(JsonSchema, Serialize)]
pub struct AssociatedArticle {
    pub id: ArticleId,
    pub category_id: Option<CategoryId>,
    pub title: String,
    /// Not told here: it is told of the article itself.
    pub content: Option<String>,
    pub description: Option<String>,
    pub status: Status,
    pub account_id: AccountId,
    pub portal: ArticlePortal,
    pub views: i64,
    pub locale: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Agent>,
}

/// The portal of an article, in few words.
#[derive(JsonSchema, Serialize)]
pub struct ArticlePortal {
    pub id: PortalId,
    pub name: String,
    pub slug: String,
    pub custom_domain: Option<String>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Articles {
    pub payload: Vec<Article>,
    pub meta: ArticlesMeta,
}

/// Those of the list are counted whatever their status and author.
#[derive(JsonSchema, Serialize)]
pub struct ArticlesMeta {
    /// All of the portal.
    pub all_articles_count: i64,
    pub archived_articles_count: i64,
    pub articles_count: i64,
    pub current_page: u32,
    pub draft_articles_count: i64,
    pub mine_articles_count: i64,
    pub published_count: i64,
}

/// An article that was found.
#[derive(JsonSchema, Serialize)]
pub struct FoundArticle {
    pub id: ArticleId,
    pub title: String,
    pub locale: String,
    pub content: Option<String>,
    pub slug: String,
    pub portal_slug: String,
    pub account_id: AccountId,
    pub category_name: Option<String>,
    pub status: Status,
    #[serde(with = "clock::Epoch")]
    pub updated_at: Timestamp,
}

impl Article {
    pub fn of(account_id: AccountId, details: Details, portal: &Portal) -> Self {
        let Details { article, category, author, associated } = details;
        let associated = associated.into_iter();
        Article {
            id: article.id,
            slug: article.slug,
            title: article.title,
            content: article.content,
            description: article.description,
            status: article.status,
            position: article.position,
            account_id,
            updated_at: article.updated_at,
            meta: article.meta,
            category: category.map(Into::into).unwrap_or_default(),
            views: article.views,
            locale: article.locale,
            author: author.map(|author| Agent::of(account_id, author)),
            associated_articles: associated
                .map(|(article, author)| AssociatedArticle::of(account_id, article, author, portal))
                .collect(),
        }
    }
}

impl AssociatedArticle {
    fn of(account_id: AccountId, article: Stored, author: Option<Member>, portal: &Portal) -> Self {
        AssociatedArticle {
            id: article.id,
            category_id: article.category,
            title: article.title,
            content: article.content,
            description: article.description,
            status: article.status,
            account_id,
            portal: portal.into(),
            views: article.views,
            locale: article.locale,
            author: author.map(|author| Agent::of(account_id, author)),
        }
    }
}

impl From<Category> for ArticleCategory {
    fn from(category: Category) -> Self {
        let Category { id, name, slug, locale, .. } = category;
        ArticleCategory { id: Some(id), name: Some(name), slug: Some(slug), locale: Some(locale) }
    }
}

impl From<&Portal> for ArticlePortal {
    fn from(portal: &Portal) -> Self {
        ArticlePortal {
            id: portal.id,
            name: portal.name.clone(),
            slug: portal.slug.clone(),
            custom_domain: portal.custom_domain.clone(),
        }
    }
}

impl Articles {
    pub fn of(account: AccountId, number: Number, page: Page) -> Self {
        let Page { portal, articles, all, counts } = page;
        let article = |details| Article::of(account, details, &portal);
        Articles {
            payload: articles.into_iter().map(article).collect(),
            meta: ArticlesMeta {
                all_articles_count: all,
                archived_articles_count: counts.archived,
                articles_count: counts.all,
                current_page: number.get(),
                draft_articles_count: counts.drafts,
                mine_articles_count: counts.mine,
                published_count: counts.published,
            },
        }
    }
}

impl FoundArticle {
    pub fn of(account_id: AccountId, found: Found) -> Self {
        let Found { article, portal_slug, category_name } = found;
        FoundArticle {
            id: article.id,
            title: article.title,
            locale: article.locale,
            content: article.content,
            slug: article.slug,
            portal_slug,
            account_id,
            category_name,
            status: article.status,
            updated_at: article.updated_at,
        }
    }
}
