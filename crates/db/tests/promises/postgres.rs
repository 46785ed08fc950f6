//! What only PostgreSQL can do: run out of connections, deadlock, refuse by its settings.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use db::{Db, Error, Options, PostgresOptions, Result, Sql, Tx, args, sql};
use tokio::{
    sync::{Barrier, Notify},
    task::JoinSet,
};

use crate::{
    gate::spawned,
    support::{add, count, on_postgres, open, titles, with_setting, write},
};

pub fn connections(url: &str, connections: usize) -> Options {
    Options::Postgres(PostgresOptions { connections, ..PostgresOptions::new(url) })
}

#[tokio::test]
async fn a_value_that_it_cannot_hold_is_refused() {
    on_postgres(async |url| {
        let db = open(connections(url, 2)).await;

        let nul = write(&db, "a\0b").await;
        let overflow = db
            .write(async |tx| {
                tx.exec(sql!("insert into tallies values ('a', 9223372036854775807)"), &[]).await?;
                tx.exec(sql!("update tallies set value = value + 1"), &[]).await
            })
            .await;

        assert!(matches!(nul, Err(Error::Value(_))), "{nul:?}");
        assert!(matches!(overflow, Err(Error::Value(_))), "{overflow:?}");
        assert_eq!(db.read(count).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_session_has_the_settings_that_the_statements_are_written_for() {
    on_postgres(async |url| {
        let url = with_setting(url, "options=-c%20lock_timeout%3D7s");
        let db = open(connections(&url, 1)).await;

        let settings = db
            .read(async |tx| {
                let sql = sql!(
                    "select current_setting('plan_cache_mode'), current_setting('jit'),
                       current_setting('timezone'), current_setting('lock_timeout')"
                );
                tx.one::<(String, String, String, String)>(sql, &[]).await
            })
            .await;

        let expected = ["force_generic_plan", "off", "UTC", "7s"].map(str::to_owned);
        assert_eq!(<[String; 4]>::from(settings.unwrap()), expected);
    })
    .await;
}

#[tokio::test]
async fn a_pushed_value_of_a_wrong_type_keeps_nothing_of_the_body() {
    on_postgres(async |url| {
        let db = open(connections(url, 2)).await;

        let outcome = db
            .write(async |tx| {
                add(tx, "lost").await?;
                let sql = sql!("insert into labels (account_id, title) values ($1, 'lost too')");
                drop(tx.push(sql, args!["not a number"]).await);
                Ok::<_, Error>(())
            })
            .await;

        assert!(matches!(outcome, Err(Error::Engine(_))), "{outcome:?}");
        assert_eq!(db.read(count).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_pushed_change_that_failed_is_told_before_very_many_have_followed() {
    on_postgres(async |url| {
        let db = open(connections(url, 1)).await;
        write(&db, "taken").await.unwrap();
        let follow = "insert into lefts (id) values ($1)";
        // Prepared here, since preparing it waits for what was pushed before.
        db.write(async move |tx| tx.push(&Sql::portable(follow), args![0]).await).await.unwrap();
        let pushed = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&pushed);

        let outcome = db
            .write(async move |tx| {
                tx.push(sql!("insert into labels (account_id, title) values (1, 'taken')"), &[])
                    .await?;
                for number in 0..1000 {
                    tx.push(&Sql::portable(follow), args![number]).await?;
                    counted.fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            })
            .await;

        assert!(matches!(outcome, Err(Error::Taken(_))), "{outcome:?}");
        let pushed = pushed.load(Ordering::Relaxed);
        assert!(pushed < 200, "{pushed} followed");
    })
    .await;
}

#[tokio::test]
async fn a_caller_that_gets_no_connection_is_told_that_it_is_busy() {
    on_postgres(async |url| {
        let db = open(connections(url, 1)).await;
        let (entered, leave) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (inside, left) = (Arc::clone(&entered), Arc::clone(&leave));
        let holding = spawned(&db, async move |db| {
            db.write(async move |tx| {
                inside.notify_one();
                left.notified().await;
                add(tx, "holder").await
            })
            .await
        });
        entered.notified().await;
        let asked = Instant::now();

        let refused = write(&db, "refused").await;

        let patience = asked.elapsed().as_secs();
        assert!(matches!(refused, Err(Error::Busy)), "{refused:?}");
        assert!((4..=15).contains(&patience), "{patience} s");
        leave.notify_one();
        holding.await.unwrap().unwrap();
        assert_eq!(titles(&db).await, ["holder"]);
    })
    .await;
}

/// Holds that many connections at the same moment, which succeeds if none has leaked.
pub async fn all_meet(db: &Db, connections: usize) {
    let meeting = Arc::new(Barrier::new(connections));
    let mut bodies = JoinSet::new();
    for _ in 0..connections {
        let (db, meeting) = (db.clone(), Arc::clone(&meeting));
        bodies.spawn(async move {
            db.read(async move |tx| {
                count(tx).await?;
                meeting.wait().await;
                Ok::<_, Error>(())
            })
            .await
        });
    }
    for outcome in bodies.join_all().await {
        outcome.unwrap();
    }
}

#[tokio::test]
async fn two_bodies_that_wait_for_each_other_both_succeed() {
    on_postgres(async |url| {
        let db = open(connections(url, 4)).await;
        db.write(async |tx| {
            tx.exec(sql!("insert into tallies values ('a', 0), ('b', 0)"), &[]).await
        })
        .await
        .unwrap();
        let runs = Arc::new(AtomicU32::new(0));
        let meeting = Arc::new(Barrier::new(2));

        let mut bodies = JoinSet::new();
        for order in ["ab", "ba"].map(str::to_owned) {
            let (db, runs, meeting) = (db.clone(), Arc::clone(&runs), Arc::clone(&meeting));
            bodies.spawn(async move {
                db.write(async move |tx| {
                    count_up(tx, &order[..1]).await?;
                    if runs.fetch_add(1, Ordering::Relaxed) < 2 {
                        meeting.wait().await;
                    }
                    count_up(tx, &order[1..]).await
                })
                .await
            });
        }

        for outcome in bodies.join_all().await {
            outcome.unwrap();
        }
        assert!(runs.load(Ordering::Relaxed) > 2, "one of them ran again");
        let sql = sql!("select value from tallies order by name");
        let values: Vec<(i64,)> = db.read(async |tx| tx.all(sql, &[]).await).await.unwrap();
        assert_eq!(values, [(2,), (2,)]);
    })
    .await;
}

#[tokio::test]
async fn bodies_that_cannot_be_put_in_an_order_are_run_again() {
    on_postgres(async |url| {
        let db = open(connections(url, 8)).await;
        write(&db, "first").await.unwrap();

        let mut bodies = JoinSet::new();
        for _ in 0..4 {
            let db = db.clone();
            bodies.spawn(async move {
                db.write(async |tx| {
                    let level = sql!("set transaction isolation level serializable");
                    tx.exec(level, &[]).await?;
                    let next = count(tx).await?;
                    add(tx, &format!("number {next}")).await
                })
                .await
            });
        }

        for outcome in bodies.join_all().await {
            outcome.unwrap();
        }
        assert_eq!(titles(&db).await, ["first", "number 1", "number 2", "number 3", "number 4"]);
    })
    .await;
}

async fn count_up(tx: &mut Tx, name: &str) -> Result<u64> {
    tx.exec(sql!("update tallies set value = value + 1 where name = $1"), args![name]).await
}

#[tokio::test]
async fn a_server_that_is_read_only_refuses_writes() {
    on_postgres(async |url| {
        open(connections(url, 1)).await;
        let url = with_setting(url, "options=-c%20default_transaction_read_only%3Don");
        let db = Db::open(connections(&url, 1)).await.unwrap();

        let refused = write(&db, "lost").await;

        assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
        assert_eq!(db.read(count).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_cannot_be_used_is_told_at_once_without_the_password() {
    on_postgres(async |url| {
        let (server, _) = url.rsplit_once('/').unwrap();
        for url in [
            &format!("{server}/no_such_database"),
            "postgres://user:secret@127.0.0.1:1/frontdesk",
            "postgres://user:secret@127.0.0.1:many/frontdesk",
        ] {
            let asked = Instant::now();

            let refused = Db::open(connections(url, 1)).await.err().expect("it cannot be used");

            assert!(matches!(refused, Error::Unavailable(_)), "{refused:?}");
            assert!(!refused.to_string().contains("secret"), "{refused}");
            assert!(asked.elapsed() < Duration::from_secs(3), "it was tried only once");
        }
    })
    .await;
}
