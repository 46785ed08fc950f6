//! A field of an update, which may be left out, cleared or set.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

/// What a request says about one field. Used with `#[serde(default)]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// The field was not mentioned: it keeps its value.
    #[default]
    Keep,
    /// The field was null: it loses its value.
    Clear,
    Set(T),
}

impl<T> Patch<T> {
    /// The value that results, when `kept` is the one so far.
    pub fn over(self, kept: Option<T>) -> Option<T> {
        match self {
            Patch::Keep => kept,
            Patch::Clear => None,
            Patch::Set(value) => Some(value),
        }
    }

    /// The new value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Patch::Set(value) => Some(value),
            Patch::Keep | Patch::Clear => None,
        }
    }

    pub fn is_mentioned(&self) -> bool {
        !matches!(self, Patch::Keep)
    }
}

/// Looks like a value that may be null.
impl<T: JsonSchema> JsonSchema for Patch<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Option::<T>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Option::<T>::deserialize(from)?;
        Ok(value.map_or(Patch::Clear, Patch::Set))
    }
}
