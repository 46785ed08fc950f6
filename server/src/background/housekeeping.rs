//! Removes what is old, once an hour.
//!
//! What webhooks were told goes when it has ended long ago, its text with the last delivery
//! of it. Files go that nobody has taken, and those of imports and exports of contacts. Events
//! go when they are old and every reader has read them, and with them what rules have done about
//! them; who has changed what goes after a year. The indexes that are searched are put in order,
//! too.

use std::time::Duration;

use db::Tx;
use jobs::Kind;
use tokio::time::Instant;

use super::hourly::{self, BREATH, Round};
use crate::{
    app::App,
    audits,
    automation_rules::runs,
    clock::Timestamp,
    contacts::{self, exports, imports},
    error::Result,
    events, help_center, idempotency, messages, transfer,
    webhooks::deliveries,
};

/// The first a while after the start, since a server that starts has other things to do.
pub const ROUND: Round = Round { kind: "housekeeping", first: Duration::from_mins(1) };

/// Rows that are removed, or looked at, in one transaction.
const AT_ONCE: i64 = 100;

/// How long a round is at one kind of what is old, before it is the turn of the next.
const TURN: Duration = Duration::from_secs(15);

/// For how long jobs are kept that were given up.
const DEAD_JOBS: Duration = Duration::from_hours(30 * 24);

/// Up to where a round has come, among what is in order.
type Place = (i64, i64);

/// What becomes old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Old {
    Deliveries,
    /// The texts of deliveries that are gone.
    Bodies,
    Events,
    /// Who has changed what.
    Audits,
    /// What rules have done.
    Runs,
    DeadJobs,
    /// Keys of requests, with what they were answered.
    Keys,
    /// Imports and exports of contacts, with their files.
    Imports,
    Exports,
}

/// What is searched by an index that becomes slow with each commit to it.
#[derive(Clone, Copy, Debug)]
enum Index {
    Contacts,
    Messages,
    Articles,
}

pub fn kind(app: &App) -> Kind {
    hourly::kind(app, &ROUND, |app| async move { round(&app).await })
}

async fn round(app: &App) -> Result<bool> {
    let (settings, now) = (&app.config, app.clock.now());
    let mut is_done = true;
    match transfer::sweep::sweep(app).await {
        Ok(all) => is_done &= all,
        // Where files are is another place, and may be away for a while.
        Err(error) => tracing::warn!(%error, "files that nobody needs are removed later"),
    }
    for (old, kept) in [
        (Old::Deliveries, settings.webhooks.keep_days),
        (Old::Bodies, settings.webhooks.keep_days),
        (Old::Events, settings.events.keep_days),
        (Old::Audits, settings.audit.keep_days),
        (Old::Runs, settings.events.keep_days),
        (Old::DeadJobs, DEAD_JOBS),
        (Old::Keys, idempotency::KEPT),
        (Old::Imports, settings.contacts.keep_files_days),
        (Old::Exports, settings.contacts.keep_files_days),
    ] {
        let all = remove_for_a_turn(app, old, now.minus(kept)).await?;
        // Texts that are looked at may be in use, all of them: that is for the next hour.
        is_done &= all || old == Old::Bodies;
    }
    for index in [Index::Contacts, Index::Messages, Index::Articles] {
        is_done &= tidy_for_a_turn(app, index).await?;
    }
    Ok(is_done)
}

/// Removes what was old before a time, but not for too long. Tells whether that was all.
async fn remove_for_a_turn(app: &App, old: Old, before: Timestamp) -> db::Result<bool> {
    let end = Instant::now() + TURN;
    let mut place = (i64::MIN, i64::MIN);
    while let Some(next) = remove_some(app, old, before, place).await? {
        if Instant::now() > end {
            return Ok(false);
        }
        place = next;
        tokio::time::sleep(BREATH).await;
    }
    Ok(true)
}

/// Puts an index in order, but not for too long. Tells whether it is.
async fn tidy_for_a_turn(app: &App, index: Index) -> db::Result<bool> {
    let end = Instant::now() + TURN;
    while tidy_some(app, index).await? {
        if Instant::now() > end {
            return Ok(false);
        }
        tokio::time::sleep(BREATH).await;
    }
    Ok(true)
}

async fn tidy_some(app: &App, index: Index) -> db::Result<bool> {
    let tidied = app.db.write(async move |tx: &mut Tx| match index {
        Index::Contacts => contacts::search::tidy(tx).await,
        Index::Messages => messages::search::tidy(tx).await,
        Index::Articles => help_center::articles::search::tidy(tx).await,
    });
    tidied.await
}

/// Removes some of what was old before a time, after a place. Returns where to go on, if
/// there may be more.
async fn remove_some(
    app: &App,
    old: Old,
    before: Timestamp,
    after: Place,
) -> db::Result<Option<Place>> {
    let removed = app.db.write(async move |tx: &mut Tx| match old {
        Old::Deliveries => deliveries::remove_ended(tx, before, after, AT_ONCE).await,
        Old::Bodies => deliveries::remove_unused_bodies(tx, before, after, AT_ONCE).await,
        Old::Events => events::remove_read(tx, before, after, AT_ONCE).await,
        Old::Runs => runs::remove_old(tx, before, after, AT_ONCE).await,
        Old::Imports => imports::remove_old(tx, before, after, AT_ONCE).await,
        Old::Exports => exports::remove_old(tx, before, after, AT_ONCE).await,
        // Of these the oldest are looked for each time, so there is no place to go on from.
        Old::DeadJobs => Ok((jobs::remove_dead(tx, before.0, AT_ONCE).await? > 0).then_some(after)),
        Old::Audits => Ok((audits::remove_old(tx, before, AT_ONCE).await? > 0).then_some(after)),
        Old::Keys => Ok((idempotency::remove_old(tx, before, AT_ONCE).await? > 0).then_some(after)),
    });
    removed.await
}
