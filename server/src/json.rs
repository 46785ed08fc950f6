//! JSON objects that accounts define: custom attributes, settings, whatever clients store.
//!
//! They are kept and passed on as text; only what a rule asks for is looked into.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, value::RawValue};

/// The text of a JSON object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object(String);

/// Says how types look in JSON, for the API reference: their schema, written where they stand.
#[macro_export]
macro_rules! looks_like {
    ($($kind:ty: $schema:tt;)+) => { $(
        impl schemars::JsonSchema for $kind {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($kind).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    )+ };
}

looks_like! {
    Object: { "type": "object" };
}

const EMPTY: &str = "{}";

/// Whether a NUL character is in a text or a key. Not every database can hold one.
pub fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(map) => map.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether lists and objects stand in each other deeper than so.
pub fn is_deeper(value: &Value, than: usize) -> bool {
    match value {
        Value::Array(items) => than == 0 || items.iter().any(|item| is_deeper(item, than - 1)),
        Value::Object(map) => than == 0 || map.values().any(|value| is_deeper(value, than - 1)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

pub const NUL: &str = "must not contain NUL characters";

impl Object {
    pub fn empty() -> Self {
        Self(EMPTY.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0 == EMPTY
    }

    pub fn to_map(&self) -> Map<String, Value> {
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    /// The keys of both; where both have a key, the value of `other`.
    #[must_use]
    pub fn merged(&self, other: &Object) -> Object {
        let mut map = self.to_map();
        map.extend(other.to_map());
        map.into()
    }

    /// The keys of both, also of the objects within; where both have a key, the value here.
    #[must_use]
    pub fn filled_from(&self, other: &Object) -> Object {
        let mut map = self.to_map();
        fill(&mut map, other.to_map());
        map.into()
    }
}

fn fill(map: &mut Map<String, Value>, others: Map<String, Value>) {
    for (key, other) in others {
        match (map.get_mut(&key), other) {
            (None, other) => drop(map.insert(key, other)),
            (Some(Value::Object(own)), Value::Object(other)) => fill(own, other),
            (Some(_), _) => {}
        }
    }
}

impl Default for Object {
    fn default() -> Self {
        Self::empty()
    }
}

impl From<Map<String, Value>> for Object {
    fn from(map: Map<String, Value>) -> Self {
        Self(Value::Object(map).to_string())
    }
}

impl<'a> From<&'a Object> for db::Value<'a> {
    fn from(object: &'a Object) -> Self {
        object.as_str().into()
    }
}

impl db::FromCell for Object {
    fn from_cell(cell: db::Cell<'_>) -> db::Result<Self> {
        String::from_cell(cell).map(Object)
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        // Most are empty, and need not be read to know that they are JSON.
        if self.is_empty() {
            return Map::<String, Value>::new().serialize(to);
        }
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        raw.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Map::deserialize(from).map(Object::from)
    }
}
