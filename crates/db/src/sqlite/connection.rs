//! One SQLite connection: how it is set up, how statements run on it, what its errors mean.

use std::{fmt::Write as _, time::Duration};

use rusqlite::{
    ErrorCode, OpenFlags, ToSql,
    config::DbConfig,
    ffi,
    types::{ToSqlOutput, ValueRef},
};

use crate::{Cell, Durability, Error, FromRow, Result, Row, SqliteOptions, Value};

/// How long to wait for another process (a command, a backup) that holds the write lock.
const PATIENCE: Duration = Duration::from_secs(5);

/// Prepared statements kept by a connection.
const STATEMENTS: usize = 512;

pub(crate) struct Connection {
    inner: rusqlite::Connection,
    /// The last error of the environment, kept for the bodies that lose their work by it.
    failure: Option<Error>,
}

impl Connection {
    pub(super) fn open_writer(options: &SqliteOptions) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let connection = Self::open(options, flags, 32 << 10)?;
        connection.inner.pragma_update(None, "journal_mode", "wal").map_err(from_sqlite)?;
        let synchronous = match options.durability {
            Durability::Full => "full",
            Durability::Normal => "normal",
            Durability::Off => "off",
        };
        connection.inner.pragma_update(None, "synchronous", synchronous).map_err(from_sqlite)?;
        // A file that cannot be written says so only when it is tried.
        connection.inner.execute_batch("begin immediate; rollback").map_err(from_sqlite)?;
        Ok(connection)
    }

    pub(super) fn open_reader(options: &SqliteOptions) -> Result<Self> {
        Self::open(options, OpenFlags::SQLITE_OPEN_READ_ONLY, 16 << 10)
    }

    pub(super) fn open_checkpointer(options: &SqliteOptions) -> Result<Self> {
        Self::open(options, OpenFlags::SQLITE_OPEN_READ_WRITE, 64)
    }

    fn open(options: &SqliteOptions, flags: OpenFlags, cache_kib: i64) -> Result<Self> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let inner = rusqlite::Connection::open_with_flags(&options.path, flags)
            .map_err(|error| cannot_open(options, error))?;
        let set_up = || -> rusqlite::Result<()> {
            inner.busy_timeout(PATIENCE)?;
            inner.pragma_update(None, "cache_size", -cache_kib)?;
            inner.pragma_update(None, "temp_store", "memory")?;
            inner.pragma_update(None, "foreign_keys", true)?;
            inner.pragma_update(None, "journal_size_limit", 64 << 20)?;
            // Checkpoints have a thread of their own; in a commit they would be felt.
            inner.pragma_update(None, "wal_autocheckpoint", 0)?;
            // Plans that do not depend on bound values are not prepared again for each.
            inner.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            inner.set_prepared_statement_cache_capacity(STATEMENTS);
            Ok(())
        };
        set_up().map_err(|error| cannot_open(options, error))?;
        Ok(Self { inner, failure: None })
    }

    pub fn all<T: FromRow>(&mut self, sql: &str, args: &[Value<'_>]) -> Result<Vec<T>> {
        self.query(sql, args, |rows| {
            let mut all = Vec::new();
            while let Some(row) = rows.next().map_err(from_sqlite)? {
                all.push(T::from_row(&mut Row::sqlite(row))?);
            }
            Ok(all)
        })
    }

    pub fn first<T: FromRow>(&mut self, sql: &str, args: &[Value<'_>]) -> Result<Option<T>> {
        self.query(sql, args, |rows| {
            let first = match rows.next().map_err(from_sqlite)? {
                Some(row) => T::from_row(&mut Row::sqlite(row))?,
                None => return Ok(None),
            };
            // A change with `returning` is finished only when its rows have been taken.
            while rows.next().map_err(from_sqlite)?.is_some() {}
            Ok(Some(first))
        })
    }

    pub fn exec(&mut self, sql: &str, args: &[Value<'_>]) -> Result<u64> {
        let ran = self
            .inner
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(rusqlite::params_from_iter(args)))
            .map_err(from_sqlite);
        self.noting(ran).map(|rows| rows as u64)
    }

    /// Runs a statement without values, such as `begin`.
    pub(super) fn run(&mut self, sql: &str) -> Result<()> {
        let ran = self
            .inner
            .prepare_cached(sql)
            .and_then(|mut statement| {
                let mut rows = statement.query([])?;
                while rows.next()?.is_some() {}
                Ok(())
            })
            .map_err(from_sqlite);
        self.noting(ran)
    }

    /// Whether SQLite has rolled the whole transaction back on its own.
    pub(super) fn lost_transaction(&self) -> bool {
        self.inner.is_autocommit()
    }

    pub(super) fn take_failure(&mut self) -> Error {
        self.failure
            .take()
            .unwrap_or_else(|| Error::Unavailable("the transaction was rolled back".to_owned()))
    }

    fn query<T>(
        &mut self,
        sql: &str,
        args: &[Value<'_>],
        read: impl FnOnce(&mut rusqlite::Rows<'_>) -> Result<T>,
    ) -> Result<T> {
        let ran = self.inner.prepare_cached(sql).map_err(from_sqlite).and_then(|mut statement| {
            let mut rows =
                statement.query(rusqlite::params_from_iter(args)).map_err(from_sqlite)?;
            read(&mut rows)
        });
        self.noting(ran)
    }

    fn noting<T>(&mut self, ran: Result<T>) -> Result<T> {
        if let Err(error @ Error::Unavailable(_)) = &ran {
            self.failure = Some(error.clone());
        }
        ran
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Int(int) => ToSqlOutput::Borrowed(ValueRef::Integer(*int)),
            Value::Float(float) => ToSqlOutput::Borrowed(ValueRef::Real(*float)),
            Value::Bool(bool) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*bool))),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Ints(list) => ToSqlOutput::Owned(json_list(list, i64::to_string).into()),
            Value::Texts(list) => ToSqlOutput::Owned(json_list(list, |text| quoted(text)).into()),
        })
    }
}

/// A column of an SQLite row.
pub(crate) fn cell<'a>(row: &'a rusqlite::Row<'_>, at: usize) -> Result<Cell<'a>> {
    match row.get_ref(at).map_err(from_sqlite)? {
        ValueRef::Null => Ok(Cell::Null),
        ValueRef::Integer(int) => Ok(Cell::Int(int)),
        ValueRef::Real(float) => Ok(Cell::Float(float)),
        ValueRef::Text(text) => std::str::from_utf8(text)
            .map(Cell::Text)
            .map_err(|_| Error::Shape("a text that is not UTF-8".to_owned())),
        ValueRef::Blob(_) => Err(Error::Shape("a blob".to_owned())),
    }
}

fn json_list<T>(list: &[T], each: impl Fn(&T) -> String) -> String {
    let items: Vec<String> = list.iter().map(each).collect();
    format!("[{}]", items.join(","))
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if control.is_control() => {
                write!(out, "\\u{:04x}", u32::from(control)).expect("a string takes any text");
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

fn cannot_open(options: &SqliteOptions, error: rusqlite::Error) -> Error {
    match from_sqlite(error) {
        Error::Unavailable(problem) => {
            Error::Unavailable(format!("cannot open {}: {problem}", options.path.display()))
        }
        other => other,
    }
}

fn from_sqlite(error: rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(failure, message) = &error else {
        return Error::engine(error);
    };
    let unavailable = |problem: &str| Error::Unavailable(problem.to_owned());
    match failure.code {
        ErrorCode::ConstraintViolation => match failure.extended_code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
                Error::Taken(index_name(message.as_deref().unwrap_or_default()))
            }
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::Reference,
            _ => Error::engine(error),
        },
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Busy,
        ErrorCode::DiskFull => unavailable("the disk is full"),
        ErrorCode::ReadOnly => unavailable("the file or its folder is read-only"),
        ErrorCode::CannotOpen => unavailable("the file or its folder cannot be opened"),
        ErrorCode::PermissionDenied => unavailable("permission denied"),
        ErrorCode::SystemIoFailure => unavailable("the disk reports an I/O error"),
        ErrorCode::NotADatabase => unavailable("the file is not an SQLite database"),
        ErrorCode::TooBig => Error::Value("it is too large".to_owned()),
        _ => Error::engine(error),
    }
}

/// SQLite names the columns of a violated index (`labels.account_id, labels.title`);
/// our indexes are named after the table and the last of them.
fn index_name(message: &str) -> String {
    let columns = message.rsplit(": ").next().unwrap_or_default();
    columns.rsplit(", ").next().unwrap_or_default().replace('.', "_")
}

#[cfg(test)]
mod tests {
    use super::{index_name, quoted};

    #[test]
    fn a_violated_index_is_named_after_its_table_and_last_column() {
        let message = "UNIQUE constraint failed: labels.account_id, labels.title";
        assert_eq!(index_name(message), "labels_title");
    }

    #[test]
    fn texts_are_quoted_as_json() {
        assert_eq!(quoted("a\"b\\c\n"), r#""a\"b\\c\u000a""#);
    }
}
