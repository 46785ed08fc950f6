//! One async API over SQLite and PostgreSQL.
//!
//! A caller hands over a transaction *body*; [`Db::write`] runs it and commits,
//! [`Db::read`] runs it on one consistent view. On SQLite bodies run on a writer
//! thread that puts many of them into one commit; on PostgreSQL each has a
//! pooled connection whose statements are pipelined. The SQL is the same text.
//!
//! What is promised, and what a body may do, is in this crate's `README.md`.
//! The parts: statements in [`Sql`], values in [`Value`], rows in [`FromRow`],
//! the schema in [`Migrations`], what others do in [`Notice`], the engines in `sqlite` and
//! `postgres`.

mod dynamic;
mod error;
pub mod full_text;
mod migrations;
mod notices;
mod options;
mod postgres;
mod row;
mod sql;
mod sqlite;
mod stats;
mod tx;
mod value;

use std::sync::Arc;

pub use error::{Error, Result};
pub use migrations::{Migration, Migrations};
pub use notices::{Listening, Notice};
pub use options::{Durability, Options, PostgresOptions, SqliteOptions};
pub use row::{Cell, FromCell, FromRow, Row};
pub use sql::Sql;
pub use stats::{Connections, Distribution, Stats};
pub use tx::Tx;
pub use value::Value;

/// A database, shared by cloning.
#[derive(Clone)]
pub struct Db {
    engine: Arc<Engine>,
}

enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// That a process serves from a database, for others to know. Ends when it is dropped, and
/// with the process.
pub struct Attendance {
    _on_postgres: Option<postgres::Attendance>,
}

/// Which of the two engines serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Db {
    /// Opens the database, creating an SQLite file that is not there yet.
    ///
    /// Fails when the file or the server cannot be used, with a sentence that says why.
    pub async fn open(options: Options) -> Result<Self> {
        let engine = match options {
            Options::Sqlite(options) => Engine::Sqlite(sqlite::Sqlite::open(options).await?),
            Options::Postgres(options) => {
                Engine::Postgres(postgres::Postgres::open(options).await?)
            }
        };
        Ok(Self { engine: Arc::new(engine) })
    }

    pub fn kind(&self) -> Kind {
        match &*self.engine {
            Engine::Sqlite(_) => Kind::Sqlite,
            Engine::Postgres(_) => Kind::Postgres,
        }
    }

    /// Runs `body` in a transaction and commits when it returns `Ok`.
    ///
    /// When this returns `Ok`, everything the body wrote is durable. When it returns
    /// an error, nothing is kept, unless the connection broke during the commit itself.
    /// The body may run again after a deadlock or a lost connection, so it must leave
    /// no trace outside the transaction; it must not await anything but the `Tx`.
    pub async fn write<T, E, F>(&self, body: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(body).await,
            Engine::Postgres(postgres) => postgres.write(&body).await,
        }
    }

    /// Runs `body` on one consistent view of what is committed. Writing fails.
    pub async fn read<T, E, F>(&self, body: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.read(body).await,
            Engine::Postgres(postgres) => postgres.read(&body).await,
        }
    }

    /// Has what others do to this database told to `heard`, from a thread or a task of its
    /// own, for as long as the answer is kept and the database is open.
    pub fn listen(&self, heard: impl Fn(Notice) + Send + Sync + 'static) -> Result<Listening> {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.listen(Box::new(heard)),
            Engine::Postgres(postgres) => postgres.listen(Box::new(heard)),
        }
    }

    /// Says something, of some 7,000 bytes at most, to all other processes that listen. On
    /// SQLite there is nothing to say: they notice what is committed.
    pub async fn tell(&self, text: &str) -> Result<()> {
        match &*self.engine {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(postgres) => postgres.tell(text).await,
        }
    }

    /// Has others know that this process serves, for as long as what is returned is kept.
    ///
    /// Does `alone` first if no other process serves, and before another one begins to: what
    /// one that is no more has left is then nobody's. When that is not certain it is not
    /// done: on SQLite without `exclusive`, on PostgreSQL when the server cannot be asked.
    pub async fn attend(&self, alone: impl Future<Output = ()>) -> Attendance {
        match &*self.engine {
            Engine::Sqlite(sqlite) => {
                sqlite.attend(alone).await;
                Attendance { _on_postgres: None }
            }
            Engine::Postgres(postgres) => {
                Attendance { _on_postgres: Some(postgres.attend(alone).await) }
            }
        }
    }

    /// Finishes every body that was accepted, then lets go of the files and connections.
    ///
    /// Bodies handed over afterwards are refused with [`Error::Unavailable`], also when
    /// nobody waits for the end of this. Whoever calls it again waits for the same end.
    pub async fn close(&self) {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => postgres.close().await,
        }
    }

    pub fn stats(&self) -> Stats {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.stats(),
            Engine::Postgres(postgres) => postgres.stats(),
        }
    }
}

/// The example in the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
