//! One PostgreSQL connection: its prepared statements, and what is still on its way.

use std::{
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use futures_util::TryStreamExt as _;
use hashlink::LruCache;
use tokio_postgres::{
    Client, Statement,
    error::{DbError, Severity, SqlState},
    types::ToSql,
};

use super::owed::{Failure, Owed, Silent};
use crate::{Error, FromRow, Result, Row, Value, error::Misuse};

/// Prepared statements kept by a connection.
const STATEMENTS: usize = 512;

/// Pushed changes whose answers may be owed at once. Each is kept in memory until then.
const PENDING: usize = 128;

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begin {
    Read,
    Write,
}

pub(crate) struct Connection {
    client: Arc<Client>,
    statements: LruCache<String, Statement>,
    /// Counts how often a prepared statement turned out to be older than its table. All
    /// connections share it, and one that is behind prepares its statements anew.
    schema: Arc<AtomicU64>,
    prepared_for: u64,
    owed: Owed,
    /// What the transaction is for.
    purpose: Begin,
    /// Set by an error after which the same body may succeed.
    transient: bool,
    /// Set while the outcome of a commit is not known.
    committing: bool,
    /// Set when the server has not answered for too long. Nothing more is asked then.
    is_silent: bool,
    /// Set when the server has ended the session without owing an answer: what it has
    /// not answered by then was never sent to it.
    dismissed: Arc<AtomicBool>,
}

impl Connection {
    pub fn new(client: Client, schema: Arc<AtomicU64>, dismissed: Arc<AtomicBool>) -> Self {
        Self {
            prepared_for: schema.load(Ordering::Relaxed),
            schema,
            client: Arc::new(client),
            statements: LruCache::new(STATEMENTS),
            owed: Owed::default(),
            purpose: Begin::Read,
            transient: false,
            committing: false,
            is_silent: false,
            dismissed,
        }
    }

    pub async fn all<T: FromRow>(&mut self, sql: &str, args: &[Value<'_>]) -> Result<Vec<T>> {
        let rows = self.query(sql, args).await?;
        rows.iter().map(|row| T::from_row(&mut Row::postgres(row))).collect()
    }

    pub async fn first<T: FromRow>(&mut self, sql: &str, args: &[Value<'_>]) -> Result<Option<T>> {
        let rows = self.query(sql, args).await?;
        rows.first().map(|row| T::from_row(&mut Row::postgres(row))).transpose()
    }

    pub async fn exec(&mut self, sql: &str, args: &[Value<'_>]) -> Result<u64> {
        let (statement, client) = (self.change(sql).await?, Arc::clone(&self.client));
        let parameters = parameters(args);
        self.answer(pin!(client.execute(&statement, &parameters))).await
    }

    pub async fn push(&mut self, sql: &str, args: &[Value<'_>]) -> Result<()> {
        if self.purpose == Begin::Read {
            // There is no commit that would tell how it ended.
            return self.exec(sql, args).await.map(drop);
        }
        let statement = self.change(sql).await?;
        self.make_room().await?;
        let client = Arc::clone(&self.client);
        let args: Vec<Value<'static>> =
            args.iter().map(|value| value.clone().into_owned()).collect();
        let request = async move { client.execute(&statement, &parameters(&args)).await };
        match self.owed.send(request) {
            Ok(()) => Ok(()),
            Err(error) => Err(self.failed(error).await),
        }
    }

    /// Has the statements of the transaction take as long as they take.
    pub async fn without_time_limit(&mut self) -> Result<()> {
        self.owed.is_patient = true;
        self.exec("set local statement_timeout = 0", &[]).await.map(drop)
    }

    /// Starts a transaction without waiting for the answer.
    pub(super) async fn begin(&mut self, purpose: Begin) {
        self.purpose = purpose;
        self.transient = false;
        self.committing = false;
        self.owed.is_patient = false;
        let schema = self.schema.load(Ordering::Relaxed);
        if self.prepared_for != schema {
            self.prepared_for = schema;
            self.statements.clear();
        }
        let begin = match purpose {
            Begin::Read => "begin isolation level repeatable read read only",
            Begin::Write => "begin",
        };
        self.send_plain(begin).await;
    }

    /// Ends a transaction whose body succeeded. A write is durable when this returns.
    pub(super) async fn finish(&mut self) -> Result<()> {
        match self.purpose {
            // The answer is looked at when the connection is used again.
            Begin::Read => {
                self.send_plain("rollback").await;
            }
            Begin::Write => {
                // A commit after a failure keeps nothing.
                let is_doomed = self.owed.has_failed();
                self.committing = self.send_plain("commit").await && !is_doomed;
                self.settle().await?;
                self.committing = false;
            }
        }
        Ok(())
    }

    pub(super) async fn roll_back(&mut self) -> Result<()> {
        if self.is_silent {
            return Err(silent());
        }
        self.owed.forget();
        let client = Arc::clone(&self.client);
        match self.owed.before(pin!(client.batch_execute("rollback"))).await {
            Ok(done) => done.map_err(from_postgres),
            Err(Silent) => Err(self.fell_silent()),
        }
    }

    /// Waits for everything that was sent, and reports the first thing that failed.
    pub(super) async fn settle(&mut self) -> Result<()> {
        if self.owed.down_to(0).await.is_err() {
            return Err(self.fell_silent());
        }
        let Some(Failure { error, is_last }) = self.owed.take_failure() else { return Ok(()) };
        // What was refused before the commit leaves that nothing to keep.
        self.committing &= is_last || error.as_db_error().is_none();
        Err(self.note(error))
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Whether nothing of the failed transaction was kept and the cause may have passed.
    pub(super) fn may_run_again(&self) -> bool {
        self.transient
    }

    async fn query(&mut self, sql: &str, args: &[Value<'_>]) -> Result<Vec<tokio_postgres::Row>> {
        let statement = self.statement(sql).await?;
        let client = Arc::clone(&self.client);
        let parameters = parameters(args);
        self.answer(pin!(client.query(&statement, &parameters))).await
    }

    async fn statement(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let client = Arc::clone(&self.client);
        // In a box, since this rare future would make every request many times as large.
        let statement = self.answer(Box::pin(client.prepare(sql)).as_mut()).await?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// The statement of a change, which returns no rows: nobody would read them.
    async fn change(&mut self, sql: &str) -> Result<Statement> {
        let statement = self.statement(sql).await?;
        if !statement.columns().is_empty() {
            return Err(Error::engine(Misuse::Rows));
        }
        Ok(statement)
    }

    /// Waits for the oldest answer when too many are owed.
    async fn make_room(&mut self) -> Result<()> {
        match self.owed.down_to(PENDING - 1).await {
            Ok(()) if self.owed.has_failed() => self.settle().await,
            Ok(()) => Ok(()),
            Err(Silent) => Err(self.fell_silent()),
        }
    }

    /// Asks, and waits for the answer.
    async fn answer<T>(
        &mut self,
        asked: Pin<&mut impl Future<Output = Result<T, tokio_postgres::Error>>>,
    ) -> Result<T> {
        match self.owed.before(asked).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.failed(error).await),
            Err(Silent) => Err(self.fell_silent()),
        }
    }

    fn fell_silent(&mut self) -> Error {
        self.is_silent = true;
        self.transient = false;
        if self.committing { Error::Unknown } else { silent() }
    }

    /// Sends a statement without values, such as `begin`, and waits for no answer. Tells
    /// whether it was sent; if not, that shows when the answers are looked at.
    async fn send_plain(&mut self, sql: &'static str) -> bool {
        let sent = self.client.simple_query_raw(sql).await;
        let is_sent = sent.is_ok();
        self.owed.push(async {
            let mut answers = pin!(sent?);
            // What the server calls done is done, even if the connection is lost with that.
            answers.try_next().await.map(|_| 0)
        });
        is_sent
    }

    /// The error to report for a statement: one that was pushed earlier and failed is
    /// the cause, and what came after it only says that the transaction is aborted.
    async fn failed(&mut self, error: tokio_postgres::Error) -> Error {
        match self.settle().await {
            Err(cause) => cause,
            Ok(()) => self.note(error),
        }
    }

    fn note(&mut self, error: tokio_postgres::Error) -> Error {
        let collided = matches!(
            error.code(),
            Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED)
        );
        let outdated = is_outdated(&error);
        if outdated {
            self.schema.fetch_add(1, Ordering::Relaxed);
        }
        let lost = is_lost(&error) || (self.client.is_closed() && !is_refusal(&error));
        let unheard = is_dismissal(&error) || self.dismissed.load(Ordering::Acquire);
        let in_doubt = lost && self.committing && !unheard;
        self.transient = collided || outdated || (lost && !in_doubt);
        if in_doubt {
            return Error::Unknown;
        }
        from_postgres(error)
    }
}

fn silent() -> Error {
    Error::Unavailable("the server does not answer".to_owned())
}

fn parameters<'a>(args: &'a [Value<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    args.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// Whether a statement was prepared for a table that has changed its columns since.
fn is_outdated(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().and_then(DbError::routine) == Some("RevalidateCachedQuery")
}

/// Whether the server has answered, and goes on serving.
fn is_refusal(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().and_then(DbError::parsed_severity) == Some(Severity::Error)
}

/// Whether the server has ended the session where its answer was expected. It does so
/// between statements, and says of a commit that it is done before.
fn is_dismissal(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().and_then(DbError::routine) == Some("ProcessInterrupts")
}

fn is_lost(error: &tokio_postgres::Error) -> bool {
    error.is_closed() || is_io(error) || is_shutdown(error)
}

fn is_shutdown(error: &tokio_postgres::Error) -> bool {
    matches!(
        error.code(),
        Some(
            &SqlState::ADMIN_SHUTDOWN
                | &SqlState::CRASH_SHUTDOWN
                | &SqlState::CANNOT_CONNECT_NOW
                | &SqlState::CONNECTION_FAILURE
        )
    )
}

pub(crate) fn from_postgres(error: tokio_postgres::Error) -> Error {
    let Some(refused) = error.as_db_error() else {
        return if is_lost(&error) {
            Error::Unavailable(with_cause(&error))
        } else {
            Error::engine(error)
        };
    };
    let state = refused.code();
    if *state == SqlState::QUERY_CANCELED {
        Error::TooSlow
    } else if *state == SqlState::UNIQUE_VIOLATION {
        Error::Taken(refused.constraint().unwrap_or_default().to_owned())
    } else if [SqlState::FOREIGN_KEY_VIOLATION, SqlState::RESTRICT_VIOLATION].contains(state) {
        Error::Reference
    } else if state.code().starts_with("22") {
        Error::Value(refused.message().to_owned())
    } else if is_shutdown(&error) || ["08", "28", "3D", "53"].contains(&&state.code()[..2]) {
        // Connection, authentication, missing database, out of disk or connections.
        Error::Unavailable(refused.message().to_owned())
    } else if *state == SqlState::READ_ONLY_SQL_TRANSACTION {
        Error::Unavailable("the server or this transaction is read-only".to_owned())
    } else {
        Error::engine(error)
    }
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if cause.is::<std::io::Error>() {
            return true;
        }
        source = cause.source();
    }
    false
}

fn with_cause(error: &tokio_postgres::Error) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
