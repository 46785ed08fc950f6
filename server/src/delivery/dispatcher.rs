//! Reads what happened, in order, and has it told.
//!
//! A pass reads the next facts of all accounts. What listeners are to hear is published at
//! once; what must not be lost is written in one transaction with the place up to which that
//! was done, so it is done once, also when the process is killed in between. Woken after
//! commits, also those of other processes, and every now and then by itself, for facts of
//! processes that ended before they could tell.
//!
//! What cannot be told by a mistake holds up the others for a while only ([`Doubts`]).
//!
//! Of several processes on one database each tells its own listeners; what must not be lost
//! is written by whichever comes first.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;

use super::{
    cable::{self, Frame},
    doubts::Doubts,
    effects::Effects,
    hooks::Endpoints,
    news::News,
    streams,
};
use crate::{
    accounts,
    app::{App, NOWHERE, TheProduct},
    automation_rules::triggers,
    csat::ask,
    error::{Error, Result},
    events::{self, Fact, Position, Reading},
    id::AccountId,
    notifications::rules,
    work::Work,
};

/// What the place is kept as.
pub const READER: &str = "delivery";

/// Facts of one pass, unless that has turned out to be too much.
const AT_ONCE: usize = 500;

/// For how long nobody has to tell that there is something new.
const LOOK_ANYWAY: Duration = Duration::from_secs(10);

/// How long to wait for a transaction to end that began before one that is to be told of, at
/// first and at most.
const HOLD_UP: Duration = Duration::from_millis(5);
const LONGEST_HOLD_UP: Duration = Duration::from_millis(250);

/// A transaction that is open for longer is somebody's mistake, or a very large one.
const UNUSUAL: Duration = Duration::from_secs(10);

/// For how long the place need not be written down when nothing follows from what was read.
const NOTE_WITHIN: Duration = Duration::from_secs(1);

/// How long to wait after something could not be done, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Nothing in particular of what follows.
const NONE: usize = usize::MAX;

pub struct Dispatcher {
    app: App,
    /// Facts that the next pass takes.
    at_once: usize,
    /// Up to where facts were read. None before the first pass.
    read: Option<Position>,
    /// Up to where it is written down that nothing more follows.
    noted: Position,
    noted_at: Instant,
    /// What follows from facts that were read, and is not written down yet.
    follows: Arc<Vec<(AccountId, Effects)>>,
    doubts: Doubts,
}

/// What is heard of facts, and what follows from them.
type Told = (Vec<Frame>, Effects);

/// What a pass came upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    /// There may be more.
    Full,
    /// There is more, which cannot be read before something older has ended.
    HeldUp,
    /// That was all for now.
    Whole,
    Nothing,
}

/// For how long nothing could be told because of a transaction that has not ended.
#[derive(Default)]
struct HeldUp {
    since: Option<Instant>,
    is_reported: bool,
}

impl HeldUp {
    fn note(&mut self, is_so: bool) {
        if !is_so {
            *self = Self::default();
            return;
        }
        let since = *self.since.get_or_insert_with(Instant::now);
        if since.elapsed() > UNUSUAL && !self.is_reported {
            self.is_reported = true;
            tracing::warn!(
                "nothing is told at the moment: a transaction on this PostgreSQL server has been \
                 open for long, and what it does comes first (see pg_stat_activity)"
            );
        }
    }

    fn is_so(&self) -> bool {
        self.since.is_some()
    }
}

impl Dispatcher {
    pub fn new(app: App) -> Self {
        Self {
            app,
            at_once: AT_ONCE,
            read: None,
            noted: Position::default(),
            noted_at: Instant::now(),
            follows: Arc::default(),
            doubts: Doubts::default(),
        }
    }

    /// Goes on until it is time to stop.
    pub async fn run(mut self) {
        let mut stop = std::pin::pin!(self.app.stopping());
        let bell = self.app.bells.events.clone();
        let (mut pause, mut hold_up) = (FIRST_PAUSE, HOLD_UP);
        let mut held_up = HeldUp::default();
        loop {
            let wait = match self.pass().await {
                Ok(pass) => {
                    self.at_once = AT_ONCE;
                    pause = FIRST_PAUSE;
                    held_up.note(pass == Pass::HeldUp);
                    hold_up = match pass {
                        Pass::HeldUp => (hold_up * 2).min(LONGEST_HOLD_UP),
                        _ => HOLD_UP,
                    };
                    match pass {
                        Pass::Full => continue,
                        Pass::HeldUp => hold_up,
                        Pass::Whole => NOTE_WITHIN,
                        Pass::Nothing => LOOK_ANYWAY,
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "what happened cannot be told now, and will be later");
                    // What is about a lot of data is told little by little.
                    self.at_once = (self.at_once / 2).max(1);
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    pause
                }
            };
            tokio::select! {
                biased;
                () = &mut stop => break,
                // What is new comes after what is waited for.
                () = bell.notified(), if pause == FIRST_PAUSE && !held_up.is_so() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
        if let Err(error) = self.note().await {
            tracing::warn!(%error, "what was told last may be told again");
        }
    }

    /// Has everything told that has happened. Tells whether there was anything.
    pub async fn catch_up(&mut self) -> Result<bool> {
        let mut any = false;
        loop {
            match self.pass().await? {
                Pass::Nothing => break,
                Pass::HeldUp => tokio::time::sleep(HOLD_UP).await,
                Pass::Full | Pass::Whole => any = true,
            }
        }
        self.note().await?;
        Ok(any)
    }

    async fn pass(&mut self) -> Result<Pass> {
        self.write().await?;
        let (begin, at_once) = (self.begin().await?, self.at_once);
        let reading = self.app.db.read(async move |tx: &mut db::Tx| {
            events::after(tx, begin, at_once).await.map_err(Error::from)
        });
        let mut reading = reading.await?;
        if reading.end == begin {
            if reading.is_held_up {
                return Ok(Pass::HeldUp);
            }
            if self.noted_at.elapsed() >= NOTE_WITHIN {
                self.note().await?;
            }
            return Ok(Pass::Nothing);
        }
        let mut told = Vec::new();
        for (account, facts) in by_account(std::mem::take(&mut reading.facts)) {
            let facts = Arc::new(facts);
            match self.tell(account, Arc::clone(&facts)).await {
                Ok(heard) => {
                    self.doubts.succeeded(account);
                    told.push((account, heard));
                }
                Err(error)
                    if self.is_alone()
                        && Doubts::concern(&error)
                        && self.doubts.failed(account) =>
                {
                    for heard in self.tell_apart(account, &facts).await? {
                        told.push((account, heard));
                    }
                }
                Err(error) => return Err(error),
            }
        }
        // What was read is not read again, so nothing is heard twice.
        self.read = Some(reading.end);
        let (mut frames, mut follows) = (Vec::new(), Vec::new());
        for (account, (said, effects)) in told {
            frames.push((account, said));
            if !effects.is_empty() {
                follows.push((account, effects));
            }
        }
        self.follows = Arc::new(follows);
        self.say(&frames).await;
        self.write().await?;
        Ok(match reading {
            Reading { is_full: true, .. } => Pass::Full,
            Reading { is_held_up: true, .. } => Pass::HeldUp,
            _ => Pass::Whole,
        })
    }

    /// Says it to those who listen, who have their turn meanwhile.
    async fn say(&self, frames: &[(AccountId, Vec<Frame>)]) {
        let mut burst = self.app.hub.burst();
        for (account, frames) in frames {
            for frame in frames {
                frame.publish(&mut burst).await;
            }
            self.app.bells.accounts.ring(*account);
        }
    }

    /// What is heard of each of the facts, without those that cannot be told.
    async fn tell_apart(&self, account: AccountId, facts: &[Fact]) -> Result<Vec<Told>> {
        let mut told = Vec::new();
        for fact in facts {
            match self.tell(account, Arc::new(vec![fact.clone()])).await {
                Ok(heard) => told.push(heard),
                Err(error) if Doubts::concern(&error) => {
                    let (event, name) = (fact.position.event(), fact.name.as_str());
                    tracing::error!(%error, event.id = %event, event.name = name,
                        account.id = %account, "an event cannot be told and is passed by");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(told)
    }

    /// What is heard of facts of one account, and what follows from them.
    async fn tell(&self, account: AccountId, facts: Arc<Vec<Fact>>) -> Result<Told> {
        let (who, hub) = (TheProduct(account), self.app.hub.clone());
        let told = self.app.read(&who, async move |work: &mut Work<'_>| {
            let somebody_listens =
                hub.is_read(&streams::members(account)) || hub.is_read(&streams::contacts(account));
            let endpoints = Endpoints::of_account(work).await?;
            let is_wanted = |fact: &&Fact| {
                let is_heard = somebody_listens && cable::is_heard(fact.name);
                is_heard || endpoints.may_want(fact.name) && fact.sets_off()
            };
            let wanted: Vec<&Fact> = facts.iter().filter(is_wanted).collect();
            let reasons: Vec<&Fact> = facts.iter().filter(|fact| fact.sets_off()).collect();
            let notices = rules::notices(work, &reasons).await?;
            let triggers = triggers(work, &reasons).await?;
            let surveys = ask::due(work, &reasons).await?;
            let others = Effects::default().notifying(notices).triggering(triggers).asking(surveys);
            if wanted.is_empty() {
                return Ok::<_, Error>((Vec::new(), others));
            }
            let news = News::gather(work, &wanted).await?;
            let effects = others.telling(&endpoints, &news, &wanted);
            Ok((cable::frames(&hub, &news, &wanted), effects))
        });
        match told.await {
            // The account is gone, and nobody is left to be told.
            Err(Error::NotFound) => Ok((Vec::new(), Effects::default())),
            told => told,
        }
    }

    /// Where facts are to be read from. Before anything was ever told, nothing of what has
    /// happened is news.
    async fn begin(&mut self) -> Result<Position> {
        if let Some(read) = self.read {
            return Ok(read);
        }
        let place = self
            .app
            .db
            .write(async |tx: &mut db::Tx| events::begin(tx, READER).await.map_err(Error::from))
            .await?;
        (self.read, self.noted) = (Some(place), place);
        Ok(place)
    }

    /// Whether no other server could tell what cannot be told here. One that is older than those
    /// beside it may not know what they have written.
    fn is_alone(&self) -> bool {
        self.app.neighbours.count() == 0
    }

    /// Writes down what follows, if anything does.
    async fn write(&mut self) -> Result<()> {
        if self.follows.is_empty() { Ok(()) } else { self.note().await }
    }

    /// Writes down what follows, and up to where that is all.
    async fn note(&mut self) -> Result<()> {
        let Some(end) = self.read.filter(|read| *read > self.noted) else { return Ok(()) };
        loop {
            let at = Arc::new(AtomicUsize::new(NONE));
            match self.write_up_to(end, Arc::clone(&at)).await {
                Ok(()) => break,
                Err(error) if !self.is_alone() => return Err(error),
                Err(error) => {
                    let at = at.load(Ordering::SeqCst);
                    self.doubts.leave_out(Arc::make_mut(&mut self.follows), at, error)?;
                }
            }
        }
        (self.noted, self.noted_at) = (end, Instant::now());
        self.follows = Arc::default();
        Ok(())
    }

    /// Writes down what follows, in one transaction, and notes which of it that is at.
    async fn write_up_to(&self, end: Position, at: Arc<AtomicUsize>) -> Result<()> {
        let follows = Arc::clone(&self.follows);
        let written = self.app.write(&NOWHERE, async move |work: &mut Work<'_>| {
            let before = events::lock_cursor(work.tx, READER).await?;
            if before >= end {
                return Ok::<_, Error>(());
            }
            for (index, (account, effects)) in follows.iter().enumerate() {
                work.account = *account;
                // An answer comes after all that was sent before, so what fails is known by then.
                let is_there = accounts::status(work.tx, *account).await?.is_some();
                at.store(index, Ordering::SeqCst);
                if is_there {
                    effects.write(work, before).await?;
                }
            }
            Ok(events::set_cursor(work.tx, READER, end).await?)
        });
        written.await
    }
}

/// Facts by account, in order.
fn by_account(facts: Vec<Fact>) -> Vec<(AccountId, Vec<Fact>)> {
    let mut by_account: Vec<(AccountId, Vec<Fact>)> = Vec::new();
    for fact in facts {
        match by_account.iter_mut().find(|(account, _)| *account == fact.account) {
            Some((_, facts)) => facts.push(fact),
            None => by_account.push((fact.account, vec![fact])),
        }
    }
    by_account
}
