//! SQLite: a thread asks every second whether the file was changed. That costs a few
//! microseconds and touches nothing but memory that all processes share.

use std::time::Duration;

use crossbeam_channel::{Receiver, select};
use tokio::sync::watch;

use super::{Heard, Notice};
use crate::{
    Result, SqliteOptions,
    sqlite::{Connection, named},
};

/// Between two questions.
const PAUSE: Duration = Duration::from_secs(1);

/// Listens until one of two channels loses its sender.
pub(crate) fn listen(
    options: &SqliteOptions,
    running: watch::Receiver<()>,
    closed: Receiver<()>,
    dropped: Receiver<()>,
    heard: Heard,
) -> Result<()> {
    let mut connection = Connection::open_watcher(options)?;
    named("db-notices", running, move || {
        let mut known = None;
        loop {
            match connection.version() {
                Ok(version) if known != Some(version) => {
                    let is_first = known.replace(version).is_none();
                    heard(if is_first { Notice::Listening } else { Notice::Changed });
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "whether others have committed cannot be told");
                }
            }
            select! {
                recv(closed) -> _ => return,
                recv(dropped) -> _ => return,
                default(PAUSE) => {}
            }
        }
    })
}
