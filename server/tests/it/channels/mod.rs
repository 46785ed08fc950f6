//! The channels of inboxes: what each type is set up with, and what is shown of it to whom.

mod api;
mod email;
mod networks;
mod websites;

use serde_json::{Value, json};

use crate::support::{Desk, Reply};

/// Ada adds an inbox with this channel.
async fn add(desk: &Desk, channel: Value) -> Reply {
    desk.admin().post("inboxes", json!({ "name": "New", "channel": channel })).await
}

/// Ada changes the channel of an inbox.
async fn change(desk: &Desk, inbox: &Value, channel: Value) -> Reply {
    desk.admin().patch(&path(inbox), json!({ "channel": channel })).await
}

fn path(inbox: &Value) -> String {
    format!("inboxes/{}", inbox["id"])
}

/// Somebody writes into an inbox, an agent answers, and the conversation is there.
async fn is_at_work(desk: &Desk, inbox: &Value) -> Value {
    let lea = desk.contact("Lea").await;
    let new = json!({
        "inbox_id": inbox["id"], "contact_id": lea, "message": { "content": "How are you?" }
    });
    let conversation = desk.conversation_with(new).await;
    let answer = json!({ "content": "We write first." });
    let messages = format!("conversations/{conversation}/messages");
    desk.admin().post(&messages, answer).await.is(200);
    desk.settle().await;
    let shown = desk.show(conversation).await;
    assert_eq!(shown["meta"]["channel"], inbox["channel_type"]);
    let listed = desk.admin().get("conversations").await.is(200).body;
    assert_eq!(listed["data"]["meta"]["all_count"], 1);
    let incoming = json!({ "content": "I am the customer", "message_type": "incoming" });
    let said = "Incoming messages are only allowed in Api inboxes";
    desk.admin().post(&messages, incoming).await.says(422, said);
    desk.admin().get(&format!("contacts/{lea}")).await.is(200).body["payload"].clone()
}
