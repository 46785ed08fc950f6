//! Agents as clients see them (contract `application-core.md`, 3.1).

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    actor::{Availability, Role},
    audits::Audited,
    id::{AccountId, CustomRoleId, UserId},
    json::Object,
    links::Avatar,
};

#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Agent {
    pub id: UserId,
    pub account_id: AccountId,
    pub availability_status: Availability,
    pub auto_offline: bool,
    pub confirmed: bool,
    pub email: String,
    pub provider: &'static str,
    pub available_name: String,
    #[serde(skip_serializing_if = "Object::is_empty")]
    pub custom_attributes: Object,
    pub name: String,
    pub role: Role,
    pub thumbnail: Avatar,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_role_id: Option<CustomRoleId>,
}

impl Agent {
    pub fn of(account_id: AccountId, agent: super::Agent) -> Self {
        Agent {
            id: agent.id,
            account_id,
            availability_status: agent.availability_status,
            auto_offline: agent.auto_offline,
            confirmed: agent.confirmed,
            provider: "email",
            available_name: agent.available_name().to_owned(),
            email: agent.email,
            custom_attributes: agent.custom_attributes,
            name: agent.name,
            role: agent.role,
            thumbnail: agent.avatar,
            custom_role_id: agent.custom_role.map(|held| held.role),
        }
    }

    pub fn all(account: AccountId, agents: Vec<super::Agent>) -> Vec<Self> {
        agents.into_iter().map(|agent| Self::of(account, agent)).collect()
    }
}

impl Audited for super::Membership {
    const KIND: &'static str = "AccountUser";

    fn key(&self) -> i64 {
        self.id
    }

    fn noted(&self) -> Value {
        json!({
            "user_id": self.user,
            "role": self.role,
            "custom_role_id": self.custom_role,
            "inviter_id": self.inviter,
            "availability": self.availability,
            "auto_offline": self.auto_offline,
        })
    }
}
