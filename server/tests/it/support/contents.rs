//! Everything that the database holds, to tell whether a request has left a trace.

use std::collections::BTreeMap;

use db::{Kind, Sql, Tx};

use super::Desk;

/// The rows of every table, as texts.
#[derive(Debug, PartialEq, Eq)]
pub struct Contents(BTreeMap<String, String>);

impl Desk {
    pub async fn contents(&self) -> Contents {
        let read = self.app.db.read(async |tx: &mut Tx| {
            let mut contents = BTreeMap::new();
            for table in tables(tx).await? {
                let rows = rows(tx, &table).await?;
                contents.insert(table, rows);
            }
            Ok::<_, db::Error>(contents)
        });
        Contents(read.await.unwrap())
    }
}

impl Contents {
    /// The tables in which something has been written since.
    pub fn changed_since(&self, before: &Contents) -> Vec<String> {
        let is_changed = |table: &&String| self.0.get(*table) != before.0.get(*table);
        self.0.keys().filter(is_changed).cloned().collect()
    }

    /// Says that nothing has been written since.
    #[track_caller]
    pub fn are(&self, before: &Contents, why: &str) {
        for (table, rows) in &self.0 {
            assert_eq!(Some(rows), before.0.get(table), "{why} has changed {table}");
        }
    }
}

async fn tables(tx: &mut Tx) -> db::Result<Vec<String>> {
    let names = match tx.kind() {
        Kind::Sqlite => {
            "select name from sqlite_schema where type = 'table' and sql not like 'create virtual%'"
        }
        Kind::Postgres => {
            "select cast(tablename as text) from pg_tables where schemaname = 'public'"
        }
    };
    texts(tx, names).await
}

async fn rows(tx: &mut Tx, table: &str) -> db::Result<String> {
    let all = match tx.kind() {
        Kind::Sqlite => {
            let named = format!("select name from pragma_table_info('{table}')");
            let columns = texts(tx, &named).await?;
            let columns: Vec<String> =
                columns.iter().map(|name| format!("quote(\"{name}\")")).collect();
            format!("select {} from \"{table}\" order by 1", columns.join(" || ',' || "))
        }
        Kind::Postgres => format!("select cast(t as text) from \"{table}\" t order by 1"),
    };
    Ok(texts(tx, &all).await?.join("\n"))
}

async fn texts(tx: &mut Tx, query: &str) -> db::Result<Vec<String>> {
    let texts = tx.all::<(String,)>(&Sql::portable(query.to_owned()), &[]).await?;
    Ok(texts.into_iter().map(|(text,)| text).collect())
}
