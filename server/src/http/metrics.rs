//! `GET /metrics`: how the server is doing, for Prometheus.
//!
//! Whoever asks from this machine may read it, and whoever has the token of
//! `metrics.token`. To all others there is nothing at this address. Behind a proxy every
//! peer is this machine, so what has come through one is not taken for it: requests that say
//! for whom they were forwarded, and those that ask for another host.

use std::net::{IpAddr, SocketAddr};

use axum::{
    http::{
        HeaderMap,
        header::{AUTHORIZATION, CONTENT_TYPE, HOST},
    },
    response::{IntoResponse as _, Response},
};
use prometheus_client::encoding::prometheus_text;

use super::{Peer, origin, reply};
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

/// Whether a request comes from this machine itself.
fn is_local(peer: SocketAddr, headers: &HeaderMap) -> bool {
    let is_forwarded = origin::is_forwarded(headers);
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    peer.ip().to_canonical().is_loopback() && !is_forwarded && host.is_some_and(is_this_machine)
}

/// Whether a host, with or without a port, is this machine by any of its own names.
fn is_this_machine(host: &str) -> bool {
    if let Ok(address) = host.parse::<SocketAddr>() {
        return address.ip().is_loopback();
    }
    let name = host.split(':').next().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
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
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::{holds, is_local};

    fn headers(headers: &[(&'static str, &'static str)]) -> HeaderMap {
        let header = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        headers.iter().map(header).collect()
    }

    #[test]
    fn this_machine_is_told_from_others_and_from_proxies() {
        fn is(peer: &str, given: &[(&'static str, &'static str)]) -> bool {
            is_local(peer.parse().unwrap(), &headers(given))
        }
        for host in ["127.0.0.1:3000", "localhost", "LOCALHOST:3000", "[::1]:3000", "[::1]"] {
            assert!(is("127.0.0.1:5", &[("host", host)]), "{host}");
        }
        assert!(is("[::1]:5", &[("host", "localhost")]));
        assert!(is("[::ffff:127.0.0.1]:5", &[("host", "localhost")]));
        assert!(!is("10.0.0.7:5", &[("host", "localhost")]));
        for host in ["desk.acme.test", "localhost.acme.test", "10.0.0.7:3000", ""] {
            assert!(!is("127.0.0.1:5", &[("host", host)]), "{host}");
        }
        assert!(!is("127.0.0.1:5", &[]));
        for name in ["forwarded", "via", "x-real-ip", "x-forwarded-for", "x-forwarded-proto"] {
            assert!(!is("127.0.0.1:5", &[("host", "localhost"), (name, "x")]), "{name}");
        }
    }

    #[test]
    fn a_token_is_the_whole_token() {
        let holds = |value, token| holds(&headers(&[("authorization", value)]), token);
        assert!(holds("Bearer hush", "hush") && holds("bearer  hush ", "hush"));
        for value in ["Bearer hus", "Bearer hushh", "hush", "Basic hush", "Bearer", "Bearer "] {
            assert!(!holds(value, "hush"), "{value}");
        }
        assert!(!holds("Bearer ", "") && !holds("", ""));
    }
}
