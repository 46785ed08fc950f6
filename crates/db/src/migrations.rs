//! The schema, step by step.
//!
//! A migration is one text for both engines, with tokens for the words that differ:
//! `{id}` for a generated key, `{json}` for JSON, `{key}` for a text that is compared
//! byte by byte, `{clustered}` for a table kept in the order of its primary key. Steps
//! that exist on one engine only stand between `-- sqlite` or `-- postgres` and `-- both`.
//!
//! Each step runs in its own transaction and is noted with a checksum, so that a
//! schema changed behind our back, or by a newer binary, is noticed.

use crate::{Db, Error, Kind, Result, Sql, Tx, args, sql};

/// One step.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Greater than that of the step before.
    pub version: i64,
    pub name: &'static str,
    pub text: &'static str,
}

/// All steps, in order.
#[derive(Clone, Copy, Debug)]
pub struct Migrations(pub &'static [Migration]);

impl Migrations {
    /// Applies the steps that are missing and tells how many they were.
    ///
    /// Several processes may call this at once: one works, the others wait for it.
    pub async fn apply(self, db: &Db) -> Result<usize> {
        db.write(create_record).await?;
        let mut applied = 0;
        for step in self.0 {
            let step = *step;
            if db.write(async move |tx| apply_one(tx, step).await).await? {
                applied += 1;
            }
        }
        if applied > 0 && db.kind() == Kind::Sqlite {
            // Statistics that a step has written are known to a connection only when it is told.
            let sql = sql!("analyze sqlite_schema");
            db.write(async |tx| tx.exec(sql, &[]).await.map(drop)).await?;
        }
        let known = self.0.last().map_or(0, |step| step.version);
        let found = db.read(async |tx| applied_steps(tx).await).await?.into_iter().max();
        let found = found.unwrap_or(0);
        if found > known {
            return Err(Error::Schema(format!(
                "the database is at schema {found}, this program knows {known}: \
                 it was last used by a newer version"
            )));
        }
        Ok(applied)
    }

    /// Tells which steps have not been applied, without applying them.
    pub async fn pending(self, db: &Db) -> Result<Vec<Migration>> {
        db.write(create_record).await?;
        let applied = db.read(async |tx| applied_steps(tx).await).await?;
        Ok(self.0.iter().copied().filter(|step| !applied.contains(&step.version)).collect())
    }
}

/// Serialises appliers on PostgreSQL; any number that others do not use will do.
const LOCK: i64 = 0x46_44_4d_49;

async fn create_record(tx: &mut Tx) -> Result<()> {
    lock(tx).await?;
    let sql = sql!(
        "create table if not exists schema_migrations (
           version bigint primary key, name text not null, checksum bigint not null)"
    );
    tx.exec(sql, &[]).await.map(drop)
}

async fn applied_steps(tx: &mut Tx) -> Result<Vec<i64>> {
    let versions = tx.all::<(i64,)>(sql!("select version from schema_migrations"), &[]).await?;
    Ok(versions.into_iter().map(|(version,)| version).collect())
}

async fn apply_one(tx: &mut Tx, step: Migration) -> Result<bool> {
    lock(tx).await?;
    let checksum = checksum(step.text);
    let noted = sql!("select checksum from schema_migrations where version = $1");
    if let Some((found,)) = tx.first::<(i64,)>(noted, args![step.version]).await? {
        if found == checksum {
            return Ok(false);
        }
        return Err(Error::Schema(format!(
            "migration {} ({}) was changed after it had been applied",
            step.version, step.name
        )));
    }
    for statement in statements(step.text, tx.kind()) {
        tx.exec(&Sql::portable(statement), &[]).await?;
    }
    let note = sql!("insert into schema_migrations (version, name, checksum) values ($1, $2, $3)");
    tx.exec(note, args![step.version, step.name, checksum]).await?;
    Ok(true)
}

async fn lock(tx: &mut Tx) -> Result<()> {
    match tx.kind() {
        // The writer holds the write lock already.
        Kind::Sqlite => Ok(()),
        Kind::Postgres => {
            // It takes as long as it takes, and so does waiting for others who do it.
            tx.without_time_limit().await?;
            let sql = sql!("select 1 from pg_advisory_xact_lock($1)");
            tx.first::<(i64,)>(sql, args![LOCK]).await.map(drop)
        }
    }
}

/// The statements of a migration for one engine, tokens filled in.
fn statements(text: &str, kind: Kind) -> Vec<String> {
    let mut wanted = true;
    let mut lines = String::new();
    for line in text.lines() {
        match line.trim() {
            "-- both" => wanted = true,
            "-- sqlite" => wanted = kind == Kind::Sqlite,
            "-- postgres" => wanted = kind == Kind::Postgres,
            comment if comment.starts_with("--") => {}
            _ if wanted => {
                lines.push_str(line);
                lines.push('\n');
            }
            _ => {}
        }
    }
    let tokens: &[(&str, &str)] = match kind {
        Kind::Sqlite => &[
            ("{id}", "integer primary key autoincrement"),
            ("{json}", "text"),
            ("{key}", "text"),
            ("{clustered}", "without rowid"),
        ],
        Kind::Postgres => &[
            ("{id}", "bigint generated by default as identity primary key"),
            ("{json}", "jsonb"),
            ("{key}", "text collate \"C\""),
            ("{clustered}", ""),
        ],
    };
    for (token, word) in tokens {
        lines = lines.replace(token, word);
    }
    let statements = lines.split(';').map(str::trim).filter(|statement| !statement.is_empty());
    statements.map(str::to_owned).collect()
}

/// FNV-1a over everything but white space, so that formatting may change.
fn checksum(text: &str) -> i64 {
    let bytes = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::{checksum, statements};
    use crate::Kind;

    const TEXT: &str = "create table a (id {id}, body {json});
        -- sqlite
        create virtual table b using fts5(body);
        -- postgres
        create index b on a (body);
        -- both
        create index c on a (id);";

    #[test]
    fn each_engine_gets_its_words_and_its_steps() {
        assert_eq!(
            statements(TEXT, Kind::Sqlite),
            [
                "create table a (id integer primary key autoincrement, body text)",
                "create virtual table b using fts5(body)",
                "create index c on a (id)",
            ]
        );
        assert_eq!(statements(TEXT, Kind::Postgres)[1], "create index b on a (body)");
    }

    #[test]
    fn a_checksum_ignores_white_space_only() {
        assert_eq!(checksum("a  b\n"), checksum("ab"));
        assert_ne!(checksum("ab"), checksum("ba"));
    }
}
