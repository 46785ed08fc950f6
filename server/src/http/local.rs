//! Whether somebody asks from the machine on which this runs.
//!
//! Behind a proxy every peer is this machine, so what has come through one is not taken for it:
//! requests that say for whom they were forwarded, and those that ask for another host.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, header::HOST};

use super::origin;

/// Whether a request comes from this machine itself.
pub fn is_local(peer: SocketAddr, headers: &HeaderMap) -> bool {
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

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::is_local;

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
}
