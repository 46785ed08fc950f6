//! Connections to PostgreSQL that break: while idle, in a body, in the commit, all at once.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use db::{Db, Error, args, sql};
use futures_util::{FutureExt as _, future::OptionFuture};
use tokio::{runtime::Runtime, sync::Notify, task::JoinSet};

use crate::{
    cluster::Cluster,
    gate::spawned,
    postgres::{all_meet, connections},
    proxy::{Cut, Proxy},
    support::{add, command, count, on_postgres, open, titles, until, write},
};

#[tokio::test]
async fn connections_that_were_cut_while_idle_are_replaced() {
    on_postgres(async |url| {
        let db = open(connections(url, 4)).await;
        all_meet(&db, 4).await;

        command(
            url,
            "select pg_terminate_backend(pid) from pg_stat_activity
                      where datname = current_database() and pid <> pg_backend_pid()",
        )
        .await;
        let written = write(&db, "after").await;

        written.unwrap();
        all_meet(&db, 4).await;
        assert_eq!(titles(&db).await, ["after"]);
    })
    .await;
}

#[tokio::test]
async fn a_body_whose_connection_is_lost_before_the_commit_runs_again() {
    on_postgres(async |url| {
        let db = open(connections(url, 2)).await;
        let first = Arc::new(AtomicBool::new(true));
        let admin = url.to_owned();

        let outcome = db
            .write(async move |tx| {
                add(tx, "once").await?;
                if first.swap(false, Ordering::Relaxed) {
                    command(
                        &admin,
                        "select pg_terminate_backend(pid) from pg_stat_activity
                                     where state = 'idle in transaction'
                                       and datname = current_database()",
                    )
                    .await;
                }
                count(tx).await
            })
            .await;

        assert_eq!(outcome.unwrap(), 1);
        assert_eq!(titles(&db).await, ["once"]);
    })
    .await;
}

#[tokio::test]
async fn a_body_that_ends_right_after_its_connection_was_killed_runs_again() {
    on_postgres(async |url| {
        // The end of the session is heard of after the commit was sent, before it was sent,
        // and before it was to be sent.
        for pause in [None, Some(1), Some(1000)] {
            let db = open(connections(url, 2)).await;
            let runs = Arc::new(AtomicU32::new(0));
            let (counted, admin) = (Arc::clone(&runs), url.to_owned());

            let outcome = db
                .write(async move |tx| {
                    add(tx, "once").await?;
                    if counted.fetch_add(1, Ordering::Relaxed) == 0 {
                        let pause = pause.map(Duration::from_millis).map(tokio::time::sleep);
                        let mut pause = pin!(OptionFuture::from(pause));
                        // One that is short has begun now and is over when they are gone, so
                        // that the body goes on before the wire is looked at.
                        let over = pause.as_mut().now_or_never().is_some();
                        kill_sessions(&admin);
                        if !over {
                            pause.await;
                        }
                    }
                    Ok::<_, Error>(())
                })
                .await;

            outcome.unwrap();
            assert_eq!(runs.load(Ordering::Relaxed), 2);
            assert_eq!(titles(&db).await, ["once"]);
            command(url, "delete from labels").await;
        }
    })
    .await;
}

/// Ends all sessions of the database and waits until they are gone. It keeps the thread,
/// so that nothing else of the test hears of it meanwhile.
fn kill_sessions(url: &str) {
    let kill = "select pg_terminate_backend(pid, 10000) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()";
    thread::scope(|scope| {
        scope.spawn(|| Runtime::new().unwrap().block_on(command(url, kill)));
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_before_a_commit_that_is_lost_is_told() {
    on_postgres(async |url| {
        let direct = open(connections(url, 1)).await;
        write(&direct, "taken").await.unwrap();
        let proxy = Proxy::before(url);
        let db = Db::open(connections(&proxy.url, 1)).await.unwrap();
        proxy.cut(Cut::BeforeCommit);

        let outcome = db
            .write(async |tx| {
                tx.push(sql!("insert into labels (account_id, title) values (1, 'taken')"), &[])
                    .await?;
                // Until the refusal is there.
                tokio::time::sleep(Duration::from_secs(2)).await;
                Ok(())
            })
            .await;

        assert!(matches!(outcome, Err(Error::Taken(_))), "{outcome:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_lets_callers_in_and_says_nothing_is_told_within_seconds() {
    on_postgres(async |url| {
        let proxy = Proxy::before(url);
        let db = open(connections(&proxy.url, 2)).await;
        let (entered, leave) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (inside, left) = (Arc::clone(&entered), Arc::clone(&leave));
        let holding = spawned(&db, async move |db| {
            db.write(async move |_| {
                inside.notify_one();
                left.notified().await;
                Ok::<_, Error>(())
            })
            .await
        });
        entered.notified().await;
        proxy.fall_mute();
        let asked = Instant::now();

        let (opened, written) =
            tokio::join!(Db::open(connections(&proxy.url, 1)), write(&db, "lost"));

        for told in [opened.map(drop), written.map(drop)] {
            assert!(matches!(told, Err(Error::Unavailable(_))), "{told:?}");
        }
        assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
        leave.notify_one();
        holding.await.unwrap().unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_come_in_pieces_are_read_whether_or_not_they_are_waited_for() {
    on_postgres(async |url| {
        let direct = open(connections(url, 1)).await;
        write(&direct, "taken").await.unwrap();
        let proxy = Proxy::before(url);
        let db = Db::open(connections(&proxy.url, 1)).await.unwrap();
        proxy.fall_to_pieces();
        let pushing = async |titles: [&'static str; 3]| {
            let pushed = db.write(async move |tx| {
                for title in titles {
                    let sql = sql!("insert into labels (account_id, title) values (1, $1)");
                    tx.push(sql, args![title]).await?;
                }
                count(tx).await
            });
            tokio::time::timeout(Duration::from_secs(30), pushed).await.expect("it ends")
        };

        let refused = pushing(["a", "taken", "b"]).await;
        let counted = pushing(["a", "b", "c"]).await;

        assert!(matches!(refused, Err(Error::Taken(_))), "{refused:?}");
        assert_eq!(counted.unwrap(), 4);
        assert_eq!(titles(&direct).await, ["a", "b", "c", "taken"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_nothing_more_is_given_up_and_nobody_waits_for_it_in_the_end() {
    on_postgres(async |url| {
        let proxy = Proxy::before(url);
        let db = open(connections(&proxy.url, 2)).await;
        write(&db, "before").await.unwrap();
        proxy.swallow();
        let asked = Instant::now();

        let (read, written) =
            tokio::join!(db.read(async |tx| count(tx).await), async { write(&db, "after").await });
        db.close().await;

        assert!(matches!(read, Err(Error::Unavailable(_))), "{read:?}");
        assert!(matches!(written, Err(Error::Unavailable(_))), "{written:?}");
        assert!(asked.elapsed() < Duration::from_secs(40), "{:?}", asked.elapsed());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_whose_answer_is_lost_is_not_tried_again() {
    on_postgres(async |url| {
        let direct = open(connections(url, 2)).await;
        for (cut, arrived) in [(Cut::BeforeCommit, false), (Cut::AfterCommit, true)] {
            let proxy = Proxy::before(url);
            let db = Db::open(connections(&proxy.url, 2)).await.unwrap();
            let runs = Arc::new(AtomicU32::new(0));
            let counted = Arc::clone(&runs);
            proxy.cut(cut);

            let outcome = db
                .write(async move |tx| {
                    counted.fetch_add(1, Ordering::Relaxed);
                    add(tx, "uncertain").await
                })
                .await;

            assert!(matches!(outcome, Err(Error::Unknown)), "{outcome:?}");
            assert_eq!(runs.load(Ordering::Relaxed), 1);
            until("the server has finished with the connection", async || {
                titles(&direct).await == vec!["uncertain"; usize::from(arrived)]
            })
            .await;
            write(&db, "afterwards").await.expect("a new connection is made");
            command(url, "delete from labels").await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_restarts_under_load_loses_nothing_and_is_used_again() {
    const WRITERS: usize = 8;
    const RESTARTS: usize = 3;
    // For about so many seconds a body is run again before its caller is told.
    const BRIDGED: u64 = 3;
    let Some(cluster) = Cluster::start() else { return };
    let db = open(connections(&cluster.url(), 6)).await;
    let load = Arc::new(Load::default());
    let mut writers = JoinSet::new();
    for _ in 0..WRITERS {
        writers.spawn(Arc::clone(&load).run(db.clone()));
    }

    let mut away = Duration::ZERO;
    for _ in 0..RESTARTS {
        load.goes_on().await;
        let stopped = Instant::now();
        cluster.restart_at_once();
        away += stopped.elapsed();
    }
    load.goes_on().await;
    load.stop.store(true, Ordering::Relaxed);
    let outcomes = writers.join_all().await;

    let found = titles(&db).await;
    let kept: Vec<&String> = outcomes.iter().flat_map(|(kept, _)| kept).collect();
    assert!(kept.iter().all(|title| found.binary_search(title).is_ok()), "nothing is lost");
    let failed: Vec<&Error> = outcomes.iter().flat_map(|(_, failed)| failed).collect();
    let expected = |error: &&Error| matches!(error, Error::Unavailable(_) | Error::Unknown);
    assert!(failed.iter().all(expected), "{failed:?}");
    let few = WRITERS * (RESTARTS + usize::try_from(away.as_secs() / BRIDGED).unwrap());
    assert!(failed.len() <= few, "{} failed in {away:?}", failed.len());
    assert!(found.len() <= kept.len() + failed.len(), "nothing was written twice");
}

/// Writers that go on until they are stopped.
#[derive(Default)]
struct Load {
    next: AtomicI64,
    kept: AtomicI64,
    stop: AtomicBool,
}

impl Load {
    /// Writes, and tells which titles were acknowledged and what failed.
    async fn run(self: Arc<Self>, db: Db) -> (Vec<String>, Vec<Error>) {
        let (mut kept, mut failed) = (Vec::new(), Vec::new());
        while !self.stop.load(Ordering::Relaxed) {
            let title = format!("{:06}", self.next.fetch_add(1, Ordering::Relaxed));
            match write(&db, title.clone()).await {
                Ok(_) => {
                    self.kept.fetch_add(1, Ordering::Relaxed);
                    kept.push(title);
                }
                Err(error) => failed.push(error),
            }
        }
        (kept, failed)
    }

    /// Waits until a few more writes have been acknowledged.
    async fn goes_on(&self) {
        let before = self.kept.load(Ordering::Relaxed);
        until("writes succeed", async || self.kept.load(Ordering::Relaxed) > before + 200).await;
    }
}
