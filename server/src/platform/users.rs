//! Users that an app manages (contract 5.3).
//!
//! An address that somebody has already is refused unless the app may reach that user: no app
//! takes over a user that it has not made. That an address is theirs is taken from the app, and
//! believed where the app has a say only (`docs/decisions/0011-whose-user.md`).

use std::time::Duration;

use db::Tx;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Object, reach};
use crate::{
    app::{App, NOWHERE},
    error::{Error, Result, TAKEN},
    id::{PlatformAppId, UserId},
    json::Object as Attributes,
    patch::Patch,
    permissibles,
    profile::{self, Profile, ProfileChange},
    removal,
    users::{self, NewToken, NewUser, PasswordHash, Purpose},
    validate::{BLANK, filled},
    work::Work,
};

/// For how long a link signs somebody in.
const LINK_LIVES: Duration = Duration::from_mins(5);

/// What is written otherwise in the query of a link.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a request says of a user, new or known.
#[derive(Clone, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct UserChange {
    pub name: Option<String>,
    pub display_name: Patch<String>,
    pub email: Option<String>,
    pub password: Option<String>,
    /// Their keys are added to those that are kept.
    pub custom_attributes: Option<Attributes>,
}

pub async fn show(work: &mut Work<'_>, app: PlatformAppId, id: UserId) -> Result<Profile> {
    reach(work, app, Object::User(id)).await?;
    profile::show(work, id).await
}

/// Adds a user who gets in at once. One whom the app may reach already stays as they are.
pub async fn create(server: &App, app: PlatformAppId, new: UserChange) -> Result<Profile> {
    let email = users::email_key(new.email.as_deref().unwrap_or_default());
    let address = email.clone();
    let known = server.db.read(async move |tx: &mut Tx| users::by_email(tx, &address).await);
    if let Some(user) = known.await? {
        return adopt(server, app, user.id).await;
    }
    let password = filled(new.password.clone()).ok_or_else(|| Error::invalid("password", BLANK))?;
    let hash = server.hashing.hash(password).await?;
    let added = server.write(&NOWHERE, async move |work: &mut Work<'_>| {
        let user = NewUser {
            name: new.name.clone().unwrap_or_default(),
            email: email.clone(),
            password: Some(hash.clone()),
            confirmed: false,
        };
        let user = users::create(work, &user).await?.id;
        users::vouch(work, user).await?;
        permissibles::permit(work, app, Object::User(user)).await?;
        describe(work, user, &new).await?;
        profile::show(work, user).await
    });
    added.await
}

/// A user who has the address already, if the app may reach them.
async fn adopt(server: &App, app: PlatformAppId, id: UserId) -> Result<Profile> {
    let adopted = server.write(&NOWHERE, async move |work: &mut Work<'_>| {
        if !permissibles::may_reach(work.tx, app, Object::User(id)).await? {
            return Err(Error::invalid("email", TAKEN));
        }
        users::vouch(work, id).await?;
        profile::show(work, id).await
    });
    adopted.await
}

/// Changes a user. Another address is theirs at once, and with another password all of their
/// devices are signed out.
pub async fn update(
    server: &App,
    app: PlatformAppId,
    id: UserId,
    change: UserChange,
) -> Result<Profile> {
    let asked = server
        .read(&NOWHERE, async move |work: &mut Work<'_>| reach(work, app, Object::User(id)).await);
    asked.await?;
    let hash = match filled(change.password.clone()) {
        Some(password) => Some(server.hashing.hash(password).await?),
        None => None,
    };
    let changed = server.write(&NOWHERE, async move |work: &mut Work<'_>| {
        reach(work, app, Object::User(id)).await?;
        if let Some(email) = change.email.as_deref().map(users::email_key) {
            move_to(work, id, &email).await?;
        }
        if let Some(hash) = &hash {
            replace_password(work, id, hash).await?;
        }
        describe(work, id, &change).await?;
        profile::show(work, id).await
    });
    changed.await
}

/// Removes a user from all accounts and altogether. At once nothing lets them in.
pub async fn delete(work: &mut Work<'_>, app: PlatformAppId, id: UserId) -> Result<()> {
    reach(work, app, Object::User(id)).await?;
    permissibles::forget(work.tx, Object::User(id)).await?;
    removal::user::user(work, id).await
}

/// A link that signs a user in, once and soon. It asks for no second factor.
pub async fn link(
    work: &mut Work<'_>,
    app: PlatformAppId,
    id: UserId,
    frontend_url: &str,
) -> Result<String> {
    reach(work, app, Object::User(id)).await?;
    let email = users::door_of(work.tx, id).await?.ok_or(Error::NotFound)?.email;
    let purpose = Purpose::SignIn;
    let new = NewToken { user: id, purpose, email: None, account: None, lives: LINK_LIVES };
    let token = users::issue(work.tx, &new, work.now).await?;
    let email = utf8_percent_encode(&email, QUERY);
    let frontend_url = frontend_url.trim_end_matches('/');
    Ok(format!("{frontend_url}/app/login?email={email}&sso_auth_token={token}"))
}

/// Gives a user another address, if it is another one.
async fn move_to(work: &mut Work<'_>, id: UserId, email: &str) -> Result<()> {
    let door = users::door_of(work.tx, id).await?.ok_or(Error::NotFound)?;
    if door.email == email {
        return Ok(());
    }
    users::check_address(work, email).await?;
    users::change_email(work, id, email).await?;
    users::vouch(work, id).await
}

async fn replace_password(work: &mut Work<'_>, id: UserId, hash: &PasswordHash) -> Result<()> {
    profile::update(work, id, &ProfileChange::default(), Some(hash), None).await
}

/// Says what a user is called and what else is known of them.
async fn describe(work: &mut Work<'_>, id: UserId, change: &UserChange) -> Result<()> {
    let said = ProfileChange {
        name: change.name.clone(),
        display_name: change.display_name.clone(),
        ..ProfileChange::default()
    };
    profile::update(work, id, &said, None, None).await?;
    match &change.custom_attributes {
        Some(attributes) => profile::add_attributes(work, id, attributes).await,
        None => Ok(()),
    }
}
