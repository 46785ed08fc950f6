//! Many callers at once, none at all, and the end of the day.

use std::time::{Duration, Instant};

use db::{Db, Error, Kind, Result, args, sql};
use tokio::{
    task::{JoinHandle, JoinSet},
    time::timeout,
};

use crate::{
    child,
    gate::{Gate, spawned, started},
    support::{
        add, count, on_both, on_both_empty, on_postgres, open, sqlite_options, titles, write,
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_writers_lose_no_count() {
    on_both(async |db| {
        db.write(async |tx| tx.exec(sql!("insert into tallies values ('all', 0)"), &[]).await)
            .await
            .unwrap();
        let before = db.stats();
        let mut writers = JoinSet::new();
        for _ in 0..64 {
            let db = db.clone();
            writers.spawn(async move {
                for _ in 0..20 {
                    count_up(&db).await;
                }
            });
        }

        writers.join_all().await;

        assert_eq!(counted(&db).await, 64 * 20);
        let (bodies, commits) =
            (db.stats().bodies - before.bodies, db.stats().commits - before.commits);
        assert_eq!(bodies, 64 * 20);
        match db.kind() {
            Kind::Sqlite => assert!(commits < bodies, "{commits} commits for {bodies} bodies"),
            Kind::Postgres => assert_eq!(commits, bodies),
        }
    })
    .await;
}

async fn count_up(db: &Db) {
    let write = db.write(async |tx| {
        tx.exec(sql!("update tallies set value = value + 1 where name = $1"), args!["all"]).await
    });
    let touched = write.await.unwrap();
    assert_eq!(touched, 1);
}

async fn counted(db: &Db) -> i64 {
    let sql = sql!("select value from tallies where name = $1");
    db.read(async |tx| tx.one::<(i64,)>(sql, args!["all"]).await).await.unwrap().0
}

/// A write that has begun, and goes on when the gate is opened.
fn accepted(db: &Db, gate: &Gate) -> JoinHandle<Result<i64>> {
    let inside = gate.clone();
    let accepted = spawned(db, async move |db| {
        db.write(async move |tx| {
            inside.pass();
            add(tx, "accepted").await
        })
        .await
    });
    gate.wait();
    accepted
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn closing_finishes_what_was_accepted_and_refuses_the_rest() {
    on_both_empty(async |options| {
        let db = open(options.clone()).await;
        let gate = Gate::shut();
        let accepted = accepted(&db, &gate);

        let closing = started(db.close());
        let refused = write(&db, "refused").await;
        let unread = db.read(count).await;
        gate.open();
        closing.await;

        assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
        assert!(matches!(unread, Err(Error::Unavailable(_))), "{unread:?}");
        let again = Db::open(options).await.unwrap();
        assert_eq!(titles(&again).await, ["accepted"]);
        accepted.await.unwrap().unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn closing_may_be_given_up_and_begun_again() {
    on_both_empty(async |options| {
        let db = open(options).await;
        let gate = Gate::shut();
        let accepted = accepted(&db, &gate);

        drop(started(db.close()));
        let refused = write(&db, "refused").await;
        let mut closing = started(db.close());
        let closed_early = timeout(Duration::from_millis(200), &mut closing).await.is_ok();
        gate.open();
        closing.await;

        assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
        assert!(!closed_early, "it waits for what was accepted");
        accepted.await.unwrap().unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_closed_database_refuses_at_once() {
    on_both_empty(async |options| {
        let db = open(options).await;
        db.close().await;
        let asked = Instant::now();

        let refused = write(&db, "refused").await;

        assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
        assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
        db.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_idle_database_uses_no_processor() {
    let folder = tempfile::tempdir().unwrap();
    let path = sqlite_options(folder.path()).path;
    assert_idle(path.to_str().unwrap());
    on_postgres(async |url| assert_idle(url)).await;
}

fn assert_idle(place: &str) {
    let ticks = child::ticks_while_idle(place);
    assert!(ticks <= 5, "{ticks} hundredths of a second in one second of idleness");
}
