//! Which page of a list is wanted.

use std::collections::HashMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::looks_like;

/// The number of a page, counting from 1. What is no such number means the first
/// (contract `application-core.md`, 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(u32);

looks_like! {
    Number: { "type": "integer", "minimum": 1, "default": 1 };
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
