//! Who visitors say that they are, and whether the account has signed it (contract
//! `behaviour.md`, 12.1).

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use schemars::JsonSchema;
use serde::Deserialize;
use sha2::Sha256;

use super::door::Door;
use crate::{
    error::{Error, Result},
    secret,
    validate::filled,
};

/// What is shown is not signed, or was signed for somebody else.
pub const WRONG: Error = Error::Unauthorized("HMAC failed: Invalid Identifier Hash Provided");

/// What the account calls a visitor, and its signature of that.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Identity {
    pub identifier: Option<String>,
    pub identifier_hash: Option<String>,
}

impl Door {
    /// The identifier that a visitor shows to be theirs. Nothing if they show none, where the
    /// inbox does not ask for it.
    pub fn proven(&self, identity: &Identity) -> Result<Option<String>> {
        let Identity { identifier, identifier_hash } = identity;
        let hash = filled(identifier_hash.clone());
        if hash.is_none() && !self.asks_who {
            return Ok(None);
        }
        let expected = signature(&self.hmac_token, identifier.as_deref().unwrap_or_default());
        let hash = hash.unwrap_or_default();
        if !secret::is_same(&expected, &hash) {
            return Err(WRONG);
        }
        Ok(filled(identifier.clone()))
    }
}

/// What an account signs an identifier with: an HMAC-SHA256 in hexadecimal digits.
pub fn signature(key: &str, identifier: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("any key will do");
    mac.update(identifier.as_bytes());
    let mut text = String::with_capacity(64);
    for byte in mac.finalize().into_bytes() {
        write!(text, "{byte:02x}").expect("a string takes any text");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Door, Identity, signature};
    use crate::{
        id::{AccountId, InboxId},
        texts::Language,
    };

    const HASH: &str = "2ac7847888bff117123f8a31d40f91559346dd85bc1d87cd887f7cb0925cd95d";

    fn door(asks_who: bool) -> Door {
        let hmac_token = "hT5xYw8ZqLmN2vB4cD6fG9jK".to_owned();
        let language = Language::English;
        Door { account: AccountId(1), inbox: InboxId(1), language, hmac_token, asks_who }
    }

    fn shows(identifier: &str, hash: &str) -> Identity {
        Identity { identifier: Some(identifier.to_owned()), identifier_hash: Some(hash.to_owned()) }
    }

    #[test]
    fn what_the_account_has_signed_is_believed_and_nothing_else() {
        let open = door(false);
        assert_eq!(signature(&open.hmac_token, "ext-17"), HASH);
        assert_eq!(open.proven(&shows("ext-17", HASH)).unwrap().as_deref(), Some("ext-17"));
        assert_eq!(open.proven(&Identity::default()).unwrap(), None);
        for (identifier, hash) in [("ext-18", HASH), ("ext-17", "2ac7"), ("", HASH)] {
            open.proven(&shows(identifier, hash)).unwrap_err();
        }
        let strict = door(true);
        strict.proven(&Identity::default()).unwrap_err();
        strict.proven(&shows("ext-17", "")).unwrap_err();
        let nobody = signature(&strict.hmac_token, "");
        assert_eq!(strict.proven(&shows("", &nobody)).unwrap(), None);
    }
}
