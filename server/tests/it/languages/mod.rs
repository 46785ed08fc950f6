//! What the product says by itself follows the language of the account.

mod chat;
mod mails;
mod notes;

use serde_json::{Value, json};

use crate::support::Desk;

/// Sets the account to a language.
async fn speak(desk: &Desk, locale: &str) {
    desk.admin().patch("", json!({ "locale": locale })).await.is(200);
}

/// What was said in a conversation by messages of a type, oldest first.
async fn said(desk: &Desk, id: i64, message_type: i64) -> Vec<Value> {
    let path = format!("conversations/{id}?messages=100");
    let messages = desk.admin().get(&path).await.is(200).body["messages"].clone();
    let said = messages.as_array().unwrap().iter().filter(|it| it["message_type"] == message_type);
    said.map(|message| message["content"].clone()).collect()
}

/// What a conversation has noted, oldest first.
async fn noted(desk: &Desk, id: i64) -> Vec<Value> {
    said(desk, id, 2).await
}
