//! Custom roles as clients see them (contract `behaviour.md`, 6.8).

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    audits::Audited,
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

impl Audited for super::CustomRole {
    const KIND: &'static str = "CustomRole";

    fn key(&self) -> i64 {
        self.id.0
    }

    fn noted(&self) -> Value {
        json!({
            "name": self.name,
            "description": self.description,
            "permissions": self.permissions.each().collect::<Vec<_>>(),
        })
    }
}
