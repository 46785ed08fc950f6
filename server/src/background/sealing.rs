//! Has reports counted once an hour, of every account that something can be counted of, a little
//! at a time: so little that whoever writes meanwhile hardly waits.

use std::time::Duration;

use db::Tx;
use jobs::{Backoff, Failure, Kind, NewJob, Next};
use tokio::time::Instant;

use crate::{
    app::{App, TheProduct},
    error::{Error, Result},
    id::AccountId,
    report_cells::seal,
    work::Work,
};

const KIND: &str = "reports.seal";

/// Between the end of one round and the next.
const PAUSE: Duration = Duration::from_hours(1);

/// Until the first round, since a server that starts has other things to do.
const FIRST: Duration = Duration::from_mins(10);

/// Accounts that are looked for together.
const AT_ONCE: i64 = 100;

/// Between two transactions that follow each other.
const BREATH: Duration = Duration::from_millis(20);

/// How long a round is at it, before other tasks have their turn.
const TURN: Duration = Duration::from_mins(1);

/// Nobody else sees to it, so it is never given up.
const BACKOFF: Backoff = Backoff { failures: u32::MAX, ..Backoff::PATIENT };

/// Asks for the first round, if none is asked for.
pub async fn begin(app: &App) -> Result<()> {
    let asked = app.write(&TheProduct(AccountId(0)), async |work: &mut Work<'_>| {
        work.has_tasks();
        let at = work.now.plus(FIRST).0;
        let job = NewJob { kind: KIND, key: Some("hourly"), payload: "{}", at };
        jobs::enqueue(work.tx, &job).await
    });
    asked.await
}

pub fn kind(app: &App) -> Kind {
    let app = app.clone();
    let round = move |_| {
        let app = app.clone();
        async move { round(&app).await.map_err(Failure::for_now) }
    };
    Kind::new(KIND, round).backoff(BACKOFF)
}

async fn round(app: &App) -> Result<Next> {
    let end = Instant::now() + TURN;
    let latest = seal::latest(app.clock.now());
    let mut last = AccountId(0);
    loop {
        let behind = app.db.read(async move |tx: &mut Tx| {
            Ok::<_, Error>(seal::behind(tx, latest, last, AT_ONCE).await?)
        });
        let behind = behind.await?;
        let Some(farthest) = behind.last() else { break };
        last = *farthest;
        for account in behind {
            while seal_some(app, account).await? {
                if Instant::now() > end {
                    return Ok(Next::At(app.clock.now().0));
                }
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    Ok(Next::At(app.clock.now().plus(PAUSE).0))
}

async fn seal_some(app: &App, account: AccountId) -> Result<bool> {
    app.write(&TheProduct(account), async |work: &mut Work<'_>| {
        Ok::<_, Error>(seal::some(work).await?)
    })
    .await
}
