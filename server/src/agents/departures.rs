//! Members who have left and still have conversations, which are taken from them bit by bit. A
//! user is not removed while there is an account that they are leaving.

use super::store;
use crate::{error::Result, id::UserId, users, work::Work};

/// What becomes of a user when that was their last account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterwards {
    /// They are there, for an account to take them.
    Stays,
    Goes,
}

/// Notes that a member is leaving.
pub async fn begin(work: &mut Work<'_>, user: UserId, afterwards: Afterwards) -> Result<()> {
    Ok(store::insert_departure(work, user, afterwards == Afterwards::Stays).await?)
}

/// Lets a member go who has nothing left here; the user goes too, if nothing keeps them.
pub async fn let_go(work: &mut Work<'_>, user: UserId) -> Result<()> {
    match store::delete_departure(work, user).await? {
        Some(false) => users::delete_without_account(work, user).await,
        Some(true) | None => Ok(()),
    }
}

/// Lets everybody go who is still leaving the account.
pub async fn settle_departures(work: &mut Work<'_>) -> Result<()> {
    for user in store::departing(work).await? {
        let_go(work, user).await?;
    }
    Ok(())
}

/// Has a user go when they have left everywhere, at once if they have.
pub async fn will_go(work: &mut Work<'_>, user: UserId) -> Result<()> {
    store::keep_no_longer(work.tx, user).await?;
    users::delete_without_account(work, user).await
}
