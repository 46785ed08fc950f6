//! Endpoints for the reference itself.

use std::sync::LazyLock;

use axum::{
    http::header::CONTENT_TYPE,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;

use crate::http::reference;

/// The document, which is the same for everybody.
static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| reference::text().into());

pub async fn show() -> Response {
    ([(CONTENT_TYPE, "application/json; charset=utf-8")], DOCUMENT.clone()).into_response()
}
