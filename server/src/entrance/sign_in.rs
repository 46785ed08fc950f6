//! Signing in by a password, by a link, or by the second factor that was asked for (contract
//! `application-core.md`, 4.1).
//!
//! Who guesses is kept out after ten attempts at an address, and is told no more about an
//! address that nobody has than about a password that is wrong, nor sooner. That an address is
//! not confirmed is told only to those who know its password.

use db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Entry, let_in, let_in_by_one, ticket};
use crate::{
    app::{App, NOWHERE},
    attempts::Counted,
    error::{Error, Result},
    id::UserId,
    second_factors::{self, Code},
    users::{self, Door, Purpose},
    validate::filled,
    work::Work,
};

/// What somebody shows. Which of it counts is decided in the order of the contract.
#[derive(Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct SignIn {
    pub email: Option<String>,
    pub password: Option<String>,
    pub sso_auth_token: Option<String>,
    pub mfa_token: Option<String>,
    pub otp_code: Option<String>,
    pub backup_code: Option<String>,
}

pub async fn sign_in(app: &App, shown: SignIn) -> Result<Entry> {
    if let Some(ticket) = filled(shown.mfa_token) {
        return by_code(app, &ticket, shown.otp_code, shown.backup_code).await;
    }
    let email = users::email_key(&shown.email.unwrap_or_default());
    if let Some(token) = filled(shown.sso_auth_token)
        && let Some(entry) = by_link(app, email.clone(), token).await?
    {
        return Ok(entry);
    }
    by_password(app, email, shown.password.unwrap_or_default()).await
}

async fn by_password(app: &App, email: String, password: String) -> Result<Entry> {
    app.attempts.sign_ins.count(&email, app.clock.now())?;
    let tries = app.attempts.sign_in.count(&email, app.clock.now())?;
    let address = email.clone();
    let door = app.db.read(async move |tx: &mut Tx| users::door(tx, &address).await).await?;
    let hash = door.as_ref().and_then(|door| door.password.clone());
    let is_theirs = app.hashing.is_theirs(password.clone(), hash).await?;
    let Some(door) = door.filter(|_| is_theirs) else { return Err(stranger()) };
    tries.forget();
    if !door.is_confirmed {
        return Err(unconfirmed(&email));
    }
    let rehashed = match &door.password {
        Some(hash) if !hash.is_ours() => Some(app.hashing.rehash(password).await?),
        _ => None,
    };
    let beside = app.clone();
    let entered = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        still_theirs(work, &door).await?;
        if let Some(hash) = &rehashed {
            users::set_password(work.tx, door.user, hash, work.now).await?;
        }
        let_in_by_one(&beside, work, door.user).await
    });
    entered.await
}

/// Refuses those whose password was changed while it was looked at.
async fn still_theirs(work: &mut Work<'_>, door: &Door) -> Result<()> {
    let hash = |door: &Door| door.password.as_ref().map(|hash| hash.as_str().to_owned());
    match users::door_of(work.tx, door.user).await? {
        Some(now) if hash(&now) == hash(door) => Ok(()),
        _ => Err(stranger()),
    }
}

/// Lets those in who have a link, which asks for no second factor. None if it is not theirs.
async fn by_link(app: &App, email: String, token: String) -> Result<Option<Entry>> {
    let entered = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        let door = users::door(work.tx, &email).await?;
        let found = users::find_one_time(work.tx, Purpose::SignIn, &token, work.now).await?;
        let owner = found.map(|found| found.user);
        let Some(door) = door.filter(|door| owner == Some(door.user)) else { return Ok(None) };
        if !door.is_confirmed {
            return Err(unconfirmed(&email));
        }
        if users::redeem(work.tx, Purpose::SignIn, &token, work.now).await?.is_none() {
            return Ok(None);
        }
        let_in(work, door.user).await.map(|inside| Some(Entry::In(Box::new(inside))))
    });
    entered.await
}

async fn by_code(
    app: &App,
    shown: &str,
    otp: Option<String>,
    backup: Option<String>,
) -> Result<Entry> {
    let now = app.clock.now();
    let expired = Error::Unauthorized("Invalid or expired MFA token");
    let user = ticket::read(&app.vault, shown, now).ok_or(expired)?;
    let code = match (filled(otp), filled(backup)) {
        (Some(otp), _) => Code::Otp(otp),
        (None, Some(backup)) => Code::Backup(backup),
        (None, None) => return Err(Error::WrongCode),
    };
    let tries = count_code(app, user)?;
    let vault = app.vault.clone();
    let entered = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        if !second_factors::admits(work, &vault, user, &code).await? {
            return Err(Error::WrongCode);
        }
        let_in(work, user).await.map(|inside| Entry::In(Box::new(inside)))
    });
    let entry = entered.await?;
    tries.forget();
    Ok(entry)
}

/// Counts that a user tries a code.
pub fn count_code(app: &App, user: UserId) -> Result<Counted> {
    app.attempts.sign_in.count(&format!("codes of user {user}"), app.clock.now())
}

fn stranger() -> Error {
    Error::NotSignedIn("Invalid login credentials. Please try again.".into())
}

fn unconfirmed(email: &str) -> Error {
    let text = format!(
        "A confirmation email was sent to your account at '{email}'. You must follow the \
         instructions in the email before your account can be activated"
    );
    Error::NotSignedIn(text.into())
}
