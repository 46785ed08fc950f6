//! The thread that moves the write-ahead log into the database file.
//!
//! It works beside the writer, so that no commit waits for it, and sleeps while
//! nothing is written.

use std::{
    thread::{self, JoinHandle},
    time::Duration,
};

use crossbeam_channel::{Sender, TrySendError};

use super::{connection::Connection, named};
use crate::{Result, SqliteOptions};

/// A log smaller than this is left alone.
const WORTHWHILE: u64 = 4 << 20;

/// Between two checkpoints at least.
const PAUSE: Duration = Duration::from_millis(200);

/// Wakes the thread. Dropping it ends the thread.
pub(super) struct Checkpointer(Sender<()>);

impl Checkpointer {
    /// Mentions that the log has this many bytes.
    pub fn tell(&self, size: u64) {
        if size < WORTHWHILE {
            return;
        }
        match self.0.try_send(()) {
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
    let (tell, told) = crossbeam_channel::bounded(1);
    threads.push(named("db-checkpoint", move || {
        while told.recv().is_ok() {
            if let Err(error) = connection.run("pragma wal_checkpoint(passive)") {
                tracing::warn!(%error, "a checkpoint failed");
            }
            thread::sleep(PAUSE);
        }
    })?);
    Ok(Checkpointer(tell))
}
