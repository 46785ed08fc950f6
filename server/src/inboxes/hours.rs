//! Opening hours: for each day of the week, from when to when an inbox is answered, by the
//! clock of the place where it is.

use std::collections::HashMap;

use db::{FromRow, Row, args, sql};
use jiff::{civil::Time, tz::TimeZone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Inbox;
use crate::{
    clock::Timestamp,
    error::{Error, Problems, Result},
    id::InboxId,
    work::Work,
};

/// Days of a week.
const DAYS: usize = 7;

/// The hours of one day. Sunday is 0. Closed days have no hours.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[schemars(rename = "WorkingDay")]
pub struct Day {
    pub day_of_week: i64,
    pub closed_all_day: bool,
    pub open_hour: Option<i64>,
    pub open_minutes: Option<i64>,
    pub close_hour: Option<i64>,
    pub close_minutes: Option<i64>,
    pub open_all_day: bool,
}

#[derive(Debug, JsonSchema, Deserialize)]
pub struct DayChange {
    pub day_of_week: Option<i64>,
    pub closed_all_day: Option<bool>,
    pub open_hour: Option<i64>,
    pub open_minutes: Option<i64>,
    pub close_hour: Option<i64>,
    pub close_minutes: Option<i64>,
    pub open_all_day: Option<bool>,
}

impl Day {
    fn closed(day_of_week: i64) -> Self {
        Day {
            day_of_week,
            closed_all_day: true,
            open_hour: None,
            open_minutes: None,
            close_hour: None,
            close_minutes: None,
            open_all_day: false,
        }
    }

    fn open(day_of_week: i64, from: (i64, i64), to: (i64, i64)) -> Self {
        Day {
            closed_all_day: false,
            open_hour: Some(from.0),
            open_minutes: Some(from.1),
            close_hour: Some(to.0),
            close_minutes: Some(to.1),
            ..Self::closed(day_of_week)
        }
    }

    /// Whether the day has begun and has not ended. Both moments belong to it, and a day that is
    /// open all day has no end.
    fn is_open_at(&self, time: Time) -> bool {
        let clock = |hour: Option<i64>, minute: Option<i64>| {
            let (hour, minute) = (i8::try_from(hour?).ok()?, i8::try_from(minute?).ok()?);
            Time::new(hour, minute, 0, 0).ok()
        };
        let opens = clock(self.open_hour, self.open_minutes);
        let closes = clock(self.close_hour, self.close_minutes);
        if self.closed_all_day || self.open_all_day {
            return self.open_all_day;
        }
        opens.zip(closes).is_some_and(|(opens, closes)| opens <= time && time <= closes)
    }

    fn changed(&self, change: &DayChange) -> Result<Self> {
        let closed = change.closed_all_day.unwrap_or(self.closed_all_day);
        let open_all_day = change.open_all_day.unwrap_or(self.open_all_day);
        if closed && open_all_day {
            return Err(Error::invalid("open_all_day", "cannot be set on a day that is closed"));
        }
        if closed {
            return Ok(Self::closed(self.day_of_week));
        }
        if open_all_day {
            let day = Self::open(self.day_of_week, (0, 0), (23, 59));
            return Ok(Day { open_all_day: true, ..day });
        }
        let mut problems = Problems::default();
        let mut part = |field, given: Option<i64>, kept: Option<i64>, most| {
            let value = given.or(kept).unwrap_or(0);
            if !(0..=most).contains(&value) {
                problems.add(field, format!("must be between 0 and {most}"));
            }
            value
        };
        let from = (
            part("open_hour", change.open_hour, self.open_hour, 23),
            part("open_minutes", change.open_minutes, self.open_minutes, 59),
        );
        let to = (
            part("close_hour", change.close_hour, self.close_hour, 23),
            part("close_minutes", change.close_minutes, self.close_minutes, 59),
        );
        if to <= from {
            problems.add("close_hour", "must be after the opening hour");
        }
        problems.check()?;
        Ok(Self::open(self.day_of_week, from, to))
    }
}

/// Whether an inbox is answered at this moment (contract `behaviour.md`, 9.1). One that does
/// not keep hours always is.
pub async fn is_open(work: &mut Work<'_>, inbox: &Inbox) -> Result<bool> {
    if !inbox.settings.working_hours_enabled {
        return Ok(true);
    }
    let zone = TimeZone::get(&inbox.settings.timezone).unwrap_or(TimeZone::UTC);
    let (day, time) = local(work.now, &zone);
    let day = of_day(work, inbox.id, day).await?;
    Ok(day.is_none_or(|day| day.is_open_at(time)))
}

/// The day of the week and the time of the day that clocks show somewhere.
fn local(now: Timestamp, zone: &TimeZone) -> (i64, Time) {
    let now = jiff::Timestamp::from_microsecond(now.0).unwrap_or_default();
    let now = now.to_zoned_datetime(zone.clone());
    (now.weekday().to_sunday_zero_offset().into(), now.time())
}

/// Gives a new inbox the usual hours: nine to five, from Monday to Friday.
pub async fn create(work: &mut Work<'_>, inbox: InboxId) -> Result<()> {
    for day in 0..7 {
        let day = match day {
            0 | 6 => Day::closed(day),
            weekday => Day::open(weekday, (9, 0), (17, 0)),
        };
        store(work, inbox, &day).await?;
    }
    Ok(())
}

/// Changes days of an inbox.
pub async fn update(work: &mut Work<'_>, inbox: InboxId, changes: &[DayChange]) -> Result<()> {
    if changes.len() > DAYS {
        let problem = format!("are too many (maximum is {DAYS})");
        return Err(Error::invalid("working_hours", problem));
    }
    for change in changes {
        let mut hours = of_inboxes(work, &[inbox.0]).await?;
        let days = hours.remove(&inbox).unwrap_or_default();
        let day = days.into_iter().find(|day| Some(day.day_of_week) == change.day_of_week);
        let day = day.ok_or_else(|| Error::invalid("day_of_week", "must be between 0 and 6"))?;
        store(work, inbox, &day.changed(change)?).await?;
    }
    Ok(())
}

struct OfInbox(InboxId, Day);

impl FromRow for OfInbox {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(OfInbox(
            row.take()?,
            Day {
                day_of_week: row.take()?,
                closed_all_day: row.take()?,
                open_hour: row.take()?,
                open_minutes: row.take()?,
                close_hour: row.take()?,
                close_minutes: row.take()?,
                open_all_day: row.take()?,
            },
        ))
    }
}

/// The hours of each inbox, from Sunday to Saturday.
pub async fn of_inboxes(
    work: &mut Work<'_>,
    ids: &[i64],
) -> db::Result<HashMap<InboxId, Vec<Day>>> {
    let sql = sql!(
        "select inbox_id, day_of_week, closed_all_day, open_hour, open_minutes, close_hour,
           close_minutes, open_all_day
         from working_hours where inbox_id = any($1) order by inbox_id, day_of_week"
    );
    let mut hours: HashMap<InboxId, Vec<Day>> = HashMap::new();
    for OfInbox(inbox, day) in work.tx.all(sql, args![ids]).await? {
        hours.entry(inbox).or_default().push(day);
    }
    Ok(hours)
}

async fn of_day(work: &mut Work<'_>, inbox: InboxId, day: i64) -> db::Result<Option<Day>> {
    let sql = sql!(
        "select inbox_id, day_of_week, closed_all_day, open_hour, open_minutes, close_hour,
           close_minutes, open_all_day
         from working_hours where inbox_id = $1 and day_of_week = $2"
    );
    let found = work.tx.first::<OfInbox>(sql, args![inbox, day]).await?;
    Ok(found.map(|OfInbox(_, day)| day))
}

async fn store(work: &mut Work<'_>, inbox: InboxId, day: &Day) -> db::Result<()> {
    let sql = sql!(
        "insert into working_hours (inbox_id, day_of_week, closed_all_day, open_hour,
           open_minutes, close_hour, close_minutes, open_all_day)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (inbox_id, day_of_week) do update set
           closed_all_day = excluded.closed_all_day, open_hour = excluded.open_hour,
           open_minutes = excluded.open_minutes, close_hour = excluded.close_hour,
           close_minutes = excluded.close_minutes, open_all_day = excluded.open_all_day"
    );
    let args = args![
        inbox,
        day.day_of_week,
        day.closed_all_day,
        day.open_hour,
        day.open_minutes,
        day.close_hour,
        day.close_minutes,
        day.open_all_day,
    ];
    work.tx.push(sql, args).await
}

#[cfg(test)]
pub(super) mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::{Day, local};
    use crate::clock::Timestamp;

    /// Zones that have moved their clocks in all ways.
    pub const ZONES: [&str; 8] = [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "Africa/Casablanca",
        "America/St_Johns",
    ];

    fn day(day_of_week: i64) -> impl Strategy<Value = Day> {
        let hours = (0..1_440_i64, 0..1_440_i64).prop_map(move |(from, to)| {
            Day::open(day_of_week, (from / 60, from % 60), (to / 60, to % 60))
        });
        let all_day = Day { open_all_day: true, ..Day::open(day_of_week, (0, 0), (23, 59)) };
        prop_oneof![6 => hours, 1 => Just(Day::closed(day_of_week)), 1 => Just(all_day)]
    }

    fn week() -> impl Strategy<Value = Vec<Day>> {
        (0..7).map(day).collect::<Vec<_>>()
    }

    /// The same, by the seconds that clocks there are ahead of UTC.
    fn is_open_slowly(week: &[Day], zone: &TimeZone, now: Timestamp) -> bool {
        let moment = jiff::Timestamp::from_microsecond(now.0).unwrap();
        let ahead = i64::from(zone.to_offset(moment).seconds()) * 1_000_000;
        let shown = now.0 + ahead;
        // The first of January 1970 was a Thursday.
        let weekday = (shown.div_euclid(86_400_000_000) + 4).rem_euclid(7);
        let day = week.iter().find(|day| day.day_of_week == weekday).unwrap();
        let minutes =
            |hour: Option<i64>, minute: Option<i64>| hour.unwrap_or(0) * 60 + minute.unwrap_or(0);
        let from = minutes(day.open_hour, day.open_minutes);
        let to = minutes(day.close_hour, day.close_minutes);
        let micros = shown.rem_euclid(86_400_000_000);
        match (day.closed_all_day, day.open_all_day) {
            (true, _) => false,
            (_, true) => true,
            _ => micros >= from * 60_000_000 && micros <= to * 60_000_000,
        }
    }

    fn is_open(week: &[Day], zone: &TimeZone, now: Timestamp) -> bool {
        let (weekday, time) = local(now, zone);
        week.iter().find(|day| day.day_of_week == weekday).unwrap().is_open_at(time)
    }

    proptest! {
        #[test]
        fn it_is_open_when_clocks_there_say_so(
            week in week(),
            zone in prop::sample::select(&ZONES[..]),
            // From 2000 to 2040, as often as not on a whole minute.
            minute in 15_778_080..36_816_480_i64,
            micros in prop_oneof![Just(0_i64), 0..60_000_000_i64],
        ) {
            let zone = TimeZone::get(zone).unwrap();
            let now = Timestamp(minute * 60_000_000 + micros);
            prop_assert_eq!(is_open(&week, &zone, now), is_open_slowly(&week, &zone, now));
        }
    }

    #[test]
    fn hours_are_those_of_the_place_in_summer_and_in_winter() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let week: Vec<Day> = (0..7).map(|day| Day::open(day, (9, 0), (17, 0))).collect();
        let open = |moment| is_open(&week, &berlin, Timestamp::from_iso(moment).unwrap());
        for (moment, expected) in [
            ("2026-01-05T07:59:59Z", false),
            ("2026-01-05T08:00:00Z", true),
            ("2026-01-05T16:00:00Z", true),
            ("2026-01-05T16:00:01Z", false),
            ("2026-07-06T06:59:59Z", false),
            ("2026-07-06T07:00:00Z", true),
            ("2026-07-06T15:00:00Z", true),
            ("2026-07-06T15:00:01Z", false),
        ] {
            assert_eq!(open(moment), expected, "{moment}");
        }
    }

    #[test]
    fn clocks_that_are_turned_do_not_change_what_they_show() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        // Half past two comes twice in the night of the 25th of October 2026.
        let week: Vec<Day> = (0..7).map(|day| Day::open(day, (2, 15), (2, 45))).collect();
        let open = |moment| is_open(&week, &berlin, Timestamp::from_iso(moment).unwrap());
        assert!(open("2026-10-25T00:30:00Z") && open("2026-10-25T01:30:00Z"));
        assert!(!open("2026-10-25T01:00:00Z"));
        // And not at all in that of the 29th of March.
        assert!(!open("2026-03-29T00:59:59Z") && !open("2026-03-29T01:00:00Z"));
        let all_day = Day { open_all_day: true, ..Day::open(0, (0, 0), (23, 59)) };
        assert!(all_day.is_open_at(jiff::civil::time(23, 59, 59, 999_999_999)));
    }
}
