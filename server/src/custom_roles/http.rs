//! Endpoints for custom roles (contract `behaviour.md`, 6.8).

use super::{CustomRoleChange, wire::CustomRole};
use crate::{
    app::App,
    custom_roles,
    error::Result,
    http::{Admin, At, Done, Form, Input, Json},
    id::CustomRoleId,
};

impl Form for CustomRoleChange {
    const WRAPPER: Option<&'static str> = Some("custom_role");
}

pub async fn list(admin: Admin, app: App) -> Result<Json<Vec<CustomRole>>> {
    let roles = app.read(&admin, custom_roles::list).await?;
    Ok(Json(roles.into_iter().map(Into::into).collect()))
}

pub async fn show(admin: Admin, app: App, At(id): At<CustomRoleId>) -> Result<Json<CustomRole>> {
    let role = app.read(&admin, async move |work| custom_roles::show(work, id).await).await?;
    Ok(Json(role.into()))
}

pub async fn create(
    admin: Admin,
    app: App,
    Input(new): Input<CustomRoleChange>,
) -> Result<Json<CustomRole>> {
    let role = app.write(&admin, async move |work| custom_roles::create(work, &new).await).await?;
    Ok(Json(role.into()))
}

pub async fn update(
    admin: Admin,
    app: App,
    At(id): At<CustomRoleId>,
    Input(change): Input<CustomRoleChange>,
) -> Result<Json<CustomRole>> {
    let role =
        app.write(&admin, async move |work| custom_roles::update(work, id, &change).await).await?;
    Ok(Json(role.into()))
}

pub async fn delete(admin: Admin, app: App, At(id): At<CustomRoleId>) -> Result<Done> {
    app.write(&admin, async move |work| custom_roles::delete(work, id).await).await?;
    Ok(Done)
}
