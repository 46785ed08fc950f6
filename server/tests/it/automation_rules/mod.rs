//! Automation rules (contract `behaviour.md`, 6.1): what is kept of them, when they are called,
//! what they do, and what is noted of that.

mod actions;
mod conditions;
mod called;
mod files;
mod kept;
mod log;
mod running;

use serde_json::{Value, json};

use crate::support::{Desk, each};

/// A condition that stands for itself.
fn asks(key: &str, operator: &str, values: Value) -> Value {
    json!({
        "attribute_key": key, "filter_operator": operator, "values": values, "query_operator": null
    })
}

/// The same, followed by another.
fn then(condition: Value, operator: &str) -> Value {
    let mut condition = condition;
    condition["query_operator"] = operator.into();
    condition
}

fn does(name: &str, params: Value) -> Value {
    json!({ "action_name": name, "action_params": params })
}

fn rule(event: &str, conditions: Vec<Value>, actions: Vec<Value>) -> Value {
    json!({ "name": "A rule", "event_name": event, "conditions": conditions, "actions": actions })
}

async fn add(desk: &Desk, rule: Value) -> i64 {
    desk.admin().post("automation_rules", rule).await.id()
}

/// A conversation of Lea's that has begun with these words, after everything that followed.
async fn begins_with(desk: &Desk, words: &str) -> i64 {
    let lea = desk.contact("Lea").await;
    let id = desk.conversation(lea, Some(words)).await;
    desk.settle().await;
    id
}

/// Everybody has confirmed their address.
async fn confirmed(desk: &Desk) {
    desk.execute("update users set confirmed_at = 1".to_owned()).await;
}

async fn labels(desk: &Desk, conversation: i64) -> Value {
    let path = format!("conversations/{conversation}/labels");
    desk.admin().get(&path).await.is(200).body["payload"].clone()
}

async fn messages(desk: &Desk, conversation: i64) -> Vec<Value> {
    let path = format!("conversations/{conversation}/messages");
    let shown = desk.admin().get(&path).await.is(200).body;
    shown["payload"].as_array().expect("there are messages").clone()
}

/// The texts of a conversation, of whatever kind.
async fn said(desk: &Desk, conversation: i64) -> Vec<Value> {
    each(&Value::Array(messages(desk, conversation).await), "content")
}

/// What a rule has done, the newest first.
async fn runs(desk: &Desk, rule: i64) -> Vec<Value> {
    let path = format!("automation_rules/{rule}/runs");
    let runs = desk.admin().get(&path).await.is(200).body;
    runs["payload"].as_array().expect("there is a list").clone()
}
