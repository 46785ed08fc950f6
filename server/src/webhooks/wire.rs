//! Webhooks as clients see them (contract `application-core.md`, 14).

use serde::Serialize;

use crate::id::{AccountId, InboxId, WebhookId};

#[derive(Serialize)]
pub struct Webhook {
    pub id: WebhookId,
    pub name: Option<String>,
    pub url: String,
    pub account_id: AccountId,
    pub subscriptions: Vec<String>,
    pub secret: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inbox: Option<InboxBrief>,
}

#[derive(Serialize)]
pub struct InboxBrief {
    pub id: InboxId,
    pub name: String,
}

#[derive(Serialize)]
pub struct One {
    pub webhook: Webhook,
}

#[derive(Serialize)]
pub struct Many {
    pub webhooks: Vec<Webhook>,
}

impl Webhook {
    pub fn of(account_id: AccountId, webhook: super::Webhook) -> Self {
        let super::Webhook { id, inbox, name, url, subscriptions, secret } = webhook;
        let inbox = inbox.map(|(id, name)| InboxBrief { id, name });
        Webhook { id, name, url, account_id, subscriptions, secret, inbox }
    }
}
