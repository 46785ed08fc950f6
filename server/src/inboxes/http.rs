//! Endpoints for inboxes and their members (contract `application-core.md`, 9).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{InboxChange, Parts, SettingsChange, members, wire};
use crate::{
    agents::{self, wire::Agent as AgentJson},
    app::App,
    error::{Error, Result},
    http::{Admin, Agent, At, Brings, Done, Form, Input, Json, Payload, Upload},
    id::{InboxId, UserId},
    inboxes, removal,
    transfer::receive::Accepts,
};

impl Form for SettingsChange {
    const SPELLS_NULL: bool = true;
}

impl Form for Parts {}

impl Brings for (SettingsChange, Parts) {
    const FIELDS: &[&str] = &["avatar"];
    const ACCEPTS: Accepts = Accepts::Picture;
}

/// The users that a change of members is about. The inbox is named in the body.
#[derive(JsonSchema, Deserialize)]
pub struct Members {
    inbox_id: Option<InboxId>,
    user_ids: Option<Vec<UserId>>,
}

impl Form for Members {}

impl Members {
    fn required(self) -> Result<(InboxId, Vec<UserId>)> {
        let inbox = self.inbox_id.ok_or(Error::NotFound)?;
        Ok((inbox, self.user_ids.map(agents::once_each).ok_or(Error::Missing("user_ids"))?))
    }
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Notice {
    message: &'static str,
}

pub async fn list(agent: Agent, app: App) -> Result<Json<Payload<Vec<wire::Inbox>>>> {
    let all = app.read(&agent, inboxes::list_details).await?;
    Ok(Payload::of(all.into_iter().map(|details| rendered(&agent, details)).collect()))
}

pub async fn show(agent: Agent, app: App, At(id): At<InboxId>) -> Result<Json<wire::Inbox>> {
    let details = app.read(&agent, async move |work| inboxes::details(work, id).await).await?;
    Ok(Json(rendered(&agent, details)))
}

pub async fn create(
    admin: Admin,
    app: App,
    Upload((settings, parts)): Upload<(SettingsChange, Parts)>,
) -> Result<Json<wire::Inbox>> {
    let new = InboxChange { settings, parts };
    let details = app.write(&admin, async move |work| inboxes::create(work, &new).await).await?;
    Ok(Json(rendered(&admin.0, details)))
}

pub async fn update(
    admin: Admin,
    app: App,
    At(id): At<InboxId>,
    Upload((settings, parts)): Upload<(SettingsChange, Parts)>,
) -> Result<Json<wire::Inbox>> {
    let change = InboxChange { settings, parts };
    let details =
        app.write(&admin, async move |work| inboxes::update(work, id, &change).await).await?;
    Ok(Json(rendered(&admin.0, details)))
}

pub async fn delete(admin: Admin, app: App, At(id): At<InboxId>) -> Result<Json<Notice>> {
    app.write(&admin, async move |work| removal::inbox(work, id).await).await?;
    let message = "Your inbox deletion request will be processed in some time.";
    Ok(Json(Notice { message }))
}

pub async fn delete_avatar(admin: Admin, app: App, At(id): At<InboxId>) -> Result<Done> {
    app.write(&admin, async move |work| inboxes::remove_avatar(work, id).await).await?;
    Ok(Done)
}

pub async fn members(
    agent: Agent,
    app: App,
    At(id): At<InboxId>,
) -> Result<Json<Payload<Vec<AgentJson>>>> {
    let members = app.read(&agent, async move |work| members::list(work, id).await).await?;
    Ok(Payload::of(AgentJson::all(agent.account, members)))
}

pub async fn add_members(
    admin: Admin,
    app: App,
    Input(form): Input<Members>,
) -> Result<Json<Payload<Vec<AgentJson>>>> {
    let (inbox, users) = form.required()?;
    let members =
        app.write(&admin, async move |work| members::add(work, inbox, &users).await).await?;
    Ok(Payload::of(AgentJson::all(admin.0.account, members)))
}

pub async fn replace_members(
    admin: Admin,
    app: App,
    Input(form): Input<Members>,
) -> Result<Json<Payload<Vec<AgentJson>>>> {
    let (inbox, users) = form.required()?;
    let members =
        app.write(&admin, async move |work| members::replace(work, inbox, &users).await).await?;
    Ok(Payload::of(AgentJson::all(admin.0.account, members)))
}

pub async fn remove_members(admin: Admin, app: App, Input(form): Input<Members>) -> Result<Done> {
    let (inbox, users) = form.required()?;
    app.write(&admin, async move |work| members::remove(work, inbox, &users).await).await?;
    Ok(Done)
}

fn rendered(agent: &Agent, details: inboxes::Details) -> wire::Inbox {
    wire::Inbox::of(details, agent.member.is_administrator())
}
