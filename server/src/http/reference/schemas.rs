//! The schemas that the reference comes upon while it reads signatures.

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde::Serialize;
use serde_json::{Map, Value};

/// Where the document has the schemas that are told of by name.
const SCHEMAS: &str = "/components/schemas";

/// The schemas that were come upon: of what is read, and of what is answered.
pub struct Schemas {
    read: SchemaGenerator,
    answered: SchemaGenerator,
}

/// Schemas that are told of by name.
#[derive(Serialize)]
pub struct Named(pub Map<String, Value>);

impl Default for Schemas {
    fn default() -> Self {
        // What is read is shown in full: it is small, and a type may be more when it is answered.
        let read = SchemaSettings::draft2020_12().for_deserialize().with(|settings| {
            settings.inline_subschemas = true;
        });
        let answered = SchemaSettings::draft2020_12().for_serialize().with(|settings| {
            settings.definitions_path = SCHEMAS.into();
        });
        Schemas { read: read.into_generator(), answered: answered.into_generator() }
    }
}

impl Schemas {
    pub fn read<T: JsonSchema>(&mut self) -> Schema {
        T::json_schema(&mut self.read)
    }

    pub fn answered<T: JsonSchema>(&mut self) -> Schema {
        self.answered.subschema_for::<T>()
    }

    /// Those that are told of by name.
    pub fn named(&mut self) -> Named {
        Named(self.answered.take_definitions(true))
    }
}

impl Named {
    /// A schema, or the one that is meant by its name.
    pub fn meant_by<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let place = schema.get("$ref").and_then(Value::as_str);
        let name = place.and_then(|place| place.rsplit('/').next());
        name.and_then(|name| self.0.get(name)).unwrap_or(schema)
    }
}
