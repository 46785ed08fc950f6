//! Endpoints for exports of contacts (contract `application-core.md`, 16.13), and how far they
//! have come.

use super::{NewExport, wire};
use crate::{
    app::{Acts as _, App},
    contacts::exports,
    error::Result,
    http::{Admin, At, Begun, Form, Input, Json, Payload},
    id::ContactExportId,
};

impl Form for NewExport {}

pub async fn create(admin: Admin, app: App, Input(new): Input<NewExport>) -> Result<Begun> {
    let export = app.write(&admin, async move |work| exports::begin(work, &new).await).await?;
    let place = format!("/api/v1/accounts/{}/contacts/exports/{}", admin.account(), export.id);
    Ok(Begun { message: "You will be notified once the export is ready to be downloaded.", place })
}

pub async fn list(admin: Admin, app: App) -> Result<Json<Payload<Vec<wire::Export>>>> {
    let all = app.read(&admin, exports::list).await?;
    let render = |export| wire::Export::of(&app.links, export);
    Ok(Payload::of(all.into_iter().map(render).collect()))
}

pub async fn show(
    admin: Admin,
    app: App,
    At(id): At<ContactExportId>,
) -> Result<Json<Payload<wire::Export>>> {
    let export = app.read(&admin, async move |work| exports::show(work, id).await).await?;
    Ok(Payload::of(wire::Export::of(&app.links, export)))
}
