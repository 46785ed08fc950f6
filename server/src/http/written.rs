//! Answers that are no JSON: what leads elsewhere, tables, pages and their parts.

use axum::{
    body::Body,
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION},
    },
    response::{IntoResponse, Response},
};

use super::reference::headers::{self, Header};

/// An answer that leads elsewhere.
pub struct Lead {
    pub place: HeaderValue,
    /// For how long it may be kept, if that is said.
    pub kept: Option<HeaderValue>,
}

/// A table for spreadsheets, to be put into a folder.
pub struct Table {
    pub kind: HeaderValue,
    /// That it is a file, and its name.
    pub disposition: HeaderValue,
    pub body: Body,
}

/// A page of HTML, as its handler has written it.
pub struct Page(pub Response);

/// Something that a page or a program loads: a script, a style, a list of addresses.
pub struct Part(pub Response);

impl Lead {
    pub fn to(place: HeaderValue) -> Self {
        Lead { place, kept: None }
    }
}

impl Page {
    /// What pages say in headers, each what it has to say.
    pub const SAYS: [Header; 5] = [
        headers::CACHE_CONTROL.at_times(),
        headers::CONTENT_SECURITY_POLICY.at_times(),
        headers::CONTENT_TYPE_OPTIONS.at_times(),
        headers::ETAG.at_times(),
        headers::REFERRER_POLICY.at_times(),
    ];
}

impl Part {
    pub const SAYS: [Header; 2] =
        [headers::CACHE_CONTROL.at_times(), headers::CONTENT_SECURITY_POLICY.at_times()];
}

impl IntoResponse for Lead {
    fn into_response(self) -> Response {
        let mut response = StatusCode::FOUND.into_response();
        response.headers_mut().insert(LOCATION, self.place);
        if let Some(kept) = self.kept {
            response.headers_mut().insert(CACHE_CONTROL, kept);
        }
        response
    }
}

impl IntoResponse for Table {
    fn into_response(self) -> Response {
        let Table { kind, disposition, body } = self;
        ([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition)], body).into_response()
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        self.0
    }
}

impl IntoResponse for Part {
    fn into_response(self) -> Response {
        self.0
    }
}
