//! Endpoints for labels (contract `application-core.md`, 10).

use super::{LabelChange, NewLabel, wire};
use crate::{
    app::App,
    error::Result,
    http::{Admin, Agent, At, Done, Form, Input, Json, Payload},
    id::LabelId,
    labels,
};

impl Form for NewLabel {
    const WRAPPER: Option<&'static str> = Some("label");
}

impl Form for LabelChange {
    const WRAPPER: Option<&'static str> = Some("label");
}

pub async fn list(agent: Agent, app: App) -> Result<Json<Payload<Vec<wire::Label>>>> {
    let labels = app.read(&agent, labels::list).await?;
    Ok(Payload::of(labels.into_iter().map(Into::into).collect()))
}

pub async fn show(admin: Admin, app: App, At(id): At<LabelId>) -> Result<Json<wire::Label>> {
    let label = app.read(&admin, async move |work| labels::show(work, id).await).await?;
    Ok(Json(label.into()))
}

pub async fn create(
    admin: Admin,
    app: App,
    Input(new): Input<NewLabel>,
) -> Result<Json<wire::Label>> {
    let label = app.write(&admin, async move |work| labels::create(work, &new).await).await?;
    Ok(Json(label.into()))
}

pub async fn update(
    admin: Admin,
    app: App,
    At(id): At<LabelId>,
    Input(change): Input<LabelChange>,
) -> Result<Json<wire::Label>> {
    let label =
        app.write(&admin, async move |work| labels::update(work, id, &change).await).await?;
    Ok(Json(label.into()))
}

pub async fn delete(admin: Admin, app: App, At(id): At<LabelId>) -> Result<Done> {
    app.write(&admin, async move |work| labels::delete(work, id).await).await?;
    Ok(Done)
}
