//! Places in a list, by what it is ordered by.
//!
//! A cursor says what the last row is ordered by that somebody has seen. What comes behind it is
//! found in an index that has the order, however far that is, where the rows of a page by its
//! number have to be counted off. By what comes last where it is missing, that goes only for the
//! rows that lack it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use db::{Cell, FromCell, FromRow, Row, Tx};
use sea_query::{
    Condition, Expr, ExprTrait as _, IntoCondition as _, NullOrdering, Order, Query,
    SelectStatement,
};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The cursor of who has seen nothing yet.
pub(super) const BEGINNING: &str = "start";

/// Bytes of a cursor.
const LONGEST: usize = 8_192;

/// What the rows of a table are ordered by; no two are alike in all of it.
#[derive(Clone, Debug)]
pub struct Keyset {
    table: &'static str,
    /// Tells orders apart: a place in one is none in another.
    name: String,
    keys: Vec<Key>,
}

/// Something that rows are ordered by.
#[derive(Clone, Debug)]
pub struct Key {
    by: Expr,
    is_text: bool,
    order: Order,
    /// Where those are that have nothing there. None if all of them have something.
    nulls: Option<NullOrdering>,
}

/// A place in a list. Texts are opaque to those who are told them.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Cursor {
    pub order: String,
    pub at: Vec<Value>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub(super) enum Value {
    Number(i64),
    Text(String),
    Nothing,
}

/// What a row is ordered by.
struct Place(Vec<Value>);

impl FromCell for Value {
    fn from_cell(cell: Cell<'_>) -> db::Result<Self> {
        match cell {
            Cell::Null => Ok(Value::Nothing),
            Cell::Int(number) => Ok(Value::Number(number)),
            Cell::Text(text) => Ok(Value::Text(text.to_owned())),
            Cell::Bool(_) | Cell::Float(_) => Err(cell.unexpected("something to order by")),
        }
    }
}

impl FromRow for Place {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        row.rest().map(Place)
    }
}

impl Cursor {
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        serde_json::from_slice(&BASE64URL.decode(text).ok()?).ok()
    }

    pub fn write(&self) -> Result<String> {
        let text = serde_json::to_vec(self).map_err(|error| Error::Internal(error.into()))?;
        Ok(BASE64URL.encode(text))
    }
}

/// A cursor of another list, or of none.
pub(super) fn unknown() -> Error {
    Error::invalid("cursor", "is none of this list in this order")
}

impl Key {
    pub fn number(by: impl Into<Expr>, order: Order) -> Self {
        Key { by: by.into(), is_text: false, order, nulls: None }
    }

    pub fn text(by: impl Into<Expr>, order: Order) -> Self {
        Key { by: by.into(), is_text: true, order, nulls: None }
    }

    /// Not every row has it.
    #[must_use]
    pub fn or_nothing(self, nulls: NullOrdering) -> Self {
        Key { nulls: Some(nulls), ..self }
    }

    /// Whether a value of a cursor can be one of these.
    fn fits(&self, value: &Value) -> bool {
        match value {
            Value::Number(_) => !self.is_text,
            Value::Text(text) => self.is_text && !text.contains('\0'),
            Value::Nothing => self.nulls.is_some(),
        }
    }

    fn is(&self, value: &Value) -> Expr {
        let by = self.by.clone();
        match value {
            Value::Number(number) => by.eq(*number),
            Value::Text(text) => by.eq(text.as_str()),
            Value::Nothing => by.is_null(),
        }
    }

    /// What is so of the rows that come later than a value. None if there are none.
    fn is_behind(&self, value: &Value) -> Option<Condition> {
        let by = || self.by.clone();
        let later = match (value, &self.order) {
            (Value::Nothing, _) => {
                let begins = matches!(self.nulls, Some(NullOrdering::First));
                return begins.then(|| by().is_not_null().into_condition());
            }
            (Value::Number(number), Order::Desc) => by().lt(*number),
            (Value::Number(number), _) => by().gt(*number),
            (Value::Text(text), Order::Desc) => by().lt(text.as_str()),
            (Value::Text(text), _) => by().gt(text.as_str()),
        };
        let ends = matches!(self.nulls, Some(NullOrdering::Last));
        Some(Condition::any().add(later).add_option(ends.then(|| by().is_null())))
    }

    /// What is so of the rows that come no earlier than a value, as an index understands it.
    /// None if that is every row, or not one stretch of an index.
    fn bound(&self, value: &Value) -> Option<Expr> {
        let by = self.by.clone();
        match (value, &self.order, &self.nulls) {
            (Value::Nothing, _, Some(NullOrdering::Last)) => Some(by.is_null()),
            (Value::Nothing, _, _) | (_, _, Some(NullOrdering::Last)) => None,
            (Value::Number(number), Order::Desc, _) => Some(by.lte(*number)),
            (Value::Number(number), _, _) => Some(by.gte(*number)),
            (Value::Text(text), Order::Desc, _) => Some(by.lte(text.as_str())),
            (Value::Text(text), _, _) => Some(by.gte(text.as_str())),
        }
    }
}

impl Keyset {
    /// An order of a table. The name tells it apart from its other orders.
    pub fn new(table: &'static str, name: impl Into<String>, keys: Vec<Key>) -> Self {
        Keyset { table, name: name.into(), keys }
    }

    /// Puts the rows of a query into this order.
    pub fn order(&self, query: &mut SelectStatement) {
        for Key { by, order, nulls, .. } in &self.keys {
            match nulls {
                Some(nulls) => query.order_by_expr_with_nulls(by.clone(), order.clone(), *nulls),
                None => query.order_by_expr(by.clone(), order.clone()),
            };
        }
    }

    /// What is so of the rows behind a place. The beginning of a list is no place.
    pub fn behind(&self, cursor: Option<&str>) -> Result<Option<Condition>> {
        let Some(cursor) = cursor.filter(|cursor| *cursor != BEGINNING) else { return Ok(None) };
        let at = self.read(cursor);
        let at = at.ok_or_else(unknown)?;
        let mut any = Condition::any();
        let mut alike = Condition::all();
        for (key, value) in self.keys.iter().zip(&at) {
            let is_behind = key.is_behind(value);
            any = any.add_option(is_behind.map(|is_behind| alike.clone().add(is_behind)));
            alike = alike.add(key.is(value));
        }
        let first = self.keys.first().zip(at.first());
        let bound = first.and_then(|(key, value)| key.bound(value));
        Ok(Some(Condition::all().add_option(bound).add(any)))
    }

    /// What its cursors are told apart by from those of other lists.
    fn named(&self) -> String {
        format!("{}: {}", self.table, self.name)
    }

    fn read(&self, cursor: &str) -> Option<Vec<Value>> {
        let Cursor { order, at } = Cursor::read(cursor)?;
        let fits = order == self.named()
            && at.len() == self.keys.len()
            && self.keys.iter().zip(&at).all(|(key, value)| key.fits(value));
        fits.then_some(at)
    }

    /// The place of a row.
    pub async fn place(&self, tx: &mut Tx, id: i64) -> Result<Option<String>> {
        let mut query = Query::select();
        query.from(self.table).and_where(Expr::col((self.table, "id")).eq(id));
        query.exprs(self.keys.iter().map(|key| key.by.clone()));
        let place = tx.select::<Place>(&query).await?.into_iter().next();
        let write = |Place(at)| Cursor { order: self.named(), at }.write();
        place.map(write).transpose()
    }
}
