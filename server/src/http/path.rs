//! What a path names, as types.

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};

use crate::{
    app::App,
    error::{Error, Result},
};

/// What the path points to below the account: `At(id): At<TeamId>`.
pub struct At<T>(pub T);

/// What the path points to below that: `Sub(id): Sub<MessageId>`.
pub struct Sub<T>(pub T);

/// What `{slug}` in the path says.
pub struct Slug(pub String);

impl<T: From<i64> + Send> FromRequestParts<App> for At<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        path_id(parts, app, "id").await.map(|id| At(T::from(id)))
    }
}

impl<T: From<i64> + Send> FromRequestParts<App> for Sub<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        path_id(parts, app, "sub").await.map(|id| Sub(T::from(id)))
    }
}

impl FromRequestParts<App> for Slug {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        path_part(parts, app, "slug").await.map(Slug)
    }
}

/// A number in the path. One that cannot be an id belongs to no record.
pub async fn path_id(parts: &mut Parts, app: &App, wanted: &str) -> Result<i64> {
    path_part(parts, app, wanted).await?.parse().map_err(|_| Error::NotFound)
}

/// A part of the path. What no database can hold is the name of nothing.
pub async fn path_part(parts: &mut Parts, app: &App, wanted: &str) -> Result<String> {
    let params = RawPathParams::from_request_parts(parts, app).await;
    let params = params.map_err(|_| Error::NotFound)?;
    let mut values = params.iter().filter(|(name, _)| *name == wanted);
    let value = values.next().map(|(_, value)| value.to_owned());
    value.filter(|value| !value.contains('\0')).ok_or(Error::NotFound)
}
