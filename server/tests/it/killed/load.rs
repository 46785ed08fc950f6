//! People who post until nobody answers any more.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::Desk;
use crate::support::Client;

/// How many post at the same time.
const POSTING: usize = 5;

/// How long each of them thinks.
const PAUSE: Duration = Duration::from_millis(15);

/// A message that was acknowledged.
pub struct Posted {
    pub id: i64,
    pub content: String,
}

pub struct Load(JoinSet<Vec<Posted>>);

/// One of them.
struct Poster {
    client: Client,
    inbox: i64,
    contact: i64,
    /// The one that they began last.
    conversation: i64,
    /// Begins what they write, which nobody else does.
    name: String,
}

impl Load {
    pub fn begin(client: &Client, desk: &Desk, turn: u32) -> Self {
        let mut posting = JoinSet::new();
        for number in 0..POSTING {
            let poster = Poster {
                client: client.clone(),
                inbox: desk.inbox,
                contact: desk.contact,
                conversation: 0,
                name: format!("{turn} {number}"),
            };
            posting.spawn(poster.posts());
        }
        Self(posting)
    }

    /// Waits until everybody has noticed that nobody answers, and returns what was
    /// acknowledged.
    pub async fn end(self) -> Vec<Posted> {
        self.0.join_all().await.into_iter().flatten().collect()
    }
}

impl Poster {
    async fn posts(mut self) -> Vec<Posted> {
        let mut posted = Vec::new();
        for count in 0.. {
            let content = format!("{} {count}", self.name);
            let answered = match count % 8 {
                0 => self.begin_conversation(&content).await,
                5 => self.resolve().await,
                _ => self.post(&content, ["incoming", "outgoing"][count % 2]).await,
            };
            let Some(body) = answered else { break };
            let message = if count % 8 == 0 { &body["messages"][0] } else { &body };
            if message["content"] == content {
                posted.push(Posted { id: message["id"].as_i64().unwrap(), content });
            }
            tokio::time::sleep(PAUSE).await;
        }
        posted
    }

    async fn post(&self, content: &str, direction: &str) -> Option<Value> {
        let path = format!("conversations/{}/messages", self.conversation);
        self.ask(&path, json!({ "content": content, "message_type": direction })).await
    }

    async fn begin_conversation(&mut self, content: &str) -> Option<Value> {
        let message = json!({ "content": content, "message_type": "incoming" });
        let (inbox, contact) = (self.inbox, self.contact);
        let new = json!({ "inbox_id": inbox, "contact_id": contact, "message": message });
        let begun = self.ask("conversations", new).await?;
        self.conversation = begun["id"].as_i64().unwrap();
        Some(begun)
    }

    async fn resolve(&self) -> Option<Value> {
        let path = format!("conversations/{}/toggle_status", self.conversation);
        self.ask(&path, json!({ "status": "resolved" })).await
    }

    /// The answer, if it came.
    async fn ask(&self, path: &str, body: Value) -> Option<Value> {
        let response = self.client.request(Method::POST, path).json(&body).send().await.ok()?;
        let status = response.status().as_u16();
        let text = response.text().await.ok()?;
        assert_eq!(status, 200, "{text}");
        Some(serde_json::from_str(&text).unwrap())
    }
}
