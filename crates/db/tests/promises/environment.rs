//! Files and folders that are not as they should be.
//!
//! A full disk is a small tmpfs in a mount namespace: unlike a limit on the size of
//! files it gives the true `ENOSPC`, also to root, and space can come back while the
//! database is open. A read-only file system is made the same way, since root may write
//! to what only says that it is read-only.

use std::{
    fs,
    os::unix::fs::symlink,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use db::{Db, Error, Options, Result, SqliteOptions, Tx, args, sql};
use futures_util::future::join_all;

use crate::{
    child,
    gate::{HeldWriter, started},
    support::{count, not_run, open, sqlite_options, titles, write},
};

#[test]
fn a_full_disk_fails_writes_until_there_is_space_again() {
    run_on_own_disk("environment::on_a_disk_that_fills_up");
}

#[test]
fn a_read_only_file_system_is_named() {
    run_on_own_disk("environment::on_a_disk_that_becomes_read_only");
}

fn run_on_own_disk(test: &str) {
    let folder = tempfile::tempdir().unwrap();
    match child::run_on_own_disk(test, folder.path(), "6m") {
        Some(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}{said}", String::from_utf8_lossy(&output.stdout));
        }
        None => not_run("full and read-only disks: this system lets nobody mount a tmpfs"),
    }
}

#[tokio::test]
#[ignore = "is run on a disk of its own"]
async fn on_a_disk_that_fills_up() {
    let Some(folder) = child::place() else { return };
    let ballast = Path::new(&folder).join("ballast");
    fs::write(&ballast, vec![1; 2 << 20]).unwrap();
    let db = open(Options::Sqlite(SqliteOptions::new(Path::new(&folder).join("test.db")))).await;

    let mut kept = 0;
    let full = loop {
        match db.write(async move |tx| add_large(tx, kept).await).await {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 100, "the disk has not so much space");
    };
    let held = HeldWriter::hold(&db);
    let enormous = started(db.write(async |tx| add_enormous(tx).await));
    let stubborn = started(db.write(async |tx| {
        drop(add_enormous(tx).await);
        drop(add_large(tx, -1).await);
        Ok::<_, Error>(())
    }));
    let held = held.release().await;
    let (enormous, stubborn) = (enormous.await, stubborn.await);

    assert_full(&full);
    assert_full(&held.unwrap_err());
    assert_full(&enormous.unwrap_err());
    assert_full(&stubborn.unwrap_err());
    assert_eq!(db.read(count).await.unwrap(), kept, "what was there can be read");

    fs::remove_file(ballast).unwrap();
    db.write(async |tx| add_large(tx, -2).await).await.expect("it goes on by itself");
    assert_eq!(db.read(count).await.unwrap(), kept + 1);
    assert_eq!(integrity(&db).await, "ok");
}

fn assert_full(error: &Error) {
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    assert_eq!(error.to_string(), "the database is unavailable: the disk is full");
}

/// Adds more than the page cache holds, so that the disk is felt before the commit.
async fn add_enormous(tx: &mut Tx) -> Result<()> {
    for number in 0..200 {
        add_large(tx, 1_000 + number).await?;
    }
    Ok(())
}

/// Adds a label of 256 KiB.
async fn add_large(tx: &mut Tx, number: i64) -> Result<u64> {
    let sql = sql!("insert into labels (account_id, title) values ($1, hex(zeroblob(131072)))");
    tx.exec(sql, args![number]).await
}

async fn integrity(db: &Db) -> String {
    let sql = sql!("pragma integrity_check");
    db.read(async |tx| tx.one::<(String,)>(sql, &[]).await).await.unwrap().0
}

#[tokio::test]
#[ignore = "is run on a disk of its own"]
async fn on_a_disk_that_becomes_read_only() {
    let Some(folder) = child::place() else { return };
    let options = sqlite_options(Path::new(&folder));
    let db = open(Options::Sqlite(options.clone())).await;
    db.close().await;
    drop(db);

    let remount = Command::new("mount").args(["-o", "remount,ro", &folder]).status();
    assert!(remount.unwrap().success());
    let shared = refusal(options.clone()).await;
    let exclusive = refusal(SqliteOptions { exclusive: true, ..options }).await;

    assert!(shared.contains("test.db: the file or its folder is read-only"), "{shared}");
    assert!(exclusive.contains("test.db.lock: Read-only file system"), "{exclusive}");
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let options = sqlite_options(&folder.path().join("nowhere"));

    for exclusive in [false, true] {
        let refused = refusal(SqliteOptions { exclusive, ..options.clone() }).await;

        assert!(refused.contains("nowhere/test.db: the file or its folder cannot"), "{refused}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let options = sqlite_options(folder.path());
    fs::write(&options.path, "a letter to a friend ".repeat(200)).unwrap();

    let refused = refusal(options.clone()).await;

    assert!(refused.contains("test.db: the file is not an SQLite database"), "{refused}");
    assert!(fs::read_to_string(&options.path).unwrap().starts_with("a letter"));
}

#[tokio::test]
async fn a_second_server_on_the_same_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let shared = sqlite_options(folder.path());
    let exclusive = SqliteOptions { exclusive: true, ..shared.clone() };
    let server = open(Options::Sqlite(exclusive.clone())).await;

    let second = refusal(exclusive.clone()).await;
    let command = Db::open(Options::Sqlite(shared)).await.unwrap();
    write(&command, "from a command").await.unwrap();
    write(&server, "from the server").await.unwrap();
    server.close().await;

    assert!(second.contains("another process already serves from"), "{second}");
    assert!(second.contains("test.db"), "{second}");
    assert_eq!(titles(&command).await, ["from a command", "from the server"]);
    Db::open(Options::Sqlite(exclusive)).await.expect("the first has let go of it");
}

#[tokio::test]
async fn a_file_behind_a_link_is_the_same_file() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let direct = SqliteOptions { exclusive: true, ..sqlite_options(folder.path()) };
    let link = elsewhere.path().join("link.db");
    symlink(&direct.path, &link).unwrap();

    let server = open(Options::Sqlite(SqliteOptions { path: link, ..direct.clone() })).await;
    let second = refusal(direct.clone()).await;
    write(&server, "kept").await.unwrap();
    server.close().await;

    assert!(second.contains("another process already serves from"), "{second}");
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1, "nothing but the link");
    let again = Db::open(Options::Sqlite(direct)).await.unwrap();
    assert_eq!(titles(&again).await, ["kept"]);
}

/// Why the database cannot be opened.
async fn refusal(options: SqliteOptions) -> String {
    let refused = Db::open(Options::Sqlite(options)).await.err().expect("it is refused");
    assert!(matches!(refused, Error::Unavailable(_)), "{refused:?}");
    refused.to_string()
}

#[tokio::test]
async fn a_write_lock_held_by_another_process_makes_everybody_wait_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let options = sqlite_options(folder.path());
    let db = open(Options::Sqlite(options.clone())).await;
    let other = rusqlite::Connection::open(&options.path).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let asked = Instant::now();

    let outcomes = join_all((0..200).map(|number| write(&db, number.to_string()))).await;
    let patience = asked.elapsed();
    let unread = db.read(count).await;
    other.execute_batch("rollback").unwrap();

    assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(Error::Busy))), "{outcomes:?}");
    assert!(patience < Duration::from_secs(15), "{patience:?}");
    assert_eq!(unread.unwrap(), 0, "reading goes on");
    write(&db, "later").await.unwrap();
}
