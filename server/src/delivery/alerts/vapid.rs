//! The key by which the installation shows to push services that it is itself (RFC 8292).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use db::Tx;
use web_push_native::{jwt_simple::algorithms::ES256KeyPair, p256::PublicKey};

use crate::{
    app::App,
    error::{Error, Result},
    installation,
};

/// What the key is kept as.
const NAME: &str = "vapid_private_key";

/// A pair of keys.
pub struct Vapid {
    pub pair: ES256KeyPair,
    /// What browsers are told, in the writing that they take.
    pub public: String,
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
        let (made, now) = (BASE64URL.encode(ES256KeyPair::generate().to_bytes()), app.clock.now());
        let kept = app
            .db
            .write(async move |tx: &mut Tx| installation::keep(tx, NAME, &made, now).await)
            .await?;
        Self::read(&kept)
    }

    fn read(private: &str) -> Result<Self> {
        let wrong = || Error::Internal("the VAPID key is no key (VAPID_PRIVATE_KEY)".into());
        let bytes = BASE64URL.decode(private.trim_end_matches('=')).map_err(|_| wrong())?;
        let pair = ES256KeyPair::from_bytes(&bytes).map_err(|_| wrong())?;
        let public = PublicKey::from_sec1_bytes(&pair.public_key().to_bytes());
        let public = public.map_err(|_| wrong())?;
        let public = BASE64URL.encode(public.to_sec1_bytes());
        Ok(Self { pair, public })
    }
}
