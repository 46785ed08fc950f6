//! The endpoint of the audit log (contract `behaviour.md`, 6.10).

use super::{PAGE, wire};
use crate::{
    app::{Acts as _, App},
    audits,
    error::Result,
    http::{Admin, Input, Json},
    page,
};

pub async fn list(
    admin: Admin,
    app: App,
    Input(page): Input<page::Wanted>,
) -> Result<Json<wire::Listed>> {
    let (kept, window) = (app.config.audit.keep_days, page.window(PAGE));
    let found = app.read(&admin, async move |work| audits::list(work, kept, window).await).await?;
    Ok(Json(wire::Listed::of(admin.account(), page, found)))
}
