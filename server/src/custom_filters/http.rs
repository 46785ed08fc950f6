//! Endpoints for custom filters (contract `application-core.md`, 13).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{FilterChange, FilterType, wire};
use crate::{
    app::App,
    custom_attributes::also_by_digits,
    custom_filters,
    error::Result,
    http::{Agent, At, Form, Input, Json, NoContent},
    id::CustomFilterId,
};

impl Form for FilterChange {
    const WRAPPER: Option<&'static str> = Some("custom_filter");
}

/// Which filters are listed: those of conversations, unless something else is said.
#[derive(Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Wanted {
    #[serde(deserialize_with = "also_by_digits")]
    filter_type: Option<FilterType>,
}

impl Form for Wanted {}

pub async fn list(
    agent: Agent,
    app: App,
    Input(wanted): Input<Wanted>,
) -> Result<Json<Vec<wire::CustomFilter>>> {
    let about = wanted.filter_type.unwrap_or_default();
    let filters =
        app.read(&agent, async move |work| custom_filters::list(work, about).await).await?;
    Ok(Json(filters.into_iter().map(Into::into).collect()))
}

pub async fn show(
    agent: Agent,
    app: App,
    At(id): At<CustomFilterId>,
) -> Result<Json<wire::CustomFilter>> {
    let filter = app.read(&agent, async move |work| custom_filters::show(work, id).await).await?;
    Ok(Json(filter.into()))
}

pub async fn create(
    agent: Agent,
    app: App,
    Input(new): Input<FilterChange>,
) -> Result<Json<wire::CustomFilter>> {
    let filter =
        app.write(&agent, async move |work| custom_filters::create(work, &new).await).await?;
    Ok(Json(filter.into()))
}

pub async fn update(
    agent: Agent,
    app: App,
    At(id): At<CustomFilterId>,
    Input(change): Input<FilterChange>,
) -> Result<Json<wire::CustomFilter>> {
    let filter = app
        .write(&agent, async move |work| custom_filters::update(work, id, &change).await)
        .await?;
    Ok(Json(filter.into()))
}

pub async fn delete(agent: Agent, app: App, At(id): At<CustomFilterId>) -> Result<NoContent> {
    app.write(&agent, async move |work| custom_filters::delete(work, id).await).await?;
    Ok(NoContent)
}
