//! Rows, read from left to right.

use crate::{Error, Result};

/// One column of a row, borrowed from the engine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    Null,
    Int(i64),
    Float(f64),
    Bool(bool),
    /// A text, or JSON as text.
    Text(&'a str),
}

/// What is wrong with a column behind the last one.
pub(crate) const NO_COLUMN: &str = "there is none";

/// A row whose columns are taken one after the other, in the order of the `select`.
pub struct Row<'a> {
    source: Source<'a>,
    next: usize,
}

enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl<'a> Row<'a> {
    pub(crate) fn sqlite(row: &'a rusqlite::Row<'a>) -> Self {
        Self { source: Source::Sqlite(row), next: 0 }
    }

    pub(crate) fn postgres(row: &'a tokio_postgres::Row) -> Self {
        Self { source: Source::Postgres(row), next: 0 }
    }

    /// The next column. Fails when there is none left or it does not fit the type.
    pub fn take<T: FromCell>(&mut self) -> Result<T> {
        let at = self.next;
        self.next += 1;
        let cell = match &self.source {
            Source::Sqlite(row) => crate::sqlite::cell(row, at),
            Source::Postgres(row) => crate::postgres::cell(row, at),
        };
        cell.and_then(T::from_cell).map_err(|error| match error {
            Error::Shape(problem) => Error::Shape(format!("column {}: {problem}", at + 1)),
            error => error,
        })
    }
}

impl Row<'_> {
    /// All columns that are left.
    pub fn rest<T: FromCell>(&mut self) -> Result<Vec<T>> {
        let count = match &self.source {
            Source::Sqlite(row) => row.as_ref().column_count(),
            Source::Postgres(row) => row.len(),
        };
        (self.next..count).map(|_| self.take()).collect()
    }
}

/// Something that a whole row can be read into.
pub trait FromRow: Sized {
    /// Reads the columns in the order in which the statement lists them.
    fn from_row(row: &mut Row<'_>) -> Result<Self>;
}

/// Something that one column can be read into.
pub trait FromCell: Sized {
    /// Fails with [`Error::Shape`] when the cell is of another type.
    fn from_cell(cell: Cell<'_>) -> Result<Self>;
}

impl Cell<'_> {
    /// The error for a cell that is not what was expected.
    pub fn unexpected(self, expected: &str) -> Error {
        let found = match self {
            Cell::Null => "null",
            Cell::Int(_) => "an integer",
            Cell::Float(_) => "a float",
            Cell::Bool(_) => "a boolean",
            Cell::Text(_) => "a text",
        };
        Error::Shape(format!("expected {expected}, found {found}"))
    }
}

impl FromCell for i64 {
    fn from_cell(cell: Cell<'_>) -> Result<Self> {
        match cell {
            Cell::Int(int) => Ok(int),
            other => Err(other.unexpected("an integer")),
        }
    }
}

impl FromCell for f64 {
    #[expect(clippy::cast_precision_loss, reason = "a float was asked for")]
    fn from_cell(cell: Cell<'_>) -> Result<Self> {
        match cell {
            Cell::Float(float) => Ok(float),
            Cell::Int(int) => Ok(int as f64),
            other => Err(other.unexpected("a float")),
        }
    }
}

impl FromCell for bool {
    fn from_cell(cell: Cell<'_>) -> Result<Self> {
        match cell {
            Cell::Bool(bool) => Ok(bool),
            Cell::Int(int) => Ok(int != 0),
            other => Err(other.unexpected("a boolean")),
        }
    }
}

impl FromCell for String {
    fn from_cell(cell: Cell<'_>) -> Result<Self> {
        match cell {
            Cell::Text(text) => Ok(text.to_owned()),
            other => Err(other.unexpected("a text")),
        }
    }
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Result<Self> {
        match cell {
            Cell::Null => Ok(None),
            cell => T::from_cell(cell).map(Some),
        }
    }
}

macro_rules! rows {
    ($($($part:ident)+;)*) => { $(
        impl<$($part: FromCell),+> FromRow for ($($part,)+) {
            fn from_row(row: &mut Row<'_>) -> Result<Self> {
                Ok(($(row.take::<$part>()?,)+))
            }
        }
    )* };
}

rows! { A; A B; A B C; A B C D; A B C D E; A B C D E F; }
