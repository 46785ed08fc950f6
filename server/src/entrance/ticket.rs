//! What somebody brings back who has shown their password and is asked for a code: a JSON Web
//! Token (RFC 7519), signed by the installation (contract `application-core.md`, 4.1).

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};

use crate::{clock::Timestamp, id::UserId, installation::Vault};

/// For how long it counts.
const LIVES: Duration = Duration::from_mins(5);

/// What it is signed for.
const PURPOSE: &str = "sign-in ticket";

/// `{"alg":"HS256"}`
const HEAD: &str = "eyJhbGciOiJIUzI1NiJ9";

#[derive(Serialize, Deserialize)]
struct Claims {
    user_id: UserId,
    exp: i64,
}

pub fn give(vault: &Vault, user: UserId, now: Timestamp) -> String {
    let claims = Claims { user_id: user, exp: now.plus(LIVES).seconds() };
    let claims = serde_json::to_vec(&claims).expect("numbers are written as JSON");
    let said = format!("{HEAD}.{}", BASE64URL.encode(claims));
    let signature = vault.sign(PURPOSE, &said);
    format!("{said}.{signature}")
}

/// Whose ticket it is, if it is one of ours and still counts.
pub fn read(vault: &Vault, ticket: &str, now: Timestamp) -> Option<UserId> {
    let (said, signature) = ticket.rsplit_once('.')?;
    if !vault.has_signed(PURPOSE, said, signature) {
        return None;
    }
    let (_, claims) = said.split_once('.')?;
    let claims: Claims = serde_json::from_slice(&BASE64URL.decode(claims).ok()?).ok()?;
    (now.seconds() < claims.exp).then_some(claims.user_id)
}
