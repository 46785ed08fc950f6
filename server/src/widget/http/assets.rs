//! What browsers load for the chat: the script of pages, and the files of the app.

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
        request::Parts,
    },
    response::{IntoResponse as _, Response},
};

use super::super::app::{self as files, MISSING};
use crate::{
    app::App,
    error::{Error, Result},
    http::{Call, Described},
};

const LOADER: &str = "sdk.js";

/// What is named after what it holds never changes. The script of pages does.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const FIVE_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// A file of the app that a path names.
pub struct Asset(String);

impl FromRequestParts<App> for Asset {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let params = RawPathParams::from_request_parts(parts, app).await;
        let params = params.map_err(|_| Error::NotOffered)?;
        let name = params.iter().find(|(name, _)| *name == "file");
        name.map(|(_, name)| Asset(name.to_owned())).ok_or(Error::NotOffered)
    }
}

impl Described for Asset {
    fn describe(call: &mut Call<'_>) {
        call.refuses(StatusCode::NOT_FOUND);
    }
}

/// The script that pages load to show the chat.
pub async fn loader() -> Response {
    match files::file(LOADER) {
        Some(bytes) => answer(LOADER, bytes, FIVE_MINUTES),
        None => (StatusCode::NOT_FOUND, MISSING).into_response(),
    }
}

/// A file of the app that the page of the chat loads.
pub async fn show(Asset(name): Asset) -> Result<Response> {
    let bytes = files::file(&format!("assets/{name}")).ok_or(Error::NotOffered)?;
    Ok(answer(&name, bytes, FOR_EVER))
}

fn answer(name: &str, bytes: &'static [u8], kept: HeaderValue) -> Response {
    let kind = match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json; charset=utf-8",
        Some("mp3") => "audio/mpeg",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    let headers = [(CONTENT_TYPE, HeaderValue::from_static(kind)), (CACHE_CONTROL, kept)];
    (headers, bytes).into_response()
}
