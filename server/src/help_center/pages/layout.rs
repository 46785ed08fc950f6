//! What every page has: a head that others can read, the name of the portal, its languages.

use std::sync::LazyLock;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use outbound::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::{
    addresses::{in_path, to_home},
    colors::Brand,
    words,
};
use crate::{
    help_center::{portals::Portal, reading::Place},
    links::Links,
};

pub const STYLE: &str = include_str!("page.css");

/// How a page is to look.
#[derive(Clone, Debug)]
pub struct Look {
    /// Nothing but what it is about, to stand in the page of somebody else.
    pub plain: bool,
    pub theme: Option<Theme>,
    pub links: Links,
}

impl Look {
    /// What was asked for, as an address says it again.
    pub(super) fn wishes(&self) -> Vec<(&'static str, &'static str)> {
        let plain = self.plain.then_some(("show_plain_layout", "true"));
        let theme = self.theme.map(|theme| ("theme", theme.as_str()));
        plain.into_iter().chain(theme).collect()
    }

    /// A path with what was asked for, so that the page it leads to looks the same.
    pub fn at(&self, path: &str) -> String {
        self.to(path, &[])
    }

    /// The same with more that is asked for.
    pub(super) fn to(&self, path: &str, more: &[(&str, String)]) -> String {
        let more = more.iter().map(|(name, value)| format!("{name}={}", in_path(value)));
        let wishes = self.wishes().into_iter().map(|(name, value)| format!("{name}={value}"));
        let query = more.chain(wishes).collect::<Vec<_>>().join("&");
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

/// A page, and what a browser may do for it.
pub struct Page {
    pub html: String,
    pub policy: String,
}

/// What a page is about.
#[derive(Default)]
pub(super) struct Head {
    pub title: String,
    pub description: Option<String>,
    /// Where it is found.
    pub path: String,
    /// Where readers are led to in other languages: language and path.
    pub languages: Vec<(String, String)>,
    /// Where the same is found in other languages.
    pub same: Vec<(String, String)>,
    /// Whether search engines are to know it.
    pub is_indexed: bool,
    pub is_article: bool,
}

/// Tells one style from another, so that a browser can keep it for as long as it likes.
pub fn style_version() -> &'static str {
    static VERSION: LazyLock<String> =
        LazyLock::new(|| format!("{:016x}", xxh3_64(STYLE.as_bytes())));
    VERSION.as_str()
}

impl Theme {
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "light" => Some(Theme::Light),
            "dark" => Some(Theme::Dark),
            _ => None,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

pub(super) fn whole(place: &Place, look: &Look, head: &Head, body: &Markup) -> Page {
    let words = words::of(&place.locale);
    let brand = Brand::of(place.portal.color());
    let page = html! {
        (DOCTYPE)
        html lang=(words::tag(&place.locale)) dir=(words::direction(&place.locale))
            data-theme=[look.theme.map(Theme::as_str)] {
            head { (metadata(place, look, head, &brand)) }
            body {
                a.skip href="#main" { (words.skip) }
                @if !look.plain { (top(place, look, head)) }
                (body)
                @if !look.plain { footer.foot { div.frame { (place.portal.name) } } }
            }
        }
    };
    Page { html: page.into_string(), policy: policy(&brand, look.plain) }
}

/// There is no portal. Whether there ever was one, or it is archived, is not told.
pub fn nowhere(look: &Look) -> Page {
    let words = words::of("en");
    let brand = Brand::of("");
    let page = html! {
        (DOCTYPE)
        html lang="en" data-theme=[look.theme.map(Theme::as_str)] {
            head {
                (basics(look, &brand))
                meta name="robots" content="noindex";
                title { (words.missing) }
            }
            body {
                main { div.frame { h1 { (words.missing) } } }
            }
        }
    };
    Page { html: page.into_string(), policy: policy(&brand, look.plain) }
}

/// Pictures may come from anywhere; all else is ours, and nothing runs.
fn policy(brand: &Brand, plain: bool) -> String {
    let ancestors = if plain { "*" } else { "'none'" };
    format!(
        "default-src 'none'; style-src 'self' 'sha256-{}'; img-src http: https:; \
         form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}",
        brand.digest
    )
}

fn basics(look: &Look, brand: &Brand) -> Markup {
    let schemes = look.theme.map_or("light dark", Theme::as_str);
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="color-scheme" content=(schemes);
        link rel="stylesheet" href=(format!("/hc/page.css?v={}", style_version()));
        style { (PreEscaped(&brand.style)) }
    }
}

fn metadata(place: &Place, look: &Look, head: &Head, brand: &Brand) -> Markup {
    let portal = &place.portal;
    let root = place.root(look.links.base());
    let name = portal.title();
    let title =
        if head.title == name { name.to_owned() } else { format!("{} | {name}", head.title) };
    let kind = if head.is_article { "article" } else { "website" };
    let at = |path: &str| format!("{root}{path}");
    html! {
        (basics(look, brand))
        title { (title) }
        @if let Some(description) = &head.description {
            meta name="description" content=(description);
            meta property="og:description" content=(description);
        }
        @if head.is_indexed && !look.plain && !portal.locales.is_draft(&place.locale) {
            link rel="canonical" href=(at(&head.path));
            @if head.same.len() > 1 {
                @for (locale, path) in &head.same {
                    link rel="alternate" hreflang=(words::tag(locale)) href=(at(path));
                }
            }
        } @else {
            meta name="robots" content="noindex";
        }
        meta property="og:type" content=(kind);
        meta property="og:title" content=(head.title);
        meta property="og:site_name" content=(name);
        meta property="og:url" content=(at(&head.path));
        @if let Some(logo) = logo(portal, &look.links) {
            meta property="og:image" content=(logo);
            link rel="icon" href=(logo);
        }
    }
}

fn logo(portal: &Portal, links: &Links) -> Option<String> {
    portal.logo.as_ref().map(|logo| links.to_blob(logo.blob, &logo.filename))
}

fn top(place: &Place, look: &Look, head: &Head) -> Markup {
    let portal = &place.portal;
    html! {
        header.top {
            div.frame {
                a.brand href=(look.at(&to_home(portal, &place.locale))) {
                    @if let Some(logo) = logo(portal, &look.links) { img src=(logo) alt=""; }
                    span { (portal.name) }
                }
                nav aria-label=(portal.name) {
                    @if let Some(link) = &portal.homepage_link {
                        a href=(link) { (host(link)) }
                    }
                    @if head.languages.len() > 1 { (languages(place, look, head)) }
                }
            }
        }
    }
}

fn languages(place: &Place, look: &Look, head: &Head) -> Markup {
    html! {
        details.languages {
            summary aria-label=(words::of(&place.locale).language) { (words::name(&place.locale)) }
            ul {
                @for (locale, path) in &head.languages {
                    li {
                        a href=(look.at(path)) hreflang=(words::tag(locale))
                            lang=(words::tag(locale))
                            aria-current=[(*locale == place.locale).then_some("true")] {
                            (words::name(locale))
                        }
                    }
                }
            }
        }
    }
}

/// The host of an address, which is all that readers need to know of it.
fn host(link: &str) -> String {
    let host = Url::parse(link).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| link.to_owned())
}
