//! Webhooks as clients see them (contract `application-core.md`, 14).

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    accounts::Account,
    audits::Audited,
    clock::{self, Timestamp},
    id::{AccountId, InboxId, WebhookId},
    webhooks::deliveries::wire::Health,
};

#[derive(JsonSchema, Serialize)]
pub struct Webhook {
    pub id: WebhookId,
    pub name: Option<String>,
    pub url: String,
    pub account_id: AccountId,
    pub subscriptions: Vec<String>,
    /// Signs what is sent. Not told to programs of administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inbox: Option<InboxBrief>,
    pub health: Health,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct InboxBrief {
    pub id: InboxId,
    pub name: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct One {
    pub webhook: Webhook,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Many {
    pub webhooks: Vec<Webhook>,
}

/// What a webhook is told to see whether that works.
#[derive(JsonSchema, Serialize)]
pub struct Sample {
    event: &'static str,
    account: SampleAccount,
    webhook: SampleWebhook,
    #[serde(with = "clock::Iso")]
    sent_at: Timestamp,
}

#[derive(JsonSchema, Serialize)]
struct SampleAccount {
    id: AccountId,
    name: String,
}

#[derive(JsonSchema, Serialize)]
struct SampleWebhook {
    id: WebhookId,
    name: Option<String>,
}

impl Sample {
    pub const EVENT: &'static str = "webhook_test";

    pub fn of(account: Account, webhook: super::Webhook, now: Timestamp) -> Self {
        Sample {
            event: Self::EVENT,
            account: SampleAccount { id: account.id, name: account.name },
            webhook: SampleWebhook { id: webhook.id, name: webhook.name },
            sent_at: now,
        }
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers are JSON")
    }
}

impl Webhook {
    pub fn of(account_id: AccountId, webhook: super::Webhook, is_told_secrets: bool) -> Self {
        let super::Webhook { id, inbox, name, url, subscriptions, secret } = webhook;
        let inbox = inbox.map(|(id, name)| InboxBrief { id, name });
        let secret = is_told_secrets.then_some(secret);
        Webhook { id, name, url, account_id, subscriptions, secret, inbox, health: Health::WELL }
    }
}

impl Audited for super::Webhook {
    const KIND: &'static str = "Webhook";

    fn key(&self) -> i64 {
        self.id.0
    }

    fn noted(&self) -> Value {
        json!({
            "name": self.name,
            "url": self.url,
            "subscriptions": self.subscriptions,
            "inbox_id": self.inbox.as_ref().map(|(inbox, _)| inbox),
        })
    }
}
