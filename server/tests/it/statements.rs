//! Every statement of the product, prepared on the engine under test. On SQLite its plan is
//! looked at too: none may read the whole of a table that grows, or all that an account or
//! an inbox has of it.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path, sync::LazyLock};

use db::{Error, Kind, Sql, Tx};
use regex::Regex;

use crate::support::Desk;

/// Tables that have as many rows as there are customers and what they say, or as there are users
/// and what they get in by.
const GROWING: [&str; 35] = [
    "messages",
    "conversations",
    "contacts",
    "contact_inboxes",
    "contact_import_refusals",
    "notes",
    "events",
    "conversation_labels",
    "contact_labels",
    "conversation_participants",
    "conversation_mentions",
    "drafts",
    "articles",
    "article_files",
    "report_cells",
    "reporting_events",
    "notifications",
    "notification_subscriptions",
    "sessions",
    "one_time_tokens",
    "backup_codes",
    "personal_tokens",
    "blobs",
    "attachments",
    "audits",
    "automation_runs",
    "csat_responses",
    "custom_filters",
    "idempotency_keys",
    "funnel_cards",
    "platform_permissibles",
    "applied_slas",
    "sla_events",
    "companies",
    "campaign_contacts",
];

/// What may read all of an index: what happens once in the life of a user, an account or an
/// inbox (SQLite plans for those that refer to it even when it is added), what `frontdesk demo`
/// has counted anew, and what only tests ask.
const EXCUSED: [&str; 8] = [
    "insert into users",
    "delete from users",
    "insert into accounts",
    "delete from accounts",
    "insert into inboxes",
    "delete from inboxes",
    "delete from report_cells",
    "select name from events",
];

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
    // What a store is divided into uses what stands in its `mod.rs`, and many use what says who
    // sees what.
    let of_folder = fs::read_to_string(path.with_file_name("mod.rs")).unwrap_or_default();
    let of_all = include_str!("../../src/custom_roles/store.rs");
    let consts = consts_of(of_all).chain(consts_of(&of_folder)).chain(consts_of(code));
    let consts: BTreeMap<&str, String> = consts.collect();
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

/// The texts that have names in some code, by these.
fn consts_of(code: &str) -> impl Iterator<Item = (&str, String)> {
    static NAMED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"const (\w+): &str =\s*"((?:[^"\\]|\\.)*)";"#).unwrap());
    let consts = NAMED.captures_iter(code);
    consts.map(|found| (found.get(1).expect("a name").as_str(), unescaped(&found[2])))
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
                let page = text.contains(" limit ") && !steps.iter().any(|step| sorts(step));
                let too_much = |step: &&String| reads_all(step) || (reads_wide(step) && !page);
                for step in steps.iter().filter(too_much).filter(|_| !excused) {
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

/// Whether a step reads everything that an account or an inbox has of a table that grows.
fn reads_wide(step: &str) -> bool {
    let table = step.strip_prefix("SEARCH ").map(|rest| rest.split(' ').next().unwrap_or_default());
    let wide = ["(account_id=?)", "(inbox_id=?)", "(account_id=? AND status=?)"];
    table.is_some_and(|table| GROWING.contains(&table))
        && wide.iter().any(|columns| step.ends_with(columns))
}

/// Whether a step looks at all rows before it gives the first.
fn sorts(step: &str) -> bool {
    step.starts_with("USE TEMP B-TREE")
}

#[tokio::test]
async fn every_index_of_a_growing_table_has_statistics_to_plan_with() {
    let desk = Desk::open().await;
    if desk.app.db.kind() == Kind::Sqlite {
        let known = desk.app.db.read(async |tx: &mut Tx| {
            let indexes = "select tables.name, indexes.name from sqlite_schema tables,
                             pragma_index_list(tables.name) indexes where tables.type = 'table' and origin = 'c'
                           except select tbl, idx from sqlite_stat1";
            tx.all::<(String, String)>(&Sql::portable(indexes), &[]).await
        });
        let mut unknown = known.await.unwrap();
        unknown.retain(|(table, _)| GROWING.contains(&table.as_str()));
        assert_eq!(unknown, [], "a row for each of them belongs to `sqlite_stat1`");
    }
    desk.close().await;
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
