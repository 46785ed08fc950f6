//! What the chat of a website shows from its second visit on: a JSON Web Token that names who it
//! was given to, and in which inbox (contract `realtime-client-platform.md`, 4.4).
//!
//! It is signed by a key of the installation that is for nothing else. What is not signed here, or
//! too old, is as good as nothing.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::{app::App, clock::Timestamp, id::InboxId, installation::Vault};

/// Bytes of a token at most. Those of ours are shorter.
const LONGEST: usize = 8_192;

const HEADER: &str = r#"{"alg":"HS256"}"#;

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// By what the visitor is known in the inbox.
    pub source_id: String,
    pub inbox_id: InboxId,
    exp: i64,
    iat: i64,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
}

/// The token of a visitor.
pub fn issue(app: &App, source_id: &str, inbox: InboxId) -> String {
    let now = app.clock.now();
    let claims = Claims {
        source_id: source_id.to_owned(),
        inbox_id: inbox,
        exp: now.plus(app.config.widget.token_lasts).seconds(),
        iat: now.seconds(),
    };
    let claims = serde_json::to_string(&claims).expect("numbers and texts are JSON");
    let signed = format!("{}.{}", BASE64URL.encode(HEADER), BASE64URL.encode(claims));
    let signature = BASE64URL.encode(mac(&app.vault, &signed).finalize().into_bytes());
    format!("{signed}.{signature}")
}

/// What a token says that was signed here and still counts.
pub fn read(vault: &Vault, token: &str, now: Timestamp) -> Option<Claims> {
    let token = token.trim();
    if token.len() > LONGEST {
        return None;
    }
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let header: Header = serde_json::from_slice(&BASE64URL.decode(header).ok()?).ok()?;
    if header.alg != "HS256" {
        return None;
    }
    mac(vault, signed).verify_slice(&BASE64URL.decode(signature).ok()?).ok()?;
    let claims: Claims = serde_json::from_slice(&BASE64URL.decode(claims).ok()?).ok()?;
    (claims.exp > now.seconds()).then_some(claims)
}

fn mac(vault: &Vault, text: &str) -> Hmac<Sha256> {
    let key = vault.key_for("widget tokens");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("any key will do");
    mac.update(text.as_bytes());
    mac
}
