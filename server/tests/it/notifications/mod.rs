//! What members are told of.

mod alerts;
mod life;
mod lists;
mod mails;
mod replaced;
mod rules;

use serde_json::{Value, json};

use crate::support::{Desk, each};

/// A conversation in an inbox of Ben and Cleo, whose contact is Lea.
async fn conversation(desk: &Desk) -> i64 {
    let inbox = desk.add_inbox("Sales", &["Ben", "Cleo"]).await;
    let lea = desk.contact("Lea").await;
    desk.conversation_with(json!({ "inbox_id": inbox, "contact_id": lea })).await
}

/// What someone was told, newest first: its type and the number of the conversation.
async fn told(desk: &Desk, name: &str) -> Vec<(String, i64)> {
    desk.settle().await;
    let listed = desk.client(name).get("notifications").await.is(200).body;
    let told = listed["data"]["payload"].as_array().unwrap().iter().map(|told| {
        let kind = told["notification_type"].as_str().unwrap().to_owned();
        (kind, told["primary_actor"]["id"].as_i64().unwrap())
    });
    told.collect()
}

/// Says that this is what someone was told.
async fn is_told(desk: &Desk, name: &str, expected: &[(&str, i64)]) {
    let expected: Vec<_> = expected.iter().map(|(kind, id)| ((*kind).to_owned(), *id)).collect();
    assert_eq!(told(desk, name).await, expected, "{name}");
}

/// The notification that someone has.
async fn only_one(desk: &Desk, name: &str) -> Value {
    desk.settle().await;
    let listed = desk.client(name).get("notifications?includes[]=read&includes[]=snoozed").await;
    let mut all = listed.is(200).body["data"]["payload"].as_array().unwrap().clone();
    assert_eq!(all.len(), 1, "{name} has {all:#?}");
    all.remove(0)
}

/// Begins conversations of new contacts and gives them to Ben, and returns their numbers.
pub async fn given_to_ben(desk: &Desk, count: usize) -> Vec<i64> {
    let lea = desk.contact("Lea").await;
    given_to_ben_of(desk, lea, count).await
}

/// The same, for a contact who is there.
pub async fn given_to_ben_of(desk: &Desk, lea: i64, count: usize) -> Vec<i64> {
    let mut ids = Vec::new();
    for _ in 0..count {
        let id = desk.conversation(lea, None).await;
        desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
        ids.push(id);
    }
    desk.settle().await;
    ids
}

async fn unread_count(desk: &Desk, name: &str) -> Value {
    desk.client(name).get("notifications/unread_count").await.is(200).body
}

/// The numbers of the conversations that someone is told of.
async fn listed(desk: &Desk, name: &str, query: &str) -> Vec<Value> {
    let listed = desk.client(name).get(&format!("notifications{query}")).await.is(200).body;
    let told = each(&listed["data"]["payload"], "primary_actor");
    told.into_iter().map(|conversation| conversation["id"].clone()).collect()
}
