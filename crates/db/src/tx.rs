//! A transaction, as its body sees it.

use sea_query::SelectStatement;

use crate::{Error, FromRow, Kind, Result, Sql, Value, dynamic, postgres, sqlite};

/// The transaction that a body works in. Its statements run in the order of the calls.
pub struct Tx {
    pub(crate) inner: Inner,
    /// The first statement that failed. PostgreSQL runs none after it and keeps nothing
    /// of such a transaction, whatever its body returns; so it is on both engines.
    failure: Option<Error>,
}

pub(crate) enum Inner {
    Sqlite(sqlite::Connection),
    Postgres(postgres::Connection),
}

impl Tx {
    /// Every row.
    pub async fn all<T: FromRow>(&mut self, sql: &Sql, args: &[Value<'_>]) -> Result<Vec<T>> {
        self.start(sql.refusal())?;
        let rows = match &mut self.inner {
            Inner::Sqlite(connection) => connection.all(sql.sqlite(), args),
            Inner::Postgres(connection) => connection.all(sql.as_str(), args).await,
        };
        self.noting(rows)
    }

    /// The first row, if there is one.
    pub async fn first<T: FromRow>(&mut self, sql: &Sql, args: &[Value<'_>]) -> Result<Option<T>> {
        self.start(sql.refusal())?;
        let row = match &mut self.inner {
            Inner::Sqlite(connection) => connection.first(sql.sqlite(), args),
            Inner::Postgres(connection) => connection.first(sql.as_str(), args).await,
        };
        self.noting(row)
    }

    /// The first row; [`Error::Missing`] when there is none.
    pub async fn one<T: FromRow>(&mut self, sql: &Sql, args: &[Value<'_>]) -> Result<T> {
        self.first(sql, args).await?.ok_or(Error::Missing)
    }

    /// Runs a change that returns no rows, and tells how many it touched.
    pub async fn exec(&mut self, sql: &Sql, args: &[Value<'_>]) -> Result<u64> {
        self.start(sql.refusal())?;
        let rows = match &mut self.inner {
            Inner::Sqlite(connection) => connection.exec(sql.sqlite(), args),
            Inner::Postgres(connection) => connection.exec(sql.as_str(), args).await,
        };
        self.noting(rows)
    }

    /// Runs a change that returns no rows and whose outcome the body does not need.
    ///
    /// On PostgreSQL it is sent without waiting, unless very many are on their way; if it
    /// fails, so does the commit.
    pub async fn push(&mut self, sql: &Sql, args: &[Value<'_>]) -> Result<()> {
        self.start(sql.refusal())?;
        let pushed = match &mut self.inner {
            Inner::Sqlite(connection) => connection.exec(sql.sqlite(), args).map(drop),
            Inner::Postgres(connection) => connection.push(sql.as_str(), args).await,
        };
        self.noting(pushed)
    }

    /// Every row of a query whose shape depends on the request.
    pub async fn select<T: FromRow>(&mut self, query: &SelectStatement) -> Result<Vec<T>> {
        self.start(None)?;
        let rows = match &mut self.inner {
            Inner::Sqlite(connection) => {
                dynamic::for_sqlite(query).and_then(|(text, args)| connection.all(&text, &args))
            }
            Inner::Postgres(connection) => match dynamic::for_postgres(query) {
                Ok((text, args)) => connection.all(&text, &args).await,
                Err(error) => Err(error),
            },
        };
        self.noting(rows)
    }

    /// Has the statements from here on take as long as they take. For what is done once, and
    /// may be about all there is.
    pub async fn without_time_limit(&mut self) -> Result<()> {
        self.start(None)?;
        let lifted = match &mut self.inner {
            // A write has none there.
            Inner::Sqlite(_) => Ok(()),
            Inner::Postgres(connection) => connection.without_time_limit().await,
        };
        self.noting(lifted)
    }

    /// Which engine runs this, for the few places where the SQL must differ.
    pub fn kind(&self) -> Kind {
        match &self.inner {
            Inner::Sqlite(_) => Kind::Sqlite,
            Inner::Postgres(_) => Kind::Postgres,
        }
    }

    pub(crate) fn new(inner: Inner) -> Self {
        Self { inner, failure: None }
    }

    /// What made a statement of the body fail, if one did.
    pub(crate) fn failure(&self) -> Option<&Error> {
        self.failure.as_ref()
    }

    /// Makes ready for the next body.
    pub(crate) fn renew(&mut self) {
        self.failure = None;
    }

    /// Lets a statement run, if none has failed and this one is not refused. Until its
    /// outcome is noted it counts as interrupted, since a body may drop its future.
    fn start(&mut self, refusal: Option<Error>) -> Result<()> {
        self.failure.clone().map_or(Ok(()), Err)?;
        self.failure = Some(refusal.clone().unwrap_or(Error::Interrupted));
        refusal.map_or(Ok(()), Err)
    }

    fn noting<T>(&mut self, ran: Result<T>) -> Result<T> {
        self.failure = ran.as_ref().err().cloned();
        ran
    }
}
