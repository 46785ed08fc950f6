//! PostgreSQL: pooled connections, pipelined statements.
//!
//! `begin` rides with the first statement, pushed changes and `commit` go out together,
//! so that a write costs few round trips. A body that fails by a deadlock or by a
//! connection lost before the commit is run again; see [`attempts`].

mod attempts;
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
};

use futures_util::FutureExt as _;
use tokio::{
    sync::{Semaphore, SemaphorePermit, watch},
    task::JoinHandle,
};

use self::{
    attempts::{Attempts, Ended, Ran},
    connection::Begin,
    pool::Pool,
};
pub(crate) use self::{
    attendance::Attendance,
    connection::{Connection, from_postgres},
    encode::cell,
    pool::PATIENCE,
};
use crate::{
    Error, Listening, PostgresOptions, Result, Stats, Tx,
    notices::{self, Heard},
};

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
        self.run(body, Begin::Write).await
    }

    pub async fn read<T, E, F>(&self, body: &F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E>,
        E: From<Error>,
    {
        self.run(body, Begin::Read).await
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

    /// Runs a body until an attempt at it counts.
    async fn run<T, E, F>(&self, body: &F, begin: Begin) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E>,
        E: From<Error>,
    {
        let mut attempts = Attempts::enter(self, begin)?;
        loop {
            let mut tx = attempts.begin().await?;
            let ran = AssertUnwindSafe(body(&mut tx)).catch_unwind().await;
            match (attempts.end(tx, Ran::of(&ran)).await, ran) {
                (Ended::AsItRan, Ok(returned)) => return returned,
                (Ended::AsItRan, Err(_)) => return Err(Error::Panicked.into()),
                (Ended::Failed(error), _) => return Err(error.into()),
                (Ended::Again, _) => {}
            }
        }
    }
}
