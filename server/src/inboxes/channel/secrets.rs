//! Secrets of channels: what lets the product in at a mail server or another service. They are
//! kept as one encrypted text, which can be read as that of its channel only.

use db::{Cell, FromCell};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    error::{Error, Result},
    installation::Vault,
};

/// Secrets as they are kept, if there are any.
#[derive(Clone, Debug, Default)]
pub struct Locked(Option<String>);

impl Locked {
    /// Encrypts the secrets of a channel. `place` says whose they are.
    pub fn of(vault: &Vault, place: &str, secrets: &impl Serialize) -> Result<Self> {
        let secrets = serde_json::to_vec(secrets).map_err(unreadable)?;
        Ok(Locked(Some(vault.lock(place, &secrets)?)))
    }

    /// Reads them again, at the place where they were encrypted.
    pub fn unlock<T: DeserializeOwned + Default>(&self, vault: &Vault, place: &str) -> Result<T> {
        match &self.0 {
            Some(locked) => {
                serde_json::from_slice(&vault.unlock(place, locked)?).map_err(unreadable)
            }
            None => Ok(T::default()),
        }
    }
}

fn unreadable(error: serde_json::Error) -> Error {
    Error::Internal(Box::new(error))
}

impl FromCell for Locked {
    fn from_cell(cell: Cell<'_>) -> db::Result<Self> {
        Option::<String>::from_cell(cell).map(Locked)
    }
}

impl<'a> From<&'a Locked> for db::Value<'a> {
    fn from(Locked(text): &'a Locked) -> Self {
        text.into()
    }
}
