//! What bodies look like: which keys they have, and of which types their values are.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// What every conversation has (contract `realtime-client-platform.md`, 0.9).
const CONVERSATION: [&str; 22] = [
    "additional_attributes",
    "can_reply",
    "channel",
    "contact_inbox",
    "id",
    "inbox_id",
    "messages",
    "labels",
    "meta",
    "status",
    "custom_attributes",
    "snoozed_until",
    "unread_count",
    "first_reply_created_at",
    "priority",
    "waiting_since",
    "agent_last_seen_at",
    "contact_last_seen_at",
    "last_activity_at",
    "timestamp",
    "created_at",
    "updated_at",
];

/// What one has besides that is held to an SLA policy.
const OF_HELD: [&str; 3] = ["applied_sla", "sla_events", "sla_policy_id"];

/// Objects that hold whatever people put there.
const FREE: [&str; 7] = [
    "additional_attributes",
    "auto_assignment_config",
    "content_attributes",
    "csat_config",
    "custom_attributes",
    "external_source_ids",
    "pre_chat_form_options",
];

/// What fields of any type were before a change, and are after it.
const VALUES: [&str; 4] = ["after", "before", "current_value", "previous_value"];

/// The outlines of bodies by their names. Conversations are the same everywhere, so that there
/// is one outline of all of them.
#[derive(Default)]
pub struct Outlines {
    conversation: Outline,
    bodies: BTreeMap<String, Outline>,
}

/// The outline of several objects.
#[derive(Default)]
struct Outline {
    /// Of which types the value was at each place, and how often there was one.
    values: BTreeMap<String, (BTreeSet<&'static str>, usize)>,
    /// How many objects there were at each place.
    objects: BTreeMap<String, usize>,
}

impl Outlines {
    pub fn add(&mut self, name: &str, body: &Value) {
        let outline = self.bodies.entry(name.to_owned()).or_default();
        outline.value("", body, Some(&mut self.conversation));
    }

    /// All of them in one text.
    pub fn text(&self) -> String {
        let bodies = self.bodies.iter();
        let bodies = bodies.map(|(name, outline)| format!("\n{name}\n{}", outline.text()));
        format!("A conversation\n{}{}", self.conversation.text(), bodies.collect::<String>())
    }
}

impl Outline {
    /// Notes a value at a place. Conversations are noted elsewhere, unless this is there.
    fn value(&mut self, place: &str, value: &Value, conversations: Option<&mut Outline>) {
        let (types, times) = self.values.entry(place.to_owned()).or_default();
        let whole = value.as_object().filter(|map| conversations.is_some() && is_whole(map));
        types.insert(if whole.is_some() { "conversation" } else { kind(value) });
        *times += 1;
        match value {
            _ if is_free(place) => {}
            Value::Array(items) => {
                let mut conversations = conversations;
                for item in items {
                    let place = format!("{place}[]{}", variant(item));
                    self.value(&place, item, conversations.as_deref_mut());
                }
            }
            Value::Object(map) => {
                let place = if place.is_empty() || place.ends_with('>') {
                    place.to_owned()
                } else {
                    format!("{place}{}", variant(value))
                };
                self.object(&place, map, conversations);
            }
            _ => {}
        }
    }

    fn object(
        &mut self,
        place: &str,
        map: &Map<String, Value>,
        mut conversations: Option<&mut Outline>,
    ) {
        *self.objects.entry(place.to_owned()).or_default() += 1;
        let is_whole = is_whole(map);
        let mut conversation = Map::new();
        for (key, value) in map {
            let is_part = CONVERSATION.contains(&&**key) || OF_HELD.contains(&&**key);
            if is_whole && is_part && conversations.is_some() {
                conversation.insert(key.clone(), value.clone());
                continue;
            }
            let inside = if place.is_empty() { key.clone() } else { format!("{place}.{key}") };
            self.value(&inside, value, conversations.as_deref_mut());
        }
        if let Some(conversations) = conversations.filter(|_| is_whole) {
            conversations.object("", &conversation, None);
        }
    }

    /// A line for each place. A question mark says that it is not always there.
    fn text(&self) -> String {
        let lines = self.values.iter().map(|(place, (types, times))| {
            let place = if place.is_empty() { "…" } else { place };
            let (outside, _) = place.rsplit_once('.').unwrap_or_default();
            let is_inside = place != "…" && !place.ends_with([']', '>']);
            let is_optional = is_inside && *times < self.objects[outside];
            let types = types.iter().copied().collect::<Vec<_>>().join(" or ");
            format!("  {place}{}: {types}\n", if is_optional { "?" } else { "" })
        });
        lines.collect()
    }
}

/// Whether it has all that a conversation has.
fn is_whole(map: &Map<String, Value>) -> bool {
    CONVERSATION.iter().all(|key| map.contains_key(*key))
}

/// What tells records apart that stand at the same place.
fn variant(value: &Value) -> String {
    if !value["id"].is_i64() {
        return String::new();
    }
    let known = ["user", "contact", "agent_bot"];
    let by_type = value["type"].as_str().filter(|kind| known.contains(kind));
    let contact = value.get("phone_number").and(value.get("blocked")).map(|_| "contact");
    let kind = by_type.or(contact).or(value["file_type"].as_str());
    kind.map(|kind| format!("<{kind}>")).unwrap_or_default()
}

/// Whether what stands there is not looked into.
fn is_free(place: &str) -> bool {
    let (outside, name) = place.rsplit_once('.').unwrap_or(("", place));
    let is_change = outside.ends_with("changes") || outside.ends_with("changed_attributes[]");
    VALUES.contains(&name) || FREE.contains(&name) && !is_change
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "integer",
        Value::String(text) if is_time(text) => "time",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

/// Whether it is a time with three digits of a second, in UTC.
fn is_time(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00T00:00:00.000Z"
}
