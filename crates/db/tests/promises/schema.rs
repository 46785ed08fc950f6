//! The schema: applied once, by one of many, whole steps only.

use db::{Db, Error, Migration, Migrations, Options, Result, SqliteOptions, sql};
use futures_util::future::join_all;

use crate::support::on_both_empty;

const FIRST: Migration = Migration {
    version: 1,
    name: "boxes",
    text: "create table boxes (id {id}, name {key} not null, content {json});",
};
const SECOND: Migration = Migration {
    version: 2,
    name: "lids",
    text: "create table lids (box_id bigint not null references boxes (id));
           -- sqlite
           create index lids_sqlite on lids (box_id);
           -- postgres
           create index lids_postgres on lids (box_id);
           -- both
           create index lids_both on lids (box_id);",
};
const BROKEN: Migration = Migration {
    version: 2,
    name: "broken",
    text: "create table half (id {id}); insert into nowhere values (1);",
};

const ONE: Migrations = Migrations(&[FIRST]);
const BOTH: Migrations = Migrations(&[FIRST, SECOND]);

const LATER: Migration = Migration { version: 7, ..SECOND };
const BETWEEN: Migration =
    Migration { version: 4, name: "bags", text: "create table bags (id {id});" };
const WITH_GAP: Migrations = Migrations(&[FIRST, LATER]);
const FILLED_IN: Migrations = Migrations(&[FIRST, BETWEEN, LATER]);

#[tokio::test]
async fn a_step_is_applied_once() {
    on_both_empty(async |options| {
        let db = Db::open(options).await.unwrap();
        let missing = BOTH.pending(&db).await.unwrap();

        let first = BOTH.apply(&db).await.unwrap();
        let again = BOTH.apply(&db).await.unwrap();

        assert_eq!(missing.iter().map(|step| step.version).collect::<Vec<_>>(), [1, 2]);
        assert_eq!((first, again), (2, 0));
        assert!(BOTH.pending(&db).await.unwrap().is_empty());
        run(&db, "insert into boxes (name, content) values ('a', '{}')").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_later_step_is_added_to_the_earlier_ones() {
    on_both_empty(async |options| {
        let db = Db::open(options).await.unwrap();
        ONE.apply(&db).await.unwrap();
        run(&db, "insert into boxes (name) values ('kept')").await.unwrap();

        let applied = BOTH.apply(&db).await.unwrap();

        assert_eq!(applied, 1);
        assert_eq!(run(&db, "delete from boxes").await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn steps_may_leave_out_numbers_and_be_filled_in() {
    on_both_empty(async |options| {
        let db = Db::open(options).await.unwrap();
        WITH_GAP.apply(&db).await.unwrap();

        let missing = FILLED_IN.pending(&db).await.unwrap();
        let applied = FILLED_IN.apply(&db).await.unwrap();

        assert_eq!(missing.iter().map(|step| step.version).collect::<Vec<_>>(), [4]);
        assert_eq!(applied, 1);
        assert!(matches!(ONE.apply(&db).await, Err(Error::Schema(_))), "that is an older program");
    })
    .await;
}

#[tokio::test]
async fn several_programs_may_apply_it_at_once() {
    on_both_empty(async |options: Options| {
        let programs = join_all((0..6).map(|_| Db::open(options.clone()))).await;
        let programs: Vec<Db> = programs.into_iter().map(Result::unwrap).collect();

        let applied = join_all(programs.iter().map(|db| BOTH.apply(db))).await;

        let steps: usize = applied.into_iter().map(Result::unwrap).sum();
        assert_eq!(steps, 2, "each step was applied by one of them");
    })
    .await;
}

/// SQLite answers that the file is busy, and does not wait, while another makes it.
#[tokio::test]
async fn several_programs_may_begin_with_no_file() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..40 {
        let options = SqliteOptions::new(folder.path().join(format!("{round}.db")));

        let programs = join_all((0..8).map(|_| Db::open(Options::Sqlite(options.clone())))).await;

        for program in programs {
            program.unwrap().close().await;
        }
    }
}

#[tokio::test]
async fn a_step_that_was_changed_afterwards_is_refused() {
    const REFORMATTED: Migrations = Migrations(&[Migration {
        text: "create  table boxes\n(id {id}, name {key} not null, content {json});",
        ..FIRST
    }]);
    const CHANGED: Migrations =
        Migrations(&[Migration { text: "create table boxes (id {id});", ..FIRST }, SECOND]);
    on_both_empty(async |options| {
        let db = Db::open(options).await.unwrap();
        ONE.apply(&db).await.unwrap();

        let reformatted = REFORMATTED.apply(&db).await;
        let changed = CHANGED.apply(&db).await;

        assert_eq!(reformatted.unwrap(), 0);
        let refused = changed.unwrap_err();
        assert!(matches!(refused, Error::Schema(_)), "{refused:?}");
        assert_eq!(
            refused.to_string(),
            "migration 1 (boxes) was changed after it had been applied"
        );
        assert_eq!(BOTH.pending(&db).await.unwrap().len(), 1, "nothing came after it");
    })
    .await;
}

#[tokio::test]
async fn a_schema_of_a_newer_program_is_refused() {
    on_both_empty(async |options| {
        let db = Db::open(options).await.unwrap();
        BOTH.apply(&db).await.unwrap();

        let refused = ONE.apply(&db).await.unwrap_err();

        assert!(matches!(refused, Error::Schema(_)), "{refused:?}");
        assert!(refused.to_string().contains("is at schema 2, this program knows 1"), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn a_step_that_fails_leaves_nothing_of_itself() {
    const WITH_BROKEN: Migrations = Migrations(&[FIRST, BROKEN]);
    on_both_empty(async |options| {
        let db = Db::open(options).await.unwrap();

        let failed = WITH_BROKEN.apply(&db).await;

        assert!(matches!(failed, Err(Error::Engine(_))), "{failed:?}");
        assert!(run(&db, "delete from half").await.is_err(), "its table is gone");
        run(&db, "delete from boxes").await.expect("the step before it stays");
        assert_eq!(BOTH.apply(&db).await.unwrap(), 1, "a mended step is applied");
    })
    .await;
}

#[tokio::test]
async fn statements_prepared_before_a_step_work_after_it() {
    on_both_empty(async |options| {
        let old = Db::open(options.clone()).await.unwrap();
        ONE.apply(&old).await.unwrap();
        run(&old, "insert into boxes (name) values ('kept')").await.unwrap();
        join_all((0..16).map(|_| first_box(&old))).await;

        let new = Db::open(options).await.unwrap();
        run(&new, "alter table boxes add column lid text").await.unwrap();

        for _ in 0..40 {
            assert_eq!(first_box(&old).await, "kept");
        }
    })
    .await;
}

async fn first_box(db: &Db) -> String {
    let read = db.read(async |tx| tx.one::<(i64, String)>(sql!("select * from boxes"), &[]).await);
    read.await.unwrap().1
}

async fn run(db: &Db, statement: &'static str) -> Result<u64> {
    let sql = db::Sql::portable(statement);
    db.write(async move |tx| tx.exec(&sql, &[]).await).await
}
