//! Endpoints for webhooks (contract `application-core.md`, 14).

use super::{
    Scheme, WebhookChange,
    wire::{Many, One, Webhook},
};
use crate::{
    app::App,
    error::Result,
    http::{Admin, At, Done, Form, Input, Json, Payload},
    id::WebhookId,
    webhooks,
};

impl Form for WebhookChange {
    const WRAPPER: Option<&'static str> = Some("webhook");
}

pub async fn list(admin: Admin, app: App) -> Result<Json<Payload<Many>>> {
    let webhooks = app.read(&admin, webhooks::list).await?;
    let render = |webhook| Webhook::of(admin.0.account, webhook);
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
    Ok(Payload::of(One { webhook: Webhook::of(admin.0.account, webhook) }))
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
    Ok(Payload::of(One { webhook: Webhook::of(admin.0.account, webhook) }))
}

pub async fn delete(admin: Admin, app: App, At(id): At<WebhookId>) -> Result<Done> {
    app.write(&admin, async move |work| webhooks::delete(work, id).await).await?;
    Ok(Done)
}

fn scheme(app: &App) -> Scheme {
    if app.config.webhooks.require_https { Scheme::Https } else { Scheme::Any }
}
