//! Surveys (contract `behaviour.md`, 6.6 and 8.6): who is asked, how they answer, what is read of
//! that.

mod answering;
mod asking;
mod reading;

use serde_json::{Value, json};

use crate::support::{Desk, Reply};

/// Has "Support" ask its contacts, by these rules.
pub async fn asks(desk: &Desk, config: Value) {
    let change = json!({ "csat_survey_enabled": true, "csat_config": config });
    desk.admin().patch(&format!("inboxes/{}", desk.inbox().await), change).await.is(200);
}

/// A conversation of somebody with this name, which was resolved.
pub async fn resolved(desk: &Desk, name: &str) -> i64 {
    let contact = desk.contact(name).await;
    let id = desk.conversation(contact, Some("Hello")).await;
    desk.set_status(id, "resolved").await;
    desk.settle().await;
    id
}

/// The surveys that were sent in a conversation.
async fn surveys(desk: &Desk, conversation: i64) -> Vec<Value> {
    let path = format!("conversations/{conversation}/messages");
    let said = desk.admin().get(&path).await.is(200).body;
    let said = said["payload"].as_array().unwrap().clone();
    said.into_iter().filter(|message| message["content_type"] == "input_csat").collect()
}

/// Where the survey of a conversation is.
async fn link(desk: &Desk, conversation: i64) -> String {
    let uuid = desk.show(conversation).await["uuid"].as_str().unwrap().to_owned();
    format!("/public/api/v1/csat_survey/{uuid}")
}

pub async fn answer(desk: &Desk, conversation: i64, rating: Value, feedback: &str) -> Reply {
    let response = json!({ "rating": rating, "feedback_message": feedback });
    let body = json!({ "message": { "submitted_values": { "csat_survey_response": response } } });
    desk.nobody().put(&link(desk, conversation).await, body).await
}
