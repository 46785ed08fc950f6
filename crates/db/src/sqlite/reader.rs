//! A thread that reads. Each body sees one snapshot of what is committed.

use std::time::Duration;

use crossbeam_channel::Receiver;

use super::{body::Job, connection::Connection};
use crate::{Tx, tx::Inner};

/// Serves until the queue is closed and empty. Each body may take as long as `reading`.
pub(super) fn run(connection: Connection, jobs: &Receiver<Job>, reading: Duration) {
    let mut tx = Tx::new(Inner::Sqlite(connection));
    while let Ok(mut job) = jobs.recv() {
        if job.is_abandoned() {
            job.let_go();
            continue;
        }
        let begun = Connection::of(&mut tx).run("begin");
        if begun.is_ok() {
            let patience = Connection::of(&mut tx).patience();
            patience.begin(reading, job.abandoned());
            job.run(&mut tx);
            patience.end();
            // Nothing was written, so how the transaction ends changes nothing; that it
            // ends lets the log be checkpointed.
            if let Err(error) = Connection::of(&mut tx).run("rollback") {
                tracing::warn!(%error, "a reader could not end its transaction");
            }
        }
        job.reply(begun);
    }
}
