//! Webhooks: addresses that are told of events.
//!
//! Here they are kept; telling them is the work of delivery.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod http;
mod store;
pub mod wire;

use std::collections::HashSet;

use serde::Deserialize;

use crate::{
    accounts,
    error::{Error, Problems, Result, taken},
    events::{Event, Name},
    id::{self, InboxId, WebhookId},
    inboxes,
    patch::Patch,
    validate::{self, SHORT, URL},
    work::Work,
};

pub use store::list;

#[derive(Clone, Debug)]
pub struct Webhook {
    pub id: WebhookId,
    /// The inbox whose events it is told of, with its name. None means all.
    pub inbox: Option<(InboxId, String)>,
    pub name: Option<String>,
    pub url: String,
    pub subscriptions: Vec<String>,
    /// Signs what is sent.
    pub secret: String,
}

/// What a request says of a webhook, new or known.
#[derive(Debug, Default, Deserialize)]
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
const EVENTS: [&str; 12] = [
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
];

const USUAL: usize = 8;

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
    work.emit(Event::new(Name::WebhookCreated).about(id)).await?;
    Ok(Webhook { id, ..webhook })
}

pub async fn update(
    work: &mut Work<'_>,
    id: WebhookId,
    change: &WebhookChange,
    scheme: Scheme,
) -> Result<Webhook> {
    accounts::alone(work).await?;
    let webhook = store::find(work, id).await?.ok_or(Error::NotFound)?;
    let webhook = changed(work, webhook, change, scheme).await?;
    store::update(work, &webhook).await.map_err(taken("url"))?;
    work.emit(Event::new(Name::WebhookUpdated).about(id)).await?;
    Ok(webhook)
}

pub async fn delete(work: &mut Work<'_>, id: WebhookId) -> Result<()> {
    accounts::alone(work).await?;
    store::find(work, id).await?.ok_or(Error::NotFound)?;
    store::delete(work, id).await?;
    work.emit(Event::new(Name::WebhookDeleted).about(id)).await
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
