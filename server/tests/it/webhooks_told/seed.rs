//! The events of the seeds' table, each as its example there has it.

use serde_json::{Value, json};

use super::subscribe;
use crate::{
    support::{Desk, Receiver},
    widget::Site,
};

/// What was told of an event, the only time since somebody asked last.
async fn told(desk: &Desk, receiver: &Receiver, event: &str) -> Value {
    desk.settle().await;
    let all = receiver.take();
    let mut told = all.iter().filter(|told| told.event() == event).map(|told| told.body.clone());
    let body = told.next().unwrap_or_else(|| panic!("nothing was told of {event}"));
    assert_eq!(told.next(), None, "{event} was told once");
    body
}

/// Says that a body has these fields, whatever else is in it.
#[track_caller]
fn shows(body: &Value, expected: &Value) {
    match expected {
        Value::Object(fields) => {
            for (name, value) in fields {
                let shown = body.get(name).unwrap_or_else(|| panic!("no {name} in {body}"));
                shows(shown, value);
            }
        }
        other => assert_eq!(body, other),
    }
}

fn change(before: Value, after: Value) -> Value {
    json!({ "before": before, "after": after })
}

/// What is said in a conversation is told, and what becomes of it. `begun` is how the conversation
/// was told.
async fn messages(desk: &Desk, receiver: &Receiver, begun: &Value) {
    let (admin, id) = (desk.admin(), begun["id"].as_i64().unwrap());
    let path = |action: &str| format!("conversations/{id}/{action}");
    let words = json!({
        "content": "Hello, I need help", "message_type": "incoming", "source_id": "msg_123"
    });
    let said = admin.post(&path("messages"), words).await.is(200).body;
    let incoming = json!({
        "event": "message_created", "id": said["id"], "content": "Hello, I need help",
        "account": begun["account"],
        "conversation": {
            "id": id, "inbox_id": begun["inbox"]["id"], "status": "open", "labels": ["support"]
        },
        "sender": begun["meta"]["sender"], "message_type": "incoming", "content_type": "text",
        "content_attributes": {}, "private": false, "source_id": "msg_123",
        "created_at": desk.clock.now().iso(),
    });
    shows(&told(desk, receiver, "message_created").await, &incoming);
    let reply = desk.agent_says(id, "Of course").await;
    let outgoing = told(desk, receiver, "message_created").await;
    let ben = json!({ "id": desk.id_of("Ben"), "name": "Ben", "type": "user" });
    shows(&outgoing, &json!({ "message_type": "outgoing", "sender": ben }));
    assert!(outgoing["sender"]["email"].as_str().unwrap().starts_with("ben-"));
    let message = path(&format!("messages/{}", reply["id"]));
    admin.patch(&message, json!({ "status": "delivered" })).await.is(200);
    let delivered = told(desk, receiver, "message_updated").await;
    shows(&delivered, &json!({ "id": reply["id"], "content": "Of course" }));
    assert_eq!(delivered["conversation"]["messages"][0]["status"], "delivered");
    admin.delete(&message).await.is(200);
    let deleted = told(desk, receiver, "message_updated").await;
    shows(&deleted, &json!({ "id": reply["id"], "content_attributes": { "deleted": true } }));
    assert_ne!(deleted["content"], "Of course");
}

#[tokio::test]
async fn seed_003_webhook_events_are_seen_by_a_receiver() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let site = Site::open(&desk).await;
    subscribe(&desk, &receiver, &[]).await;
    let (admin, account) = (desk.admin(), json!({ "id": desk.account, "name": "Acme" }));
    let now = desk.clock.now();

    let john = json!({
        "name": "John Doe", "email": "john@example.net", "phone_number": "+12345678900",
        "additional_attributes": { "source": "whatsapp" }, "custom_attributes": { "tier": "gold" },
    });
    let contact = desk.contact_with(john.clone()).await;
    let created = told(&desk, &receiver, "contact_created").await;
    shows(&created, &john);
    let more = json!({ "id": contact, "account": account, "created_at": now.seconds() });
    shows(&created, &more);

    let inbox = desk.inbox().await;
    let new = json!({
        "inbox_id": inbox, "contact_id": contact,
        "additional_attributes": { "page": "prices" }, "custom_attributes": { "order": 7 },
    });
    let id = desk.conversation_with(new).await;
    let sender = json!({
        "id": contact, "name": "John Doe", "email": "john@example.net",
        "phone_number": "+12345678900"
    });
    let begun = json!({
        "event": "conversation_created", "id": id, "account": account,
        "additional_attributes": { "page": "prices" }, "custom_attributes": { "order": 7 },
        "inbox": { "id": inbox, "name": "Support" }, "messages": [],
        "meta": { "sender": sender, "assignee": null },
        "status": "open", "priority": null, "labels": [],
        // Row 35 of seeds-vs-upstream: both are numbers.
        "created_at": now.seconds(), "timestamp": now.seconds(),
    });
    shows(&told(&desk, &receiver, "conversation_created").await, &begun);

    let path = |action: &str| format!("conversations/{id}/{action}");
    admin.post(&path("labels"), json!({ "labels": ["support"] })).await.is(200);
    let labels = told(&desk, &receiver, "conversation_updated").await;
    shows(&labels["changes"], &json!({ "labels": change(json!([]), json!(["support"])) }));
    admin.post(&path("toggle_priority"), json!({ "priority": "high" })).await.is(200);
    let priority = told(&desk, &receiver, "conversation_updated").await;
    let shown = json!({
        "id": id, "account": account, "priority": "high",
        "changes": { "priority": change(Value::Null, json!("high")) }
    });
    shows(&priority, &shown);
    assert!(priority["updated_at"].is_number());
    let listed = json!({ "priority": { "previous_value": null, "current_value": "high" } });
    assert!(priority["changed_attributes"].as_array().unwrap().contains(&listed));
    let attributes = json!({ "custom_attributes": { "lead_score": 85 } });
    admin.post(&path("custom_attributes"), attributes.clone()).await.is(200);
    let scored = told(&desk, &receiver, "conversation_updated").await;
    shows(&scored, &attributes);
    let scores = change(json!({ "order": 7 }), attributes["custom_attributes"].clone());
    shows(&scored["changes"], &json!({ "custom_attributes": scores }));

    messages(&desk, &receiver, &begun).await;

    admin.post(&path("toggle_status"), json!({ "status": "resolved" })).await.is(200);
    let status = json!({
        "event": "conversation_status_changed", "id": id, "account": account,
        "status": "resolved", "previous_status": "open", "changed_at": now.seconds(),
        "changed_by": { "id": desk.id_of("Ada"), "name": "Ada", "type": "user" },
        "changed_attributes": null,
    });
    shows(&told(&desk, &receiver, "conversation_status_changed").await, &status);

    let jane = json!({
        "name": "Jane Doe", "email": "jane@example.net", "custom_attributes": { "tier": "black" }
    });
    admin.patch(&format!("contacts/{contact}"), jane.clone()).await.is(200);
    let renamed = told(&desk, &receiver, "contact_updated").await;
    shows(&renamed, &jane);
    let changes = json!({
        "name": change(john["name"].clone(), jane["name"].clone()),
        "email": change(john["email"].clone(), jane["email"].clone()),
        "custom_attributes": change(json!({ "tier": "gold" }), json!({ "tier": "black" })),
    });
    shows(&renamed, &json!({ "id": contact, "account": account, "changes": changes }));

    let chat = site.visited().await;
    let opened = json!({ "referer": "https://shop.test/" });
    let opened = json!({ "name": "webwidget.triggered", "event_info": opened });
    chat.post("events", opened).await.is(204);
    let visit = json!({
        "account": account, "contact": { "id": chat.contact }, "current_conversation": null,
        "inbox": { "id": site.inbox, "name": "Shop" },
        "event_info": { "referer": "https://shop.test/" },
    });
    let visited = told(&desk, &receiver, "webwidget_triggered").await;
    shows(&visited, &visit);
    assert!(visited["source_id"].is_string());
    desk.close().await;
}
