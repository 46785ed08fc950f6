//! Endpoints for profiles (contract `application-core.md`, 5).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{ProfileChange, wire::User};
use crate::{
    actor::Availability,
    agents::{self, AgentChange},
    app::{App, NOWHERE},
    entrance::{self, password::Address},
    error::{Error, Result},
    http::{Brings, Done, Form, InPerson, Input, Json, SignedIn, Upload},
    id::AccountId,
    profile,
    transfer::receive::Accepts,
    users::{self, Owner},
    validate::filled,
    work::Work,
};

impl Form for ProfileChange {
    const WRAPPER: Option<&'static str> = Some("profile");
}

/// A password that takes the place of another.
#[derive(Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct PasswordChange {
    current_password: Option<String>,
    password: Option<String>,
    password_confirmation: Option<String>,
}

impl Form for PasswordChange {
    const WRAPPER: Option<&'static str> = Some("profile");
}

impl Brings for (ProfileChange, PasswordChange) {
    const FIELDS: &[&str] = &["avatar", "profile[avatar]"];
    const ACCEPTS: Accepts = Accepts::Picture;
}

/// How a user is seen in one of their accounts.
#[derive(JsonSchema, Deserialize)]
pub struct Standing {
    account_id: AccountId,
    availability: Availability,
}

impl Form for Standing {
    const WRAPPER: Option<&'static str> = Some("profile");
}

/// Whether a user is seen as away in one of their accounts when they are not there.
#[derive(JsonSchema, Deserialize)]
pub struct AutoOffline {
    account_id: AccountId,
    #[serde(default)]
    auto_offline: Option<bool>,
}

impl Form for AutoOffline {
    const WRAPPER: Option<&'static str> = Some("profile");
}

#[derive(JsonSchema, Deserialize)]
pub struct Account {
    account_id: AccountId,
}

impl Form for Account {
    const WRAPPER: Option<&'static str> = Some("profile");
}

pub async fn show(caller: SignedIn, app: App) -> Result<Json<User>> {
    shown(&caller, &app).await
}

pub async fn update(
    person: InPerson,
    app: App,
    Upload((change, passwords)): Upload<(ProfileChange, PasswordChange)>,
) -> Result<Json<User>> {
    let (user, at_hand) = (person.user, person.pass.session());
    let password = match filled(passwords.password) {
        Some(wanted) => {
            let current = passwords.current_password.unwrap_or_default();
            let again = passwords.password_confirmation;
            Some(entrance::password::replace(&app, user, current, wanted, again).await?)
        }
        None => None,
    };
    let updated = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        profile::update(work, user, &change, password.as_ref(), at_hand).await
    });
    updated.await?;
    shown(&person, &app).await
}

pub async fn remove_avatar(person: InPerson, app: App) -> Result<Json<User>> {
    let user = person.user;
    let removed = app
        .write(&NOWHERE, async move |work: &mut Work<'_>| users::avatar::remove(work, user).await);
    removed.await?;
    shown(&person, &app).await
}

pub async fn set_availability(
    caller: SignedIn,
    app: App,
    Input(standing): Input<Standing>,
) -> Result<Json<User>> {
    let availability = Some(standing.availability);
    let change = AgentChange { availability, ..AgentChange::default() };
    change_member(&caller, &app, standing.account_id, change).await
}

pub async fn set_auto_offline(
    caller: SignedIn,
    app: App,
    Input(wanted): Input<AutoOffline>,
) -> Result<Json<User>> {
    let auto_offline = Some(wanted.auto_offline.unwrap_or(false));
    let change = AgentChange { auto_offline, ..AgentChange::default() };
    change_member(&caller, &app, wanted.account_id, change).await
}

pub async fn set_active_account(
    caller: SignedIn,
    app: App,
    Input(wanted): Input<Account>,
) -> Result<Done> {
    let (agent, user) = (caller.agent(&app, wanted.account_id).await?, caller.user);
    app.write(&agent, async move |work: &mut Work<'_>| agents::note_active(work, user).await)
        .await?;
    Ok(Done)
}

pub async fn resend_confirmation(person: InPerson, app: App) -> Result<Done> {
    let user = person.user;
    let door = app.db.read(async move |tx: &mut db::Tx| users::door_of(tx, user).await).await?;
    let email = Some(door.ok_or(Error::NotFound)?.email);
    entrance::confirmation::ask(&app, Address { email }).await?;
    Ok(Done)
}

pub async fn reset_access_token(person: InPerson, app: App) -> Result<Json<User>> {
    let user = person.user;
    let renewed = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        users::renew_token(work, Owner::User(user)).await
    });
    renewed.await?;
    shown(&person, &app).await
}

async fn change_member(
    caller: &SignedIn,
    app: &App,
    account: AccountId,
    change: AgentChange,
) -> Result<Json<User>> {
    let (agent, user) = (caller.agent(app, account).await?, caller.user);
    app.write(&agent, async move |work: &mut Work<'_>| {
        agents::update(work, user, &change).await.map(drop)
    })
    .await?;
    shown(caller, app).await
}

async fn shown(caller: &SignedIn, app: &App) -> Result<Json<User>> {
    let user = caller.user;
    let profile =
        app.read(&NOWHERE, async move |work: &mut Work<'_>| profile::show(work, user).await);
    let shown = User::from(profile.await?);
    Ok(Json(if caller.pass.is_in_person() { shown } else { shown.without_tokens() }))
}
