//! Endpoints for agents (contract `application-core.md`, 7.1).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{AgentChange, NewAgent, wire};
use crate::{
    agents,
    app::App,
    error::Result,
    http::{Admin, Agent, At, Done, Form, Input, Json},
    id::UserId,
    removal,
};

impl Form for NewAgent {
    const WRAPPER: Option<&'static str> = Some("agent");
}

impl Form for AgentChange {
    const WRAPPER: Option<&'static str> = Some("agent");
}

pub async fn list(agent: Agent, app: App) -> Result<Json<Vec<wire::Agent>>> {
    let agents = app.read(&agent, agents::list).await?;
    Ok(Json(wire::Agent::all(agent.account, agents)))
}

pub async fn create(
    admin: Admin,
    app: App,
    Input(new): Input<NewAgent>,
) -> Result<Json<wire::Agent>> {
    let account = admin.0.account;
    let agent = app.write(&admin, async move |work| agents::add(work, &new).await).await?;
    Ok(Json(wire::Agent::of(account, agent)))
}

/// Addresses of people who are asked to join.
#[derive(JsonSchema, Deserialize)]
pub struct Emails {
    emails: Vec<String>,
}

impl Form for Emails {}

pub async fn create_all(admin: Admin, app: App, Input(new): Input<Emails>) -> Result<Done> {
    app.write(&admin, async move |work| agents::add_all(work, &new.emails).await).await?;
    Ok(Done)
}

pub async fn update(
    admin: Admin,
    app: App,
    At(id): At<UserId>,
    Input(change): Input<AgentChange>,
) -> Result<Json<wire::Agent>> {
    let account = admin.0.account;
    let agent =
        app.write(&admin, async move |work| agents::update(work, id, &change).await).await?;
    Ok(Json(wire::Agent::of(account, agent)))
}

pub async fn remove(admin: Admin, app: App, At(id): At<UserId>) -> Result<Done> {
    app.write(&admin, async move |work| removal::agent(work, id).await).await?;
    Ok(Done)
}
