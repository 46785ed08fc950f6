//! A transaction, as its body sees it.

use sea_query::SelectStatement;

use crate::{Error, FromRow, Result, Sql, Value, dynamic, postgres, sqlite};

/// The transaction that a body works in. Its statements run in the order of the calls.
pub struct Tx(pub(crate) Inner);

pub(crate) enum Inner {
    Sqlite(sqlite::Connection),
    Postgres(postgres::Connection),
}

impl Tx {
    /// Every row.
    pub async fn all<T: FromRow>(&mut self, sql: &Sql, args: &[Value<'_>]) -> Result<Vec<T>> {
        match &mut self.0 {
            Inner::Sqlite(connection) => connection.all(sql.sqlite(), args),
            Inner::Postgres(connection) => connection.all(sql.as_str(), args).await,
        }
    }

    /// The first row, if there is one.
    pub async fn first<T: FromRow>(&mut self, sql: &Sql, args: &[Value<'_>]) -> Result<Option<T>> {
        match &mut self.0 {
            Inner::Sqlite(connection) => connection.first(sql.sqlite(), args),
            Inner::Postgres(connection) => connection.first(sql.as_str(), args).await,
        }
    }

    /// The first row; [`Error::Missing`] when there is none.
    pub async fn one<T: FromRow>(&mut self, sql: &Sql, args: &[Value<'_>]) -> Result<T> {
        self.first(sql, args).await?.ok_or(Error::Missing)
    }

    /// Runs a change and tells how many rows it touched.
    pub async fn exec(&mut self, sql: &Sql, args: &[Value<'_>]) -> Result<u64> {
        match &mut self.0 {
            Inner::Sqlite(connection) => connection.exec(sql.sqlite(), args),
            Inner::Postgres(connection) => connection.exec(sql.as_str(), args).await,
        }
    }

    /// Runs a change whose outcome the body does not need.
    ///
    /// On PostgreSQL it is sent without waiting; if it fails, so does the commit.
    pub async fn push(&mut self, sql: &Sql, args: &[Value<'_>]) -> Result<()> {
        match &mut self.0 {
            Inner::Sqlite(connection) => connection.exec(sql.sqlite(), args).map(drop),
            Inner::Postgres(connection) => connection.push(sql.as_str(), args).await,
        }
    }

    /// Every row of a query whose shape depends on the request.
    pub async fn select<T: FromRow>(&mut self, query: &SelectStatement) -> Result<Vec<T>> {
        match &mut self.0 {
            Inner::Sqlite(connection) => {
                let (text, args) = dynamic::for_sqlite(query)?;
                connection.all(&text, &args)
            }
            Inner::Postgres(connection) => {
                let (text, args) = dynamic::for_postgres(query)?;
                connection.all(&text, &args).await
            }
        }
    }

    /// Which engine runs this, for the few places where the SQL must differ.
    pub fn kind(&self) -> crate::Kind {
        match &self.0 {
            Inner::Sqlite(_) => crate::Kind::Sqlite,
            Inner::Postgres(_) => crate::Kind::Postgres,
        }
    }
}
