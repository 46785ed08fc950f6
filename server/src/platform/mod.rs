//! The platform: programs that manage accounts, users and bots from outside of all accounts
//! (contract `realtime-client-platform.md`, 5).
//!
//! An app is let in by a token that it was given when it was made, at the command line. It
//! reaches what it has made itself, and what it was granted ([`Object`]); of everything else it
//! is told no more than that it may not reach it. Which that are is in
//! [`permissibles`].
//!
//! What an app does is in [`accounts`], [`account_users`], [`users`] and [`agent_bots`], and how
//! mailboxes come along to it in [`email_channels`]. Rows in `store`, JSON in [`wire`], endpoints
//! in [`http`].

pub mod account_users;
pub mod accounts;
pub mod agent_bots;
pub mod email_channels;
pub mod http;
mod store;
pub mod users;
pub mod wire;

use crate::{
    clock::Timestamp,
    error::{Error, Problems, Result},
    id::PlatformAppId,
    permissibles,
    users::Owner,
    validate::SHORT,
    work::Work,
};

pub use crate::permissibles::{Kind, Object};
pub use store::list;

/// What an app may not reach.
pub const OUT_OF_REACH: Error = Error::Unauthorized("Non permissible resource");

/// A program that manages things from outside.
#[derive(Clone, Debug)]
pub struct PlatformApp {
    pub id: PlatformAppId,
    pub name: String,
    /// How many objects it may reach.
    pub objects: i64,
    pub created_at: Timestamp,
}

/// Adds an app. Its token is told once, with it.
pub async fn create(work: &mut Work<'_>, name: &str) -> Result<(PlatformAppId, String)> {
    let mut problems = Problems::default();
    problems.present("name", name);
    problems.at_most("name", name, SHORT);
    problems.check()?;
    let id = store::insert(work, name).await?;
    let token = crate::users::give_token(work, Owner::App(id)).await?;
    Ok((id, token))
}

/// Lets an app reach something that it has not made.
pub async fn grant(work: &mut Work<'_>, app: PlatformAppId, object: Object) -> Result<()> {
    store::lock(work.tx, app).await?.ok_or(Error::NotFound)?;
    exists(work, object).await?;
    Ok(permissibles::permit(work, app, object).await?)
}

/// Lets an app reach something no more. Tells whether it could.
pub async fn revoke(work: &mut Work<'_>, app: PlatformAppId, object: Object) -> Result<bool> {
    store::lock(work.tx, app).await?.ok_or(Error::NotFound)?;
    Ok(permissibles::forbid(work.tx, app, object).await? > 0)
}

/// Removes an app. Its token lets nobody in any more; what it has made stays.
pub async fn delete(work: &mut Work<'_>, app: PlatformAppId) -> Result<()> {
    store::lock(work.tx, app).await?.ok_or(Error::NotFound)?;
    crate::users::revoke_tokens(work, Owner::App(app)).await?;
    Ok(store::delete(work.tx, app).await?)
}

/// Refuses what is not there, and then what an app may not reach.
pub async fn reach(work: &mut Work<'_>, app: PlatformAppId, object: Object) -> Result<()> {
    exists(work, object).await?;
    if permissibles::may_reach(work.tx, app, object).await? { Ok(()) } else { Err(OUT_OF_REACH) }
}

async fn exists(work: &mut Work<'_>, object: Object) -> Result<()> {
    let is_there = match object {
        Object::Account(id) => crate::accounts::status(work.tx, id).await?.is_some(),
        Object::User(id) => crate::users::door_of(work.tx, id).await?.is_some(),
        Object::AgentBot(id) => crate::agent_bots::account_of(work.tx, id).await?.is_some(),
    };
    if is_there { Ok(()) } else { Err(Error::NotFound) }
}
