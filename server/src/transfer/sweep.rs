//! Removes files that nobody needs: their bytes first, so that none are left of which nobody
//! knows. Whoever ends in between does it again. One that cannot be removed is in the way of no
//! other.

use std::time::Duration;

use db::Tx;
use jobs::{Failure, Kind, Next};
use tokio::time::Instant;

use crate::{
    app::App,
    error::Result,
    files::{self, Doomed, Sweep},
    tasks::Task as _,
};

/// Files that are forgotten in one transaction.
const AT_ONCE: i64 = 100;

/// For how long files are removed before other tasks have their turn.
const TURN: Duration = Duration::from_secs(15);

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    Kind::new(Sweep::KIND, move |_| {
        let app = app.clone();
        async move {
            match sweep(&app).await {
                Ok(true) => Ok(Next::Done),
                Ok(false) => Ok(Next::At(app.clock.now().0)),
                Err(error) => Err(Failure::for_now(error)),
            }
        }
    })
}

/// Removes what is to go, but not for too long. Tells whether that was all.
///
/// # Errors
///
/// Files could not be removed, and are left for another time. The others were.
pub async fn sweep(app: &App) -> Result<bool> {
    let (now, end) = (app.clock.now(), Instant::now() + TURN);
    let (mut last, mut failed, mut is_any_removed) = (None::<Doomed>, None, false);
    loop {
        let after = last.clone();
        let doomed = app
            .db
            .read(async move |tx: &mut Tx| files::doomed(tx, now, after.as_ref(), AT_ONCE).await);
        let doomed = doomed.await?;
        if doomed.is_empty() {
            return failed.map_or(Ok(true), Err);
        }
        let mut removed = Vec::new();
        for file in doomed {
            match app.storage.remove(&file.key).await {
                Ok(()) => removed.push(file.id.0),
                Err(error) => failed = failed.or(Some(error)),
            }
            last = Some(file);
            if Instant::now() > end {
                break;
            }
        }
        is_any_removed |= !removed.is_empty();
        let forget = async move |tx: &mut Tx| files::delete_doomed(tx, &removed, now).await;
        app.db.write(forget).await?;
        if Instant::now() > end {
            return match failed {
                Some(error) if !is_any_removed => Err(error),
                _ => Ok(false),
            };
        }
    }
}
