//! Funnels: their stages, the board, and conversations that go from stage to stage.

mod board;
mod cards;
mod removals;
mod stages;
mod told;

use serde_json::{Value, json};

use crate::support::{Client, Desk, Reply};

/// A funnel with these stages.
async fn funnel(desk: &Desk, stages: &[&str]) -> i64 {
    let stages: Vec<Value> = stages.iter().map(|name| json!({ "name": name })).collect();
    let new = json!({ "name": "Sales", "stages": stages });
    desk.admin().post("funnels", new).await.id()
}

/// So many new conversations in "Support".
async fn conversations(desk: &Desk, count: usize) -> Vec<i64> {
    let contact = desk.contact("Lea").await;
    let mut made = Vec::new();
    for _ in 0..count {
        made.push(desk.conversation(contact, None).await);
    }
    made
}

/// Has a conversation moved, with what else is said of it.
async fn send(person: &Client, funnel: i64, conversation: i64, stage: &str, more: Value) -> Reply {
    let mut wanted = json!({ "conversation_id": conversation, "stage_name": stage });
    let Value::Object(more) = more else { panic!("{more} is not an object") };
    wanted.as_object_mut().expect("it was just made one").extend(more);
    person.post(&format!("funnels/{funnel}/kanban/move_conversation"), wanted).await
}

async fn put(desk: &Desk, funnel: i64, conversation: i64, stage: &str) {
    send(&desk.admin(), funnel, conversation, stage, json!({})).await.is(200);
}

/// The names of the columns, each with its conversations.
async fn columns(person: &Client, funnel: i64) -> Vec<(String, Vec<i64>)> {
    let board = person.get(&format!("funnels/{funnel}/kanban")).await.is(200).body;
    let column = |column: &Value| {
        let cards = column["cards"].as_array().unwrap().iter();
        let ids = cards.map(|card| card["conversation_id"].as_i64().unwrap()).collect();
        (column["name"].as_str().unwrap().to_owned(), ids)
    };
    board["columns"].as_array().unwrap().iter().map(column).collect()
}

/// The conversations of a column.
async fn column(person: &Client, funnel: i64, name: &str) -> Vec<i64> {
    let mut columns = columns(person, funnel).await.into_iter();
    columns.find(|(known, _)| known == name).expect("there is such a column").1
}
