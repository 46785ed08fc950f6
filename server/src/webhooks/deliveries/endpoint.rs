//! Addresses that are told of events, whatever kind of record they belong to.

use std::collections::{HashMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{IN_LINE, Schedule, Tell, store};
use crate::{
    accounts, agent_bots, agents,
    clock::Timestamp,
    error::Result,
    events::{Event, Name},
    id::{AgentBotId, InboxId, WebhookId},
    inboxes::channel::api,
    mail::Letter,
    tasks::{Action, Task},
    validate, webhooks,
    work::Work,
};

/// The record that an address belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Endpoint {
    pub kind: Kind,
    pub id: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A webhook of the account.
    Webhook,
    /// The webhook of an API inbox.
    Inbox,
    AgentBot,
}

crate::stored! {
    Kind { Webhook = 0 "webhook", Inbox = 1 "inbox", AgentBot = 2 "agent_bot" }
}

/// Where an address is.
#[derive(Clone, Debug)]
pub struct Target {
    pub url: String,
    /// Signs what is sent.
    pub secret: String,
}

/// How an address is doing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Health {
    pub failing_since: Option<Timestamp>,
    pub failures: usize,
    pub paused_until: Option<Timestamp>,
    pub disabled_at: Option<Timestamp>,
}

/// How an address is doing, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Condition {
    Ok,
    /// It has not taken what it was told last.
    Failing,
    /// It has taken nothing, and is left alone for a while.
    Paused,
    /// It has taken nothing for too long, and is told nothing more until somebody changes it.
    Disabled,
}

impl Condition {
    pub fn as_str(self) -> &'static str {
        match self {
            Condition::Ok => "ok",
            Condition::Failing => "failing",
            Condition::Paused => "paused",
            Condition::Disabled => "disabled",
        }
    }
}

impl Health {
    /// Until when it is left alone.
    pub fn pause(&self, now: Timestamp) -> Option<Timestamp> {
        self.paused_until.filter(|until| *until > now)
    }

    pub fn condition(&self, now: Timestamp) -> Condition {
        match self {
            Health { disabled_at: Some(_), .. } => Condition::Disabled,
            Health { .. } if self.pause(now).is_some() => Condition::Paused,
            Health { failing_since: Some(_), .. } => Condition::Failing,
            Health { .. } => Condition::Ok,
        }
    }
}

impl Endpoint {
    /// What its tasks are told apart by.
    pub fn key(self) -> String {
        format!("{}:{}", self.kind.as_str(), self.id)
    }

    /// Whether nothing waits for it to come back.
    pub fn is_given_up(self, health: &Health, schedule: &Schedule, now: Timestamp) -> bool {
        let since = health.failing_since.unwrap_or(now);
        match self.kind {
            Kind::Webhook => false,
            Kind::Inbox => since.plus(schedule.disable_after) <= now,
            Kind::AgentBot => true,
        }
    }

    pub fn webhook(id: WebhookId) -> Self {
        Endpoint { kind: Kind::Webhook, id: id.0 }
    }

    pub fn inbox(id: InboxId) -> Self {
        Endpoint { kind: Kind::Inbox, id: id.0 }
    }

    pub fn agent_bot(id: AgentBotId) -> Self {
        Endpoint { kind: Kind::AgentBot, id: id.0 }
    }
}

/// Where an address is, if its record is still there and has one.
pub async fn target(work: &mut Work<'_>, endpoint: Endpoint) -> Result<Option<Target>> {
    match endpoint.kind {
        Kind::Webhook => {
            let webhook = webhooks::find(work, WebhookId(endpoint.id)).await?;
            Ok(webhook.map(|webhook| Target { url: webhook.url, secret: webhook.secret }))
        }
        Kind::Inbox => {
            let hook = api::webhook_of(work, InboxId(endpoint.id)).await?;
            Ok(hook.map(|(url, secret)| Target { url, secret }))
        }
        Kind::AgentBot => {
            let bot = agent_bots::find(work, AgentBotId(endpoint.id)).await?;
            Ok(bot.and_then(|bot| Some(Target { url: bot.outgoing_url?, secret: bot.secret })))
        }
    }
}

/// How an address is doing.
pub async fn health(work: &mut Work<'_>, endpoint: Endpoint) -> Result<Health> {
    Ok(store::health(work, endpoint).await?.unwrap_or_default())
}

/// How those of the account's addresses are doing that have failed.
pub async fn failing(work: &mut Work<'_>) -> Result<HashMap<Endpoint, Health>> {
    let failing = store::failing(work).await?.into_iter();
    Ok(failing.map(|failing| (failing.endpoint, failing.health)).collect())
}

/// Those of the account's addresses that are not to be told anything.
pub async fn disabled(work: &mut Work<'_>) -> Result<HashSet<Endpoint>> {
    Ok(store::disabled(work).await?.into_iter().collect())
}

/// Notes that an address has not taken what it was told. When it is not just this that it
/// does not take, it is left alone for a while; and for good when that has been so for too
/// long.
pub async fn failed(work: &mut Work<'_>, endpoint: Endpoint, schedule: &Schedule) -> Result<()> {
    let before = store::health(work, endpoint).await?.unwrap_or_default();
    let since = before.failing_since.unwrap_or(work.now);
    let failures = before.failures + 1;
    let longest = schedule.pauses.len().saturating_sub(1);
    let pause = schedule.pauses.get(before.failures.min(longest)).filter(|_| failures > IN_LINE);
    let too_long = since.plus(schedule.disable_after) <= work.now && failures > IN_LINE;
    let ends = too_long && endpoint.kind == Kind::Webhook && before.disabled_at.is_none();
    let health = Health {
        failing_since: Some(since),
        failures,
        paused_until: pause.map(|pause| work.now.plus(*pause)),
        disabled_at: before.disabled_at.or(ends.then_some(work.now)),
    };
    if ends {
        work.emit(Event::new(Name::WebhookDisabled).about(endpoint.id)).await?;
        write_of_end(work, WebhookId(endpoint.id)).await?;
    }
    Ok(store::set_health(work, endpoint, &health).await?)
}

/// Writes to those who run the account that a webhook is told nothing more. What may let others in
/// at its address is left out.
async fn write_of_end(work: &mut Work<'_>, id: WebhookId) -> Result<()> {
    let Some(webhook) = webhooks::find(work, id).await? else { return Ok(()) };
    let texts = accounts::texts(work).await?;
    let address = validate::host_of(&webhook.url);
    let letter = Letter::in_language(texts.language)
        .paragraph(texts.webhooks.off.with(&[("address", &address)]))
        .note(&texts.webhooks.off_note);
    agents::write_to_administrators(work, &texts.webhooks.off_subject, &letter).await
}

/// Gives an address another chance, at once.
pub async fn revive(work: &mut Work<'_>, endpoint: Endpoint) -> Result<()> {
    store::recovered(work, endpoint).await?;
    Ok(work.schedule(Tell(endpoint), work.now).await?)
}

/// Forgets all that was or is to be told to an address whose record is gone.
pub async fn forget_later(work: &mut Work<'_>, endpoint: Endpoint) -> Result<()> {
    store::recovered(work, endpoint).await?;
    work.cancel(Tell(endpoint)).await?;
    Ok(work.enqueue(Forget(endpoint)).await?)
}

/// Forgetting what was told to an address, bit by bit.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Forget(Endpoint);

impl Task for Forget {
    const KIND: &'static str = "webhooks.forget";

    fn key(&self) -> String {
        self.0.key()
    }
}

impl Action for Forget {
    async fn act(&self, work: &mut Work<'_>) -> Result<()> {
        if store::delete_some_of(work, self.0).await? > 0 {
            work.enqueue(*self).await?;
        }
        Ok(())
    }
}
