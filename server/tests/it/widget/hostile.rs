//! Whatever a visitor of a website sends, the answer is a refusal that a person can read.

use serde_json::{Value, json};

use super::Site;
use crate::support::Desk;

#[tokio::test]
async fn bad_fields_are_refused_and_nothing_is_written() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let chat = site.visited().await;
    chat.says("Hello").await;
    let before = desk.contents().await;
    let bad = [json!([[1]]), json!([{ "a": 1 }]), json!("a\0b"), json!("x".repeat(300_000))];

    for value in bad {
        let asked = [
            ("POST", "messages", json!({ "message": value })),
            ("POST", "messages", json!({ "message": { "content": value } })),
            ("POST", "messages", json!({ "message": { "content": "x", "reply_to": value } })),
            ("POST", "messages", json!({ "message": { "content": "x", "attachments": value } })),
            ("POST", "conversations", json!({ "message": { "content": value } })),
            ("POST", "conversations", json!({ "message": { "timestamp": value } })),
            ("POST", "conversations", json!({ "contact": value, "message": {} })),
            ("POST", "conversations/set_custom_attributes", json!({ "custom_attributes": value })),
            ("POST", "events", json!({ "name": value })),
            ("POST", "events", json!({ "name": "webwidget.triggered", "event_info": value })),
            ("PATCH", "contact", json!({ "name": value })),
            ("PATCH", "contact/set_user", json!({ "identifier": value })),
            ("POST", "direct_uploads", json!({ "blob": { "filename": value } })),
        ];
        for (method, path, body) in asked {
            let refused = site.ask(method, path, &chat.token, body.clone()).await;
            let short: String = body.to_string().chars().take(90).collect();
            assert!(
                matches!(refused.status, 404 | 422),
                "{method} {path} {short}: {}",
                refused.text
            );
            assert!(refused.body["message"].is_string(), "{path} {short}: {}", refused.text);
        }
    }
    let large: serde_json::Map<String, Value> =
        (0..200).map(|at| (format!("key{at}"), json!("x".repeat(100)))).collect();
    let event = json!({ "name": "webwidget.triggered", "event_info": large });
    chat.post("events", event).await.refuses(&["event_info"]);

    desk.contents().await.are(&before, "a bad field");
    desk.close().await;
}
