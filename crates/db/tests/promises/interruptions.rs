//! Bodies and statements on PostgreSQL that are given up half-way.

use std::{future::pending, sync::Arc, time::Duration};

use db::{Db, Error, Result, Tx, sql};
use futures_util::FutureExt as _;
use tokio::{sync::Notify, time::timeout};

use crate::{
    postgres::{all_meet, connections},
    support::{add, count, on_postgres, open, titles, until, write},
};

#[tokio::test]
async fn a_write_that_is_dropped_in_the_middle_leaves_nothing_and_frees_its_connection() {
    on_postgres(async |url| {
        let db = open(connections(url, 3)).await;
        for turn in 0..12 {
            let entered = Arc::new(Notify::new());
            let inside = Arc::clone(&entered);
            let write = db.write(async move |tx| {
                add(tx, "lost").await?;
                if turn % 2 == 0 {
                    tx.push(sql!("update labels set title = 'lost in turn'"), &[]).await?;
                }
                inside.notify_one();
                pending::<Result<()>>().await
            });
            tokio::select! {
                _ = write => unreachable!("the body waits for ever"),
                () = entered.notified() => {}
            }
        }

        all_meet(&db, 3).await;

        assert_eq!(db.read(count).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn what_a_dropped_write_was_waiting_for_is_cancelled_before_its_place_is_free() {
    on_postgres(async |url| {
        let (db, watcher) = (open(connections(url, 1)).await, open(connections(url, 1)).await);

        let write_for_long = db.write(async |tx| {
            add(tx, "lost").await?;
            sleep_for_long(tx).await
        });
        tokio::select! {
            _ = write_for_long => unreachable!("it sleeps for long"),
            () = until("it sleeps", async || sleepers(&watcher).await == 1) => {}
        }
        write(&db, "next").await.unwrap();

        assert_eq!(sleepers(&watcher).await, 0, "it was cancelled first");
        assert_eq!(titles(&db).await, ["next"]);
    })
    .await;
}

#[tokio::test]
async fn a_statement_that_is_not_waited_for_fails_its_body() {
    on_postgres(async |url| {
        let (db, watcher) = (open(connections(url, 1)).await, open(connections(url, 1)).await);

        let dropped_at_once = db
            .write(async |tx| {
                add(tx, "lost").await?;
                Ok::<_, Error>(add(tx, "lost as well").now_or_never().is_some())
            })
            .await;
        let timed_out = db
            .write(async |tx| {
                add(tx, "lost").await?;
                timeout(Duration::from_millis(300), sleep_for_long(tx)).await.ok();
                drop(add(tx, "lost as well").await);
                Ok::<_, Error>(())
            })
            .await;

        assert!(matches!(dropped_at_once, Err(Error::Interrupted)), "{dropped_at_once:?}");
        assert!(matches!(timed_out, Err(Error::Interrupted)), "{timed_out:?}");
        until("it is cancelled", async || sleepers(&watcher).await == 0).await;
        write(&db, "next").await.unwrap();
        assert_eq!(titles(&db).await, ["next"]);
    })
    .await;
}

async fn sleep_for_long(tx: &mut Tx) -> Result<()> {
    tx.one::<(i64,)>(sql!("select 1 from pg_sleep(60)"), &[]).await.map(drop)
}

/// How many of the other sessions of the database sleep.
async fn sleepers(watcher: &Db) -> i64 {
    let sql = sql!(
        "select count(*) from pg_stat_activity where wait_event = 'PgSleep'
         and datname = current_database() and pid <> pg_backend_pid()"
    );
    watcher.read(async move |tx| tx.one::<(i64,)>(sql, &[]).await).await.unwrap().0
}
