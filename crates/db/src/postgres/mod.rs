//! PostgreSQL: pooled connections, pipelined statements.
//!
//! `begin` rides with the first statement, pushed changes and `commit` go out together,
//! so that a write costs few round trips. A body that fails by a deadlock or by a
//! connection lost before the commit is run again; see [`Postgres::write`].

mod connection;
mod encode;
mod pool;

use std::{panic::AssertUnwindSafe, time::Duration};

use futures_util::FutureExt as _;

use self::{connection::Begin, pool::Pool};
pub(crate) use self::{connection::Connection, encode::cell};
use crate::{Error, PostgresOptions, Result, Stats, Tx, tx::Inner};

/// How long to pause before a body is run again, by attempt. Together they bridge a
/// restart of the server; after them the caller is told.
const RETRIES: [Duration; 6] = [
    Duration::from_millis(5),
    Duration::from_millis(50),
    Duration::from_millis(200),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
];

pub(crate) struct Postgres {
    pool: Pool,
}

/// How a body ended, when it did not succeed.
enum Failed<E> {
    /// It may succeed when run again: nothing was kept.
    Again(E),
    Finally(E),
}

impl Postgres {
    pub async fn open(options: PostgresOptions) -> Result<Self> {
        let pool = Pool::new(&options)?;
        // Says at once, and clearly, when the server cannot be used.
        drop(pool.get().await?);
        Ok(Self { pool })
    }

    pub async fn write<T, E, F>(&self, body: &F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E>,
        E: From<Error>,
    {
        self.persist(body, Begin::Write).await
    }

    pub async fn read<T, E, F>(&self, body: &F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E>,
        E: From<Error>,
    {
        self.persist(body, Begin::Read).await
    }

    pub fn close(&self) {
        self.pool.close();
    }

    pub fn stats(&self) -> Stats {
        self.pool.stats()
    }

    async fn persist<T, E, F>(&self, body: &F, begin: Begin) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E>,
        E: From<Error>,
    {
        let mut pauses = RETRIES.iter();
        loop {
            match (self.attempt(body, begin).await, pauses.next()) {
                (Ok(value), _) => return Ok(value),
                (Err(Failed::Again(_)), Some(pause)) => tokio::time::sleep(*pause).await,
                (Err(Failed::Again(error) | Failed::Finally(error)), _) => return Err(error),
            }
        }
    }

    async fn attempt<T, E, F>(&self, body: &F, begin: Begin) -> Result<T, Failed<E>>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E>,
        E: From<Error>,
    {
        let mut lease = match self.pool.get().await {
            Ok(lease) => lease,
            Err(error @ Error::Unavailable(_)) => return Err(Failed::Again(error.into())),
            Err(error) => return Err(Failed::Finally(error.into())),
        };
        lease.connection().begin(begin);
        let mut tx = Tx(Inner::Postgres(lease.take()));
        let ran = AssertUnwindSafe(body(&mut tx)).catch_unwind().await;
        let Inner::Postgres(mut connection) = tx.0 else {
            unreachable!("a PostgreSQL body is given a PostgreSQL connection")
        };
        let failed = match ran {
            Ok(Ok(value)) => match connection.finish(begin).await {
                Ok(()) => {
                    lease.put_back(connection);
                    self.pool.count(begin);
                    return Ok(value);
                }
                Err(error) => error.into(),
            },
            Ok(Err(error)) => error,
            // The future is gone in the middle of whatever it did; so is its connection.
            Err(_) => return Err(Failed::Finally(Error::Panicked.into())),
        };
        let again = connection.may_run_again();
        if connection.roll_back().await.is_ok() {
            lease.put_back(connection);
        }
        Err(if again { Failed::Again(failed) } else { Failed::Finally(failed) })
    }
}
