//! Accounts that people open for themselves, where the installation lets them (contract
//! `application-core.md`, 4.8).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Inside, let_in};
use crate::{
    accounts,
    actor::Role,
    agents::{self, NewAgent},
    app::{App, NOWHERE},
    config::SignUp as Settings,
    error::{Error, Result},
    id::{AccountId, UserId},
    profile::{self, Profile},
    users::{self, Letter, NewUser, PasswordHash},
    validate::{self, filled},
    work::Work,
};

/// An account that somebody wants to open.
#[derive(Clone, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct SignUp {
    pub account_name: Option<String>,
    pub user_full_name: Option<String>,
    pub email: Option<String>,
    pub password: Option<String>,
    pub locale: Option<String>,
}

/// What becomes of somebody who has opened an account.
pub enum SignedUp {
    /// They are to confirm their address first.
    Asked {
        email: String,
    },
    In(AccountId, Box<Inside>),
    /// They were in before.
    Known(AccountId, Box<Profile>),
}

/// Opens an account for a stranger, who is its administrator.
pub async fn sign_up(app: &App, new: SignUp) -> Result<SignedUp> {
    let lets_in = app.config.sign_up.lets_in_at_once();
    sign_up_as(app, new, lets_in).await
}

/// The same for someone who says no more than their address. The account is called by its
/// domain until they say more, and they are let in at once.
pub async fn sign_up_at_once(app: &App, new: SignUp) -> Result<SignedUp> {
    let email = new.email.as_deref().unwrap_or_default();
    let domain = email.trim().rsplit('@').next().unwrap_or_default().to_owned();
    let account_name = filled(new.account_name.clone()).or(Some(domain));
    sign_up_as(app, SignUp { account_name, ..new }, true).await
}

async fn sign_up_as(app: &App, new: SignUp, lets_in: bool) -> Result<SignedUp> {
    let settings = &app.config.sign_up;
    if !settings.is_open() {
        return Err(Error::NotOffered);
    }
    let (account, user) = strangers(settings, &new)?;
    let hash = app.hashing.hash(new.password.unwrap_or_default()).await?;
    let locale = new.locale;
    let signed_up = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        let user = NewUser { password: Some(hash.clone()), ..user.clone() };
        let id = open(work, &account, locale.as_deref()).await?;
        let user = add_stranger(work, &user).await?;
        join(work, user.0).await?;
        work.enqueue(Letter::Confirmation { email: user.1.clone() }).await?;
        if lets_in {
            return let_in(work, user.0).await.map(|inside| SignedUp::In(id, Box::new(inside)));
        }
        Ok(SignedUp::Asked { email: user.1 })
    });
    signed_up.await
}

/// Opens another account for a user, who is its administrator.
pub async fn add_account(app: &App, user: UserId, new: SignUp) -> Result<SignedUp> {
    if !app.config.sign_up.is_open() {
        return Err(Error::NotOffered);
    }
    let (name, locale) = (new.account_name.unwrap_or_default(), new.locale);
    let added = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        let id = open(work, &name, locale.as_deref()).await?;
        join(work, user).await?;
        let profile = profile::show(work, user).await?;
        Ok::<_, Error>(SignedUp::Known(id, Box::new(profile)))
    });
    added.await
}

/// The name of the account and the user that a stranger asks for, if they may have them.
fn strangers(settings: &Settings, new: &SignUp) -> Result<(String, NewUser)> {
    let name = |text: &Option<String>| filled(text.clone());
    let (account, user) = (name(&new.account_name), name(&new.user_full_name));
    if account.is_none() && user.is_none() {
        return Err(Error::forbidden("Invalid, please check the signup paramters and try again"));
    }
    let email = users::email_key(new.email.as_deref().unwrap_or_default());
    if !validate::is_email(&email) {
        return Err(Error::forbidden("You have entered an invalid email"));
    }
    if settings.is_blocked(&email) {
        return Err(Error::forbidden(
            "This domain is not allowed. If you believe this is a mistake, please contact support.",
        ));
    }
    let before_at = email.split('@').next().unwrap_or_default().to_owned();
    let new = NewUser {
        name: user.unwrap_or(before_at),
        email,
        password: None::<PasswordHash>,
        confirmed: false,
    };
    Ok((account.unwrap_or_default(), new))
}

async fn add_stranger(work: &mut Work<'_>, new: &NewUser) -> Result<(UserId, String)> {
    let known = users::by_email(work.tx, &new.email).await?;
    if known.is_some() {
        let email = &new.email;
        return Err(Error::forbidden(format!(
            "You have already signed up for an account with {email}"
        )));
    }
    let user = users::create(work, new).await?;
    Ok((user.id, user.email))
}

async fn open(work: &mut Work<'_>, name: &str, locale: Option<&str>) -> Result<AccountId> {
    let id = accounts::create(work, name).await?;
    if let Some(locale) = locale.filter(|locale| accounts::speaks(locale)) {
        accounts::set_locale(work, locale).await?;
    }
    Ok(id)
}

async fn join(work: &mut Work<'_>, user: UserId) -> Result<()> {
    let email = users::door_of(work.tx, user).await?.ok_or(Error::NotFound)?.email;
    let member = NewAgent { email, role: Some(Role::Administrator), ..NewAgent::default() };
    agents::add(work, &member).await.map(drop)
}
