//! What browsers load for the chat: the script of pages, the files of the app, and a page to try
//! it on.

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
        request::Parts,
    },
    response::{IntoResponse as _, Response},
};

use db::Tx;

use super::super::{
    app::{self as files, MISSING},
    demo,
};
use crate::{
    app::App,
    error::{Error, Result},
    http::{Call, Described, Peer, is_local},
    inboxes::channel::website,
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

/// The page to try it on, for whoever asks on the machine on which this runs. To others there is
/// nothing here.
pub async fn demo(app: App, peer: Peer, headers: HeaderMap) -> Result<Response> {
    if !is_local(peer.0, &headers) {
        return Err(Error::NotOffered);
    }
    let links = app.links.clone();
    let read = app.db.read(async move |tx: &mut Tx| website::oldest(tx, &links).await);
    let channel = read.await?;
    Ok(demo::page(app.links.base(), channel.as_ref()))
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
