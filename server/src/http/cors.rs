//! Which answers pages of other sites may read: those of the API that chats of other sites are
//! built on, which asks nobody's browser who they are, and the files of the chat of websites
//! (contract `realtime-client-platform.md`, 3.1 and 4.1). Where the installation says so, those of
//! the whole API too, or all there are (contract `application-core.md`, 1.7): then pages hold what
//! lets their users in, which they send by themselves and a browser never does.

use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{
            ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
            ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
            ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, VARY,
        },
    },
    response::{IntoResponse as _, Response},
};

use crate::config::Config;

/// What is open to pages of all sites, everywhere.
const OPEN: [&str; 2] = ["/public/api/", "/packs/"];

/// Where the rest of the API is.
const API: &str = "/api/";

/// What such pages may read of an answer beside its body: what goes on letting their user in, where
/// a list goes on, and when to ask again.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "access-token, client, uid, expiry, next-cursor, retry-after, idempotency-replayed, x-request-id",
);

const ANY: HeaderValue = HeaderValue::from_static("*");
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE, OPTIONS");

/// Seconds for which a browser need not ask again.
const TWO_HOURS: HeaderValue = HeaderValue::from_static("7200");

/// How much is open to pages of other sites.
#[derive(Clone, Copy, Debug)]
pub enum Openness {
    /// What always is.
    Usual,
    /// The API as well.
    Api,
    Everything,
}

impl Openness {
    pub fn of(config: &Config) -> Self {
        match (config.sign_up.api_only_server, config.server.api_cors) {
            (true, _) => Openness::Everything,
            (false, true) => Openness::Api,
            (false, false) => Openness::Usual,
        }
    }

    /// Whether a browser asks if a page may send a request.
    pub fn asks_leave(self, request: &Request) -> bool {
        request.method() == Method::OPTIONS
            && self.has(request.uri().path())
            && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
    }

    /// Lets pages of all sites read an answer, if it is one of those.
    pub fn open(self, path: &str, headers: &mut HeaderMap) {
        if !self.has(path) {
            return;
        }
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
        if !is_always_open(path) {
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    fn has(self, path: &str) -> bool {
        match self {
            Openness::Usual => is_always_open(path),
            Openness::Api => is_always_open(path) || path.starts_with(API),
            Openness::Everything => true,
        }
    }
}

/// That it may, with whatever headers it has.
pub fn leave(request: &Request) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(ACCESS_CONTROL_MAX_AGE, TWO_HOURS);
    headers.insert(VARY, ACCESS_CONTROL_REQUEST_HEADERS.into());
    if let Some(wanted) = request.headers().get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
    }
    response
}

fn is_always_open(path: &str) -> bool {
    OPEN.iter().any(|begin| path.starts_with(begin))
}
