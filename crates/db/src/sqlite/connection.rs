//! One SQLite connection: how it is set up, how statements run on it, what its errors mean.

use std::{
    fmt::Write as _,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use rusqlite::{
    ErrorCode, OpenFlags, ToSql,
    config::DbConfig,
    ffi,
    functions::FunctionFlags,
    types::{ToSqlOutput, ValueRef},
};

use super::patience::{Patience, STEPS};
use crate::{
    Cell, Durability, Error, FromRow, Result, Row, SqliteOptions, Tx, Value, error::Misuse,
    row::NO_COLUMN, tx::Inner,
};

/// How long to wait for another process (a command, a backup) that holds the write lock.
const PATIENCE: Duration = Duration::from_secs(5);

/// Between two attempts where SQLite does not wait by itself.
const PAUSE: Duration = Duration::from_millis(10);

/// Prepared statements kept by a connection.
const STATEMENTS: usize = 512;

/// Opens for writing, and makes the file if it is missing.
const MAKING: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_CREATE);

/// How long the writer waits for those who read from the log before it gives up on
/// starting it over. Meanwhile nobody writes.
const MOMENT: Duration = Duration::from_millis(250);

pub(crate) struct Connection {
    inner: rusqlite::Connection,
    patience: Patience,
}

/// What is in the write-ahead log, in pages.
pub(super) struct Log {
    pub pages: i64,
    /// How many of them are in the database file as well.
    pub moved: i64,
}

impl Connection {
    /// Makes the file if it is missing, and tells where it is: the log and the lock are
    /// kept beside the file itself, not beside a link to it. SQLite makes it, because
    /// whoever else opens and closes it in this process drops the locks of its connections.
    pub(super) fn locate(options: &SqliteOptions) -> Result<PathBuf> {
        let unlocatable =
            |error| Error::Unavailable(format!("cannot find {}: {error}", options.path.display()));
        rusqlite::Connection::open_with_flags(&options.path, MAKING)
            .map_err(|error| cannot_open(options, error))?;
        options.path.canonicalize().map_err(unlocatable)
    }

    pub(super) fn open_writer(options: &SqliteOptions) -> Result<Self> {
        let connection = Self::open(options, MAKING, 32 << 10)?;
        let inner = &connection.inner;
        let set_up = || -> rusqlite::Result<()> {
            inner.pragma_update(None, "journal_mode", "wal")?;
            // A folder that may not be written shows when the log is made.
            inner.execute_batch("begin immediate; rollback")
        };
        patiently(set_up).map_err(|error| cannot_open(options, error))?;
        Ok(connection)
    }

    pub(super) fn open_reader(options: &SqliteOptions) -> Result<Self> {
        let mut connection = Self::open(options, OpenFlags::SQLITE_OPEN_READ_ONLY, 16 << 10)?;
        let patience = connection.patience();
        let is_over = move || patience.is_over();
        connection.inner.progress_handler(STEPS, Some(is_over)).map_err(from_sqlite)?;
        Ok(connection)
    }

    pub(super) fn open_checkpointer(options: &SqliteOptions) -> Result<Self> {
        Self::open(options, OpenFlags::SQLITE_OPEN_READ_WRITE, 64)
    }

    /// One that only looks whether others have committed.
    pub(crate) fn open_watcher(options: &SqliteOptions) -> Result<Self> {
        Self::open(options, OpenFlags::SQLITE_OPEN_READ_ONLY, 64)
    }

    fn open(options: &SqliteOptions, flags: OpenFlags, cache_kib: i64) -> Result<Self> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let inner = rusqlite::Connection::open_with_flags(&options.path, flags)
            .map_err(|error| cannot_open(options, error))?;
        let set_up = || -> rusqlite::Result<()> {
            // SQLite opens a file that it may not write for reading.
            if flags.contains(OpenFlags::SQLITE_OPEN_READ_WRITE) && inner.is_readonly("main")? {
                let refused = ffi::Error::new(ffi::SQLITE_READONLY);
                return Err(rusqlite::Error::SqliteFailure(refused, None));
            }
            inner.busy_timeout(PATIENCE)?;
            let synchronous = match options.durability {
                Durability::Full => "full",
                Durability::Normal => "normal",
                Durability::Off => "off",
            };
            inner.pragma_update(None, "synchronous", synchronous)?;
            inner.pragma_update(None, "cache_size", -cache_kib)?;
            inner.pragma_update(None, "temp_store", "memory")?;
            inner.pragma_update(None, "foreign_keys", true)?;
            // As PostgreSQL has it.
            inner.pragma_update(None, "case_sensitive_like", true)?;
            inner.pragma_update(None, "journal_size_limit", 64 << 20)?;
            // Checkpoints have a thread of their own; in a commit they would be felt.
            inner.pragma_update(None, "wal_autocheckpoint", 0)?;
            // Plans that do not depend on bound values are not prepared again for each.
            inner.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            inner.set_prepared_statement_cache_capacity(STATEMENTS);
            // The built-in one knows ASCII only.
            let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
            inner.create_scalar_function("lower", 1, flags, |context| {
                Ok(context.get::<Option<String>>(0)?.map(|text| text.to_lowercase()))
            })
        };
        patiently(set_up).map_err(|error| cannot_open(options, error))?;
        Ok(Self { inner, patience: Patience::default() })
    }

    /// How long what is done here may take.
    pub(super) fn patience(&self) -> Patience {
        self.patience.clone()
    }

    /// The connection of a transaction that a thread of ours holds.
    pub(super) fn of(tx: &mut Tx) -> &mut Self {
        match &mut tx.inner {
            Inner::Sqlite(connection) => connection,
            Inner::Postgres(_) => unreachable!("the threads of SQLite hold SQLite connections"),
        }
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
        let mut statement = self.inner.prepare_cached(sql).map_err(from_sqlite)?;
        if statement.column_count() > 0 {
            return Err(Error::engine(Misuse::Rows));
        }
        let rows = statement.execute(rusqlite::params_from_iter(args)).map_err(from_sqlite)?;
        Ok(rows as u64)
    }

    /// Runs a statement without values, such as `begin`.
    pub(super) fn run(&mut self, sql: &str) -> Result<()> {
        self.inner
            .prepare_cached(sql)
            .and_then(|mut statement| {
                let mut rows = statement.query([])?;
                while rows.next()?.is_some() {}
                Ok(())
            })
            .map_err(from_sqlite)
    }

    /// A number that is another one after somebody else has committed.
    pub(crate) fn version(&mut self) -> Result<i64> {
        let version = self.first::<(i64,)>("pragma data_version", &[])?;
        version.map(|(version,)| version).ok_or(Error::Missing)
    }

    /// Looks at the write-ahead log without touching it.
    pub(super) fn log(&mut self) -> Result<Log> {
        let look = "pragma wal_checkpoint(noop)";
        let (_, pages, moved) = self.first::<(i64, i64, i64)>(look, &[])?.ok_or(Error::Missing)?;
        Ok(Log { pages, moved })
    }

    /// Starts the write-ahead log over, if nobody reads from it for long.
    pub(super) fn reset_log(&mut self) -> Result<()> {
        self.inner.busy_timeout(MOMENT).map_err(from_sqlite)?;
        let reset = self.run("pragma wal_checkpoint(restart)");
        self.inner.busy_timeout(PATIENCE).map_err(from_sqlite)?;
        reset
    }

    /// Whether SQLite has rolled the whole transaction back on its own.
    pub(super) fn lost_transaction(&self) -> bool {
        self.inner.is_autocommit()
    }

    fn query<T>(
        &mut self,
        sql: &str,
        args: &[Value<'_>],
        read: impl FnOnce(&mut rusqlite::Rows<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut statement = self.inner.prepare_cached(sql).map_err(from_sqlite)?;
        let mut rows = statement.query(rusqlite::params_from_iter(args)).map_err(from_sqlite)?;
        read(&mut rows)
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
    match row.get_ref(at).map_err(|_| Error::Shape(NO_COLUMN.to_owned()))? {
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

/// Tries again while another process has the file. SQLite itself does not wait in what
/// two that open a new file at once do to each other: both read it, and want to write it.
fn patiently<T>(attempt: impl Fn() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let give_up = Instant::now() + PATIENCE;
    loop {
        match attempt() {
            Err(error) if is_busy(&error) && Instant::now() < give_up => thread::sleep(PAUSE),
            done => return done,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
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
    let message = message.as_deref().unwrap_or_default();
    let unavailable = |problem: &str| Error::Unavailable(problem.to_owned());
    match failure.code {
        ErrorCode::ConstraintViolation => match failure.extended_code {
            ffi::SQLITE_CONSTRAINT_UNIQUE => Error::Taken(index_name(message)),
            ffi::SQLITE_CONSTRAINT_PRIMARYKEY => Error::Taken(primary_key_name(message)),
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Error::Reference,
            // `on delete restrict` is a trigger to SQLite.
            ffi::SQLITE_CONSTRAINT_TRIGGER if message.starts_with("FOREIGN KEY") => {
                Error::Reference
            }
            _ => Error::engine(error),
        },
        ErrorCode::OperationInterrupted => Error::TooSlow,
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
/// our indexes are named after the table and the last of them. Only an index over an
/// expression is named itself (`index 'mails_address'`).
fn index_name(message: &str) -> String {
    let what = message.rsplit(": ").next().unwrap_or_default();
    match what.strip_prefix("index '") {
        Some(name) => name.trim_end_matches('\'').to_owned(),
        None => what.rsplit(", ").next().unwrap_or_default().replace('.', "_"),
    }
}

/// What PostgreSQL calls the primary key of the table whose columns SQLite names.
fn primary_key_name(message: &str) -> String {
    let columns = message.rsplit(": ").next().unwrap_or_default();
    format!("{}_pkey", columns.split('.').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{index_name, primary_key_name, quoted};

    #[test]
    fn a_violated_index_is_named_after_its_table_and_last_column() {
        let message = "UNIQUE constraint failed: labels.account_id, labels.title";
        assert_eq!(index_name(message), "labels_title");
        let message = "UNIQUE constraint failed: index 'mails_address'";
        assert_eq!(index_name(message), "mails_address");
    }

    #[test]
    fn a_violated_primary_key_is_named_as_postgresql_names_it() {
        let message = "UNIQUE constraint failed: labels.account_id, labels.id";
        assert_eq!(primary_key_name(message), "labels_pkey");
    }

    #[test]
    fn texts_are_quoted_as_json() {
        assert_eq!(quoted("a\"b\\c\n"), r#""a\"b\\c\u000a""#);
    }
}
