//! Endpoints for teams and their members (contract `application-core.md`, 8).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{NewTeam, TeamChange, wire};
use crate::{
    agents::{self, wire::Agent as AgentJson},
    app::App,
    error::{Error, Result},
    http::{Admin, Agent, At, Done, Form, Input, Json},
    id::{TeamId, UserId},
    removal, teams,
};

impl Form for NewTeam {
    const WRAPPER: Option<&'static str> = Some("team");
}

impl Form for TeamChange {
    const WRAPPER: Option<&'static str> = Some("team");
}

/// The users that a change of members is about.
#[derive(JsonSchema, Deserialize)]
pub struct Members {
    user_ids: Option<Vec<UserId>>,
}

impl Form for Members {}

impl Members {
    fn required(self) -> Result<Vec<UserId>> {
        self.user_ids.map(agents::once_each).ok_or(Error::Missing("user_ids"))
    }
}

pub async fn list(agent: Agent, app: App) -> Result<Json<Vec<wire::Team>>> {
    let teams = app.read(&agent, teams::list).await?;
    Ok(Json(teams.into_iter().map(|team| rendered(&agent, team)).collect()))
}

pub async fn show(agent: Agent, app: App, At(id): At<TeamId>) -> Result<Json<wire::Team>> {
    let team = app.read(&agent, async move |work| teams::show(work, id).await).await?;
    Ok(Json(rendered(&agent, team)))
}

pub async fn create(
    admin: Admin,
    app: App,
    Input(new): Input<NewTeam>,
) -> Result<Json<wire::Team>> {
    let team = app.write(&admin, async move |work| teams::create(work, &new).await).await?;
    Ok(Json(rendered(&admin.0, team)))
}

pub async fn update(
    admin: Admin,
    app: App,
    At(id): At<TeamId>,
    Input(change): Input<TeamChange>,
) -> Result<Json<wire::Team>> {
    let team = app.write(&admin, async move |work| teams::update(work, id, &change).await).await?;
    Ok(Json(rendered(&admin.0, team)))
}

pub async fn delete(admin: Admin, app: App, At(id): At<TeamId>) -> Result<Done> {
    app.write(&admin, async move |work| removal::team(work, id).await).await?;
    Ok(Done)
}

pub async fn members(agent: Agent, app: App, At(id): At<TeamId>) -> Result<Json<Vec<AgentJson>>> {
    let members = app.read(&agent, async move |work| teams::members(work, id).await).await?;
    Ok(Json(AgentJson::all(agent.account, members)))
}

pub async fn add_members(
    admin: Admin,
    app: App,
    At(id): At<TeamId>,
    Input(members): Input<Members>,
) -> Result<Json<Vec<AgentJson>>> {
    let users = members.required()?;
    let added =
        app.write(&admin, async move |work| teams::add_members(work, id, &users).await).await?;
    Ok(Json(AgentJson::all(admin.0.account, added)))
}

pub async fn replace_members(
    admin: Admin,
    app: App,
    At(id): At<TeamId>,
    Input(members): Input<Members>,
) -> Result<Json<Vec<AgentJson>>> {
    let users = members.required()?;
    let members =
        app.write(&admin, async move |work| teams::replace_members(work, id, &users).await).await?;
    Ok(Json(AgentJson::all(admin.0.account, members)))
}

pub async fn remove_members(
    admin: Admin,
    app: App,
    At(id): At<TeamId>,
    Input(members): Input<Members>,
) -> Result<Done> {
    let users = members.required()?;
    app.write(&admin, async move |work| teams::remove_members(work, id, &users).await).await?;
    Ok(Done)
}

fn rendered(agent: &Agent, team: teams::Team) -> wire::Team {
    wire::Team::of(agent.account, Some(&agent.member), team)
}
