//! What is kept of a rule, and what is refused.

use reqwest::Method;
use serde_json::{Value, json};

use super::{add, asks, does, rule, then};
use crate::support::Desk;

fn billing() -> Value {
    let conditions = vec![
        then(asks("content", "contains", json!(["invoice"])), "and"),
        asks("message_type", "equal_to", json!(["incoming"])),
    ];
    rule("message_created", conditions, vec![does("add_label", json!(["billing"]))])
}

#[tokio::test]
async fn a_rule_is_answered_with_everything_clients_look_for() {
    let desk = Desk::open().await;

    let made = desk.admin().post("automation_rules", billing()).await.is(200).body;

    let mut expected = billing();
    expected["id"] = made["id"].clone();
    expected["account_id"] = desk.account.into();
    expected["description"] = Value::Null;
    expected["created_on"] = desk.clock.now().seconds().into();
    expected["active"] = true.into();
    assert_eq!(made, expected);
    let path = format!("automation_rules/{}", made["id"]);
    let shown = json!({ "payload": expected });
    assert_eq!(desk.admin().get(&path).await.is(200).body, shown);
    let listed = desk.admin().get("automation_rules").await.is(200).body;
    assert_eq!(listed, json!({ "payload": [expected] }));

    let change = json!({ "automation_rule": { "name": "Money", "active": false } });
    let changed = desk.admin().patch(&path, change).await.is(200).body["payload"].clone();
    assert_eq!((&changed["name"], &changed["active"]), (&json!("Money"), &json!(false)));
    assert_eq!(changed["conditions"], expected["conditions"]);

    let cloned = desk.admin().post(&format!("{path}/clone"), json!({})).await.is(200).body;
    let mut like = changed.clone();
    like["id"] = cloned["payload"]["id"].clone();
    assert_eq!(cloned["payload"], like);
    assert_ne!(like["id"], made["id"]);

    assert_eq!(desk.admin().delete(&path).await.is(200).text, "");
    for (method, more) in [
        (Method::GET, ""),
        (Method::PATCH, ""),
        (Method::DELETE, ""),
        (Method::POST, "/clone"),
        (Method::GET, "/runs"),
        (Method::POST, "/dry_run"),
    ] {
        let path = format!("{path}{more}");
        desk.admin()
            .send(desk.admin().request(method, &path).json(&json!({ "name": "x" })))
            .await
            .is(404);
    }
    desk.close().await;
}

#[tokio::test]
async fn only_administrators_have_to_do_with_rules() {
    let desk = Desk::open().await;
    let id = add(&desk, billing()).await;
    let one = format!("automation_rules/{id}");

    for (method, path) in [
        (Method::GET, "automation_rules".to_owned()),
        (Method::POST, "automation_rules".to_owned()),
        (Method::POST, "automation_rules/dry_run".to_owned()),
        (Method::GET, one.clone()),
        (Method::PATCH, one.clone()),
        (Method::DELETE, one.clone()),
        (Method::POST, format!("{one}/clone")),
        (Method::POST, format!("{one}/dry_run")),
        (Method::GET, format!("{one}/runs")),
    ] {
        let request = desk.agent().request(method, &path).json(&billing());
        desk.agent().send(request).await.says(401, "You are not authorized to do this action");
    }
    desk.close().await;
}

#[tokio::test]
async fn what_a_rule_cannot_ask_or_do_is_refused_by_name() {
    let desk = Desk::open().await;
    let with_conditions = |conditions: Vec<Value>| {
        rule("message_created", conditions, vec![does("add_label", json!(["x"]))])
    };
    let with_action = |action: Value| rule("message_created", vec![], vec![action]);
    let refused = async |rule: Value, field: &str, words: &str| {
        let reply = desk.admin().post("automation_rules", rule).await.refuses(&[field]);
        assert!(reply.text.contains(words), "{}", reply.text);
    };

    let unknown = vec![
        then(asks("mood", "equal_to", json!(["bad"])), "or"),
        asks("display_id", "equal_to", json!([1])),
    ];
    let words = "Automation conditions mood,display_id not supported.";
    let sorted = desk.admin().post("automation_rules", with_conditions(unknown.clone())).await;
    assert_eq!(sorted.body["error"], json!({ "conditions": [words] }));
    assert_eq!((&sorted.body["message"], sorted.status), (&json!(words), 422));
    refused(with_conditions(unknown), "conditions", words).await;
    let twice = vec![asks("status", "equal_to", json!(["open"])); 2];
    let words = "Automation conditions should have query operator.";
    refused(with_conditions(twice), "conditions", words).await;
    let xor = vec![then(asks("status", "equal_to", json!(["open"])), "xor")];
    refused(with_conditions(xor), "conditions", "Query operator must be either").await;
    for wrong in [
        asks("status", "contains", json!(["open"])),
        asks("assignee_id", "equal_to", json!(["nobody"])),
        asks("content", "equal_to", json!([])),
        asks("phone_number", "starts_with", json!([])),
    ] {
        refused(with_conditions(vec![wrong]), "conditions", "nvalid").await;
    }

    for (name, params) in [
        ("send_message", json!([" "])),
        ("add_label", json!([])),
        ("assign_agent", json!(["somebody"])),
        ("assign_team", json!(["all"])),
        ("change_status", json!(["closed"])),
        ("change_priority", json!(["extreme"])),
        ("send_webhook_event", json!(["ftp://hooks.test"])),
        ("send_email_to_team", json!([{ "team_ids": [], "message": "x" }])),
        ("send_email_transcript", json!(["nobody"])),
        ("add_sla", json!(["gold"])),
    ] {
        refused(with_action(does(name, params)), "actions", &format!("The action {name} needs"))
            .await;
    }
    refused(with_action(does("send_attachment", json!([7]))), "actions", "Invalid attachment")
        .await;
    refused(rule("message_created", vec![], vec![]), "actions", "can't be blank").await;
    refused(
        rule("message_deleted", vec![], vec![does("mute_conversation", json!([]))]),
        "event_name",
        "conversation_created",
    )
    .await;
    let nameless = json!({ "event_name": "message_created", "actions": billing()["actions"] });
    refused(nameless, "name", "can't be blank").await;
    desk.admin().post("automation_rules", json!({ "name": "x" })).await.refuses(&["event_name"]);
    assert_eq!(desk.count("automation_rules").await, 0, "nothing half written");

    let id = add(&desk, billing()).await;
    let change = json!({ "actions": [does("send_webhook_event", json!(["hooks.test"]))] });
    desk.admin().patch(&format!("automation_rules/{id}"), change).await.refuses(&["actions"]);
    desk.close().await;
}

#[tokio::test]
async fn whatever_is_wrong_with_a_rule_is_sorted_by_its_fields() {
    let desk = Desk::open().await;
    let id = add(&desk, billing()).await;
    let one = format!("automation_rules/{id}");
    let wrong = [
        (json!({ "event_name": "message_created", "name": "" }), "name"),
        (json!({ "event_name": "soon" }), "event_name"),
        (json!({ "conditions": 5 }), "conditions"),
        (json!({ "conditions": [asks("mood", "equal_to", json!(["bad"]))] }), "conditions"),
        (json!({ "actions": [] }), "actions"),
        (json!({ "actions": [does("change_status", json!(["closed"]))] }), "actions"),
        (json!({ "actions": [does("dance", json!([]))] }), "actions"),
    ];
    let sorted = async |method: Method, path: &str, body: &Value, field: &str| {
        let request = desk.admin().request(method, path).json(body);
        let body = desk.admin().send(request).await.is(422).body;
        let said = body["error"][field][0].as_str();
        assert!(said.is_some(), "{path}: {body}");
        assert!(body["message"].as_str().unwrap().contains(said.unwrap()), "{path}: {body}");
    };

    for (change, field) in wrong {
        let mut new = billing();
        new.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        sorted(Method::POST, "automation_rules", &new, field).await;
        sorted(Method::PATCH, &one, &change, field).await;
        sorted(Method::POST, "automation_rules/dry_run", &new, field).await;
        sorted(Method::POST, &format!("{one}/dry_run"), &change, field).await;
    }

    let nothing = json!({ "name": "x" });
    for path in ["automation_rules", "automation_rules/dry_run"] {
        sorted(Method::POST, path, &nothing, "event_name").await;
    }
    let much = json!({ "limit": 101 });
    sorted(Method::POST, &format!("{one}/dry_run"), &much, "limit").await;
    let before = json!({ "before": "yesterday" });
    sorted(Method::GET, &format!("{one}/runs"), &before, "before").await;
    desk.close().await;
}

#[tokio::test]
async fn agents_are_not_told_of_rules() {
    let desk = Desk::open().await;
    let id = add(&desk, billing()).await;
    desk.admin().patch(&format!("automation_rules/{id}"), json!({ "active": false })).await.is(200);
    desk.admin().delete(&format!("automation_rules/{id}")).await.is(200);

    desk.settle().await;
    let told = desk.admin().get("events").await.is(200).text;
    for event in ["created", "updated", "deleted"] {
        assert!(told.contains(&format!("automation_rule.{event}")), "{told}");
    }
    assert!(!desk.agent().get("events").await.is(200).text.contains("automation_rule"));
    desk.close().await;
}

#[tokio::test]
async fn a_rule_that_has_done_much_is_gone_at_once_and_then_with_all_of_it() {
    let desk = Desk::open().await;
    let admin = desk.admin();
    let id = admin.post("automation_rules", billing()).await.is(200).body["id"].clone();
    desk.execute(format!(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1200)
         insert into automation_runs (account_id, rule_id, event_id, conversation_id, status,
           actions, created_at)
         select {}, {id}, i, 1, 0, '[]', 0 from n",
        desk.account
    ))
    .await;

    admin.delete(&format!("automation_rules/{id}")).await.is(200);

    admin.get(&format!("automation_rules/{id}")).await.is(404);
    admin.patch(&format!("automation_rules/{id}"), json!({ "active": true })).await.is(404);
    assert_eq!(desk.count("automation_runs").await, 1200, "it is not waited for");
    desk.settle().await;
    assert_eq!(desk.count("automation_runs").await, 0);
    assert_eq!(desk.count("automation_rules").await, 0);
    desk.close().await;
}
