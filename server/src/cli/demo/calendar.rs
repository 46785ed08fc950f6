//! When things happen: mostly in working hours, now and then in the evening, hardly at night.
//!
//! Everything is planned in *busy time*, which passes quickly while the desk is manned and
//! slowly while it is not, and ends at this moment. So the plan does not depend on what day
//! it is, and a busy minute at night is half an hour on the clock.

use std::time::Duration;

use crate::clock::Timestamp;

/// Busy time, in thousandths of a second since the history began.
pub type Busy = u64;

pub const MINUTE: Busy = 60_000;
pub const HOUR: Busy = 60 * MINUTE;

/// What a day has of it on the average of a week.
pub const DAY: Busy = 8 * HOUR + 24 * MINUTE;

/// The hours of the clock on which the history lies.
#[derive(Debug)]
pub struct Calendar {
    now: Timestamp,
    days: u64,
    /// How much has passed at the end of each hour, counted from the first.
    passed: Vec<u64>,
}

const CLOCK_HOUR: i64 = 3_600_000_000;

impl Calendar {
    pub fn new(now: Timestamp, days: u32) -> Self {
        let days = u64::from(days);
        let hours = i64::from(u32::try_from(days * 24).expect("the days are few"));
        let mut sum = 0;
        let passed = (0..hours)
            .map(|hour| {
                sum += pace(Timestamp(now.0 - (hours - hour) * CLOCK_HOUR));
                sum
            })
            .collect();
        Self { now, days, passed }
    }

    /// All the busy time there is.
    pub fn length(&self) -> Busy {
        length(self.days)
    }

    /// The moment on the clock.
    pub fn at(&self, busy: Busy) -> Timestamp {
        let total = u128::from(self.passed.last().copied().unwrap_or(1));
        let hour_long = u128::from(CLOCK_HOUR.unsigned_abs());
        // In hours of pace, each divided into the microseconds of an hour.
        let wanted = u128::from(busy) * total * hour_long / u128::from(self.length());
        let wanted = wanted.min(total * hour_long - 1);
        let hour = self.passed.partition_point(|passed| u128::from(*passed) * hour_long <= wanted);
        let before = hour.checked_sub(1).map_or(0, |hour| u128::from(self.passed[hour]));
        let pace = u128::from(self.passed[hour]) - before;
        let within = (wanted - before * hour_long) / pace;
        let within = i64::try_from(within).expect("it is less than an hour");
        let from_end = i64::try_from(self.passed.len() - hour).expect("the hours are few");
        Timestamp(self.now.0 - from_end * CLOCK_HOUR + within)
    }

    /// The last moment of the history, which is when it was made.
    pub fn end(&self) -> Timestamp {
        self.now
    }

    /// The first moment of the history.
    pub fn beginning(&self) -> Timestamp {
        self.now.minus(Duration::from_secs(self.days * 86_400))
    }
}

/// All the busy time of so many days.
pub fn length(days: u64) -> Busy {
    days * DAY
}

/// How much happens in the hour that follows, compared to others.
fn pace(moment: Timestamp) -> u64 {
    let moment = jiff::Timestamp::from_microsecond(moment.0).unwrap_or_default();
    let time = moment.to_zoned_datetime(jiff::tz::TimeZone::UTC);
    let weekend = time.weekday().to_sunday_zero_offset() % 6 == 0;
    match (weekend, time.hour()) {
        (false, 9..=16) => 40,
        (false, 8 | 17) => 30,
        (false, 7 | 18..=20) => 10,
        (true, 10..=18) => 6,
        (_, 0..=5) => 1,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::{Calendar, length};
    use crate::clock::Timestamp;

    /// Ten o'clock on a Tuesday.
    const NOW: Timestamp = Timestamp(1_770_112_800_000_000);

    #[test]
    fn time_never_goes_back_and_ends_now() {
        let calendar = Calendar::new(NOW, 30);
        let steps = 10_000;
        let moments: Vec<Timestamp> =
            (0..=steps).map(|step| calendar.at(calendar.length() / steps * step)).collect();
        assert!(moments.is_sorted());
        assert_eq!(moments[0], calendar.beginning());
        assert!(moments[10_000] <= NOW && NOW.0 - moments[10_000].0 < 60_000_000);
    }

    #[test]
    fn most_happens_while_the_desk_is_manned() {
        let calendar = Calendar::new(NOW, 28);
        let manned = (0..1_000).filter(|step| {
            let moment = calendar.at(length(28) / 1_000 * step);
            let hour = moment.seconds() / 3_600 % 24;
            (8..18).contains(&hour)
        });
        assert!((700..950).contains(&manned.count()));
    }
}
