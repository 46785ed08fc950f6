//! Which part of a list is wanted: a page by its number, or what comes behind a place in it
//! ([`keyset`], and [`moments`] for what is ordered by when it happened).

pub mod keyset;
pub mod moments;

use std::collections::HashMap;

use db::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use self::keyset::Keyset;
use crate::{error::Result, looks_like};

/// The number of a page, counting from 1. What is no such number means the first
/// (contract `application-core.md`, 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(u32);

looks_like! {
    Number: { "type": "integer", "minimum": 1, "default": 1 };
}

/// How many rows a page is to have, at most [`MOST`]. What is no such number means as many as
/// usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size(Option<u64>);

looks_like! {
    Size: { "type": "integer", "minimum": 1, "maximum": 100 };
}

/// Rows that anybody may want on a page.
pub const MOST: u64 = 100;

/// Which page of a list is wanted.
#[derive(Clone, Copy, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Wanted {
    pub page: Number,
    /// How many rows a page has, if not as many as usual.
    pub per_page: Size,
}

/// Which part of a list is wanted.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Part {
    pub page: Number,
    /// How many rows a page has, if not as many as usual.
    pub per_page: Size,
    /// In the place of a page: where to go on. `start` at the beginning; then what the header
    /// `Next-Cursor` of the answer before has said. However long the list is and whatever is
    /// added to it meanwhile, no row is left out or told twice unless its place in it changes. (Of
    /// conversations that are searched for, and of contacts that are in an order of their own, there
    /// are as many as a search looks at.)
    pub cursor: Option<String>,
}

/// Rows of a list: so many, behind so many others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub limit: u64,
    pub offset: u64,
}

impl Window {
    /// The first rows.
    pub fn first(limit: u64) -> Self {
        Window { limit, offset: 0 }
    }

    /// These of rows that are all there.
    pub fn of<T>(self, rows: Vec<T>) -> Vec<T> {
        let count = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
        rows.into_iter().skip(count(self.offset)).take(count(self.limit)).collect()
    }
}

impl Size {
    /// How many rows are wanted, if `usual` ones are when nothing is said.
    pub fn or(self, usual: u64) -> u64 {
        self.0.unwrap_or(usual)
    }
}

impl Wanted {
    /// The rows of the page, which has `usual` ones if nothing else is said.
    pub fn window(self, usual: u64) -> Window {
        let limit = self.per_page.or(usual);
        Window { limit, offset: self.page.skipping(limit) }
    }
}

impl From<Wanted> for Part {
    fn from(Wanted { page, per_page }: Wanted) -> Self {
        Part { page, per_page, cursor: None }
    }
}

impl Part {
    pub fn window(&self, usual: u64) -> Window {
        let Part { page, per_page, ref cursor } = *self;
        let window = Wanted { page, per_page }.window(usual);
        if cursor.is_some() { Window::first(window.limit) } else { window }
    }

    /// The place behind rows that were found, if it was asked for and something may be there.
    pub async fn next(
        &self,
        tx: &mut Tx,
        keyset: &Keyset,
        ids: &[i64],
        window: Window,
    ) -> Result<Option<String>> {
        match ids.last() {
            Some(last) if self.cursor.is_some() && ids.len() as u64 == window.limit => {
                keyset.place(tx, *last).await
            }
            _ => Ok(None),
        }
    }
}

/// Puts rows that were loaded by their ids into the order of the ids.
pub fn restore_order<T>(rows: &mut [T], ids: &[i64], id: impl Fn(&T) -> i64) {
    let places: HashMap<i64, usize> = ids.iter().copied().zip(0..).collect();
    rows.sort_by_key(|row| places.get(&id(row)).copied());
}

impl Number {
    /// How many rows come before this page.
    pub fn skipping(self, per_page: u64) -> u64 {
        u64::from(self.0 - 1) * per_page
    }

    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for Number {
    fn default() -> Self {
        Number(1)
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = match Value::deserialize(from)? {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        Ok(Size(number.filter(|number| *number > 0).map(|number| number.min(MOST))))
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = match Value::deserialize(from)? {
            Value::Number(number) => number.as_i64().unwrap_or(i64::MAX),
            Value::String(text) => text.trim().parse().unwrap_or(1),
            _ => 1,
        };
        let number = u32::try_from(number.max(1))
            .map_err(|_| serde::de::Error::custom("is beyond the last page"))?;
        Ok(Number(number))
    }
}
