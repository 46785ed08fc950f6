//! What can go wrong between a body and its database.

use std::sync::Arc;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// A unique index refused the row. Holds the name of the index: `<table>_<last column>`.
    #[error("{0} is already taken")]
    Taken(String),
    /// A row points to one that is not there, or one that is still pointed to was removed.
    #[error("a row refers to one that does not exist")]
    Reference,
    /// [`Tx::one`](crate::Tx::one) found no row.
    #[error("no such row")]
    Missing,
    /// The engine cannot hold this value, for example a NUL byte in a text.
    #[error("the database cannot hold this value: {0}")]
    Value(String),
    /// Too much is waiting, or another process holds the write lock. Worth trying again.
    #[error("the database is busy")]
    Busy,
    /// The environment failed: disk full, file read-only, server away. Says which.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// The connection was lost during the commit: the change may be kept or not. On
    /// SQLite: what came of the body was lost in a panic, when its error was made.
    #[error(
        "the connection to the database was lost during the commit, \
         so whether the change was kept is not known"
    )]
    Unknown,
    /// Reading took longer than anybody is to wait for, and was given up.
    #[error("the question took too long to answer")]
    TooSlow,
    /// A body dropped the future of a statement before it had ended, by a time-out for
    /// example. How far the statement came is not known, so nothing of the body is kept.
    #[error("a transaction did not wait for one of its statements")]
    Interrupted,
    /// An SQLite body awaited something that is not its transaction.
    #[error("a transaction awaited something other than its database")]
    ForeignAwait,
    /// The body panicked. Its changes are undone; nobody else is touched.
    #[error("a transaction panicked")]
    Panicked,
    /// A row does not have the shape that the code expects.
    #[error("unexpected row: {0}")]
    Shape(String),
    /// The schema and the binary do not fit.
    #[error("{0}")]
    Schema(String),
    /// Anything else: a mistake in the SQL, a corrupt file.
    #[error(transparent)]
    Engine(Arc<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub(crate) fn engine(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Error::Engine(Arc::new(error))
    }

    pub(crate) fn closed() -> Self {
        Error::Unavailable("it is closed".to_owned())
    }

    /// Whether the same request may succeed a little later, with nothing mended by hand.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Error::Busy | Error::Unavailable(_))
    }
}

/// A statement that a body may not run, or not in this way.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Misuse {
    #[error("a body may not say `{0}`: its transaction is begun and ended around it")]
    Control(&'static str),
    #[error("a statement that returns rows is run by `all`, `first` or `one`")]
    Rows,
}
