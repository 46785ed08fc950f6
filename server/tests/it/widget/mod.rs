//! The chat of a website: its page, its visitors, and what is said (contract
//! `realtime-client-platform.md`, 4).

mod contact;
mod conversations;
mod events;
mod hostile;
mod messages;
mod page;

use frontdesk::visitors::identity::signature;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Desk, Reply};

/// A website with a chat.
pub struct Site<'d> {
    desk: &'d Desk,
    pub inbox: i64,
    pub token: String,
    key: String,
}

/// The chat of a visitor.
#[derive(Clone)]
pub struct Chat<'s> {
    site: &'s Site<'s>,
    pub token: String,
    pub contact: i64,
    pub pubsub_token: String,
}

impl<'d> Site<'d> {
    pub async fn open(desk: &'d Desk) -> Self {
        Self::open_with(desk, json!({})).await
    }

    /// One whose channel is set so. It asks nobody for their address.
    pub async fn open_with(desk: &'d Desk, channel: Value) -> Self {
        let mut kind = json!({ "type": "web_widget", "website_url": "https://shop.test" });
        kind.as_object_mut().unwrap().extend(channel.as_object().unwrap().clone());
        let new = json!({
            "name": "Shop", "channel": kind, "enable_auto_assignment": false,
            "enable_email_collect": false
        });
        let made = desk.admin().post("inboxes", new).await.is(200).body;
        let inbox = made["id"].as_i64().unwrap();
        let members = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Ben")] });
        desk.admin().post("inbox_members", members).await.is(200);
        let text = |key: &str| made[key].as_str().unwrap().to_owned();
        Site { desk, inbox, token: text("website_token"), key: text("hmac_token") }
    }

    pub fn hash(&self, identifier: &str) -> String {
        signature(&self.key, identifier)
    }

    /// A request with whatever token.
    pub async fn ask(&self, method: &str, path: &str, token: &str, body: Value) -> Reply {
        let separator = if path.contains('?') { '&' } else { '?' };
        let path = format!("/api/v1/widget/{path}{separator}website_token={}", self.token);
        let nobody = self.desk.nobody();
        let request = nobody.request(method.parse::<Method>().unwrap(), &path);
        let request =
            if token.is_empty() { request } else { request.header("x-auth-token", token) };
        let request = if body.is_null() { request } else { request.json(&body) };
        nobody.send(request).await
    }

    /// Somebody opens the chat for the first time.
    pub async fn visited(&'d self) -> Chat<'d> {
        let config = self.ask("POST", "config", "", json!({})).await.is(200).body;
        Chat {
            site: self,
            token: config["website_channel_config"]["auth_token"].as_str().unwrap().to_owned(),
            contact: config["contact"]["id"].as_i64().unwrap(),
            pubsub_token: config["contact"]["pubsub_token"].as_str().unwrap().to_owned(),
        }
    }
}

impl Chat<'_> {
    pub async fn get(&self, path: &str) -> Reply {
        self.site.ask("GET", path, &self.token, Value::Null).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.site.ask("POST", path, &self.token, body).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.site.ask("PATCH", path, &self.token, body).await
    }

    /// Writes, in the conversation there is or in a new one. Returns its number.
    pub async fn says(&self, content: &str) -> i64 {
        let words = json!({ "message": { "content": content } });
        let said = self.post("messages", words).await.is(200).body;
        said["conversation_id"].as_i64().unwrap()
    }
}
