//! What visitors ask for.

use serde_json::{Value, json};

use crate::{
    client_api::Reception,
    support::{Desk, Reply},
};

/// Where the operations begin.
const INBOX: &str = "/public/api/v1/inboxes/{}";

/// The answers to a visitor, each with its operation.
pub async fn answers(desk: &Desk) -> Vec<(String, Reply)> {
    let reception = Reception::of(desk).await;
    let known = json!({ "name": "Lea", "email": "lea@up.test", "phone_number": "+14155550177" });
    let mut answers = vec![
        (format!("GET {INBOX}"), desk.nobody().get(&reception.path).await.is(200)),
        (format!("POST {INBOX}/contacts"), reception.ask(known).await.is(200)),
    ];
    let lea = reception.admit(json!({ "name": "Max" })).await;
    let id = lea.begins("Hello").await;
    let items = json!({ "items": [{ "title": "Blue", "value": "blue" }] });
    let asks =
        json!({ "content": "?", "content_type": "input_select", "content_attributes": items });
    let asks = desk.agent().post(&format!("conversations/{id}/messages"), asks).await.id();
    let message = asks.to_string();
    let mut ask = async |method: &str, path: &str, body: Value| {
        let number = id.to_string();
        let named = path.replacen("{}", &number, 1).replacen("{}", &message, 1);
        let request = desk.nobody().request(method.parse().unwrap(), &lea.at(&named));
        let request = if body.is_null() { request } else { request.json(&body) };
        let reply = desk.nobody().send(request).await.is(200);
        let below = if path.is_empty() { String::new() } else { format!("/{path}") };
        answers.push((format!("{method} {INBOX}/contacts/{{}}{below}"), reply));
    };
    let none = json!(null);
    let values = json!({ "submitted_values": [{ "title": "Blue", "value": "blue" }] });

    ask("GET", "", none.clone()).await;
    ask("PATCH", "", json!({ "name": "Lea" })).await;
    ask("POST", "conversations", json!({})).await;
    for path in ["conversations", "conversations/{}", "conversations/{}/messages"] {
        ask("GET", path, none.clone()).await;
    }
    ask("POST", "conversations/{}/messages", json!({ "content": "Hi" })).await;
    ask("PATCH", "conversations/{}/messages/{}", values).await;
    ask("POST", "conversations/{}/toggle_status", json!({})).await;
    answers
}
