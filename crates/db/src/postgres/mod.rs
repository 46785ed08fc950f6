//! PostgreSQL: pooled connections, pipelined statements.
//!
//! `begin` rides with the first statement, pushed changes and `commit` go out together,
//! so that a write costs few round trips. A body that fails by a deadlock or by a
//! connection lost before the commit is run again; see [`RETRIES`].

mod attendance;
mod connection;
mod encode;
mod owed;
mod pool;
mod wire;

use std::{
    hash::{BuildHasher as _, Hasher as _, RandomState},
    panic::AssertUnwindSafe,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use futures_util::FutureExt as _;
use tokio::{
    sync::{Semaphore, SemaphorePermit, watch},
    task::JoinHandle,
};

pub(crate) use self::{
    attendance::Attendance,
    connection::{Connection, from_postgres},
    encode::cell,
    pool::PATIENCE,
};
use self::{
    connection::Begin,
    pool::{Lease, Pool},
};
use crate::{
    Error, Listening, PostgresOptions, Result, Stats, Tx,
    notices::{self, Heard},
    tx::Inner,
};

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

/// Bodies that may be inside at once: more than ever will be.
const BODIES: u32 = u32::MAX >> 3;

pub(crate) struct Postgres {
    pool: Pool,
    /// Each body that is inside has a permit; `close` waits for all of them.
    entrance: Semaphore,
    /// Set by the first `close`, also by one that was not waited for.
    closing: AtomicBool,
    /// Told by `close`. Each listener holds a receiver for as long as it runs.
    closed: watch::Sender<bool>,
    /// Tells what this process says from what others do.
    me: u64,
}

/// A task that goes on for as long as this is kept.
struct Aborted(JoinHandle<()>);

impl Drop for Aborted {
    fn drop(&mut self) {
        self.0.abort();
    }
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
        let entrance = Semaphore::new(BODIES as usize);
        Ok(Self {
            pool,
            entrance,
            closing: AtomicBool::new(false),
            closed: watch::Sender::new(false),
            me: RandomState::new().build_hasher().finish(),
        })
    }

    pub async fn write<T, E, F>(&self, body: &F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E>,
        E: From<Error>,
    {
        self.with_retries(body, Begin::Write).await
    }

    pub async fn read<T, E, F>(&self, body: &F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E>,
        E: From<Error>,
    {
        self.with_retries(body, Begin::Read).await
    }

    pub fn listen(&self, heard: Heard) -> Result<Listening> {
        let _inside = self.enter()?;
        let (ear, closed) = (self.pool.ear(self.me), self.closed.subscribe());
        #[expect(clippy::disallowed_methods, reason = "ends with what is returned, and by `close`")]
        let listening = tokio::spawn(notices::listen_on_postgres(ear, closed, heard));
        Ok(Listening { _until_dropped: Box::new(Aborted(listening)) })
    }

    pub async fn tell(&self, text: &str) -> Result<()> {
        let (me, text) = (self.me, text.to_owned());
        let said = async move |tx: &mut Tx| notices::tell_on_postgres(tx, me, &text).await;
        self.write(&said).await
    }

    pub async fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
        self.closed.send_replace(true);
        if let Ok(_all) = self.entrance.acquire_many(BODIES).await {
            self.entrance.close();
        }
        self.pool.close();
        self.closed.closed().await;
    }

    pub async fn attend(&self, alone: impl Future<Output = ()>) -> Attendance {
        Attendance::begin(self.pool.opener(), alone).await
    }

    pub fn stats(&self) -> Stats {
        self.pool.stats()
    }

    fn enter(&self) -> Result<SemaphorePermit<'_>> {
        if self.closing.load(Ordering::SeqCst) {
            return Err(Error::closed());
        }
        self.entrance.try_acquire().map_err(|_| Error::closed())
    }

    async fn with_retries<T, E, F>(&self, body: &F, begin: Begin) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E>,
        E: From<Error>,
    {
        let _inside = self.enter()?;
        let mut pauses = RETRIES.iter();
        loop {
            match (self.attempt(body, begin).await, pauses.next()) {
                (Ok(value), _) => return Ok(value),
                (Err(Failed::Again(_)), Some(pause)) => tokio::time::sleep(*pause).await,
                (Err(Failed::Again(error) | Failed::Finally(error)), _) => return Err(error),
            }
        }
    }

    async fn lease<E: From<Error>>(&self) -> Result<Lease, Failed<E>> {
        let asked = Instant::now();
        self.pool.get().await.map_err(|error| match error {
            // A server that lets its callers wait is not asked again by one that has waited.
            Error::Unavailable(_) if asked.elapsed() < PATIENCE => Failed::Again(error.into()),
            _ => Failed::Finally(error.into()),
        })
    }

    async fn attempt<T, E, F>(&self, body: &F, begin: Begin) -> Result<T, Failed<E>>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E>,
        E: From<Error>,
    {
        let mut lease = self.lease().await?;
        let mut connection = lease.take();
        connection.begin(begin).await;
        let mut tx = Tx::new(Inner::Postgres(connection));
        let ran = AssertUnwindSafe(body(&mut tx)).catch_unwind().await;
        let failure = tx.failure().cloned();
        let interrupted = matches!(failure, Some(Error::Interrupted));
        let Inner::Postgres(mut connection) = tx.inner else {
            unreachable!("a PostgreSQL body is given a PostgreSQL connection")
        };
        let failed = match (ran, failure) {
            (Ok(Ok(value)), None) => {
                let ending = Instant::now();
                match connection.finish().await {
                    Ok(()) => {
                        lease.put_back(connection);
                        self.pool.count(begin, ending.elapsed());
                        return Ok(value);
                    }
                    Err(error) => error.into(),
                }
            }
            (Ok(Ok(_)), Some(error)) => error.into(),
            (Ok(Err(error)), _) => error,
            // The future is gone in the middle of whatever it did; so is its connection.
            (Err(_), _) => return Err(Failed::Finally(Error::Panicked.into())),
        };
        let again = connection.may_run_again();
        // What an interrupted statement does is ended with its connection, not waited for.
        if !interrupted && connection.roll_back().await.is_ok() {
            lease.put_back(connection);
        }
        Err(if again { Failed::Again(failed) } else { Failed::Finally(failed) })
    }
}
