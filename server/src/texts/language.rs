//! The languages that the product speaks.

use crate::id::AccountId;

/// A language, as its people read it in most places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    English,
    Arabic,
    German,
    Spanish,
    French,
    Hindi,
    Japanese,
    /// As it is written in Brazil.
    Portuguese,
    /// In the simplified script.
    Chinese,
}

/// The languages of those who read what is said, as far as they are known without asking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Languages {
    /// That of an account.
    pub account: Option<(AccountId, Language)>,
    /// That in which the contact at work looks at their chat.
    pub contact: Option<Language>,
}

impl Language {
    pub const ALL: [Language; 9] = [
        Language::English,
        Language::Arabic,
        Language::German,
        Language::Spanish,
        Language::French,
        Language::Hindi,
        Language::Japanese,
        Language::Portuguese,
        Language::Chinese,
    ];

    /// The language of a locale, such as `pt_BR`. English where it is none of these.
    pub fn of(locale: &str) -> Self {
        Self::find(locale).unwrap_or_default()
    }

    /// The language of a locale, without its region if there is none for that: the chat of
    /// websites chooses in the same way.
    pub fn find(locale: &str) -> Option<Self> {
        let tag = locale.replace('_', "-");
        let language = without_region(&tag);
        let is_it = |known: &Language| known.tag().eq_ignore_ascii_case(&tag);
        let is_near = |known: &Language| without_region(known.tag()).eq_ignore_ascii_case(language);
        let exact = Self::ALL.into_iter().find(is_it);
        exact.or_else(|| Self::ALL.into_iter().find(is_near))
    }

    /// As accounts are set to it.
    pub fn locale(self) -> &'static str {
        match self {
            Language::Portuguese => "pt_BR",
            Language::Chinese => "zh_CN",
            other => other.tag(),
        }
    }

    /// As pages and mails say it.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Arabic => "ar",
            Language::German => "de",
            Language::Spanish => "es",
            Language::French => "fr",
            Language::Hindi => "hi",
            Language::Japanese => "ja",
            Language::Portuguese => "pt-BR",
            Language::Chinese => "zh-CN",
        }
    }

    pub fn is_right_to_left(self) -> bool {
        self == Language::Arabic
    }

    /// Where lines begin, as pages and mails say it.
    pub fn direction(self) -> &'static str {
        if self.is_right_to_left() { "rtl" } else { "ltr" }
    }
}

fn without_region(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn a_locale_leads_to_the_nearest_language() {
        for (locale, language) in [
            ("en", Language::English),
            ("pt_BR", Language::Portuguese),
            ("pt-br", Language::Portuguese),
            ("pt", Language::Portuguese),
            ("zh_CN", Language::Chinese),
            ("zh_TW", Language::Chinese),
            ("fr_CA", Language::French),
            ("ar", Language::Arabic),
            ("nl", Language::English),
            ("", Language::English),
            ("deutsch", Language::English),
        ] {
            assert_eq!(Language::of(locale), language, "{locale}");
        }
        assert_eq!(Language::find("nl"), None);
        for language in Language::ALL {
            assert_eq!(Language::find(language.locale()), Some(language));
        }
    }
}
