//! The skill: thirteen steps from a new contact to counts for a dashboard.

use serde_json::{Value, json};

use crate::support::{Desk, each};

/// The contact of the first step.
fn john(inbox: i64) -> Value {
    json!({
        "inbox_id": inbox,
        "name": "John Doe",
        "email": "john@example.com",
        "phone_number": "+1234567890",
        "identifier": "customer_123",
        "additional_attributes": { "company": "Acme Inc", "plan": "premium" }
    })
}

/// What the document lists as the fields of a contact.
fn john_as_answered(id: &Value) -> Value {
    json!({
        "id": id,
        "name": "John Doe",
        "email": "john@example.com",
        "phone_number": "+1234567890",
        "identifier": "customer_123",
        "custom_attributes": {},
        "additional_attributes": { "company": "Acme Inc", "plan": "premium" }
    })
}

#[tokio::test]
async fn a_contact_is_created_and_found_and_shown() {
    let desk = Desk::open().await;
    let inbox = desk.inbox().await;

    let created = desk.admin().post("contacts", john(inbox)).await.is(200);
    let found = desk.admin().get("contacts/search?q=john@example.com").await.is(200);
    let id = &created.body["payload"]["contact"]["id"];
    let shown = desk.admin().get(&format!("contacts/{id}")).await.is(200);

    assert!(id.is_i64(), "{id}");
    let inbox = json!({ "inbox": { "id": inbox } });
    let john = john_as_answered(id);
    created.clone().holds(json!({ "payload": { "contact": john, "contact_inbox": inbox } }));
    found.holds(json!({ "payload": [john] }));
    shown.holds(json!({ "payload": john }));
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_created_and_listed_and_shown() {
    let desk = Desk::open().await;
    let (inbox, contact) = (desk.inbox().await, desk.contact("John").await);
    let new = json!({
        "source_id": "api_conversation_123",
        "inbox_id": inbox,
        "contact_id": contact,
        "status": "open",
        "message": { "content": "Hello! How can I help you today?" }
    });

    let created = desk.admin().post("conversations", new).await.is(200);
    let listed = desk.admin().get("conversations?status=open").await.is(200);
    let id = &created.body["id"];
    let shown = desk.admin().get(&format!("conversations/{id}")).await.is(200);

    assert!(id.is_i64(), "{id}");
    let conversation = json!({
        "id": id,
        "inbox_id": inbox,
        "status": "open",
        "messages": [{ "content": "Hello! How can I help you today?" }],
        "meta": { "sender": { "id": contact, "name": "John" } }
    });
    created.clone().holds(conversation.clone());
    listed.holds(json!({ "data": { "payload": [conversation] } }));
    shown.holds(conversation);
    desk.close().await;
}

#[tokio::test]
async fn a_message_and_a_private_note_are_added() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, Some("Hello")).await;
    let path = format!("conversations/{id}/messages");
    let message = json!({
        "content": "Thank you for contacting us! Let me help you with that.",
        "message_type": "outgoing",
        "private": false
    });
    let note = json!({
        "content": "Customer is a VIP - handle with priority",
        "message_type": "outgoing",
        "private": true
    });

    let sent = desk.agent().post(&path, message).await.is(200);
    let noted = desk.agent().post(&path, note).await.is(200);

    // Row 9 of seeds-vs-upstream: the type goes in as a name and comes out as a number.
    assert!(sent.body["id"].is_i64(), "{}", sent.text);
    sent.holds(json!({
        "content": "Thank you for contacting us! Let me help you with that.",
        "message_type": 1,
        "private": false,
        "status": "sent"
    }));
    noted.holds(json!({
        "content": "Customer is a VIP - handle with priority",
        "message_type": 1,
        "private": true,
        "status": "sent"
    }));
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_assigned_and_resolved() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}");
    let ben = desk.id_of("Ben");

    let assigned =
        desk.admin().post(&format!("{path}/assignments"), json!({ "assignee_id": ben })).await;
    let toggled =
        desk.admin().post(&format!("{path}/toggle_status"), json!({ "status": "resolved" })).await;

    assigned.is(200).holds(json!({ "id": ben, "name": "Ben" }));
    toggled.is(200).holds(json!({ "payload": { "current_status": "resolved" } }));
    let shown = desk.admin().get(&path).await;
    shown.is(200).holds(json!({ "status": "resolved", "meta": { "assignee": { "id": ben } } }));
    desk.close().await;
}

#[tokio::test]
async fn agents_and_inboxes_are_listed_with_what_is_picked_from_them() {
    let desk = Desk::open().await;

    let agents = desk.admin().get("agents").await.is(200).body;
    let inboxes = desk.admin().get("inboxes").await.is(200);

    assert_eq!(each(&agents, "id"), ["Ada", "Ben", "Cleo"].map(|name| desk.id_of(name)));
    assert_eq!(each(&agents, "name"), ["Ada", "Ben", "Cleo"]);
    assert_eq!(each(&agents, "role"), ["administrator", "agent", "agent"]);
    assert_eq!(each(&agents, "availability_status"), ["online", "online", "online"]);
    let emails = ["ada", "ben", "cleo"].map(|name| format!("{name}-{}@acme.test", desk.account));
    assert_eq!(each(&agents, "email"), emails);
    let inbox = json!({
        "id": desk.inbox().await,
        "name": "Support",
        "channel_type": "Channel::Api"
    });
    inboxes.holds(json!({ "payload": [inbox] }));
    desk.close().await;
}

#[tokio::test]
async fn conversations_are_counted_for_a_dashboard() {
    let desk = Desk::open().await;
    let contact = desk.contact("John").await;
    let mine = desk.conversation(contact, None).await;
    desk.conversation(contact, None).await;
    let assignment = json!({ "assignee_id": desk.id_of("Ada") });
    desk.admin().post(&format!("conversations/{mine}/assignments"), assignment).await.is(200);

    let counts = desk.admin().get("conversations/meta").await;

    counts.is(200).holds(json!({ "meta": { "all_count": 2, "mine_count": 1 } }));
    desk.close().await;
}

#[tokio::test]
async fn every_status_and_message_type_of_the_tables_is_taken() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}");

    for status in ["resolved", "pending", "snoozed", "open"] {
        let toggled =
            desk.admin().post(&format!("{path}/toggle_status"), json!({ "status": status })).await;
        toggled.is(200).holds(json!({ "payload": { "current_status": status } }));
    }
    for (message_type, number) in [("incoming", 0), ("outgoing", 1)] {
        let new = json!({ "content": "Hello", "message_type": message_type });
        let posted = desk.admin().post(&format!("{path}/messages"), new).await;
        posted.is(200).holds(json!({ "message_type": number }));
    }
    desk.close().await;
}
