//! Custom roles as clients see them (contract `behaviour.md`, 6.8).

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    clock::{self, Timestamp},
    id::CustomRoleId,
    permissions::Permission,
};

#[derive(JsonSchema, Serialize)]
pub struct CustomRole {
    pub id: CustomRoleId,
    pub name: String,
    pub description: Option<String>,
    pub permissions: Vec<Permission>,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
}

impl From<super::CustomRole> for CustomRole {
    fn from(role: super::CustomRole) -> Self {
        let super::CustomRole { id, name, description, permissions, created_at, updated_at } = role;
        let permissions = permissions.each().collect();
        CustomRole { id, name, description, permissions, created_at, updated_at }
    }
}
