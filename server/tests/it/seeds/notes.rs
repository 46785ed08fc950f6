//! The technical reference, conversation notes.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Desk, Reply};

/// Posts a message as Ben to a conversation with John.
async fn posted(desk: &Desk, message: Value) -> Reply {
    let id = desk.conversation(desk.contact("John").await, None).await;
    desk.agent().post(&format!("conversations/{id}/messages"), message).await.is(200)
}

#[tokio::test]
async fn a_private_note_is_created() {
    let desk = Desk::open().await;
    let content = "Customer shows high intent. Pricing discussion scheduled for tomorrow.";

    let note = json!({ "content": content, "message_type": "outgoing", "private": true });
    let noted = posted(&desk, note).await;

    assert!(noted.body["id"].is_i64(), "{}", noted.text);
    // Rows 9 and 42 of seeds-vs-upstream: the type is a number, a sender has no address.
    noted.holds(json!({
        "content": content,
        "message_type": 1,
        "private": true,
        "created_at": desk.clock.now().seconds(),
        "sender": { "id": desk.id_of("Ben"), "name": "Ben" }
    }));
    desk.close().await;
}

#[tokio::test]
async fn a_note_may_say_what_kind_of_content_it_has() {
    let desk = Desk::open().await;

    let noted = posted(
        &desk,
        json!({
            "content": "Customer mentioned interest in enterprise plan. Follow up next week.",
            "message_type": "outgoing",
            "private": true,
            "content_type": "text"
        }),
    )
    .await;

    noted.holds(json!({ "private": true, "content_type": "text" }));
    desk.close().await;
}

#[tokio::test]
async fn every_kind_of_content_of_the_table_is_taken() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}/messages");
    let item = |keys: Value| json!({ "items": [keys] });
    let kinds = [
        ("text", json!({})),
        ("input_email", json!({})),
        ("cards", item(json!({ "title": "Plan", "actions": [] }))),
        ("input_select", item(json!({ "title": "Yes", "value": "yes" }))),
        ("form", item(json!({ "name": "email", "type": "email" }))),
        ("article", item(json!({ "title": "Refunds", "link": "https://acme.test" }))),
    ];

    for (kind, attributes) in kinds {
        let message = json!({
            "content": "Please choose",
            "message_type": "outgoing",
            "private": false,
            "content_type": kind,
            "content_attributes": attributes
        });
        let posted = desk.agent().post(&path, message).await;
        posted.is(200).holds(json!({ "content_type": kind, "content_attributes": attributes }));
    }
    desk.close().await;
}

#[tokio::test]
async fn a_public_message_is_created() {
    let desk = Desk::open().await;
    let content = "Thanks for contacting us! How can I help you today?";

    let message = json!({ "content": content, "message_type": "outgoing", "private": false });
    let sent = posted(&desk, message).await;

    sent.holds(json!({ "content": content, "message_type": 1, "private": false }));
    desk.close().await;
}

#[tokio::test]
async fn messages_are_listed_with_notes_among_them() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}/messages");
    let first = desk.clock.now().seconds();
    for (content, private) in [("Internal note content", true), ("Customer-visible message", false)]
    {
        let message = json!({ "content": content, "message_type": "outgoing", "private": private });
        desk.agent().post(&path, message).await.is(200);
        desk.wait(Duration::from_secs(100));
    }

    let listed = desk.agent().get(&path).await;

    // Rows 9 and 10 of seeds-vs-upstream: what the type is, and what is beside the list.
    let ben = json!({ "id": desk.id_of("Ben"), "name": "Ben" });
    listed.is(200).holds(json!({
        "meta": { "labels": [], "contact": { "name": "John" } },
        "payload": [
            {
                "content": "Internal note content",
                "message_type": 1,
                "private": true,
                "created_at": first,
                "sender": ben
            },
            {
                "content": "Customer-visible message",
                "message_type": 1,
                "private": false,
                "created_at": first + 100,
                "sender": ben
            }
        ]
    }));
    desk.close().await;
}

#[tokio::test]
async fn markdown_and_mentions_are_kept_as_they_were_typed() {
    let desk = Desk::open().await;
    let important = "**Important:** Customer requires enterprise security features:\n\
                     - SSO integration\n- Custom domain\n- Dedicated support";
    let mention = "@john Please follow up on the pricing discussion";

    let id = desk.conversation(desk.contact("Ann").await, None).await;
    let path = format!("conversations/{id}/messages");
    for content in [important, mention] {
        let note = json!({ "content": content, "private": true, "message_type": "outgoing" });
        let noted = desk.agent().post(&path, note).await;
        noted.is(200).holds(json!({ "content": content, "private": true }));
    }
    desk.close().await;
}
