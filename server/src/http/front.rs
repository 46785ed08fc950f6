//! The front door: what happens to every request before and after its handler.

use std::{
    borrow::Cow,
    net::SocketAddr,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Body,
    extract::{MatchedPath, Request},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri,
        header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH},
        uri::PathAndQuery,
    },
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use futures_util::FutureExt as _;
use tokio_util::task::TaskTracker;
use tower::Service as _;
use xxhash_rust::xxh3::xxh3_64;

use super::{
    cors::{self, Openness},
    credentials,
    extract::Peer,
    idempotent,
    origin::Origin,
    reply::{Failure, Whole},
    throttle::{Standing, Throttles},
};
use crate::{app::App, error::Error, work::Asked};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A request that takes longer than this is worth a line in the log.
const SLOW: Duration = Duration::from_secs(1);

/// Answers requests, whatever happens inside.
#[derive(Clone)]
pub struct Front {
    app: App,
    router: Router,
    throttles: Throttles,
    openness: Openness,
    /// What is carried through, whether or not its caller is still there.
    underway: TaskTracker,
    /// Makes the request ids of this process differ from those of another.
    process: u32,
}

impl Front {
    pub fn new(app: App, router: Router, process: u32) -> Self {
        let throttles = Throttles::new(&app.config.throttle);
        let openness = Openness::of(&app.config);
        Self { app, router, throttles, openness, underway: TaskTracker::new(), process }
    }

    /// Waits for what is carried through without its caller.
    pub async fn finish(&self) {
        self.underway.close();
        self.underway.wait().await;
    }

    /// The answer to a request. A handler that panics costs its caller a 500, no more.
    pub async fn answer(&self, mut request: Request, peer: SocketAddr) -> Response {
        let started = Instant::now();
        let id = self.request_id(request.headers());
        let method = request.method().clone();
        let known = request.headers().get(IF_NONE_MATCH).cloned();
        tidy(&mut request);
        credentials::take_from_query(&mut request);
        request.extensions_mut().insert(Peer(peer));
        let session = credentials::make_slot(&mut request);
        let path = request.uri().path().to_owned();

        let origin = Origin::of(peer, request.headers(), &self.app.config.server.trusted_proxies);
        request.extensions_mut().insert(origin);
        note(&mut request, &id, origin);
        let standing = self.throttles.count(&request, origin, self.app.clock.now());
        let asks_leave = self.openness.asks_leave(&request);
        let mut response = match standing {
            Ok(_) if asks_leave => cors::leave(&request),
            Ok(_) => self.handled(request).await,
            Err(Standing { resets_in, .. }) => {
                Error::TooMany { retry_after: resets_in }.into_response()
            }
        };
        if let Ok(Some(standing)) | Err(standing) = standing {
            standing.tell(response.headers_mut());
        }

        self.openness.open(&path, response.headers_mut());
        keep_private(&path, response.headers_mut());
        if method == Method::GET {
            response = tagged(response, known.as_ref());
        }
        if let Some(session) = session {
            session.repeat(response.headers_mut());
        }
        let (route, took) = (response.extensions_mut().remove::<MatchedPath>(), started.elapsed());
        self.app.metrics.answered(route.as_ref(), &method, response.status(), took);
        report(&response, &method, &without_secret(&path), &id, took);
        response.headers_mut().insert(REQUEST_ID, id);
        response
    }

    async fn handled(&self, mut request: Request) -> Response {
        match idempotent::make_slot(&mut request) {
            Ok(None) => self.routed(request).await,
            Ok(Some(keyed)) => {
                let (app, router) = (self.app.clone(), self.router.clone());
                idempotent::answer(app, &self.underway, router, request, keyed).await
            }
            Err(refusal) => refusal.into_response(),
        }
    }

    async fn routed(&self, request: Request) -> Response {
        let routed = AssertUnwindSafe(self.router.clone().call(request)).catch_unwind().await;
        match routed {
            Ok(Ok(response)) => response,
            Ok(Err(never)) => match never {},
            Err(_) => Error::Internal("a handler panicked".into()).into_response(),
        }
    }

    /// The id that the caller or a proxy gave, if it is one; otherwise one of ours.
    fn request_id(&self, headers: &HeaderMap) -> HeaderValue {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        if let Some(given) = headers.get(REQUEST_ID)
            && given.len() <= 64
            && given.as_bytes().iter().all(u8::is_ascii_graphic)
        {
            return given.clone();
        }
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let id = format!("{:08x}-{count:x}", self.process);
        HeaderValue::try_from(id).expect("hexadecimal digits make a header")
    }
}

/// Notes of a request that wants something changed by what it is known later.
fn note(request: &mut Request, id: &HeaderValue, origin: Origin) {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return;
    }
    let id = id.to_str().unwrap_or_default().to_owned();
    request.extensions_mut().insert(Arc::new(Asked { id, address: origin.address }));
}

/// Notes for the front door which path of the route table a request has taken.
pub async fn note_route(path: MatchedPath, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.extensions_mut().insert(path);
    response
}

/// Where paths may end in `.json`. Elsewhere they name files.
const WITH_ENDING: [&str; 4] = ["/api", "/auth", "/platform", "/public"];

/// A trailing slash and a `.json` ending mean nothing (contract 1.1).
fn tidy(request: &mut Request) {
    let path = request.uri().path();
    let tidied = path.trim_end_matches('/');
    let may_end = WITH_ENDING.iter().any(|begin| path.starts_with(begin));
    let tidied = tidied.strip_suffix(".json").filter(|_| may_end).unwrap_or(tidied);
    if tidied.len() == path.len() || tidied.is_empty() {
        return;
    }
    let target = match request.uri().query() {
        Some(query) => format!("{tidied}?{query}"),
        None => tidied.to_owned(),
    };
    if let Ok(target) = PathAndQuery::try_from(target) {
        *request.uri_mut() = Uri::from(target);
    }
}

/// Marks an answer with what it holds, and leaves it out when the client has it already.
fn tagged(mut response: Response, known: Option<&HeaderValue>) -> Response {
    if response.status() != StatusCode::OK {
        return response;
    }
    let Some(Whole(bytes)) = response.extensions_mut().remove::<Whole>() else { return response };
    let tag = HeaderValue::try_from(format!("W/\"{:016x}\"", xxh3_64(&bytes)))
        .expect("hexadecimal digits make a header");
    if known == Some(&tag) {
        *response.body_mut() = Body::empty();
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    response.headers_mut().insert(ETAG, tag);
    response
}

/// Where what visitors ask for begins.
pub const OF_WEBSITES: &str = "/api/v1/widget/";
pub const OF_CLIENT_API: &str = "/public/api/v1/inboxes/";

/// What one visitor is told is kept for nobody else: who they are stands in a header, and the
/// address is the same for all.
fn keep_private(path: &str, headers: &mut HeaderMap) {
    if path.starts_with(OF_WEBSITES) || path.starts_with(OF_CLIENT_API) {
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    }
}

/// A path without the source id of a visitor, which lets in whoever knows it.
fn without_secret(path: &str) -> Cow<'_, str> {
    if !path.starts_with("/public/api/") {
        return path.into();
    }
    let Some((before, after)) = path.split_once("/contacts/") else { return path.into() };
    match after.split_once('/') {
        Some((_, below)) => format!("{before}/contacts/…/{below}").into(),
        None => format!("{before}/contacts/…").into(),
    }
}

fn report(response: &Response, method: &Method, path: &str, id: &HeaderValue, elapsed: Duration) {
    let status = response.status().as_u16();
    let request = id.to_str().unwrap_or_default();
    let millis = elapsed.as_millis();
    if let Some(Failure(error)) = response.extensions().get::<Failure>() {
        tracing::error!(target: "access", request, %method, path, status, millis, error, "a request failed");
    } else if elapsed > SLOW {
        tracing::warn!(target: "access", request, %method, path, status, millis, "a request was slow");
    } else {
        tracing::debug!(target: "access", request, %method, path, status, millis, "a request was answered");
    }
}

#[cfg(test)]
mod tests {
    use super::without_secret;

    #[test]
    fn what_lets_a_visitor_in_is_not_written_down() {
        let inbox = "/public/api/v1/inboxes/abc";
        for (path, told) in [
            ("contacts/s3cret", "contacts/…"),
            ("contacts/s3cret/conversations/5", "contacts/…/conversations/5"),
            ("contacts", "contacts"),
        ] {
            assert_eq!(without_secret(&format!("{inbox}/{path}")), format!("{inbox}/{told}"));
        }
        assert_eq!(
            without_secret("/api/v1/accounts/1/contacts/5"),
            "/api/v1/accounts/1/contacts/5"
        );
    }
}
