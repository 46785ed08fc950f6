//! The running product: what every request works with.

use std::{ops::Deref, sync::Arc};

use db::{Db, Options, PostgresOptions, SqliteOptions, Tx};

use crate::{
    access::Access,
    actor::Actor,
    clock::Clock,
    config::{Config, Durability},
    error::{Error, Result},
    id::AccountId,
    schema::MIGRATIONS,
    work::Work,
};

/// Shared by cloning.
#[derive(Clone)]
pub struct App(Arc<Parts>);

pub struct Parts {
    pub config: Config,
    pub clock: Clock,
    pub db: Db,
    pub access: Access,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Someone who acts inside an account.
pub trait Acts {
    fn account(&self) -> AccountId;
    fn actor(&self) -> Actor;
}

/// The product itself, at work in an account: commands, timers, set-up.
#[derive(Clone, Copy, Debug)]
pub struct TheProduct(pub AccountId);

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
        Ok(App(Arc::new(Parts { config, clock, db, access: Access::default() })))
    }

    /// Runs `body` on one consistent view of the data; it cannot change anything.
    pub async fn read<T, E, F>(&self, who: &impl Acts, body: F) -> Result<T>
    where
        F: AsyncFn(&mut Work<'_>) -> Result<T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: Into<Error>,
    {
        let (account, actor, now) = (who.account(), who.actor(), self.clock.now());
        self.db
            .read(async move |tx: &mut Tx| {
                let mut work = Work::new(tx, account, actor.clone(), now);
                body(&mut work).await.map_err(Into::into)
            })
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
        let (account, actor, now) = (who.account(), who.actor(), self.clock.now());
        let access = self.access.clone();
        let written = self.db.write(async move |tx: &mut Tx| {
            let mut work = Work::new(tx, account, actor.clone(), now);
            let value = body(&mut work).await.map_err(Into::into)?;
            let forgetting = work.access_changed.then(|| access.forgetting());
            Ok::<_, Error>((value, forgetting))
        });
        let (value, _forgetting) = written.await?;
        Ok(value)
    }
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
