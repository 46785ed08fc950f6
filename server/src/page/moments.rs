//! Places in lists of what happened, which are ordered by a moment, and by id where that is the
//! same.

use sea_query::{Condition, Expr, ExprTrait as _, Order};

use super::{
    Part, Window,
    keyset::{BEGINNING, Cursor, Value, unknown},
};
use crate::{clock::Timestamp, error::Result};

/// A list in one of its orders. The name tells it apart from others.
#[derive(Clone, Debug)]
pub struct Moments {
    name: &'static str,
    order: Order,
}

/// A moment, and the id of what happened then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub moment: Timestamp,
    pub id: i64,
}

impl Moments {
    pub fn newest_first(name: &'static str) -> Self {
        Moments { name, order: Order::Desc }
    }

    pub fn oldest_first(name: &'static str) -> Self {
        Moments { name, order: Order::Asc }
    }

    /// Behind which place the wanted part begins. Before all of them there is one, too.
    pub fn begin(&self, part: &Part) -> Result<Place> {
        let Some(cursor) = part.cursor.as_deref().filter(|cursor| *cursor != BEGINNING) else {
            let end = if self.order == Order::Desc { i64::MAX } else { i64::MIN };
            return Ok(Place { moment: Timestamp(end), id: end });
        };
        match Cursor::read(cursor) {
            Some(Cursor { order, at }) if order == self.key() => match at[..] {
                [Value::Number(moment), Value::Number(id)] => {
                    Ok(Place { moment: Timestamp(moment), id })
                }
                _ => Err(unknown()),
            },
            _ => Err(unknown()),
        }
    }

    /// The place behind rows that were found, if it was asked for and something may be there.
    pub fn next(&self, part: &Part, window: Window, places: &[Place]) -> Result<Option<String>> {
        match places.last() {
            Some(last) if part.cursor.is_some() && places.len() as u64 == window.limit => {
                let at = vec![Value::Number(last.moment.0), Value::Number(last.id)];
                Cursor { order: self.key(), at }.write().map(Some)
            }
            _ => Ok(None),
        }
    }

    /// What is so of the rows behind a place, by the columns of the moment and of the id.
    pub fn behind(&self, moment: &Expr, id: &Expr, place: Place) -> Condition {
        let (moment, id) = (|| moment.clone(), id.clone());
        let (at, number) = (place.moment, place.id);
        let (bound, later, same) = match self.order {
            Order::Desc => (moment().lte(at), moment().lt(at), id.lt(number)),
            _ => (moment().gte(at), moment().gt(at), id.gt(number)),
        };
        Condition::all().add(bound).add(Condition::any().add(later).add(same))
    }

    pub fn order(&self) -> Order {
        self.order.clone()
    }

    fn key(&self) -> String {
        format!("{} {:?}", self.name, self.order)
    }
}
