//! What a member wishes to be told by mail and on their devices: a flag for each type, kept
//! with their membership. Whoever joins is told what is assigned to them (contract
//! `behaviour.md`, 4.3).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Kind, me};
use crate::{
    agents::{self, NotificationFlags},
    error::{Error, Result},
    id::UserId,
    work::Work,
};

/// What a member has chosen.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The key of the membership.
    pub id: i64,
    pub user: UserId,
    pub email: Vec<Kind>,
    pub push: Vec<Kind>,
}

/// What a member chooses, by the names of the flags. A list that is left out is empty.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct SettingsChange {
    pub selected_email_flags: Option<Vec<String>>,
    pub selected_push_flags: Option<Vec<String>>,
}

/// The way by which a member is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Email,
    Push,
}

impl Way {
    /// The name of a flag: `email_conversation_mention`.
    pub fn flag(self, kind: Kind) -> String {
        match self {
            Way::Email => format!("email_{}", kind.as_str()),
            Way::Push => format!("push_{}", kind.as_str()),
        }
    }
}

/// The bit that stands for a type.
pub fn bit(kind: Kind) -> i64 {
    1 << (i64::from(kind) - 1)
}

/// What the caller has chosen.
pub async fn show(work: &mut Work<'_>) -> Result<Settings> {
    let user = me(work)?;
    let flags = agents::notification_flags(work, user).await?.ok_or(Error::NotFound)?;
    let NotificationFlags { id, email, push } = flags;
    Ok(Settings { id, user, email: kinds(email), push: kinds(push) })
}

/// Makes these the flags that the caller has chosen, and no others.
pub async fn update(work: &mut Work<'_>, change: &SettingsChange) -> Result<Settings> {
    let user = me(work)?;
    let email = chosen(Way::Email, "selected_email_flags", change.selected_email_flags.as_ref())?;
    let push = chosen(Way::Push, "selected_push_flags", change.selected_push_flags.as_ref())?;
    agents::set_notification_flags(work, user, email, push).await?;
    show(work).await
}

fn chosen(way: Way, field: &'static str, names: Option<&Vec<String>>) -> Result<i64> {
    let mut flags = 0;
    for name in names.into_iter().flatten() {
        let mut kinds = Kind::NAMED.iter().map(|(_, kind)| *kind);
        let Some(kind) = kinds.find(|kind| way.flag(*kind) == *name) else {
            return Err(Error::invalid(field, "has a flag that does not exist"));
        };
        flags |= bit(kind);
    }
    Ok(flags)
}

fn kinds(flags: i64) -> Vec<Kind> {
    let all = Kind::NAMED.iter().map(|(_, kind)| *kind);
    all.filter(|kind| flags & bit(*kind) != 0).collect()
}
