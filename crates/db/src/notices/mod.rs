//! What others do to the same database.
//!
//! The engines differ in what can be known of that. PostgreSQL carries texts from one
//! process to all others that listen. SQLite carries none, but tells that its file was
//! changed, whoever did it: there, those who commit beside a server need not say so.

mod postgres;
mod sqlite;

pub(crate) use self::postgres::{Ear, listen as listen_on_postgres, tell as tell_on_postgres};
pub(crate) use self::sqlite::listen as listen_on_sqlite;

/// What is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Others are heard from now on. What they did before went unheard.
    Listening,
    /// Something was committed, by others or by this process. Told every second at most.
    Changed,
    /// Another process says something. Each has a number of its own.
    Said { who: u64, text: String },
}

/// Who is told of notices. Must not take long: what comes next waits.
pub(crate) type Heard = Box<dyn Fn(Notice) + Send + Sync>;

/// Somebody listens, until this is dropped or the database is closed.
pub struct Listening {
    pub(crate) _until_dropped: Box<dyn Send + Sync>,
}
