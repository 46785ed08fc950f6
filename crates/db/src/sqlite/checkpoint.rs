//! Keeps the write-ahead log small.
//!
//! A thread beside the writer moves the log into the database file, so that no commit
//! waits for it, and sleeps while nothing is written. When writes come faster than that
//! can help, the writer itself waits for the log and starts it over.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use crossbeam_channel::{Sender, TrySendError};
use tokio::sync::watch;

use super::{connection::Connection, named};
use crate::{Result, SqliteOptions};

/// The pages in a mebibyte: SQLite's own size for them is 4 KiB.
const MEBIBYTE: i64 = 256;

/// When less than this waits to be moved, it is left alone.
const WORTHWHILE: i64 = 4 * MEBIBYTE;

/// Above this size the writer starts the log over.
const LIMIT: i64 = 64 * MEBIBYTE;

/// How far the log grows before the writer tries again. Somebody who reads for long
/// keeps it from being started over, and each attempt holds up all writes.
const STEP: i64 = 16 * MEBIBYTE;

/// Between two checkpoints at least.
const PAUSE: Duration = Duration::from_millis(200);

/// The writer's end. Dropping it ends the thread.
pub(super) struct Checkpointer {
    wake: Sender<()>,
    /// Held during a checkpoint: SQLite refuses a second one at once, without waiting.
    working: Arc<Mutex<()>>,
    /// The size at which the writer is the next to try.
    patience: i64,
}

impl Checkpointer {
    /// Called by the writer after each commit, with its connection.
    ///
    /// What counts is what is in the log. Its file stays as long as it once was, though
    /// the log is written from the start again as soon as all of it has been moved.
    pub fn tend(&mut self, writer: &mut Connection) {
        let log = match writer.log() {
            Ok(log) => log,
            Err(error) => {
                tracing::warn!(%error, "what is in the write-ahead log cannot be told");
                return;
            }
        };
        if log.pages <= LIMIT {
            self.patience = LIMIT;
        }
        if log.pages > self.patience {
            self.patience = log.pages + STEP;
            self.start_over(writer);
        } else if log.pages > LIMIT || log.pages - log.moved > WORTHWHILE {
            // Above the limit also for little, since only an empty log is started over.
            self.wake();
        }
    }

    fn start_over(&self, writer: &mut Connection) {
        let _alone = self.working.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = writer.reset_log() {
            tracing::warn!(%error, "the write-ahead log could not be reset");
        }
    }

    fn wake(&self) {
        match self.wake.try_send(()) {
            // Full: it has been told already.
            Ok(()) | Err(TrySendError::Full(())) => {}
            Err(TrySendError::Disconnected(())) => {
                tracing::error!("the checkpoint thread is gone");
            }
        }
    }
}

pub(super) fn start(options: &SqliteOptions, running: watch::Receiver<()>) -> Result<Checkpointer> {
    let mut connection = Connection::open_checkpointer(options)?;
    let (wake, woken) = crossbeam_channel::bounded(1);
    let working = Arc::new(Mutex::new(()));
    let at_work = Arc::clone(&working);
    named("db-checkpoint", running, move || {
        while woken.recv().is_ok() {
            let alone = at_work.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = connection.run("pragma wal_checkpoint(passive)") {
                tracing::warn!(%error, "a checkpoint failed");
            }
            drop(alone);
            thread::sleep(PAUSE);
        }
    })?;
    Ok(Checkpointer { wake, working, patience: LIMIT })
}
