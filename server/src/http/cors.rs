//! Which answers pages of other sites may read: those of the API that chats of other sites are
//! built on, which asks nobody's browser who they are, and the files of the chat of websites
//! (contract `realtime-client-platform.md`, 3.1 and 4.1).

use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{
            ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
            ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
            ACCESS_CONTROL_REQUEST_METHOD, VARY,
        },
    },
    response::{IntoResponse as _, Response},
};

const OPEN: [&str; 2] = ["/public/api/", "/packs/"];

const ANY: HeaderValue = HeaderValue::from_static("*");
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE, OPTIONS");

/// Seconds for which a browser need not ask again.
const TWO_HOURS: HeaderValue = HeaderValue::from_static("7200");

/// Whether a browser asks if a page may send a request.
pub fn asks_leave(request: &Request) -> bool {
    request.method() == Method::OPTIONS
        && is_open(request.uri().path())
        && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
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

fn is_open(path: &str) -> bool {
    OPEN.iter().any(|begin| path.starts_with(begin))
}

/// Lets pages of all sites read an answer, if it is one of those.
pub fn open(path: &str, headers: &mut HeaderMap) {
    if is_open(path) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    }
}
