//! The key by which the installation shows to push services that it is itself (RFC 8292).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use db::Tx;
use outbound::{Url, header::HeaderValue};
use p256::{
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    elliptic_curve::rand_core::OsRng,
};
use serde::Serialize;

use crate::{
    app::App,
    clock::Timestamp,
    error::{Error, Result},
    installation,
};

/// What the key is kept as.
const NAME: &str = "vapid_private_key";

/// For how long a push service may believe what it is shown, in seconds. A day at most.
const BELIEVED: i64 = 12 * 60 * 60;

/// `{"typ":"JWT","alg":"ES256"}`
const HEAD: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9";

/// A pair of keys.
pub struct Vapid {
    key: SigningKey,
    /// What browsers are told, in the writing that they take.
    pub public: String,
}

/// What a push service is shown.
#[derive(Serialize)]
struct Claims<'a> {
    /// To whom it is shown.
    aud: String,
    exp: i64,
    /// Who to turn to.
    sub: &'a str,
}

impl Vapid {
    /// The key of the settings, or the one that the installation has made for itself.
    pub async fn of(app: &App) -> Result<Self> {
        let set = app.config.push.vapid_private_key.reveal();
        if !set.is_empty() {
            return Self::read(set);
        }
        let kept = app.db.read(async |tx: &mut Tx| installation::find(tx, NAME).await).await?;
        if let Some(kept) = kept {
            return Self::read(&kept);
        }
        let made = BASE64URL.encode(SigningKey::random(&mut OsRng).to_bytes());
        let now = app.clock.now();
        let kept = app
            .db
            .write(async move |tx: &mut Tx| installation::keep(tx, NAME, &made, now).await)
            .await?;
        Self::read(&kept)
    }

    /// What is shown to the push service of an address.
    pub fn authorization(
        &self,
        address: &Url,
        contact: &str,
        now: Timestamp,
    ) -> Option<HeaderValue> {
        let aud = address.origin().ascii_serialization();
        let claims = Claims { aud, exp: now.seconds() + BELIEVED, sub: contact };
        let claims = BASE64URL.encode(serde_json::to_vec(&claims).ok()?);
        let signature: Signature = self.key.sign(format!("{HEAD}.{claims}").as_bytes());
        let signature = BASE64URL.encode(signature.to_bytes());
        let token = format!("vapid t={HEAD}.{claims}.{signature}, k={}", self.public);
        HeaderValue::try_from(token).ok()
    }

    fn read(private: &str) -> Result<Self> {
        let wrong = || Error::Internal("the VAPID key is no key (VAPID_PRIVATE_KEY)".into());
        let bytes = BASE64URL.decode(private.trim_end_matches('=')).map_err(|_| wrong())?;
        let key = SigningKey::from_slice(&bytes).map_err(|_| wrong())?;
        let public = BASE64URL.encode(key.verifying_key().to_encoded_point(false).as_bytes());
        Ok(Self { key, public })
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use p256::ecdsa::{Signature, signature::Verifier as _};

    use super::{BASE64URL, Vapid};
    use crate::clock::Timestamp;

    #[test]
    fn what_is_shown_is_signed_for_the_one_it_is_shown_to() {
        let vapid = Vapid::read("RS0WdYWWo1HajXg3NZR1olzCf31i-ZBGDkFyCs7j1jw").unwrap();
        let address = "https://push.test:8443/some/where?x=1".parse().unwrap();

        let shown = vapid.authorization(&address, "https://desk.test", Timestamp(0)).unwrap();

        let shown = shown.to_str().unwrap();
        let (token, key) = shown.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        assert_eq!(key, vapid.public);
        let (said, signature) = token.rsplit_once('.').unwrap();
        let signature = Signature::from_slice(&BASE64URL.decode(signature).unwrap()).unwrap();
        vapid.key.verifying_key().verify(said.as_bytes(), &signature).unwrap();
        let (head, claims) = said.split_once('.').unwrap();
        assert_eq!(BASE64URL.decode(head).unwrap(), br#"{"typ":"JWT","alg":"ES256"}"#);
        let expected = br#"{"aud":"https://push.test:8443","exp":43200,"sub":"https://desk.test"}"#;
        assert_eq!(BASE64URL.decode(claims).unwrap(), expected);
    }
}
