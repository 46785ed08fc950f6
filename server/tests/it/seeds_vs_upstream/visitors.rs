//! Rows about visitors, and about programs that are made from the reference.

use std::collections::BTreeSet;

use frontdesk::http::reference;
use serde_json::{Value, json};

use crate::{client_api::Reception, support::Desk};

#[tokio::test]
async fn seeds_vs_upstream_30_a_visitor_is_told_the_same_of_themselves_by_every_method() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;

    let made = reception.ask(json!({ "name": "Lea", "email": "lea@x.test" })).await.is(200).body;

    let keys = |body: &Value| body.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let path = format!("{}/contacts/{}", reception.path, made["source_id"].as_str().unwrap());
    let shown = desk.nobody().get(&path).await.is(200).body;
    assert_eq!(shown, made);
    for changed in [
        desk.nobody().patch(&path, json!({ "name": "Léa" })).await.is(200).body,
        desk.nobody().put(&path, json!({ "name": "Léa" })).await.is(200).body,
    ] {
        assert_eq!(keys(&changed), keys(&made));
        for key in ["id", "source_id", "pubsub_token", "email"] {
            assert_eq!(changed[key], made[key], "{key}");
        }
        assert_eq!(changed["name"], "Léa");
    }
    // What only the row has that upstream answers to a change.
    for key in ["account_id", "created_at", "additional_attributes", "identifier", "blocked"] {
        assert!(made.get(key).is_some(), "{key}");
    }
    desk.close().await;
}

#[test]
fn seeds_vs_upstream_32_clients_of_any_language_can_be_made_from_the_reference() {
    let document: Value = serde_json::from_str(&reference::text()).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["servers"][0]["url"].is_string());

    let mut names = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            // Generators make a function of each.
            let name = operation["operationId"].as_str().unwrap();
            let is_plain = |it: char| it.is_ascii_alphanumeric() || "_.".contains(it);
            assert!(name.chars().all(is_plain), "{method} {path}: {name}");
            assert!(names.insert(name.to_owned()), "{method} {path}: {name}");
            let parts = path.split('/').filter(|part| part.starts_with('{')).count();
            let told = operation["parameters"].as_array().into_iter().flatten();
            let in_path = told.filter(|it| it["in"] == "path" && it["required"] == true);
            assert_eq!(in_path.count(), parts, "{method} {path}");
        }
    }
    // Whatever is referred to is there.
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let place = reference.split('"').next().unwrap();
        assert!(document.pointer(place).is_some(), "there is nothing at {place}");
    }
}

#[tokio::test]
async fn seeds_vs_upstream_37_a_wrong_identifier_hash_is_a_401() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let words = "HMAC failed: Invalid Identifier Hash Provided";

    let wrong = json!({ "identifier": "crm-1", "identifier_hash": reception.hash("crm-2") });
    reception.ask(wrong).await.says(401, words);

    let right = json!({ "identifier": "crm-1", "identifier_hash": reception.hash("crm-1") });
    assert_eq!(reception.ask(right).await.is(200).body["identifier"], "crm-1");
    desk.close().await;
}
