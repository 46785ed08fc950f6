//! Holds every answer to what the API reference says of it: the status is one of those that are
//! told, and the body is as its schema has it, with nothing left out and nothing else.

use std::{
    collections::HashMap,
    sync::{LazyLock, OnceLock},
};

use frontdesk::http::reference;
use jsonschema::Validator;
use serde_json::{Value, json};

use super::Reply;

static REFERENCE: LazyLock<Reference> = LazyLock::new(Reference::read);

struct Reference {
    operations: Vec<Operation>,
    /// The schemas that are told of by name.
    components: Value,
}

struct Operation {
    method: String,
    path: Vec<String>,
    /// By status: how its body is looked at, if it has one that is told.
    answers: HashMap<String, Option<Answer>>,
}

struct Answer {
    schema: Value,
    validator: OnceLock<Validator>,
}

/// Fails unless the reference tells of such an answer.
#[track_caller]
pub fn hold(method: &str, path: &str, reply: &Reply) {
    let known = &*REFERENCE;
    let Some(operation) = known.operation(method, path) else {
        assert_eq!(reply.status, 404, "{method} {path} is not in the reference");
        return;
    };
    let Some(answer) = operation.answers.get(&reply.status.to_string()) else {
        panic!(
            "{method} {path} answers {}, of which nothing is told: {}",
            reply.status, reply.text
        );
    };
    let Some(answer) = answer.as_ref().filter(|_| method != "HEAD") else { return };
    let validator = answer.validator.get_or_init(|| known.validator(&answer.schema));
    let found = validator.iter_errors(&reply.body).next();
    if let Some(error) = found {
        let at = error.instance_path();
        panic!("{method} {path} answers what is not told, at {at}: {error}\n{}", reply.text);
    }
}

impl Reference {
    fn read() -> Self {
        let mut document: Value = serde_json::from_str(&reference::text()).unwrap();
        close(&mut document);
        let paths = document["paths"].as_object().unwrap().clone();
        let shared = document["components"]["responses"].clone();
        let mut operations = Vec::new();
        for (path, methods) in &paths {
            for (method, operation) in methods.as_object().unwrap() {
                let answer = |(status, told): (&String, &Value)| {
                    let told = told.get("$ref").map_or(told, |_| &shared[status]);
                    let schema = told["content"].get("application/json").map(|it| &it["schema"]);
                    let answer = |schema: &Value| Answer {
                        schema: schema.clone(),
                        validator: OnceLock::new(),
                    };
                    (status.clone(), schema.map(answer))
                };
                let answers = operation["responses"].as_object().unwrap();
                operations.push(Operation {
                    method: method.to_uppercase(),
                    path: path.split('/').map(str::to_owned).collect(),
                    answers: answers.iter().map(answer).collect(),
                });
            }
        }
        Reference {
            operations,
            components: json!({ "schemas": document["components"]["schemas"] }),
        }
    }

    /// What is done at a path. One that is told in full comes before one with parts to fill in.
    fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        let method = if method == "HEAD" { "GET" } else { method };
        let path = if path == "/" { path } else { path.trim_end_matches('/') };
        let path = if path.starts_with("/api") { path.trim_end_matches(".json") } else { path };
        let parts: Vec<&str> = path.split('/').collect();
        let fitting = self.operations.iter().filter(|it| it.method == method && it.fits(&parts));
        fitting.min_by_key(|it| it.path.iter().filter(|part| part.starts_with('{')).count())
    }

    fn validator(&self, schema: &Value) -> Validator {
        let mut whole = schema.clone();
        whole["components"] = self.components.clone();
        jsonschema::options().should_validate_formats(true).build(&whole).unwrap()
    }
}

impl Operation {
    fn fits(&self, parts: &[&str]) -> bool {
        let fits = |(told, part): (&String, &&str)| told.starts_with('{') || told == part;
        self.path.len() == parts.len() && self.path.iter().zip(parts).all(fits)
    }
}

/// Lets no object have what is not told of it.
fn close(value: &mut Value) {
    close_unless(value, false);
}

/// The same, but for a part of an object that is told of in several parts.
fn close_unless(value: &mut Value, is_part: bool) {
    let Value::Object(map) = value else {
        if let Value::Array(items) = value {
            items.iter_mut().for_each(close);
        }
        return;
    };
    let is_object = map.get("properties").is_some_and(Value::is_object);
    for (key, value) in map.iter_mut() {
        match value {
            Value::Array(parts) if ["allOf", "anyOf", "oneOf"].contains(&key.as_str()) => {
                for part in parts {
                    close_unless(part, is_object || is_part);
                }
            }
            value => close(value),
        }
    }
    if is_object && !is_part && map.get("type").is_some_and(|kind| *kind == "object") {
        map.insert("unevaluatedProperties".to_owned(), json!(false));
    }
}
