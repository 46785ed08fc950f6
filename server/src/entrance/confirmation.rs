//! Addresses that are confirmed by a link in a mail (contract `application-core.md`, 4.6 and
//! 4.7).

use serde::Deserialize;

use super::{
    Entry, NOWHERE, let_in_by_one,
    password::{self, Address},
};
use crate::{
    app::App,
    error::{Error, Result},
    sessions,
    users::{self, Letter, Purpose},
    work::Work,
};

/// The token that shows that somebody has read the mail.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Confirmation {
    pub confirmation_token: Option<String>,
}

/// Has the mail sent again that confirms an address.
pub async fn ask(app: &App, address: Address) -> Result<()> {
    let letter = |email| Letter::Confirmation { email };
    password::write_later(app, address, "confirmations", letter).await
}

/// Confirms the address of a user, or gives them the one that they wanted, and lets them in.
pub async fn confirm(app: &App, shown: Confirmation) -> Result<Entry> {
    let token = shown.confirmation_token.unwrap_or_default();
    let beside = app.clone();
    let entered = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        let redeemed = users::redeem(work.tx, Purpose::Confirmation, &token, work.now).await?;
        let redeemed = redeemed.ok_or(Error::BadLink("Invalid token"))?;
        let user = redeemed.user;
        let door = users::door_of(work.tx, user).await?.ok_or(Error::NotFound)?;
        if door.is_confirmed && redeemed.email.is_none() {
            return Err(Error::BadLink("Already confirmed"));
        }
        if redeemed.email.is_some() {
            // Devices know the user by the address that they had.
            sessions::close_others(work, user, None).await?;
        }
        users::confirm(work, user, redeemed.email.as_deref()).await?;
        let_in_by_one(&beside, work, user).await
    });
    entered.await
}
