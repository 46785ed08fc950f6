//! How a database is opened.

use std::{path::PathBuf, time::Duration};

#[derive(Clone, Debug)]
pub enum Options {
    Sqlite(SqliteOptions),
    Postgres(PostgresOptions),
}

#[derive(Clone, Debug)]
pub struct SqliteOptions {
    /// The database file. Its folder must exist and be writable: `-wal`, `-shm` and
    /// `.lock` files are kept beside it.
    pub path: PathBuf,
    pub durability: Durability,
    /// Whether this process is the only one allowed to serve from the file. A second
    /// exclusive opener is refused; others may still read and write short transactions.
    pub exclusive: bool,
    /// Threads that read. At least one.
    pub readers: usize,
    /// How long a body may read before it is given up with
    /// [`Error::TooSlow`](crate::Error::TooSlow): readers are few, and one question must not
    /// keep everybody else waiting. PostgreSQL has its `statement_timeout` for that.
    pub reading: Duration,
    /// Bodies that may wait for the writer, and as many for the readers, before callers
    /// are told [`Error::Busy`](crate::Error::Busy).
    pub queue: usize,
}

impl SqliteOptions {
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            path: path.into(),
            durability: Durability::Full,
            exclusive: false,
            readers: cores.max(2),
            reading: Duration::from_secs(10),
            queue: 4096,
        }
    }
}

/// What a commit survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Power loss: the commit is on disk before the caller is told.
    Full,
    /// A crash of the process. Power loss may take the newest commits, never the file.
    Normal,
    /// Nothing but a clean exit. For tests.
    Off,
}

#[derive(Clone, Debug)]
pub struct PostgresOptions {
    /// `postgres://user:password@host/database?sslmode=require`.
    pub url: String,
    /// Connections at most. At least one.
    pub connections: usize,
    /// A PEM file of certificate authorities to trust beside the system's.
    pub authorities: Option<PathBuf>,
}

impl PostgresOptions {
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), connections: 16, authorities: None }
    }
}
