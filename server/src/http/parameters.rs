//! Queries and bodies, as one tree of parameters.
//!
//! Whatever the encoding, a request has named parameters that may hold lists and
//! objects: `{"labels": ["a"]}`, `labels[]=a` and a multipart field `labels[]` say the
//! same. Query and body are merged, the body going first (contract
//! `application-core.md`, 1.1).

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::{
    error::{Error, Result},
    json::{NUL, has_nul, is_deeper},
};

/// Names in a query or form at most; more is an attack, not a request.
const MOST_PAIRS: usize = 4_096;

/// Refuses more names than there may be.
pub fn refuse_many(count: usize) -> Result<()> {
    if count > MOST_PAIRS {
        return Err(Error::Malformed("there are too many parameters".to_owned()));
    }
    Ok(())
}

/// Brackets in one name at most.
const DEEPEST: usize = 16;

/// Lists and objects that stand in each other in a JSON body at most. What is kept of it is told
/// within more, and whoever reads that has limits, too.
const DEEPEST_BODY: usize = 64;

pub type Parameters = Map<String, Value>;

/// The parameters of a query or of a form body.
pub fn from_query(text: &str) -> Result<Parameters> {
    let mut parameters = Parameters::new();
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    for (count, pair) in (1..).zip(pairs) {
        refuse_many(count)?;
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        insert(&mut parameters, &decoded(name)?, Value::String(decoded(value)?))?;
    }
    Ok(parameters)
}

/// The parameters of a JSON body, which must be an object.
pub fn from_json(body: &[u8]) -> Result<Parameters> {
    match serde_json::from_slice(body) {
        Ok(value) if is_deeper(&value, DEEPEST_BODY) => {
            Err(Error::Malformed(format!("the body is nested deeper than {DEEPEST_BODY} levels")))
        }
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(Error::Malformed("the body must be a JSON object".to_owned())),
        Err(error) => Err(Error::Malformed(format!("the body is not valid JSON: {error}"))),
    }
}

/// Puts a value under a name such as `labels[]` or `message[content]`.
pub fn insert(parameters: &mut Parameters, name: &str, value: Value) -> Result<()> {
    let (first, brackets) = match name.find('[') {
        Some(at) if at > 0 => (&name[..at], &name[at..]),
        _ => (name, ""),
    };
    let steps: Vec<&str> =
        brackets.split('[').skip(1).map(|step| step.strip_suffix(']').unwrap_or(step)).collect();
    if steps.len() > DEEPEST {
        return Err(Error::Malformed(format!("the parameter {first} is nested too deep")));
    }
    place(parameters.entry(first).or_insert(Value::Null), &steps, value);
    Ok(())
}

fn place(at: &mut Value, steps: &[&str], value: Value) {
    match steps {
        [] => *at = value,
        ["", rest @ ..] => {
            if !at.is_array() {
                *at = Value::Array(Vec::new());
            }
            let items = at.as_array_mut().expect("it was just made a list");
            // `a[][x]=1&a[][y]=2` is one object until a key comes again.
            let joins = match (rest, items.last()) {
                ([key, ..], Some(Value::Object(last))) => !last.contains_key(*key),
                _ => false,
            };
            if !joins {
                items.push(Value::Null);
            }
            place(items.last_mut().expect("it holds an item"), rest, value);
        }
        [key, rest @ ..] => {
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            let map = at.as_object_mut().expect("it was just made an object");
            place(map.entry(*key).or_insert(Value::Null), rest, value);
        }
    }
}

/// Refuses texts that no database can hold, naming the first.
pub fn refuse_nul(parameters: &Parameters) -> Result<()> {
    match parameters.iter().find(|(key, value)| key.contains('\0') || has_nul(value)) {
        Some((field, _)) => Err(Error::invalid(field.replace('\0', ""), NUL)),
        None => Ok(()),
    }
}

fn decoded(text: &str) -> Result<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| Error::Malformed("a parameter is not valid UTF-8".to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::from_query;

    #[test]
    fn brackets_make_lists_and_objects() {
        let read = |text| Value::Object(from_query(text).unwrap());
        assert_eq!(
            read(
                "labels[]=a&labels%5B%5D=b+c&m[content]=x&m[items][][title]=1&m[items][][title]=2"
            ),
            json!({
                "labels": ["a", "b c"],
                "m": { "content": "x", "items": [{ "title": "1" }, { "title": "2" }] }
            })
        );
        assert_eq!(read("a=1&a=2&b"), json!({ "a": "2", "b": "" }));
        assert_eq!(read("[]=1&x]=2"), json!({ "[]": "1", "x]": "2" }));
        assert!(from_query("a=%ff").is_err());
        assert!(from_query(&format!("a{}=1", "[x]".repeat(40))).is_err());
    }
}
