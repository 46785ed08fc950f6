//! Endpoints for drafts (contract `application-core.md`, 17.15).

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    app::App,
    conversations::drafts::{self, Draft},
    error::Result,
    http::{Agent, At, Done, Form, Input, Json},
    id::DisplayId,
};

impl Form for Draft {
    const WRAPPER: Option<&'static str> = Some("draft_message");
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Shown {
    has_draft: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

pub async fn show(agent: Agent, app: App, At(id): At<DisplayId>) -> Result<Json<Shown>> {
    let message = app.read(&agent, async move |work| drafts::show(work, id).await).await?;
    Ok(Json(Shown { has_draft: message.is_some(), message }))
}

pub async fn keep(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
    Input(draft): Input<Draft>,
) -> Result<Done> {
    app.write(&agent, async move |work| drafts::keep(work, id, &draft).await).await?;
    Ok(Done)
}

pub async fn forget(agent: Agent, app: App, At(id): At<DisplayId>) -> Result<Done> {
    app.write(&agent, async move |work| drafts::forget(work, id).await).await?;
    Ok(Done)
}
