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

async fn round(app: &App) -> Result<bool> {
    let end = Instant::now() + TURN;
    let latest = seal::latest(app.clock.now());
    let mut last = AccountId(0);
    loop {
        let behind = app.db.read(async move |tx: &mut Tx| {
            Ok::<_, Error>(seal::behind(tx, latest, last, AT_ONCE).await?)
        });
        let behind = behind.await?;
        let Some(farthest) = behind.last() else { return Ok(true) };
        last = *farthest;
        for account in behind {
            while seal_some(app, account).await? {
                if Instant::now() > end {
                    return Ok(false);
                }
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

async fn seal_some(app: &App, account: AccountId) -> Result<bool> {
    app.write(&TheProduct(account), async |work: &mut Work<'_>| {
        Ok::<_, Error>(seal::some(work).await?)
    })
    .await
}
