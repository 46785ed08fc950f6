//! Endpoints for custom attribute definitions (contract `application-core.md`, 12).

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{DefinitionChange, Model, wire};
use crate::{
    app::App,
    custom_attributes,
    error::Result,
    http::{Agent, At, Form, Input, Json, NoContent},
    id::DefinitionId,
};

impl Form for DefinitionChange {
    const WRAPPER: Option<&'static str> = Some("custom_attribute_definition");
}

/// Which definitions are listed.
#[derive(JsonSchema, Deserialize)]
pub struct Wanted {
    attribute_model: Option<Value>,
}

impl Form for Wanted {}

pub async fn list(
    agent: Agent,
    app: App,
    Input(wanted): Input<Wanted>,
) -> Result<Json<Vec<wire::Definition>>> {
    let model = match wanted.attribute_model {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if text.is_empty() => None,
        // An unknown model has no definitions.
        Some(value) => match custom_attributes::also_by_digits::<_, Model>(value) {
            Ok(model) => model,
            Err(_) => return Ok(Json(Vec::new())),
        },
    };
    let definitions =
        app.read(&agent, async move |work| custom_attributes::list(work, model).await).await?;
    Ok(Json(definitions.into_iter().map(Into::into).collect()))
}

pub async fn show(
    agent: Agent,
    app: App,
    At(id): At<DefinitionId>,
) -> Result<Json<wire::Definition>> {
    let definition =
        app.read(&agent, async move |work| custom_attributes::show(work, id).await).await?;
    Ok(Json(definition.into()))
}

pub async fn create(
    agent: Agent,
    app: App,
    Input(new): Input<DefinitionChange>,
) -> Result<Json<wire::Definition>> {
    let definition =
        app.write(&agent, async move |work| custom_attributes::create(work, &new).await).await?;
    Ok(Json(definition.into()))
}

pub async fn update(
    agent: Agent,
    app: App,
    At(id): At<DefinitionId>,
    Input(change): Input<DefinitionChange>,
) -> Result<Json<wire::Definition>> {
    let definition = app
        .write(&agent, async move |work| custom_attributes::update(work, id, &change).await)
        .await?;
    Ok(Json(definition.into()))
}

pub async fn delete(agent: Agent, app: App, At(id): At<DefinitionId>) -> Result<NoContent> {
    app.write(&agent, async move |work| custom_attributes::delete(work, id).await).await?;
    Ok(NoContent)
}
