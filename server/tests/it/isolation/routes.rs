//! The route table, so that no route is forgotten.

use std::collections::BTreeSet;

use frontdesk::http::reference;

/// Where the paths of accounts begin, which rows leave out.
const ACCOUNTS: &str = "/api/v1/accounts";

/// A method and a path: `GET /{account}/teams/{id}`.
pub fn routes() -> BTreeSet<String> {
    let short = |(method, path): (String, String)| match path.strip_prefix(ACCOUNTS) {
        Some("") => format!("{method} /"),
        Some(below) => format!("{method} {below}"),
        None => format!("{method} {path}"),
    };
    reference::endpoints().into_iter().map(short).collect()
}
