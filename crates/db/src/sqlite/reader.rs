//! A thread that reads. Each body sees one snapshot of what is committed.

use crossbeam_channel::Receiver;

use super::{body::Job, connection::Connection};
use crate::{Tx, tx::Inner};

/// Serves until the queue is closed and empty.
pub(super) fn run(connection: Connection, jobs: &Receiver<Box<dyn Job>>) {
    let mut tx = Tx(Inner::Sqlite(connection));
    while let Ok(mut job) = jobs.recv() {
        if job.is_abandoned() {
            continue;
        }
        let begun = statement(&mut tx, "begin");
        if begun.is_ok() {
            job.run(&mut tx);
            // Nothing was written, so how the transaction ends changes nothing; that it
            // ends lets the log be checkpointed.
            if let Err(error) = statement(&mut tx, "rollback") {
                tracing::warn!(%error, "a reader could not end its transaction");
            }
        }
        job.reply(begun);
    }
}

fn statement(tx: &mut Tx, sql: &str) -> crate::Result<()> {
    match &mut tx.0 {
        Inner::Sqlite(connection) => connection.run(sql),
        Inner::Postgres(_) => unreachable!("an SQLite reader holds an SQLite connection"),
    }
}
