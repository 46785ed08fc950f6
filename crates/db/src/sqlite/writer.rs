//! The thread that writes.
//!
//! It takes what is waiting, up to [`BATCH`] bodies, runs each in a savepoint of one
//! transaction, commits, and only then replies. A body that fails is rolled back
//! alone. When SQLite itself gives up the transaction (disk full, I/O error), every
//! body of the batch is told so, and the next batch starts afresh.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
};

use crossbeam_channel::Receiver;

use super::{Counters, beside, body::Job, checkpoint::Checkpointer, connection::Connection};
use crate::{Error, Tx, tx::Inner};

/// Bodies that share a commit at most: enough to make the fsync cheap, few enough
/// that the first of them does not wait for long.
pub(super) const BATCH: usize = 64;

/// Above this size of the write-ahead log the writer resets it itself.
const WAL_LIMIT: u64 = 64 << 20;

pub(super) struct Writer {
    tx: Tx,
    jobs: Receiver<Box<dyn Job>>,
    wal: PathBuf,
    checkpoint: Checkpointer,
    counters: Arc<Counters>,
}

impl Writer {
    pub fn new(
        connection: Connection,
        jobs: Receiver<Box<dyn Job>>,
        database: &Path,
        checkpoint: Checkpointer,
        counters: Arc<Counters>,
    ) -> Self {
        let wal = beside(database, "-wal");
        Self { tx: Tx(Inner::Sqlite(connection)), jobs, wal, checkpoint, counters }
    }

    /// Serves until the queue is closed and empty.
    pub fn run(mut self) {
        while let Ok(first) = self.jobs.recv() {
            self.batch(first);
            self.tend_log();
        }
        if let Err(error) = self.connection().run("pragma wal_checkpoint(truncate)") {
            tracing::warn!(%error, "the write-ahead log could not be emptied at the end");
        }
    }

    fn batch(&mut self, first: Box<dyn Job>) {
        if let Err(error) = self.connection().run("begin immediate") {
            first.reply(Err(error));
            return;
        }
        let mut done = Vec::with_capacity(BATCH);
        let mut next = Some(first);
        let mut fate = Ok(());
        while let Some(mut job) = next.take() {
            fate = if job.is_abandoned() { Ok(()) } else { self.run_alone(&mut *job) };
            done.push(job);
            if fate.is_ok() && done.len() < BATCH {
                next = self.jobs.try_recv().ok();
            }
        }
        let fate = fate.and_then(|()| self.commit());
        self.counters.bodies.fetch_add(done.len() as u64, Ordering::Relaxed);
        for job in done {
            job.reply(fate.clone());
        }
    }

    /// Runs one body so that its failure undoes its own changes only. An error means
    /// that the whole transaction is gone.
    fn run_alone(&mut self, job: &mut dyn Job) -> Result<(), Error> {
        self.connection().run("savepoint body")?;
        let keep = job.run(&mut self.tx);
        if self.connection().lost_transaction() {
            return Err(self.connection().take_failure());
        }
        if !keep {
            self.connection().run("rollback to body")?;
        }
        self.connection().run("release body")
    }

    fn commit(&mut self) -> Result<(), Error> {
        let committed = self.connection().run("commit");
        if committed.is_err() && !self.connection().lost_transaction() {
            // The log kept nothing of it; the savepoints must not leak into the next batch.
            self.connection().run("rollback")?;
        }
        if committed.is_ok() {
            self.counters.commits.fetch_add(1, Ordering::Relaxed);
        }
        committed
    }

    /// Keeps the write-ahead log small: usually by telling the checkpointer, and by
    /// waiting for it to be reset when writes come faster than that can help.
    fn tend_log(&mut self) {
        let size = fs::metadata(&self.wal).map_or(0, |file| file.len());
        if size > WAL_LIMIT {
            if let Err(error) = self.connection().run("pragma wal_checkpoint(restart)") {
                tracing::warn!(%error, "the write-ahead log could not be reset");
            }
        } else {
            self.checkpoint.tell(size);
        }
    }

    fn connection(&mut self) -> &mut Connection {
        match &mut self.tx.0 {
            Inner::Sqlite(connection) => connection,
            Inner::Postgres(_) => unreachable!("the SQLite writer holds an SQLite connection"),
        }
    }
}
