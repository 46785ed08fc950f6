//! What only SQLite can do: one writer, its queue, its log, bodies that may not wait.

use std::{
    future::pending,
    os::unix::fs::symlink,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use db::{Db, Durability, Error, Options, Result, SqliteOptions, Tx, args, sql};

use crate::{
    gate::{Gate, HeldWriter, started},
    support::{add, count, open, sqlite_options, titles, until, write},
};

#[tokio::test]
async fn a_body_that_awaits_something_foreign_fails_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(Options::Sqlite(sqlite_options(folder.path()))).await;
    let other = db.clone();

    let outcomes = [
        db.write(async |tx| add(tx, "lost").await.map(drop).and(forever().await)).await,
        db.write(async |tx| {
            add(tx, "lost").await?;
            tokio::task::yield_now().await;
            Ok(())
        })
        .await,
        db.write(async |tx| {
            add(tx, "lost").await?;
            tokio::time::sleep(Duration::from_millis(1)).await;
            Ok(())
        })
        .await,
        db.write(async move |tx| {
            add(tx, "lost").await?;
            other.write(async |tx| add(tx, "lost in turn").await.map(drop)).await
        })
        .await,
        db.read(async |tx| count(tx).await.map(drop).and(forever().await)).await,
    ];

    for outcome in outcomes {
        assert!(matches!(outcome, Err(Error::ForeignAwait)), "{outcome:?}");
    }
    assert_eq!(db.read(count).await.unwrap(), 0);
    write(&db, "later").await.unwrap();
    assert_eq!(titles(&db).await, ["later"]);
}

async fn forever() -> Result<()> {
    pending().await
}

#[tokio::test]
async fn a_body_whose_caller_went_away_before_its_turn_is_not_run() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(Options::Sqlite(sqlite_options(folder.path()))).await;
    let ran = Arc::new(AtomicBool::new(false));
    let noticed = Arc::clone(&ran);
    let bodies = db.stats().bodies;

    let held = HeldWriter::hold(&db);
    drop(started(db.write(async move |tx| {
        noticed.store(true, Ordering::Relaxed);
        add(tx, "abandoned").await
    })));
    let patient = started(write(&db, "patient"));
    held.release().await.unwrap();
    patient.await.unwrap();

    assert!(!ran.load(Ordering::Relaxed));
    assert_eq!(titles(&db).await, ["patient"]);
    assert_eq!(db.stats().bodies, bodies + 2, "the holder's and the patient one");
}

#[tokio::test]
async fn a_full_queue_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteOptions { queue: 1, ..sqlite_options(folder.path()) };
    let db = open(Options::Sqlite(options)).await;

    let held = HeldWriter::hold(&db);
    let waiting = started(write(&db, "waiting"));
    let refused = write(&db, "refused").await;
    let waited = db.stats().waiting;
    held.release().await.unwrap();
    waiting.await.unwrap();

    assert!(matches!(refused, Err(Error::Busy)), "{refused:?}");
    assert_eq!(waited, 1);
    assert_eq!(titles(&db).await, ["waiting"]);
}

#[tokio::test]
async fn closing_does_not_wait_for_callers_that_do_not_listen() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(Options::Sqlite(sqlite_options(folder.path()))).await;
    let unheard = started(write(&db, "unheard"));
    let unread = started(db.read(count));

    let closing = tokio::time::timeout(Duration::from_secs(20), db.close());
    closing.await.expect("it closes");

    unheard.await.unwrap();
    unread.await.unwrap();
}

#[tokio::test]
async fn a_foreign_key_that_is_checked_at_the_commit_fails_its_own_body_only() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(Options::Sqlite(sqlite_options(folder.path()))).await;
    db.write(async |tx| {
        let sql = sql!(
            "create table later (id bigint primary key,
               label_id bigint references labels (id) deferrable initially deferred)"
        );
        tx.exec(sql, &[]).await
    })
    .await
    .unwrap();

    let held = HeldWriter::hold(&db);
    let before = started(write(&db, "before"));
    let broken =
        started(db.write(async |tx| tx.exec(sql!("insert into later values (1, 99)"), &[]).await));
    let after = started(write(&db, "after"));
    held.release().await.unwrap();

    assert!(matches!(broken.await, Err(Error::Reference)));
    before.await.unwrap();
    after.await.unwrap();
    assert_eq!(titles(&db).await, ["after", "before"]);
}

#[tokio::test]
async fn the_writer_is_as_durable_as_it_was_told() {
    for (durability, synchronous) in
        [(Durability::Off, 0), (Durability::Normal, 1), (Durability::Full, 2)]
    {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteOptions { durability, ..sqlite_options(folder.path()) };
        let db = Db::open(Options::Sqlite(options)).await.unwrap();

        let found =
            db.write(async |tx| tx.one::<(i64,)>(sql!("pragma synchronous"), &[]).await).await;

        assert_eq!(found.unwrap(), (synchronous,));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_stays_small_while_others_read() {
    let folder = tempfile::tempdir().unwrap();
    // Reached by a link, beside which there is no log.
    let link = folder.path().join("link.db");
    symlink(sqlite_options(folder.path()).path, &link).unwrap();
    let db =
        open(Options::Sqlite(SqliteOptions { path: link, ..sqlite_options(folder.path()) })).await;
    let reader = db.clone();
    let mut readers = tokio::task::JoinSet::new();
    readers.spawn(async move {
        loop {
            reader.read(count).await.unwrap();
        }
    });

    let mut largest = 0;
    for number in 0..1500 {
        db.write(async move |tx| add_large(tx, number).await).await.unwrap();
        largest = largest.max(log_size(folder.path()));
    }

    readers.shutdown().await;
    let mebibytes = largest >> 20;
    assert!(mebibytes < 160, "{mebibytes} MiB of log for 375 MiB written");
}

#[tokio::test]
async fn a_long_read_does_not_hold_up_the_writers() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(Options::Sqlite(sqlite_options(folder.path()))).await;
    let gate = Gate::shut();
    let inside = gate.clone();
    let reading = started(db.read(async move |tx| {
        let before = count(tx).await?;
        inside.pass();
        Ok::<_, Error>((before, count(tx).await?))
    }));
    gate.wait();

    let mut slowest = Duration::ZERO;
    for number in 0..600 {
        let started = Instant::now();
        db.write(async move |tx| add_large(tx, number).await).await.unwrap();
        slowest = slowest.max(started.elapsed());
    }
    let size = log_size(folder.path());
    gate.open();

    assert_eq!(reading.await.unwrap(), (0, 0));
    assert!(size > 128 << 20, "the log was kept for the reader");
    assert!(slowest < Duration::from_secs(10), "a write took {slowest:?}");
    until("the log shrinks after the reader has left", async || {
        write(&db, "more").await.ok();
        db.write(async |tx| tx.exec(sql!("delete from labels where title = 'more'"), &[]).await)
            .await
            .unwrap();
        log_size(folder.path()) < 100 << 20
    })
    .await;
}

#[tokio::test]
async fn a_log_that_was_large_is_not_checkpointed_after_every_commit() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(Options::Sqlite(sqlite_options(folder.path()))).await;
    let other = rusqlite::Connection::open(sqlite_options(folder.path()).path).unwrap();
    for number in 0..40 {
        db.write(async move |tx| add_large(tx, number).await).await.unwrap();
    }
    until("all of it has been moved", async || {
        let (pages, moved) = checkpointed(&other, "passive");
        pages == moved
    })
    .await;
    let large = log_size(folder.path());

    for title in ["one", "two", "three"] {
        // Longer than the pause between two checkpoints.
        tokio::time::sleep(Duration::from_millis(400)).await;
        write(&db, title).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(400)).await;

    let (pages, moved) = checkpointed(&other, "noop");
    assert!(large > 8 << 20 && log_size(folder.path()) == large, "the file is as long as before");
    assert!(moved < pages, "{moved} of {pages} pages were moved");
}

/// How many pages are in the log after that, and how many of them in the database as well.
fn checkpointed(other: &rusqlite::Connection, how: &str) -> (i64, i64) {
    let checkpoint = format!("pragma wal_checkpoint({how})");
    other.query_row(&checkpoint, [], |row| Ok((row.get(1)?, row.get(2)?))).unwrap()
}

/// Adds a label of 256 KiB.
async fn add_large(tx: &mut Tx, number: i64) -> Result<u64> {
    let sql =
        sql!("insert into labels (account_id, title) values (1, $1 || hex(zeroblob(131072)))");
    tx.exec(sql, args![number.to_string()]).await
}

fn log_size(folder: &Path) -> u64 {
    folder.join("test.db-wal").metadata().map_or(0, |log| log.len())
}
