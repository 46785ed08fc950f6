//! The `Idempotency-Key` of a request: a POST that comes with one is carried through, even when
//! its caller goes, and its answer is kept for whoever sends it again.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, HttpBody as _},
    extract::Request,
    http::{
        Extensions, HeaderName, HeaderValue, Method, StatusCode,
        header::{CONTENT_TYPE, LOCATION},
        request::Parts,
        uri::PathAndQuery,
    },
    response::{IntoResponse as _, Response},
};
use db::Tx;
use tokio_util::task::TaskTracker;
use tower::Service as _;

use super::reply::{JSON, Whole};
use crate::{
    access::{Holder, Pass},
    app::App,
    error::{Answered, Error, Result},
    id::{ContactInboxId, PlatformAppId, UserId},
    idempotency::{self, Caller, Keyed},
};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Says that an answer is that of an earlier request.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// What an answer may say beside its body.
const KEPT_HEADERS: [HeaderName; 2] = [LOCATION, HeaderName::from_static("message")];

/// Has the key of a request noted by whoever handles it, if it has one.
pub fn make_slot(request: &mut Request) -> Result<Option<Arc<Keyed>>> {
    if request.method() != Method::POST {
        return Ok(None);
    }
    let Some(key) = request.headers().get(KEY) else { return Ok(None) };
    let wanted = request.uri().path_and_query().map_or("/", PathAndQuery::as_str).to_owned();
    let keyed = Arc::new(Keyed::new(key.to_str().unwrap_or_default(), wanted)?);
    request.extensions_mut().insert(Arc::clone(&keyed));
    Ok(Some(keyed))
}

/// The request, if it has a key.
pub fn of(extensions: &Extensions) -> Option<&Arc<Keyed>> {
    extensions.get::<Arc<Keyed>>()
}

/// Notes who sends a request.
pub fn note_holder(parts: &Parts, holder: &Holder, pass: Pass) {
    match holder {
        Holder::User(Some(member)) => {
            let (id, is_in_person) = (member.user, pass.is_in_person());
            note(parts, Caller::User { id, is_in_person, member: Some(member) });
        }
        Holder::Bot(Some(bot)) => note(parts, Caller::Bot(bot.id)),
        Holder::User(None) | Holder::Bot(None) => {}
    }
}

pub fn note_app(parts: &Parts, id: PlatformAppId) {
    note(parts, Caller::Platform(id));
}

pub fn note_user(parts: &Parts, id: UserId, pass: Pass) {
    note(parts, Caller::User { id, is_in_person: pass.is_in_person(), member: None });
}

pub fn note_visitor(parts: &Parts, id: ContactInboxId) {
    note(parts, Caller::Visitor(id));
}

fn note(parts: &Parts, caller: Caller<'_>) {
    if let Some(keyed) = of(&parts.extensions) {
        keyed.comes_from(caller);
    }
}

/// Answers a request with a key, in a task that ends only when its answer is kept.
pub async fn answer(
    app: App,
    underway: &TaskTracker,
    mut router: Router,
    request: Request,
    keyed: Arc<Keyed>,
) -> Response {
    let answering = underway.spawn(async move {
        let response = match router.call(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        if keyed.is_noted()
            && response.status().is_success()
            && let Err(error) = keep(&app, keyed, answered(&response)).await
        {
            tracing::warn!(%error, "an answer is not kept for its Idempotency-Key");
        }
        response
    });
    let answered = answering.await;
    answered.unwrap_or_else(|_| Error::Internal("a handler panicked".into()).into_response())
}

async fn keep(app: &App, keyed: Arc<Keyed>, answer: Option<Answered>) -> Result<()> {
    let Some(answer) = answer else {
        return Err(Error::Internal("it is neither JSON nor empty".into()));
    };
    let vault = app.vault.clone();
    let kept =
        app.db.write(async move |tx: &mut Tx| idempotency::keep(tx, &vault, &keyed, &answer).await);
    kept.await
}

/// What can be said again.
fn answered(response: &Response) -> Option<Answered> {
    let body = match response.extensions().get::<Whole>() {
        Some(Whole(bytes)) => String::from_utf8(bytes.to_vec()).ok()?,
        None if response.body().is_end_stream() => String::new(),
        None => return None,
    };
    let header = |name: &HeaderName| {
        let value = response.headers().get(name)?.to_str().ok()?;
        Some((name.to_string(), value.to_owned()))
    };
    let headers = KEPT_HEADERS.iter().filter_map(header).collect();
    Some(Answered { status: response.status().as_u16(), headers, body })
}

/// Says again what an earlier request was answered.
pub fn again(answered: Answered) -> Response {
    let Answered { status, headers, body } = answered;
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    if !response.body().is_end_stream() {
        response.headers_mut().insert(CONTENT_TYPE, JSON);
    }
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}
