//! A text, and how values are put into it.

use std::fmt;

use serde::Deserialize;

use super::Language;

/// What a text names, and what stands in its place.
pub type Values<'a> = &'a [(&'a str, &'a dyn fmt::Display)];

/// A text with places for values: `Assigned to {assignee} by {name}`.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Text(String);

/// A text that is another for other numbers, by the rules of its language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    zero: Option<Text>,
    one: Option<Text>,
    two: Option<Text>,
    few: Option<Text>,
    many: Option<Text>,
    other: Text,
}

impl Text {
    /// The text as it is, where it has no places for values.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text with values in their places. What a value says is never read as a place.
    pub fn with(&self, values: Values<'_>) -> String {
        let mut parts = self.0.split('{');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').unwrap_or((part, ""));
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => filled.push_str(&value.to_string()),
                None => debug_assert!(false, "nothing is said for {{{name}}} in: {}", self.0),
            }
            filled.push_str(rest);
        }
        filled
    }
}

impl From<&Text> for String {
    fn from(text: &Text) -> Self {
        text.0.clone()
    }
}

impl maud::Render for Text {
    fn render_to(&self, buffer: &mut String) {
        self.0.as_str().render_to(buffer);
    }
}

impl Counted {
    /// The text for so many, in the language that it is in.
    pub fn with(&self, language: Language, count: i64) -> String {
        let form = match form(language, count) {
            Form::Zero => &self.zero,
            Form::One => &self.one,
            Form::Two => &self.two,
            Form::Few => &self.few,
            Form::Many => &self.many,
            Form::Other => &None,
        };
        form.as_ref().unwrap_or(&self.other).with(&[("count", &count)])
    }
}

/// The forms that languages have for whole numbers (Unicode CLDR, plural rules).
enum Form {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

fn form(language: Language, count: i64) -> Form {
    match (language, count) {
        (Language::Chinese | Language::Japanese, _) => Form::Other,
        (Language::Arabic, 0) => Form::Zero,
        (Language::Arabic, 2) => Form::Two,
        (Language::Arabic, _) if (3..=10).contains(&(count % 100)) => Form::Few,
        (Language::Arabic, _) if (11..=99).contains(&(count % 100)) => Form::Many,
        (Language::French | Language::Portuguese | Language::Hindi, 0) | (_, 1) => Form::One,
        (Language::French | Language::Portuguese | Language::Spanish, _)
            if count != 0 && count % 1_000_000 == 0 =>
        {
            Form::Many
        }
        _ => Form::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Counted, Text};
    use crate::texts::Language;

    fn text(text: &str) -> Text {
        Text(text.to_owned())
    }

    #[test]
    fn values_stand_in_their_places_and_are_not_read_again() {
        let assigned = text("{assignee}: {name}, {assignee}");
        let filled = assigned.with(&[("name", &"{assignee}"), ("assignee", &7)]);
        assert_eq!(filled, "7: {assignee}, 7");
        assert_eq!(text("nothing").with(&[]), "nothing");
    }

    #[test]
    fn each_language_has_forms_of_its_own() {
        let days = Counted {
            zero: Some(text("zero")),
            one: Some(text("one")),
            two: Some(text("two")),
            few: Some(text("few {count}")),
            many: Some(text("many {count}")),
            other: text("other {count}"),
        };
        for (language, count, said) in [
            (Language::Arabic, 0, "zero"),
            (Language::Arabic, 1, "one"),
            (Language::Arabic, 2, "two"),
            (Language::Arabic, 3, "few 3"),
            (Language::Arabic, 110, "few 110"),
            (Language::Arabic, 11, "many 11"),
            (Language::Arabic, 100, "other 100"),
            (Language::German, 0, "other 0"),
            (Language::German, 1, "one"),
            (Language::German, 2, "other 2"),
            (Language::French, 0, "one"),
            (Language::Spanish, 1_000_000, "many 1000000"),
            (Language::Japanese, 1, "other 1"),
        ] {
            assert_eq!(days.with(language, count), said, "{language:?} {count}");
        }
        let plain = Counted {
            zero: None,
            one: None,
            two: None,
            few: None,
            many: None,
            other: text("{count} days"),
        };
        assert_eq!(plain.with(Language::English, 1), "1 days");
    }
}
