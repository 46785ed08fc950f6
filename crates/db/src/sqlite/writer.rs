//! The thread that writes.
//!
//! It takes what is waiting, up to [`BATCH`] bodies, runs each in a savepoint of one
//! transaction, commits, and only then replies. A body that fails is rolled back
//! alone. When SQLite itself gives up the transaction (disk full, I/O error), or does
//! not give us one, every body of the batch is told so, and the next batch starts afresh.
//! When somebody else holds the write lock for too long, all who wait are told, since they
//! have waited together.

use std::{iter::once, sync::Arc, time::Instant};

use crossbeam_channel::Receiver;

use super::{body::Job, checkpoint::Checkpointer, connection::Connection};
use crate::{Error, Result, Tx, stats::Counters, tx::Inner};

/// Bodies that share a commit at most: enough to make the fsync cheap, few enough
/// that the first of them does not wait for long.
pub(super) const BATCH: usize = 64;

pub(super) struct Writer {
    tx: Tx,
    jobs: Receiver<Job>,
    checkpoint: Checkpointer,
    counters: Arc<Counters>,
}

impl Writer {
    pub fn new(
        connection: Connection,
        jobs: Receiver<Job>,
        checkpoint: Checkpointer,
        counters: Arc<Counters>,
    ) -> Self {
        Self { tx: Tx::new(Inner::Sqlite(connection)), jobs, checkpoint, counters }
    }

    /// Serves until the queue is closed and empty.
    pub fn run(mut self) {
        let jobs = self.jobs.clone();
        while let Ok(first) = jobs.recv() {
            self.batch(once(first).chain(jobs.try_iter()).take(BATCH));
            self.checkpoint.tend(Connection::of(&mut self.tx));
        }
        if let Err(error) = self.connection().run("pragma wal_checkpoint(truncate)") {
            tracing::warn!(%error, "the write-ahead log could not be emptied at the end");
        }
    }

    /// Runs bodies in one transaction and replies to them once it has ended.
    fn batch(&mut self, jobs: impl Iterator<Item = Job>) {
        let mut fate = self.connection().run("begin immediate");
        if matches!(fate, Err(Error::Busy)) {
            return self.refuse(jobs);
        }
        let mut done = Vec::with_capacity(BATCH);
        for mut job in jobs {
            if job.is_abandoned() {
                job.let_go();
                continue;
            }
            if fate.is_ok() {
                fate = self.run_alone(&mut job);
            }
            done.push(job);
        }
        let begun = Instant::now();
        let fate = fate.and_then(|()| self.connection().run("commit"));
        match &fate {
            Ok(()) => self.counters.count(done.len(), begun.elapsed()),
            Err(_) => self.roll_back(),
        }
        if matches!(fate, Err(Error::Reference)) && done.len() > 1 {
            // Of a foreign key that is checked at the commit nobody knows whose it is.
            return done.into_iter().for_each(|job| self.batch(once(job)));
        }
        for job in done {
            job.reply(fate.clone());
        }
    }

    /// Tells a batch, and everybody behind it, that the database is busy.
    fn refuse(&self, batch: impl Iterator<Item = Job>) {
        let behind = self.jobs.try_iter().take(self.jobs.len());
        batch.chain(behind).for_each(|job| job.reply(Err(Error::Busy)));
    }

    /// Runs one body so that its failure undoes its own changes only. An error means
    /// that nothing of the whole transaction can be kept.
    fn run_alone(&mut self, job: &mut Job) -> Result<()> {
        self.connection().run("savepoint body")?;
        let keep = job.run(&mut self.tx);
        if self.connection().lost_transaction() {
            return Err(match self.tx.failure() {
                Some(error @ Error::Unavailable(_)) => error.clone(),
                _ => Error::Unavailable("the transaction was rolled back".to_owned()),
            });
        }
        if !keep {
            self.connection().run("rollback to body")?;
        }
        self.connection().run("release body")
    }

    /// Ends a transaction that failed, unless SQLite has done so already.
    fn roll_back(&mut self) {
        if !self.connection().lost_transaction()
            && let Err(error) = self.connection().run("rollback")
        {
            tracing::error!(%error, "a transaction could not be ended");
        }
    }

    fn connection(&mut self) -> &mut Connection {
        Connection::of(&mut self.tx)
    }
}
