//! What requests show to be let in: a token; or a session, in headers of its own, as one value in
//! `Authorization`, or in the query.

use std::collections::BTreeMap;

use super::document::SecurityScheme;

/// All that is shown together.
type Together = BTreeMap<&'static str, Vec<&'static str>>;

const TOKEN: &str = "api_access_token";
const BEARER: &str = "session_bearer";
const IN_HEADERS: [&str; 3] = ["access-token", "client", "uid"];
const IN_QUERY: [&str; 3] = ["access-token.query", "client.query", "uid.query"];

/// What users may show, one of these.
pub fn of_users() -> Vec<Together> {
    vec![all(&[TOKEN]), all(&IN_HEADERS), all(&[BEARER]), all(&IN_QUERY)]
}

pub fn of_programs() -> Vec<Together> {
    vec![all(&[TOKEN])]
}

/// Whether a session may be shown, which answers repeat.
pub fn may_be_session(shown: &[Together]) -> bool {
    shown.iter().any(|together| together.contains_key(BEARER))
}

fn all(names: &[&'static str]) -> Together {
    names.iter().map(|name| (*name, Vec::new())).collect()
}

pub fn schemes() -> BTreeMap<&'static str, SecurityScheme> {
    let token = "The access token of a user, an agent bot or a platform app. `Api-Access-Token` is \
                 the same.";
    let bearer = "What `Authorization` has said when a session began: `access-token`, `client` and \
                  `uid` as JSON, in base64.";
    let session = "Of a session, as it was told when it began.";
    let query = "The same in the query, for programs that cannot send headers. What stands in an \
                 address is written down in more places than a header is.";
    let mut schemes = BTreeMap::from([
        (TOKEN, SecurityScheme::key("header", TOKEN, token)),
        (BEARER, SecurityScheme::bearer(bearer)),
    ]);
    for (in_header, in_query) in IN_HEADERS.into_iter().zip(IN_QUERY) {
        schemes.insert(in_header, SecurityScheme::key("header", in_header, session));
        schemes.insert(in_query, SecurityScheme::key("query", in_header, query));
    }
    schemes
}
