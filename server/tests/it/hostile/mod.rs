//! Hostile input: whatever is sent, the answer is a refusal that a person can read, nothing
//! is written, and the server goes on.

mod bodies;
mod contact_forms;
mod conversation_forms;
mod entrance;
mod fields;
mod forms;
mod funnel_forms;
mod help_center_forms;
mod inbox_forms;
mod kinds;
mod paths;
mod platform;
mod random;
mod rule_forms;
mod sizes;

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::support::{Client, Desk, Reply};

/// Says that the request was refused in words, and that it was the client's fault.
#[track_caller]
fn refused(reply: &Reply, asked: &str) {
    let message = reply.body["message"].as_str().unwrap_or_default();
    let answered = format!("{asked}: {} {}", reply.status, reply.text);
    assert!((400..500).contains(&reply.status), "{answered}");
    assert_eq!(reply.headers["content-type"], "application/json; charset=utf-8", "{answered}");
    assert!(message.len() > 8 && message.contains(' '), "{answered}");
    for leaked in ["sqlite", "postgres", "rusqlite", "panicked", "src/"] {
        assert!(!message.to_lowercase().contains(leaked), "{answered}");
    }
}

/// A request to a route that reads a body, not sent yet.
fn request(person: &Client, method: &str, path: &str) -> RequestBuilder {
    person.request(method.parse::<Method>().expect("it is a method"), path)
}

async fn send_json(person: &Client, method: &str, path: &str, body: &Value) -> Reply {
    person.send(request(person, method, path).json(body)).await
}

/// Says that the server still answers.
async fn goes_on(desk: &Desk) {
    desk.admin().get("agents").await.is(200);
    desk.nobody().get("/health").await.is(200);
}
