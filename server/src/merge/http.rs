//! The endpoint that merges two contacts (contract `application-core.md`, 16.18).

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    app::App,
    contacts::{http::rendered, wire},
    error::{Error, Result},
    http::{Agent, Form, Input, Json},
    id::ContactId,
    merge,
};

/// The contact who stays, and the one who goes.
#[derive(JsonSchema, Deserialize)]
pub struct Pair {
    base_contact_id: Option<ContactId>,
    mergee_contact_id: Option<ContactId>,
}

impl Form for Pair {}

pub async fn merge(
    agent: Agent,
    app: App,
    Input(pair): Input<Pair>,
) -> Result<Json<wire::Contact>> {
    let base = pair.base_contact_id.ok_or(Error::Missing("base_contact_id"))?;
    let mergee = pair.mergee_contact_id.ok_or(Error::Missing("mergee_contact_id"))?;
    let contact = app
        .write(&agent, async move |work| {
            let contact = merge::contacts(work, base, mergee).await?;
            rendered(work, contact, false).await
        })
        .await?;
    Ok(Json(contact))
}
