//! Parts of operations, made out of schemas.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::{Schema, json_schema};
use serde_json::Value;

use super::document::{Content, Parameter};

pub fn idempotency_key() -> Parameter {
    let description = "1 to 255 visible characters. Sent again with the same key within 24 \
                       hours, a request that was carried out gets the answer that it got, and \
                       nothing is done twice.";
    Parameter {
        name: "Idempotency-Key".to_owned(),
        place: "header",
        required: false,
        description: Some(description.to_owned()),
        schema: json_schema!({ "type": "string", "minLength": 1, "maxLength": 255 }),
    }
}

/// What requests of the chat of a website name, unless something else says which one it is.
pub fn website_token(required: bool) -> Parameter {
    Parameter {
        name: "website_token".to_owned(),
        place: "query",
        required,
        description: Some("The token of the website.".to_owned()),
        schema: json_schema!({ "type": "string" }),
    }
}

/// What requests of the chat name that are about a conversation, but not the newest.
pub fn chosen_conversation() -> Parameter {
    let description = "The conversation that this is about, if it is about any. Without it, that is \
                       the newest of the visitor.";
    Parameter {
        name: "conversation_id".to_owned(),
        place: "query",
        required: false,
        description: Some(description.to_owned()),
        schema: json_schema!({ "type": "integer", "format": "int64", "minimum": 1 }),
    }
}

/// What requests of visitors say of how they read.
pub fn language() -> Parameter {
    let description = "In which language the visitor reads, such as `pt_BR`. What is asked of them \
                       is asked in it.";
    Parameter {
        name: "locale".to_owned(),
        place: "query",
        required: false,
        description: Some(description.to_owned()),
        schema: json_schema!({ "type": "string" }),
    }
}

pub fn auth_token() -> Parameter {
    Parameter {
        name: "X-Auth-Token".to_owned(),
        place: "header",
        required: true,
        description: Some("The token of the visitor.".to_owned()),
        schema: json_schema!({ "type": "string" }),
    }
}

pub fn content_of(schema: Schema) -> Content {
    Content { schema, example: None, examples: IndexMap::new(), encoding: BTreeMap::new() }
}

/// One schema for parameters that several types read their part of.
pub fn together(mut parts: Vec<Schema>) -> Schema {
    let mut whole = parts.remove(0);
    for part in parts {
        for key in ["properties", "required"] {
            let Some(more) = part.get(key) else { continue };
            match (whole.ensure_object().get_mut(key), more) {
                (Some(Value::Object(all)), Value::Object(more)) => all.extend(more.clone()),
                (Some(Value::Array(all)), Value::Array(more)) => all.extend(more.iter().cloned()),
                _ => drop(whole.insert(key.to_owned(), more.clone())),
            }
        }
    }
    whole
}

/// Each property as a parameter of the query. Lists have `[]` behind their name.
pub fn in_query(schema: &Schema) -> Vec<Parameter> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let required = schema.get("required").and_then(Value::as_array);
    let parameter = |(name, schema): (&String, &Value)| {
        let is_list = schema.get("items").is_some();
        let description = schema.get("description").and_then(Value::as_str).map(str::to_owned);
        Parameter {
            name: if is_list { format!("{name}[]") } else { name.clone() },
            place: "query",
            required: required.is_some_and(|all| all.iter().any(|it| it == name)),
            description,
            schema: Schema::try_from(schema.clone()).unwrap_or_default(),
        }
    };
    properties.into_iter().flatten().map(parameter).collect()
}
