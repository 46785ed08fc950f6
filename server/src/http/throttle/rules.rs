//! Which limits a request is under (contract `realtime-client-platform.md`, 7.2, with the numbers
//! of `seeds-vs-upstream.md`, rows 6 and 7).
//!
//! What upstream counts for an account as a whole is counted here for each caller in it, or
//! strangers could use up what an account has. Limits by e-mail address are kept where bodies are
//! read (`attempts::Doors`).

use std::time::Duration;

use axum::http::Method;

use crate::config::Throttle;

/// So many requests in a time, of each of those whom it tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub name: &'static str,
    pub most: u32,
    pub within: Duration,
    pub of: Of,
}

/// Whom a limit tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Address,
    /// Whoever shows the same, in the account that the path names.
    Caller,
}

const MINUTE: Duration = Duration::from_mins(1);
const HALF_AN_HOUR: Duration = Duration::from_mins(30);
const HOUR: Duration = Duration::from_hours(1);

/// All requests together: those of programs, which show a token, and all others.
pub fn budget(settings: &Throttle, shows_token: bool) -> Limit {
    let (name, most) = if shows_token {
        ("token requests", settings.token_requests_per_minute)
    } else {
        ("other requests", settings.other_requests_per_minute)
    };
    Limit { name, most, within: MINUTE, of: Of::Address }
}

/// What else a request is under, by its method and path, and by whether it may bring files.
pub fn limits(
    settings: &Throttle,
    method: &Method,
    path: &str,
    may_bring_files: bool,
) -> Vec<Limit> {
    let by_address = |name, most, within| vec![Limit { name, most, within, of: Of::Address }];
    let by_caller = |name, most, within| vec![Limit { name, most, within, of: Of::Caller }];
    match (method.as_str(), path) {
        ("POST", "/auth/sign_in") => by_address("sign-in", 5, Duration::from_secs(20)),
        ("POST", "/api/v1/accounts" | "/api/v2/accounts") => {
            by_address("sign-up", 5, Duration::from_mins(5))
        }
        ("POST", "/auth/password") => by_address("password", 5, HALF_AN_HOUR),
        ("POST", "/resend_confirmation" | "/api/v1/profile/resend_confirmation") => {
            by_address("confirmation", 5, HALF_AN_HOUR)
        }
        ("DELETE", "/api/v1/profile/mfa")
        | ("POST", "/api/v1/profile/mfa/verify" | "/api/v1/profile/mfa/backup_codes") => {
            by_address("second factor", 5, MINUTE)
        }
        ("POST", "/api/v1/widget/conversations") if settings.widget => {
            by_address("widget conversations", 60, HOUR)
        }
        ("POST", "/api/v1/widget/direct_uploads") => by_address("uploads of visitors", 60, HOUR),
        // Everybody in an office may share an address.
        (_, path) if may_bring_files && is_of_visitors(path) => {
            by_address("messages of visitors with files", 300, HOUR)
        }
        _ => match in_account(path) {
            Some(Place::V1("contacts/search")) => {
                by_caller("contact search", settings.contact_searches_per_minute, MINUTE)
            }
            Some(Place::V1("conversations/meta"))
                if matches!(*method, Method::GET | Method::HEAD) =>
            {
                by_caller("conversation counts", settings.conversation_counts_per_minute, MINUTE)
            }
            Some(Place::V1("upload")) => by_caller("upload", 60, HOUR),
            Some(Place::V1(below)) if is_transcript(below) => {
                by_caller("transcript", settings.transcripts_per_hour, HOUR)
            }
            Some(Place::V1(below)) if is_instructions(below) => by_caller("instructions", 10, HOUR),
            Some(Place::V2(below)) if below.starts_with("reports") => vec![
                Limit {
                    name: "reports of a user",
                    most: settings.reports_per_minute_of_user,
                    within: MINUTE,
                    of: Of::Caller,
                },
                Limit {
                    name: "reports",
                    most: settings.reports_per_minute_of_account,
                    within: MINUTE,
                    of: Of::Address,
                },
            ],
            _ => Vec::new(),
        },
    }
}

/// What a path names below an account, in which version of the API.
enum Place<'a> {
    V1(&'a str),
    V2(&'a str),
}

fn in_account(path: &str) -> Option<Place<'_>> {
    let (version, rest) = match path.strip_prefix("/api/v1/accounts/") {
        Some(rest) => (Place::V1 as fn(_) -> _, rest),
        None => (Place::V2 as fn(_) -> _, path.strip_prefix("/api/v2/accounts/")?),
    };
    rest.split_once('/').map(|(_, below)| version(below))
}

fn is_of_visitors(path: &str) -> bool {
    path.starts_with("/public/api/") || path.starts_with("/api/v1/widget/")
}

fn is_instructions(below: &str) -> bool {
    below.starts_with("portals/") && below.ends_with("/send_instructions")
}

fn is_transcript(below: &str) -> bool {
    below.starts_with("conversations/") && below.ends_with("/transcript")
}
