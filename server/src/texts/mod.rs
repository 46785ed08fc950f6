//! What the product says by itself, in the languages that it speaks.
//!
//! Each language has a file in `server/texts`, which is part of the program. A text that is
//! missing there, or is none of them, fails a test, and so does one that names other values than
//! the English one. What errors say is in English, wherever it is said.
//!
//! Which languages there are is in `language`, what a text is and how values are put into it in
//! `text`, what is said in `catalog`. Nothing here knows who speaks to whom: in which language
//! an account is spoken for is in [`accounts::speech`](crate::accounts::speech).

mod catalog;
mod language;
mod text;

use std::sync::LazyLock;

pub use catalog::{
    Letter, Notes, Notifications, PerNotification, Priorities, Survey, Tables, Texts, Transcript,
};
pub use language::{Language, Languages};
pub use text::{Counted, Text, Values};

impl Language {
    /// What is said in it.
    pub fn texts(self) -> &'static Texts {
        match self {
            Language::English => &ENGLISH,
            Language::Arabic => &ARABIC,
            Language::German => &GERMAN,
            Language::Spanish => &SPANISH,
            Language::French => &FRENCH,
            Language::Hindi => &HINDI,
            Language::Japanese => &JAPANESE,
            Language::Portuguese => &PORTUGUESE,
            Language::Chinese => &CHINESE,
        }
    }
}

static ENGLISH: LazyLock<Texts> =
    LazyLock::new(|| read(Language::English, include_str!("../../texts/en.toml")));
static ARABIC: LazyLock<Texts> =
    LazyLock::new(|| read(Language::Arabic, include_str!("../../texts/ar.toml")));
static GERMAN: LazyLock<Texts> =
    LazyLock::new(|| read(Language::German, include_str!("../../texts/de.toml")));
static SPANISH: LazyLock<Texts> =
    LazyLock::new(|| read(Language::Spanish, include_str!("../../texts/es.toml")));
static FRENCH: LazyLock<Texts> =
    LazyLock::new(|| read(Language::French, include_str!("../../texts/fr.toml")));
static HINDI: LazyLock<Texts> =
    LazyLock::new(|| read(Language::Hindi, include_str!("../../texts/hi.toml")));
static JAPANESE: LazyLock<Texts> =
    LazyLock::new(|| read(Language::Japanese, include_str!("../../texts/ja.toml")));
static PORTUGUESE: LazyLock<Texts> =
    LazyLock::new(|| read(Language::Portuguese, include_str!("../../texts/pt_BR.toml")));
static CHINESE: LazyLock<Texts> =
    LazyLock::new(|| read(Language::Chinese, include_str!("../../texts/zh_CN.toml")));

fn read(language: Language, file: &str) -> Texts {
    let texts: Texts = toml::from_str(file).expect("a test reads every file");
    Texts { language, ..texts }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs, path::Path};

    use toml::Value;

    use super::Language;

    /// The texts of a file by their places in it. Forms for numbers stand together, as lists do.
    fn texts(language: Language) -> BTreeMap<String, Vec<String>> {
        fn visit(place: &str, value: &Value, found: &mut BTreeMap<String, Vec<String>>) {
            match value {
                Value::Table(table) if table.contains_key("other") => {
                    let forms = table.values().map(|form| form.as_str().unwrap().to_owned());
                    found.insert(place.to_owned(), forms.collect());
                }
                Value::Table(table) => {
                    for (key, value) in table {
                        visit(&format!("{place}.{key}"), value, found);
                    }
                }
                Value::Array(list) => {
                    let texts = list.iter().map(|text| text.as_str().unwrap().to_owned());
                    found.insert(place.to_owned(), texts.collect());
                }
                value => {
                    found.insert(place.to_owned(), vec![value.as_str().unwrap().to_owned()]);
                }
            }
        }
        let file = format!("texts/{}.toml", language.locale());
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let mut found = BTreeMap::new();
        visit("", &toml::from_str(&fs::read_to_string(file).unwrap()).unwrap(), &mut found);
        found
    }

    /// The values that a text names, each once.
    fn values(text: &str) -> Vec<&str> {
        let begins = text.split('{').skip(1);
        let mut names: Vec<&str> = begins.map(|rest| rest.split_once('}').unwrap().0).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    #[test]
    fn every_language_says_the_same() {
        let english = texts(Language::English);
        assert!(english.len() > 80);
        for language in Language::ALL {
            assert_eq!(language.texts().language, language);
            for (place, forms) in texts(language) {
                // Of one or two things some languages need not say how many they are.
                let all: Vec<Vec<&str>> = forms.iter().map(|form| values(form)).collect();
                let most = all.iter().max_by_key(|values| values.len()).unwrap();
                let expected = english.get(&place).map(|forms| values(&forms[0]));
                assert_eq!(Some(most.clone()), expected, "{language:?}{place}");
                for form in forms {
                    assert!(!form.trim().is_empty(), "{language:?}{place} is blank");
                    assert_eq!(form, form.trim(), "{language:?}{place}");
                }
            }
        }
    }

    #[test]
    fn no_language_is_english_by_mistake() {
        let english = texts(Language::English);
        for language in Language::ALL.into_iter().filter(|it| *it != Language::English) {
            let same = texts(language);
            let same = same.iter().filter(|(place, forms)| english.get(*place) == Some(forms));
            let same: Vec<&String> = same.map(|(place, _)| place).collect();
            assert!(same.len() < 3, "{language:?}: {same:?}");
        }
    }
}
