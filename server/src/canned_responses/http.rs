//! Endpoints for canned responses (contract `application-core.md`, 11). They are everybody's
//! who answers.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{CannedChange, wire::CannedResponse};
use crate::{
    app::App,
    canned_responses,
    error::Result,
    http::{Agent, At, Done, Form, Input, Json},
    id::CannedResponseId,
};

impl Form for CannedChange {
    const WRAPPER: Option<&'static str> = Some("canned_response");
}

/// Which canned responses are listed.
#[derive(JsonSchema, Deserialize)]
pub struct Wanted {
    search: Option<String>,
}

impl Form for Wanted {}

pub async fn list(
    agent: Agent,
    app: App,
    Input(wanted): Input<Wanted>,
) -> Result<Json<Vec<CannedResponse>>> {
    let found = app.read(&agent, async move |work| {
        canned_responses::list(work, wanted.search.as_deref()).await
    });
    let found = found.await?.into_iter();
    Ok(Json(found.map(|response| CannedResponse::of(agent.account, response)).collect()))
}

pub async fn create(
    agent: Agent,
    app: App,
    Input(new): Input<CannedChange>,
) -> Result<Json<CannedResponse>> {
    let response =
        app.write(&agent, async move |work| canned_responses::create(work, &new).await).await?;
    Ok(Json(CannedResponse::of(agent.account, response)))
}

pub async fn update(
    agent: Agent,
    app: App,
    At(id): At<CannedResponseId>,
    Input(change): Input<CannedChange>,
) -> Result<Json<CannedResponse>> {
    let response = app
        .write(&agent, async move |work| canned_responses::update(work, id, &change).await)
        .await?;
    Ok(Json(CannedResponse::of(agent.account, response)))
}

pub async fn delete(agent: Agent, app: App, At(id): At<CannedResponseId>) -> Result<Done> {
    app.write(&agent, async move |work| canned_responses::delete(work, id).await).await?;
    Ok(Done)
}
