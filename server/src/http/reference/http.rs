//! Endpoints for the reference itself, which is the same for everybody.

use std::sync::LazyLock;

use axum::{
    http::{
        HeaderValue,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;

use super::page;
use crate::http::{Page, Part, reference, routes};

static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| {
    let document = reference::document(&routes::table());
    serde_json::to_vec(&document).expect("a document is JSON").into()
});
static PAGE: LazyLock<Bytes> =
    LazyLock::new(|| page::page(&reference::document(&routes::table())).into());

/// The page asks for its style and its script, and for nothing else.
const OURS_ONLY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'",
);

pub async fn document() -> Part {
    Part(shown("application/json; charset=utf-8", DOCUMENT.clone()))
}

pub async fn page() -> Page {
    Page(shown("text/html; charset=utf-8", PAGE.clone()))
}

pub async fn style() -> Part {
    Part(shown("text/css; charset=utf-8", Bytes::from_static(page::STYLE.as_bytes())))
}

pub async fn script() -> Part {
    Part(shown("text/javascript; charset=utf-8", Bytes::from_static(page::SCRIPT.as_bytes())))
}

fn shown(kind: &'static str, bytes: Bytes) -> Response {
    let headers =
        [(CONTENT_TYPE, HeaderValue::from_static(kind)), (CONTENT_SECURITY_POLICY, OURS_ONLY)];
    (headers, bytes).into_response()
}
