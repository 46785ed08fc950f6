//! Personal tokens: what programs of a user show to be let in as that user.
//!
//! Each has a name, so that its user knows what it is for, may be for reading only, and may end.
//! It is told once, when it is made; what is kept is a digest. So that it does not outlive
//! itself it gives nobody another way in: whoever shows one is told no other token and changes
//! nothing about how the user gets in.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod http;
mod store;
pub mod wire;

use db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    clock::Timestamp,
    error::{Error, Problems, Result},
    id::{self, PersonalTokenId, UserId},
    secret,
    validate::SHORT,
    work::Work,
};

pub use store::{list, note_use};

/// How one begins, which tells it from the token of a profile.
pub const PREFIX: &str = "fd_";

/// Tokens of a user.
const MOST: usize = 50;

#[derive(Clone, Debug)]
pub struct PersonalToken {
    pub id: PersonalTokenId,
    pub user: UserId,
    pub name: String,
    pub scope: Scope,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
}

/// What may be done with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything that the user may do, but for how they get in.
    Full,
    /// To look at what the user may see.
    Read,
}

crate::stored! {
    Scope { Full = 0 "full", Read = 1 "read" }
}

#[derive(Clone, Debug, JsonSchema, Deserialize)]
pub struct NewToken {
    #[serde(default)]
    pub name: String,
    pub scope: Option<Scope>,
    /// In seconds since 1970. It has no end when this is left out.
    pub expires_at: Option<i64>,
}

/// Makes a token. The token itself is returned and kept nowhere.
pub async fn create(
    work: &mut Work<'_>,
    user: UserId,
    new: &NewToken,
) -> Result<(PersonalToken, String)> {
    let expires_at = new.expires_at.map(Timestamp::from_seconds);
    let mut problems = Problems::default();
    problems.present("name", &new.name);
    problems.at_most("name", &new.name, SHORT);
    if expires_at.is_some_and(|end| end <= work.now) {
        problems.add("expires_at", "must be in the future");
    }
    problems.check()?;
    if list(work.tx, user).await?.len() >= MOST {
        return Err(Error::refused(format!("You have {MOST} access tokens. Please remove one.")));
    }
    let token = format!("{PREFIX}{}", id::token());
    let scope = new.scope.unwrap_or(Scope::Full);
    let digest = secret::digest(&token);
    let created = store::insert(work, user, &new.name, scope, &digest, expires_at).await?;
    Ok((created, token))
}

/// Has a token let nobody in any more.
pub async fn delete(work: &mut Work<'_>, user: UserId, id: PersonalTokenId) -> Result<()> {
    work.changes_access();
    if store::delete(work, user, id).await? == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Has no token of the user let anybody in any more.
pub async fn delete_all(work: &mut Work<'_>, user: UserId) -> Result<()> {
    work.changes_access();
    Ok(store::delete_all(work, user).await?)
}

/// The token that somebody shows, if it is one and has not ended.
pub async fn find(tx: &mut Tx, shown: &str, now: Timestamp) -> Result<Option<PersonalToken>> {
    let found = store::find(tx, &secret::digest(shown)).await?;
    Ok(found.filter(|token| token.expires_at.is_none_or(|end| now < end)))
}
