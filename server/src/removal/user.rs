//! Removing a user from all of their accounts, and then altogether.

use super::member;
use crate::{
    accounts,
    agents::{self, Afterwards},
    error::{Error, Result},
    id::UserId,
    profile,
    users::{self, Owner},
    work::Work,
};

/// Removes a user. At once nothing lets them in any more and they are a member of no account;
/// the user goes when their conversations are left to nobody everywhere.
pub async fn user(work: &mut Work<'_>, id: UserId) -> Result<()> {
    users::door_of(work.tx, id).await?.ok_or(Error::NotFound)?;
    profile::start_over(work, id).await?;
    users::doubt(work, id).await?;
    users::revoke_tokens(work, Owner::User(id)).await?;
    let mut accounts = accounts::of_user(work.tx, id).await?;
    // Always in the same order, so that nobody who does the same waits in a circle.
    accounts.sort_by_key(|membership| membership.id);
    for membership in accounts {
        work.account = membership.id;
        member(work, id, Afterwards::Goes).await?;
    }
    agents::will_go(work, id).await
}
