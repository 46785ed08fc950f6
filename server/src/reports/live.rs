//! What waits at this moment (contract 7.5 and 7.9).

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::Deserialize;

use super::store::{self, Waiting};
use crate::{
    agents::{self, Agent},
    conversations::{
        Status,
        tally::{self, Scope},
    },
    error::{Error, Result},
    id::{TeamId, UserId},
    page, teams,
    work::Work,
};

/// Members on a page.
const PAGE: u64 = 25;

/// Whose conversations are counted.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct OfTeam {
    pub team_id: Option<TeamId>,
}

/// By what they are counted.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "group_by": "assignee_id" }]))]
#[serde(default)]
pub struct Grouped {
    /// `team_id` or `assignee_id`.
    pub group_by: Option<String>,
}

/// Of what conversations are counted: the account as a whole, or each member.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "type": "account" }]))]
#[serde(default)]
pub struct Whose {
    /// `account`; anything else means its members.
    pub r#type: Option<String>,
    pub user_id: Option<UserId>,
}

/// Conversations that are open, and those that are to be.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub open: i64,
    /// Of the open ones: not answered yet, or not since the contact wrote last.
    pub unattended: i64,
    /// Of the open ones: nobody has them.
    pub unassigned: i64,
    pub pending: i64,
}

/// Groups in which conversations are open.
#[derive(Debug)]
pub enum Groups {
    Teams(Vec<Waiting>),
    Assignees(Vec<Waiting>),
}

pub async fn counts(work: &mut Work<'_>, of: &OfTeam) -> Result<Counts> {
    let team = team(work, of).await?;
    let scope = Scope { inboxes: vec![0], team: team.map_or(0, |team| team.0) };
    let open = tally::sum(work, &[Status::Open], &scope, None).await?;
    let pending = tally::sum(work, &[Status::Pending], &scope, None).await?;
    let waiting = store::waiting(work, None, team).await?;
    Ok(Counts {
        open: open.all,
        unattended: waiting.iter().map(|waiting| waiting.unattended).sum(),
        unassigned: open.unassigned,
        pending: pending.all,
    })
}

pub async fn groups(work: &mut Work<'_>, by: &Grouped, of: &OfTeam) -> Result<Groups> {
    let team = team(work, of).await?;
    match by.group_by.as_deref() {
        Some("team_id") => Ok(Groups::Teams(store::waiting(work, Some("team_id"), team).await?)),
        Some("assignee_id") => {
            Ok(Groups::Assignees(store::waiting(work, Some("assignee_id"), team).await?))
        }
        _ => Err(Error::refused("invalid group_by")),
    }
}

/// Members with what each of them has, those with the most first within a page.
pub async fn members(
    work: &mut Work<'_>,
    whose: &Whose,
    page: page::Wanted,
) -> Result<Vec<(Agent, Waiting)>> {
    let mut agents = agents::list(work).await?;
    agents.sort_by_key(|agent| agent.id);
    agents.retain(|agent| whose.user_id.is_none_or(|user| agent.id == user));
    let page = page.window(PAGE).of(agents);
    let waiting = store::waiting(work, Some("assignee_id"), None).await?;
    let of = |agent: Agent| {
        let has = waiting.iter().find(|waiting| waiting.group == Some(agent.id.0));
        (agent, has.copied().unwrap_or_default())
    };
    let mut page: Vec<_> = page.into_iter().map(of).collect();
    page.sort_by_key(|(_, waiting)| Reverse(waiting.open));
    Ok(page)
}

async fn team(work: &mut Work<'_>, of: &OfTeam) -> Result<Option<TeamId>> {
    match of.team_id {
        Some(team) => Ok(Some(teams::show(work, team).await?.id)),
        None => Ok(None),
    }
}
