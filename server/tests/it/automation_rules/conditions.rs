//! Which conversations fit which conditions. What is tried out is what is looked at when
//! something happens, so most of it is tried out.

use serde_json::{Value, json};

use super::{add, asks, begins_with, does, labels, rule, then};
use crate::support::{Desk, each};

/// The conversations that a rule would be called for.
async fn fitting(desk: &Desk, event: &str, conditions: Vec<Value>) -> Vec<Value> {
    let rule = rule(event, conditions, vec![does("mute_conversation", json!([]))]);
    let trial = desk.admin().post("automation_rules/dry_run", rule).await.is(200).body;
    let mut found = each(&trial["payload"]["matches"], "conversation_id");
    found.sort_by_key(Value::as_i64);
    found
}

#[tokio::test]
async fn conversations_are_known_by_what_is_said_of_them_and_of_their_contacts() {
    let desk = Desk::open().await;
    desk.define("conversation_attribute", "plan", "text", json!({})).await;
    desk.define("contact_attribute", "seats", "number", json!({})).await;
    let team = desk.add_team("sales", &["Ben"]).await;
    let lea = desk.contact_with(json!({
        "name": "Lea", "email": "lea@acme.test", "phone_number": "+391234567",
        "additional_attributes": { "city": "Rome", "country_code": "IT", "company_name": "Acme" },
        "custom_attributes": { "seats": 5 }
    })).await;
    let inbox = desk.inbox().await;
    let one = desk
        .conversation_with(json!({
            "inbox_id": inbox, "contact_id": lea, "assignee_id": desk.id_of("Ben"), "team_id": team,
            "custom_attributes": { "plan": "Gold" },
            "additional_attributes": {
                "browser_language": "en", "conversation_language": "it",
                "referer": "https://acme.test/pricing", "mail_subject": "About money"
            },
            "message": { "content": "My Invoice is wrong", "message_type": "incoming" }
        }))
        .await;
    let path = format!("conversations/{one}");
    desk.admin()
        .post(&format!("{path}/toggle_priority"), json!({ "priority": "high" }))
        .await
        .is(200);
    desk.admin().post(&format!("{path}/labels"), json!({ "labels": ["vip"] })).await.is(200);
    let two = desk.conversation(desk.contact("Max").await, Some("Hello there")).await;
    let plain = json!({ "content": "A note about it", "private": true });
    desk.agent().post(&format!("conversations/{two}/messages"), plain).await.is(200);

    let gold = desk.admin().post("sla_policies", json!({ "name": "Gold" })).await.is(200).body;
    let gold = gold["payload"]["id"].clone();
    desk.admin().patch(&path, json!({ "sla_policy_id": gold })).await.is(200);

    for (condition, expected) in [
        (asks("sla_policy_id", "equal_to", json!([gold])), vec![one]),
        (asks("sla_policy_id", "is_not_present", json!([])), vec![two]),
        (asks("status", "equal_to", json!(["open"])), vec![one, two]),
        (asks("status", "equal_to", json!(["all"])), vec![one, two]),
        (asks("priority", "equal_to", json!(["high"])), vec![one]),
        (asks("priority", "not_equal_to", json!(["low"])), vec![one]),
        (asks("assignee_id", "equal_to", json!([desk.id_of("Ben")])), vec![one]),
        (asks("assignee_id", "is_not_present", json!([])), vec![two]),
        (asks("team_id", "is_present", json!([])), vec![one]),
        (asks("inbox_id", "equal_to", json!([inbox])), vec![one, two]),
        (asks("labels", "equal_to", json!(["vip"])), vec![one]),
        (asks("browser_language", "equal_to", json!(["en"])), vec![one]),
        (asks("conversation_language", "equal_to", json!(["it"])), vec![one]),
        (asks("referer", "contains", json!(["PRICING"])), vec![one]),
        (asks("mail_subject", "contains", json!(["money"])), vec![one]),
        (asks("email", "contains", json!(["@ACME"])), vec![one]),
        (asks("email", "equal_to", json!(["lea@acme.test"])), vec![one]),
        (asks("phone_number", "starts_with", json!(["+39"])), vec![one]),
        (asks("phone_number", "starts_with", json!(["39"])), vec![]),
        (asks("city", "equal_to", json!(["Rome"])), vec![one]),
        (asks("city", "equal_to", json!(["rome"])), vec![]),
        (asks("country_code", "equal_to", json!(["IT"])), vec![one]),
        (asks("plan", "equal_to", json!(["gold"])), vec![one]),
        (asks("seats", "is_greater_than", json!([4])), vec![one]),
        (asks("content", "contains", json!(["invoice"])), vec![one]),
        (asks("content", "equal_to", json!(["hello THERE"])), vec![two]),
        (asks("private_note", "equal_to", json!([true])), vec![two]),
        (asks("message_type", "equal_to", json!(["incoming"])), vec![one, two]),
    ] {
        let found = fitting(&desk, "conversation_updated", vec![condition.clone()]).await;
        assert_eq!(json!(found), json!(expected), "{condition}");
    }
    let found = fitting(&desk, "conversation_updated", vec![]).await;
    assert_eq!(json!(found), json!([one, two]), "no conditions fit everything");
    desk.close().await;
}

#[tokio::test]
async fn and_binds_tighter_than_or() {
    let desk = Desk::open().await;
    let one = desk.conversation(desk.contact("Lea").await, Some("red")).await;
    let two = desk.conversation(desk.contact("Max").await, Some("green")).await;
    desk.set_status(two, "resolved").await;
    let says = |word: &str| asks("content", "contains", json!([word]));
    let is = |status: &str| asks("status", "equal_to", json!([status]));
    let event = "conversation_updated";

    let either = vec![then(says("red"), "OR"), then(says("green"), "and"), is("resolved")];
    assert_eq!(json!(fitting(&desk, event, either).await), json!([one, two]));
    let either = vec![then(says("red"), "and"), then(is("resolved"), "or"), says("green")];
    assert_eq!(json!(fitting(&desk, event, either).await), json!([two]));
    desk.close().await;
}

#[tokio::test]
async fn a_rule_for_messages_looks_at_the_one_that_was_written() {
    let desk = Desk::open().await;
    let conditions = vec![
        then(asks("content", "contains", json!(["refund"])), "and"),
        asks("message_type", "equal_to", json!(["incoming"])),
    ];
    add(
        &desk,
        rule("message_created", conditions.clone(), vec![does("add_label", json!(["money"]))]),
    )
    .await;

    let id = begins_with(&desk, "Hello").await;
    desk.agent_says(id, "Do you want a refund?").await;
    desk.settle().await;
    assert_eq!(labels(&desk, id).await, json!([]), "an agent has said it");
    desk.contact_says(id, "A REFUND, please").await;
    desk.settle().await;
    assert_eq!(labels(&desk, id).await, json!(["money"]));

    desk.contact_says(id, "Thank you").await;
    assert_eq!(json!(fitting(&desk, "message_created", conditions.clone()).await), json!([]));
    assert_eq!(json!(fitting(&desk, "conversation_updated", conditions).await), json!([id]));
    desk.close().await;
}

#[tokio::test]
async fn what_has_changed_is_known_of_the_event() {
    let desk = Desk::open().await;
    let id = begins_with(&desk, "Hello").await;
    let changed = |values: Value| asks("status", "attribute_changed", values);
    let from_open = changed(json!({ "from": ["open"], "to": ["resolved"] }));
    let to_pending = changed(json!({ "from": [], "to": ["pending"] }));
    let adds = |label: &str| vec![does("add_label", json!([label]))];
    add(&desk, rule("conversation_updated", vec![from_open.clone()], adds("done"))).await;
    add(&desk, rule("conversation_updated", vec![to_pending.clone()], adds("waits"))).await;
    let both = vec![then(from_open.clone(), "AND"), asks("priority", "equal_to", json!(["high"]))];
    add(&desk, rule("conversation_updated", both, adds("urgent"))).await;
    let either = vec![then(to_pending, "or"), asks("priority", "equal_to", json!(["urgent"]))];
    add(&desk, rule("conversation_updated", either, adds("either"))).await;

    desk.set_status(id, "snoozed").await;
    desk.settle().await;
    assert_eq!(labels(&desk, id).await, json!([]));
    desk.set_status(id, "open").await;
    desk.set_status(id, "resolved").await;
    desk.settle().await;
    assert_eq!(labels(&desk, id).await, json!(["done"]));
    desk.set_status(id, "pending").await;
    desk.settle().await;
    assert_eq!(labels(&desk, id).await, json!(["done", "waits", "either"]));
    assert_eq!(json!(fitting(&desk, "conversation_updated", vec![from_open]).await), json!([]));
    desk.close().await;
}

#[tokio::test]
async fn what_has_become_of_an_assignee_a_label_or_an_attribute_is_known_too() {
    let desk = Desk::open().await;
    desk.define("conversation_attribute", "plan", "text", json!({})).await;
    let id = begins_with(&desk, "Hello").await;
    let adds = |label: &str| vec![does("add_label", json!([label]))];
    let ben =
        asks("assignee_id", "attribute_changed", json!({ "from": [], "to": [desk.id_of("Ben")] }));
    let plan = asks("plan", "attribute_changed", json!({ "from": ["free"], "to": ["gold"] }));
    add(&desk, rule("conversation_updated", vec![ben], adds("taken"))).await;
    add(&desk, rule("conversation_updated", vec![plan], adds("paid"))).await;
    let path = format!("conversations/{id}/custom_attributes");

    desk.assign(id, json!({ "assignee_id": desk.id_of("Ada") })).await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    desk.settle().await;
    assert_eq!(labels(&desk, id).await, json!(["taken"]));
    for plan in ["free", "gold"] {
        let set = json!({ "custom_attributes": { "plan": plan } });
        desk.admin().post(&path, set).await.is(200);
    }
    desk.settle().await;
    assert_eq!(labels(&desk, id).await, json!(["taken", "paid"]));
    desk.close().await;
}
