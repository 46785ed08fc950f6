//! `GET /metrics`: how the server is doing, for Prometheus.
//!
//! Whoever asks from this machine may read it, and whoever has the token of
//! `metrics.token`. To all others there is nothing at this address.

use axum::{
    http::{
        HeaderMap,
        header::{AUTHORIZATION, CONTENT_TYPE},
    },
    response::{IntoResponse as _, Response},
};
use prometheus_client::encoding::prometheus_text;

use super::{Peer, local::is_local, reply};
use crate::{app::App, background, metrics::Now, secret};

pub async fn show(app: App, peer: Peer, headers: HeaderMap) -> Response {
    let has_token = holds(&headers, app.config.metrics.token.reveal());
    if !has_token && !is_local(peer.0, &headers) {
        return reply::not_found().await;
    }
    let now = Now {
        condition: background::condition(&app).await,
        engine: app.db.kind(),
        database: app.db.stats(),
        sockets: app.hub.stats(),
        neighbours: app.neighbours.count(),
    };
    ([(CONTENT_TYPE, prometheus_text::CONTENT_TYPE)], app.metrics.text(&now)).into_response()
}

/// Whether a request names the token, if there is one.
fn holds(headers: &HeaderMap, token: &str) -> bool {
    let named = headers.get(AUTHORIZATION).and_then(|named| named.to_str().ok());
    match named.unwrap_or_default().split_at_checked(7) {
        Some((scheme, named)) if scheme.eq_ignore_ascii_case("bearer ") => {
            !token.is_empty() && secret::is_same(named.trim(), token)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header::AUTHORIZATION};

    use super::holds;

    #[test]
    fn a_token_is_the_whole_token() {
        let holds = |value, token| {
            let headers = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static(value))]);
            holds(&headers, token)
        };
        assert!(holds("Bearer hush", "hush") && holds("bearer  hush ", "hush"));
        for value in ["Bearer hus", "Bearer hushh", "hush", "Basic hush", "Bearer", "Bearer "] {
            assert!(!holds(value, "hush"), "{value}");
        }
        assert!(!holds("Bearer ", "") && !holds("", ""));
    }
}
