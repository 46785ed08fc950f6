//! The entrance: how people get in, and out again.
//!
//! Passwords are looked at and hashed outside of transactions, so what is done here goes through
//! several steps: [`sign_in`], [`password`] for those who have forgotten theirs or have none yet,
//! [`confirmation`] of addresses, [`sign_up`]. Each ends with a session of
//! [`sessions`](crate::sessions), or with the question for a second factor.
//!
//! JSON is in [`wire`], endpoints in [`http`].

pub mod confirmation;
pub mod http;
pub mod password;
pub mod sign_in;
pub mod sign_up;
mod ticket;
pub mod wire;

use crate::{
    app::App,
    audits,
    error::Result,
    id::UserId,
    profile::{self, Profile},
    second_factors,
    sessions::{self, Issued},
    work::Work,
};

/// What becomes of somebody who has shown that they may get in.
pub enum Entry {
    In(Box<Inside>),
    /// A code is to be shown too, together with this ticket.
    SecondFactor(String),
}

/// Somebody who is in.
pub struct Inside {
    pub session: Issued,
    pub profile: Profile,
}

/// Lets a user in.
pub async fn let_in(work: &mut Work<'_>, user: UserId) -> Result<Inside> {
    let profile = profile::show(work, user).await?;
    let session = sessions::open(work, user, &profile.person.email).await?;
    audits::signed_in(work, user).await?;
    tracing::info!(user.id = %user, "a user has signed in");
    Ok(Inside { session, profile })
}

/// Lets a user in who has shown one thing, or asks for the second.
async fn let_in_by_one(app: &App, work: &mut Work<'_>, user: UserId) -> Result<Entry> {
    if second_factors::is_on(work.tx, user).await? {
        return Ok(Entry::SecondFactor(ticket::give(&app.vault, user, work.now)));
    }
    let_in(work, user).await.map(|inside| Entry::In(Box::new(inside)))
}
