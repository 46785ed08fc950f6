//! What is told to visitors who have only said that they are somebody who is known already: the
//! same as to others, but for what is known of that contact (`docs/decisions/0013`).

use serde_json::{Value, json};

use super::{cable::Frame, streams};
use crate::conversations::details::Details;

/// A message to these streams, which is about a conversation if `details` are given.
pub fn frames(streams: Vec<String>, said: String, details: Option<&Details>) -> Vec<Frame> {
    let known = details.map(|details| &details.contact_inbox).filter(|known| known.claimed);
    let claimed = known.map(|known| streams::of_contact_inbox(known.id));
    let (theirs, others): (Vec<String>, Vec<String>) =
        streams.into_iter().partition(|stream| Some(stream) == claimed.as_ref());
    let mut frames = Vec::new();
    if !theirs.is_empty() {
        frames.push(Frame { streams: theirs, message: veiled(&said).into() });
    }
    if !others.is_empty() {
        frames.push(Frame { streams: others, message: said.into() });
    }
    frames
}

fn veiled(said: &str) -> String {
    let mut said = serde_json::from_str(said).expect("what is said is JSON");
    veil(&mut said);
    said.to_string()
}

/// Leaves of each contact that there is one.
fn veil(value: &mut Value) {
    match value {
        Value::Object(map) if map.get("type") == Some(&json!("contact")) => {
            for (key, value) in map {
                match (key.as_str(), &*value) {
                    ("id" | "type", _) => {}
                    ("blocked", _) => *value = json!(false),
                    ("name" | "thumbnail", _) => *value = json!(""),
                    (_, Value::Object(_)) => *value = json!({}),
                    _ => *value = Value::Null,
                }
            }
        }
        Value::Object(map) => map.values_mut().for_each(veil),
        Value::Array(items) => items.iter_mut().for_each(veil),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
