//! Endpoints for webhooks (contract `application-core.md`, 14).

use super::{
    Scheme, WebhookChange,
    deliveries::{
        self, Endpoint, Health, Range,
        wire::{self, Logged},
    },
    wire::{Many, One, Webhook},
};
use crate::{
    app::App,
    delivery::tell_now,
    error::Result,
    http::{Admin, At, Done, Form, Input, Json, Payload, Sub},
    id::{DeliveryId, WebhookId},
    webhooks,
};

impl Form for WebhookChange {
    const WRAPPER: Option<&'static str> = Some("webhook");
}

impl Form for Range {}

pub async fn list(admin: Admin, app: App) -> Result<Json<Payload<Many>>> {
    let webhooks = app.read(&admin, webhooks::list_with_health).await?;
    let now = app.clock.now();
    let render = |(webhook, health): (_, Health)| Webhook {
        health: wire::Health::of(&health, now),
        ..shown(&admin, webhook)
    };
    Ok(Payload::of(Many { webhooks: webhooks.into_iter().map(render).collect() }))
}

pub async fn create(
    admin: Admin,
    app: App,
    Input(new): Input<WebhookChange>,
) -> Result<Json<Payload<One>>> {
    let scheme = scheme(&app);
    let webhook =
        app.write(&admin, async move |work| webhooks::create(work, &new, scheme).await).await?;
    Ok(Payload::of(One { webhook: shown(&admin, webhook) }))
}

pub async fn update(
    admin: Admin,
    app: App,
    At(id): At<WebhookId>,
    Input(change): Input<WebhookChange>,
) -> Result<Json<Payload<One>>> {
    let scheme = scheme(&app);
    let webhook = app
        .write(&admin, async move |work| webhooks::update(work, id, &change, scheme).await)
        .await?;
    Ok(Payload::of(One { webhook: shown(&admin, webhook) }))
}

pub async fn delete(admin: Admin, app: App, At(id): At<WebhookId>) -> Result<Done> {
    app.write(&admin, async move |work| webhooks::delete(work, id).await).await?;
    Ok(Done)
}

/// What a webhook was told, newest first, and how that went.
pub async fn deliveries(
    admin: Admin,
    app: App,
    At(id): At<WebhookId>,
    Input(range): Input<Range>,
) -> Result<Json<Payload<Vec<Logged>>>> {
    let page =
        app.read(&admin, async move |work| webhooks::deliveries_of(work, id, &range).await).await?;
    Ok(Payload::of(page.into_iter().map(|told| logged(&admin, told)).collect()))
}

/// Has a webhook told once more what it was told before.
pub async fn replay(
    admin: Admin,
    app: App,
    At(id): At<WebhookId>,
    Sub(delivery): Sub<DeliveryId>,
) -> Result<Json<Payload<Logged>>> {
    let again =
        app.write(&admin, async move |work| webhooks::replay(work, id, delivery).await).await?;
    Ok(Payload::of(logged(&admin, again)))
}

/// Tells a webhook something to see whether that works, and what it answers.
pub async fn test(admin: Admin, app: App, At(id): At<WebhookId>) -> Result<Json<Payload<Logged>>> {
    let account = admin.0.account;
    let sample = app.write(&admin, async move |work| webhooks::sample(work, id).await).await?;
    let delivery = sample.id;
    tell_now(&app, account, sample).await?;
    let told = app
        .read(&admin, async move |work| {
            deliveries::show(work, Endpoint::webhook(id), delivery).await
        })
        .await?;
    Ok(Payload::of(logged(&admin, told)))
}

/// A webhook that has not failed, or not since it was changed.
fn shown(Admin(agent): &Admin, webhook: webhooks::Webhook) -> Webhook {
    Webhook::of(agent.account, webhook, agent.is_told_tokens())
}

/// What a webhook was told. There may be what a contact listens by in it.
fn logged(Admin(agent): &Admin, told: deliveries::Logged) -> Logged {
    let logged = Logged::from(told);
    if agent.is_told_tokens() { logged } else { logged.without_tokens() }
}

fn scheme(app: &App) -> Scheme {
    if app.config.webhooks.require_https { Scheme::Https } else { Scheme::Any }
}
