//! The running product: what every request works with.

use std::{
    collections::HashMap,
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
};

use cable::Hub;
use db::{Db, Options, PostgresOptions, SqliteOptions, Tx};
use outbound::{Outbound, Reach, header::HeaderValue};
use tokio::sync::{Notify, Semaphore, watch};

use crate::{
    access::Access,
    actor::Actor,
    attempts::Doors,
    clock::{Clock, Timestamp},
    config::{self, Config, Durability},
    error::{Error, Result},
    id::AccountId,
    idempotency::{self, Keyed},
    installation::Vault,
    links::Links,
    mail::Mailer,
    metrics::Metrics,
    neighbours::Neighbours,
    presence::{Presence, sockets_of},
    schema::MIGRATIONS,
    storage::Storage,
    texts::Languages,
    users::Hashing,
    work::{Asked, FollowUps, Work},
};

/// Pictures that are read at the same time. One may take 200 MB.
const PICTURES_AT_ONCE: usize = 2;

/// Files that are fetched at the same time, each of which is in memory.
const FETCHED_AT_ONCE: usize = 4;

/// Shared by cloning.
#[derive(Clone)]
pub struct App {
    parts: Arc<Parts>,
    /// The request that is being answered, if it came with a key.
    keyed: Option<Arc<Keyed>>,
    /// The same request, if it wants something changed.
    asked: Option<Arc<Asked>>,
}

pub struct Parts {
    pub config: Config,
    pub clock: Clock,
    pub db: Db,
    pub access: Access,
    pub presence: Presence,
    /// Hashes passwords.
    pub hashing: Hashing,
    pub attempts: Doors,
    pub vault: Vault,
    /// Who listens to what.
    pub hub: Hub,
    pub bells: Bells,
    pub metrics: Metrics,
    /// Other processes on the same database.
    pub neighbours: Neighbours,
    /// HTTP to strangers.
    pub outbound: Outbound,
    pub mailer: Mailer,
    /// Where the bytes of files are, and how they are linked to.
    pub storage: Storage,
    pub links: Links,
    /// Pictures that are read at the same time to make small ones of them.
    pub picture_turns: Arc<Semaphore>,
    /// Files that are fetched at the same time for members who wait for them.
    pub fetching_turns: Arc<Semaphore>,
    stopping: watch::Sender<bool>,
}

/// Rung after commits, for those who wait for something to happen. Shared by cloning.
#[derive(Clone, Default)]
pub struct Bells {
    /// Something has happened.
    pub events: Arc<Notify>,
    /// Something has happened that may have to be found.
    pub index: Arc<Notify>,
    /// Something is to be done.
    pub tasks: jobs::Waker,
    /// Something was told of in an account.
    pub accounts: AccountBells,
}

/// One bell for each account that somebody waits for. Shared by cloning.
#[derive(Clone, Default)]
pub struct AccountBells(Arc<Mutex<HashMap<AccountId, Arc<Notify>>>>);

impl AccountBells {
    /// The bell of an account.
    pub fn of(&self, account: AccountId) -> Arc<Notify> {
        let mut bells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(bells.entry(account).or_default())
    }

    /// Rings for those who wait. A bell that nobody has any more is taken down.
    pub fn ring(&self, account: AccountId) {
        let mut bells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(bell) = bells.get(&account) else { return };
        if Arc::strong_count(bell) == 1 {
            bells.remove(&account);
        } else {
            bell.notify_waiters();
        }
    }
}

/// Comes out of a transaction with what is to be looked at then. It is dropped after the
/// commit, also where nobody waits for the transaction any more.
struct AfterCommit {
    follow_ups: FollowUps,
    app: App,
}

impl Drop for AfterCommit {
    fn drop(&mut self) {
        let follow_ups = std::mem::take(&mut self.follow_ups);
        self.app.look_at(&follow_ups);
        self.app.neighbours.tell(follow_ups);
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

/// Someone who acts inside an account.
pub trait Acts {
    fn account(&self) -> AccountId;
    fn actor(&self) -> Actor;

    /// The languages of those who read what is said, as far as they are known already.
    fn languages(&self) -> Languages {
        Languages::default()
    }
}

/// The product itself, at work in an account: commands, timers, set-up.
#[derive(Clone, Copy, Debug)]
pub struct TheProduct(pub AccountId);

/// The product itself, at what belongs to no account in particular.
pub const NOWHERE: TheProduct = TheProduct(AccountId(0));

impl Acts for TheProduct {
    fn account(&self) -> AccountId {
        self.0
    }

    fn actor(&self) -> Actor {
        Actor::System
    }
}

/// Whether others may serve from the same embedded database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// This process answers requests; it must be the only one.
    Serve,
    /// This process does one thing beside the server.
    Command,
}

impl App {
    /// Opens the database and brings its schema up to date.
    pub async fn open(config: Config, clock: Clock, purpose: Use) -> Result<Self> {
        let db = Db::open(options(&config, purpose)?).await?;
        let applied = MIGRATIONS.apply(&db).await?;
        if applied > 0 {
            tracing::info!(migrations = applied, "the schema was brought up to date");
        }
        let vault = vault(&db, &clock).await?;
        let outbound = outbound(&config)?;
        let mailer = Mailer::new(&config.mail).map_err(|error| Error::Internal(error.into()))?;
        let storage = Storage::open(&config)?;
        let links = links(&config, &vault);
        let parts = Parts {
            presence: Presence::new(config.presence),
            config,
            clock,
            db,
            access: Access::default(),
            hashing: Hashing::default(),
            attempts: Doors::default(),
            vault,
            hub: Hub::default(),
            bells: Bells::default(),
            metrics: Metrics::default(),
            neighbours: Neighbours::default(),
            outbound,
            mailer,
            storage,
            links,
            picture_turns: Arc::new(Semaphore::new(PICTURES_AT_ONCE)),
            fetching_turns: Arc::new(Semaphore::new(FETCHED_AT_ONCE)),
            stopping: watch::Sender::new(false),
        };
        Ok(App { parts: Arc::new(parts), keyed: None, asked: None })
    }

    /// The same, at work for one request: its first transaction notes its key.
    #[must_use]
    pub fn answering(self, keyed: Option<Arc<Keyed>>, asked: Option<Arc<Asked>>) -> Self {
        App { keyed, asked, ..self }
    }

    /// Has everything that goes on come to its end.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Tells other processes what was done here, if they were not told, and lets go of the
    /// database.
    pub async fn close(&self) {
        if let Some(words) = self.neighbours.take_all().to_text()
            && let Err(error) = self.db.tell(&words).await
        {
            tracing::warn!(%error, "a server on this database will notice later what was done");
        }
        self.db.close().await;
    }

    /// Has what follows from a commit looked at.
    pub fn look_at(&self, follow_ups: &FollowUps) {
        let FollowUps { access, relistening, events, tasks } = follow_ups;
        if *access {
            self.access.forget();
        }
        for user in relistening {
            self.hub.send_away(&sockets_of(*user));
        }
        if *events {
            self.bells.events.notify_one();
            self.bells.index.notify_one();
        }
        if *tasks {
            self.bells.tasks.wake();
        }
    }

    /// Resolves when it is time to stop.
    pub fn stopping(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut stopping = self.stopping.subscribe();
        async move {
            // When nobody can tell any more, that means the same.
            drop(stopping.wait_for(|stop| *stop).await);
        }
    }

    /// Runs `body` on one consistent view of the data; it cannot change anything.
    pub async fn read<T, E, F>(&self, who: &impl Acts, body: F) -> Result<T>
    where
        F: AsyncFn(&mut Work<'_>) -> Result<T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: Into<Error>,
    {
        let start = Start::of(self, who);
        self.db
            .read(async move |tx: &mut Tx| body(&mut start.work(tx)).await.map_err(Into::into))
            .await
    }

    /// Runs `body` in one transaction and commits when it succeeds. What it changed is
    /// durable when this returns.
    pub async fn write<T, E, F>(&self, who: &impl Acts, body: F) -> Result<T>
    where
        F: AsyncFn(&mut Work<'_>) -> Result<T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: Into<Error>,
    {
        let start = Start::of(self, who);
        let app = self.clone();
        let written = self.db.write(async move |tx: &mut Tx| {
            app.note_key(tx, start.now).await?;
            let mut work = start.work(tx).asked_by(app.asked.clone());
            let value = body(&mut work).await.map_err(Into::into)?;
            Ok::<_, Error>((value, AfterCommit { follow_ups: work.follow_ups(), app: app.clone() }))
        });
        let (value, _after_commit) = written.await?;
        if let Some(keyed) = &self.keyed {
            keyed.was_noted();
        }
        Ok(value)
    }

    /// Notes the key of the request, if it came with one.
    async fn note_key(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        match &self.keyed {
            Some(keyed) => idempotency::note(tx, &self.vault, keyed, now).await,
            None => Ok(()),
        }
    }
}

/// What a transaction of somebody's begins with. There are hundreds of bodies; how each is given
/// its work is compiled once.
struct Start {
    account: AccountId,
    actor: Actor,
    now: Timestamp,
    languages: Languages,
    presence: Presence,
    links: Links,
    limits: config::Conversations,
}

impl Start {
    fn of(app: &App, who: &impl Acts) -> Self {
        Self {
            account: who.account(),
            actor: who.actor(),
            now: app.clock.now(),
            languages: who.languages(),
            presence: app.presence.clone(),
            links: app.links.clone(),
            limits: app.config.conversations,
        }
    }

    fn work<'t>(&self, tx: &'t mut Tx) -> Work<'t> {
        let Self { account, actor, now, languages, presence, links, limits } = self;
        let (actor, presence, links) = (actor.clone(), presence.clone(), links.clone());
        Work::new(tx, *account, actor, *now, presence, links, *limits).read_in(*languages)
    }
}

/// The key of the installation, which is made when there is none.
async fn vault(db: &Db, clock: &Clock) -> Result<Vault> {
    if let Some(kept) = db.read(async |tx: &mut Tx| Vault::find(tx).await).await? {
        return Ok(kept);
    }
    let now = clock.now();
    db.write(async move |tx: &mut Tx| Vault::keep(tx, now).await).await
}

fn links(config: &Config, vault: &Vault) -> Links {
    let (base, domain) = (&config.server.frontend_url, &config.mail.inbound_domain);
    Links::new(base, domain, &vault.key_for("links"))
}

fn outbound(config: &Config) -> Result<Outbound> {
    let agent = concat!("Frontdesk/", env!("CARGO_PKG_VERSION"));
    let reach = if config.outbound.allow_private_urls { Reach::Anywhere } else { Reach::Public };
    let options =
        outbound::Options { reach, ..outbound::Options::new(HeaderValue::from_static(agent)) };
    Outbound::new(options).map_err(|error| Error::Internal(Box::new(error)))
}

/// How the database of these settings is opened.
pub fn options(config: &Config, purpose: Use) -> Result<Options> {
    let database = &config.database;
    if !database.url.reveal().is_empty() {
        let authorities =
            Some(database.ca_file.clone()).filter(|path| !path.as_os_str().is_empty());
        return Ok(Options::Postgres(PostgresOptions {
            connections: database.connections,
            authorities,
            ..PostgresOptions::new(database.url.reveal())
        }));
    }
    std::fs::create_dir_all(&database.data_dir).map_err(|error| {
        let folder = database.data_dir.display();
        Error::Unavailable(format!("cannot create the data folder {folder}: {error}"))
    })?;
    Ok(Options::Sqlite(SqliteOptions {
        exclusive: purpose == Use::Serve,
        durability: match database.durability {
            Durability::Full => db::Durability::Full,
            Durability::Normal => db::Durability::Normal,
        },
        ..SqliteOptions::new(config.database_file())
    }))
}
