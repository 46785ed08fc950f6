//! Databases of one's own on both engines, and a few words for what the tests do with them.

use std::{
    collections::BTreeSet,
    io::Write as _,
    panic::{AssertUnwindSafe, resume_unwind},
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use db::{
    Db, Durability, Migration, Migrations, Options, PostgresOptions, Result, SqliteOptions, Tx,
    args, sql,
};
use futures_util::FutureExt as _;
use tokio_postgres::NoTls;

/// A test that takes longer hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// The tables that the tests share.
pub const SCHEMA: Migrations = Migrations(&[Migration {
    version: 1,
    name: "tests",
    text: "
        create table labels (
          id {id}, account_id bigint not null, title text not null,
          shown boolean not null default true, weight double precision, settings {json});
        create unique index labels_title on labels (account_id, title);
        create table notes (
          id {id}, label_id bigint not null references labels (id) on delete restrict);
        create table tallies (name {key} primary key, value bigint not null) {clustered};
        create table mails (id {id}, address text not null);
        create unique index mails_address on mails (lower(address));
        create table lefts (id bigint not null);
        create table rights (id bigint not null);",
}]);

/// Runs the test on both engines, on a fresh database with [`SCHEMA`].
pub async fn on_both(test: impl AsyncFn(Db)) {
    on_both_empty(async |options| {
        let db = open(options).await;
        test(db.clone()).await;
        db.close().await;
    })
    .await;
}

/// Runs the test on both engines, on a database without any table.
pub async fn on_both_empty(test: impl AsyncFn(Options)) {
    eprintln!("on SQLite:");
    let folder = tempfile::tempdir().unwrap();
    within(PATIENCE, test(Options::Sqlite(sqlite_options(folder.path())))).await;
    eprintln!("on PostgreSQL:");
    on_postgres(async |url| test(Options::Postgres(PostgresOptions::new(url))).await).await;
}

/// Runs the test with the URL of a PostgreSQL database of its own.
pub async fn on_postgres(test: impl AsyncFn(&str)) {
    let Some(server) = setting("FRONTDESK_TEST_POSTGRES_URL") else {
        return not_run("PostgreSQL: FRONTDESK_TEST_POSTGRES_URL is not set");
    };
    let name = unique_name();
    command(&server, &format!("create database {name} template template0")).await;
    let url = with_database(&server, &name);
    let test = Box::pin(within(PATIENCE, test(&url)));
    let ended = AssertUnwindSafe(test).catch_unwind().await;
    command(&server, &format!("drop database {name} with (force)")).await;
    if let Err(panic) = ended {
        resume_unwind(panic);
    }
}

/// How the tests open an SQLite file: without waiting for the disk.
pub fn sqlite_options(folder: &Path) -> SqliteOptions {
    SqliteOptions { durability: Durability::Off, ..SqliteOptions::new(folder.join("test.db")) }
}

/// Opens a database and gives it [`SCHEMA`].
pub async fn open(options: Options) -> Db {
    let db = Db::open(options).await.unwrap();
    SCHEMA.apply(&db).await.unwrap();
    db
}

/// A setting from the environment.
#[expect(clippy::disallowed_methods, reason = "the tests have no `Config`")]
pub fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Says past the harness, which hides what passing tests print, that something was left
/// out. Where `CI` is set nothing may be.
pub fn not_run(what: &'static str) {
    static SAID: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    if SAID.lock().unwrap().insert(what) {
        let line = format!("\n*** NOT RUN: a part of these tests. {what} ***\n");
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    assert!(setting("CI").is_none(), "not run, and this is CI: {what}");
}

/// Waits until something is so.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap_or_else(|_| panic!("{what}"));
}

/// Adds a label to account 1.
pub async fn add(tx: &mut Tx, title: &str) -> Result<i64> {
    let sql = sql!("insert into labels (account_id, title) values (1, $1) returning id");
    tx.one::<(i64,)>(sql, args![title]).await.map(|(id,)| id)
}

/// Adds a label in a transaction of its own.
pub async fn write(db: &Db, title: impl Into<String>) -> Result<i64> {
    let title = title.into();
    db.write(async move |tx| add(tx, &title).await).await
}

/// Every title there is, in order.
pub async fn titles(db: &Db) -> Vec<String> {
    let all: Vec<(String,)> = db
        .read(async |tx| tx.all(sql!("select title from labels order by title"), &[]).await)
        .await
        .unwrap();
    all.into_iter().map(|(title,)| title).collect()
}

pub async fn count(tx: &mut Tx) -> Result<i64> {
    tx.one::<(i64,)>(sql!("select count(*) from labels"), &[]).await.map(|(count,)| count)
}

/// Runs one statement on a PostgreSQL server, outside of what is tested.
pub async fn command(url: &str, sql: &str) {
    let (client, connection) = Box::pin(tokio_postgres::connect(url, NoTls)).await.unwrap();
    let ((), ran) =
        tokio::join!(connection.map(drop), async move { client.batch_execute(sql).await });
    ran.unwrap();
}

/// The URL with one more setting, such as `sslmode=disable`.
pub fn with_setting(url: &str, setting: &str) -> String {
    format!("{url}{}{setting}", if url.contains('?') { '&' } else { '?' })
}

/// Fails the test when it takes too long.
async fn within<T>(patience: Duration, test: impl Future<Output = T>) -> T {
    tokio::time::timeout(patience, test).await.expect("the test does not hang")
}

fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("frontdesk_test_{}_{number}", std::process::id())
}

fn with_database(url: &str, name: &str) -> String {
    let settings = url.find('?').map_or("", |at| &url[at..]);
    let (server, _) = url[..url.len() - settings.len()].rsplit_once('/').unwrap();
    format!("{server}/{name}{settings}")
}
