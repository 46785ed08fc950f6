//! What is noted of what rules do, and what they would do.

use std::time::Duration;

use serde_json::json;

use super::{add, asks, begins_with, does, labels, rule, runs};
use crate::support::{Desk, each};

#[tokio::test]
async fn every_run_is_noted_with_what_was_done() {
    let desk = Desk::open().await;
    let gone = desk.add_team("gone", &[]).await;
    let id = add(
        &desk,
        rule(
            "message_created",
            vec![],
            vec![does("add_label", json!(["vip"])), does("assign_team", json!([gone]))],
        ),
    )
    .await;
    desk.admin().delete(&format!("teams/{gone}")).await.is(200);
    desk.settle().await;

    let conversation = begins_with(&desk, "Hello").await;

    let noted = runs(&desk, id).await;
    let run = &noted[0];
    let message = desk.show(conversation).await["messages"][0]["id"].clone();
    let expected = json!({
        "id": run["id"], "event_id": run["event_id"], "conversation_id": conversation,
        "message_id": run["message_id"], "status": "partly_done",
        "actions": [
            { "action_name": "add_label", "problem": null },
            { "action_name": "assign_team", "problem": "Resource could not be found" }
        ],
        "created_at": "2026-02-03T10:00:00.000Z"
    });
    assert_eq!(*run, expected);
    assert!(run["message_id"].as_i64() < message.as_i64(), "the label was noted after it");
    desk.close().await;
}

#[tokio::test]
async fn runs_are_listed_page_by_page_and_go_in_the_end() {
    let desk = Desk::open().await;
    let id =
        add(&desk, rule("message_created", vec![], vec![does("add_label", json!(["x"]))])).await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    for number in 0..27 {
        desk.contact_says(conversation, &format!("{number}")).await;
    }
    desk.settle().await;

    let first = runs(&desk, id).await;
    assert_eq!(first.len(), 25);
    let path = format!("automation_rules/{id}/runs?before={}", first[24]["id"]);
    let rest = desk.admin().get(&path).await.is(200).body;
    assert_eq!(rest["payload"].as_array().unwrap().len(), 2);

    desk.wait(desk.app.config.events.keep_days + Duration::from_hours(1));
    frontdesk::background::begin(&desk.app).await.unwrap();
    desk.wait(Duration::from_mins(2));
    desk.settle().await;
    assert!(runs(&desk, id).await.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn a_trial_tells_what_would_be_done_and_does_nothing() {
    let desk = Desk::open().await;
    let (lea, max) = (desk.contact("Lea").await, desk.contact("Max").await);
    let one = desk.conversation(lea, Some("An invoice")).await;
    let two = desk.conversation(max, Some("Hello")).await;
    desk.settle().await;
    let conditions = vec![asks("content", "contains", json!(["invoice"]))];
    let actions = vec![does("add_label", json!(["billing"]))];
    let new = rule("message_created", conditions, actions.clone());
    let id = add(&desk, new.clone()).await;
    let (events, tasks) = (desk.events().await, desk.count("jobs").await);

    let path = format!("automation_rules/{id}/dry_run");
    let known = desk.admin().post(&path, json!({})).await.is(200).body;
    let message = desk.show(one).await["messages"][0]["id"].clone();
    let matches = json!([{ "conversation_id": one, "message_id": message }]);
    assert_eq!(known["payload"], json!({ "looked_at": 2, "matches": matches, "actions": actions }));
    let fresh = desk.admin().post("automation_rules/dry_run", new).await.is(200).body;
    assert_eq!(fresh, known);
    let other =
        json!({ "conditions": [asks("content", "contains", json!(["hello"]))], "limit": 1 });
    let changed = desk.admin().post(&path, other).await.is(200).body["payload"].clone();
    assert_eq!(
        (&changed["looked_at"], each(&changed["matches"], "conversation_id")),
        (&json!(1), vec![json!(two)])
    );

    for limit in [0, 101] {
        desk.admin().post(&path, json!({ "limit": limit })).await.refuses(&["limit"]);
    }
    let wrong = json!({ "conditions": [asks("mood", "equal_to", json!(["bad"]))] });
    desk.admin().post(&path, wrong).await.refuses(&["conditions"]);
    desk.admin().post("automation_rules/dry_run", json!({})).await.refuses(&["event_name"]);
    desk.settle().await;
    assert_eq!(labels(&desk, one).await, json!([]));
    assert_eq!((desk.events().await, desk.count("jobs").await), (events, tasks));
    assert!(runs(&desk, id).await.is_empty());
    desk.close().await;
}
