//! How conversations come to be held to a policy.

use serde_json::{Value, json};

use super::{MORNING, gold, held, hold, policy, stands};
use crate::support::Desk;

#[tokio::test]
async fn a_conversation_tells_what_it_is_held_to() {
    let desk = Desk::open().await;
    let gold = gold(&desk).await;
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    let before = desk.show(id).await;
    assert_eq!(before["sla_policy_id"], Value::Null);
    assert!(before.get("applied_sla").is_none() && before.get("sla_events").is_none());

    let told = desk.told(hold(&desk, id, gold)).await;

    let shown = desk.show(id).await;
    let applied = shown["applied_sla"]["id"].as_i64().unwrap();
    let expected = json!({
        "id": applied, "sla_id": gold, "sla_status": "active", "created_at": MORNING,
        "updated_at": MORNING, "sla_description": null, "sla_name": "Gold",
        "sla_first_response_time_threshold": 600.0, "sla_next_response_time_threshold": 1_200.0,
        "sla_only_during_business_hours": false, "sla_resolution_time_threshold": 7_200.0
    });
    assert_eq!(shown["applied_sla"], expected);
    assert_eq!((&shown["sla_policy_id"], &shown["sla_events"]), (&json!(gold), &json!([])));
    let listed = desk.agent().get("conversations").await.is(200).body;
    assert_eq!(listed["data"]["payload"][0]["applied_sla"], expected);
    let names: Vec<&str> = told.iter().map(|told| told.name.as_str()).collect();
    assert_eq!(names, ["conversation.updated", "message.created"]);
    assert_eq!(told[0].changes["sla_policy_id"], json!([null, gold]));
    let said = shown["messages"][0].clone();
    assert_eq!(said["content"], "Ben added SLA policy Gold");
    assert_eq!(said["message_type"], 2);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_held_to_one_policy_for_good() {
    let desk = Desk::open().await;
    let (gold, other) = (gold(&desk).await, policy(&desk, json!({ "name": "Other" })).await);
    let id = held(&desk, gold).await;
    let path = format!("conversations/{id}");

    let to = |policy: Value| json!({ "sla_policy_id": policy, "priority": "high" });
    let words = "Sla policy conversation already has a different sla";
    desk.agent().patch(&path, to(json!(other))).await.says(422, words);
    let words = "Sla policy cannot remove sla policy from conversation";
    desk.agent().patch(&path, to(Value::Null)).await.says(422, words);
    desk.agent().patch(&path, to(json!(999))).await.is(404);
    desk.agent().patch(&path, to(json!("gold"))).await.refuses(&["sla_policy_id"]);
    desk.outsider().patch(&path, to(json!(gold))).await.is(401);
    assert_eq!(desk.show(id).await["priority"], Value::Null, "all or nothing");

    let again = desk.agent().patch(&path, to(json!(gold))).await.is(200).body;

    assert_eq!((&again["sla_policy_id"], &again["priority"]), (&json!(gold), &json!("high")));
    assert_eq!(desk.count("applied_slas").await, 1);
    let free = desk.conversation(desk.contact("Max").await, None).await;
    let path = format!("conversations/{free}");
    desk.agent().patch(&path, json!({ "sla_policy_id": null })).await.is(200);
    desk.agent().patch(&path, json!({ "sla_policy_id": 999 })).await.is(404);
    assert_eq!(desk.count("applied_slas").await, 1);
    desk.close().await;
}

#[tokio::test]
async fn policies_of_another_account_are_not_there() {
    let desk = Desk::open().await;
    let neighbour = desk.neighbour().await;
    let theirs = neighbour.post("sla_policies", json!({ "name": "Theirs" })).await.is(200).body;
    let theirs = theirs["payload"]["id"].as_i64().unwrap();
    let id = desk.conversation(desk.contact("Lea").await, None).await;

    let wanted = json!({ "sla_policy_id": theirs });
    desk.agent().patch(&format!("conversations/{id}"), wanted.clone()).await.is(404);
    let bulk = json!({ "type": "Conversation", "ids": [id], "fields": wanted });
    desk.agent().post("bulk_actions", bulk).await.is(404);

    assert_eq!(desk.show(id).await["sla_policy_id"], Value::Null);
    desk.close().await;
}

#[tokio::test]
async fn rules_macros_and_bulk_actions_hold_conversations_to_a_policy() {
    let desk = Desk::open().await;
    let (gold, other) = (gold(&desk).await, policy(&desk, json!({ "name": "Other" })).await);
    let add = |policy: i64| json!([{ "action_name": "add_sla", "action_params": [policy] }]);
    let rule = json!({
        "name": "Promise", "event_name": "conversation_created", "actions": add(gold),
        "conditions": [{
            "attribute_key": "status", "filter_operator": "equal_to", "values": ["open"]
        }]
    });
    desk.admin().post("automation_rules", rule).await.is(200);
    let new = json!({ "name": "Promise", "visibility": "global", "actions": add(other) });
    let shared = desk.admin().post("macros", new).await.is(200).body["payload"]["id"].clone();

    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    desk.settle().await;
    let shown = desk.show(id).await;
    assert_eq!(shown["sla_policy_id"], gold);
    assert_eq!(shown["messages"][0]["content"], "Automation System added SLA policy Gold");
    // What is held to something is left as it is.
    let conversations = json!({ "conversation_ids": [id] });
    desk.agent().post(&format!("macros/{shared}/execute"), conversations).await.is(200);
    let fields = json!({ "sla_policy_id": other });
    let bulk = json!({ "type": "Conversation", "ids": [id], "fields": fields });
    desk.agent().post("bulk_actions", bulk).await.is(200);
    desk.settle().await;
    assert_eq!(desk.show(id).await["sla_policy_id"], gold);

    desk.set_status(id, "resolved").await;
    let snoozed = desk.conversation_with(json!({
        "inbox_id": desk.inbox().await, "contact_id": desk.contact("Max").await,
        "status": "snoozed"
    }));
    let snoozed = snoozed.await;
    let bulk = json!({ "type": "Conversation", "ids": [snoozed], "fields": fields });
    desk.agent().post("bulk_actions", bulk).await.is(200);
    desk.settle().await;
    assert_eq!(desk.show(snoozed).await["sla_policy_id"], other);
    desk.close().await;
}

#[tokio::test]
async fn what_is_too_late_already_is_missed_at_once() {
    let desk = Desk::open().await;
    let gold = gold(&desk).await;
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    super::after(&desk, 30).await;

    let shown = hold(&desk, id, gold).await;

    assert_eq!(shown["applied_sla"]["sla_status"], "active_with_misses");
    stands(&desk, id, &["frt"], "active_with_misses").await;
    assert_eq!(super::deadlines(&desk).await, [120]);
    desk.close().await;
}
