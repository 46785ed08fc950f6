//! Who is let in, and as what.
//!
//! Found once and remembered for a short while, because every request asks. Whatever
//! changes the answer (a token, a session, a role, a membership) says so through
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
    agent_bots,
    clock::Timestamp,
    error::{Error, Result},
    id::{AccountId, PersonalTokenId, PlatformAppId, SessionId, UserId},
    memberships,
    personal_tokens::{self, Scope},
    sessions,
    users::{self, Owner},
};

/// For how long an answer is remembered.
const REMEMBERED: Duration = Duration::from_secs(10);

/// How many answers are remembered at most.
const MOST: u64 = 10_000;

/// How exactly it is noted when something was used last.
const NOTED: Duration = Duration::from_hours(1);

/// Programs may do only what is meant for them.
pub const NOT_FOR_BOTS: Error =
    Error::Unauthorized("Access to this endpoint is not authorized for bots");

/// A token of nobody.
pub const UNKNOWN: Error = Error::Unauthorized("Invalid Access Token");

/// A token that is no platform app's.
pub const NO_APP: Error = Error::Unauthorized("Invalid access_token");

/// Shared by cloning.
#[derive(Clone)]
pub struct Access {
    /// Counts the changes; an answer found before the latest is not believed.
    epoch: Arc<AtomicU64>,
    seats: Cache<(Credential, AccountId), (u64, Seat)>,
}

/// What somebody shows to be let in.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Credential {
    Token(String),
    Session(sessions::Shown),
}

/// What a credential turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// The token that a user, a bot or an app has for good.
    Token,
    /// A device on which the user is signed in, until a time.
    Session(SessionId, Timestamp),
    /// A program of the user, which may do so much, until a time if there is one.
    Personal(PersonalTokenId, Scope, Option<Timestamp>),
}

/// What the owner of a credential is to an account.
#[derive(Clone, Debug)]
pub struct Seat {
    /// None when there is no such account.
    pub account: Option<accounts::Standing>,
    pub holder: Holder,
    pub pass: Pass,
}

/// Whose credential it is. None for someone who has nothing to do with the account.
#[derive(Clone, Debug)]
pub enum Holder {
    User(Option<Arc<Member>>),
    Bot(Option<Arc<Bot>>),
}

/// An owner as they were found, and whether it is to be noted that they came.
struct Found {
    owner: Owner,
    pass: Pass,
    is_noted: bool,
}

impl Default for Access {
    fn default() -> Self {
        let seats = Cache::builder().max_capacity(MOST).time_to_live(REMEMBERED).build();
        Self { epoch: Arc::default(), seats }
    }
}

impl Access {
    /// What the owner of the credential is to the account. One of nobody is refused as in
    /// contract `application-core.md`, 2.3.
    pub async fn seat(
        &self,
        db: &Db,
        credential: &Credential,
        account: AccountId,
        now: Timestamp,
    ) -> Result<Seat> {
        // Read first: an answer found while a change commits is remembered as old.
        let epoch = self.epoch.load(Ordering::Acquire);
        let key = (credential.clone(), account);
        if let Some((known, seat)) = self.seats.get(&key)
            && known == epoch
            && seat.pass.lasts(now)
        {
            return Ok(seat);
        }
        let asked = key.0.clone();
        let found = db.read(async move |tx: &mut Tx| {
            let found = owner(tx, &asked, now).await?;
            Ok::<_, Error>((find(tx, &found, account).await?, found))
        });
        let (seat, found) = found.await?;
        note(db, &found, now).await;
        if seat.is_known() {
            self.seats.insert(key, (epoch, seat.clone()));
        }
        Ok(seat)
    }

    /// The user that the credential belongs to.
    pub async fn user(
        &self,
        db: &Db,
        credential: &Credential,
        now: Timestamp,
    ) -> Result<(UserId, Pass)> {
        let credential = credential.clone();
        let found = db.read(async move |tx: &mut Tx| owner(tx, &credential, now).await).await?;
        note(db, &found, now).await;
        match found.owner {
            Owner::User(user) => Ok((user, found.pass)),
            Owner::Bot(_) | Owner::App(_) => Err(NOT_FOR_BOTS),
        }
    }

    /// The app that the credential belongs to (contract `realtime-client-platform.md`, 5.1).
    pub async fn platform_app(&self, db: &Db, credential: Credential) -> Result<PlatformAppId> {
        let Credential::Token(token) = credential else { return Err(NO_APP) };
        let owner = db.read(async move |tx: &mut Tx| users::owner_of(tx, &token).await).await?;
        match owner {
            Some(Owner::App(app)) => Ok(app),
            _ => Err(NO_APP),
        }
    }

    /// Forgets everything that was found before. To be called after the commit of a change.
    pub fn forget(&self) {
        self.epoch.fetch_add(1, Ordering::Release);
    }
}

impl Pass {
    /// Whether it still lets somebody in.
    pub fn lasts(self, now: Timestamp) -> bool {
        match self {
            Pass::Token => true,
            Pass::Session(_, until) => now < until,
            Pass::Personal(_, _, until) => until.is_none_or(|until| now < until),
        }
    }

    /// Whether more can be done with it than to look.
    pub fn may_change(self) -> bool {
        !matches!(self, Pass::Personal(_, Scope::Read, _))
    }

    /// Whether the user is there themselves, and not one of their programs. Only they are told
    /// what lets somebody in, and change it.
    pub fn is_in_person(self) -> bool {
        !matches!(self, Pass::Personal(..))
    }

    /// The session at hand, if it is one.
    pub fn session(self) -> Option<SessionId> {
        match self {
            Pass::Session(id, _) => Some(id),
            Pass::Token | Pass::Personal(..) => None,
        }
    }
}

impl Seat {
    /// Whether its holder has to do with the account.
    fn is_known(&self) -> bool {
        matches!(self.holder, Holder::User(Some(_)) | Holder::Bot(Some(_)))
    }
}

async fn find(tx: &mut Tx, found: &Found, id: AccountId) -> Result<Seat> {
    let account = accounts::standing(tx, id).await?;
    let holder = match found.owner {
        Owner::User(user) => Holder::User(memberships::member(tx, id, user).await?.map(Arc::new)),
        Owner::Bot(bot) => Holder::Bot(agent_bots::actor(tx, id, bot).await?.map(Arc::new)),
        Owner::App(_) => return Err(NOT_FOR_BOTS),
    };
    Ok(Seat { account, holder, pass: found.pass })
}

async fn owner(tx: &mut Tx, credential: &Credential, now: Timestamp) -> Result<Found> {
    match credential {
        Credential::Token(token) if token.starts_with(personal_tokens::PREFIX) => {
            let found = personal_tokens::find(tx, token, now).await?.ok_or(UNKNOWN)?;
            Ok(Found {
                owner: Owner::User(found.user),
                pass: Pass::Personal(found.id, found.scope, found.expires_at),
                is_noted: found.used_at.is_some_and(|used_at| now < used_at.plus(NOTED)),
            })
        }
        Credential::Token(token) => {
            let owner = users::owner_of(tx, token).await?.ok_or(UNKNOWN)?;
            Ok(Found { owner, pass: Pass::Token, is_noted: true })
        }
        Credential::Session(shown) => {
            let session = sessions::find(tx, shown, now).await?.ok_or(Error::SignedOut)?;
            Ok(Found {
                owner: Owner::User(session.user),
                pass: Pass::Session(session.id, session.expires_at),
                is_noted: now < session.used_at.plus(NOTED),
            })
        }
    }
}

/// Notes that somebody came. That this fails keeps nobody out.
async fn note(db: &Db, found: &Found, now: Timestamp) {
    if found.is_noted {
        return;
    }
    let pass = found.pass;
    let noted = db.write(async move |tx: &mut Tx| match pass {
        Pass::Token => Ok(()),
        Pass::Session(id, _) => sessions::note_use(tx, id, now).await,
        Pass::Personal(id, ..) => personal_tokens::note_use(tx, id, now).await,
    });
    if let Err(error) = noted.await {
        tracing::warn!(%error, "it was not noted that somebody came");
    }
}
