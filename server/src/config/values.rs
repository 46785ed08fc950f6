//! What settings are made of.

use std::{fmt, time::Duration};

use serde::{Deserialize, Deserializer};

/// Days that anything lasts: two hundred years.
const MOST_DAYS: u64 = 73_050;

/// A text that is not printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.0.is_empty() { "none" } else { "***" })
    }
}

pub(super) fn each_seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Duration>, D::Error> {
    let each = Vec::<u64>::deserialize(from)?;
    Ok(each.into_iter().map(Duration::from_secs).collect())
}

pub(super) fn days<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    u64::deserialize(from).map(|days| Duration::from_hours(24 * days.min(MOST_DAYS)))
}

pub(super) fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    u64::deserialize(from).map(Duration::from_secs)
}
