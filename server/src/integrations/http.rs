//! Endpoints for integrations (contract `behaviour.md`, 10.1 and 10.2).

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{StatusCode, request::Parts},
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{
    HookChange,
    wire::{App as AppJson, Hook},
};
use crate::{
    app::App,
    error::{Error, Result},
    http::{Admin, Agent, At, Call, Described, Done, Form, Input, Json, Payload},
    id::HookId,
    integrations,
};

impl Form for HookChange {
    const WRAPPER: Option<&'static str> = Some("hook");
}

/// What somebody wants done by a hook.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Wish {
    #[serde(rename = "event")]
    _event: Option<Value>,
}

impl Form for Wish {}

/// The app that a path names.
pub struct AppId(String);

impl FromRequestParts<App> for AppId {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let params = RawPathParams::from_request_parts(parts, app).await;
        let params = params.map_err(|_| Error::NotFound)?;
        let id = params.iter().find(|(name, _)| *name == "id");
        id.map(|(_, id)| AppId(id.to_owned())).ok_or(Error::NotFound)
    }
}

impl Described for AppId {
    fn describe(call: &mut Call<'_>) {
        call.refuses(StatusCode::NOT_FOUND);
    }
}

pub async fn apps(agent: Agent, app: App) -> Result<Json<Payload<Vec<AppJson>>>> {
    let vault = app.vault.clone();
    let listed = app.read(&agent, async move |work| integrations::list(work, &vault).await).await?;
    let shown = |listed| AppJson::of(agent.account, listed, agent.is_told_tokens());
    Ok(Payload::of(listed.into_iter().map(shown).collect()))
}

pub async fn show_app(agent: Agent, app: App, AppId(id): AppId) -> Result<Json<AppJson>> {
    let vault = app.vault.clone();
    let listed =
        app.read(&agent, async move |work| integrations::show(work, &vault, &id).await).await?;
    Ok(Json(AppJson::of(agent.account, listed, agent.is_told_tokens())))
}

pub async fn create(admin: Admin, app: App, Input(new): Input<HookChange>) -> Result<Json<Hook>> {
    let vault = app.vault.clone();
    let hook =
        app.write(&admin, async move |work| integrations::create(work, &vault, &new).await).await?;
    Ok(Json(Hook::of(admin.0.account, hook, admin.0.is_told_tokens())))
}

pub async fn update(
    admin: Admin,
    app: App,
    At(id): At<HookId>,
    Input(change): Input<HookChange>,
) -> Result<Json<Hook>> {
    let vault = app.vault.clone();
    let hook = app
        .write(&admin, async move |work| integrations::update(work, &vault, id, &change).await)
        .await?;
    Ok(Json(Hook::of(admin.0.account, hook, admin.0.is_told_tokens())))
}

pub async fn delete(admin: Admin, app: App, At(id): At<HookId>) -> Result<Done> {
    app.write(&admin, async move |work| integrations::delete(work, id).await).await?;
    Ok(Done)
}

pub async fn process_event(
    agent: Agent,
    app: App,
    At(id): At<HookId>,
    Input(_): Input<Wish>,
) -> Result<Done> {
    let vault = app.vault.clone();
    app.read(&agent, async move |work| integrations::process(work, &vault, id).await).await?;
    Ok(Done)
}
