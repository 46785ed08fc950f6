//! What a message may hold (contract `application-core.md`, 18.2).

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Map, Value};

use super::{ContentType, NewMessage, attachments};
use crate::{
    error::{Error, Problems, Result},
    inboxes::channel,
    json::{NUL, has_nul},
    looks_like,
    validate::{INDEXED, LONG},
};

/// Characters of a message at most.
pub const LONGEST: usize = 150_000;

/// Bytes of the attributes of a message, and of what a client says of it in passing. They are
/// shown wherever the message is.
pub const LARGEST_OBJECT: usize = 64 << 10;
const LARGEST_ASIDE: usize = 1 << 10;

/// Content attributes, sent as an object or as the text of one. A text that is no
/// object is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes(pub Map<String, Value>);

looks_like! {
    Attributes: { "type": "object" };
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Value::deserialize(from)? {
            Value::Object(map) => Ok(Attributes(map)),
            Value::String(text) => match serde_json::from_str(&text) {
                Ok(spelled) if has_nul(&spelled) => Err(D::Error::custom(NUL)),
                Ok(Value::Object(map)) => Ok(Attributes(map)),
                _ => Ok(Attributes::default()),
            },
            Value::Null => Ok(Attributes::default()),
            _ => Err(D::Error::custom("must be an object")),
        }
    }
}

/// Refuses what no message may hold.
pub fn check(new: &NewMessage) -> Result<()> {
    let mut problems = Problems::default();
    problems.at_most_if("content", new.content.as_deref(), LONGEST);
    problems.at_most_if("email_html_content", new.email_html_content.as_deref(), LONGEST);
    for (field, addresses) in [
        ("cc_emails", &new.cc_emails),
        ("bcc_emails", &new.bcc_emails),
        ("to_emails", &new.to_emails),
    ] {
        problems.at_most_if(field, addresses.as_deref(), LONG);
    }
    problems.fits_index("source_id", new.source_id.as_deref(), INDEXED);
    if new.attachments.as_ref().is_some_and(|files| files.len() > attachments::MOST) {
        problems.add("attachments", "exceeded maximum allowed");
    }
    check_sizes(new, &mut problems);
    check_items(new, &mut problems);
    if let Some(params) = &new.template_params {
        check_template(&params.to_map(), &mut problems);
    }
    problems.prefaced("Validation failed: ").check()
}

fn check_sizes(new: &NewMessage, problems: &mut Problems) {
    let asides = [
        ("echo_id", &new.echo_id),
        ("campaign_id", &new.campaign_id),
        ("external_created_at", &new.external_created_at),
    ];
    for (field, value) in asides {
        fits(field, value.as_ref().map_or(0, length), LARGEST_ASIDE, problems);
    }
    let params = new.template_params.as_ref().map_or(0, |params| params.as_str().len());
    fits("template_params", params, LARGEST_OBJECT, problems);
    check_attributes(&new.content_attributes, problems);
}

/// Refuses attributes that are too large.
pub fn check_attributes(attributes: &Attributes, problems: &mut Problems) {
    let size = attributes.0.iter().map(|(key, value)| key.len() + length(value)).sum();
    fits("content_attributes", size, LARGEST_OBJECT, problems);
}

fn fits(field: &'static str, size: usize, most: usize, problems: &mut Problems) {
    if size > most {
        problems.add(field, format!("is too large (maximum is {most} bytes)"));
    }
}

/// Bytes of a value as JSON.
fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        value => value.to_string().len(),
    }
}

/// Only where the customer's side of the conversation is ours to write may a message
/// claim to come from there.
pub fn check_incoming(channel_type: &str) -> Result<()> {
    if channel_type != channel::API {
        return Err(Error::refused("Incoming messages are only allowed in Api inboxes"));
    }
    Ok(())
}

fn check_items(new: &NewMessage, problems: &mut Problems) {
    let allowed: &[&str] = match new.content_type.unwrap_or(ContentType::Text) {
        ContentType::InputSelect => &["title", "value"],
        ContentType::Cards => &["title", "description", "media_url", "actions"],
        ContentType::Article => &["title", "description", "link"],
        ContentType::Form => &[
            "type",
            "placeholder",
            "label",
            "name",
            "options",
            "default",
            "required",
            "pattern",
            "title",
            "pattern_error",
        ],
        _ => return,
    };
    let items = new.content_attributes.0.get("items").and_then(Value::as_array);
    let items = items.map(Vec::as_slice).unwrap_or_default();
    if items.is_empty() {
        return problems.add("content_attributes", "At least one item is required.");
    }
    let Some(items) = items.iter().map(Value::as_object).collect::<Option<Vec<_>>>() else {
        return problems.add("content_attributes", "Items should be a hash.");
    };
    if let Some(unknown) = unknown_keys(&items, allowed) {
        problems.add("content_attributes", format!("contains invalid keys for items : {unknown}"));
    }
    if new.content_type == Some(ContentType::Cards) {
        check_actions(&items, problems);
    }
}

fn check_actions(cards: &[&Map<String, Value>], problems: &mut Problems) {
    let actions =
        |card: &&Map<String, Value>| card.get("actions").and_then(Value::as_array).cloned();
    let Some(actions) = cards.iter().map(actions).collect::<Option<Vec<_>>>() else {
        return problems.add("content_attributes", "contains items missing actions");
    };
    let actions: Vec<Value> = actions.into_iter().flatten().collect();
    let actions: Vec<&Map<String, Value>> = actions.iter().filter_map(Value::as_object).collect();
    if let Some(unknown) = unknown_keys(&actions, &["text", "type", "payload", "uri"]) {
        problems
            .add("content_attributes", format!("contains invalid keys for actions:  {unknown}"));
    }
}

fn unknown_keys(items: &[&Map<String, Value>], allowed: &[&str]) -> Option<String> {
    let keys = items.iter().flat_map(|item| item.keys());
    let unknown: Vec<&String> = keys.filter(|key| !allowed.contains(&key.as_str())).collect();
    (!unknown.is_empty()).then(|| format!("{unknown:?}"))
}

fn check_template(params: &Map<String, Value>, problems: &mut Problems) {
    if !params.get("name").is_some_and(Value::is_string) {
        problems.add("template_params", "must have a name");
    }
    for key in ["category", "language", "namespace"] {
        if params.get(key).is_some_and(|value| !value.is_string() && !value.is_null()) {
            problems.add("template_params", format!("{key} must be a text"));
        }
    }
    if params.get("processed_params").is_some_and(|value| !value.is_object() && !value.is_null()) {
        problems.add("template_params", "processed_params must be an object");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Attributes, check};
    use crate::messages::{ContentType, NewMessage};

    fn with_items(content_type: ContentType, items: Value) -> Result<(), String> {
        let Value::Object(attributes) = json!({ "items": items }) else { unreachable!() };
        let new = NewMessage {
            content_type: Some(content_type),
            content_attributes: Attributes(attributes),
            ..NewMessage::default()
        };
        check(&new).map_err(|error| error.to_string())
    }

    #[test]
    fn items_have_the_keys_of_their_kind() {
        let select = |items| with_items(ContentType::InputSelect, items);
        assert_eq!(select(json!([{ "title": "a", "value": "b" }])), Ok(()));
        assert_eq!(
            select(json!([])).unwrap_err(),
            "Validation failed: Content attributes At least one item is required."
        );
        assert!(select(json!(["a"])).unwrap_err().ends_with("Items should be a hash."));
        assert!(select(json!([{ "x": 1 }])).unwrap_err().ends_with(r#"for items : ["x"]"#));
        let card = json!([{ "title": "a" }]);
        let problem = with_items(ContentType::Cards, card).unwrap_err();
        assert!(problem.ends_with("contains items missing actions"));
    }
}
