//! Values in and out, and what each kind of refusal is called.

use db::{Error, FromRow, Result, Tx, Value, args, sql};
use sea_query::{Expr, ExprTrait as _, Func, Order, Query};

use crate::support::{add, on_both, titles, write};

#[tokio::test]
async fn a_list_of_numbers_selects_the_rows_that_are_in_it() {
    on_both(async |db| {
        let ids = db.write(add_three).await.unwrap();
        let (first, last) = (ids[0], ids[2]);

        for (list, expected) in [
            (vec![first, last], vec!["a", "c"]),
            (vec![last, last, i64::MIN, i64::MAX], vec!["c"]),
            (vec![], vec![]),
        ] {
            let sql = sql!("select title from labels where id = any($1) order by id");
            let found: Vec<(String,)> =
                db.read(async move |tx| tx.all(sql, args![&list]).await).await.unwrap();
            assert_eq!(found.into_iter().map(|(title,)| title).collect::<Vec<_>>(), expected);
        }
    })
    .await;
}

async fn add_three(tx: &mut Tx) -> Result<[i64; 3]> {
    Ok([add(tx, "a").await?, add(tx, "b").await?, add(tx, "c").await?])
}

#[tokio::test]
async fn a_list_of_texts_selects_the_rows_that_are_in_it_whatever_they_contain() {
    const STRANGE: [&str; 12] = [
        "",
        "plain",
        "it's",
        "\"quoted\"",
        "back\\slash",
        "{curly},[square]",
        "line\nbreak\ttab",
        "\u{1}\u{7f}\u{85}\u{feff}",
        "Grüße, мир, 世界",
        "👩‍👩‍👧 and e\u{301}",
        "null",
        "$1 ?1 %_",
    ];
    on_both(async |db| {
        for title in STRANGE {
            write(&db, title).await.unwrap();
        }

        for title in STRANGE {
            let found = db.read(async move |tx| among(tx, vec![title.to_owned()]).await).await;
            assert_eq!(found.unwrap(), [(title.to_owned(),)]);
        }
        let all = STRANGE.map(str::to_owned).to_vec();
        let every = db.read(async move |tx| among(tx, all.clone()).await).await.unwrap();
        let none = db.read(async |tx| among(tx, vec![]).await).await.unwrap();

        assert_eq!(every.len(), STRANGE.len());
        assert_eq!(none, []);
    })
    .await;
}

async fn among(tx: &mut Tx, list: Vec<String>) -> Result<Vec<(String,)>> {
    tx.all(sql!("select title from labels where title = any($1)"), args![list]).await
}

#[derive(Debug, PartialEq)]
struct Label {
    shown: bool,
    weight: Option<f64>,
    settings: Option<String>,
}

impl FromRow for Label {
    fn from_row(row: &mut db::Row<'_>) -> Result<Self> {
        Ok(Self { shown: row.take()?, weight: row.take()?, settings: row.take()? })
    }
}

#[tokio::test]
async fn booleans_floats_json_and_nulls_come_back_as_they_went_in() {
    on_both(async |db| {
        for (shown, weight, settings) in [
            (true, Some(2.5), Some(r#"{"a": [1, null, "ü"]}"#)),
            (false, Some(-0.1), Some("null")),
            (false, None, None),
        ] {
            let back = db
                .write(async move |tx| {
                    let sql = sql!(
                        "insert into labels (account_id, title, shown, weight, settings)
                         values (1, $1, $2, $3, $4) returning shown, weight, settings"
                    );
                    let title = format!("{shown} {weight:?}");
                    tx.one::<Label>(sql, args![title, shown, weight, settings]).await
                })
                .await;

            let settings = settings.map(str::to_owned);
            assert_eq!(back.unwrap(), Label { shown, weight, settings });
        }
    })
    .await;
}

#[tokio::test]
async fn a_part_of_json_is_taken_out_as_text() {
    on_both(async |db| {
        let taken = db
            .write(async |tx| {
                add(tx, "plain").await?;
                let set = sql!("update labels set settings = $1");
                tx.exec(set, args![r#"{"theme": "dark"}"#]).await?;
                tx.all::<(Option<String>, Option<String>)>(
                    sql!("select settings ->> 'theme', settings ->> 'none' from labels"),
                    &[],
                )
                .await
            })
            .await;

        assert_eq!(taken.unwrap(), [(Some("dark".to_owned()), None)]);
    })
    .await;
}

#[tokio::test]
async fn small_letters_are_known_beyond_ascii() {
    on_both(async |db| {
        let sql = sql!("select lower($1)");

        let lower = db.read(async move |tx| tx.one::<(String,)>(sql, args!["ÄRGER МИР"]).await);

        assert_eq!(lower.await.unwrap().0, "ärger мир");
    })
    .await;
}

#[tokio::test]
async fn a_null_fits_every_type_and_equals_nothing() {
    on_both(async |db| {
        write(&db, "plain").await.unwrap();

        let sql = sql!(
            "select count(*) from labels
             where title = $1 or id = $2 or shown = $3 or weight = $4 or settings ->> 'a' = $5"
        );
        let nothing = [Value::Null, Value::Null, Value::Null, Value::Null, Value::Null];
        let found = db.read(async move |tx| tx.one::<(i64,)>(sql, &nothing).await).await;

        assert_eq!(found.unwrap(), (0,));
    })
    .await;
}

#[tokio::test]
async fn a_taken_value_names_its_index() {
    on_both(async |db| {
        write(&db, "billing").await.unwrap();
        for (name, statement) in [
            ("labels_title", "insert into labels (account_id, title) values (1, 'billing')"),
            ("mails_address", "insert into mails (address) values ('A@b.c'), ('a@B.c')"),
            (
                "labels_pkey",
                "insert into labels (id, account_id, title) values (7, 1, 'a'), (7, 1, 'b')",
            ),
            ("tallies_pkey", "insert into tallies values ('a', 1), ('a', 2)"),
        ] {
            let refused = run(&db, statement).await;

            assert!(matches!(&refused, Err(Error::Taken(index)) if index == name), "{refused:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_row_may_not_point_to_nothing() {
    on_both(async |db| {
        run(&db, "insert into labels (id, account_id, title) values (1, 1, 'used')").await.unwrap();
        run(&db, "insert into notes (label_id) values (1)").await.unwrap();

        let pointing = run(&db, "insert into notes (label_id) values (2)").await;
        let removing = run(&db, "delete from labels").await;

        assert!(matches!(pointing, Err(Error::Reference)), "{pointing:?}");
        assert!(matches!(removing, Err(Error::Reference)), "{removing:?}");
        assert_eq!(titles(&db).await, ["used"]);
    })
    .await;
}

#[tokio::test]
async fn a_row_that_is_not_there_is_missing() {
    on_both(async |db| {
        let sql = sql!("select id from labels where title = 'none'");

        let one = db.read(async move |tx| tx.one::<(i64,)>(sql, &[]).await).await;
        let first = db.read(async move |tx| tx.first::<(i64,)>(sql, &[]).await).await;

        assert!(matches!(one, Err(Error::Missing)), "{one:?}");
        assert_eq!(first.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_row_of_another_shape_names_the_column() {
    on_both(async |db| {
        write(&db, "plain").await.unwrap();

        let wrong = read::<(i64, i64)>(&db, "select id, title from labels").await;
        let null = read::<(String, f64)>(&db, "select title, weight from labels").await;
        let short = read::<(i64, String)>(&db, "select id from labels").await;
        let strange = read::<(i64, i64)>(
            &db,
            match db.kind() {
                db::Kind::Sqlite => "select id, x'00' from labels",
                db::Kind::Postgres => "select id, sum(id) over () from labels",
            },
        )
        .await;

        assert_eq!(wrong, "unexpected row: column 2: expected an integer, found a text");
        assert_eq!(null, "unexpected row: column 2: expected a float, found null");
        assert_eq!(short, "unexpected row: column 2: there is none");
        assert!(strange.starts_with("unexpected row: column 2: "), "{strange}");
    })
    .await;
}

async fn read<T: FromRow + std::fmt::Debug + Send + 'static>(
    db: &db::Db,
    statement: &'static str,
) -> String {
    let sql = db::Sql::portable(statement);
    let refused = db.read(async move |tx| tx.one::<T>(&sql, &[]).await).await;
    refused.unwrap_err().to_string()
}

#[tokio::test]
async fn a_pushed_change_that_fails_fails_the_commit_with_its_cause() {
    on_both(async |db| {
        write(&db, "taken").await.unwrap();

        let at_commit = db
            .write(async |tx| {
                add(tx, "lost").await?;
                push(tx, "taken").await?;
                push(tx, "lost too").await
            })
            .await;
        let at_the_next_statement = db
            .write(async |tx| {
                push(tx, "taken").await?;
                add(tx, "lost").await
            })
            .await;

        assert!(matches!(at_commit, Err(Error::Taken(_))), "{at_commit:?}");
        assert!(matches!(at_the_next_statement, Err(Error::Taken(_))), "{at_the_next_statement:?}");
        assert_eq!(titles(&db).await, ["taken"]);
    })
    .await;
}

#[tokio::test]
async fn pushed_changes_are_seen_by_what_follows() {
    on_both(async |db| {
        let seen = db
            .write(async |tx| {
                push(tx, "one").await?;
                push(tx, "two").await?;
                crate::support::count(tx).await
            })
            .await;

        assert_eq!(seen.unwrap(), 2);
        assert_eq!(titles(&db).await, ["one", "two"]);
    })
    .await;
}

async fn push(tx: &mut Tx, title: &str) -> Result<()> {
    tx.push(sql!("insert into labels (account_id, title) values (1, $1)"), args![title]).await
}

#[tokio::test]
async fn a_query_that_depends_on_the_request_runs_on_both() {
    on_both(async |db| {
        db.write(add_three).await.unwrap();
        let query = Query::select()
            .columns(["title", "shown"])
            .from("labels")
            .and_where(Expr::col("account_id").eq(1_i64))
            .and_where(Expr::col("title").is_in(["a", "c", "it's"]))
            .and_where(Expr::col("shown").eq(true))
            .and_where(Expr::col("title").not_like("%x%"))
            .order_by("title", Order::Desc)
            .limit(10)
            .to_owned();

        let found = db.read(async move |tx| tx.select::<(String, bool)>(&query).await).await;

        assert_eq!(found.unwrap(), [("c".to_owned(), true), ("a".to_owned(), true)]);
    })
    .await;
}

#[tokio::test]
async fn an_empty_list_holds_nothing_and_a_number_may_stand_alone() {
    on_both(async |db| {
        db.write(add_three).await.unwrap();
        let is_a = Expr::case(Expr::col("title").eq("a"), Expr::val(1_i64));
        let counted = Query::select()
            .expr(Func::count(is_a))
            .from("labels")
            .and_where(Expr::col("account_id").is_not_in(Vec::<i64>::new()))
            .to_owned();
        let none = Query::select()
            .column("title")
            .from("labels")
            .and_where(Expr::col("account_id").is_in(Vec::<i64>::new()))
            .to_owned();

        let counted = db.read(async move |tx| tx.select::<(i64,)>(&counted).await).await;
        let none = db.read(async move |tx| tx.select::<(String,)>(&none).await).await;

        assert_eq!(counted.unwrap(), [(1,)]);
        assert_eq!(none.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_statement_is_one_statement() {
    on_both(async |db| {
        write(&db, "kept").await.unwrap();

        let two = run(&db, "select 1; delete from labels").await;

        assert!(matches!(two, Err(Error::Engine(_))), "{two:?}");
        assert_eq!(titles(&db).await, ["kept"]);
    })
    .await;
}

#[tokio::test]
async fn a_change_whose_rows_nobody_reads_is_refused() {
    const RETURNING: &str = "update labels set title = 'changed' returning id";
    on_both(async |db| {
        write(&db, "kept").await.unwrap();

        let executed = run(&db, RETURNING).await;
        let pushed = db.write(async |tx| tx.push(sql!("{RETURNING}"), &[]).await).await;
        let touching_none = run(&db, "delete from notes returning id").await;

        for outcome in [executed.map(drop), pushed, touching_none.map(drop)] {
            assert!(matches!(outcome, Err(Error::Engine(_))), "{outcome:?}");
        }
        assert_eq!(titles(&db).await, ["kept"]);
        run(&db, "alter table notes add column note text").await.unwrap();
        run(&db, "alter table notes rename column note to text").await.unwrap();
        run(&db, "alter table notes rename to remarks").await.unwrap();
    })
    .await;
}

async fn run(db: &db::Db, statement: &'static str) -> Result<u64> {
    let sql = db::Sql::portable(statement);
    db.write(async move |tx| tx.exec(&sql, &[]).await).await
}
