//! Answers: JSON, nothing, or what went wrong.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, RETRY_AFTER,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::idempotent;
use crate::error::Error;

pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// A page may be kept, but is only shown once it is known that it is still the same.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Where the next part of a list begins.
const NEXT_CURSOR: HeaderName = HeaderName::from_static("next-cursor");

/// A JSON answer.
pub struct Json<T>(pub T);

/// A JSON answer in the envelope that most of them have: `{"payload": …}`.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Payload<T> {
    payload: T,
}

impl<T> Payload<T> {
    pub fn of(payload: T) -> Json<Self> {
        Json(Payload { payload })
    }
}

/// A JSON answer that is part of a list, and says where the next part begins.
pub struct Listed<T> {
    pub list: T,
    /// None if it was not asked for, or nothing comes behind it.
    pub next: Option<String>,
}

/// A page, and what a browser may fetch and run for it.
pub struct Html {
    pub html: String,
    pub policy: String,
}

/// An answer that says for how long it may be kept.
pub type Kept<T> = ([(HeaderName, HeaderValue); 1], T);

/// An answer without a body. Clients of the contract do not look for JSON there.
pub struct Done;

/// An answer without a body to what goes on in the background: a sentence, and where one can ask
/// how far it has come.
pub struct Begun {
    pub message: &'static str,
    pub place: String,
}

/// An answer without a body whose status says so.
pub struct NoContent;

/// The bytes of an answer, left for whoever puts an `ETag` on it.
#[derive(Clone)]
pub(super) struct Whole(pub Bytes);

/// What went wrong inside, left for whoever logs it.
#[derive(Clone)]
pub(super) struct Failure(pub String);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        json(StatusCode::OK, &self.0)
    }
}

impl<T: Serialize> IntoResponse for Listed<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.list).into_response();
        // A cursor is written in characters that a header may have.
        if let Some(next) = self.next.and_then(|next| HeaderValue::try_from(next).ok()) {
            response.headers_mut().insert(NEXT_CURSOR, next);
        }
        response
    }
}

impl IntoResponse for Html {
    fn into_response(self) -> Response {
        let bytes = Bytes::from(self.html);
        let headers = [
            (CONTENT_TYPE, HTML),
            (CACHE_CONTROL, ASK_AGAIN),
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        ];
        let mut response = (headers, bytes.clone()).into_response();
        if let Ok(policy) = HeaderValue::try_from(self.policy) {
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
        }
        response.extensions_mut().insert(Whole(bytes));
        response
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        StatusCode::OK.into_response()
    }
}

impl IntoResponse for Begun {
    fn into_response(self) -> Response {
        let message = HeaderName::from_static("message");
        [(message, self.message.to_owned()), (LOCATION, self.place)].into_response()
    }
}

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let mut bytes = Vec::with_capacity(1024);
    if let Err(error) = serde_json::to_writer(&mut bytes, body) {
        return Error::Internal(Box::new(error)).into_response();
    }
    let bytes = Bytes::from(bytes);
    let mut response = Response::new(Body::from(bytes.clone()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response.extensions_mut().insert(Whole(bytes));
    response
}

/// The body of a refusal. Which keys are there depends on the kind, as in contract 2.4;
/// `message` always is.
#[derive(Default, JsonSchema, Serialize)]
pub(super) struct Refusal<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    success: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Wrong<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<&'a str>,
    message: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attributes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
}

/// What is wrong: in words, or by field where clients look for that.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
#[serde(untagged)]
enum Wrong<'a> {
    Said(&'a str),
    Sorted(BTreeMap<&'a str, Vec<&'a str>>),
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Error::Answered(answered) = self {
            return idempotent::again(*answered);
        }
        let text = self.to_string();
        let (status, refusal) = refusal(&self, &text);
        let mut response = json(status, &refusal);
        if let Error::Unavailable(_) | Error::Unanswered = self {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if let Error::TooMany { retry_after } = self {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(retry_after));
        }
        if let Error::Unavailable(_) | Error::Uncertain(_) | Error::Internal(_) = self {
            response.extensions_mut().insert(Failure(with_causes(&self)));
        }
        response
    }
}

/// What is answered to something that is refused, for the reference to show.
pub(super) fn shown(error: &Error) -> (StatusCode, Value) {
    let text = error.to_string();
    let (status, refusal) = refusal(error, &text);
    (status, serde_json::to_value(&refusal).expect("a refusal is JSON"))
}

fn refusal<'a>(error: &'a Error, message: &'a str) -> (StatusCode, Refusal<'a>) {
    let plain = Refusal { error: Some(Wrong::Said(message)), message, ..Refusal::default() };
    match error {
        Error::SignedOut => (
            StatusCode::UNAUTHORIZED,
            Refusal { errors: vec![message], message, ..Refusal::default() },
        ),
        Error::NotSignedIn(_) => (StatusCode::UNAUTHORIZED, unsuccessful(message)),
        Error::NobodySignedOut => (StatusCode::NOT_FOUND, unsuccessful(message)),
        Error::WrongCode | Error::Unfit(_) => (StatusCode::BAD_REQUEST, plain),
        Error::BadLink(_) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Refusal { redirect_url: Some("/"), message, ..Refusal::default() },
        ),
        Error::TooMany { retry_after } => (
            StatusCode::TOO_MANY_REQUESTS,
            Refusal {
                retry_after: Some(*retry_after),
                ..routing(429, "Rate limit exceeded", message)
            },
        ),
        Error::Unauthorized(_) => (StatusCode::UNAUTHORIZED, plain),
        Error::LimitReached(_) => (StatusCode::PAYMENT_REQUIRED, plain),
        Error::Forbidden(_) => (StatusCode::FORBIDDEN, plain),
        Error::NotFound | Error::Vanished | Error::NoWebsite => (StatusCode::NOT_FOUND, plain),
        Error::NotOffered => (StatusCode::NOT_FOUND, routing(404, "Not Found", message)),
        Error::Gone(_) => (StatusCode::GONE, plain),
        Error::Conflict(_) | Error::Unanswered => (StatusCode::CONFLICT, plain),
        Error::Invalid(problems) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            Refusal {
                error: problems.sorted().map(Wrong::Sorted).or(plain.error),
                attributes: problems.fields(),
                ..plain
            },
        ),
        Error::Refused(_) | Error::TooSlow => (StatusCode::UNPROCESSABLE_ENTITY, plain),
        Error::Missing(field) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Refusal { attributes: vec![*field], ..plain })
        }
        Error::Malformed(_) => (StatusCode::BAD_REQUEST, routing(400, "Bad Request", message)),
        Error::TooLarge(_) => {
            (StatusCode::PAYLOAD_TOO_LARGE, routing(413, "Payload Too Large", message))
        }
        Error::Unavailable(_) | Error::Uncertain(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, routing(503, "Service Unavailable", message))
        }
        Error::Internal(_) | Error::Answered(_) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            routing(500, "Internal Server Error", "Something went wrong on our side."),
        ),
    }
}

/// A request that met no route of ours.
pub(super) async fn not_found() -> Response {
    Error::NotOffered.into_response()
}

/// Refusals of whoever signs in or out say so in a key of their own.
fn unsuccessful(message: &str) -> Refusal<'_> {
    Refusal { success: Some(false), errors: vec![message], message, ..Refusal::default() }
}

/// Refusals of the routing layer carry their status in the body.
fn routing<'a>(status: u16, error: &'a str, message: &'a str) -> Refusal<'a> {
    Refusal { status: Some(status), error: Some(Wrong::Said(error)), message, ..Refusal::default() }
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}
