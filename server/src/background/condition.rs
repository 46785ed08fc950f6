//! How much there is left to do.

use std::time::Duration;

use db::Tx;

use crate::{
    app::App,
    clock::Timestamp,
    delivery::{self, indexer},
    error::{Error, Result},
    events,
    metrics::Condition,
    webhooks::deliveries,
};

/// How long the database may take to say so.
const PATIENCE: Duration = Duration::from_secs(2);

/// Facts that are counted.
const MOST: i64 = 10_000;

/// What there is left to do; none when that cannot be told in time.
pub async fn condition(app: &App) -> Option<Condition> {
    match tokio::time::timeout(PATIENCE, ask(app)).await {
        Ok(Ok(condition)) => Some(condition),
        Ok(Err(error)) => {
            tracing::warn!(%error, "it cannot be told how much there is left to do");
            None
        }
        Err(_) => None,
    }
}

/// Says in the log what is left from before.
pub async fn report(app: &App) {
    let Some(Condition { jobs, facts, behind, .. }) = condition(app).await else { return };
    let waiting: i64 = jobs.iter().map(|tally| tally.waiting).sum();
    let given_up: i64 = jobs.iter().map(|tally| tally.dead).sum();
    tracing::info!(
        waiting,
        given_up,
        facts,
        seconds_behind = behind.as_secs(),
        "background work begins: tasks wait, and facts are to be told"
    );
}

/// For how long something has been waiting.
fn waited(now: Timestamp, since: Option<Timestamp>) -> Duration {
    let waited = since.map_or(0, |since| now.0.saturating_sub(since.0).max(0));
    Duration::from_micros(waited.unsigned_abs())
}

async fn ask(app: &App) -> Result<Condition> {
    let now = app.clock.now();
    let asked = app.db.read(async move |tx: &mut Tx| {
        let jobs = jobs::tally(tx, now.0).await?;
        let (facts, since) = events::behind(tx, delivery::READER, MOST).await?;
        let (paused, disabled) = deliveries::count_unwell(tx, now).await?;
        let behind = waited(now, since);
        let (unindexed, since) = events::behind(tx, indexer::READER, MOST).await?;
        let index_behind = waited(now, since);
        Ok::<_, Error>(Condition {
            jobs,
            facts,
            behind,
            unindexed,
            index_behind,
            paused,
            disabled,
            at: now.0,
        })
    });
    asked.await
}
