//! Answers have what the published description of the contract's API says that they have.
//!
//! `answers.json` tells, for each operation, which fields an answer holds and of what kind they
//! are; all of them are to be there. Where that description is wrong, the contract says so, and
//! [`EXCEPTIONS`] where it does.

mod client_api;
mod exceptions;
mod platform;

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::Validator;
use regex::Regex;
use serde_json::{Value, json};

use self::exceptions::{BELOW, EXCEPTIONS, Exception, MISSPELLED};
use crate::{
    isolation::{Records, ask, routes, rows},
    support::Desk,
};

/// The operations, as `GET /api/v1/accounts/{}/labels`, and what they answer.
fn operations() -> BTreeMap<String, Value> {
    serde_json::from_str(include_str!("answers.json")).expect("it is JSON")
}

/// A route of ours as `answers.json` spells it.
fn spelled(route: &str) -> String {
    let (method, path) = route.split_once(' ').expect("a route has a method");
    let part = Regex::new(r"\{[^}]*\}").unwrap();
    let path = match path {
        "/" => "/api/v1/accounts".to_owned(),
        path if path.starts_with("/{account}") => format!("/api/v1/accounts{path}"),
        path => path.to_owned(),
    };
    format!("{method} {}", part.replace_all(&path, "{}"))
}

/// The schema of an answer: all fields are there, and of their kind.
fn schema(told: &Value) -> Value {
    match told {
        Value::Object(several) if several.contains_key("one of") => {
            let all = several["one of"].as_array().expect("there are several");
            json!({ "anyOf": all.iter().map(schema).collect::<Vec<_>>() })
        }
        Value::Object(fields) => {
            let properties: BTreeMap<&String, Value> =
                fields.iter().map(|(name, told)| (name, schema(told))).collect();
            json!({
                "type": "object",
                "required": properties.keys().collect::<Vec<_>>(),
                "properties": properties,
            })
        }
        Value::Array(items) => json!({ "type": ["array", "null"], "items": schema(&items[0]) }),
        Value::String(kinds) if kinds == "any" => json!({}),
        // That a value may be null is told by the contract, and hardly ever there.
        Value::String(kinds) => {
            let kinds: BTreeSet<&str> = kinds.split('|').chain(["null"]).collect();
            json!({ "type": kinds })
        }
        _ => json!({}),
    }
}

/// Where an answer is not as it is told, without the numbers of items.
fn differences(fits: &Validator, answer: &Value) -> BTreeSet<String> {
    let item = Regex::new(r"/\d+").unwrap();
    let told = |error: jsonschema::ValidationError<'_>| {
        let place = error.instance_path().to_string();
        let place = item.replace_all(&place, "/*");
        match error.kind() {
            jsonschema::error::ValidationErrorKind::Required { property } => {
                format!("{place}/{} is not there", property.as_str().unwrap_or_default())
            }
            _ => format!("{place} is of another kind"),
        }
    };
    fits.iter_errors(answer).map(told).collect()
}

#[tokio::test]
async fn answers_have_what_they_are_told_to_have() {
    let desk = Desk::open().await;
    let ours = Records::make(&desk, &desk.admin(), "answers", 1).await;
    let operations = operations();
    let mut found = BTreeSet::new();

    let mut answered = Vec::new();
    for row in rows(&ours, &ours) {
        answered.push((spelled(&row.route), ask(&desk.admin(), &row).await));
    }
    answered.extend(platform::answers(&desk).await);
    answered.extend(client_api::answers(&desk).await);
    for (method, body) in [("GET", json!(null)), ("PUT", json!({ "name": "Ada" }))] {
        let admin = desk.admin();
        let request = admin.request(method.parse().unwrap(), "/api/v1/profile").json(&body);
        answered.push((format!("{method} /api/v1/profile"), admin.send(request).await));
    }
    let mut asked = BTreeSet::from([MISSPELLED.to_owned()]);
    for (operation, reply) in answered {
        let Some(told) = operations.get(&operation).filter(|told| !told.is_null()) else {
            continue;
        };
        // What a row asks twice may be there already.
        if reply.status >= 300 {
            continue;
        }
        let fits = jsonschema::validator_for(&schema(told)).unwrap();
        let below = BELOW.iter().find(|(known, _, _)| *known == operation);
        let place = below.map_or("", |(_, place, _)| place);
        let answer = reply.body.pointer(place);
        let answer = answer.unwrap_or_else(|| panic!("{operation}: {}", reply.text));
        let differences = differences(&fits, answer);
        asked.insert(operation.clone());
        found
            .extend(differences.into_iter().map(|difference| format!("{operation}: {difference}")));
    }

    let told = operations.iter().filter(|(_, told)| !told.is_null()).map(|(name, _)| name);
    let unasked: Vec<_> = told.filter(|operation| !asked.contains(*operation)).collect();
    assert!(unasked.is_empty(), "nobody has answered {unasked:?}");
    let is_about = |exception: &Exception, difference: &String| {
        difference.contains(exception.operation) && difference.contains(exception.difference)
    };
    let explained =
        |difference: &String| EXCEPTIONS.iter().any(|exception| is_about(exception, difference));
    let unexplained: Vec<_> = found.iter().filter(|difference| !explained(difference)).collect();
    assert!(unexplained.is_empty(), "{}", json!(unexplained));
    for exception in EXCEPTIONS {
        let is_needed = found.iter().any(|difference| is_about(exception, difference));
        assert!(is_needed, "{} {} needs no exception", exception.operation, exception.difference);
    }
    desk.close().await;
}

#[test]
fn every_operation_is_there() {
    let ours: BTreeSet<String> = routes().iter().map(|route| spelled(route)).collect();
    let mut operations = operations();

    assert!(operations.remove(MISSPELLED).is_some());
    let missing: Vec<_> =
        operations.keys().filter(|operation| !ours.contains(*operation)).collect();

    assert!(missing.is_empty(), "{missing:?}");
}
