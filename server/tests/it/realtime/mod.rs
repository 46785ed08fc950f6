//! Real time: what is heard on `/cable`, by whom (contract `realtime-client-platform.md`, 1).

mod audience;
mod bursts;
mod catalogue;
mod notifications;
mod protocol;
mod tokens;
mod typing;

use serde_json::{Value, json};

use crate::support::{Desk, Listener};

/// How a member names what they subscribe to.
async fn room_of(desk: &Desk, name: &str) -> String {
    let token = desk.pubsub_token_of(name).await;
    json!({
        "channel": "RoomChannel",
        "pubsub_token": token,
        "account_id": desk.account,
        "user_id": desk.id_of(name),
    })
    .to_string()
}

/// A member who listens.
pub async fn member(desk: &Desk, name: &str) -> Listener {
    listen(desk, &room_of(desk, name).await).await
}

/// The contact of a conversation, who listens.
async fn contact_of(desk: &Desk, conversation: i64) -> Listener {
    let token = desk.pubsub_token_of_contact(conversation).await;
    listen(desk, &json!({ "channel": "RoomChannel", "pubsub_token": token }).to_string()).await
}

/// Whoever is let in by this identifier, who listens.
pub async fn listen(desk: &Desk, identifier: &str) -> Listener {
    let mut listener = Listener::connect(desk.url(), Some("actioncable-v1-json")).await;
    assert_eq!(listener.frame().await["type"], "welcome");
    listener.command("subscribe", identifier, None).await;
    assert_eq!(listener.frame().await["type"], "confirm_subscription");
    assert_eq!(listener.frame().await["message"]["event"], "presence.update");
    listener
}

/// Has a message posted, and everybody told.
async fn post(desk: &Desk, conversation: i64, message: Value) -> Value {
    let path = format!("conversations/{conversation}/messages");
    let posted = desk.agent().post(&path, message).await.is(200).body.clone();
    desk.settle().await;
    posted
}
