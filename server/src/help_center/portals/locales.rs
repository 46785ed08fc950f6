//! The languages that a portal is there in: one that is shown first, and those that are still
//! being worked on, which readers are not led to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    error::{Problems, Result},
    json::Object,
};

/// Languages of a portal.
const MOST: usize = 50;

/// Characters of the code of a language.
const LONGEST: usize = 20;

const ENGLISH: &str = "en";

/// Codes of languages, as `en` or `pt_BR`, in the order in which they are offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locales {
    pub allowed_locales: Vec<String>,
    pub default_locale: String,
    pub draft_locales: Vec<String>,
}

/// What a request says of them. What is left out is as it is for a new portal, but for drafts.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(inline)]
#[serde(default)]
pub struct LocalesChange {
    pub allowed_locales: Option<Vec<String>>,
    pub default_locale: Option<String>,
    pub draft_locales: Option<Vec<String>>,
}

impl Locales {
    /// English, and nothing else.
    pub fn usual() -> Self {
        Locales {
            allowed_locales: vec![ENGLISH.to_owned()],
            default_locale: ENGLISH.to_owned(),
            draft_locales: Vec::new(),
        }
    }

    pub fn allows(&self, locale: &str) -> bool {
        self.allowed_locales.iter().any(|allowed| allowed == locale)
    }

    pub fn is_draft(&self, locale: &str) -> bool {
        self.draft_locales.iter().any(|draft| draft == locale)
    }

    /// Those that readers are led to.
    pub fn offered(&self) -> impl Iterator<Item = &str> {
        let offered = |locale: &&String| !self.is_draft(locale);
        self.allowed_locales.iter().filter(offered).map(String::as_str)
    }

    pub(super) fn changed(&self, change: &LocalesChange) -> Result<Self> {
        let given = change.default_locale.clone().filter(|locale| !locale.is_empty());
        let mut allowed = once_each(change.allowed_locales.as_deref().unwrap_or_default());
        if allowed.is_empty() {
            allowed.push(given.clone().unwrap_or_else(|| ENGLISH.to_owned()));
        }
        let default = given.unwrap_or_else(|| allowed[0].clone());
        let mut drafts = once_each(change.draft_locales.as_deref().unwrap_or(&self.draft_locales));
        drafts.retain(|draft| allowed.contains(draft));
        let locales =
            Locales { allowed_locales: allowed, default_locale: default, draft_locales: drafts };
        locales.check()?;
        Ok(locales)
    }

    fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        if self.allowed_locales.len() > MOST {
            problems.add("config", format!("has too many locales (maximum is {MOST})"));
        }
        let mut codes = self.allowed_locales.iter().chain([&self.default_locale]);
        if !codes.all(|code| is_code(code)) {
            problems.add("config", "has a locale that is no code of a language, as en or pt_BR");
        } else if !self.allows(&self.default_locale) {
            problems.add("config", "default locale must be one of the allowed locales");
        } else if self.is_draft(&self.default_locale) {
            problems.add("config", "default locale cannot be drafted.");
        }
        problems.check()
    }

    /// As it is stored.
    pub(super) fn as_object(&self) -> Object {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::Object(map)) => map.into(),
            _ => Object::empty(),
        }
    }
}

impl db::FromCell for Locales {
    fn from_cell(cell: db::Cell<'_>) -> db::Result<Self> {
        let text = String::from_cell(cell)?;
        serde_json::from_str(&text).map_err(|error| db::Error::Shape(error.to_string()))
    }
}

fn once_each(codes: &[String]) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for code in codes {
        if !once.contains(code) {
            once.push(code.clone());
        }
    }
    once
}

/// Whether this may be the code of a language: `en`, `pt_BR`, `zh-Hant-TW`.
fn is_code(code: &str) -> bool {
    let mut parts = code.split(['_', '-']);
    let language = parts.next().unwrap_or_default();
    code.len() <= LONGEST
        && (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| !part.is_empty() && part.bytes().all(|it| it.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::is_code;

    #[test]
    fn codes_of_languages_are_told_from_other_texts() {
        assert!(["en", "pt_BR", "zh-Hant-TW", "fil"].into_iter().all(is_code));
        let others = ["", "e", "EN", "english", "en_", "en/us", "../en", "en us", "ен"];
        assert!(!others.into_iter().any(is_code));
    }
}
