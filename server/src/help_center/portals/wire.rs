//! Portals as members see them (contract `behaviour.md`, 8.1).

use schemars::JsonSchema;
use serde::Serialize;

use super::{Details, counts::Counts, locales::Locales};
use crate::{
    id::{AccountId, BlobId, PortalId},
    inboxes::wire::Inbox,
    links::Links,
};

#[derive(JsonSchema, Serialize)]
pub struct Portal {
    pub id: PortalId,
    pub color: String,
    pub custom_domain: Option<String>,
    pub header_text: Option<String>,
    pub homepage_link: Option<String>,
    pub name: String,
    pub page_title: Option<String>,
    pub slug: String,
    pub archived: bool,
    pub account_id: AccountId,
    pub config: PortalConfig,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inbox: Option<Inbox>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<PortalLogo>,
    pub meta: PortalMeta,
}

#[derive(JsonSchema, Serialize)]
pub struct PortalConfig {
    pub allowed_locales: Vec<PortalLocale>,
}

#[derive(JsonSchema, Serialize)]
pub struct PortalLocale {
    pub code: String,
    pub articles_count: i64,
    pub categories_count: i64,
    /// Whether readers are not led to it yet.
    pub draft: bool,
}

#[derive(Clone, JsonSchema, Serialize)]
pub struct PortalLogo {
    pub id: BlobId,
    pub portal_id: PortalId,
    pub file_type: String,
    pub account_id: AccountId,
    pub file_url: String,
    /// Signed.
    pub blob_id: String,
    pub filename: String,
}

#[derive(JsonSchema, Serialize)]
pub struct PortalMeta {
    pub all_articles_count: i64,
    pub archived_articles_count: i64,
    pub published_count: i64,
    pub draft_articles_count: i64,
    pub mine_articles_count: i64,
    pub categories_count: i64,
    pub default_locale: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Portals {
    pub payload: Vec<Portal>,
    pub meta: PortalsMeta,
}

#[derive(JsonSchema, Serialize)]
pub struct PortalsMeta {
    /// They are all on one page.
    pub current_page: u32,
    pub portals_count: usize,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Sent {
    pub message: &'static str,
}

impl Portal {
    pub fn of(account_id: AccountId, details: Details, links: &Links) -> Self {
        let Details { portal, counts, inbox } = details;
        Portal {
            id: portal.id,
            color: portal.color().to_owned(),
            logo: PortalLogo::of(account_id, &portal, links),
            config: PortalConfig { allowed_locales: locales(&portal.locales, &counts) },
            inbox: inbox.map(|details| Inbox::of(details, None)),
            meta: PortalMeta {
                all_articles_count: counts.articles.all,
                archived_articles_count: counts.articles.archived,
                published_count: counts.articles.published,
                draft_articles_count: counts.articles.drafts,
                mine_articles_count: counts.articles.mine,
                categories_count: counts.categories,
                default_locale: portal.locales.default_locale,
            },
            custom_domain: portal.custom_domain,
            header_text: portal.header_text,
            homepage_link: portal.homepage_link,
            name: portal.name,
            page_title: portal.page_title,
            slug: portal.slug,
            archived: portal.archived,
            account_id,
        }
    }
}

impl PortalLogo {
    pub fn of(account_id: AccountId, portal: &super::Portal, links: &Links) -> Option<Self> {
        portal.logo.as_ref().map(|logo| PortalLogo {
            id: logo.blob,
            portal_id: portal.id,
            file_type: logo.content_type.clone(),
            account_id,
            file_url: links.to_blob(logo.blob, &logo.filename),
            blob_id: links.signed_id(logo.blob),
            filename: logo.filename.clone(),
        })
    }
}

impl Portals {
    pub fn of(account: AccountId, all: Vec<Details>, links: &Links) -> Self {
        let payload: Vec<_> =
            all.into_iter().map(|details| Portal::of(account, details, links)).collect();
        Portals { meta: PortalsMeta { current_page: 1, portals_count: payload.len() }, payload }
    }
}

fn locales(locales: &Locales, counts: &Counts) -> Vec<PortalLocale> {
    let told = |code: &String| {
        let (articles_count, categories_count) =
            counts.by_locale.get(code).copied().unwrap_or_default();
        let draft = locales.is_draft(code);
        PortalLocale { code: code.clone(), articles_count, categories_count, draft }
    };
    locales.allowed_locales.iter().map(told).collect()
}
