//! Jobs, before, while and after they are done.

use db::{FromRow, Row};

/// Work that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct NewJob<'a> {
    /// What is to be done; the name of its handler.
    pub kind: &'a str,
    /// Makes it one with others of its kind that have the same.
    pub key: Option<&'a str>,
    /// What the handler is told: JSON, or any text.
    pub payload: &'a str,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// Work that is being done.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: i64,
    pub payload: String,
    /// How often it has failed before.
    pub failures: u32,
    /// Which attempt this is; a later one makes it void.
    pub(crate) begun: i64,
    /// How often it had been asked for when this attempt began.
    pub(crate) asked: i64,
}

/// What becomes of a job that did what it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is removed, unless it was asked for again meanwhile.
    Done,
    /// It runs again at this time, or at once if it was asked for again meanwhile.
    At(i64),
}

/// Why a job could not do what it should.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{problem}")]
pub struct Failure {
    /// Kept with the job, for people to read.
    pub problem: String,
    /// Whether to try again would be in vain.
    pub is_final: bool,
}

impl Failure {
    /// It may work later.
    pub fn for_now(problem: impl std::fmt::Display) -> Self {
        Self { problem: problem.to_string(), is_final: false }
    }

    /// It will never work.
    pub fn for_good(problem: impl std::fmt::Display) -> Self {
        Self { problem: problem.to_string(), is_final: true }
    }
}

impl FromRow for Job {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Job {
            id: row.take()?,
            payload: row.take()?,
            failures: u32::try_from(row.take::<i64>()?).unwrap_or(u32::MAX),
            begun: row.take()?,
            asked: row.take()?,
        })
    }
}
