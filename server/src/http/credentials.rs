//! What a request shows to be let in, and what a device is given to show (contract
//! `application-core.md`, 2.1).
//!
//! A token stands in `api_access_token`. A session stands in `access-token`, `client` and
//! `uid`, in headers or in the query, or as JSON with these keys in `Authorization: Bearer`.
//! Anything else there is left to others. Each answer to a request that shows a session repeats
//! it, since clients keep what they were told last.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderName, HeaderValue, Uri,
        header::{AUTHORIZATION, InvalidHeaderValue},
        request::Parts,
        uri::PathAndQuery,
    },
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use super::reply::Json;
use crate::{
    access::{Credential, Pass},
    error::Error,
    sessions::{Issued, Shown},
};

const ACCESS_TOKEN: HeaderName = HeaderName::from_static("access-token");
const CLIENT: HeaderName = HeaderName::from_static("client");
const UID: HeaderName = HeaderName::from_static("uid");
const EXPIRY: HeaderName = HeaderName::from_static("expiry");
const TOKEN_TYPE: HeaderName = HeaderName::from_static("token-type");

/// Bytes of what a client shows, in each part of it and in all of `Authorization`.
const LONGEST: usize = 255;
const LONGEST_BEARER: usize = 4_096;

/// The client of who names none.
const DEFAULT_CLIENT: &str = "default";

/// Where it is noted which session a request has shown, for its answer to repeat it.
#[derive(Clone, Default)]
pub struct Slot(Arc<OnceLock<Issued>>);

/// A session, as it is written into `Authorization`.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Bearer<'a> {
    access_token: &'a str,
    token_type: &'static str,
    client: &'a str,
    expiry: String,
    uid: &'a str,
}

/// The same, as it is read.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct ShownBearer {
    access_token: String,
    client: Option<String>,
    uid: String,
}

/// What a request shows. Who shows a token is not asked for a session.
pub fn shown(headers: &HeaderMap) -> Option<Credential> {
    let spellings = ["api_access_token", "api-access-token"];
    let mut tokens = spellings.into_iter().filter_map(|name| text(headers.get(name)));
    match tokens.next() {
        Some(token) => Some(Credential::Token(token)),
        None => session(headers).map(Credential::Session),
    }
}

/// The session that a request shows.
pub fn session(headers: &HeaderMap) -> Option<Shown> {
    let shown = match (text(headers.get(ACCESS_TOKEN)), text(headers.get(UID))) {
        (Some(token), Some(uid)) => {
            ShownBearer { access_token: token, client: text(headers.get(CLIENT)), uid }
        }
        _ => bearer(headers.get(AUTHORIZATION)?)?,
    };
    let client = shown.client.unwrap_or_else(|| DEFAULT_CLIENT.to_owned());
    let shown = Shown { uid: shown.uid, client, token: shown.access_token };
    let parts = [&shown.uid, &shown.client, &shown.token];
    parts.iter().all(|part| part.len() <= LONGEST).then_some(shown)
}

/// Takes a session out of the query, where it may stand too, and puts it into headers, unless they
/// show one. So it is nowhere that is written down, and no parameter of what is asked for.
pub fn take_from_query(request: &mut Request) {
    let query = request.uri().query().unwrap_or_default();
    if !query.split('&').any(|pair| pair.starts_with("access-token=")) {
        return;
    }
    let mut kept = Vec::new();
    let mut taken = Vec::new();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match [ACCESS_TOKEN, CLIENT, UID].into_iter().find(|header| header.as_str() == name) {
            Some(header) => taken.push((header, value.replace('+', " "))),
            None => kept.push(pair),
        }
    }
    let query = kept.join("&");
    let path = request.uri().path();
    let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    let shown = taken.into_iter().filter_map(|(header, value)| {
        let value: Vec<u8> = percent_decode_str(&value).collect();
        let mut value = HeaderValue::from_bytes(&value).ok()?;
        value.set_sensitive(true);
        Some((header, value))
    });
    let shown: Vec<_> = shown.collect();
    if let Ok(target) = PathAndQuery::try_from(target) {
        *request.uri_mut() = Uri::from(target);
    }
    if request.headers().contains_key(ACCESS_TOKEN) || session(request.headers()).is_some() {
        return;
    }
    for (header, value) in shown {
        request.headers_mut().insert(header, value);
    }
}

/// Has it noted which session this request shows, if it shows one.
pub fn make_slot(request: &mut Request) -> Option<Slot> {
    session(request.headers())?;
    let slot = Slot::default();
    request.extensions_mut().insert(slot.clone());
    Some(slot)
}

/// Notes that a request has shown a session that lasts.
pub fn note(parts: &Parts, credential: &Credential, pass: Pass) {
    if let Credential::Session(shown) = credential
        && let Some(issued) = again(shown.clone(), pass)
        && let Some(Slot(slot)) = parts.extensions.get::<Slot>()
    {
        slot.get_or_init(|| issued);
    }
}

/// A session that was shown, as it is to be shown again.
pub fn again(shown: Shown, pass: Pass) -> Option<Issued> {
    let Pass::Session(_, expires_at) = pass else { return None };
    let Shown { uid, client, token } = shown;
    Some(Issued { uid, client, token, expires_at })
}

/// An answer to somebody who gets in, with what they are to show from then on.
pub struct Admitted<T> {
    pub session: Issued,
    pub body: T,
}

impl<T: Serialize> IntoResponse for Admitted<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.body).into_response();
        match give(&self.session, response.headers_mut()) {
            Ok(()) => response,
            Err(error) => Error::Internal(Box::new(error)).into_response(),
        }
    }
}

impl Slot {
    /// Repeats in an answer what the request has shown.
    pub fn repeat(&self, headers: &mut HeaderMap) {
        let Some(issued) = self.0.get().filter(|_| !headers.contains_key(ACCESS_TOKEN)) else {
            return;
        };
        if let Err(error) = give(issued, headers) {
            tracing::debug!(%error, "a session is not repeated");
        }
    }
}

/// Writes into the headers of an answer what a device is to show from then on. They take less
/// than 2 KB, since clients keep them in a cookie.
pub fn give(issued: &Issued, headers: &mut HeaderMap) -> Result<(), InvalidHeaderValue> {
    let expiry = issued.expires_at.seconds().to_string();
    let bearer = Bearer {
        access_token: &issued.token,
        token_type: "Bearer",
        client: &issued.client,
        expiry: expiry.clone(),
        uid: &issued.uid,
    };
    let bearer = serde_json::to_string(&bearer).expect("texts are written as JSON");
    let authorization = HeaderValue::try_from(format!("Bearer {}", BASE64.encode(bearer)))?;
    let mut token = HeaderValue::try_from(&issued.token)?;
    token.set_sensitive(true);
    headers.insert(ACCESS_TOKEN, token);
    headers.insert(TOKEN_TYPE, HeaderValue::from_static("Bearer"));
    headers.insert(CLIENT, HeaderValue::try_from(&issued.client)?);
    headers.insert(EXPIRY, HeaderValue::try_from(expiry)?);
    headers.insert(UID, HeaderValue::from_bytes(issued.uid.as_bytes())?);
    headers.insert(AUTHORIZATION, authorization);
    Ok(())
}

fn bearer(value: &HeaderValue) -> Option<ShownBearer> {
    let value = value.to_str().ok().filter(|value| value.len() <= LONGEST_BEARER)?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return None;
    }
    serde_json::from_slice(&BASE64.decode(encoded.trim()).ok()?).ok()
}

/// What a header says, if it says something. Addresses need not be ASCII.
fn text(value: Option<&HeaderValue>) -> Option<String> {
    let text = std::str::from_utf8(value?.as_bytes()).ok()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
    use base64::Engine as _;

    use super::{BASE64, give, session};
    use crate::{clock::Timestamp, sessions::Issued};

    fn issued(uid: String) -> Issued {
        let (client, token) = ("c".repeat(24), "t".repeat(24));
        Issued { uid, client, token, expires_at: Timestamp::from_seconds(1_770_112_800) }
    }

    #[test]
    fn what_is_given_can_be_shown_either_way_and_is_small() {
        let mut given = HeaderMap::new();
        let uid = format!("{}@émile.test", "x".repeat(242));
        give(&issued(uid.clone()), &mut given).unwrap();

        let size: usize = given.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        let mut by_bearer = HeaderMap::new();
        by_bearer.insert(AUTHORIZATION, given[AUTHORIZATION].clone());
        given.remove(AUTHORIZATION);

        assert!(size < 1_500, "{size}");
        for headers in [given, by_bearer] {
            let shown = session(&headers).expect("it is a session");
            assert_eq!((shown.uid, shown.token.len()), (uid.clone(), 24));
        }
    }

    #[test]
    fn what_is_no_session_is_none() {
        let mut headers = HeaderMap::new();
        let long = format!("{{\"access-token\":\"{}\",\"uid\":\"a@b.c\"}}", "x".repeat(300));
        for value in ["Bearer of news", "Bearer", "Basic YTpi", "Bearer bnVsbA==", "Bearer e30="] {
            headers.insert(AUTHORIZATION, HeaderValue::from_static(value));
            assert!(session(&headers).is_none(), "{value}");
        }
        let long = HeaderValue::try_from(format!("Bearer {}", BASE64.encode(long))).unwrap();
        headers.insert(AUTHORIZATION, long);
        assert!(session(&headers).is_none());
    }
}
