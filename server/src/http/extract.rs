//! Who may call an endpoint, as types: naming one in a handler is the check.

use std::{convert::Infallible, net::SocketAddr, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{Method, request::Parts},
};

use super::{credentials, idempotent, path::path_id};
use crate::{
    access::{Credential, Holder, NO_APP, NOT_FOR_BOTS, Pass, Seat},
    accounts::{Standing, Status},
    actor::{Actor, Bot, Member},
    app::{Acts, App, NOWHERE},
    error::{Error, NO_MEMBER, NOT_ALLOWED, READING_ONLY, Result, SUSPENDED},
    id::{AccountId, PlatformAppId, UserId},
    permissions::Permission,
    texts::{Language, Languages},
};

/// Anyone who answers conversations in the account that the path names.
#[derive(Clone)]
pub struct Agent {
    pub account: AccountId,
    pub member: Arc<Member>,
    /// That of the account.
    language: Language,
    pass: Pass,
}

impl Agent {
    /// Whether they are told what lets others in: administrators are, their programs are not.
    pub fn is_told_tokens(&self) -> bool {
        self.member.is_administrator() && self.pass.is_in_person()
    }
}

/// An agent who stays for longer than one answer takes, and is looked at again now and then.
pub struct Guest {
    credential: Credential,
    account: AccountId,
}

impl Guest {
    /// Who they are now, unless they are not let in any more.
    pub async fn agent(&self, app: &App) -> Result<Agent> {
        let now = app.clock.now();
        let seat = app.access.seat(&app.db, &self.credential, self.account, now).await?;
        seated(self.account, seat)
    }
}

/// The other end of the connection. Where a proxy stands between, that is the proxy.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Anyone or anything that answers conversations in the account: an agent or a bot.
pub enum Responder {
    Agent(Agent),
    Bot(AccountId, Language, Arc<Bot>),
}

impl Responder {
    /// The agent, who sees some things as theirs.
    pub fn member(&self) -> Option<&Member> {
        match self {
            Responder::Agent(agent) => Some(&agent.member),
            Responder::Bot(..) => None,
        }
    }
}

/// An agent who may also change the account's settings.
pub struct Admin(pub Agent);

/// An administrator, or an agent whose custom role lets them read reports.
pub struct Analyst(pub Agent);

/// A user, whatever accounts they belong to.
pub struct SignedIn {
    pub user: UserId,
    pub pass: Pass,
    credential: Credential,
}

impl SignedIn {
    /// The same user as a member of one of their accounts, which the request names but not by
    /// its path.
    pub async fn agent(&self, app: &App, account: AccountId) -> Result<Agent> {
        let now = app.clock.now();
        let seat = app.access.seat(&app.db, &self.credential, account, now).await?;
        let Holder::User(Some(member)) = seat.holder else { return Err(Error::NotFound) };
        let standing = seat.account.ok_or(Error::NotFound)?;
        Ok(Agent { account, member, language: standing.language, pass: seat.pass })
    }
}

/// A user who is there themselves, and not one of their programs. What is about how they get in
/// is for them only.
pub struct InPerson(SignedIn);

impl std::ops::Deref for InPerson {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

/// A user themselves, or somebody who shows nothing.
pub struct MaybeSignedIn(pub Option<InPerson>);

/// A program that manages accounts and users from outside of all accounts.
#[derive(Clone, Copy)]
pub struct Platform {
    pub app: PlatformAppId,
}

/// A member of the account, asking about the account itself. It can be seen while it is
/// suspended, and does not exist for others (contract 2.3).
pub struct OwnAccount(Agent);

impl OwnAccount {
    pub fn user(&self) -> UserId {
        self.0.member.user
    }
}

/// The same, by someone who may also change it.
pub struct OwnAccountAdmin(Agent);

impl Acts for Agent {
    fn account(&self) -> AccountId {
        self.account
    }

    fn actor(&self) -> Actor {
        Actor::Member(Arc::clone(&self.member))
    }

    fn languages(&self) -> Languages {
        Languages { account: Some((self.account, self.language)), contact: None }
    }
}

impl Acts for Responder {
    fn account(&self) -> AccountId {
        match self {
            Responder::Agent(agent) => agent.account,
            Responder::Bot(account, ..) => *account,
        }
    }

    fn actor(&self) -> Actor {
        match self {
            Responder::Agent(agent) => agent.actor(),
            Responder::Bot(.., bot) => Actor::Bot(Arc::clone(bot)),
        }
    }

    fn languages(&self) -> Languages {
        match self {
            Responder::Agent(agent) => agent.languages(),
            Responder::Bot(account, language, _) => {
                Languages { account: Some((*account, *language)), contact: None }
            }
        }
    }
}

macro_rules! act_as_their_agent {
    ($($kind:ty),+ $(,)?) => { $(
        impl Acts for $kind {
            fn account(&self) -> AccountId {
                self.0.account
            }

            fn actor(&self) -> Actor {
                self.0.actor()
            }

            fn languages(&self) -> Languages {
                self.0.languages()
            }
        }
    )+ };
}

act_as_their_agent!(Admin, Analyst, OwnAccount, OwnAccountAdmin);

/// It acts in no account until an action says in which.
impl Acts for Platform {
    fn account(&self) -> AccountId {
        NOWHERE.account()
    }

    fn actor(&self) -> Actor {
        Actor::System
    }
}

impl FromRequestParts<App> for App {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let keyed = idempotent::of(&parts.extensions).cloned();
        Ok(app.clone().answering(keyed, parts.extensions.get().cloned()))
    }
}

impl FromRequestParts<App> for Peer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let peer = parts.extensions.get::<Peer>().copied();
        peer.ok_or_else(|| Error::Internal("a request came from nowhere".into()))
    }
}

impl FromRequestParts<App> for Agent {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let (account, seat) = seat(parts, app).await?;
        seated(account, seat)
    }
}

impl FromRequestParts<App> for Responder {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let (account, seat) = seat(parts, app).await?;
        let Holder::Bot(bot) = seat.holder else {
            return seated(account, seat).map(Responder::Agent);
        };
        let language = language_if_active(seat.account)?;
        let stranger = Error::Unauthorized("Bot is not authorized to access this account");
        Ok(Responder::Bot(account, language, bot.ok_or(stranger)?))
    }
}

impl FromRequestParts<App> for Guest {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Agent { account, .. } = Agent::from_request_parts(parts, app).await?;
        let credential = credentials::shown(&parts.headers).ok_or(Error::SignedOut)?;
        Ok(Guest { credential, account })
    }
}

impl FromRequestParts<App> for OwnAccount {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let (account, seat) = seat(parts, app).await?;
        let Holder::User(member) = seat.holder else { return Err(NOT_FOR_BOTS) };
        let member = member.ok_or(Error::NotFound)?;
        let language = seat.account.ok_or(Error::NotFound)?.language;
        Ok(OwnAccount(Agent { account, member, language, pass: seat.pass }))
    }
}

impl FromRequestParts<App> for OwnAccountAdmin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let OwnAccount(_) = OwnAccount::from_request_parts(parts, app).await?;
        let Admin(agent) = Admin::from_request_parts(parts, app).await?;
        Ok(OwnAccountAdmin(agent))
    }
}

impl FromRequestParts<App> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let agent = Agent::from_request_parts(parts, app).await?;
        if agent.member.is_administrator() { Ok(Admin(agent)) } else { Err(NOT_ALLOWED) }
    }
}

impl FromRequestParts<App> for Analyst {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let agent = Agent::from_request_parts(parts, app).await?;
        if agent.member.may(Permission::Reports) { Ok(Analyst(agent)) } else { Err(NOT_ALLOWED) }
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let credential = credentials::shown(&parts.headers).ok_or(Error::SignedOut)?;
        let (user, pass) = app.access.user(&app.db, &credential, app.clock.now()).await?;
        credentials::note(parts, &credential, pass);
        idempotent::note_user(parts, user, pass);
        may(pass, &parts.method)?;
        Ok(SignedIn { user, pass, credential })
    }
}

impl FromRequestParts<App> for InPerson {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let person = SignedIn::from_request_parts(parts, app).await?;
        if person.pass.is_in_person() {
            return Ok(InPerson(person));
        }
        Err(Error::Unauthorized("This access token is not for how you get in"))
    }
}

impl FromRequestParts<App> for MaybeSignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        if credentials::shown(&parts.headers).is_none() {
            return Ok(MaybeSignedIn(None));
        }
        InPerson::from_request_parts(parts, app).await.map(|person| MaybeSignedIn(Some(person)))
    }
}

impl FromRequestParts<App> for Platform {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let credential = credentials::shown(&parts.headers).ok_or(NO_APP)?;
        let app = app.access.platform_app(&app.db, credential).await?;
        idempotent::note_app(parts, app);
        Ok(Platform { app })
    }
}

/// Lets those in who answer conversations, in the order of the checks of contract 2.3.
fn seated(account: AccountId, seat: Seat) -> Result<Agent> {
    let Holder::User(member) = seat.holder else { return Err(NOT_FOR_BOTS) };
    let language = language_if_active(seat.account)?;
    Ok(Agent { account, member: member.ok_or(NO_MEMBER)?, language, pass: seat.pass })
}

fn language_if_active(account: Option<Standing>) -> Result<Language> {
    let standing = account.ok_or(Error::NotFound)?;
    match standing.status {
        Status::Suspended => Err(SUSPENDED),
        Status::Active => Ok(standing.language),
    }
}

/// What the caller is to the account that the path names.
async fn seat(parts: &mut Parts, app: &App) -> Result<(AccountId, Seat)> {
    let account = AccountId(path_id(parts, app, "account").await?);
    let credential = credentials::shown(&parts.headers).ok_or(Error::SignedOut)?;
    let seat = app.access.seat(&app.db, &credential, account, app.clock.now()).await?;
    credentials::note(parts, &credential, seat.pass);
    idempotent::note_holder(parts, &seat.holder, seat.pass);
    may(seat.pass, &parts.method)?;
    Ok((account, seat))
}

/// Refuses what is more than to look, where a pass is for that.
fn may(pass: Pass, method: &Method) -> Result<()> {
    if pass.may_change() || matches!(*method, Method::GET | Method::HEAD) {
        return Ok(());
    }
    Err(READING_ONLY)
}
