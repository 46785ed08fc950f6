//! The technical reference, status and priority management.

use serde_json::json;

use crate::support::Desk;

#[tokio::test]
async fn a_conversation_is_resolved() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;

    let path = format!("conversations/{id}/toggle_status");
    let resolved = desk.admin().post(&path, json!({ "status": "resolved" })).await;

    let done = json!({ "success": true, "current_status": "resolved", "conversation_id": id });
    resolved.is(200).holds(json!({ "payload": done }));
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_snoozed_until_a_moment() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;

    let path = format!("conversations/{id}/toggle_status");
    let snooze = json!({ "status": "snoozed", "snoozed_until": 1_729_180_800 });
    let snoozed = desk.admin().post(&path, snooze).await;

    // Row 16 of seeds-vs-upstream: the moment is told too.
    snoozed.is(200).holds(json!({
        "payload": {
            "success": true,
            "current_status": "snoozed",
            "conversation_id": id,
            "snoozed_until": "2024-10-17T16:00:00.000Z"
        }
    }));
    desk.close().await;
}

#[tokio::test]
async fn a_snoozed_conversation_opens_when_the_contact_replies() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}");
    let tomorrow = desk.clock.now().seconds() + 86_400;
    let snooze = json!({ "status": "snoozed", "snoozed_until": tomorrow });
    desk.admin().post(&format!("{path}/toggle_status"), snooze).await.is(200);

    let note = json!({ "content": "Asleep", "message_type": "outgoing", "private": true });
    desk.admin().post(&format!("{path}/messages"), note).await.is(200);
    let after_a_note = desk.admin().get(&path).await.is(200);
    let reply = json!({ "content": "Hello?", "message_type": "incoming" });
    desk.admin().post(&format!("{path}/messages"), reply).await.is(200);
    let after_a_reply = desk.admin().get(&path).await.is(200);

    after_a_note.holds(json!({ "status": "snoozed" }));
    after_a_reply.holds(json!({ "status": "open", "snoozed_until": null }));
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_given_a_priority() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}");

    let set =
        desk.admin().post(&format!("{path}/toggle_priority"), json!({ "priority": "high" })).await;

    set.is(200).holds(json!({ "id": id, "priority": "high", "status": "open" }));
    desk.admin().get(&path).await.is(200).holds(json!({ "priority": "high" }));
    desk.close().await;
}
