//! Does the jobs that are due, and sleeps until the next one is.

use std::{collections::HashMap, panic::AssertUnwindSafe, pin::Pin, sync::Arc, time::Duration};

use db::Db;
use futures_util::FutureExt as _;
use tokio::{
    sync::Notify,
    task::JoinSet,
    time::{Instant, timeout_at},
};

use crate::{
    Backoff, Failure, Job, Next,
    store::{claim, failed, give_back, give_back_all, next_due, succeeded},
};

/// How long to wait after the database could not be asked.
const UNAVAILABLE: Duration = Duration::from_secs(1);

/// How long before the end of its lease an attempt is given up, at most, so that this is noted
/// before others take the job for lost. A tenth of the lease, if that is less.
const MARGIN: Duration = Duration::from_secs(10);

/// Tells the time, in microseconds since 1970.
pub type Now = Arc<dyn Fn() -> i64 + Send + Sync>;

type Outcome = Result<Next, Failure>;
type Doing = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// How jobs of a kind are done.
pub struct Kind {
    name: &'static str,
    at_once: usize,
    lease: Duration,
    backoff: Backoff,
    work: Box<dyn Fn(Job) -> Doing + Send + Sync>,
}

impl Kind {
    /// One after another, with patience.
    pub fn new<F>(name: &'static str, work: impl Fn(Job) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        Self {
            name,
            at_once: 1,
            lease: Duration::from_mins(5),
            backoff: Backoff::PATIENT,
            work: Box::new(move |job| Box::pin(work(job))),
        }
    }

    /// How many are done beside each other.
    #[must_use]
    pub fn at_once(self, at_once: usize) -> Self {
        Self { at_once, ..self }
    }

    /// After how long an attempt of which nothing is heard counts as lost. One of this process is
    /// given up shortly before, which counts as a failure for now: work that takes longer is done
    /// in turns.
    #[must_use]
    pub fn lease(self, lease: Duration) -> Self {
        Self { lease, ..self }
    }

    #[must_use]
    pub fn backoff(self, backoff: Backoff) -> Self {
        Self { backoff, ..self }
    }

    /// How long an attempt may take.
    fn patience(&self) -> Duration {
        self.lease.saturating_sub(MARGIN.min(self.lease / 10))
    }

    /// How many more may begin.
    fn room(&self, at_work: &AtWork) -> usize {
        self.at_once.saturating_sub(at_work.of(self.name))
    }
}

/// Wakes workers. Called after the commit that asked for a job.
#[derive(Clone, Default)]
pub struct Waker(Arc<Notify>);

impl Waker {
    pub fn wake(&self) {
        self.0.notify_one();
    }
}

/// Everything that can be done, and those who do it.
pub struct Workers {
    db: Db,
    now: Now,
    waker: Waker,
    kinds: HashMap<&'static str, Arc<Kind>>,
    /// Real time after which they look whether or not they were woken.
    look_anyway: Option<Duration>,
}

/// What has been begun.
#[derive(Default)]
struct AtWork {
    attempts: JoinSet<(&'static str, i64)>,
    by_kind: HashMap<&'static str, usize>,
    jobs: HashMap<i64, Job>,
}

impl Workers {
    pub fn new(db: Db, now: Now, waker: Waker, kinds: Vec<Kind>) -> Self {
        let kinds = kinds.into_iter().map(|kind| (kind.name, Arc::new(kind))).collect();
        Self { db, now, waker, kinds, look_anyway: None }
    }

    /// Has them look every now and then, for the jobs of processes that ended before they
    /// could wake anybody.
    #[must_use]
    pub fn look_anyway(self, after: Duration) -> Self {
        Self { look_anyway: Some(after), ..self }
    }

    /// Gives back what was begun by a process that is no more. Only for the one process that
    /// works on this database.
    pub async fn recover(&self) -> db::Result<u64> {
        let now = (self.now)();
        self.db.write(async move |tx| give_back_all(tx, now).await).await
    }

    /// Does jobs until `stop` resolves. What is under way then is given `grace` to finish,
    /// and what has not finished is given back.
    pub async fn run(&self, stop: impl Future<Output = ()>, grace: Duration) {
        let mut stop = std::pin::pin!(stop);
        let mut at_work = AtWork::default();
        loop {
            let pause = match self.begin_due(&mut at_work).await {
                Ok(pause) => pause,
                Err(error) => {
                    tracing::warn!(%error, "the queue could not be asked");
                    Some(UNAVAILABLE)
                }
            };
            let pause = pause.into_iter().chain(self.look_anyway).min();
            let due = async {
                match pause {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = &mut stop => break,
                () = self.waker.0.notified() => {}
                () = due => {}
                Some(done) = at_work.attempts.join_next() => at_work.ended(done),
            }
        }
        self.finish(at_work, grace).await;
    }

    /// Does everything that is due, and what becomes due by that, one after another. Returns
    /// how many attempts that took.
    pub async fn drain(&self) -> db::Result<usize> {
        let mut attempts = 0;
        loop {
            let before = attempts;
            for (kind, at) in self.next_due(self.kinds.keys()).await? {
                if at > (self.now)() {
                    continue;
                }
                for job in self.claim(kind, 64).await? {
                    // They are done one after another here, so each has all of the time.
                    let end = Instant::now() + kind.patience();
                    attempt(&self.db, &self.now, kind, job, end).await;
                    attempts += 1;
                }
            }
            if attempts == before {
                return Ok(attempts);
            }
        }
    }

    /// Begins what is due, as far as there is room. Returns how long until more is due.
    async fn begin_due(&self, at_work: &mut AtWork) -> db::Result<Option<Duration>> {
        loop {
            // Where there is no room, the end of an attempt leads here again.
            let has_room = |kind: &&Arc<Kind>| kind.room(at_work) > 0;
            let names = self.kinds.values().filter(has_room).map(|kind| &kind.name);
            let due = self.next_due(names).await?;
            let (now, mut has_begun) = ((self.now)(), false);
            for (kind, _) in due.iter().filter(|(_, at)| *at <= now) {
                let end = Instant::now() + kind.patience();
                for job in self.claim(kind, kind.room(at_work)).await? {
                    self.begin(at_work, kind, job, end);
                    has_begun = true;
                }
            }
            if !has_begun {
                let next = due.iter().map(|(_, at)| at - now).min();
                return Ok(next.map(|pause| Duration::from_micros(pause.max(0).unsigned_abs())));
            }
        }
    }

    fn begin(&self, at_work: &mut AtWork, kind: &Arc<Kind>, job: Job, end: Instant) {
        *at_work.by_kind.entry(kind.name).or_default() += 1;
        at_work.jobs.insert(job.id, job.clone());
        let (db, now, kind) = (self.db.clone(), Arc::clone(&self.now), Arc::clone(kind));
        at_work.attempts.spawn(async move {
            let id = job.id;
            attempt(&db, &now, &kind, job, end).await;
            (kind.name, id)
        });
    }

    /// When the next job is due, of each of these kinds of which there is one.
    async fn next_due(
        &self,
        names: impl Iterator<Item = &&'static str>,
    ) -> db::Result<Vec<(&Arc<Kind>, i64)>> {
        let names: Vec<String> = names.map(ToString::to_string).collect();
        let due = self.db.read(async move |tx| next_due(tx, &names).await).await?;
        let known = |(name, at): (String, i64)| Some((self.kinds.get(name.as_str())?, at));
        Ok(due.into_iter().filter_map(known).collect())
    }

    async fn claim(&self, kind: &Kind, most: usize) -> db::Result<Vec<Job>> {
        let (name, now) = (kind.name.to_owned(), (self.now)());
        let lost_at = now + micros(kind.lease);
        self.db.write(async move |tx| claim(tx, &name, most, now, lost_at).await).await
    }

    async fn finish(&self, mut at_work: AtWork, grace: Duration) {
        let all = async {
            while let Some(done) = at_work.attempts.join_next().await {
                at_work.ended(done);
            }
        };
        if tokio::time::timeout(grace, all).await.is_ok() {
            return;
        }
        at_work.attempts.shutdown().await;
        let (jobs, now) = (at_work.jobs, (self.now)());
        tracing::warn!(jobs = jobs.len(), "jobs did not finish in time and are given back");
        let given_back = self
            .db
            .write(async move |tx| {
                for job in jobs.values() {
                    give_back(tx, job, now).await?;
                }
                Ok::<_, db::Error>(())
            })
            .await;
        if let Err(error) = given_back {
            tracing::warn!(%error, "they will be taken for lost instead");
        }
    }
}

impl AtWork {
    fn of(&self, kind: &str) -> usize {
        self.by_kind.get(kind).copied().unwrap_or(0)
    }

    fn ended(&mut self, done: Result<(&'static str, i64), tokio::task::JoinError>) {
        let (kind, id) = done.expect("an attempt catches the panics of its work");
        self.jobs.remove(&id);
        if let Some(count) = self.by_kind.get_mut(kind) {
            *count -= 1;
        }
    }
}

/// Does a job, until `end` at most, and notes how it ended.
async fn attempt(db: &Db, now: &Now, kind: &Kind, job: Job, end: Instant) {
    let working = AssertUnwindSafe((kind.work)(job.clone())).catch_unwind();
    let outcome = match timeout_at(end, working).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(Failure::for_now("it panicked")),
        Err(_) => Err(Failure::for_now("it took too long and was given up")),
    };
    let id = job.id;
    if let Err(Failure { problem, .. }) = &outcome {
        tracing::warn!(
            job = id,
            kind = kind.name,
            failures = job.failures + 1,
            problem,
            "a job failed"
        );
    }
    let (ended, backoff) = (now(), kind.backoff);
    let noted = db
        .write(async move |tx| match &outcome {
            Ok(next) => succeeded(tx, &job, *next, ended).await,
            Err(failure) => {
                let pause = backoff.pause(job.failures + 1).filter(|_| !failure.is_final);
                let again = pause.map(|pause| ended + micros(pause));
                failed(tx, &job, &failure.problem, again, ended).await
            }
        })
        .await;
    if let Err(error) = noted {
        tracing::warn!(job = id, kind = kind.name, %error, "the end of a job could not be noted, so it will run again");
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX / 2)
}
