//! Webhooks: addresses that are told of events.
//!
//! Here they are kept; what waits to be told to them, and how that went, is in
//! [`deliveries`]. What is told, and the telling, is the work of delivery.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod deliveries;
pub mod http;
mod store;
pub mod wire;

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::Deserialize;

use self::deliveries::{Delivery, Endpoint, Health, Logged, Range};
use crate::{
    accounts, audits,
    error::{Error, Problems, Result, taken},
    events::{Event, Name},
    id::{self, DeliveryId, InboxId, WebhookId},
    inboxes,
    patch::Patch,
    validate::{self, SHORT, URL},
    work::Work,
};

pub use store::{account_of, find, list};

#[derive(Clone, Debug)]
pub struct Webhook {
    pub id: WebhookId,
    /// An inbox that it is said to be about, with its name. It is told of all of them
    /// nevertheless (contract `realtime-client-platform.md`, 2.1).
    pub inbox: Option<(InboxId, String)>,
    pub name: Option<String>,
    pub url: String,
    pub subscriptions: Vec<String>,
    /// Signs what is sent.
    pub secret: String,
}

/// What a request says of a webhook, new or known.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "url": "https://acme.example/hooks", "subscriptions": ["message_created", "conversation_created"] }]))]
#[serde(default)]
pub struct WebhookChange {
    pub url: Option<String>,
    pub name: Patch<String>,
    pub inbox_id: Patch<InboxId>,
    pub subscriptions: Patch<Vec<String>>,
}

/// How the address of a webhook may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Any,
    Https,
}

/// What can be subscribed to. The first eight are what a webhook is told of unless it
/// says otherwise.
const EVENTS: [&str; 14] = [
    "conversation_status_changed",
    "conversation_updated",
    "conversation_created",
    "contact_created",
    "contact_updated",
    "message_created",
    "message_updated",
    "webwidget_triggered",
    "inbox_created",
    "inbox_updated",
    "conversation_typing_on",
    "conversation_typing_off",
    "funnel_conversation_moved",
    "funnel_conversation_removed",
];

const USUAL: usize = 8;

const DISABLED: &str = "The webhook had taken nothing for too long and is told nothing more. Change it, \
    and it is told things again";

/// The webhooks of the account, with how each is doing.
pub async fn list_with_health(work: &mut Work<'_>) -> Result<Vec<(Webhook, Health)>> {
    let mut failing = deliveries::failing(work).await?;
    let with_health = |webhook: Webhook| {
        let health = failing.remove(&Endpoint::webhook(webhook.id)).unwrap_or_default();
        (webhook, health)
    };
    Ok(store::list(work).await?.into_iter().map(with_health).collect())
}

pub async fn create(work: &mut Work<'_>, new: &WebhookChange, scheme: Scheme) -> Result<Webhook> {
    let blank = Webhook {
        id: WebhookId(0),
        inbox: None,
        name: None,
        url: String::new(),
        subscriptions: EVENTS[..USUAL].iter().map(|name| (*name).to_owned()).collect(),
        secret: id::token(),
    };
    let webhook = changed(work, blank, new, scheme).await?;
    let id = store::insert(work, &webhook).await.map_err(taken("url"))?;
    let webhook = Webhook { id, ..webhook };
    audits::created(work, &webhook).await?;
    work.emit(Event::new(Name::WebhookCreated).about(id)).await?;
    Ok(webhook)
}

pub async fn update(
    work: &mut Work<'_>,
    id: WebhookId,
    change: &WebhookChange,
    scheme: Scheme,
) -> Result<Webhook> {
    accounts::alone(work).await?;
    let before = store::find(work, id).await?.ok_or(Error::NotFound)?;
    let webhook = changed(work, before.clone(), change, scheme).await?;
    store::update(work, &webhook).await.map_err(taken("url"))?;
    audits::updated(work, &before, &webhook).await?;
    deliveries::revive(work, Endpoint::webhook(id)).await?;
    work.emit(Event::new(Name::WebhookUpdated).about(id)).await?;
    Ok(webhook)
}

pub async fn delete(work: &mut Work<'_>, id: WebhookId) -> Result<()> {
    accounts::alone(work).await?;
    let gone = store::find(work, id).await?.ok_or(Error::NotFound)?;
    store::delete(work, id).await?;
    audits::destroyed(work, &gone).await?;
    deliveries::forget_later(work, Endpoint::webhook(id)).await?;
    work.emit(Event::new(Name::WebhookDeleted).about(id)).await
}

/// Removes the webhooks of an account that is going. Returns how many there were.
pub async fn erase_all(work: &mut Work<'_>) -> Result<usize> {
    let found = store::list(work).await?;
    for webhook in &found {
        store::delete(work, webhook.id).await?;
    }
    Ok(found.len())
}

/// What a webhook was told.
pub async fn deliveries_of(
    work: &mut Work<'_>,
    id: WebhookId,
    range: &Range,
) -> Result<Vec<Logged>> {
    store::find(work, id).await?.ok_or(Error::NotFound)?;
    deliveries::page(work, Endpoint::webhook(id), range).await
}

/// Has a webhook told something once more.
pub async fn replay(work: &mut Work<'_>, id: WebhookId, delivery: DeliveryId) -> Result<Logged> {
    store::find(work, id).await?.ok_or(Error::NotFound)?;
    let endpoint = Endpoint::webhook(id);
    if deliveries::health(work, endpoint).await?.disabled_at.is_some() {
        return Err(Error::refused(DISABLED));
    }
    deliveries::replay(work, endpoint, delivery).await
}

/// Something to tell a webhook that is about nothing.
pub async fn sample(work: &mut Work<'_>, id: WebhookId) -> Result<Delivery> {
    let webhook = store::find(work, id).await?.ok_or(Error::NotFound)?;
    let account = accounts::show(work).await?;
    let body = wire::Sample::of(account, webhook, work.now).to_json();
    deliveries::add_by_hand(work, Endpoint::webhook(id), wire::Sample::EVENT, &body).await
}

async fn changed(
    work: &mut Work<'_>,
    webhook: Webhook,
    change: &WebhookChange,
    scheme: Scheme,
) -> Result<Webhook> {
    let inbox = match &change.inbox_id {
        Patch::Keep => webhook.inbox,
        Patch::Clear => None,
        Patch::Set(id) => {
            let inbox = inboxes::find(work, *id).await?.ok_or(Error::NotFound)?;
            Some((inbox.id, inbox.settings.name))
        }
    };
    let mut subscriptions = change.subscriptions.value().cloned().unwrap_or(webhook.subscriptions);
    let mut known = HashSet::new();
    subscriptions.retain(|name| known.insert(name.clone()));
    let webhook = Webhook {
        inbox,
        name: change.name.clone().over(webhook.name),
        url: change.url.clone().unwrap_or(webhook.url).trim().to_owned(),
        subscriptions,
        ..webhook
    };
    check(&webhook, scheme)?;
    Ok(webhook)
}

fn check(webhook: &Webhook, scheme: Scheme) -> Result<()> {
    let mut problems = Problems::default();
    if !validate::is_web_url(&webhook.url) {
        problems.add("url", "is invalid");
    } else if scheme == Scheme::Https && !webhook.url.starts_with("https://") {
        problems.add("url", "must begin with https://");
    }
    problems.fits_index("url", Some(&webhook.url), URL);
    problems.at_most_if("name", webhook.name.as_deref(), SHORT);
    let known = |name: &String| EVENTS.contains(&name.as_str());
    if webhook.subscriptions.is_empty() || !webhook.subscriptions.iter().all(known) {
        problems.add("subscriptions", "Invalid events");
    }
    problems.check()
}
