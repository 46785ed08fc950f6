//! Endpoints for second factors (contract `application-core.md`, 4.10).

use db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Code, wire};
use crate::{
    app::{App, NOWHERE},
    entrance::{password, sign_in},
    error::{Error, Result},
    http::{Form, InPerson, Input, Json},
    second_factors, users,
    work::Work,
};

/// What somebody shows who sets up a second factor, or wants to be rid of it.
#[derive(Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Shown {
    otp_code: Option<String>,
    backup_code: Option<String>,
    password: Option<String>,
}

impl Form for Shown {}

pub async fn show(person: InPerson, app: App) -> Result<Json<wire::Shown>> {
    let user = person.user;
    let standing = app.db.read(async move |tx: &mut Tx| second_factors::standing(tx, user).await);
    Ok(Json(standing.await?.into()))
}

pub async fn begin(person: InPerson, app: App) -> Result<Json<wire::Begun>> {
    let (user, vault) = (person.user, app.vault.clone());
    let begun = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        let door = users::door_of(work.tx, user).await?.ok_or(Error::NotFound)?;
        second_factors::begin(work, &vault, user, &door.email).await
    });
    Ok(Json(begun.await?.into()))
}

pub async fn verify(
    person: InPerson,
    app: App,
    Input(shown): Input<Shown>,
) -> Result<Json<wire::Enabled>> {
    let (user, vault) = (person.user, app.vault.clone());
    let code = shown.otp_code.unwrap_or_default();
    let tries = sign_in::count_code(&app, user)?;
    let enabled = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        second_factors::turn_on(work, &vault, user, &code).await
    });
    let backup_codes = tries.ends(enabled.await)?;
    Ok(Json(wire::Enabled { enabled: true, backup_codes }))
}

pub async fn renew_backup_codes(
    person: InPerson,
    app: App,
    Input(shown): Input<Shown>,
) -> Result<Json<wire::BackupCodes>> {
    let (user, vault) = (person.user, app.vault.clone());
    let code = shown.otp_code.unwrap_or_default();
    let tries = sign_in::count_code(&app, user)?;
    let renewed = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        second_factors::renew_backup_codes(work, &vault, user, &code).await
    });
    let backup_codes = tries.ends(renewed.await)?;
    Ok(Json(wire::BackupCodes { backup_codes }))
}

pub async fn turn_off(
    person: InPerson,
    app: App,
    Input(shown): Input<Shown>,
) -> Result<Json<wire::Enabled>> {
    let (user, vault) = (person.user, app.vault.clone());
    let code = match (shown.otp_code, shown.backup_code) {
        (None, Some(backup)) => Code::Backup(backup),
        (otp, _) => Code::Otp(otp.unwrap_or_default()),
    };
    let tries = sign_in::count_code(&app, user)?;
    if !password::is_theirs(&app, user, shown.password.unwrap_or_default()).await? {
        return Err(Error::refused("Invalid credentials or verification code"));
    }
    let off = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        second_factors::turn_off(work, &vault, user, &code).await
    });
    off.await?;
    tries.forget();
    Ok(Json(wire::Enabled { enabled: false, backup_codes: None }))
}
