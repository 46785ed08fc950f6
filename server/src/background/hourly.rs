//! Rounds that are made once an hour, a little at a time: so little that whoever writes meanwhile
//! hardly waits.

use std::time::Duration;

use jobs::{Backoff, Failure, Kind, NewJob, Next};

use crate::{
    app::{App, NOWHERE},
    error::Result,
    work::Work,
};

/// Between the end of one round and the next.
const PAUSE: Duration = Duration::from_hours(1);

/// For how long one waits at most, also after it has failed.
const LONGEST_WAIT: Duration = Duration::from_hours(2);

/// Between two transactions that follow each other.
pub const BREATH: Duration = Duration::from_millis(20);

/// How long one may take: one that is at several things has a turn of some seconds for each.
const LEASE: Duration = Duration::from_mins(15);

/// Nobody else sees to it, so it is never given up.
pub(super) const BACKOFF: Backoff = Backoff { failures: u32::MAX, ..Backoff::PATIENT };

/// A round, and for how long a server that starts has other things to do first.
#[derive(Clone, Copy)]
pub struct Round {
    pub kind: &'static str,
    pub first: Duration,
}

/// Asks for the first of each round, if none is asked for. One that waits for longer than it ever
/// should was asked for by a clock that was far ahead.
pub async fn begin<const N: usize>(app: &App, rounds: [Round; N]) -> Result<()> {
    let first = async move |work: &mut Work<'_>| {
        work.has_tasks();
        let latest = work.now.plus(LONGEST_WAIT).0;
        for round in rounds {
            let at = work.now.plus(round.first).0;
            let job = NewJob { kind: round.kind, key: Some("hourly"), payload: "{}", at };
            jobs::enqueue(work.tx, &job).await?;
            jobs::bring_forward(work.tx, &job, latest).await?;
        }
        Ok::<_, db::Error>(())
    };
    app.write(&NOWHERE, first).await
}

/// Makes rounds. Each tells whether it was done, or is to go on at once.
pub fn kind<F>(app: &App, round: &Round, make: impl Fn(App) -> F + Send + Sync + 'static) -> Kind
where
    F: Future<Output = Result<bool>> + Send + 'static,
{
    let app = app.clone();
    let round = round.kind;
    let made = move |_| {
        let (app, making) = (app.clone(), make(app.clone()));
        async move {
            let is_done = making.await.map_err(Failure::for_now)?;
            let pause = if is_done { PAUSE } else { Duration::ZERO };
            Ok(Next::At(app.clock.now().plus(pause).0))
        }
    };
    Kind::new(round, made).lease(LEASE).backoff(BACKOFF)
}
