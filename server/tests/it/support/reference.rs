//! Holds every answer to what the API reference says of it: the status is one of those that are
//! told, and headers and body are as they are told, with nothing left out and nothing else.

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
    answers: HashMap<String, Answer>,
}

struct Answer {
    /// How its body is looked at, if it has one that is told.
    body: Option<Body>,
    /// What is told of its headers: whether every such answer has them.
    headers: HashMap<String, bool>,
}

struct Body {
    schema: Value,
    validator: OnceLock<Validator>,
}

/// What answers say in headers to whoever carries them, which is not ours to tell: HTTP, its
/// sockets, and what browsers ask before a page may read something.
const OF_THE_CARRIER: [&str; 9] = [
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "sec-websocket-accept",
    "sec-websocket-protocol",
    "transfer-encoding",
    "upgrade",
];

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
    answer.hold_headers(method, path, reply);
    let Some(body) = answer.body.as_ref().filter(|_| method != "HEAD") else { return };
    let validator = body.validator.get_or_init(|| known.validator(&body.schema));
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
        let headers = document["components"]["headers"].clone();
        let mut operations = Vec::new();
        for (path, methods) in &paths {
            for (method, operation) in methods.as_object().unwrap() {
                let answer = |(status, told): (&String, &Value)| {
                    let told = told.get("$ref").map_or(told, |at| &shared[named(at)]);
                    (status.clone(), Answer::read(told, &headers))
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

impl Answer {
    fn read(told: &Value, headers: &Value) -> Self {
        let schema = told["content"].get("application/json").map(|it| it["schema"].clone());
        let of = |(name, header): (&String, &Value)| {
            let is_always = headers[named(&header["$ref"])]["required"].as_bool().unwrap();
            (name.to_lowercase(), is_always)
        };
        Answer {
            body: schema.map(|schema| Body { schema, validator: OnceLock::new() }),
            headers: told["headers"].as_object().into_iter().flatten().map(of).collect(),
        }
    }

    #[track_caller]
    fn hold_headers(&self, method: &str, path: &str, reply: &Reply) {
        let place = format!("{method} {path}, answered by {},", reply.status);
        for name in reply.headers.keys().map(reqwest::header::HeaderName::as_str) {
            let is_told = self.headers.contains_key(name)
                || OF_THE_CARRIER.contains(&name)
                || name.starts_with("access-control-")
                || name == "vary";
            assert!(is_told, "{place} says in a header what is not told: {name}");
        }
        for (name, _) in self.headers.iter().filter(|(_, is_always)| **is_always) {
            // What is asked by HEAD is not looked at, so nobody knows its tag.
            let is_said = reply.headers.contains_key(name) || method == "HEAD";
            assert!(is_said, "{place} does not say {name}");
        }
    }
}

/// The last part of where something is told.
fn named(place: &Value) -> &str {
    place.as_str().and_then(|place| place.rsplit('/').next()).expect("it is told elsewhere")
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
