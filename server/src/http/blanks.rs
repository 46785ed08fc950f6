//! What is left blank where no text is wanted.
//!
//! Forms send `""` for a number, a choice or a yes and no that nobody has filled in, and so do
//! the dashboards that clients have. It means null there (contract `application-core.md`, 1.3):
//! of what may be null it is that, and of what has a value by itself it is nothing at all. What
//! is required cannot be blank. In a list it is how forms say that nothing is chosen.
//!
//! Only the type that is read knows what it wants. So parameters are read as they are, and again
//! without the blank that was in the way: what has none costs nothing more.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Error, Path, Segment};

use super::lenient::{Lenient, Refused};

/// Fields that may be blank, counted once for all that are in a list of the same kind. No form
/// of ours has as many.
const MOST: usize = 100;

/// Reads a value into a type, and takes what is blank for what it means there.
pub fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Error<Refused>> {
    let mut value = Cow::Borrowed(value);
    let mut rounds = 0;
    loop {
        let refused = match serde_path_to_error::deserialize(Lenient(&value)) {
            Ok(read) => return Ok(read),
            Err(refused) => refused,
        };
        if rounds == MOST || !settle_refused(&mut value, &refused) {
            return Err(refused);
        }
        rounds += 1;
    }
}

/// Takes what was refused out of the way if it is blank. Says whether there was any such thing.
fn settle_refused(value: &mut Cow<'_, Value>, refused: &Error<Refused>) -> bool {
    let path = steps(refused.path());
    match at(value, &path).and_then(Blank::of) {
        Some(blank) if !refused.inner().wants_many => settle(value.to_mut(), &path, blank),
        _ => false,
    }
}

/// How something says nothing.
#[derive(Clone, Copy)]
enum Blank {
    Text,
    Null,
}

impl Blank {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(Blank::Null),
            Value::String(text) if text.is_empty() => Some(Blank::Text),
            _ => None,
        }
    }
}

enum Step {
    Key(String),
    Item(usize),
}

/// The way to a value. One that leads to none of ours has no steps.
fn steps(path: &Path) -> Vec<Step> {
    let step = |segment: &Segment| match segment {
        Segment::Map { key } => Some(Step::Key(key.clone())),
        Segment::Seq { index } => Some(Step::Item(*index)),
        Segment::Enum { .. } | Segment::Unknown => None,
    };
    path.iter().map(step).collect::<Option<_>>().unwrap_or_default()
}

fn at<'a>(value: &'a Value, path: &[Step]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Item(index) => value.get(index),
    })
}

/// Takes a blank out of the way, and with it those of the other items of its lists. Says
/// whether there was any.
fn settle(value: &mut Value, path: &[Step], blank: Blank) -> bool {
    match (path, value) {
        ([Step::Item(_)], Value::Array(items)) => {
            let before = items.len();
            items.retain(|item| *item != "");
            items.len() < before
        }
        ([Step::Key(key)], Value::Object(map)) => match (blank, map.get_mut(key)) {
            (Blank::Text, Some(value)) if *value == "" => {
                value.take();
                true
            }
            (Blank::Null, Some(Value::Null)) => map.remove(key).is_some(),
            _ => false,
        },
        ([Step::Item(_), rest @ ..], Value::Array(items)) => {
            let mut settled = false;
            for item in items {
                settled |= settle(item, rest, blank);
            }
            settled
        }
        ([Step::Key(key), rest @ ..], Value::Object(map)) => {
            map.get_mut(key).is_some_and(|value| settle(value, rest, blank))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::read;
    use crate::patch::Patch;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Form {
        hours: Vec<Hours>,
        ids: Vec<i64>,
        note: Option<String>,
        owner: Patch<i64>,
        private: bool,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Hours {
        day: i64,
        open: Option<i64>,
        #[serde(default)]
        closed: bool,
    }

    fn problem(value: &Value) -> String {
        let refused = read::<Form>(value).unwrap_err();
        format!("{}: {}", refused.path(), refused.inner())
    }

    #[test]
    fn what_is_blank_is_null_or_nothing_where_no_text_is_wanted() {
        let monday = json!({ "day": 1, "open": "", "closed": "" });
        let tuesday = json!({ "day": "2", "open": "", "closed": true });
        let form: Form = read(&json!({
            "hours": [monday, tuesday], "ids": ["", 3, ""], "note": "", "owner": "",
            "private": null
        }))
        .expect("all of it is meant");

        let day = |day, closed| Hours { day, open: None, closed };
        let hours = vec![day(1, false), day(2, true)];
        let note = Some(String::new());
        let owner = Patch::Clear;
        assert_eq!(form, Form { hours, ids: vec![3], note, owner, private: false });
    }

    #[test]
    fn what_must_be_there_cannot_be_blank() {
        assert_eq!(problem(&json!({ "hours": [{ "day": "" }] })), "hours[0]: missing field `day`");
        assert_eq!(problem(&json!({ "ids": [null] })), "ids[0]: must be a whole number");
        assert_eq!(problem(&json!({ "ids": "" })), "ids: must be a list");
        assert_eq!(problem(&json!({ "private": {} })), "private: must be true or false");
    }
}
