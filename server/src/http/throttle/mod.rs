//! Refuses those who ask too often (contract `realtime-client-platform.md`, 7;
//! `seeds-vs-upstream.md`, rows 5 to 7).
//!
//! Requests are counted in windows that begin at whole multiples of their length, in memory and
//! only so many of them: however many addresses somebody makes up, no more are remembered. Each
//! server of an installation counts for itself. Who is on this machine, or at an address that the
//! settings allow, is not counted. Which limits there are is in [`rules`].

mod rules;

use std::sync::Arc;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header::CONTENT_TYPE},
};
use moka::{policy::EvictionPolicy, sync::Cache};

use self::rules::{Limit, Of};
use super::{credentials, origin::Origin};
use crate::{access::Credential, clock::Timestamp, config::Throttle, secret};

/// Windows that are remembered at most.
const MOST: u64 = 50_000;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// Shared by cloning.
#[derive(Clone)]
pub struct Throttles {
    settings: Arc<Throttle>,
    windows: Cache<String, Window>,
}

/// How many requests came in a window, which is numbered from 1970 on.
#[derive(Clone, Copy, Debug)]
struct Window {
    number: i64,
    count: u32,
}

/// How far somebody has used up what they may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    most: u32,
    left: u32,
    /// Seconds until they may as much again.
    pub resets_in: u64,
}

impl Throttles {
    pub fn new(settings: &Throttle) -> Self {
        let windows = Cache::builder()
            .max_capacity(MOST)
            // Who asks often takes nobody's place for good, and everybody is counted.
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Throttles { settings: Arc::new(settings.clone()), windows }
    }

    /// Counts a request. Tells how far its sender is with their requests; nothing if they are
    /// not counted. Fails where they have to wait.
    pub fn count(
        &self,
        request: &Request,
        origin: Origin,
        now: Timestamp,
    ) -> Result<Option<Standing>, Standing> {
        let (settings, path) = (&*self.settings, request.uri().path());
        let is_free = origin.is_here || settings.allowed_ips.contain(origin.address);
        if !settings.enabled || is_free || path == "/health" {
            return Ok(None);
        }
        let shown = credentials::shown(request.headers());
        let shows_token = matches!(shown, Some(Credential::Token(_)));
        let standing = self.add(&rules::budget(settings, shows_token), &origin.place(), now)?;
        let kind = request.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        let may_bring_files = kind.is_some_and(|kind| kind.starts_with(b"multipart/"));
        for limit in rules::limits(settings, request.method(), path, may_bring_files) {
            let who = match limit.of {
                Of::Address => origin.place(),
                Of::Caller => caller(shown.as_ref(), path, origin),
            };
            self.add(&limit, &who, now)?;
        }
        Ok(Some(standing))
    }

    /// Counts one more under a limit, which does not count further than it goes.
    fn add(&self, limit: &Limit, who: &str, now: Timestamp) -> Result<Standing, Standing> {
        let length = i64::try_from(limit.within.as_secs()).expect("a limit is not for ever").max(1);
        let (number, into) = (now.seconds().div_euclid(length), now.seconds().rem_euclid(length));
        let counted = self.windows.entry(format!("{} {who}", limit.name)).and_upsert_with(|kept| {
            let before = kept.map(moka::Entry::into_value).filter(|kept| kept.number == number);
            let count = before.map_or(0, |kept| kept.count).saturating_add(1);
            Window { number, count: count.min(limit.most.saturating_add(1)) }
        });
        let count = counted.into_value().count;
        let resets_in = u64::try_from(length - into).unwrap_or(1);
        let standing =
            Standing { most: limit.most, left: limit.most.saturating_sub(count), resets_in };
        if count > limit.most { Err(standing) } else { Ok(standing) }
    }
}

impl Standing {
    /// Says it in an answer.
    pub fn tell(self, headers: &mut HeaderMap) {
        let Standing { most, left, resets_in } = self;
        headers.insert(LIMIT, HeaderValue::from(most));
        headers.insert(REMAINING, HeaderValue::from(left));
        headers.insert(RESET, HeaderValue::from(resets_in));
    }
}

/// Whoever shows the same in the same account; those who show nothing by their address.
fn caller(shown: Option<&Credential>, path: &str, origin: Origin) -> String {
    // However it is spelled, and however long: what is no number is no account.
    let account = path.split('/').nth(4).and_then(|named| named.parse::<i64>().ok()).unwrap_or(0);
    let who = match shown {
        Some(Credential::Token(token)) => secret::digest(token),
        Some(Credential::Session(session)) => secret::digest(&session.token),
        None => origin.place(),
    };
    format!("{account} {who}")
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use axum::{body::Body, extract::Request};

    use super::{MOST, Origin, Throttles, caller};
    use crate::{clock::Timestamp, config::Config};

    fn asked(throttles: &Throttles, address: u32, seconds: i64) -> bool {
        let address = IpAddr::V4(Ipv4Addr::from(address));
        let request = Request::builder().header("api_access_token", "x").body(Body::empty());
        let origin = Origin { address, is_here: false };
        throttles.count(&request.unwrap(), origin, Timestamp::from_seconds(seconds)).is_ok()
    }

    #[test]
    fn an_account_is_counted_as_one_however_it_is_spelled() {
        let origin = Origin { address: IpAddr::V4(Ipv4Addr::LOCALHOST), is_here: true };
        let who = |account: &str| {
            caller(None, &format!("/api/v1/accounts/{account}/contacts/search"), origin)
        };
        for spelled in ["01", "+1", "000000000000000000001"] {
            assert_eq!(who(spelled), who("1"));
        }
        assert_ne!(who("2"), who("1"));
        // What somebody makes up takes no room.
        assert_eq!(who(&"a".repeat(60_000)), who("b"));
        assert!(who(&"a".repeat(60_000)).len() < 50);
    }

    #[test]
    fn a_million_addresses_are_not_all_remembered() {
        let throttles = Throttles::new(&Config::default().throttle);
        for address in 0..1_000_000 {
            assert!(asked(&throttles, address, 0));
        }
        throttles.windows.run_pending_tasks();
        assert!(throttles.windows.entry_count() <= MOST);
        // Who came last is still known.
        for _ in 0..59 {
            assert!(asked(&throttles, 999_999, 0));
        }
        assert!(!asked(&throttles, 999_999, 59));
        assert!(asked(&throttles, 999_999, 60));
    }
}
