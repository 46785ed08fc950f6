//! Every statement of the product, prepared on the engine under test. On SQLite its plan is
//! looked at too: none may read the whole of a table that grows.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use db::{Error, Kind, Sql, Tx};
use regex::Regex;

use crate::support::Desk;

/// Tables that have as many rows as there are customers and what they say.
const GROWING: [&str; 7] = [
    "messages",
    "conversations",
    "contacts",
    "contact_inboxes",
    "events",
    "conversation_labels",
    "contact_labels",
];

/// What may read all of an index: who comes or goes as a user is looked for among the
/// assignees of all accounts, once in their life.
const EXCUSED: [&str; 2] = ["insert into users", "delete from users"];

/// A statement, and where it is written.
struct Statement {
    at: String,
    text: String,
}

/// The statements of all sources, in the portable form.
fn statements(kind: Kind) -> Vec<Statement> {
    let mut found = Vec::new();
    let other = match kind {
        Kind::Sqlite => "postgres.rs",
        Kind::Postgres => "sqlite.rs",
    };
    visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut |path, text| {
        if !path.ends_with(other) {
            found.extend(statements_of(path, text));
        }
    });
    assert!(found.len() > 100, "only {} statements were found", found.len());
    found
}

fn visit(folder: &Path, each: &mut impl FnMut(&Path, &str)) {
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            visit(&path, each);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            each(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}

fn statements_of(path: &Path, text: &str) -> Vec<Statement> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let named = Regex::new(r#"const (\w+): &str =\s*"((?:[^"\\]|\\.)*)";"#).unwrap();
    let consts: BTreeMap<&str, String> = named
        .captures_iter(code)
        .map(|found| (found.get(1).expect("a name").as_str(), unescaped(&found[2])))
        .collect();
    let statement = Regex::new(r#"sql!\(\s*"((?:[^"\\]|\\.)*)"\s*\)"#).unwrap();
    let written = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let count = written.map(|line| line.matches("sql!(").count()).sum::<usize>();
    let statements: Vec<Statement> = statement
        .captures_iter(code)
        .filter(|found| !is_comment(code, found.get(0).expect("it was found").start()))
        .map(|found| {
            let line =
                code[..found.get(0).expect("it was found").start()].matches('\n').count() + 1;
            let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
            let at = format!("server/{}:{line}", path.display());
            let text = filled(&unescaped(&found[1]), &consts, &at);
            Statement { at, text }
        })
        .collect();
    assert_eq!(statements.len(), count, "a statement of {} could not be read", path.display());
    statements
}

fn is_comment(code: &str, at: usize) -> bool {
    let line = code[..at].rsplit('\n').next().unwrap_or_default();
    line.trim_start().starts_with("//")
}

/// The text that a literal stands for.
fn unescaped(literal: &str) -> String {
    let continued = Regex::new(r"\\\n\s*").unwrap();
    continued.replace_all(literal, "").replace("\\\"", "\"").replace("\\\\", "\\")
}

/// Puts constants in the place of their names, as `format!` does.
fn filled(literal: &str, consts: &BTreeMap<&str, String>, at: &str) -> String {
    let hole = Regex::new(r"\{\{|\}\}|\{(\w+)\}").unwrap();
    let filled = hole.replace_all(literal, |found: &regex::Captures<'_>| match &found[0] {
        "{{" => "{".to_owned(),
        "}}" => "}".to_owned(),
        _ => {
            consts.get(&found[1]).unwrap_or_else(|| panic!("{at}: what is {}?", &found[1])).clone()
        }
    });
    filled.into_owned()
}

/// How many values a statement takes.
fn values(text: &str) -> usize {
    let number = Regex::new(r"\$(\d+)").unwrap();
    let numbers = number.captures_iter(text).filter_map(|found| found[1].parse().ok());
    numbers.max().unwrap_or(0)
}

/// The steps by which SQLite would run a statement.
async fn plan(tx: &mut Tx, text: &str) -> Result<Vec<String>, Error> {
    let explain = Sql::portable(format!("explain query plan {text}"));
    let nothing = vec![db::Value::Null; values(text)];
    let steps = tx.all::<(i64, i64, i64, String)>(&explain, &nothing).await?;
    Ok(steps.into_iter().map(|(_, _, _, step)| step).collect())
}

async fn prepare(tx: &mut Tx, text: &str) -> Result<Vec<String>, Error> {
    tx.exec(&Sql::portable(format!("prepare statement as {text}")), &[]).await?;
    tx.exec(&Sql::portable("deallocate statement"), &[]).await?;
    Ok(Vec::new())
}

#[tokio::test]
async fn every_statement_fits_the_schema_and_finds_its_rows_by_an_index() {
    let desk = Desk::open().await;
    let kind = desk.app.db.kind();
    let mut problems = String::new();

    for Statement { at, text } in statements(kind) {
        let asked = text.clone();
        let steps = desk.app.db.write(async move |tx: &mut Tx| {
            let steps = match kind {
                Kind::Sqlite => plan(tx, &asked).await?,
                Kind::Postgres => prepare(tx, &asked).await?,
            };
            Ok::<_, Error>(steps)
        });
        match steps.await {
            Ok(steps) => {
                let excused = EXCUSED.iter().any(|begin| text.starts_with(begin));
                for step in steps.iter().filter(|step| reads_all(step) && !excused) {
                    writeln!(problems, "{at}: {step}\n  {text}").unwrap();
                }
            }
            Err(error) => writeln!(problems, "{at}: {error}\n  {text}").unwrap(),
        }
    }

    assert!(problems.is_empty(), "{problems}");
    desk.close().await;
}

/// Whether a step reads every row of a table that grows.
fn reads_all(step: &str) -> bool {
    let table = step.strip_prefix("SCAN ").map(|rest| rest.split(' ').next().unwrap_or_default());
    table.is_some_and(|table| GROWING.contains(&table))
}

#[tokio::test]
async fn unique_indexes_are_named_after_their_table_and_last_column() {
    let desk = Desk::open().await;
    let indexes = desk.app.db.read(async |tx: &mut Tx| {
        let sql = match tx.kind() {
            Kind::Sqlite => {
                "select tables.name, indexes.name, columns.name
                 from sqlite_schema tables, pragma_index_list(tables.name) indexes,
                   pragma_index_info(indexes.name) columns
                 where tables.type = 'table' and indexes.\"unique\" and indexes.origin = 'c'
                 order by indexes.name, columns.seqno desc"
            }
            Kind::Postgres => {
                "select cast(tables.relname as text), cast(indexes.relname as text),
                   cast(columns.attname as text)
                 from pg_index join pg_class indexes on indexes.oid = indexrelid
                   join pg_class tables on tables.oid = indrelid
                   join pg_attribute columns on columns.attrelid = indexrelid
                   join pg_namespace on pg_namespace.oid = tables.relnamespace
                 where indisunique and not indisprimary and nspname = 'public'
                 order by indexes.relname, columns.attnum desc"
            }
        };
        tx.all::<(String, String, String)>(&Sql::portable(sql), &[]).await
    });

    let mut last = BTreeMap::new();
    for (table, index, column) in indexes.await.unwrap() {
        last.entry(index).or_insert((table, column));
    }

    assert!(last.len() > 10, "only {} unique indexes were found", last.len());
    for (index, (table, column)) in last {
        assert_eq!(index, format!("{table}_{column}"), "what `Taken` says is made of these");
    }
    desk.close().await;
}
