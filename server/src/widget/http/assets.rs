//! What browsers load for the chat: the script of pages, the files of the app, and a page to try
//! it on.

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY},
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
    http::{Call, Described, Page, Part, Peer, is_local},
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
pub async fn loader(headers: HeaderMap) -> Part {
    let missing = || (StatusCode::NOT_FOUND, MISSING).into_response();
    Part(answer(LOADER, &headers, FIVE_MINUTES).unwrap_or_else(missing))
}

/// A file of the app that the page of the chat loads.
pub async fn show(Asset(name): Asset, headers: HeaderMap) -> Result<Part> {
    answer(&format!("assets/{name}"), &headers, FOR_EVER).map(Part).ok_or(Error::NotOffered)
}

/// The page to try it on, for whoever asks on the machine on which this runs. To others there is
/// nothing here.
pub async fn demo(app: App, peer: Peer, headers: HeaderMap) -> Result<Page> {
    if !is_local(peer.0, &headers) {
        return Err(Error::NotOffered);
    }
    let links = app.links.clone();
    let read = app.db.read(async move |tx: &mut Tx| website::oldest(tx, &links).await);
    let channel = read.await?;
    Ok(Page(demo::page(app.links.base(), channel.as_ref())))
}

/// How a file was made smaller, and what its name ends with then. The smallest comes first.
const SMALLER: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

fn answer(name: &str, asking: &HeaderMap, kept: HeaderValue) -> Option<Response> {
    let mut bytes = files::file(name)?;
    let kind = match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json; charset=utf-8",
        Some("mp3") => "audio/mpeg",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    let mut headers = HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CACHE_CONTROL, kept),
        (VARY, HeaderValue::from_static("accept-encoding")),
    ]);
    for (coding, ending) in SMALLER {
        if accepts(asking, coding)
            && let Some(smaller) = files::file(&format!("{name}{ending}"))
        {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
            bytes = smaller;
            break;
        }
    }
    Some((headers, bytes).into_response())
}

/// Whether a browser says that it reads what is coded so.
fn accepts(asking: &HeaderMap, coding: &str) -> bool {
    let said = asking.get_all(ACCEPT_ENCODING).into_iter().filter_map(|said| said.to_str().ok());
    said.flat_map(|said| said.split(',')).any(|said| {
        let (name, weight) = said.split_once(';').unwrap_or((said, ""));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        name.trim().eq_ignore_ascii_case(coding) && weight.parse::<f32>().is_ok_and(|it| it > 0.0)
    })
}
