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
    actor::{Bot, Member},
    agent_bots, agents,
    error::{Error, Result},
    id::{AccountId, UserId},
    inboxes, teams,
    users::{self, Owner},
};

/// For how long an answer is remembered.
const REMEMBERED: Duration = Duration::from_secs(10);

/// How many answers are remembered at most.
const MOST: u64 = 10_000;

/// Programs may do only what is meant for them.
pub const NOT_FOR_BOTS: Error =
    Error::Unauthorized("Access to this endpoint is not authorized for bots");

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
    /// None when there is no such account.
    pub account: Option<accounts::Status>,
    pub holder: Holder,
}

/// Whose token it is. None for someone who has nothing to do with the account.
#[derive(Clone, Debug)]
pub enum Holder {
    User(Option<Arc<Member>>),
    Bot(Option<Arc<Bot>>),
}

impl Default for Access {
    fn default() -> Self {
        let seats = Cache::builder().max_capacity(MOST).time_to_live(REMEMBERED).build();
        Self { epoch: Arc::default(), seats }
    }
}

impl Access {
    /// What the owner of the token is to the account. A token of nobody is refused as in
    /// contract `application-core.md`, 2.3.
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
        if seat.is_known() {
            self.seats.insert(key, (epoch, seat.clone()));
        }
        Ok(seat)
    }

    /// The user that the token belongs to.
    pub async fn user(&self, db: &Db, token: &str) -> Result<UserId> {
        let token = token.to_owned();
        let owner = db.read(async move |tx: &mut Tx| owner(tx, &token).await).await?;
        match owner {
            Owner::User(user) => Ok(user),
            Owner::Bot(_) | Owner::App(_) => Err(NOT_FOR_BOTS),
        }
    }

    /// Forgets everything that was found before. To be called after the commit of a change.
    pub fn forget(&self) {
        self.epoch.fetch_add(1, Ordering::Release);
    }
}

impl Seat {
    /// Whether its holder has to do with the account.
    fn is_known(&self) -> bool {
        matches!(self.holder, Holder::User(Some(_)) | Holder::Bot(Some(_)))
    }
}

async fn find(tx: &mut Tx, token: &str, id: AccountId) -> Result<Seat> {
    let owner = owner(tx, token).await?;
    let account = accounts::status(tx, id).await?;
    let holder = match owner {
        Owner::User(user) => Holder::User(member(tx, id, user).await?.map(Arc::new)),
        Owner::Bot(bot) => Holder::Bot(agent_bots::actor(tx, id, bot).await?.map(Arc::new)),
        Owner::App(_) => return Err(NOT_FOR_BOTS),
    };
    Ok(Seat { account, holder })
}

async fn member(tx: &mut Tx, account: AccountId, user: UserId) -> Result<Option<Member>> {
    let Some(mut member) = agents::member(tx, account, user).await? else { return Ok(None) };
    member.inboxes = inboxes::of_member(tx, account, user).await?;
    member.teams = teams::of_member(tx, account, user).await?;
    Ok(Some(member))
}

async fn owner(tx: &mut Tx, token: &str) -> Result<Owner> {
    users::owner_of(tx, token).await?.ok_or(Error::Unauthorized("Invalid Access Token"))
}
