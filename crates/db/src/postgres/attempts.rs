//! Attempts at a body, until one of them counts.
//!
//! There are hundreds of bodies. What is the same for all of them is here, and is compiled
//! once; what [`Postgres::run`] does itself is compiled for each.

use std::{
    slice,
    time::{Duration, Instant},
};

use tokio::sync::SemaphorePermit;

use super::{
    Postgres,
    connection::Begin,
    pool::{Lease, PATIENCE},
};
use crate::{Error, Result, Tx, tx::Inner};

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

/// What it takes to run a body, for as long as it is inside.
pub(super) struct Attempts<'p> {
    postgres: &'p Postgres,
    begin: Begin,
    /// The connection of the attempt that is under way.
    lease: Option<Lease>,
    pauses: slice::Iter<'static, Duration>,
    /// To be made before the next attempt.
    pause: Duration,
    _inside: SemaphorePermit<'p>,
}

/// What a body came to by itself.
#[derive(Clone, Copy)]
pub(super) enum Ran {
    Well,
    Badly,
    Panicked,
}

/// What an attempt came to.
pub(super) enum Ended {
    /// Whatever the body came to: it is kept if that is well.
    AsItRan,
    /// Nothing is kept, unless the commit itself broke.
    Failed(Error),
    /// Nothing is kept, and the next attempt may go better.
    Again,
}

impl<'p> Attempts<'p> {
    pub fn enter(postgres: &'p Postgres, begin: Begin) -> Result<Self> {
        Ok(Self {
            postgres,
            begin,
            lease: None,
            pauses: RETRIES.iter(),
            pause: Duration::ZERO,
            _inside: postgres.enter()?,
        })
    }

    /// Begins a transaction. A server that is away is waited for as long as there are pauses.
    pub async fn begin(&mut self) -> Result<Tx> {
        loop {
            if !self.pause.is_zero() {
                tokio::time::sleep(self.pause).await;
            }
            let asked = Instant::now();
            let error = match self.postgres.pool.get().await {
                Ok(lease) => return Ok(self.begun(lease).await),
                Err(error) => error,
            };
            // A server that lets its callers wait is not asked again by one that has waited.
            let may_be_back = matches!(error, Error::Unavailable(_)) && asked.elapsed() < PATIENCE;
            if !may_be_back || !self.pause_before_next() {
                return Err(error);
            }
        }
    }

    async fn begun(&mut self, lease: Lease) -> Tx {
        let mut connection = self.lease.insert(lease).take();
        connection.begin(self.begin).await;
        Tx::new(Inner::Postgres(connection))
    }

    /// Ends the transaction: commits it if the body went well.
    pub async fn end(&mut self, tx: Tx, ran: Ran) -> Ended {
        let (ended, may_run_again) = self.settle(tx, ran).await;
        if may_run_again && self.pause_before_next() { Ended::Again } else { ended }
    }

    /// Tells also whether the body may be run again.
    async fn settle(&mut self, tx: Tx, ran: Ran) -> (Ended, bool) {
        let lease = self.lease.take().expect("a transaction was begun");
        let failure = tx.failure().cloned();
        let interrupted = matches!(failure, Some(Error::Interrupted));
        let Inner::Postgres(mut connection) = tx.inner else {
            unreachable!("a PostgreSQL body is given a PostgreSQL connection")
        };
        let ended = match (ran, failure) {
            (Ran::Well, None) => {
                let ending = Instant::now();
                match connection.finish().await {
                    Ok(()) => {
                        lease.put_back(connection);
                        self.postgres.pool.count(self.begin, ending.elapsed());
                        return (Ended::AsItRan, false);
                    }
                    Err(error) => Ended::Failed(error),
                }
            }
            (Ran::Well, Some(error)) => Ended::Failed(error),
            (Ran::Badly, _) => Ended::AsItRan,
            // The future is gone in the middle of whatever it did; so is its connection.
            (Ran::Panicked, _) => return (Ended::AsItRan, false),
        };
        let may_run_again = connection.may_run_again();
        // What an interrupted statement does is ended with its connection, not waited for.
        if !interrupted && connection.roll_back().await.is_ok() {
            lease.put_back(connection);
        }
        (ended, may_run_again)
    }

    /// Has the next attempt wait. False when there have been enough.
    fn pause_before_next(&mut self) -> bool {
        let Some(pause) = self.pauses.next() else { return false };
        self.pause = *pause;
        true
    }
}

impl Ran {
    pub fn of<T, E, P>(ran: &Result<Result<T, E>, P>) -> Self {
        match ran {
            Ok(Ok(_)) => Self::Well,
            Ok(Err(_)) => Self::Badly,
            Err(_) => Self::Panicked,
        }
    }
}
