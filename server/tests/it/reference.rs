//! The API reference. That what it tells is so is seen wherever a test sends a request: see
//! `support/reference.rs`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Desk, Program};

#[tokio::test]
async fn the_reference_is_open_to_everybody_and_printed_by_a_command() {
    let desk = Desk::open().await;

    let read = desk.nobody().get("/openapi.json").await.is(200);

    assert_eq!(read.headers["content-type"], "application/json; charset=utf-8");
    assert_eq!(read.body["openapi"], "3.1.0");
    let program = Program::embedded();
    assert_eq!(program.run(&["openapi"]).json(), read.body);
    program.remove().await;
    desk.close().await;
}

#[test]
fn every_endpoint_is_told_of_in_full() {
    let document: Value = serde_json::from_str(&frontdesk::http::reference::text()).unwrap();

    let mut names = BTreeSet::new();
    let paths = document["paths"].as_object().unwrap();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            let place = format!("{method} {path}");
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name), "{place} has the name of another: {name}");
            let summary = operation["summary"].as_str().unwrap();
            assert!(summary.starts_with(char::is_uppercase), "{place}: {summary}");
            assert!(!summary.ends_with('.'), "{place}: {summary}");
            let answers = operation["responses"].as_object().unwrap();
            let succeeds = |status: &String| status.starts_with(['1', '2', '3']);
            assert!(answers.keys().any(succeeds), "{place} never succeeds");
            for part in path.split('/').filter(|part| part.starts_with('{')) {
                let mut told = operation["parameters"].as_array().unwrap().iter();
                let name = part.trim_matches(['{', '}']);
                assert!(told.any(|it| it["name"] == name), "{place} does not tell of {part}");
            }
        }
    }
    assert!(paths.len() > 90);
}

#[test]
fn no_two_schemas_want_the_same_name() {
    let document: Value = serde_json::from_str(&frontdesk::http::reference::text()).unwrap();

    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(!name.ends_with(|end: char| end.is_ascii_digit()), "{name} is another one's name");
    }
}
