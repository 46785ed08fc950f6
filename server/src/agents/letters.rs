//! What members and those who are to be members are written.

use super::store;
use crate::{
    accounts,
    error::{Error, Result},
    id::UserId,
    mail::{self, Mail},
    permissibles, profile,
    texts::Text,
    users::{self, Letter, User},
    work::Work,
};

/// Writes to those who run the account.
pub async fn write_to_administrators(
    work: &mut Work<'_>,
    subject: &Text,
    letter: &mail::Letter,
) -> Result<()> {
    for address in store::addresses_of_administrators(work).await? {
        work.enqueue(Mail::new(address, subject, letter)).await?;
    }
    Ok(())
}

/// Sees to it that nobody else comes in with a user whom a member has added. Whoever has signed up
/// with an address and not shown that it is theirs starts over; an app that has the user in its
/// hand, and no business here, is left behind as soon as the user has followed a mail.
pub async fn invite(work: &mut Work<'_>, user: &User) -> Result<()> {
    let reached = permissibles::reached(work, user.id).await?;
    let is_vouched_for = user.vouched_at.is_some() && reached.here == 0;
    if user.confirmed_at.is_none() {
        let door = users::door_of(work.tx, user.id).await?.ok_or(Error::NotFound)?;
        if door.password.is_some() {
            profile::start_over(work, user.id).await?;
        }
    } else if reached.elsewhere > 0 || is_vouched_for {
        store::await_acceptance(work, user.id).await?;
    } else {
        return Ok(());
    }
    invite_again(work, user.id).await
}

/// Sends somebody the mail that invites them.
pub async fn invite_again(work: &mut Work<'_>, user: UserId) -> Result<()> {
    let account = accounts::show(work).await?.name;
    Ok(work.schedule(Letter::Invitation { user, account }, work.now).await?)
}
