//! Rows about answers in general, lists and filters.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Desk, each};

#[tokio::test]
async fn seeds_vs_upstream_01_the_accounts_of_the_caller_are_listed() {
    let desk = Desk::open().await;
    let stranger = desk.stranger().await;

    let bens = desk.agent().get("/api/v1/accounts").await.is(200);

    let account = json!({
        "id": desk.account,
        "name": "Acme",
        "role": "agent",
        "status": "active",
        "locale": "en",
        "permissions": ["agent"],
        "active_at": null
    });
    assert_eq!(bens.body, json!([account]));
    let strangers = stranger.get("/api/v1/accounts").await.is(200).body;
    assert_eq!(each(&strangers, "name"), ["Elsewhere"]);
    desk.nobody().get("/api/v1/accounts").await.is(401);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_02_errors_have_the_keys_of_upstream_and_a_message() {
    let desk = Desk::open().await;
    let stranger = desk.stranger().await;
    let contact = json!({ "email": "nowhere", "phone_number": "none" });

    let signed_out = desk.nobody().get("agents").await.is(401).body;
    let foreign = stranger.get("agents").await.is(401).body;
    let missing = desk.admin().get("contacts/9999").await.is(404).body;
    let nowhere = desk.admin().get("no/such/thing").await.is(404).body;
    let invalid = desk.admin().post("contacts", contact).await.is(422).body;
    let absent = desk.admin().post("labels", json!({})).await.is(422).body;
    let request = desk.admin().request(Method::POST, "contacts").body("{");
    let malformed = desk.admin().send(request).await.is(400).body;

    let text = "You need to sign in or sign up before continuing.";
    assert_eq!(signed_out, json!({ "errors": [text], "message": text }));
    let text = "You are not authorized to access this account";
    assert_eq!(foreign, json!({ "error": text, "message": text }));
    let text = "Resource could not be found";
    assert_eq!(missing, json!({ "error": text, "message": text }));
    assert_eq!((&nowhere["status"], &nowhere["error"]), (&json!(404), &json!("Not Found")));
    let text = "Email Invalid email, Phone number should be in e164 format";
    assert_eq!(invalid["message"], text);
    assert_eq!(invalid["attributes"], json!(["email", "phone_number"]));
    assert_eq!(absent["error"], "param is missing or the value is empty: label");
    assert_eq!(absent["attributes"], json!(["label"]));
    assert_eq!((&malformed["status"], &malformed["error"]), (&json!(400), &json!("Bad Request")));
    for refusal in [nowhere, absent, malformed] {
        assert!(refusal["message"].as_str().is_some_and(|text| !text.is_empty()), "{refusal}");
    }
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_03_what_is_not_allowed_is_401() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;

    let by_role = desk.agent().post("teams", json!({ "name": "Sales" })).await;
    let by_inbox = desk.outsider().get(&format!("conversations/{id}")).await;

    let text = "You are not authorized to do this action";
    by_role.is(401).holds(json!({ "error": text, "message": text }));
    by_inbox.is(401).holds(json!({ "error": text, "message": text }));
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_04_what_is_created_is_answered_with_200() {
    let desk = Desk::open().await;
    let contact = desk.contact("John").await;
    let conversation = json!({ "inbox_id": desk.inbox().await, "contact_id": contact });
    let definition = json!({ "attribute_display_name": "Plan", "attribute_key": "plan" });
    let new = [
        ("agents", json!({ "name": "Dan", "email": "dan@acme.test" })),
        ("teams", json!({ "name": "Sales" })),
        ("inboxes", json!({ "name": "Shop", "channel": { "type": "api" } })),
        ("labels", json!({ "title": "billing" })),
        ("contacts", json!({ "name": "Ann" })),
        ("conversations", conversation),
        ("conversations/1/messages", json!({ "content": "Hello" })),
        ("custom_attribute_definitions", definition),
        ("webhooks", json!({ "url": "https://crm.test/in" })),
    ];

    for (path, body) in new {
        let created = desk.admin().post(path, body).await;
        assert_eq!(created.status, 200, "{path}: {}", created.text);
    }
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_27_rules_are_joined_in_either_case_and_the_last_by_nothing() {
    let desk = Desk::open().await;
    let new = json!({ "name": "John Smith", "email": "john@example.com" });
    desk.admin().post("contacts", new).await.is(200);
    let rule = |key: &str, value: &str, operator: Option<Value>| {
        let mut rule = json!({
            "attribute_key": key, "filter_operator": "contains", "values": [value]
        });
        if let Some(operator) = operator {
            rule["query_operator"] = operator;
        }
        rule
    };
    let last = [None, Some(Value::Null), Some(json!(""))];

    for operator in ["AND", "and", "And", "OR", "or"] {
        for last in last.clone() {
            let rules =
                [rule("name", "Smith", Some(json!(operator))), rule("email", "example", last)];
            let found = desk.admin().post("contacts/filter", json!({ "payload": rules })).await;
            found.is(200).holds(json!({ "payload": [{ "name": "John Smith" }] }));
        }
    }
    let rules = [rule("name", "Smith", Some(json!("XOR"))), rule("email", "example", None)];
    let refused = desk.admin().post("contacts/filter", json!({ "payload": rules })).await;
    let text = "Query operator must be either \"AND\" or \"OR\".";
    refused.is(422).holds(json!({ "error": text }));
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_29_and_binds_tighter_than_or() {
    let desk = Desk::open().await;
    for (name, city) in [("Ann", "Rome"), ("Bob", "Oslo"), ("Cid", "Rome"), ("Dan", "Oslo")] {
        let email = format!("{}@example.com", name.to_lowercase());
        let attributes = json!({ "city": city });
        let new = json!({ "name": name, "email": email, "additional_attributes": attributes });
        desk.admin().post("contacts", new).await.is(200);
    }
    let rule = |key: &str, value: &str, operator: Value| {
        json!({
            "attribute_key": key,
            "filter_operator": "equal_to",
            "values": [value],
            "query_operator": operator
        })
    };

    // Ann, or a Bob from Oslo. Read from the left it would be who of them is from Oslo.
    let rules = [
        rule("name", "ann", json!("OR")),
        rule("name", "bob", json!("AND")),
        rule("city", "oslo", Value::Null),
    ];
    let path = "contacts/filter?sort=name";
    let or_first = desk.admin().post(path, json!({ "payload": rules })).await;
    // A Cid from Rome, or Dan.
    let rules = [
        rule("city", "rome", json!("AND")),
        rule("name", "cid", json!("OR")),
        rule("name", "dan", Value::Null),
    ];
    let and_first = desk.admin().post(path, json!({ "payload": rules })).await;

    or_first.is(200).holds(json!({ "payload": [{ "name": "Ann" }, { "name": "Bob" }] }));
    and_first.is(200).holds(json!({ "payload": [{ "name": "Cid" }, { "name": "Dan" }] }));
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_39_the_current_page_is_a_number() {
    let desk = Desk::open().await;
    let contacts = desk.admin();
    let first = json!(1);
    let second = json!(2);

    let by_default = contacts.get("contacts").await.is(200);
    let by_query = contacts.get("contacts?page=2").await.is(200);
    let by_search = contacts.get("contacts/search?q=john&page=2").await.is(200);
    let by_body = contacts.post("contacts/filter", json!({ "payload": [], "page": 2 })).await;
    let by_text = contacts.post("contacts/filter", json!({ "payload": [], "page": "2" })).await;

    assert_eq!(by_default.body["meta"]["current_page"], first);
    assert_eq!(by_query.body["meta"]["current_page"], second);
    assert_eq!(by_search.body["meta"]["current_page"], second);
    assert_eq!(by_body.is(200).body["meta"]["current_page"], second);
    assert_eq!(by_text.is(200).body["meta"]["current_page"], second);
    desk.close().await;
}
