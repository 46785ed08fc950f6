//! What becomes of a body: kept, undone, refused, seen by others.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use db::{Error, Kind, Result, Sql, Tx, args, sql};
use futures_util::future::join_all;
use sea_query::{Expr, ExprTrait as _, Query};

use crate::{
    gate::{Gate, HeldWriter, dropped_after, spawned, started},
    support::{add, count, on_both, titles, write},
};

#[tokio::test]
async fn a_failing_body_is_undone_alone() {
    on_both(async |db| {
        let held = (db.kind() == Kind::Sqlite).then(|| HeldWriter::hold(&db));
        let before = db.stats().commits;
        let bodies: Vec<_> = (10..50)
            .map(|number| {
                started(db.write(async move |tx| {
                    add(tx, &number.to_string()).await?;
                    if number % 2 == 0 { Ok(()) } else { Err(Error::Missing) }
                }))
            })
            .collect();

        let shared = held.is_some();
        if let Some(held) = held {
            held.release().await.unwrap();
        }
        let outcomes: Vec<bool> = join_all(bodies).await.iter().map(Result::is_ok).collect();

        assert_eq!(outcomes, (10..50).map(|number| number % 2 == 0).collect::<Vec<_>>());
        let even: Vec<String> = (10..50).step_by(2).map(|number| number.to_string()).collect();
        assert_eq!(titles(&db).await, even);
        if shared {
            assert_eq!(db.stats().commits, before + 1, "they shared one commit");
        }
    })
    .await;
}

#[tokio::test]
async fn a_body_cannot_swallow_the_failure_of_a_statement() {
    on_both(async |db| {
        write(&db, "taken").await.unwrap();

        let outcome = db
            .write(async |tx| {
                add(tx, "lost").await?;
                drop(add(tx, "taken").await);
                Ok::<_, Error>(())
            })
            .await;
        let went_on = db
            .write(async |tx| {
                drop(add(tx, "taken").await);
                add(tx, "lost").await
            })
            .await;
        let unbound = db
            .write(async |tx| {
                let unheard = Query::select()
                    .column("title")
                    .from("labels")
                    .and_where(Expr::col("id").eq(u64::MAX))
                    .to_owned();
                drop(tx.select::<(String,)>(&unheard).await);
                add(tx, "lost").await
            })
            .await;

        assert!(matches!(outcome, Err(Error::Taken(_))), "{outcome:?}");
        assert!(matches!(went_on, Err(Error::Taken(_))), "{went_on:?}");
        assert!(matches!(unbound, Err(Error::Value(_))), "{unbound:?}");
        assert_eq!(titles(&db).await, ["taken"]);
    })
    .await;
}

#[tokio::test]
async fn a_body_may_not_begin_or_end_a_transaction() {
    on_both(async |db| {
        let held = (db.kind() == Kind::Sqlite).then(|| HeldWriter::hold(&db));
        let before = started(write(&db, "before"));
        let forbidden = [
            "commit",
            " End",
            "-- why\nROLLBACK",
            ";abort",
            "release body",
            "savepoint a",
            "begin",
        ];
        let bodies = forbidden.map(|statement| {
            started(db.write(async move |tx| {
                add(tx, statement).await?;
                drop(tx.exec(&Sql::portable(statement), &[]).await);
                Ok::<_, Error>(())
            }))
        });
        let after = started(write(&db, "after"));

        if let Some(held) = held {
            held.release().await.unwrap();
        }
        for outcome in join_all(bodies).await {
            assert!(matches!(outcome, Err(Error::Engine(_))), "{outcome:?}");
            assert!(outcome.unwrap_err().to_string().starts_with("a body may not say"));
        }
        before.await.unwrap();
        after.await.unwrap();
        assert_eq!(titles(&db).await, ["after", "before"]);
    })
    .await;
}

#[tokio::test]
async fn a_body_may_go_on_when_there_is_no_such_row() {
    on_both(async |db| {
        let outcome = db
            .write(async |tx| {
                let sql = sql!("select id from labels where title = $1");
                match tx.one::<(i64,)>(sql, args!["new"]).await {
                    Err(Error::Missing) => add(tx, "new").await,
                    found => found.map(|(id,)| id),
                }
            })
            .await;

        outcome.unwrap();
        assert_eq!(titles(&db).await, ["new"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_sees_nothing_of_a_body_before_it_is_committed() {
    on_both(async |db| {
        let gate = Gate::shut();
        let inside = gate.clone();
        let writing = spawned(&db, async move |db| {
            db.write(async move |tx| {
                add(tx, "new").await?;
                inside.pass();
                Ok::<_, Error>(())
            })
            .await
        });
        gate.wait();

        let during = db.read(count).await.unwrap();
        gate.open();
        writing.await.unwrap().unwrap();

        assert_eq!(during, 0);
        assert_eq!(db.read(count).await.unwrap(), 1, "what was acknowledged is there");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_sees_one_moment_however_long_it_takes() {
    on_both(async |db| {
        let gate = Gate::shut();
        let inside = gate.clone();
        let reading = spawned(&db, async move |db| {
            db.read(async move |tx| {
                let before = count(tx).await?;
                inside.pass();
                Ok::<_, Error>((before, count(tx).await?))
            })
            .await
        });
        gate.wait();

        write(&db, "new").await.unwrap();
        gate.open();

        assert_eq!(reading.await.unwrap().unwrap(), (0, 0));
        assert_eq!(db.read(count).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn writing_inside_a_read_fails() {
    on_both(async |db| {
        let added = db.read(async |tx| add(tx, "lost").await).await;
        let pushed = db
            .read(async |tx| {
                tx.push(sql!("insert into labels (account_id, title) values (1, 'lost')"), &[])
                    .await
            })
            .await;

        assert!(matches!(added, Err(Error::Unavailable(_))), "{added:?}");
        assert!(matches!(pushed, Err(Error::Unavailable(_))), "{pushed:?}");
        assert_eq!(db.read(count).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn what_was_acknowledged_is_seen_by_the_next_read() {
    on_both(async |db| {
        let writers = (0..8).map(async |writer| {
            for turn in 0..25 {
                let title = format!("{writer} {turn}");
                write(&db, title.clone()).await.unwrap();
                let found = db.read(async move |tx| with_title(tx, &title).await).await.unwrap();
                assert_eq!(found, 1);
            }
        });

        join_all(writers).await;

        assert_eq!(db.read(count).await.unwrap(), 200);
    })
    .await;
}

async fn with_title(tx: &mut Tx, title: &str) -> Result<i64> {
    let sql = sql!("select count(*) from labels where title = $1");
    tx.one::<(i64,)>(sql, args![title]).await.map(|(count,)| count)
}

#[tokio::test]
async fn a_write_that_is_dropped_at_any_moment_is_kept_as_a_whole_or_not_at_all() {
    on_both(async |db| {
        for number in 0..60 {
            let write = db.write(async move |tx| {
                add(tx, &format!("{number} first")).await?;
                tx.push(sql!("insert into lefts (id) values (1)"), &[]).await?;
                add(tx, &format!("{number} second")).await
            });
            dropped_after(number % 20, Box::pin(write)).await;
        }

        write(&db, "last").await.unwrap();

        let titles = titles(&db).await;
        let firsts = titles.iter().filter(|title| title.ends_with("first")).count();
        let seconds = titles.iter().filter(|title| title.ends_with("second")).count();
        assert_eq!(firsts, seconds);
        assert!(firsts > 0, "some were done before they were dropped");
    })
    .await;
}

#[tokio::test]
async fn a_body_runs_once_when_nothing_goes_wrong() {
    on_both(async |db| {
        let runs = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&runs);

        db.write(async move |tx| {
            counted.fetch_add(1, Ordering::Relaxed);
            add(tx, "new").await
        })
        .await
        .unwrap();

        assert_eq!(runs.load(Ordering::Relaxed), 1);
    })
    .await;
}
