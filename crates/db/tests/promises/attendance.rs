//! Who serves from a database, and whether anybody else does.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use db::{Attendance, Db, Options, SqliteOptions};
use tokio::time::timeout;

use crate::postgres::connections;
use crate::support::{command, on_both_empty, on_postgres, open, sqlite_options, until};

/// Begins to serve. Tells whether nobody else does.
async fn attends(db: &Db) -> (Attendance, bool) {
    let alone = Cell::new(false);
    let attendance = db.attend(async { alone.set(true) }).await;
    (attendance, alone.get())
}

#[tokio::test]
async fn one_who_serves_alone_knows_it() {
    on_both_empty(async |options| {
        let options = match options {
            Options::Sqlite(options) => {
                Options::Sqlite(SqliteOptions { exclusive: true, ..options })
            }
            postgres @ Options::Postgres(_) => postgres,
        };
        for _ in 0..2 {
            let db = open(options.clone()).await;
            let (attendance, alone) = attends(&db).await;
            assert!(alone);
            drop(attendance);
            db.close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn one_whose_file_is_open_to_others_does_not_think_itself_alone() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(Options::Sqlite(sqlite_options(folder.path()))).await;

    let (_attendance, alone) = attends(&db).await;

    assert!(!alone);
}

#[tokio::test]
async fn of_several_who_serve_only_the_first_was_alone() {
    on_postgres(async |url| {
        let (first, second) = (open(connections(url, 1)).await, open(connections(url, 1)).await);
        let (first_attends, alone) = attends(&first).await;
        assert!(alone);
        let (second_attends, alone) = attends(&second).await;
        assert!(!alone);
        drop(first_attends);
        let (_first_again, alone) = attends(&first).await;
        assert!(!alone, "the second is still there");
        drop(second_attends);
    })
    .await;
}

#[tokio::test]
async fn nobody_begins_while_one_does_what_only_one_alone_may() {
    on_postgres(async |url| {
        let (first, second) = (open(connections(url, 1)).await, open(connections(url, 1)).await);
        let while_alone = async {
            assert!(timeout(Duration::from_secs(2), attends(&second)).await.is_err());
        };

        let _attendance = first.attend(while_alone).await;

        let asked = Instant::now();
        let (_beside, alone) = attends(&second).await;
        assert!(!alone);
        assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    })
    .await;
}

#[tokio::test]
async fn one_whose_session_was_cut_is_known_again() {
    on_postgres(async |url| {
        let (first, second) = (open(connections(url, 1)).await, open(connections(url, 1)).await);
        let (_attendance, alone) = attends(&first).await;
        assert!(alone);

        command(
            url,
            // Fails when there is none.
            "select 1 / count(pg_terminate_backend(pid, 10000)) from pg_locks
             where locktype = 'advisory' and mode = 'ShareLock'
               and database = (select oid from pg_database where datname = current_database())",
        )
        .await;

        until("it is known again", async || !attends(&second).await.1).await;
    })
    .await;
}
