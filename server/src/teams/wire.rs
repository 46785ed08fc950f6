//! Teams as clients see them (contract `application-core.md`, 3.4).

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    actor::Member,
    audits::Audited,
    clock::{self, Timestamp},
    id::{AccountId, TeamId},
};

#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    pub description: Option<String>,
    pub allow_auto_assign: bool,
    pub account_id: AccountId,
    /// Whether the caller belongs to it.
    pub is_member: bool,
}

/// A team as the answer to an assignment shows it (17.12).
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct TeamRow {
    pub id: TeamId,
    pub name: String,
    pub description: Option<String>,
    pub allow_auto_assign: bool,
    pub account_id: AccountId,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
}

/// A team in events.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct TeamPush {
    pub id: TeamId,
    pub name: String,
}

impl TeamPush {
    pub fn of(team: &super::Team) -> Self {
        TeamPush { id: team.id, name: team.name.clone() }
    }
}

impl Team {
    pub fn of(account_id: AccountId, caller: Option<&Member>, team: super::Team) -> Self {
        let super::Team { id, name, description, allow_auto_assign, created_at: _, updated_at: _ } =
            team;
        let is_member = caller.is_some_and(|member| member.teams.contains(&id));
        Team { id, name, description, allow_auto_assign, account_id, is_member }
    }
}

impl TeamRow {
    pub fn of(account_id: AccountId, team: super::Team) -> Self {
        let super::Team { id, name, description, allow_auto_assign, created_at, updated_at } = team;
        TeamRow { id, name, description, allow_auto_assign, account_id, created_at, updated_at }
    }
}

impl Audited for super::Team {
    const KIND: &'static str = "Team";

    fn key(&self) -> i64 {
        self.id.0
    }

    fn noted(&self) -> Value {
        json!({
            "name": self.name,
            "description": self.description,
            "allow_auto_assign": self.allow_auto_assign,
        })
    }
}

impl Audited for super::Belonging {
    const KIND: &'static str = "TeamMember";

    fn key(&self) -> i64 {
        self.user.0
    }

    fn noted(&self) -> Value {
        json!({
            "team_id": self.team,
            "user_id": self.user,
        })
    }
}
