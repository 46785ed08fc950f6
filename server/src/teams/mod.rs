//! Teams: groups of agents that conversations are routed to.
//!
//! A name is kept as it was typed and is unique in its account without regard to case.
//! Members are members of the account.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod http;
mod store;
pub mod wire;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    accounts::{self, Cache},
    agents::{self, Agent},
    audits,
    clock::Timestamp,
    error::{Error, Problems, Result, taken},
    events::{Event, Name},
    id::{TeamId, UserId},
    patch::Patch,
    validate::{LONG, SHORT},
    work::Work,
};

pub use store::{
    assigning, find, forget_member, has_member, list, members as members_of, members_of_any,
    of_ids, of_member,
};

#[derive(Clone, Debug)]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    pub description: Option<String>,
    pub allow_auto_assign: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// That a user is in a team.
#[derive(Clone, Copy, Debug)]
struct Belonging {
    team: TeamId,
    user: UserId,
}

#[derive(Debug, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "name": "Billing", "description": "Invoices and refunds", "allow_auto_assign": true }]))]
pub struct NewTeam {
    #[serde(default)]
    pub name: String,
    pub description: Option<String>,
    pub allow_auto_assign: Option<bool>,
}

/// What is to change of a team.
#[derive(Debug, JsonSchema, Deserialize)]
pub struct TeamChange {
    pub name: Option<String>,
    #[serde(default)]
    pub description: Patch<String>,
    pub allow_auto_assign: Option<bool>,
}

pub async fn show(work: &mut Work<'_>, id: TeamId) -> Result<Team> {
    find(work, id).await?.ok_or(Error::NotFound)
}

pub async fn create(work: &mut Work<'_>, new: &NewTeam) -> Result<Team> {
    check(&new.name, new.description.as_deref())?;
    let team = store::insert(work, new).await.map_err(taken("name"))?;
    audits::created(work, &team).await?;
    changed(work, Name::TeamCreated, team.id).await?;
    Ok(team)
}

pub async fn update(work: &mut Work<'_>, id: TeamId, change: &TeamChange) -> Result<Team> {
    accounts::alone(work).await?;
    let before = show(work, id).await?;
    let mut team = before.clone();
    if let Some(name) = &change.name {
        team.name.clone_from(name);
    }
    team.description = change.description.clone().over(team.description);
    team.allow_auto_assign = change.allow_auto_assign.unwrap_or(team.allow_auto_assign);
    check(&team.name, team.description.as_deref())?;
    let team = store::update(work, &team).await.map_err(taken("name"))?;
    audits::updated(work, &before, &team).await?;
    if team.allow_auto_assign && !before.allow_auto_assign {
        let members = store::members(work, id).await?;
        agents::changed_later(work, &members).await?;
    }
    changed(work, Name::TeamUpdated, id).await?;
    Ok(team)
}

/// Removes a team that no conversation belongs to.
pub async fn delete(work: &mut Work<'_>, id: TeamId) -> Result<()> {
    accounts::alone(work).await?;
    show(work, id).await?;
    store::delete(work, id).await?;
    work.changes_access();
    changed(work, Name::TeamDeleted, id).await
}

/// The members of a team.
pub async fn members(work: &mut Work<'_>, id: TeamId) -> Result<Vec<Agent>> {
    show(work, id).await?;
    let users = store::members(work, id).await?;
    Ok(agents::of_users(work, &users).await?)
}

/// Adds users to a team and returns those who were not in it before.
pub async fn add_members(work: &mut Work<'_>, id: TeamId, users: &[UserId]) -> Result<Vec<Agent>> {
    let before = membership(work, id, users).await?;
    let added: Vec<UserId> = users.iter().copied().filter(|user| !before.contains(user)).collect();
    store::add_members(work, id, &added).await?;
    members_changed(work, id, &added, &[]).await?;
    Ok(agents::of_users(work, &added).await?)
}

/// Makes these users the members of a team, and no others.
pub async fn replace_members(
    work: &mut Work<'_>,
    id: TeamId,
    users: &[UserId],
) -> Result<Vec<Agent>> {
    let before = membership(work, id, users).await?;
    let gone = before.iter().copied().filter(|user| !users.contains(user));
    let come = users.iter().copied().filter(|user| !before.contains(user));
    let (gone, come): (Vec<UserId>, Vec<UserId>) = (gone.collect(), come.collect());
    store::remove_members(work, id, &gone).await?;
    store::add_members(work, id, &come).await?;
    members_changed(work, id, &come, &gone).await?;
    members(work, id).await
}

pub async fn remove_members(work: &mut Work<'_>, id: TeamId, users: &[UserId]) -> Result<()> {
    let mut gone = membership(work, id, users).await?;
    gone.retain(|user| users.contains(user));
    store::remove_members(work, id, &gone).await?;
    members_changed(work, id, &[], &gone).await
}

/// The members so far, after a check that all `users` may be members.
async fn membership(work: &mut Work<'_>, id: TeamId, users: &[UserId]) -> Result<Vec<UserId>> {
    accounts::alone(work).await?;
    show(work, id).await?;
    agents::all_known(work, users).await?;
    Ok(store::members(work, id).await?)
}

async fn members_changed(
    work: &mut Work<'_>,
    id: TeamId,
    come: &[UserId],
    gone: &[UserId],
) -> Result<()> {
    work.changes_access();
    for user in come {
        audits::created(work, &Belonging { team: id, user: *user }).await?;
    }
    for user in gone {
        audits::destroyed(work, &Belonging { team: id, user: *user }).await?;
    }
    agents::changed_later(work, come).await?;
    agents::restricted_later(work, gone).await?;
    changed(work, Name::TeamMembersChanged, id).await
}

async fn changed(work: &mut Work<'_>, name: Name, id: TeamId) -> Result<()> {
    accounts::touch_cache(work, Cache::Team).await?;
    work.emit(Event::new(name).about(id)).await
}

fn check(name: &str, description: Option<&str>) -> Result<()> {
    let mut problems = Problems::default();
    if name.trim().is_empty() {
        problems.add("name", "must not be blank");
    }
    problems.at_most("name", name, SHORT);
    problems.at_most_if("description", description, LONG);
    problems.check()
}
