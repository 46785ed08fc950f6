//! Accounts that an app manages (contract 5.2).

use super::{Kind, Object, reach};
use crate::{
    accounts::{
        self, Account, AccountChange,
        terms::{self, Terms},
    },
    error::Result,
    id::{AccountId, PlatformAppId},
    permissibles, removal,
    work::Work,
};

/// Those that an app may reach.
pub async fn list(work: &mut Work<'_>, app: PlatformAppId) -> Result<Vec<Account>> {
    let ids = permissibles::reachable(work.tx, app, Kind::Account).await?;
    Ok(accounts::of_ids(work.tx, &ids).await?)
}

pub async fn show(work: &mut Work<'_>, app: PlatformAppId, id: AccountId) -> Result<Account> {
    enter(work, app, id).await?;
    accounts::show(work).await
}

/// Adds an account, which has no members yet.
pub async fn create(
    work: &mut Work<'_>,
    app: PlatformAppId,
    new: &AccountChange,
    terms: &Terms,
) -> Result<Account> {
    let id = accounts::create(work, new.name.as_deref().unwrap_or_default()).await?;
    permissibles::permit(work, app, Object::Account(id)).await?;
    terms::change(work, new, terms).await
}

pub async fn update(
    work: &mut Work<'_>,
    app: PlatformAppId,
    id: AccountId,
    change: &AccountChange,
    terms: &Terms,
) -> Result<Account> {
    enter(work, app, id).await?;
    terms::change(work, change, terms).await
}

/// Removes an account with all that belongs to it. At once nobody finds it.
pub async fn delete(work: &mut Work<'_>, app: PlatformAppId, id: AccountId) -> Result<()> {
    enter(work, app, id).await?;
    permissibles::forget(work.tx, Object::Account(id)).await?;
    removal::account::account(work).await
}

/// Has the work done for an account that the app may reach.
pub(super) async fn enter(work: &mut Work<'_>, app: PlatformAppId, id: AccountId) -> Result<()> {
    reach(work, app, Object::Account(id)).await?;
    work.account = id;
    Ok(())
}
