//! What webhooks are told (contract `realtime-client-platform.md`, 2), over real sockets.

mod attempts;
mod bodies;
mod bots;
mod failures;
mod log;
mod outline;
mod seed;
mod shapes;
mod then;

use serde_json::{Value, json};

use crate::support::{Delivered, Desk, Receiver};

/// A webhook of the account that is told of these events; of the usual ones, if there are
/// none. Returns its id.
async fn subscribe(desk: &Desk, receiver: &Receiver, events: &[&str]) -> i64 {
    let mut new = json!({ "url": receiver.url });
    if !events.is_empty() {
        new["subscriptions"] = json!(events);
    }
    let reply = desk.admin().post("webhooks", new).await.is(200);
    reply.body["payload"]["webhook"]["id"].as_i64().unwrap()
}

/// A conversation that everybody was told of already.
async fn conversation(desk: &Desk) -> i64 {
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    desk.settle().await;
    conversation
}

#[tokio::test]
async fn whoever_posts_does_nothing_for_those_who_are_told() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    let written = async || {
        post(&desk, id, "The first may change more").await;
        desk.settle().await;
        let before = desk.contents().await;
        post(&desk, id, "Hi").await;
        let changed = desk.contents().await.changed_since(&before);
        desk.settle().await;
        changed
    };

    let with_none = written().await;
    for number in 0..5 {
        let url = format!("{}{number}", receiver.url);
        desk.admin()
            .post("webhooks", json!({ "url": url, "subscriptions": ["message_created"] }))
            .await
            .is(200);
    }
    let with_five = written().await;

    assert_eq!(with_none, with_five);
    assert!(with_five.contains(&"events".to_owned()), "{with_five:?}");
    assert!(!with_five.contains(&"webhook_deliveries".to_owned()), "{with_five:?}");
    assert_eq!(contents(&receiver.take()).len(), 10);
    desk.close().await;
}

async fn post(desk: &Desk, conversation: i64, content: &str) -> Value {
    let path = format!("conversations/{conversation}/messages");
    desk.agent().post(&path, json!({ "content": content })).await.is(200).body.clone()
}

/// The contents of the messages that were told.
fn contents(told: &[Delivered]) -> Vec<&str> {
    told.iter().map(|told| told.body["content"].as_str().unwrap()).collect()
}

fn events(told: &[Delivered]) -> Vec<&str> {
    told.iter().map(Delivered::event).collect()
}
