//! Who a token lets in, and as what.
//!
//! Found once and remembered for a short while, because every request asks. Whatever
//! changes the answer (a token, a role, a membership) says so through
//! [`Work::changes_access`](crate::work::Work::changes_access), and everything
//! remembered is forgotten when that is committed, here and, on PostgreSQL, by other
//! servers. What commands change is seen after [`REMEMBERED`] at the latest.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use db::{Db, Tx};
use moka::sync::Cache;

use crate::{
    accounts,
    actor::Member,
    agents,
    error::{Error, Result},
    id::{AccountId, UserId},
    inboxes, teams,
    users::{self, Owner},
};

/// For how long an answer is remembered.
const REMEMBERED: Duration = Duration::from_secs(10);

/// How many answers are remembered at most.
const MOST: u64 = 10_000;

/// Shared by cloning.
#[derive(Clone)]
pub struct Access {
    /// Counts the changes; an answer found before the latest is not believed.
    epoch: Arc<AtomicU64>,
    seats: Cache<(String, AccountId), (u64, Seat)>,
}

/// What the owner of a token is to an account.
#[derive(Clone, Debug)]
pub struct Seat {
    pub suspended: bool,
    /// None for someone who has nothing to do with the account.
    pub member: Option<Arc<Member>>,
}

impl Default for Access {
    fn default() -> Self {
        let seats = Cache::builder().max_capacity(MOST).time_to_live(REMEMBERED).build();
        Self { epoch: Arc::default(), seats }
    }
}

impl Access {
    /// What the owner of the token is to the account. A token of nobody, and an account
    /// that does not exist, are refused as in contract `application-core.md`, 2.3.
    pub async fn seat(&self, db: &Db, token: &str, account: AccountId) -> Result<Seat> {
        // Read first: an answer found while a change commits is remembered as old.
        let epoch = self.epoch.load(Ordering::Acquire);
        let key = (token.to_owned(), account);
        if let Some((known, seat)) = self.seats.get(&key)
            && known == epoch
        {
            return Ok(seat);
        }
        let asked = key.0.clone();
        let seat = db.read(async move |tx: &mut Tx| find(tx, &asked, account).await).await?;
        if seat.member.is_some() {
            self.seats.insert(key, (epoch, seat.clone()));
        }
        Ok(seat)
    }

    /// The user that the token belongs to.
    pub async fn user(&self, db: &Db, token: &str) -> Result<UserId> {
        let token = token.to_owned();
        db.read(async move |tx: &mut Tx| owner(tx, &token).await).await
    }

    /// Forgets everything that was found before. To be called after the commit of a change.
    pub fn forget(&self) {
        self.epoch.fetch_add(1, Ordering::Release);
    }
}

async fn find(tx: &mut Tx, token: &str, account: AccountId) -> Result<Seat> {
    let user = owner(tx, token).await?;
    let status = accounts::status(tx, account).await?.ok_or(Error::NotFound)?;
    let mut member = agents::member(tx, account, user).await?;
    if let Some(member) = &mut member {
        member.inboxes = inboxes::of_member(tx, account, user).await?;
        member.teams = teams::of_member(tx, account, user).await?;
    }
    let suspended = status == accounts::Status::Suspended;
    Ok(Seat { suspended, member: member.map(Arc::new) })
}

async fn owner(tx: &mut Tx, token: &str) -> Result<UserId> {
    match users::owner_of(tx, token).await? {
        None => Err(Error::Unauthorized("Invalid Access Token")),
        Some(Owner::User(user)) => Ok(user),
        Some(Owner::Other) => {
            Err(Error::Unauthorized("Access to this endpoint is not authorized for bots"))
        }
    }
}
