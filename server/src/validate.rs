//! Rules that many fields share: presence, length, formats.
//!
//! The limits and texts are those of contract `application-core.md`, 2.4.

use std::sync::LazyLock;

use regex::Regex;

use crate::error::Problems;

/// Characters of a text that is a name, a title, an address.
pub const SHORT: usize = 255;

/// Characters of a text that is prose.
pub const LONG: usize = 20_000;

/// Characters of a URL.
pub const URL: usize = 2_048;

/// Bytes of a text that is indexed. PostgreSQL cannot index much more.
pub const INDEXED: usize = 2_000;

pub const BLANK: &str = "can't be blank";

impl Problems {
    /// The text must hold more than white space.
    pub fn present(&mut self, field: &'static str, text: &str) {
        if text.trim().is_empty() {
            self.add(field, BLANK);
        }
    }

    /// The text must not be longer than `most` characters.
    pub fn at_most(&mut self, field: &'static str, text: &str, most: usize) {
        // Bytes are never fewer than characters, and are known without counting.
        if text.len() > most && text.chars().count() > most {
            self.add(field, format!("is too long (maximum is {most} characters)"));
        }
    }

    /// The text must not be longer than `most` bytes, so that an index can hold it.
    pub fn fits_index(&mut self, field: &'static str, text: Option<&str>, most: usize) {
        let Some(text) = text.filter(|text| text.len() > most) else { return };
        let unit = if text.is_ascii() { "characters" } else { "bytes" };
        self.add(field, format!("is too long (maximum is {most} {unit})"));
    }

    /// The same as `at_most`, if there is a text.
    pub fn at_most_if(&mut self, field: &'static str, text: Option<&str>, most: usize) {
        if let Some(text) = text {
            self.at_most(field, text, most);
        }
    }
}

/// Whether this looks like an e-mail address: `something@something`, without spaces and
/// characters that are not seen.
pub fn is_email(text: &str) -> bool {
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\A[^@\s\p{Cc}]+@[^@\s\p{Cc}]+\z").expect("the pattern is valid")
    });
    PATTERN.is_match(text)
}

/// Whether this is a telephone number in E.164: `+` and up to 15 digits.
pub fn is_phone_number(text: &str) -> bool {
    static PATTERN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\A\+[1-9]\d{1,14}\z").expect("the pattern is valid"));
    PATTERN.is_match(text)
}

/// Whether this is an absolute `http` or `https` URL with a host.
pub fn is_web_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control())
    })
}

/// The host of a [web address](is_web_url), and its port if that is said.
pub fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

/// A text that is blank is none at all.
pub fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart() {
        assert!(is_email("a@b.c") && !is_email("a b@c") && !is_email("a@") && !is_email("a@b\n"));
        assert!(!is_email("a\u{7f}@b.c") && !is_email("a@b\u{1}c"));
        assert!(is_phone_number("+391234567890") && !is_phone_number("391234567890"));
        assert!(!is_phone_number("+0123") && !is_phone_number("+1"));
        assert!(is_web_url("https://a.test/x?y=1") && !is_web_url("ftp://a.test"));
        assert!(!is_web_url("https://") && !is_web_url("https://a b"));
        assert_eq!(host_of("https://me:secret@a.test:8080/x?key=y"), "a.test:8080");
    }
}
