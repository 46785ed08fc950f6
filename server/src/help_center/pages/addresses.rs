//! Where pages are, below the root of their portal.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::help_center::{categories::Category, portals::Portal, reading::Place};

/// What stands in an address as it is.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub fn to_home(portal: &Portal, locale: &str) -> String {
    format!("/hc/{}/{}", in_path(&portal.slug), in_path(locale))
}

pub fn to_category(portal: &Portal, category: &Category) -> String {
    let home = to_home(portal, &category.locale);
    format!("{home}/categories/{}", in_path(&category.slug))
}

pub fn to_article(portal: &Portal, slug: &str) -> String {
    format!("/hc/{}/articles/{}", in_path(&portal.slug), in_path(slug))
}

pub fn to_search(place: &Place) -> String {
    format!("{}/articles", to_home(&place.portal, &place.locale))
}

pub fn in_path(part: &str) -> String {
    utf8_percent_encode(part, IN_PATH).to_string()
}

/// The portal in each language that readers are led to.
pub fn of_home(portal: &Portal) -> Vec<(String, String)> {
    let home = |locale: &str| (locale.to_owned(), to_home(portal, locale));
    portal.locales.offered().map(home).collect()
}

/// An article in each language that it is there in; in all others, what the portal begins with.
pub fn of_article(portal: &Portal, translations: &[(String, String)]) -> Vec<(String, String)> {
    let mut all = of_home(portal);
    for (locale, path) in same_article(portal, translations) {
        if let Some(entry) = all.iter_mut().find(|(language, _)| *language == locale) {
            entry.1 = path;
        }
    }
    all
}

/// An article in each language that it is there in, of those that readers are led to.
pub fn same_article(portal: &Portal, translations: &[(String, String)]) -> Vec<(String, String)> {
    let same = |locale: &str| {
        let (_, slug) = translations.iter().find(|(language, _)| *language == locale)?;
        Some((locale.to_owned(), to_article(portal, slug)))
    };
    portal.locales.offered().filter_map(same).collect()
}
