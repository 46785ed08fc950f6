//! What belongs to the installation as a whole, whatever accounts there are.
//!
//! Rows in `store`. The key by which secrets are kept is in [`vault`].

mod store;
mod vault;

use db::Tx;

use crate::{clock::Timestamp, error::Result};

pub use vault::Vault;

/// A value that the installation has made for itself, if it has.
pub async fn find(tx: &mut Tx, name: &str) -> Result<Option<String>> {
    Ok(store::find(tx, name).await?)
}

/// Keeps a value, unless there is one already. Returns the one that is kept: what was made
/// first, by whichever process.
pub async fn keep(tx: &mut Tx, name: &str, made: &str, now: Timestamp) -> Result<String> {
    store::insert(tx, name, made, now).await?;
    Ok(store::find(tx, name).await?.unwrap_or_else(|| made.to_owned()))
}
