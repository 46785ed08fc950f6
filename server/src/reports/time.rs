//! Which time a report is about, and how it is divided into hours, days, weeks, months or years.

use jiff::civil::{Date, DateTime};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::{
    clock::Timestamp,
    error::{Error, Result},
    looks_like,
    report_cells::{QUARTER, Span, read::Time},
};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Buckets of one series.
const MOST: usize = 50_000;

/// Which time is meant.
#[derive(Clone, Copy, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "since": 1_767_225_600, "until": 1_769_904_000 }]))]
#[serde(default)]
pub struct Range {
    /// Seconds since 1970, as is `until`, which is the first second that is not meant.
    pub since: Option<i64>,
    pub until: Option<i64>,
}

/// How a time is divided.
#[derive(Clone, Copy, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Division {
    pub group_by: Group,
    pub timezone_offset: Zone,
}

/// What is not known means days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Group {
    Hour,
    #[default]
    Day,
    Week,
    Month,
    Year,
}

/// How many seconds clocks are ahead of UTC where whoever asks is. An offset that no clocks have
/// is taken for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zone(i64);

looks_like! {
    Group: { "type": "string", "default": "day", "description": "`hour`, `day`, `week` (which begins on Sunday), `month` or `year`; a day if it is nothing of that." };
    Zone: { "type": "number", "default": 0, "description": "By how many hours clocks are ahead of UTC where days begin." };
}

impl Range {
    /// The time, if both of its ends are told.
    pub fn time(self) -> Option<Time> {
        let (since, until) = self.since.zip(self.until)?;
        Some(Time::new(Timestamp::from_seconds(since), Timestamp::from_seconds(until)))
    }

    /// The time, or all there is.
    pub fn time_or_ever(self) -> Time {
        self.time().unwrap_or_else(Time::ever)
    }

    /// The time, which has to be told.
    pub fn told(self) -> Result<Time> {
        let missing = if self.since.is_none() { "since" } else { "until" };
        self.time().ok_or(Error::Missing(missing))
    }
}

impl Zone {
    /// Of so many hours.
    fn of_hours(hours: f64) -> Self {
        let quarters = hours * 4.0;
        let is_somewhere = (-48.0..=56.0).contains(&quarters) && quarters.fract() == 0.0;
        if !is_somewhere {
            return Self::default();
        }
        #[expect(clippy::cast_possible_truncation, reason = "there are few, and all are whole")]
        Self(quarters as i64 * QUARTER / 1_000_000)
    }

    /// What clocks there show.
    pub fn shown(self, moment: Timestamp) -> DateTime {
        let shown = jiff::Timestamp::from_second(moment.seconds() + self.0);
        jiff::tz::TimeZone::UTC.to_datetime(shown.unwrap_or_default())
    }

    /// When a day begins there.
    pub fn moment(self, date: Date) -> Timestamp {
        let days = i64::from(date.since(Date::constant(1970, 1, 1)).map_or(0, |it| it.get_days()));
        Timestamp::from_seconds(days * DAY - self.0)
    }
}

/// `(GMT+05:30) UTC+05:30`.
impl std::fmt::Display for Zone {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { '-' } else { '+' };
        let (hours, minutes) = (self.0.abs() / HOUR, self.0.abs() / 60 % 60);
        write!(out, "(GMT{sign}{hours:02}:{minutes:02}) UTC")?;
        if self.0 == 0 { Ok(()) } else { write!(out, "{sign}{hours:02}:{minutes:02}") }
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Option::<f64>::deserialize(from).map(|hours| Self::of_hours(hours.unwrap_or(0.0)))
    }
}

impl<'de> Deserialize<'de> for Group {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = String::deserialize(from)?;
        Ok(match word.as_str() {
            "hour" => Group::Hour,
            "week" => Group::Week,
            "month" => Group::Month,
            "year" => Group::Year,
            _ => Group::Day,
        })
    }
}

impl Division {
    /// How long something may be that is in one part as a whole.
    pub fn longest(self) -> Span {
        let is_by_days = self.group_by != Group::Hour && self.timezone_offset == Zone::default();
        if is_by_days { Span::Day } else { Span::Quarter }
    }

    /// When each part of a time begins. The first may begin before the time does.
    pub fn starts(self, time: Time) -> Result<Vec<Timestamp>> {
        let mut starts = Vec::new();
        if time.since == time.until {
            return Ok(starts);
        }
        let mut start = self.start(time.since);
        while start < time.until {
            if starts.len() == MOST {
                let problem = format!("is too long after since (maximum is {MOST} of them)");
                return Err(Error::invalid("until", problem));
            }
            starts.push(start);
            start = self.next(start);
        }
        Ok(starts)
    }

    /// When the part begins in which a moment is.
    pub fn start(self, moment: Timestamp) -> Timestamp {
        let Zone(ahead) = self.timezone_offset;
        let shown = moment.seconds() + ahead;
        let floor =
            |length: i64| Timestamp::from_seconds(shown.div_euclid(length) * length - ahead);
        let date = self.timezone_offset.shown(moment).date();
        match self.group_by {
            Group::Hour => floor(HOUR),
            Group::Day => floor(DAY),
            Group::Week => {
                // The first of January 1970 was a Thursday.
                let weekday = (shown.div_euclid(DAY) + 4).rem_euclid(7);
                Timestamp::from_seconds((shown.div_euclid(DAY) - weekday) * DAY - ahead)
            }
            Group::Month => self.timezone_offset.moment(date.first_of_month()),
            Group::Year => self.timezone_offset.moment(date.first_of_year()),
        }
    }

    /// When the part after it begins. No month has 32 days.
    fn next(self, start: Timestamp) -> Timestamp {
        let later = |seconds: i64| Timestamp(start.0 + seconds * 1_000_000);
        match self.group_by {
            Group::Hour => later(HOUR),
            Group::Day => later(DAY),
            Group::Week => later(7 * DAY),
            Group::Month => self.start(later(32 * DAY)),
            Group::Year => self.start(later(367 * DAY)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(group_by: Group, hours: f64, since: &str, until: &str) -> Vec<String> {
        let moment = |text| Timestamp::from_iso(text).unwrap();
        let division = Division { group_by, timezone_offset: Zone::of_hours(hours) };
        let starts = division.starts(Time::new(moment(since), moment(until))).unwrap();
        starts.into_iter().map(|start| start.iso()[..16].to_owned()).collect()
    }

    #[test]
    fn parts_begin_where_they_begin_in_the_zone() {
        let (since, until) = ("2026-02-27T12:00:00Z", "2026-03-02T12:00:00Z");
        for (group_by, hours, expected) in [
            (
                Group::Day,
                0.0,
                vec![
                    "2026-02-27T00:00",
                    "2026-02-28T00:00",
                    "2026-03-01T00:00",
                    "2026-03-02T00:00",
                ],
            ),
            (Group::Week, 0.0, vec!["2026-02-22T00:00", "2026-03-01T00:00"]),
            (Group::Month, -3.5, vec!["2026-02-01T03:30", "2026-03-01T03:30"]),
            (Group::Month, 5.75, vec!["2026-01-31T18:15", "2026-02-28T18:15"]),
            (Group::Year, 1.0, vec!["2025-12-31T23:00"]),
            // No clocks are so far ahead, and none differ by so little.
            (Group::Year, 15.0, vec!["2026-01-01T00:00"]),
            (Group::Year, 0.1, vec!["2026-01-01T00:00"]),
        ] {
            assert_eq!(starts(group_by, hours, since, until), expected, "{group_by:?} {hours}");
        }
        let hours = starts(Group::Hour, 5.5, "2026-03-01T00:00:00Z", "2026-03-01T01:30:00Z");
        assert_eq!(hours, ["2026-02-28T23:30", "2026-03-01T00:30"]);
        assert!(starts(Group::Day, 0.0, until, since).is_empty());
    }

    #[test]
    fn years_have_their_length() {
        let years = starts(Group::Year, -12.0, "2023-06-01T00:00:00Z", "2026-01-01T12:00:00Z");
        assert_eq!(years, ["2023-01-01T12:00", "2024-01-01T12:00", "2025-01-01T12:00"]);
    }
}
