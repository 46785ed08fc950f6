//! Holds values against their definitions.
//!
//! Only values that change are checked, because clients send the whole object back and
//! must not be refused for what was stored before the rule
//! (contract `seeds-vs-upstream.md`, 12).

use regex::{Regex, RegexBuilder};
use serde_json::{Map, Number, Value};

use super::{Definition, DisplayType, Model};
use crate::{
    error::{Error, Problems, Result},
    json::Object,
    work::Work,
};

/// Characters of a value at most, on conversations and where a pattern decides.
const LONGEST: usize = 1_500;

/// Bytes of all values of a record together. They are shown wherever the record is.
const LARGEST_OBJECT: usize = 64 << 10;

/// Bytes of a pattern once it is understood. With [`LONGEST`] it bounds how long a look may take.
const LARGEST_PATTERN: usize = 512 << 10;

/// Whole numbers at most, on conversations.
const LARGEST: u64 = 9_999_999_999;

/// Refuses what may not be stored. `before` is what the record holds so far.
pub async fn changes(
    work: &mut Work<'_>,
    model: Model,
    before: &Object,
    after: &Object,
) -> Result<()> {
    fits("custom_attributes", before, after)?;
    let changed = changed(before, after);
    if changed.is_empty() {
        return Ok(());
    }
    if model == Model::ConversationAttribute {
        sizes("custom_attributes", &changed)?;
    }
    hold(&super::of_model(work, model).await?, &changed)
}

/// The same for a contact, by someone who has the definitions at hand.
pub fn of_contact(definitions: &[Definition], before: &Object, after: &Object) -> Result<()> {
    fits("custom_attributes", before, after)?;
    hold(definitions, &changed(before, after))
}

fn changed(before: &Object, after: &Object) -> Map<String, Value> {
    let before = before.to_map();
    let mut changed = after.to_map();
    changed.retain(|key, value| before.get(key) != Some(value));
    changed
}

fn hold(definitions: &[Definition], changed: &Map<String, Value>) -> Result<()> {
    let mut problems = Problems::default();
    for definition in definitions {
        if let Some(value) = changed.get(&definition.key) {
            definition.check(value, &mut problems);
        }
    }
    problems.check()
}

/// Refuses values that have grown too large together. What is stored may stay.
pub fn fits(field: &'static str, before: &Object, after: &Object) -> Result<()> {
    let size = after.as_str().len();
    if size > LARGEST_OBJECT && size > before.as_str().len() {
        return Err(Error::invalid(
            field,
            format!("is too large (maximum is {LARGEST_OBJECT} bytes)"),
        ));
    }
    Ok(())
}

/// Refuses values of a conversation that are too large.
pub fn sizes(field: &'static str, values: &Map<String, Value>) -> Result<()> {
    for (key, value) in values {
        let problem = match value {
            Value::String(text) if text.chars().count() > LONGEST => {
                format!("{key} length should be < {LONGEST}")
            }
            Value::Number(number) if is_above(number, LARGEST) => {
                format!("{key} value should be < {LARGEST}")
            }
            _ => continue,
        };
        return Err(Error::invalid(field, problem));
    }
    Ok(())
}

fn is_above(number: &Number, most: u64) -> bool {
    number.as_u64().is_some_and(|number| number > most)
}

/// The pattern that an account wrote, if it is one. Common ways of writing a pattern
/// with slashes around it are understood.
pub fn pattern_of(text: &str) -> Option<Regex> {
    let inner = text.strip_prefix('/').and_then(|text| text.rsplit_once('/'));
    let text = inner.map_or(text, |(pattern, _flags)| pattern);
    RegexBuilder::new(&as_in_browsers(text)).size_limit(LARGEST_PATTERN).build().ok()
}

/// Clients hold values against the same pattern before they send them, and digits and
/// letters of words are ASCII there. (It also makes such a pattern a hundred times smaller.)
fn as_in_browsers(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut in_class = false;
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            in_class = (in_class || character == '[') && character != ']';
            out.push(character);
            continue;
        }
        match (characters.next(), in_class) {
            (Some('d'), false) => out.push_str("[0-9]"),
            (Some('d'), true) => out.push_str("0-9"),
            (Some('w'), false) => out.push_str("[0-9A-Za-z_]"),
            (Some('w'), true) => out.push_str("0-9A-Za-z_"),
            (Some('D'), false) => out.push_str("[^0-9]"),
            (Some('W'), false) => out.push_str("[^0-9A-Za-z_]"),
            (escaped, _) => out.extend(std::iter::once('\\').chain(escaped)),
        }
    }
    out
}

impl Definition {
    fn check(&self, value: &Value, problems: &mut Problems) {
        // Clearing a field is always possible.
        if value.is_null() || value.as_str() == Some("") {
            return;
        }
        let text = spelled(value);
        let problem = match (self.display_type, &text) {
            (DisplayType::Text | DisplayType::Link, None) => Some("must be a text".to_owned()),
            (DisplayType::Number | DisplayType::Currency | DisplayType::Percent, text)
                if !text.as_deref().is_some_and(is_number) =>
            {
                Some("must be a number".to_owned())
            }
            (DisplayType::List, text)
                if !text.as_ref().is_some_and(|text| self.values.contains(text)) =>
            {
                Some(format!("must be one of {}", self.values.join(", ")))
            }
            (DisplayType::Date, _) => date_problem(value),
            (DisplayType::Checkbox, _) => checkbox_problem(value),
            _ => None,
        };
        match problem {
            Some(problem) => problems.add(self.key.clone(), problem),
            None => self.check_pattern(text.as_deref().unwrap_or_default(), problems),
        }
    }

    fn check_pattern(&self, text: &str, problems: &mut Problems) {
        let pattern = self.regex_pattern.as_deref().filter(|text| !text.is_empty());
        let Some(pattern) = pattern.and_then(pattern_of) else { return };
        if text.chars().count() > LONGEST {
            return problems
                .add(self.key.clone(), format!("is too long (maximum is {LONGEST} characters)"));
        }
        if pattern.is_match(text) {
            return;
        }
        match self.regex_cue.clone().filter(|cue| !cue.trim().is_empty()) {
            Some(cue) => problems.say(self.key.clone(), cue),
            None => problems.add(self.key.clone(), "is invalid"),
        }
    }
}

fn is_number(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok_and(f64::is_finite)
}

fn date_problem(value: &Value) -> Option<String> {
    let text = value.as_str().unwrap_or_default();
    let is_date = text.get(..10).is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok());
    (!is_date).then(|| "must be a date (YYYY-MM-DD)".to_owned())
}

fn checkbox_problem(value: &Value) -> Option<String> {
    let is_boolean = value.is_boolean() || matches!(value.as_str(), Some("true" | "false"));
    (!is_boolean).then(|| "must be true or false".to_owned())
}

/// A value as it is written, if it is a single one.
fn spelled(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(bool) => Some(bool.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
