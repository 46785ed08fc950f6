//! People who post until nobody answers any more.

use std::{sync::Arc, time::Duration};

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::{sync::Notify, task::JoinSet};

use super::{Chat, Desk};
use crate::support::Client;

/// How many post at the same time.
const POSTING: usize = 5;

/// How long a server may take for its first answers.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long each of them thinks.
const PAUSE: Duration = Duration::from_millis(15);

/// A message that was acknowledged.
pub struct Posted {
    pub id: i64,
    pub content: String,
}

pub struct Load {
    posting: JoinSet<Vec<Posted>>,
    acknowledged: Arc<Notify>,
}

/// One of them.
struct Poster {
    client: Client,
    inbox: i64,
    contact: i64,
    /// The chat that they open.
    chat: Chat,
    /// The one that they began last.
    conversation: i64,
    /// The one that they wrote last.
    message: i64,
    /// Begins what they write, which nobody else does.
    name: String,
    /// Told of each message that was acknowledged.
    acknowledged: Arc<Notify>,
}

impl Load {
    pub fn begin(client: &Client, desk: &Desk, turn: u32) -> Self {
        let (mut posting, acknowledged) = (JoinSet::new(), Arc::new(Notify::new()));
        for number in 0..POSTING {
            let poster = Poster {
                client: client.clone(),
                inbox: desk.inbox,
                contact: desk.contact,
                chat: desk.chat.clone(),
                conversation: 0,
                message: 0,
                name: format!("{turn} {number}"),
                acknowledged: Arc::clone(&acknowledged),
            };
            posting.spawn(poster.posts());
        }
        Self { posting, acknowledged }
    }

    /// Waits until a message was acknowledged.
    pub async fn begun(&self) {
        let begun = tokio::time::timeout(PATIENCE, self.acknowledged.notified());
        begun.await.expect("a message is acknowledged in time");
    }

    /// Waits until everybody has noticed that nobody answers, and returns what was
    /// acknowledged.
    pub async fn end(self) -> Vec<Posted> {
        self.posting.join_all().await.into_iter().flatten().collect()
    }
}

impl Poster {
    async fn posts(mut self) -> Vec<Posted> {
        let mut posted = Vec::new();
        for count in 0.. {
            let content = format!("{} {count}", self.name);
            let answered = match count % 12 {
                0 => self.begin_conversation(&content).await,
                3 => self.meet(&content).await,
                5 => self.turn("resolved").await,
                7 => self.receive().await,
                9 => self.open_chat().await,
                10 => self.turn("open").await,
                _ => self.post(&content, ["incoming", "outgoing"][count % 2]).await,
            };
            let Some(body) = answered else { break };
            let message = if count % 12 == 0 { &body["messages"][0] } else { &body };
            if let Some(id) = message["id"].as_i64().filter(|_| message["content"] == content) {
                self.message = id;
                posted.push(Posted { id, content });
                self.acknowledged.notify_one();
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

    async fn turn(&self, status: &str) -> Option<Value> {
        let path = format!("conversations/{}/toggle_status", self.conversation);
        self.ask(&path, json!({ "status": status })).await
    }

    /// Somebody is known from now on.
    async fn meet(&self, name: &str) -> Option<Value> {
        self.ask("contacts", json!({ "name": name })).await
    }

    /// The message that they wrote last is received.
    async fn receive(&self) -> Option<Value> {
        let path = format!("conversations/{}/messages/{}", self.conversation, self.message);
        let received = json!({ "status": "delivered" });
        answer(self.client.request(Method::PATCH, &path).json(&received)).await
    }

    async fn open_chat(&self) -> Option<Value> {
        let path = format!("/api/v1/widget/events?website_token={}", self.chat.website);
        let opened = json!({ "name": "webwidget.triggered", "event_info": {} });
        let request = self.client.request(Method::POST, &path).json(&opened);
        answer(request.header("x-auth-token", &self.chat.visitor)).await
    }

    async fn ask(&self, path: &str, body: Value) -> Option<Value> {
        answer(self.client.request(Method::POST, path).json(&body)).await
    }
}

/// The answer, if it came.
async fn answer(request: RequestBuilder) -> Option<Value> {
    let response = request.send().await.ok()?;
    let status = response.status();
    let text = response.text().await.ok()?;
    assert!(status.is_success(), "{status} {text}");
    Some(serde_json::from_str(&text).unwrap_or_default())
}
