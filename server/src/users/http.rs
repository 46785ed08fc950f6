//! Endpoints for the picture of whoever is signed in (contract `application-core.md`, 5).

use serde::{Deserialize, Serialize};

use super::avatar;
use crate::{
    app::{App, TheProduct},
    error::{Error, Result},
    http::{Brings, Form, Json, SignedIn, Upload},
    id::AccountId,
    links::Avatar,
    transfer::receive::Accepts,
    work::Work,
};

/// Users belong to no account in particular.
const NOWHERE: TheProduct = TheProduct(AccountId(0));

/// A picture that is uploaded, or was, by its signed id.
#[derive(Deserialize)]
pub struct Picture {
    avatar: Option<String>,
}

impl Form for Picture {
    const WRAPPER: Option<&'static str> = Some("profile");
}

impl Brings for Picture {
    const FIELDS: &[&str] = &["avatar", "profile[avatar]"];
    const ACCEPTS: Accepts = Accepts::Picture;
}

#[derive(Serialize)]
pub struct Pictured {
    avatar_url: Avatar,
}

pub async fn set_avatar(
    SignedIn(user): SignedIn,
    app: App,
    Upload(picture): Upload<Picture>,
) -> Result<Json<Pictured>> {
    let signed = picture.avatar.ok_or(Error::Missing("avatar"))?;
    let avatar_url = app
        .write(&NOWHERE, async move |work: &mut Work<'_>| {
            avatar::replace(work, user, &signed).await
        })
        .await?;
    Ok(Json(Pictured { avatar_url }))
}

pub async fn remove_avatar(SignedIn(user): SignedIn, app: App) -> Result<Json<Pictured>> {
    let removed =
        app.write(&NOWHERE, async move |work: &mut Work<'_>| avatar::remove(work, user).await);
    Ok(Json(Pictured { avatar_url: removed.await? }))
}
