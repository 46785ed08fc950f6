//! Where a request comes from.
//!
//! The other end of the connection is a fact. What a header says of those behind it counts only
//! as far as it was written by proxies that the settings name: each adds whom it was called by at
//! the end, so the list is read from there.

use std::{
    fmt::Write as _,
    net::{IpAddr, SocketAddr},
};

use axum::http::{
    HeaderMap,
    header::{FORWARDED, VIA},
};

use crate::config::Networks;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// Who sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    pub address: IpAddr,
    /// Whether they are on this machine, and no proxy stands between.
    pub is_here: bool,
}

impl Origin {
    pub fn of(peer: SocketAddr, headers: &HeaderMap, proxies: &Networks) -> Self {
        let peer = peer.ip().to_canonical();
        if !is_forwarded(headers) {
            return Origin { address: peer, is_here: peer.is_loopback() };
        }
        let mut address = peer;
        let named = headers.get_all(FORWARDED_FOR).iter().rev();
        let names = named.flat_map(|text| text.as_bytes().rsplit(|byte| *byte == b','));
        for name in names {
            if !proxies.contain(address) {
                break;
            }
            // Whoever is not named by an address is not told apart from their proxy.
            let Some(before) = address_of(name) else { break };
            address = before;
        }
        Origin { address, is_here: false }
    }

    /// The address, as far as it tells people apart: whoever has one of version 6 has all that
    /// begin with the same 64 bits.
    pub fn place(self) -> String {
        match self.address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let mut text = String::new();
                for segment in &address.segments()[..4] {
                    write!(text, "{segment:x}:").expect("a string takes any text");
                }
                text
            }
        }
    }
}

/// Whether a proxy says that it hands on what somebody else sent.
pub fn is_forwarded(headers: &HeaderMap) -> bool {
    headers.contains_key(FORWARDED)
        || headers.contains_key(VIA)
        || headers.contains_key("x-real-ip")
        || headers.keys().any(|name| name.as_str().starts_with("x-forwarded-"))
}

/// An address, with or without a port.
fn address_of(name: &[u8]) -> Option<IpAddr> {
    let name = std::str::from_utf8(name).ok()?.trim();
    let alone = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
    let with_port = || name.parse::<SocketAddr>().ok().map(|address| address.ip());
    alone.or_else(with_port).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::http::{HeaderMap, HeaderValue};
    use serde::Deserialize as _;
    use serde_json::json;

    use super::Origin;
    use crate::config::Networks;

    fn origin<N: AsRef<[u8]>>(peer: &str, forwarded_for: &[N]) -> (String, bool) {
        let proxies = Networks::deserialize(json!("127.0.0.0/8, 10.0.0.0/8, ::1")).unwrap();
        let mut headers = HeaderMap::new();
        for named in forwarded_for {
            headers.append("x-forwarded-for", HeaderValue::from_bytes(named.as_ref()).unwrap());
        }
        let Origin { address, is_here } =
            Origin::of(SocketAddr::new(peer.parse().unwrap(), 80), &headers, &proxies);
        (address.to_string(), is_here)
    }

    #[test]
    fn what_proxies_say_is_believed_as_far_as_they_are_known() {
        let is = |address: &str, is_here| (address.to_owned(), is_here);
        assert_eq!(origin::<&str>("127.0.0.1", &[]), is("127.0.0.1", true));
        assert_eq!(origin::<&str>("::ffff:127.0.0.1", &[]), is("127.0.0.1", true));
        assert_eq!(origin::<&str>("192.0.2.1", &[]), is("192.0.2.1", false));
        // Nobody vouches for it.
        assert_eq!(origin("192.0.2.1", &["127.0.0.1"]), is("192.0.2.1", false));
        assert_eq!(origin("127.0.0.1", &["192.0.2.7"]), is("192.0.2.7", false));
        assert_eq!(origin("127.0.0.1", &["192.0.2.7:4711"]), is("192.0.2.7", false));
        assert_eq!(origin("127.0.0.1", &["[2001:db8::7]:4711"]), is("2001:db8::7", false));
        // What the visitor has made up stands before what the proxies add.
        assert_eq!(origin("127.0.0.1", &["1.1.1.1, 192.0.2.7"]), is("192.0.2.7", false));
        assert_eq!(origin("10.0.0.2", &["1.1.1.1", "192.0.2.7, 10.0.0.1"]), is("192.0.2.7", false));
        assert_eq!(origin("127.0.0.1", &["1.1.1.1, unknown"]), is("127.0.0.1", false));
        // What cannot be read hides nothing that the proxy has added.
        let unreadable: [&[u8]; 2] = [b"1.2.3.4", b"\xff, 192.0.2.7"];
        assert_eq!(origin("127.0.0.1", &unreadable), is("192.0.2.7", false));
        let unreadable: [&[u8]; 2] = [b"1.2.3.4", b"\xff"];
        assert_eq!(origin("127.0.0.1", &unreadable), is("127.0.0.1", false));
        // Through a proxy nobody is here.
        assert_eq!(origin("127.0.0.1", &["127.0.0.1"]), is("127.0.0.1", false));
    }
}
