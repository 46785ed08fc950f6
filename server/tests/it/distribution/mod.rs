//! Who is given a conversation that nobody has: at once, and later.

mod at_once;
mod later;

use serde_json::{Value, json};

use crate::support::Desk;

/// An inbox that gives its conversations to these people.
async fn inbox(desk: &Desk, members: &[&str]) -> i64 {
    let new = json!({ "name": "Chat", "channel": { "type": "api" } });
    let id = desk.admin().post("inboxes", new).await.id();
    let users: Vec<i64> = members.iter().map(|name| desk.id_of(name)).collect();
    let members = json!({ "inbox_id": id, "user_ids": users });
    desk.admin().post("inbox_members", members).await.is(200);
    id
}

/// A team that gives its conversations to these people.
async fn team(desk: &Desk, name: &str, members: &[&str]) -> i64 {
    let id = desk.admin().post("teams", json!({ "name": name })).await.id();
    let users: Vec<i64> = members.iter().map(|name| desk.id_of(name)).collect();
    let path = format!("teams/{id}/team_members");
    desk.admin().post(&path, json!({ "user_ids": users })).await.is(200);
    id
}

/// A conversation that begins in an inbox, as the answer tells of it.
async fn begin(desk: &Desk, inbox: i64, more: Value) -> Value {
    let contact = match desk.agent().get("contacts/search?q=lea").await.body["payload"].get(0) {
        Some(lea) => lea["id"].as_i64().unwrap(),
        None => desk.contact("Lea").await,
    };
    let mut new = json!({ "inbox_id": inbox, "contact_id": contact });
    new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    desk.admin().post("conversations", new).await.is(200).body
}

/// Begins so many, and tells who was given each.
async fn given(desk: &Desk, inbox: i64, count: usize) -> Vec<Value> {
    let mut given = Vec::new();
    for _ in 0..count {
        given.push(holder(&begin(desk, inbox, json!({})).await));
    }
    given
}

fn holder(conversation: &Value) -> Value {
    conversation["meta"]["assignee"]["name"].clone()
}

async fn holder_of(desk: &Desk, id: &Value) -> Value {
    holder(&desk.show(id.as_i64().unwrap()).await)
}

/// Nobody of them is at their dashboard.
async fn all_leave(desk: &Desk) {
    for name in ["Ada", "Ben", "Cleo"] {
        desk.set_availability(name, "online", true).await;
    }
    desk.settle().await;
}

/// Someone's dashboard comes back, as the socket tells of it.
async fn comes(desk: &Desk, name: &str) {
    desk.hear(name);
    desk.offer_work(name).await;
    desk.settle().await;
}

/// How many open conversations each has, and nobody.
async fn held(desk: &Desk, names: &[&str]) -> Vec<i64> {
    let mut held = Vec::new();
    for name in names {
        let path = "conversations/meta?assignee_type=me&status=open";
        held.push(desk.client(name).get(path).await.body["meta"]["mine_count"].as_i64().unwrap());
    }
    let meta = desk.admin().get("conversations/meta?status=open").await.is(200).body;
    held.push(meta["meta"]["unassigned_count"].as_i64().unwrap());
    held
}
