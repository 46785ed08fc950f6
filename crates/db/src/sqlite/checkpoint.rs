//! Keeps the write-ahead log small.
//!
//! A thread beside the writer moves the log into the database file, so that no commit
//! waits for it, and sleeps while nothing is written. When writes come faster than that
//! can help, the writer itself waits for the log and starts it over.

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use crossbeam_channel::{Sender, TrySendError};

use super::{beside, connection::Connection, named};
use crate::{Result, SqliteOptions};

/// A log smaller than this is left alone.
const WORTHWHILE: u64 = 4 << 20;

/// Above this size the writer starts the log over.
const LIMIT: u64 = 64 << 20;

/// How far the log grows before the writer tries again. Somebody who reads for long
/// keeps it from being started over, and each attempt holds up all writes.
const STEP: u64 = 16 << 20;

/// Between two checkpoints at least.
const PAUSE: Duration = Duration::from_millis(200);

/// The writer's end. Dropping it ends the thread.
pub(super) struct Checkpointer {
    wal: PathBuf,
    wake: Sender<()>,
    /// Held during a checkpoint: SQLite refuses a second one at once, without waiting.
    working: Arc<Mutex<()>>,
    /// The size at which the writer is the next to try.
    patience: u64,
}

impl Checkpointer {
    /// Called by the writer after each commit, with its connection.
    pub fn tend(&mut self, writer: &mut Connection) {
        let size = fs::metadata(&self.wal).map_or(0, |file| file.len());
        if size <= LIMIT {
            self.patience = LIMIT;
        }
        if size > self.patience {
            self.patience = size + STEP;
            let _alone = self.working.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = writer.reset_log() {
                tracing::warn!(%error, "the write-ahead log could not be reset");
            }
        } else if size > WORTHWHILE {
            self.wake();
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

pub(super) fn start(
    options: &SqliteOptions,
    threads: &mut Vec<JoinHandle<()>>,
) -> Result<Checkpointer> {
    let mut connection = Connection::open_checkpointer(options)?;
    let (wake, woken) = crossbeam_channel::bounded(1);
    let working = Arc::new(Mutex::new(()));
    let at_work = Arc::clone(&working);
    threads.push(named("db-checkpoint", move || {
        while woken.recv().is_ok() {
            let alone = at_work.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = connection.run("pragma wal_checkpoint(passive)") {
                tracing::warn!(%error, "a checkpoint failed");
            }
            drop(alone);
            thread::sleep(PAUSE);
        }
    })?);
    Ok(Checkpointer { wal: beside(&options.path, "-wal"), wake, working, patience: LIMIT })
}
