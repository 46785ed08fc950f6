//! The shapes of what the API answers with, whole, as they are promised to clients.
//!
//! Times are there as they are sent, since the clock of a desk stands still. Ids and tokens
//! are replaced by what they are; keys are in alphabetical order.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::Desk;

/// Compares an answer with its snapshot.
macro_rules! assert_shape {
    ($name:literal, $answer:expr) => {
        let mut settings = insta::Settings::clone_current();
        settings.set_sort_maps(true);
        settings.set_omit_expression(true);
        settings.set_prepend_module_to_snapshot(false);
        settings.bind(|| insta::assert_json_snapshot!(concat!("shape_", $name), steady($answer)));
    };
}

/// The answer with the same words on every desk.
fn steady(mut answer: Value) -> Value {
    fn replace(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(replace),
            Value::Object(map) => {
                for (key, value) in map {
                    match kind(key, value) {
                        Some(kind) => *value = kind.into(),
                        None => replace(value),
                    }
                }
            }
            _ => {}
        }
    }
    replace(&mut answer);
    answer
}

/// What a value is that is another one on every desk.
fn kind(key: &str, value: &Value) -> Option<&'static str> {
    let names_a_record = key == "id" || key.ends_with("_id") || key == "in_reply_to";
    if value.is_i64() && names_a_record {
        return Some("[id]");
    }
    let text = value.as_str()?;
    if text.len() == 24 && text.chars().all(|letter| letter.is_ascii_alphanumeric()) {
        return Some("[token]");
    }
    uuid::Uuid::parse_str(text).is_ok().then_some("[uuid]")
}

#[tokio::test]
async fn an_account_has_its_shape() {
    let desk = Desk::open().await;
    let change = json!({
        "auto_resolve_after": 1_440,
        "auto_resolve_message": null,
        "industry": "Retail",
        "support_email": "help@acme.test",
        "timezone": "Europe/Rome"
    });

    let fresh = desk.agent().get("").await.is(200).body;
    let updated = desk.admin().patch("", change).await.is(200).body;

    assert_shape!("account", fresh);
    assert_shape!("account_updated", updated);
    desk.close().await;
}

#[tokio::test]
async fn an_agent_has_its_shape() {
    let desk = Desk::open().await;
    let dan = json!({ "name": "Dan", "email": "dan@acme.test", "role": "agent" });

    let invited = desk.admin().post("agents", dan).await.is(200).body;
    let mut listed = desk.agent().get("agents").await.is(200).body;

    assert_shape!("agent_invited", invited);
    assert_shape!("agent", listed[0].take());
    desk.close().await;
}

#[tokio::test]
async fn a_team_has_its_shape() {
    let desk = Desk::open().await;
    let team = json!({ "name": "Sales", "description": "Sells", "allow_auto_assign": false });
    let id = desk.admin().post("teams", team).await.is(200).body["id"].clone();
    let members = json!({ "user_ids": [desk.id_of("Ben")] });
    desk.admin().post(&format!("teams/{id}/team_members"), members).await.is(200);

    let created = desk.admin().post("teams", json!({ "name": "Support" })).await.is(200).body;
    let shown = desk.agent().get(&format!("teams/{id}")).await.is(200).body;

    assert_shape!("team_created", created);
    assert_shape!("team_of_a_member", shown);
    desk.close().await;
}

#[tokio::test]
async fn an_inbox_has_its_shape_with_secrets_for_administrators_only() {
    let desk = Desk::open().await;

    let path = format!("inboxes/{}", desk.inbox().await);
    let to_admin = desk.admin().get(&path).await.is(200).body;
    let to_agent = desk.agent().get(&path).await.is(200).body;

    assert_shape!("inbox_to_an_administrator", to_admin);
    assert_shape!("inbox_to_an_agent", to_agent);
    desk.close().await;
}

#[tokio::test]
async fn a_contact_has_its_shape_when_it_is_created() {
    let desk = Desk::open().await;
    let lea = json!({
        "name": "Lea",
        "email": "lea@example.net",
        "phone_number": "+390612345678",
        "additional_attributes": { "city": "Rome", "country": "Italy", "country_code": "IT" },
        "custom_attributes": { "tier": "gold", "visits": 3 },
        "inbox_id": desk.inbox().await
    });

    let known = desk.admin().post("contacts", lea).await.is(200).body;
    let unknown = desk.admin().post("contacts", json!({ "name": "Max" })).await.is(200).body;

    assert_shape!("contact_created_in_an_inbox", known);
    assert_shape!("contact_created", unknown);
    desk.close().await;
}

#[tokio::test]
async fn a_contact_has_its_shape_when_it_is_shown_and_listed() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    desk.contact("Max").await;
    desk.conversation(lea, Some("Hello")).await;

    let shown = desk.admin().get(&format!("contacts/{lea}")).await.is(200).body;
    let listed = desk.admin().get("contacts?sort=name").await.is(200).body;
    let found = desk.admin().get("contacts/search?q=max").await.is(200).body;

    assert_shape!("contact", shown);
    assert_shape!("contacts", listed);
    assert_shape!("contacts_found", found);
    desk.close().await;
}

/// A conversation with all that a conversation can have, between Lea and Ben.
async fn full_conversation(desk: &Desk) -> i64 {
    let id = desk.conversation(desk.contact("Lea").await, Some("Is anyone there?")).await;
    let path = format!("conversations/{id}");
    let team = json!({ "name": "Sales" });
    let team = desk.admin().post("teams", team).await.is(200).body["id"].clone();
    desk.wait(Duration::from_millis(90_250));
    let actions = [
        ("assignments", json!({ "team_id": team })),
        ("assignments", json!({ "assignee_id": desk.id_of("Ben") })),
        ("labels", json!({ "labels": ["vip", "billing"] })),
        ("toggle_priority", json!({ "priority": "urgent" })),
        ("custom_attributes", json!({ "custom_attributes": { "order": 42, "rush": true } })),
        ("messages", json!({ "content": "On it.", "echo_id": "tmp-77" })),
        ("toggle_status", json!({ "status": "snoozed", "snoozed_until": 1_893_456_000 })),
    ];
    for (action, body) in actions {
        desk.agent().post(&format!("{path}/{action}"), body).await.is(200);
    }
    id
}

#[tokio::test]
async fn a_conversation_has_its_shape_when_it_begins() {
    let desk = Desk::open().await;
    let new = json!({ "inbox_id": desk.inbox().await, "contact_id": desk.contact("Lea").await });

    let created = desk.agent().post("conversations", new).await.is(200).body;

    assert_shape!("conversation_created", created);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_has_its_shape_when_it_is_shown_and_listed() {
    let desk = Desk::open().await;
    let id = full_conversation(&desk).await;

    let shown = desk.agent().get(&format!("conversations/{id}")).await.is(200).body;
    let listed = desk.agent().get("conversations?status=snoozed").await.is(200).body;

    assert_eq!(listed["data"]["payload"], json!([shown]));
    assert_shape!("conversation", shown);
    assert_shape!("conversations_meta", listed["data"]["meta"].clone());
    desk.close().await;
}

#[tokio::test]
async fn what_is_done_to_a_conversation_is_answered_in_its_shape() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let team = json!({ "name": "Sales" });
    let team = desk.admin().post("teams", team).await.is(200).body["id"].clone();
    let post = async |action: &str, body: Value| {
        desk.admin().post(&format!("conversations/{id}/{action}"), body).await.is(200).body
    };

    let to_agent = post("assignments", json!({ "assignee_id": desk.id_of("Ben") })).await;
    let to_team = post("assignments", json!({ "team_id": team })).await;
    let counts = desk.admin().get("conversations/meta").await.is(200).body;

    assert_shape!("assigned_to_an_agent", to_agent);
    assert_shape!("assigned_to_a_team", to_team);
    assert_shape!("conversations_counted", counts);
    desk.close().await;
}

#[tokio::test]
async fn a_message_has_its_shape_when_it_is_created() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, Some("Is anyone there?")).await;
    let path = format!("conversations/{id}/messages");
    let listed = desk.agent().get(&path).await.is(200).body;
    let question = &listed["payload"][0]["id"];

    let reply = json!({
        "content": "On it.",
        "echo_id": "tmp-77",
        "content_attributes": { "in_reply_to": question }
    });
    let reply = desk.agent().post(&path, reply).await.is(200).body;
    let incoming = json!({ "content": "Thanks", "message_type": "incoming", "source_id": "x-1" });
    let incoming = desk.agent().post(&path, incoming).await.is(200).body;

    assert_eq!(reply["content_attributes"]["in_reply_to"], *question);
    assert_shape!("message_from_an_agent", reply);
    assert_shape!("message_from_a_contact", incoming);
    desk.close().await;
}

#[tokio::test]
async fn messages_have_their_shape_when_they_are_listed() {
    let desk = Desk::open().await;
    let id = full_conversation(&desk).await;

    let listed = desk.agent().get(&format!("conversations/{id}/messages")).await.is(200).body;

    assert_shape!("messages", listed);
    desk.close().await;
}

#[tokio::test]
async fn a_label_has_its_shape() {
    let desk = Desk::open().await;
    let vip = json!({ "title": "vip" });
    let billing = json!({
        "title": "billing",
        "description": "About money",
        "color": "#ff0000",
        "show_on_sidebar": true
    });

    let created = desk.admin().post("labels", vip).await.is(200).body;
    desk.admin().post("labels", billing).await.is(200);
    let listed = desk.agent().get("labels").await.is(200).body;

    assert_shape!("label_created", created);
    assert_shape!("labels", listed);
    desk.close().await;
}

#[tokio::test]
async fn a_custom_attribute_definition_has_its_shape() {
    let desk = Desk::open().await;
    let plan = json!({
        "attribute_display_name": "Plan",
        "attribute_display_type": "list",
        "attribute_description": "What they pay for",
        "attribute_key": "plan",
        "attribute_model": "contact_attribute",
        "attribute_values": ["gold", "silver"]
    });
    let code = json!({
        "attribute_display_name": "Code",
        "attribute_key": "code",
        "regex_pattern": "^[0-9]+$",
        "regex_cue": "Digits, please"
    });

    desk.admin().post("custom_attribute_definitions", plan).await.is(200);
    desk.admin().post("custom_attribute_definitions", code).await.is(200);
    let listed = desk.agent().get("custom_attribute_definitions").await.is(200).body;

    assert_shape!("custom_attribute_definitions", listed);
    desk.close().await;
}

#[tokio::test]
async fn a_webhook_has_its_shape() {
    let desk = Desk::open().await;
    let everywhere = json!({ "url": "https://crm.test/in" });
    let of_inbox = json!({
        "url": "https://crm.test/support",
        "name": "CRM sync",
        "inbox_id": desk.inbox().await,
        "subscriptions": ["message_created", "conversation_created"]
    });

    let created = desk.admin().post("webhooks", everywhere).await.is(200).body;
    let for_inbox = desk.admin().post("webhooks", of_inbox).await.is(200).body;

    assert_shape!("webhook", created);
    assert_shape!("webhook_of_an_inbox", for_inbox);
    desk.close().await;
}

#[tokio::test]
async fn notifications_have_their_shape() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let first = desk.conversation(lea, Some("Where is my **order**?")).await;
    let second = desk.conversation(lea, None).await;
    desk.assign(first, json!({ "assignee_id": desk.id_of("Ben") })).await;
    let note = json!({ "content": "@ben look", "private": true });
    let path = format!("conversations/{second}/messages");
    desk.admin().post(&path, note).await.is(200);
    desk.settle().await;

    let listed = desk.agent().get("notifications?sort_order=asc").await.is(200).body;

    let one = format!("notifications/{}", listed["data"]["payload"][0]["id"]);
    assert_shape!("notifications", listed);
    let read = desk.agent().patch(&one, json!({})).await.is(200).body;
    assert_shape!("notification_read", read);
    let settings = desk.agent().get("notification_settings").await.is(200).body;
    assert_shape!("notification_settings", settings);
    desk.close().await;
}

#[tokio::test]
async fn a_note_has_its_shape() {
    let desk = Desk::open().await;
    let path = format!("contacts/{}/notes", desk.contact("Lea").await);

    let note = desk.agent().post(&path, json!({ "content": "Prefers e-mail" })).await.is(200).body;

    assert_shape!("note", note);
    desk.close().await;
}

#[tokio::test]
async fn an_inbox_in_which_a_contact_can_be_written_to_has_its_shape() {
    let desk = Desk::open().await;
    let path = format!("contacts/{}/contactable_inboxes", desk.contact("Lea").await);

    let reachable = desk.agent().get(&path).await.is(200).body;

    assert_shape!("contactable_inboxes", reachable);
    desk.close().await;
}

#[tokio::test]
async fn an_export_has_its_shape() {
    let desk = Desk::open().await;
    let begun = desk.admin().post("contacts/export", json!({})).await.is(200);

    let export = desk.admin().get(begun.header("location")).await.is(200).body;

    assert_shape!("export", export);
    desk.close().await;
}
