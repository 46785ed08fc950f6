//! Endpoints for notifications (contract `application-core.md`, 15).

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Those, Wanted,
    settings::{self, SettingsChange},
    subscriptions::{self, NewSubscription},
    wire,
};
use crate::{
    app::{App, NOWHERE},
    conversations::status::Seconds,
    error::Result,
    http::{Agent, At, Done, Form, Input, Json, Listed, SignedIn},
    id::NotificationId,
    notifications, page,
    work::Work,
};

impl Form for Wanted {}
impl Form for Those {}

impl Form for SettingsChange {
    const WRAPPER: Option<&'static str> = Some("notification_settings");
}

impl Form for NewSubscription {
    const WRAPPER: Option<&'static str> = Some("notification_subscription");
}

#[derive(JsonSchema, Deserialize)]
pub struct Snooze {
    snoozed_until: Option<Seconds>,
}

impl Form for Snooze {}

/// Which of them are all removed. `read` means those that are, anything else all of them.
#[derive(JsonSchema, Deserialize)]
pub struct Gone {
    r#type: Option<Value>,
}

impl Form for Gone {}

#[derive(JsonSchema, Deserialize)]
pub struct Token {
    push_token: Option<String>,
}

impl Form for Token {}

pub async fn list(
    agent: Agent,
    app: App,
    Input((wanted, part)): Input<(Wanted, page::Part)>,
) -> Result<Listed<wire::Page>> {
    let current_page = part.page.get();
    let list = async move |work: &mut Work<'_>| notifications::list(work, &wanted, &part).await;
    let mut page = app.read(&agent, list).await?;
    let next = page.next.take();
    Ok(Listed { list: wire::Page::of(agent.account, current_page, page), next })
}

pub async fn unread_count(agent: Agent, app: App) -> Result<Json<i64>> {
    Ok(Json(app.read(&agent, notifications::unread_count).await?))
}

pub async fn read(
    agent: Agent,
    app: App,
    At(id): At<NotificationId>,
) -> Result<Json<wire::NotificationRow>> {
    let changed = app.write(&agent, async move |work| notifications::read(work, id).await).await?;
    Ok(Json(wire::NotificationRow::of(agent.account, changed)))
}

pub async fn unread(
    agent: Agent,
    app: App,
    At(id): At<NotificationId>,
) -> Result<Json<wire::NotificationRow>> {
    let changed =
        app.write(&agent, async move |work| notifications::unread(work, id).await).await?;
    Ok(Json(wire::NotificationRow::of(agent.account, changed)))
}

pub async fn snooze(
    agent: Agent,
    app: App,
    At(id): At<NotificationId>,
    Input(snooze): Input<Snooze>,
) -> Result<Json<wire::NotificationRow>> {
    let until = snooze.snoozed_until;
    let changed =
        app.write(&agent, async move |work| notifications::snooze(work, id, until).await).await?;
    Ok(Json(wire::NotificationRow::of(agent.account, changed)))
}

pub async fn delete(agent: Agent, app: App, At(id): At<NotificationId>) -> Result<Done> {
    app.write(&agent, async move |work| notifications::delete(work, id).await).await?;
    Ok(Done)
}

pub async fn read_all(agent: Agent, app: App, Input(those): Input<Those>) -> Result<Done> {
    app.write(&agent, async move |work| notifications::read_all(work, &those).await).await?;
    Ok(Done)
}

pub async fn delete_all(agent: Agent, app: App, Input(gone): Input<Gone>) -> Result<Done> {
    let only_read = gone.r#type.is_some_and(|which| which == "read");
    app.write(&agent, async move |work| notifications::delete_all(work, only_read).await).await?;
    Ok(Done)
}

pub async fn settings(agent: Agent, app: App) -> Result<Json<wire::Settings>> {
    let settings = app.read(&agent, settings::show).await?;
    Ok(Json(wire::Settings::of(agent.account, settings)))
}

pub async fn update_settings(
    agent: Agent,
    app: App,
    Input(change): Input<SettingsChange>,
) -> Result<Json<wire::Settings>> {
    let settings =
        app.write(&agent, async move |work| settings::update(work, &change).await).await?;
    Ok(Json(wire::Settings::of(agent.account, settings)))
}

pub async fn subscribe(
    SignedIn { user, .. }: SignedIn,
    app: App,
    Input(new): Input<NewSubscription>,
) -> Result<Json<wire::Subscription>> {
    let subscribed = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        subscriptions::subscribe(work.tx, user, work.now, &new).await
    });
    Ok(Json(subscribed.await?.into()))
}

pub async fn unsubscribe(
    SignedIn { user, .. }: SignedIn,
    app: App,
    Input(token): Input<Token>,
) -> Result<Done> {
    let token = token.push_token.unwrap_or_default();
    let gone = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        subscriptions::unsubscribe(work.tx, user, &token).await
    });
    gone.await?;
    Ok(Done)
}
