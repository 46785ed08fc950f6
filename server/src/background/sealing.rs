//! Has reports counted once an hour, of every account that something can be counted of.

use std::time::Duration;

use db::Tx;
use jobs::Kind;
use tokio::time::Instant;

use super::hourly::{self, BREATH, Round};
use crate::{
    app::{App, TheProduct},
    error::{Error, Result},
    id::AccountId,
    report_cells::seal,
    work::Work,
};

pub const ROUND: Round = Round { kind: "reports.seal", first: Duration::from_mins(10) };

/// Accounts that are looked for together.
const AT_ONCE: i64 = 100;

/// How long a round is at it, before other tasks have their turn.
const TURN: Duration = Duration::from_mins(1);

pub fn kind(app: &App) -> Kind {
    hourly::kind(app, &ROUND, |app| async move { round(&app).await })
}

/// Counts in one account after the other. One in which that fails is passed over, and is why the
/// round fails in the end.
async fn round(app: &App) -> Result<bool> {
    let end = Instant::now() + TURN;
    let latest = seal::latest(app.clock.now());
    let (mut last, mut failed, mut is_any_counted) = (AccountId(0), None, false);
    loop {
        let behind = app.db.read(async move |tx: &mut Tx| {
            Ok::<_, Error>(seal::behind(tx, latest, last, AT_ONCE).await?)
        });
        let behind = behind.await?;
        let Some(farthest) = behind.last() else { return failed.map_or(Ok(true), Err) };
        last = *farthest;
        for account in behind {
            match seal(app, account, end).await {
                Ok(()) => is_any_counted = true,
                Err(error) => {
                    tracing::warn!(%error, account.id = %account, "reports are counted later");
                    failed = failed.or(Some(error));
                }
            }
            if Instant::now() > end {
                return match failed {
                    Some(error) if !is_any_counted => Err(error),
                    _ => Ok(false),
                };
            }
        }
    }
}

/// Counts in an account until that is all, or the turn is over.
async fn seal(app: &App, account: AccountId, end: Instant) -> Result<()> {
    while seal_some(app, account).await? && Instant::now() <= end {
        tokio::time::sleep(BREATH).await;
    }
    Ok(())
}

async fn seal_some(app: &App, account: AccountId) -> Result<bool> {
    app.write(&TheProduct(account), async |work: &mut Work<'_>| {
        Ok::<_, Error>(seal::some(work).await?)
    })
    .await
}
