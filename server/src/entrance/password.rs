//! Passwords that are set by a link in a mail, by those who have forgotten theirs and by those
//! who are invited (contract `application-core.md`, 4.4 and 4.5).
//!
//! Whoever asks for such a mail is told the same whether anybody has the address, and no later.

use db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entry, let_in_by_one};
use crate::{
    agents,
    app::{App, NOWHERE},
    attempts::Counted,
    error::{Error, Result},
    id::UserId,
    profile, sessions,
    users::{self, Letter, PasswordHash, Purpose, Redeemed},
    validate::{self, SHORT},
    work::Work,
};

/// Whose password was forgotten, or whose address is not confirmed.
#[derive(Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Address {
    pub email: Option<String>,
}

/// A password that is to be set, and the token that allows it.
#[derive(Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct NewPassword {
    pub reset_password_token: Option<String>,
    pub password: Option<String>,
    pub password_confirmation: Option<String>,
}

/// Has the owner of an address sent a link by which they set a password.
pub async fn ask(app: &App, address: Address) -> Result<()> {
    write_later(app, address, "passwords", |email| Letter::ForgottenPassword { email }).await
}

/// Has a letter written to an address, if it can be one.
pub async fn write_later(
    app: &App,
    address: Address,
    about: &str,
    letter: impl FnOnce(String) -> Letter,
) -> Result<()> {
    let email = users::email_key(&address.email.unwrap_or_default());
    app.attempts.mails.count(&format!("{about} of {email}"), app.clock.now())?;
    if email.len() > SHORT || !validate::is_email(&email) {
        return Ok(());
    }
    let letter = letter(email);
    let asked = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        work.schedule(letter.clone(), work.now).await
    });
    asked.await
}

/// Sets a password and lets its owner in. All devices on which they were signed in are signed
/// out, and that they have read the mail confirms their address.
pub async fn set(app: &App, new: NewPassword) -> Result<Entry> {
    let token = new.reset_password_token.unwrap_or_default();
    let (asked, now) = (token.clone(), app.clock.now());
    let owner = app.db.read(async move |tx: &mut Tx| {
        users::find_one_time(tx, Purpose::Password, &asked, now).await
    });
    owner.await?.ok_or_else(unknown)?;
    let password = new.password.unwrap_or_default();
    check_again(&password, new.password_confirmation)?;
    let hash = app.hashing.hash(password).await?;
    let beside = app.clone();
    let entered = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        let redeemed = users::redeem(work.tx, Purpose::Password, &token, work.now).await?;
        let Redeemed { user, invited_to, .. } = redeemed.ok_or_else(unknown)?;
        let door = users::door_of(work.tx, user).await?.ok_or_else(unknown)?;
        if !door.is_confirmed {
            profile::start_over(work, user).await?;
        }
        if let Some(account) = invited_to {
            agents::accept(work, user, account).await?;
        }
        users::change_password(work, user, &hash).await?;
        users::confirm(work, user).await?;
        sessions::close_others(work, user, None).await?;
        let_in_by_one(&beside, work, user).await
    });
    entered.await
}

/// The hash of the password that a user wants, if they know the one that they have.
pub async fn replace(
    app: &App,
    user: UserId,
    current: String,
    wanted: String,
    again: Option<String>,
) -> Result<PasswordHash> {
    let tries = count(app, user)?;
    if !is_theirs(app, user, current).await? {
        return Err(Error::refused("Invalid current password"));
    }
    tries.forget();
    check_again(&wanted, again)?;
    app.hashing.hash(wanted).await
}

/// Whether this is the password of the user.
pub async fn is_theirs(app: &App, user: UserId, password: String) -> Result<bool> {
    let door = app.db.read(async move |tx: &mut Tx| users::door_of(tx, user).await).await?;
    app.hashing.is_theirs(password, door.and_then(|door| door.password)).await
}

fn count(app: &App, user: UserId) -> Result<Counted> {
    app.attempts.sign_in.count(&format!("passwords of user {user}"), app.clock.now())
}

fn check_again(password: &str, again: Option<String>) -> Result<()> {
    match again {
        Some(again) if again != password => {
            Err(Error::invalid("password_confirmation", "doesn't match Password"))
        }
        _ => Ok(()),
    }
}

fn unknown() -> Error {
    Error::BadLink("Invalid token")
}
