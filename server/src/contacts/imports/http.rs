//! Endpoints for imports of contacts (contract `application-core.md`, 16.12), and how far they
//! have come.

use super::{NewImport, wire};
use crate::{
    app::{Acts as _, App},
    contacts::imports,
    error::{Error, Result},
    http::{Admin, At, Begun, Brings, Form, Json, Payload, Upload},
    id::ContactImportId,
    transfer::{import::header_of, receive::Accepts},
    validate,
};

impl Form for NewImport {}

impl Brings for NewImport {
    const FIELDS: &[&str] = &["import_file"];
    const ACCEPTS: Accepts = Accepts::Table;
}

pub async fn create(admin: Admin, app: App, Upload(new): Upload<NewImport>) -> Result<Begun> {
    let blank = || Error::said("import_file", "File is blank");
    let signed = validate::filled(new.import_file).ok_or_else(blank)?;
    let header = header_of(&app, admin.account(), &signed).await?;
    let import =
        app.write(&admin, async move |work| imports::begin(work, &signed, &header).await).await?;
    let place = format!("/api/v1/accounts/{}/contacts/imports/{}", admin.account(), import.id);
    Ok(Begun { message: "The contacts are being imported.", place })
}

pub async fn list(admin: Admin, app: App) -> Result<Json<Payload<Vec<wire::Import>>>> {
    let all = app.read(&admin, imports::list).await?;
    let render = |import| wire::Import::of(&app.links, import);
    Ok(Payload::of(all.into_iter().map(render).collect()))
}

pub async fn show(
    admin: Admin,
    app: App,
    At(id): At<ContactImportId>,
) -> Result<Json<Payload<wire::Import>>> {
    let import = app.read(&admin, async move |work| imports::show(work, id).await).await?;
    Ok(Payload::of(wire::Import::of(&app.links, import)))
}
