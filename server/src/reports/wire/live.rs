//! What waits at this moment, as clients see it (contract `behaviour.md`, 7.5 and 7.9).

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    actor::Availability,
    agents::Agent,
    id::UserId,
    links::Avatar,
    reports::{live, store},
};

/// Open conversations of the account, or of each member.
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Conversations {
    Account(Live),
    Members(Vec<MemberMetrics>),
}

#[derive(JsonSchema, Serialize)]
pub struct Live {
    open: i64,
    unattended: i64,
    unassigned: i64,
    pending: i64,
}

#[derive(JsonSchema, Serialize)]
pub struct MemberMetrics {
    id: UserId,
    name: String,
    email: String,
    thumbnail: Avatar,
    availability: Availability,
    metric: MemberMetric,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
struct MemberMetric {
    open: i64,
    unattended: i64,
}

#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Group {
    OfTeam { open: i64, unattended: i64, unassigned: i64, team_id: Option<i64> },
    OfAssignee { open: i64, unattended: i64, unassigned: i64, assignee_id: Option<i64> },
}

impl From<live::Counts> for Live {
    fn from(counts: live::Counts) -> Self {
        let live::Counts { open, unattended, unassigned, pending } = counts;
        Live { open, unattended, unassigned, pending }
    }
}

impl Live {
    /// Of the open ones only, of which none is pending.
    pub fn of_open(counts: live::Counts) -> Self {
        Live { pending: 0, ..counts.into() }
    }
}

impl From<(Agent, store::Waiting)> for MemberMetrics {
    fn from((agent, waiting): (Agent, store::Waiting)) -> Self {
        MemberMetrics {
            id: agent.id,
            name: agent.name,
            email: agent.email,
            thumbnail: agent.avatar,
            availability: agent.availability_status,
            metric: MemberMetric { open: waiting.open, unattended: waiting.unattended },
        }
    }
}

impl Group {
    pub fn all(groups: live::Groups) -> Vec<Self> {
        match groups {
            live::Groups::Teams(groups) => groups.into_iter().map(Self::of_team).collect(),
            live::Groups::Assignees(groups) => groups.into_iter().map(Self::of_assignee).collect(),
        }
    }

    fn of_team(waiting: store::Waiting) -> Self {
        let store::Waiting { group: team_id, open, unattended, unassigned } = waiting;
        Group::OfTeam { open, unattended, unassigned, team_id }
    }

    fn of_assignee(waiting: store::Waiting) -> Self {
        let store::Waiting { group: assignee_id, open, unattended, unassigned } = waiting;
        Group::OfAssignee { open, unattended, unassigned, assignee_id }
    }
}
