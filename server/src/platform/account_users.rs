//! Members of accounts that an app manages (contract 5.4).

use schemars::JsonSchema;
use serde::Deserialize;

use super::accounts::enter;
use crate::{
    actor::Role,
    agents::{self, Afterwards, AgentChange, Membership, NewAgent},
    error::{Error, Result},
    id::{AccountId, PlatformAppId, UserId},
    removal, users,
    work::Work,
};

/// Who is to be a member, and as what.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct NewAccountUser {
    pub user_id: Option<UserId>,
    pub role: Option<Role>,
}

/// Who is to be a member no more.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Gone {
    pub user_id: Option<UserId>,
}

pub async fn list(
    work: &mut Work<'_>,
    app: PlatformAppId,
    account: AccountId,
) -> Result<Vec<Membership>> {
    enter(work, app, account).await?;
    Ok(agents::memberships(work).await?)
}

/// Makes a user a member, or gives a member another role.
pub async fn create(
    work: &mut Work<'_>,
    app: PlatformAppId,
    account: AccountId,
    new: &NewAccountUser,
) -> Result<Membership> {
    enter(work, app, account).await?;
    let unknown = || Error::invalid("user", "must exist");
    let user = new.user_id.ok_or_else(unknown)?;
    let email = users::door_of(work.tx, user).await?.ok_or_else(unknown)?.email;
    let role = Some(new.role.unwrap_or(Role::Agent));
    if agents::find(work, user).await?.is_some() {
        let change = AgentChange { role: new.role, ..AgentChange::default() };
        agents::update(work, user, &change).await?;
    } else {
        agents::add(work, &NewAgent { email, role, ..NewAgent::default() }).await?;
    }
    agents::membership(work, user).await
}

/// Ends a membership, if there is one. The user stays, for other accounts to take them.
pub async fn delete(
    work: &mut Work<'_>,
    app: PlatformAppId,
    account: AccountId,
    gone: &Gone,
) -> Result<()> {
    enter(work, app, account).await?;
    let Some(user) = gone.user_id else { return Err(Error::Missing("user_id")) };
    match agents::find(work, user).await? {
        Some(_) => removal::member(work, user, Afterwards::Stays).await,
        None => Ok(()),
    }
}
