//! Questions that take too long.

use std::time::{Duration, Instant};

use db::{Db, Error, Options, Result, SqliteOptions, Tx, sql};

use crate::{
    postgres::connections,
    support::{count, on_postgres, open, sqlite_options, with_setting},
};

/// Counts without an end.
async fn endless(tx: &mut Tx) -> Result<i64> {
    let sql = sql!(
        "with recursive numbers (n) as (select 1 union all select n + 1 from numbers)
         select count(*) from numbers"
    );
    tx.one::<(i64,)>(sql, &[]).await.map(|(count,)| count)
}

/// A database on SQLite with one reader, who may take so long.
async fn with_one_reader(reading: Duration) -> (tempfile::TempDir, Db) {
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteOptions { readers: 1, reading, ..sqlite_options(folder.path()) };
    let db = open(Options::Sqlite(options)).await;
    (folder, db)
}

#[tokio::test]
async fn a_question_that_takes_too_long_is_given_up_and_the_next_is_answered() {
    let (_folder, db) = with_one_reader(Duration::from_millis(200)).await;
    let asked = Instant::now();

    let (slow, quick) = tokio::join!(db.read(endless), db.read(count));

    assert!(matches!(slow, Err(Error::TooSlow)), "{slow:?}");
    assert_eq!(quick.unwrap(), 0);
    assert!(asked.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_question_of_somebody_who_has_gone_is_not_answered_to_its_end() {
    let (_folder, db) = with_one_reader(Duration::from_hours(1)).await;

    let slow = tokio::time::timeout(Duration::from_millis(200), db.read(endless)).await;

    assert!(slow.is_err(), "nobody waits for it any more");
    let next = tokio::time::timeout(Duration::from_secs(5), db.read(count)).await;
    assert_eq!(next.expect("the reader is free").unwrap(), 0);
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_given_up_by_the_server() {
    on_postgres(async |url| {
        open(connections(url, 1)).await;
        let url = with_setting(url, "options=-c%20statement_timeout%3D2s");
        let db = Db::open(connections(&url, 1)).await.unwrap();

        let slow = db.read(endless).await;

        assert!(matches!(slow, Err(Error::TooSlow)), "{slow:?}");
        assert_eq!(db.read(count).await.unwrap(), 0);
    })
    .await;
}
