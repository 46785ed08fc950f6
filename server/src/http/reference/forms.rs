//! Bodies that are forms, as browsers and `curl -F` send them: the same fields as in JSON, with
//! `[]` behind the names of lists, and files in some of them.

use std::collections::BTreeMap;

use schemars::Schema;
use serde_json::{Map, Value, json};

use super::{
    document::{Content, Encoding},
    parts::content_of,
};

pub const FORM: &str = "application/x-www-form-urlencoded";
pub const MULTIPART: &str = "multipart/form-data";

/// The form whose fields are the properties of a schema.
pub fn form(schema: &Schema) -> Content {
    let properties = schema.get("properties").and_then(Value::as_object);
    let fields = properties.into_iter().flatten();
    let mut encoding = BTreeMap::new();
    let mut named = Map::new();
    for (name, property) in fields.clone() {
        if is(property, "object") {
            encoding.insert(name.clone(), Encoding { style: "deepObject", explode: true });
        }
        named.insert(in_form(name, property), property.clone());
    }
    let name_of = |name: &Value| {
        let (name, property) = fields.clone().find(|(it, _)| *it == name)?;
        Some(Value::from(in_form(name, property)))
    };
    let mut form = schema.clone();
    let required = schema.get("required").and_then(Value::as_array);
    if let Some(required) = required {
        let required: Vec<Value> = required.iter().filter_map(name_of).collect();
        form.insert("required".to_owned(), required.into());
    }
    form.insert("properties".to_owned(), named.into());
    if let Some(Value::Array(examples)) = form.get_mut("examples") {
        examples.iter_mut().for_each(rename_lists);
    }
    Content { encoding, ..content_of(form) }
}

/// The same form, in which some fields are files.
pub fn with_files(mut form: Content, files: &[&str]) -> Content {
    let file = json!({
        "type": "string", "format": "binary", "contentMediaType": "application/octet-stream"
    });
    let properties = form.schema.get_mut("properties").and_then(Value::as_object_mut);
    if let Some(properties) = properties {
        for name in files {
            let is_list = name.ends_with("[]");
            let field =
                if is_list { json!({ "type": "array", "items": file }) } else { file.clone() };
            properties.insert((*name).to_owned(), field);
        }
    }
    form
}

/// Has an example name its lists as a form does.
fn rename_lists(example: &mut Value) {
    let Value::Object(fields) = example else { return };
    let rename = |(name, value): (String, Value)| {
        let name = if value.is_array() { format!("{name}[]") } else { name };
        (name, value)
    };
    *fields = std::mem::take(fields).into_iter().map(rename).collect();
}

fn in_form(name: &str, property: &Value) -> String {
    if is(property, "array") { format!("{name}[]") } else { name.to_owned() }
}

/// Whether a property is of a kind, or nothing.
fn is(property: &Value, kind: &str) -> bool {
    match property.get("type") {
        Some(Value::String(only)) => only == kind,
        Some(Value::Array(kinds)) => kinds.iter().any(|it| it == kind),
        _ => false,
    }
}
