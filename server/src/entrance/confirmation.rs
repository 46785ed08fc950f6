//! Addresses that are confirmed by a link in a mail (contract `application-core.md`, 4.6 and
//! 4.7).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Entry, let_in_by_one,
    password::{self, Address},
};
use crate::{
    app::{App, NOWHERE},
    error::{Error, Result},
    sessions,
    users::{self, Letter, Purpose},
    work::Work,
};

/// The token that shows that somebody has read the mail.
#[derive(Default, JsonSchema, Deserialize)]
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
        let found = users::find_one_time(work.tx, Purpose::Confirmation, &token, work.now).await?;
        let found = found.ok_or(Error::BadLink("Invalid token"))?;
        match &found.email {
            Some(email) => {
                // Devices know the user by the address that they had.
                sessions::close_others(work, found.user, None).await?;
                users::change_email(work, found.user, email).await?;
                users::confirm(work, found.user).await?;
            }
            // The link leads here again, so that whoever follows it twice is told why it does
            // nothing.
            None if !users::confirm(work, found.user).await? => {
                return Err(Error::BadLink("Already confirmed"));
            }
            None => {}
        }
        let_in_by_one(&beside, work, found.user).await
    });
    entered.await
}
