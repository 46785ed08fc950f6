//! Endpoints for dashboard apps (contract `behaviour.md`, 10.4). They are everybody's who
//! answers.

use super::{AppChange, wire::DashboardApp};
use crate::{
    app::App,
    dashboard_apps,
    error::Result,
    http::{Agent, At, Form, Input, Json, NoContent},
    id::DashboardAppId,
};

impl Form for AppChange {
    const WRAPPER: Option<&'static str> = Some("dashboard_app");
}

pub async fn list(agent: Agent, app: App) -> Result<Json<Vec<DashboardApp>>> {
    let apps = app.read(&agent, dashboard_apps::list).await?;
    Ok(Json(apps.into_iter().map(Into::into).collect()))
}

pub async fn show(
    agent: Agent,
    app: App,
    At(id): At<DashboardAppId>,
) -> Result<Json<DashboardApp>> {
    let shown = app.read(&agent, async move |work| dashboard_apps::show(work, id).await).await?;
    Ok(Json(shown.into()))
}

pub async fn create(
    agent: Agent,
    app: App,
    Input(new): Input<AppChange>,
) -> Result<Json<DashboardApp>> {
    let added =
        app.write(&agent, async move |work| dashboard_apps::create(work, &new).await).await?;
    Ok(Json(added.into()))
}

pub async fn update(
    agent: Agent,
    app: App,
    At(id): At<DashboardAppId>,
    Input(change): Input<AppChange>,
) -> Result<Json<DashboardApp>> {
    let changed = app
        .write(&agent, async move |work| dashboard_apps::update(work, id, &change).await)
        .await?;
    Ok(Json(changed.into()))
}

pub async fn delete(agent: Agent, app: App, At(id): At<DashboardAppId>) -> Result<NoContent> {
    app.write(&agent, async move |work| dashboard_apps::delete(work, id).await).await?;
    Ok(NoContent)
}
