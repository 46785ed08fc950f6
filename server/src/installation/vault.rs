//! The key of the installation, and what is done with it: secrets that have to be read again
//! are encrypted, and what others are given to bring back is signed.
//!
//! It is made at the first start and kept in the database, so it is there wherever the data
//! are. Who has the database has the key: it guards what leaves by itself, such as a dump of a
//! table.

use std::sync::Arc;

use aes_gcm::{
    Aes256Gcm, Nonce,
    aead::{Aead as _, Payload},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use db::Tx;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::{
    clock::Timestamp,
    error::{Error, Result},
    id,
};

/// What the key is kept as.
const NAME: &str = "vault_key";

/// Bytes that differ for each text that is encrypted.
const NONCE: usize = 12;

/// Shared by cloning.
#[derive(Clone)]
pub struct Vault(Arc<[u8; 32]>);

impl Vault {
    /// The key that is kept, if one is.
    pub async fn find(tx: &mut Tx) -> Result<Option<Self>> {
        super::find(tx, NAME).await?.map(|kept| Self::read(&kept)).transpose()
    }

    /// The key that is kept, or else one that is made.
    pub async fn keep(tx: &mut Tx, now: Timestamp) -> Result<Self> {
        let made = BASE64URL.encode(id::key::<32>());
        Self::read(&super::keep(tx, NAME, &made, now).await?)
    }

    /// Encrypts a secret. `place` says where it belongs; it can be read as what stands there and
    /// as nothing else.
    pub fn lock(&self, place: &str, secret: &[u8]) -> Result<String> {
        let nonce = id::key::<NONCE>();
        let payload = Payload { msg: secret, aad: place.as_bytes() };
        let locked = self.cipher().encrypt(Nonce::from_slice(&nonce), payload);
        let locked = locked.map_err(|_| Error::Internal("a secret was not encrypted".into()))?;
        Ok(BASE64URL.encode([nonce.as_slice(), &locked].concat()))
    }

    /// Reads a secret again.
    pub fn unlock(&self, place: &str, locked: &str) -> Result<Vec<u8>> {
        let wrong = || Error::Internal("a secret cannot be decrypted".into());
        let bytes = BASE64URL.decode(locked).map_err(|_| wrong())?;
        let (nonce, locked) = bytes.split_at_checked(NONCE).ok_or_else(wrong)?;
        let payload = Payload { msg: locked, aad: place.as_bytes() };
        self.cipher().decrypt(Nonce::from_slice(nonce), payload).map_err(|_| wrong())
    }

    /// A word by which anybody can tell this installation from others.
    pub fn word(&self) -> String {
        self.sign("installation", "word")
    }

    /// Signs a text for a purpose.
    pub fn sign(&self, purpose: &str, text: &str) -> String {
        BASE64URL.encode(self.mac(purpose, text).finalize().into_bytes())
    }

    /// Whether a text was signed for a purpose. How long it takes tells nothing.
    pub fn has_signed(&self, purpose: &str, text: &str, signature: &str) -> bool {
        let Ok(signature) = BASE64URL.decode(signature) else { return false };
        self.mac(purpose, text).verify_slice(&signature).is_ok()
    }

    /// A key for one use, which is always the same.
    pub fn key_for(&self, purpose: &str) -> [u8; 32] {
        self.mac(purpose, "").finalize().into_bytes().into()
    }

    fn mac(&self, purpose: &str, text: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_slice()).expect("any key will do");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        mac
    }

    /// Encrypts by a key of its own, since one key is for one use.
    fn cipher(&self) -> Aes256Gcm {
        aes_gcm::KeyInit::new_from_slice(&self.key_for("encryption")).expect("the key has 32 bytes")
    }

    fn read(kept: &str) -> Result<Self> {
        let wrong = || Error::Internal("the key of the installation is no key".into());
        let bytes = BASE64URL.decode(kept).map_err(|_| wrong())?;
        bytes.try_into().map(|key| Vault(Arc::new(key))).map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::{Arc, Vault};

    #[test]
    fn a_secret_is_read_where_it_belongs_and_nowhere_else() {
        let vault = Vault(Arc::new([7; 32]));
        let locked = vault.lock("user 1", b"secret").unwrap();

        assert_eq!(vault.unlock("user 1", &locked).unwrap(), b"secret");
        assert_ne!(vault.lock("user 1", b"secret").unwrap(), locked);
        vault.unlock("user 2", &locked).unwrap_err();
        Vault(Arc::new([8; 32])).unlock("user 1", &locked).unwrap_err();
        for broken in ["", "AAAA", "not base64!"] {
            vault.unlock("user 1", broken).unwrap_err();
        }
    }

    #[test]
    fn a_signature_is_for_one_text_and_one_purpose() {
        let vault = Vault(Arc::new([7; 32]));
        let signature = vault.sign("tickets", "ada");

        assert!(vault.has_signed("tickets", "ada", &signature));
        for (purpose, text) in [("tickets", "ben"), ("letters", "ada"), ("ticket", "sada")] {
            assert!(!vault.has_signed(purpose, text, &signature));
        }
        assert!(!vault.has_signed("tickets", "ada", "") && !signature.is_empty());
    }
}
