//! Panics in what callers bring along: bodies, errors in the making, values that are dropped.

use std::{panic::resume_unwind, thread::panicking};

use db::{Error, Kind, Options, Result, SqliteOptions};

use crate::{
    gate::{HeldWriter, started},
    support::{add, count, on_both, open, sqlite_options, titles, write},
};

#[tokio::test]
async fn a_body_that_panics_fails_alone() {
    on_both(async |db| {
        let held = (db.kind() == Kind::Sqlite).then(|| HeldWriter::hold(&db));
        let before = started(write(&db, "before"));
        let panicking = started(db.write(async |tx| {
            add(tx, "lost").await?;
            panicked::<()>()
        }));
        let after = started(write(&db, "after"));

        if let Some(held) = held {
            held.release().await.unwrap();
        }
        let outcome = panicking.await;

        assert!(matches!(outcome, Err(Error::Panicked)), "{outcome:?}");
        before.await.unwrap();
        after.await.unwrap();
        write(&db, "later").await.unwrap();
        assert_eq!(titles(&db).await, ["after", "before", "later"]);
    })
    .await;
}

#[tokio::test]
async fn a_reading_body_that_panics_fails_alone() {
    on_both(async |db| {
        let outcome = db.read(async |tx| count(tx).await.and(panicked::<()>())).await;

        assert!(matches!(outcome, Err(Error::Panicked)), "{outcome:?}");
        assert_eq!(db.read(count).await.unwrap(), 0);
    })
    .await;
}

/// Panics as a bug would, without the report on stderr.
fn panicked<T>() -> Result<T> {
    resume_unwind(Box::new("a bug"))
}

/// Something that cannot be dropped without a panic.
#[derive(Debug)]
struct Grenade;

impl Drop for Grenade {
    fn drop(&mut self) {
        if !panicking() {
            resume_unwind(Box::new("another bug"));
        }
    }
}

#[tokio::test]
async fn what_panics_when_it_is_dropped_by_the_writer_harms_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(Options::Sqlite(sqlite_options(folder.path()))).await;
    write(&db, "taken").await.unwrap();

    let held = HeldWriter::hold(&db);
    let before = started(write(&db, "before"));
    let (captured, abandoned) = (Grenade, Grenade);
    let capturing = started(db.write(async move |tx| {
        let _held = &captured;
        add(tx, "capturing").await
    }));
    drop(started(db.write(async move |tx| {
        let _held = &abandoned;
        add(tx, "abandoned").await
    })));
    let returning = started(db.write(async |tx| {
        drop(add(tx, "taken").await);
        Ok::<_, Error>(Grenade)
    }));
    let throwing = started(db.write(async |_| -> Result<()> { resume_unwind(Box::new(Grenade)) }));
    let after = started(write(&db, "after"));
    held.release().await.unwrap();

    capturing.await.unwrap();
    let (returned, thrown) = (returning.await, throwing.await);
    assert!(matches!(returned, Err(Error::Taken(_))), "{returned:?}");
    assert!(matches!(thrown, Err(Error::Panicked)), "{thrown:?}");
    before.await.unwrap();
    after.await.unwrap();
    write(&db, "later").await.unwrap();
    assert_eq!(titles(&db).await, ["after", "before", "capturing", "later", "taken"]);
}

#[tokio::test]
async fn what_panics_when_it_is_dropped_by_a_reader_harms_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteOptions { readers: 1, ..sqlite_options(folder.path()) };
    let db = open(Options::Sqlite(options)).await;

    let captured = Grenade;
    let read = db.read(async move |tx| {
        let _held = &captured;
        count(tx).await
    });

    assert_eq!(read.await.unwrap(), 0);
    assert_eq!(db.read(count).await.unwrap(), 0, "the only reader goes on");
}

/// An error that panics while it is made, unless the outcome is not known.
#[derive(Debug)]
struct Fuse;

impl From<Error> for Fuse {
    fn from(error: Error) -> Self {
        match error {
            Error::Unknown => Self,
            error => resume_unwind(Box::new(error)),
        }
    }
}

#[tokio::test]
async fn an_error_that_panics_while_it_is_made_harms_nobody_and_the_outcome_is_not_known() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(Options::Sqlite(sqlite_options(folder.path()))).await;

    let held = HeldWriter::hold(&db);
    let before = started(write(&db, "before"));
    let failing = started(db.write(async |tx| {
        drop(add(tx, "before").await);
        Ok::<_, Fuse>(())
    }));
    let after = started(write(&db, "after"));
    held.release().await.unwrap();

    failing.await.expect_err("its outcome is not known");
    before.await.unwrap();
    after.await.unwrap();
    assert_eq!(titles(&db).await, ["after", "before"]);
}
