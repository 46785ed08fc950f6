//! Categories as members see them (contract `behaviour.md`, 8.2).

use schemars::JsonSchema;
use serde::Serialize;

use super::Details;
use crate::{
    id::{AccountId, CategoryId},
    page::Number,
};

#[derive(JsonSchema, Serialize)]
pub struct Category {
    pub id: CategoryId,
    pub name: String,
    pub slug: String,
    pub locale: String,
    pub description: Option<String>,
    pub position: i64,
    pub account_id: AccountId,
    pub icon: String,
    pub related_categories: Vec<SlimCategory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_category: Option<SlimCategory>,
    /// The one of another language that it says the same as.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root_category: Option<SlimCategory>,
    pub meta: CategoryMeta,
}

/// A category where another is shown.
#[derive(JsonSchema, Serialize)]
pub struct SlimCategory {
    pub id: CategoryId,
    pub name: String,
    pub slug: String,
    pub locale: String,
    pub description: Option<String>,
    pub position: i64,
    pub account_id: AccountId,
}

#[derive(JsonSchema, Serialize)]
pub struct CategoryMeta {
    pub articles_count: i64,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Categories {
    pub payload: Vec<Category>,
    pub meta: CategoriesMeta,
}

#[derive(JsonSchema, Serialize)]
pub struct CategoriesMeta {
    pub current_page: u32,
    pub categories_count: usize,
}

impl Category {
    pub fn of(account_id: AccountId, details: Details) -> Self {
        let Details { category, related, parent, root, articles } = details;
        let slim = |category| SlimCategory::of(account_id, category);
        Category {
            related_categories: related.into_iter().map(slim).collect(),
            parent_category: parent.map(slim),
            root_category: root.map(slim),
            meta: CategoryMeta { articles_count: articles },
            id: category.id,
            name: category.name,
            slug: category.slug,
            locale: category.locale,
            description: category.description,
            position: category.position,
            account_id,
            icon: category.icon,
        }
    }
}

impl SlimCategory {
    fn of(account_id: AccountId, category: super::Category) -> Self {
        let super::Category { id, name, slug, locale, description, position, .. } = category;
        SlimCategory { id, name, slug, locale, description, position, account_id }
    }
}

impl Categories {
    pub fn of(account: AccountId, page: Number, all: usize, shown: Vec<Details>) -> Self {
        Categories {
            payload: shown.into_iter().map(|details| Category::of(account, details)).collect(),
            meta: CategoriesMeta { current_page: page.get(), categories_count: all },
        }
    }
}
