//! Sessions: the devices on which a user is signed in.
//!
//! A device is given a number of its own and a token, and shows both with the address of the
//! user from then on (contract `application-core.md`, 2.1). Both are of our making, so
//! nobody can have a session made that they know already. Tokens are kept as digests. A
//! session ends two months after it began, when its device signs out, or when the user has
//! signed in on so many others.
//!
//! Rows in `store`.

mod store;

use std::time::Duration;

use db::Tx;

use crate::{
    clock::Timestamp,
    error::Result,
    id::{self, SessionId, UserId},
    secret, users,
    work::Work,
};

pub use store::note_use;

/// For how long a session lasts.
const LIVES: Duration = Duration::from_hours(60 * 24);

/// Devices of a user at the same time.
const MOST: i64 = 25;

/// What a device shows.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Shown {
    /// The address of the user.
    pub uid: String,
    pub client: String,
    pub token: String,
}

/// What a device is given, to show it from then on.
#[derive(Clone)]
pub struct Issued {
    pub uid: String,
    pub client: String,
    pub token: String,
    pub expires_at: Timestamp,
}

/// A session that a device has shown to be its own.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: SessionId,
    pub user: UserId,
    pub used_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Begins a session of a user on a device.
pub async fn open(work: &mut Work<'_>, user: UserId, email: &str) -> Result<Issued> {
    let issued = Issued {
        uid: email.to_owned(),
        client: id::token(),
        token: id::token(),
        expires_at: work.now.plus(LIVES),
    };
    if store::leave_newest(work, user, MOST - 1).await? > 0 {
        work.changes_access();
    }
    store::insert(work, user, &issued, &secret::digest(&issued.token)).await?;
    Ok(issued)
}

/// The session that a device shows, if it is one and lasts.
pub async fn find(tx: &mut Tx, shown: &Shown, now: Timestamp) -> Result<Option<Session>> {
    let Some(stored) = store::find(tx, &shown.client).await? else { return Ok(None) };
    let is_theirs = secret::is_same(&secret::digest(&shown.token), &stored.digest)
        & secret::is_same(&users::email_key(&shown.uid), &stored.email);
    Ok(Some(stored.session).filter(|session| is_theirs && now < session.expires_at))
}

/// Ends a session.
pub async fn close(work: &mut Work<'_>, id: SessionId) -> Result<()> {
    work.changes_access();
    Ok(store::delete(work, id).await?)
}

/// Ends all sessions of a user but the one that they have at hand, if there is one.
pub async fn close_others(
    work: &mut Work<'_>,
    user: UserId,
    at_hand: Option<SessionId>,
) -> Result<()> {
    work.changes_access();
    Ok(store::delete_others(work, user, at_hand).await?)
}
