//! Time: where it comes from, and how clients see it.
//!
//! Everything that needs to know what time it is gets it from a [`Clock`], so that
//! tests decide. Times are microseconds since 1970 in UTC; the wire has them as whole
//! seconds (mostly), as seconds with a fraction, or as ISO 8601 text, by field.

mod wire;

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime},
};

pub use wire::{Epoch, EpochFloat, EpochOrNull, EpochOrZero, Iso, IsoOrNull};

/// A moment, in microseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// Whole seconds since 1970.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Whole days since 1970, in UTC.
    pub fn day(self) -> i64 {
        self.seconds().div_euclid(86_400)
    }

    /// `2026-02-03T04:05:06.789Z`: always three digits of a second, always UTC.
    pub fn iso(self) -> String {
        let moment = jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::MAX);
        format!("{moment:.3}")
    }

    /// Reads an ISO 8601 date-time; without an offset it is taken as UTC.
    pub fn from_iso(text: &str) -> Option<Self> {
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Some(Self(moment.as_microsecond()));
        }
        let civil = text.parse::<jiff::civil::DateTime>().ok()?;
        let moment = civil.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?.timestamp();
        Some(Self(moment.as_microsecond()))
    }

    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(micros(duration)))
    }

    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(micros(duration)))
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

impl From<Timestamp> for db::Value<'_> {
    fn from(moment: Timestamp) -> Self {
        db::Value::Int(moment.0)
    }
}

impl From<Timestamp> for sea_query::Value {
    fn from(moment: Timestamp) -> Self {
        moment.0.into()
    }
}

impl db::FromCell for Timestamp {
    fn from_cell(cell: db::Cell<'_>) -> db::Result<Self> {
        i64::from_cell(cell).map(Timestamp)
    }
}

/// Tells the time. Clones of a set clock move together.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Set(Arc<AtomicI64>),
}

impl Clock {
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is moved.
    pub fn set_to(moment: Timestamp) -> Self {
        Self(Source::Set(Arc::new(AtomicI64::new(moment.0))))
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system")]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => {
                let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
                Timestamp(micros(since.unwrap_or_default()))
            }
            Source::Set(moment) => Timestamp(moment.load(Ordering::SeqCst)),
        }
    }

    /// Moves a set clock forward. The system's clock is not moved.
    pub fn advance(&self, by: Duration) {
        if let Source::Set(moment) = &self.0 {
            moment.fetch_add(micros(by), Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn iso_times_have_three_digits_of_a_second() {
        let moment = Timestamp(1_770_091_506_789_456);
        assert_eq!(moment.iso(), "2026-02-03T04:05:06.789Z");
        assert_eq!(Timestamp::from_iso("2026-02-03T04:05:06.789456Z"), Some(moment));
        assert_eq!(Timestamp::from_iso("2026-02-03T04:05:06.789456"), Some(moment));
        assert_eq!(Timestamp::from_seconds(0).iso(), "1970-01-01T00:00:00.000Z");
    }
}
