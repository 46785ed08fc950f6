//! The Client API: what visitors do through chats of others, what they reach, and what not
//! (contract `realtime-client-platform.md`, 3).

mod answers;
mod claims;
mod contacts;
mod conversations;
mod hostile;
mod identity;
mod messages;

use frontdesk::visitors::identity::signature;
use serde_json::{Value, json};

use crate::{
    realtime::listen,
    support::{Desk, Listener, Reply},
};

/// An inbox that visitors come to.
pub struct Reception<'d> {
    desk: &'d Desk,
    pub inbox: i64,
    /// Where its paths begin.
    pub path: String,
    key: String,
}

/// Somebody who has come in.
pub struct Visitor<'r> {
    reception: &'r Reception<'r>,
    pub contact: i64,
    pub source: String,
    pub token: String,
}

impl<'d> Reception<'d> {
    /// The one of "Support".
    pub async fn of(desk: &'d Desk) -> Self {
        Self::of_inbox(desk, desk.inbox().await).await
    }

    pub async fn of_inbox(desk: &'d Desk, inbox: i64) -> Self {
        let shown = desk.admin().get(&format!("inboxes/{inbox}")).await.is(200).body;
        let identifier = shown["inbox_identifier"].as_str().unwrap();
        let path = format!("/public/api/v1/inboxes/{identifier}");
        Reception { desk, inbox, path, key: shown["hmac_token"].as_str().unwrap().to_owned() }
    }

    /// The signature of an identifier.
    pub fn hash(&self, identifier: &str) -> String {
        signature(&self.key, identifier)
    }

    pub async fn ask(&self, said: Value) -> Reply {
        self.desk.nobody().post(&format!("{}/contacts", self.path), said).await
    }

    /// Somebody comes in and says this.
    pub async fn admit(&self, said: Value) -> Visitor<'_> {
        let contact = self.ask(said).await.is(200).body;
        let text = |key: &str| contact[key].as_str().unwrap().to_owned();
        Visitor {
            reception: self,
            contact: contact["id"].as_i64().unwrap(),
            source: text("source_id"),
            token: text("pubsub_token"),
        }
    }

    /// Somebody whose identifier is signed.
    pub async fn admit_proven(&self, identifier: &str) -> Visitor<'_> {
        let hash = self.hash(identifier);
        self.admit(json!({ "identifier": identifier, "identifier_hash": hash })).await
    }
}

impl Visitor<'_> {
    /// A path below theirs.
    pub fn at(&self, path: &str) -> String {
        let below = if path.is_empty() { String::new() } else { format!("/{path}") };
        format!("{}/contacts/{}{below}", self.reception.path, self.source)
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.reception.desk.nobody().get(&self.at(path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.reception.desk.nobody().post(&self.at(path), body).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.reception.desk.nobody().patch(&self.at(path), body).await
    }

    /// A conversation that they begin, with a first message.
    pub async fn begins(&self, content: &str) -> i64 {
        let id = self.post("conversations", json!({})).await.id();
        self.says(id, content).await;
        id
    }

    pub async fn says(&self, conversation: i64, content: &str) -> Value {
        let path = format!("conversations/{conversation}/messages");
        self.post(&path, json!({ "content": content })).await.is(200).body
    }

    /// Their chat, which listens.
    pub async fn listens(&self) -> Listener {
        let room = json!({ "channel": "RoomChannel", "pubsub_token": self.token });
        listen(self.reception.desk, &room.to_string()).await
    }
}
