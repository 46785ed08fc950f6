//! SLA policies (contract `behaviour.md`, 6.7): what they promise, how conversations come to be
//! held to them, what is missed and when, and what is told of that.

mod applied;
mod holding;
mod hours;
mod misses;
mod policies;

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Desk, each};

const MORNING: i64 = 1_770_112_800;
const MINUTE: Duration = Duration::from_mins(1);

/// A policy of the account.
async fn policy(desk: &Desk, new: Value) -> i64 {
    let added = desk.admin().post("sla_policies", new).await.is(200);
    added.body["payload"]["id"].as_i64().unwrap()
}

/// Ten minutes for the first response, twenty for each other, two hours for the resolution.
pub async fn gold(desk: &Desk) -> i64 {
    let times = json!({
        "name": "Gold",
        "first_response_time_threshold": 600,
        "next_response_time_threshold": 1_200,
        "resolution_time_threshold": 7_200
    });
    policy(desk, times).await
}

/// Holds a conversation to a policy.
async fn hold(desk: &Desk, conversation: i64, policy: i64) -> Value {
    let path = format!("conversations/{conversation}");
    desk.agent().patch(&path, json!({ "sla_policy_id": policy })).await.is(200).body
}

/// A conversation of somebody who has written, held to a policy.
pub async fn held(desk: &Desk, policy: i64) -> i64 {
    let lea = desk.contact_with(json!({ "name": "Lea" })).await;
    let id = desk.conversation(lea, Some("Hello")).await;
    hold(desk, id, policy).await;
    desk.settle().await;
    id
}

/// Lets time pass, and has done what is due then.
pub async fn after(desk: &Desk, minutes: u32) {
    desk.wait(MINUTE * minutes);
    desk.settle().await;
}

/// What was missed of a conversation so far, and how it goes.
async fn standing(desk: &Desk, conversation: i64) -> (Vec<Value>, String) {
    let shown = desk.show(conversation).await;
    let status = shown["applied_sla"]["sla_status"].as_str().unwrap_or_default().to_owned();
    (each(&shown["sla_events"], "event_type"), status)
}

/// Says what was missed, and how it goes.
async fn stands(desk: &Desk, conversation: i64, missed: &[&str], status: &str) {
    let missed: Vec<Value> = missed.iter().map(|kind| json!(kind)).collect();
    assert_eq!(standing(desk, conversation).await, (missed, status.to_owned()));
}

/// When it will be looked at next, in minutes after this morning.
async fn deadlines(desk: &Desk) -> Vec<i64> {
    let tasks = desk.tasks("conversations.sla_deadline").await;
    tasks.iter().map(|job| (job.run_at / 1_000_000 - MORNING) / 60).collect()
}
