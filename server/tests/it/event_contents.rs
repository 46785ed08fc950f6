//! What events tell beside their names: what it was before, and what nobody could look up any
//! more.

use std::time::Duration;

use frontdesk::{actor::Actor, conversations::seen, id::DisplayId};
use serde_json::{Value, json};

use crate::support::{Desk, Told};

/// The only event of this name.
fn only<'a>(told: &'a [Told], name: &str) -> &'a Told {
    let mut named = told.iter().filter(|told| told.name == name);
    let found = named.next().unwrap_or_else(|| panic!("no {name} in {told:#?}"));
    assert!(named.next().is_none(), "more than one {name} in {told:#?}");
    found
}

#[tokio::test]
async fn a_message_that_is_deleted_is_told_with_what_it_held() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{id}/messages");
    let items = json!([{ "title": "A", "value": "a" }]);
    let new = json!({
        "content": "Which?",
        "content_type": "input_select",
        "content_attributes": { "items": items }
    });
    let said = desk.agent().post(&path, new).await.id();
    desk.wait(Duration::from_mins(1));
    let gone = format!("{path}/{said}");

    let told = desk.told(desk.agent().delete(&gone)).await;

    let updated = only(&told, "message.updated");
    let notice = "This message was deleted";
    let expected = json!({
        "content": ["Which?", notice],
        "processed_message_content": ["Which?", notice],
        "content_type": ["input_select", "text"],
        "content_attributes": [{ "items": items }, { "deleted": true }],
        "updated_at": ["2026-02-03T10:00:00.000Z", "2026-02-03T10:01:00.000Z"]
    });
    assert_eq!(updated.changes, expected);
    assert_eq!(updated.actor, Some(("User".to_owned(), desk.id_of("Ben"))));
    let again = desk.told(desk.agent().delete(&gone)).await;
    assert!(again.is_empty(), "what is deleted already is not changed: {again:#?}");
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_that_changes_is_told_with_what_it_was() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let path = |action: &str| format!("conversations/{id}/{action}");
    desk.agent().post(&path("labels"), json!({ "labels": ["vip"] })).await.is(200);
    desk.wait(Duration::from_mins(1));
    let times = |before: &str, after: &str| {
        json!([format!("2026-02-03T10:{before}:00.000Z"), format!("2026-02-03T10:{after}:00.000Z")])
    };

    let labels = json!({ "labels": ["vip", "sales"] });
    let told = desk.told(desk.agent().post(&path("labels"), labels)).await;
    let expected =
        json!({ "label_list": [["vip"], ["vip", "sales"]], "updated_at": times("00", "01") });
    assert_eq!(only(&told, "conversation.updated").changes, expected);

    desk.wait(Duration::from_mins(1));
    let told = desk.told(desk.set_status(id, "resolved")).await;
    let waited = json!(["2026-02-03T10:00:00.000Z", null]);
    let expected = json!({
        "status": ["open", "resolved"],
        "waiting_since": waited,
        "updated_at": times("01", "02")
    });
    for name in ["conversation.status_changed", "conversation.updated"] {
        assert_eq!(only(&told, name).changes, expected);
    }

    // What reopens it, and that the contact waits again, are told one after the other.
    let told = desk.told(desk.contact_says(id, "Hello?")).await;
    let updates: Vec<Value> = told
        .iter()
        .filter(|told| told.name == "conversation.updated")
        .map(|told| told.changes.clone())
        .collect();
    let waits = json!([null, "2026-02-03T10:02:00.000Z"]);
    assert_eq!(
        updates,
        [json!({ "status": ["resolved", "open"] }), json!({ "waiting_since": waits })]
    );
    desk.close().await;
}

#[tokio::test]
async fn a_contact_who_is_gone_is_told_of_as_they_were() {
    let desk = Desk::open().await;
    let known = json!({
        "name": "Lea",
        "email": "lea@example.net",
        "phone_number": "+391234567890",
        "identifier": "crm-7",
        "custom_attributes": { "plan": "gold" },
        "additional_attributes": { "city": "Lyon" }
    });
    let lea = desk.contact_with(known).await;

    let told = desk.told(desk.admin().delete(&format!("contacts/{lea}"))).await;

    let expected = json!({ "contact": {
        "additional_attributes": { "city": "Lyon" },
        "custom_attributes": { "plan": "gold" },
        "email": "lea@example.net",
        "id": lea,
        "identifier": "crm-7",
        "name": "Lea",
        "phone_number": "+391234567890",
        "thumbnail": "",
        "blocked": false,
        "type": "contact"
    } });
    assert_eq!(only(&told, "contact.deleted").data, expected);
    desk.close().await;
}

#[tokio::test]
async fn what_the_client_calls_its_message_is_told_once() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{id}/messages");

    for echo in [json!("tmp-7"), json!(7)] {
        let new = json!({ "content": "Hi", "echo_id": echo });
        let told = desk.told(desk.agent().post(&path, new)).await;
        assert_eq!(only(&told, "message.created").data, json!({ "echo_id": echo }));
    }
    let told = desk.told(desk.agent_says(id, "Hi")).await;

    assert_eq!(only(&told, "message.created").data, Value::Null);
    desk.close().await;
}

#[tokio::test]
async fn that_the_contact_has_seen_what_was_said_is_told_and_nothing_else() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let id = desk.conversation(lea, Some("Hello")).await;
    desk.wait(Duration::from_mins(1));

    let sees = desk.acting(Actor::Contact(lea.into()), async move |work| {
        seen::by_contact(work, DisplayId(id)).await.map(drop)
    });
    let told = desk.told(sees).await;

    let names: Vec<&str> = told.iter().map(|told| told.name.as_str()).collect();
    assert_eq!(names, ["conversation.read"]);
    assert_eq!(told[0].actor, Some(("Contact".to_owned(), lea)));
    let shown = desk.show(id).await;
    assert_eq!(shown["contact_last_seen_at"], 1_770_112_860);
    assert_eq!(shown["unread_count"], 1, "what the agents have not seen stays so");
    desk.close().await;
}
