//! The pages of a portal: HTML that is whole without a script, in the colour of the portal and in
//! the light that its reader prefers.
//!
//! What every page has is put together in [`layout`]; what is in it stands here. The words of
//! the pages are in [`words`], where they lead in [`addresses`], and how a colour of somebody's
//! choice can be read in [`colors`].

mod addresses;
mod colors;
pub mod layout;
mod words;

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};
use serde_json::Value;

pub use self::{
    addresses::to_home,
    layout::{Look, Page, STYLE, nowhere, style_version},
};
use self::{
    addresses::{of_article, of_home, same_article, to_article, to_category, to_search},
    layout::{Head, whole},
    words::Words,
};
use super::{
    articles::{Address, Article, Title},
    categories::Category,
    markdown::{self, Heading},
    portals::Portal,
    reading::{FOUND, Home, Listing, OF_NONE, ON_PAGE, Place, Reading, Section, root},
};
use crate::page::Number;

/// Headings from which on a page has a table of contents.
const MANY: usize = 3;

/// Characters of a description for other sites.
const DESCRIPTION: usize = 160;

pub fn home(home: &Home, look: &Look) -> Page {
    let Home { place, featured, sections, others } = home;
    let words = words::of(&place.locale);
    let portal = &place.portal;
    let greeting = portal.header_text.as_deref().unwrap_or(&portal.name);
    let body = html! {
        @if !look.plain {
            div.hero {
                div.frame {
                    h1 { (greeting) }
                    (search_form(place, look, None))
                }
            }
        }
        main #main tabindex="-1" {
            div.frame {
                @if !featured.is_empty() && !look.plain {
                    section {
                        h2.label { (words.popular) }
                        (titles(portal, look, featured, true))
                    }
                }
                @if !sections.is_empty() {
                    section {
                        ul.cards {
                            @for section in sections {
                                li.card { (card(place, look, section, words)) }
                            }
                        }
                    }
                }
                @if !others.is_empty() {
                    section {
                        h2.label { (words.articles) }
                        div.sheet { (titles(portal, look, others, false)) }
                        @if others.len() >= OF_NONE {
                            a.all href=(look.at(&to_search(place))) { (words.all) }
                        }
                    }
                }
                @if sections.is_empty() && others.is_empty() { p { (words.empty) } }
            }
        }
    };
    let head = Head {
        title: portal.title().to_owned(),
        description: portal.header_text.clone(),
        path: to_home(portal, &place.locale),
        languages: of_home(portal),
        same: of_home(portal),
        is_indexed: true,
        ..Head::default()
    };
    whole(place, look, &head, &body)
}

pub fn category(place: &Place, section: &Section, page: Number, look: &Look) -> Page {
    let Section { category, titles: shown, count } = section;
    let words = words::of(&place.locale);
    let path = to_category(&place.portal, category);
    let seen = i64::from(page.get()) * i64::try_from(ON_PAGE).unwrap_or(i64::MAX);
    let body = html! {
        main #main tabindex="-1" {
            div.frame {
                @if !look.plain { (crumbs(place, look, words, None)) }
                div.head {
                    h1 { (icon(category)) (category.name) }
                    @if let Some(description) = &category.description { p.lead { (description) } }
                }
                @if shown.is_empty() {
                    p { (words.empty) }
                } @else {
                    div.sheet { (titles(&place.portal, look, shown, false)) }
                }
                (pager(&path, look, words, page, seen < *count, &[]))
            }
        }
    };
    let head = Head {
        title: category.name.clone(),
        description: category.description.clone(),
        path,
        languages: of_home(&place.portal),
        is_indexed: true,
        ..Head::default()
    };
    whole(place, look, &head, &body)
}

pub fn article(reading: &Reading, look: &Look) -> Page {
    let Reading { place, article, category, author, siblings, translations } = reading;
    let words = words::of(&place.locale);
    let shown = markdown::show(article.content.as_deref().unwrap_or_default());
    let has_contents = shown.headings.len() >= MANY && !look.plain;
    let updated = &article.updated_at.iso()[..10];
    let path = to_article(&place.portal, &article.slug);
    let body = html! {
        main #main tabindex="-1" {
            div.frame {
                @if !look.plain { (crumbs(place, look, words, category.as_ref())) }
                div.reading.has-contents[has_contents] {
                    @if has_contents { (contents(&shown.headings, words)) }
                    article {
                        h1 { (article.title) }
                        @if let Some(description) = &article.description {
                            p.lead { (description) }
                        }
                        p.note {
                            (words.updated) " " time datetime=(updated) { (updated) }
                            @if let Some(author) = author {
                                " · " (words.by) " " (author.available_name())
                            }
                        }
                        div.text { (PreEscaped(&shown.html)) }
                        // Tells that somebody has read it, in a request of its own.
                        img.viewed src=(format!("{path}.png")) alt="" width="1" height="1";
                    }
                    @if !siblings.is_empty() && !look.plain {
                        aside.siblings aria-label=(words.more) {
                            h2.label { (words.more) }
                            div.sheet { (titles(&place.portal, look, siblings, false)) }
                        }
                    }
                }
            }
        }
    };
    let head = Head {
        title: article.title.clone(),
        description: Some(described(article)),
        languages: of_article(&place.portal, translations),
        same: same_article(&place.portal, translations),
        path,
        is_indexed: true,
        is_article: true,
    };
    whole(place, look, &head, &body)
}

pub fn results(listing: &Listing, page: Number, look: &Look) -> Page {
    let Listing { place, articles, query, .. } = listing;
    let words = words::of(&place.locale);
    let asked = query.as_deref().unwrap_or_default();
    let has_more = articles.len() as u64 >= FOUND;
    let more = query.iter().map(|query| ("query", query.clone())).collect::<Vec<_>>();
    let body = html! {
        main #main tabindex="-1" {
            div.frame {
                @if !look.plain { (crumbs(place, look, words, None)) }
                div.head {
                    h1 { @if query.is_some() { (words.results) } @else { (words.articles) } }
                }
                section { (search_form(place, look, Some(asked))) }
                section {
                    @if articles.is_empty() {
                        p { (words.nothing) }
                    } @else {
                        div.sheet {
                            ul.titles {
                                @for details in articles {
                                    li { (result(&place.portal, look, &details.article, asked)) }
                                }
                            }
                        }
                    }
                    (pager(&to_search(place), look, words, page, has_more, &more))
                }
            }
        }
    };
    let head = Head {
        title: words.results.to_owned(),
        path: to_search(place),
        languages: of_home(&place.portal),
        ..Head::default()
    };
    whole(place, look, &head, &body)
}

/// There is the portal, but not what was looked for in it.
pub fn missing(place: &Place, look: &Look) -> Page {
    let words = words::of(&place.locale);
    let body = html! {
        main #main tabindex="-1" {
            div.frame {
                div.head {
                    h1 { (words.missing) }
                    p.lead { (words.missing_why) }
                }
                (search_form(place, look, None))
            }
        }
    };
    let head = Head {
        title: words.missing.to_owned(),
        path: to_home(&place.portal, &place.locale),
        languages: of_home(&place.portal),
        ..Head::default()
    };
    whole(place, look, &head, &body)
}

/// The addresses of all articles, as search engines read them.
pub fn sitemap(portal: &Portal, addresses: &[Address], base: &str) -> String {
    let root = root(portal, base);
    let mut map = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for address in addresses {
        let (path, changed) = (to_article(portal, &address.slug), address.updated_at.iso());
        let day = &changed[..10];
        writeln!(map, "<url><loc>{root}{path}</loc><lastmod>{day}</lastmod></url>")
            .expect("a string takes any text");
    }
    map.push_str("</urlset>\n");
    map
}

/// What is said of an article elsewhere.
fn described(article: &Article) -> String {
    let meta = article.meta.to_map();
    let said = meta.get("description").and_then(Value::as_str).map(str::to_owned);
    let said = said.or_else(|| article.description.clone()).filter(|said| !said.trim().is_empty());
    let said =
        said.unwrap_or_else(|| markdown::plain(article.content.as_deref().unwrap_or_default()));
    said.chars().take(DESCRIPTION).collect()
}

fn search_form(place: &Place, look: &Look, asked: Option<&str>) -> Markup {
    let words = words::of(&place.locale);
    html! {
        form.search role="search" action=(to_search(place)) {
            label.unseen for="query" { (words.placeholder) }
            input #query type="search" name="query" value=[asked] maxlength="255" required
                placeholder=(words.placeholder) autocomplete="off";
            @for (name, value) in look.wishes() { input type="hidden" name=(name) value=(value); }
            button type="submit" { (words.search) }
        }
    }
}

fn card(place: &Place, look: &Look, section: &Section, words: &Words) -> Markup {
    let Section { category, titles: shown, count } = section;
    let path = look.at(&to_category(&place.portal, category));
    let are_more = usize::try_from(*count).is_ok_and(|count| count > shown.len());
    html! {
        h2 { (icon(category)) a href=(path) { (category.name) } }
        @if let Some(description) = &category.description { p { (description) } }
        (titles(&place.portal, look, shown, false))
        @if are_more {
            a.all href=(path) { (words.all) " (" (count) ")" }
        }
    }
}

fn icon(category: &Category) -> Markup {
    html! {
        @if !category.icon.is_empty() { span.icon aria-hidden="true" { (category.icon) } }
    }
}

fn titles(portal: &Portal, look: &Look, titles: &[Title], are_popular: bool) -> Markup {
    html! {
        ul.titles.popular[are_popular] {
            @for title in titles {
                li { a href=(look.at(&to_article(portal, &title.slug))) { (title.title) } }
            }
        }
    }
}

fn result(portal: &Portal, look: &Look, article: &Article, asked: &str) -> Markup {
    let text = markdown::plain(article.content.as_deref().unwrap_or_default());
    html! {
        a href=(look.at(&to_article(portal, &article.slug))) { (article.title) }
        p { (markdown::excerpt(&text, asked)) }
    }
}

/// The way to the pages before and behind one of a list.
fn pager(
    path: &str,
    look: &Look,
    words: &Words,
    page: Number,
    has_more: bool,
    more: &[(&str, String)],
) -> Markup {
    let to = |page: u32| look.to(path, &[more, &[("page", page.to_string())]].concat());
    let number = page.get();
    html! {
        @if number > 1 || has_more {
            p.pager {
                @if number > 1 { a.all rel="prev" href=(to(number - 1)) { (words.previous) } " " }
                @if has_more { a.all rel="next" href=(to(number + 1)) { (words.next) } }
            }
        }
    }
}

/// The way back: to the portal, and to a category of it.
fn crumbs(place: &Place, look: &Look, words: &Words, category: Option<&Category>) -> Markup {
    html! {
        nav.crumbs aria-label=(words.home) {
            ol {
                li { a href=(look.at(&to_home(&place.portal, &place.locale))) { (words.home) } }
                @if let Some(category) = category {
                    @let path = look.at(&to_category(&place.portal, category));
                    li { a href=(path) { (category.name) } }
                }
            }
        }
    }
}

/// What is on a page, down to the second of its levels.
fn contents(headings: &[Heading], words: &Words) -> Markup {
    let highest = headings.iter().map(|heading| heading.level).min().unwrap_or(2);
    html! {
        nav.contents aria-labelledby="contents" {
            h2 #contents { (words.contents) }
            ul {
                @for heading in headings.iter().filter(|it| it.level <= highest + 1) {
                    li.deeper[heading.level > highest] {
                        a href=(format!("#{}", heading.id)) { (heading.text) }
                    }
                }
            }
        }
    }
}
