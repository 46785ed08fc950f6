//! Makes messages findable, some time after they were written.
//!
//! Facts are read in their order, as all readers do, and what they are about is indexed in one
//! transaction with the place that was reached: killed at any moment, nothing is left out and
//! nothing is done twice. Messages that were there before there was an index are indexed when
//! nothing else is to be done, the newest first, and little by little, so that whoever writes
//! meanwhile hardly waits. Whoever searches has what is new indexed first, so that they find
//! what was said a moment ago.

use std::{collections::HashSet, time::Duration};

use db::Tx;
use tokio::time::Instant;

use crate::{
    app::App,
    error::{Error, Result},
    events::{self, Fact, Name, Reading},
    messages::search,
};

/// What the place is kept as.
pub const READER: &str = "search";

/// Facts that are read in one transaction.
const AT_ONCE: usize = 200;

/// Messages from before that are indexed in one transaction.
const OLD_AT_ONCE: i64 = 100;

/// For how long facts are left to gather: an index is written best by many at a time.
const GATHER: Duration = Duration::from_millis(500);

/// Between two transactions about messages from before.
const BREATH: Duration = Duration::from_millis(20);

/// How long to wait after something could not be done.
const PAUSE: Duration = Duration::from_secs(1);

/// For how long nobody has to tell that there is something new.
const LOOK_ANYWAY: Duration = Duration::from_secs(10);

/// How long to wait for a transaction to end that began before one that is to be read of.
const HOLD_UP: Duration = Duration::from_millis(5);

/// For how long whoever searches waits for what is new, at most.
const PATIENCE: Duration = Duration::from_millis(250);

/// What there was to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    /// Facts were read, and there are more.
    Full,
    /// Facts were read, and those were all for now.
    Facts,
    /// There are facts, which cannot be read before something older has ended.
    HeldUp,
    /// Messages from before were indexed, and there may be more.
    Backlog,
    Nothing,
}

/// What becomes of facts that cannot be read before something older has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hurry {
    /// They wait.
    No,
    /// What they are about is indexed already, and once more when it is their turn.
    Ahead,
}

/// Goes on until it is time to stop.
pub async fn run(app: &App) {
    let mut stop = std::pin::pin!(app.stopping());
    let bell = app.bells.index.clone();
    loop {
        let wait = match pass(app).await {
            Ok(Pass::Full) => continue,
            Ok(Pass::Facts | Pass::HeldUp) => GATHER,
            Ok(Pass::Backlog) => BREATH,
            Ok(Pass::Nothing) => LOOK_ANYWAY,
            Err(error) => {
                tracing::warn!(%error, "what was said cannot be made findable now, and will be later");
                PAUSE
            }
        };
        tokio::select! {
            () = &mut stop => return,
            () = bell.notified(), if wait == LOOK_ANYWAY => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Indexes what is new, for somebody who searches, unless that is very much. If it cannot be
/// done they find what was said before.
pub async fn catch_up(app: &App) {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        match read_facts(app, Hurry::Ahead).await {
            Ok(Pass::Full) => {}
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(%error, "somebody searches, and may not find what is new");
                return;
            }
        }
    }
}

/// Indexes all that there is. Tells whether there was anything.
pub async fn finish(app: &App) -> Result<bool> {
    let mut any = false;
    loop {
        match pass(app).await? {
            Pass::Nothing => return Ok(any),
            Pass::HeldUp => tokio::time::sleep(HOLD_UP).await,
            Pass::Full | Pass::Facts | Pass::Backlog => any = true,
        }
    }
}

async fn pass(app: &App) -> Result<Pass> {
    let read = read_facts(app, Hurry::No).await?;
    if read != Pass::Nothing {
        return Ok(read);
    }
    let is_left = app.db.read(async |tx: &mut Tx| {
        Ok::<_, Error>(search::backlog(tx, READER).await?.is_some_and(|below| below > 0))
    });
    if !is_left.await? {
        return Ok(Pass::Nothing);
    }
    read_backlog(app).await?;
    Ok(Pass::Backlog)
}

/// Whether there are facts that were not read, which costs less to know than to read them.
async fn is_behind(app: &App) -> Result<bool> {
    let asked = app.db.read(async |tx: &mut Tx| {
        if search::backlog(tx, READER).await?.is_none() {
            return Ok::<_, Error>(true);
        }
        let (facts, _) = events::behind(tx, READER, 1).await?;
        Ok(facts > 0)
    });
    asked.await
}

/// Reads the next facts, and indexes what they are about.
async fn read_facts(app: &App, hurry: Hurry) -> Result<Pass> {
    if !is_behind(app).await? {
        return Ok(Pass::Nothing);
    }
    let read = app.db.write(async move |tx: &mut Tx| {
        if search::backlog(tx, READER).await?.is_none() {
            // What is there by now belongs to the backlog; what comes, to the facts from here.
            events::begin(tx, READER).await?;
            search::begin_backlog(tx, READER).await?;
        }
        let place = events::lock_cursor(tx, READER).await?;
        let reading = events::after(tx, place, AT_ONCE).await?;
        let ahead = if hurry == Hurry::Ahead { &*reading.ahead } else { &[] };
        if reading.end == place && ahead.is_empty() {
            let pass = if reading.is_held_up { Pass::HeldUp } else { Pass::Nothing };
            return Ok::<_, Error>(pass);
        }
        let mut said: Vec<i64> =
            reading.facts.iter().chain(ahead).filter_map(what_is_said).collect();
        let mut known = HashSet::new();
        said.retain(|message| known.insert(*message));
        let left = search::index(tx, &said).await?;
        // Where one is left for the next time, so is everything from there on.
        let is_before = |fact: &&Fact| left.is_none() || what_is_said(fact) != left;
        let facts: Vec<&Fact> = reading.facts.iter().take_while(is_before).collect();
        for fact in facts.iter().filter(|fact| fact.name == Name::ConversationDeleted) {
            if let Some(gone) = fact.conversation {
                search::forget_conversation(tx, gone).await?;
            }
        }
        let end = match (left, facts.last()) {
            (Some(_), Some(last)) => last.position,
            _ => reading.end,
        };
        events::set_cursor(tx, READER, end).await?;
        Ok(match reading {
            _ if left.is_some() => Pass::Full,
            Reading { is_full: true, .. } => Pass::Full,
            Reading { is_held_up: true, .. } => Pass::HeldUp,
            Reading { .. } => Pass::Facts,
        })
    });
    read.await
}

/// The message whose words a fact changes.
fn what_is_said(fact: &Fact) -> Option<i64> {
    let is_said = match fact.name {
        Name::MessageCreated => true,
        Name::MessageUpdated => fact.changes.each().any(|(field, ..)| field == "content"),
        _ => false,
    };
    fact.message.filter(|_| is_said).map(Into::into)
}

async fn read_backlog(app: &App) -> Result<()> {
    let read = app.db.write(async |tx: &mut Tx| {
        // Nobody else writes words meanwhile, so nothing is written that was changed since.
        events::lock_cursor(tx, READER).await?;
        let below = search::backlog(tx, READER).await?.unwrap_or(0);
        let below = search::index_below(tx, below, OLD_AT_ONCE).await?;
        Ok::<_, Error>(search::set_backlog(tx, READER, below).await?)
    });
    read.await
}
