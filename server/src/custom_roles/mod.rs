//! Custom roles: what agents may do beside the roles that there always are.
//!
//! An account makes roles of some of the [`Permission`]s, and gives each of its members one of
//! them or none ([`agents`](crate::agents)). What a role means for what they see is in
//! [`permissions`](crate::permissions). A role that goes is taken from whoever has it, and they
//! may do what every agent may (contract `behaviour.md`, 6.8).
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod http;
mod store;
pub mod wire;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    accounts, audits,
    clock::Timestamp,
    error::{Error, Problems, Result},
    events::{Event, Name},
    id::CustomRoleId,
    patch::Patch,
    permissions::{Permission, Permissions},
    tasks::Task,
    validate::{LONG, SHORT},
    work::Work,
};

pub use store::{COLUMNS, HAD_BY, IN_SIGHT, SEES_SOME, list};

/// Custom roles of an account.
const MOST: usize = 100;

/// What one request names at most: more than there are.
const MOST_NAMED: usize = 50;

#[derive(Clone, Debug)]
pub struct CustomRole {
    pub id: CustomRoleId,
    pub name: String,
    pub description: Option<String>,
    pub permissions: Permissions,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What a request says of a custom role, new or known.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{
    "name": "Night shift",
    "permissions": ["conversation_unassigned_manage", "report_manage"]
}]))]
#[serde(default)]
pub struct CustomRoleChange {
    pub name: Option<String>,
    pub description: Patch<String>,
    /// All of them. Those that are not named are not given.
    pub permissions: Option<Vec<Permission>>,
}

/// What is left to do when those who have a custom role may see less than before.
#[derive(Debug, Serialize, Deserialize)]
pub struct Narrowed {
    pub role: CustomRoleId,
}

impl Task for Narrowed {
    const KIND: &'static str = "custom_roles.narrowed";

    fn key(&self) -> String {
        self.role.to_string()
    }
}

pub async fn show(work: &mut Work<'_>, id: CustomRoleId) -> Result<CustomRole> {
    store::find(work, id).await?.ok_or(Error::NotFound)
}

pub async fn create(work: &mut Work<'_>, new: &CustomRoleChange) -> Result<CustomRole> {
    accounts::alone(work).await?;
    let role = CustomRole {
        id: CustomRoleId(0),
        name: String::new(),
        description: None,
        permissions: Permissions::default(),
        created_at: work.now,
        updated_at: work.now,
    };
    let role = role.changed(new)?;
    if store::list(work).await?.len() >= MOST {
        return Err(Error::refused(format!("An account has at most {MOST} custom roles.")));
    }
    let role = store::insert(work, &role).await?;
    audits::created(work, &role).await?;
    work.emit(Event::new(Name::CustomRoleCreated).about(role.id)).await?;
    Ok(role)
}

/// Changes a custom role, for all who have it at once.
pub async fn update(
    work: &mut Work<'_>,
    id: CustomRoleId,
    change: &CustomRoleChange,
) -> Result<CustomRole> {
    accounts::alone(work).await?;
    let before = show(work, id).await?;
    let role = CustomRole { updated_at: work.now, ..before.clone() }.changed(change)?;
    store::update(work, &role).await?;
    audits::updated(work, &before, &role).await?;
    if role.permissions != before.permissions {
        work.changes_access();
        work.enqueue(Narrowed { role: id }).await?;
    }
    work.emit(Event::new(Name::CustomRoleUpdated).about(id)).await?;
    Ok(role)
}

/// Removes a custom role. Those who had it may do what every agent may.
pub async fn delete(work: &mut Work<'_>, id: CustomRoleId) -> Result<()> {
    accounts::alone(work).await?;
    let gone = show(work, id).await?;
    store::delete(work, id).await?;
    audits::destroyed(work, &gone).await?;
    work.changes_access();
    work.emit(Event::new(Name::CustomRoleDeleted).about(id)).await
}

impl CustomRole {
    fn changed(self, change: &CustomRoleChange) -> Result<Self> {
        let wanted = change.permissions.as_deref();
        let role = CustomRole {
            name: change.name.clone().unwrap_or(self.name),
            description: change.description.clone().over(self.description),
            permissions: wanted.map_or(self.permissions, |all| all.iter().copied().collect()),
            ..self
        };
        let mut problems = Problems::default();
        problems.present("name", &role.name);
        problems.at_most("name", &role.name, SHORT);
        problems.at_most_if("description", role.description.as_deref(), LONG);
        if wanted.is_some_and(|wanted| wanted.len() > MOST_NAMED) {
            problems.add("permissions", format!("are too many (maximum is {MOST_NAMED})"));
        }
        problems.check()?;
        Ok(role)
    }
}
