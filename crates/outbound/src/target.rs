//! URLs that may be asked.
//!
//! They are read as browsers read them, so every spelling of an address (`0x7f.1`, `2130706433`,
//! `[::ffff:7f00:1]`) becomes that address before it is judged.

use std::net::IpAddr;

use hyper::Uri;
use url::{Host, Url};

use crate::{Problem, Reach};

/// Reads a URL and refuses what is never asked.
pub fn parse(text: &str) -> Result<Url, Problem> {
    let url = Url::parse(text).map_err(|_| Problem::InvalidUrl("is not valid"))?;
    check(&url)?;
    Ok(url)
}

/// Refuses a URL that is not of the web, and one with a password in it: that would be shown and
/// stored wherever the URL is.
pub fn check(url: &Url) -> Result<(), Problem> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Problem::InvalidUrl("must begin with http:// or https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Problem::InvalidUrl("must not contain a user name or password"));
    }
    Ok(())
}

/// Refuses a URL whose host is an address out of reach. Names are judged when they are resolved.
pub fn check_literal(url: &Url, reach: &Reach) -> Result<(), Problem> {
    let address = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        Some(Host::Domain(_)) | None => return Ok(()),
    };
    if reach.allows(address) { Ok(()) } else { Err(Problem::RefusedAddress) }
}

/// The URL as the client takes it, which must lead to the same place.
pub fn to_uri(url: &Url) -> Result<Uri, Problem> {
    let text = url.as_str().split('#').next().unwrap_or_default();
    let uri: Uri = text.parse().map_err(|_| Problem::InvalidUrl("is not valid"))?;
    let is_same = uri.scheme_str() == Some(url.scheme())
        && uri.host() == url.host_str()
        && uri.port_u16() == url.port();
    if is_same { Ok(uri) } else { Err(Problem::InvalidUrl("is not valid")) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{parse, to_uri};
    use crate::Problem;

    #[test]
    fn only_urls_of_the_web_without_passwords_are_asked() {
        for text in ["http://example.com", "https://example.com:8443/a?b#c", " HTTP://ExAmple.com "]
        {
            parse(text).unwrap();
        }
        for (text, problem) in [
            ("", "is not valid"),
            ("example.com", "is not valid"),
            ("http://", "is not valid"),
            ("http://[fe80::1%25eth0]/", "is not valid"),
            ("http://1.2.3.4.5/", "is not valid"),
            ("ftp://example.com", "must begin with http:// or https://"),
            ("file:///etc/passwd", "must begin with http:// or https://"),
            ("javascript:alert(1)", "must begin with http:// or https://"),
            ("http://name@example.com", "must not contain a user name or password"),
            ("http://:word@example.com", "must not contain a user name or password"),
        ] {
            assert_eq!(parse(text), Err(Problem::InvalidUrl(problem)), "{text}");
        }
    }

    #[test]
    fn what_is_for_the_reader_alone_is_not_sent() {
        let uri = to_uri(&parse("http://example.com:80/a b?c d#e").unwrap()).unwrap();
        assert_eq!(uri.to_string(), "http://example.com/a%20b?c%20d");
    }

    proptest! {
        #[test]
        fn both_readers_of_a_url_see_the_same_host(rest in r"[ -~]{0,40}") {
            if let Ok(url) = parse(&format!("http://{rest}"))
                && let Ok(uri) = to_uri(&url)
            {
                prop_assert_eq!(uri.host(), url.host_str());
                prop_assert!(!uri.authority().unwrap().as_str().contains('@'));
            }
        }
    }
}
