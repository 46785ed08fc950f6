//! A queue of one's own, on both engines, with a clock that the test moves.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
    time::Duration,
};

use db::{
    Db, Durability, Error, Migration, Migrations, Options, PostgresOptions, Sql, SqliteOptions, Tx,
};
use jobs::{Failure, Job, Kind, NewJob, Next, Now, Waker, Wanted, Workers};

const SCHEMA: Migrations = Migrations(&[
    Migration {
        version: 1,
        name: "jobs",
        text: include_str!("../../../../migrations/0015_jobs.sql"),
    },
    Migration {
        version: 2,
        name: "jobs_wanted_again",
        text: include_str!("../../../../migrations/0020_jobs_wanted_again.sql"),
    },
]);

/// The variable that names a PostgreSQL server to test with.
const POSTGRES: &str = "FRONTDESK_TEST_POSTGRES_URL";

/// A queue whose jobs are to do what their payload says.
#[derive(Clone)]
pub struct Desk {
    pub db: Db,
    now: Arc<AtomicI64>,
    pub waker: Waker,
    /// The payloads of the attempts so far.
    seen: Arc<Mutex<Vec<String>>>,
}

/// Runs the test on both engines.
pub async fn on_both(test: impl AsyncFn(Desk)) {
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteOptions {
        durability: Durability::Off,
        ..SqliteOptions::new(folder.path().join("jobs.db"))
    };
    run(Options::Sqlite(options), &test).await;

    match std::env::vars().find(|(name, _)| name == POSTGRES) {
        Some((_, url)) => {
            run(Options::Postgres(PostgresOptions::new(own_schema(&url).await)), &test).await;
        }
        None => {
            eprintln!("*** NOT RUN on PostgreSQL: {POSTGRES} is not set ***");
            assert!(std::env::vars().all(|(name, _)| name != "CI"), "not run, and this is CI");
        }
    }
}

async fn run(options: Options, test: &impl AsyncFn(Desk)) {
    let db = Db::open(options).await.unwrap();
    SCHEMA.apply(&db).await.unwrap();
    let desk =
        Desk { db: db.clone(), now: Arc::default(), waker: Waker::default(), seen: Arc::default() };
    tokio::time::timeout(Duration::from_mins(1), test(desk)).await.expect("it does not hang");
    db.close().await;
}

/// The server, with a schema that is only this test's.
async fn own_schema(url: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("jobs_{}_{number}", std::process::id());
    let db = Db::open(Options::Postgres(PostgresOptions::new(url))).await.unwrap();
    let create = format!("create schema {name}");
    db.write(async move |tx: &mut Tx| tx.exec(&Sql::portable(create.clone()), &[]).await)
        .await
        .unwrap();
    db.close().await;
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}options=-c%20search_path%3D{name}")
}

impl Desk {
    /// Asks for a job that does what `payload` says: nothing, `fail`, `give up`, `panic`,
    /// or `again` (after an hour).
    pub async fn enqueue(&self, payload: &str) {
        self.ask(None, payload, 0).await;
    }

    pub async fn ask(&self, key: Option<&str>, payload: &str, at: i64) {
        let (key, payload) = (key.map(str::to_owned), payload.to_owned());
        self.change(async move |tx| {
            let job = NewJob { kind: "work", key: key.as_deref(), payload: &payload, at };
            jobs::enqueue(tx, &job).await
        })
        .await;
    }

    pub async fn schedule(&self, key: &str, payload: &str, at: i64) {
        let (key, payload) = (key.to_owned(), payload.to_owned());
        self.change(async move |tx| {
            let job = NewJob { kind: "work", key: Some(&key), payload: &payload, at };
            jobs::schedule(tx, &job).await
        })
        .await;
    }

    pub async fn change<F>(&self, body: F)
    where
        F: AsyncFn(&mut Tx) -> db::Result<()> + Send + Sync + 'static,
    {
        self.db.write::<(), Error, _>(body).await.unwrap();
        self.waker.wake();
    }

    /// Asks for a job as a process does that ends before it can wake anybody.
    pub async fn leave_behind(&self, payload: &str) {
        let payload = payload.to_owned();
        let asked = self.db.write::<(), Error, _>(async move |tx| {
            let job = NewJob { kind: "work", key: None, payload: &payload, at: 0 };
            jobs::enqueue(tx, &job).await
        });
        asked.await.unwrap();
    }

    pub fn wait(&self, duration: Duration) {
        let micros = i64::try_from(duration.as_micros()).unwrap();
        self.now.fetch_add(micros, Ordering::SeqCst);
    }

    pub fn clock(&self) -> Now {
        let now = Arc::clone(&self.now);
        Arc::new(move || now.load(Ordering::SeqCst))
    }

    pub fn workers(&self) -> Workers {
        let seen = Arc::clone(&self.seen);
        let kind = Kind::new("work", move |job| {
            let seen = Arc::clone(&seen);
            async move { work(&job, &seen) }
        });
        self.workers_of(kind)
    }

    pub fn workers_of(&self, kind: Kind) -> Workers {
        Workers::new(self.db.clone(), self.clock(), self.waker.clone(), vec![kind])
    }

    /// Does what is due and returns what was attempted.
    pub async fn drain(&self) -> Vec<String> {
        self.workers().drain().await.unwrap();
        self.attempted()
    }

    /// What was attempted since this was asked for the last time.
    pub fn attempted(&self) -> Vec<String> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }

    pub async fn listed(&self, dead: bool) -> Vec<jobs::Listed> {
        let wanted = Wanted { dead, kind: None };
        let jobs = self.db.read(async move |tx: &mut Tx| jobs::list(tx, &wanted, 100).await);
        jobs.await.unwrap()
    }
}

fn work(job: &Job, seen: &Mutex<Vec<String>>) -> Result<Next, Failure> {
    seen.lock().unwrap().push(job.payload.clone());
    match job.payload.as_str() {
        "fail" => Err(Failure::for_now("the other side is away")),
        "give up" => Err(Failure::for_good("that will never do")),
        "panic" => panic!("as it was told"),
        "again" => Ok(Next::At(3_600_000_000)),
        _ => Ok(Next::Done),
    }
}
