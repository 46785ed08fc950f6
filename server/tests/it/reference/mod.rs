//! The API reference. That what it tells is so is seen wherever a test sends a request: see
//! `support/reference.rs`.

mod forms;
mod refusals;
mod sessions;

use std::collections::BTreeSet;

use regex::Regex;
use serde_json::Value;

use crate::support::{Desk, Program};

#[tokio::test]
async fn the_reference_is_open_to_everybody_and_printed_by_a_command() {
    let desk = Desk::open().await;

    let read = desk.nobody().get("/openapi.json").await.is(200);

    assert_eq!(read.headers["content-type"], "application/json; charset=utf-8");
    assert_eq!(read.body["openapi"], "3.1.0");
    let program = Program::embedded();
    let printed = program.run(&["openapi"]).ok();
    assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), read.body);
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

#[tokio::test]
async fn the_page_asks_nothing_of_other_hosts() {
    let desk = Desk::open().await;
    let nobody = desk.nobody();

    let page = nobody.get("/docs").await.is(200);

    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert!(
        page.headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'")
    );
    let link = Regex::new(r#"(?:src|href)="([^"]*)""#).unwrap();
    let place = Regex::new(r#"id="([^"]*)""#).unwrap();
    let places: BTreeSet<&str> =
        place.captures_iter(&page.text).map(|found| found.extract::<1>().1[0]).collect();
    let mut asked = BTreeSet::new();
    for found in link.captures_iter(&page.text) {
        if let Some(part) = found[1].strip_prefix('#') {
            assert!(places.contains(part), "there is nothing at #{part}");
        } else {
            asked.insert(found[1].to_owned());
        }
    }
    assert_eq!(
        asked.iter().collect::<Vec<_>>(),
        ["/docs/page.css", "/docs/page.js", "/openapi.json"]
    );
    for path in asked {
        nobody.get(&path).await.is(200);
    }
    desk.close().await;
}

#[test]
fn who_may_write_the_help_center_is_said() {
    let document: Value = serde_json::from_str(&frontdesk::http::reference::text()).unwrap();

    let path = "/api/v1/accounts/{account_id}/portals/{slug}/articles";
    let description = document["paths"][path]["post"]["description"].as_str().unwrap();
    assert!(description.contains("custom role lets them write the help center"), "{description}");
}

#[test]
fn examples_are_what_they_are_examples_of() {
    let document: Value = serde_json::from_str(&frontdesk::http::reference::text()).unwrap();

    let mut looked_at = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let mut contents = vec![&operation["requestBody"]];
            contents.extend(operation["responses"].as_object().unwrap().values());
            for content in contents.into_iter().filter_map(|it| it.get("content")) {
                let Some(content) = content.get("application/json") else { continue };
                let mut schema = content["schema"].clone();
                schema["components"] = document["components"].clone();
                let fits = jsonschema::validator_for(&schema).unwrap();
                if let Some(error) = fits.iter_errors(&content["example"]).next() {
                    panic!("{method} {path}, at {}: {error}", error.instance_path());
                }
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 150, "only {looked_at} examples were there");
}
