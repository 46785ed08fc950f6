//! For how much of a time an inbox was open, which is what answers are measured by in business
//! hours (contract `behaviour.md`, 7.1), and when it will have been open for so long.

use std::time::Duration;

use db::{args, sql};
use jiff::tz::TimeZone;

use crate::{clock::Timestamp, error::Result, id::InboxId, work::Work};

const DAY: i64 = 86_400;

/// Nobody waits for longer than this, however seldom an inbox is open.
const FARTHEST: i64 = 10 * 366 * DAY;

/// From which second of a day to which an inbox is open, for each day from Sunday on.
pub type Week = [Option<(i64, i64)>; 7];

/// The zone of an inbox, and for a day of the week on which it is open from when to when.
type Row = (String, Option<i64>, Option<i64>, Option<i64>);

/// When an inbox is open.
#[derive(Clone, Debug)]
pub enum Hours {
    /// It keeps no hours.
    Always,
    By(Week, TimeZone),
}

/// The seconds between two moments in which an inbox was open, by the hours it keeps now. One
/// that keeps none has no such time.
pub async fn between(
    work: &mut Work<'_>,
    inbox: InboxId,
    from: Timestamp,
    to: Timestamp,
) -> Result<i64> {
    match hours(work, inbox).await? {
        Hours::Always => Ok(0),
        Hours::By(week, zone) => Ok(seconds(&week, &zone, from.seconds(), to.seconds())),
    }
}

/// The hours that an inbox keeps now.
pub async fn hours(work: &mut Work<'_>, inbox: InboxId) -> Result<Hours> {
    let sql = sql!(
        "select timezone, day_of_week, open_hour * 3600 + open_minutes * 60,
           close_hour * 3600 + close_minutes * 60
         from inboxes left join working_hours
           on working_hours.inbox_id = inboxes.id and not closed_all_day
         where inboxes.id = $2 and inboxes.account_id = $1 and inboxes.working_hours_enabled"
    );
    let open = work.tx.all::<Row>(sql, args![work.account, inbox]).await?;
    let Some((zone, ..)) = open.first() else { return Ok(Hours::Always) };
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let mut week = Week::default();
    for (_, day, opens, closes) in open {
        let day = day.and_then(|day| week.get_mut(usize::try_from(day).ok()?));
        if let Some(day) = day {
            *day = opens.zip(closes);
        }
    }
    Ok(Hours::By(week, zone))
}

impl Hours {
    /// The moment by which it has been open for so long since another. By hours, only whole
    /// seconds count. None if that is too far away for anybody to wait for it.
    pub fn after(&self, from: Timestamp, open: Duration) -> Option<Timestamp> {
        match self {
            Hours::Always => Some(from.plus(open)),
            Hours::By(week, zone) => {
                let open = i64::try_from(open.as_millis().div_ceil(1_000)).ok()?;
                moment(week, zone, from.seconds(), open).map(Timestamp::from_seconds)
            }
        }
    }
}

/// How many of the seconds from one to another are open by what clocks show there.
fn seconds(week: &Week, zone: &TimeZone, from: i64, to: i64) -> i64 {
    let mut open = 0;
    let mut begin = from;
    while begin < to {
        let Ok(moment) = jiff::Timestamp::from_second(begin) else { break };
        let next = zone.following(moment).next().map(|turned| turned.timestamp().as_second());
        let end = next.unwrap_or(to).min(to);
        let ahead = i64::from(zone.to_offset(moment).seconds());
        open += shown_seconds(week, begin + ahead, end + ahead);
        begin = end;
    }
    open
}

/// The same between two times that a clock shows without being turned meanwhile.
fn shown_seconds(week: &Week, from: i64, to: i64) -> i64 {
    let days = from.div_euclid(DAY)..=to.div_euclid(DAY);
    let open_on = |(opens, closes): (i64, i64)| (closes.min(to) - opens.max(from)).max(0);
    days.filter_map(|day| on(week, day)).map(open_on).sum()
}

/// The first second by which so many since another were open: the inverse of [`seconds`].
fn moment(week: &Week, zone: &TimeZone, from: i64, mut open: i64) -> Option<i64> {
    let end = from.checked_add(FARTHEST)?;
    let mut begin = from;
    while begin < end {
        let at = jiff::Timestamp::from_second(begin).ok()?;
        let next = zone.following(at).next().map(|turned| turned.timestamp().as_second());
        let next = next.unwrap_or(end).min(end);
        let ahead = i64::from(zone.to_offset(at).seconds());
        match shown_moment(week, begin + ahead, next + ahead, open) {
            Ok(shown) => return Some(shown - ahead),
            Err(left) => open = left,
        }
        begin = next;
    }
    None
}

/// The same between two times that a clock shows without being turned meanwhile; otherwise, how
/// many are left.
fn shown_moment(week: &Week, from: i64, to: i64, mut open: i64) -> Result<i64, i64> {
    if open <= 0 {
        return Ok(from);
    }
    for day in from.div_euclid(DAY)..=to.div_euclid(DAY) {
        let Some((opens, closes)) = on(week, day) else { continue };
        let (opens, closes) = (opens.max(from), closes.min(to));
        if opens + open <= closes {
            return Ok(opens + open);
        }
        open -= (closes - opens).max(0);
    }
    Err(open)
}

/// From when to when it is open on a day, counted since 1970.
fn on(week: &Week, day: i64) -> Option<(i64, i64)> {
    // The first of January 1970 was a Thursday.
    let weekday = usize::try_from((day + 4).rem_euclid(7)).unwrap_or_default();
    let (opens, closes) = week[weekday]?;
    Some((day * DAY + opens, day * DAY + closes))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::{DAY, Hours, Week, moment, seconds};
    use crate::{clock::Timestamp, inboxes::hours::tests::ZONES};

    fn week() -> impl Strategy<Value = Week> {
        let hours =
            (0..1_440_i64, 0..1_440_i64).prop_map(|(a, b)| Some((a.min(b) * 60, a.max(b) * 60)));
        prop::array::uniform7(prop_oneof![5 => hours, 1 => Just(None)])
    }

    /// Looks at each minute by itself: all hours begin and end with one, as do all zones.
    fn slowly(week: &Week, zone: &TimeZone, from: i64, to: i64) -> i64 {
        let mut open = 0;
        let mut minute = from.div_euclid(60) * 60;
        while minute < to {
            let moment = jiff::Timestamp::from_second(minute).unwrap();
            let shown = zone.to_datetime(moment);
            let weekday = usize::try_from(shown.date().weekday().to_sunday_zero_offset()).unwrap();
            let time = (i64::from(shown.hour()) * 60 + i64::from(shown.minute())) * 60;
            if week[weekday].is_some_and(|(opens, closes)| opens <= time && time < closes) {
                open += (minute + 60).min(to) - minute.max(from);
            }
            minute += 60;
        }
        open
    }

    proptest! {
        #[test]
        fn open_time_is_what_clocks_there_say(
            week in week(),
            zone in prop::sample::select(&ZONES[..]),
            // From 2000 to 2030, for up to a fortnight.
            from in 946_684_800..1_893_456_000_i64,
            length in prop_oneof![0..DAY, 0..14 * DAY],
        ) {
            let zone = TimeZone::get(zone).unwrap();
            let to = from + length;
            prop_assert_eq!(seconds(&week, &zone, from, to), slowly(&week, &zone, from, to));
        }

        #[test]
        fn open_time_is_the_same_when_clocks_are_turned(
            week in week(),
            // The nights in which Berlin turned its clocks in 2026.
            night in prop::sample::select(&[1_774_746_000_i64, 1_792_890_000][..]),
            before in 0..3 * DAY,
            after in 0..3 * DAY,
        ) {
            let zone = TimeZone::get("Europe/Berlin").unwrap();
            let (from, to) = (night - before, night + after);
            prop_assert_eq!(seconds(&week, &zone, from, to), slowly(&week, &zone, from, to));
        }
    }

    /// Waits minute by minute until it has been open for so many seconds, for 40 days at most.
    fn moment_slowly(week: &Week, zone: &TimeZone, from: i64, open: i64) -> Option<i64> {
        let mut left = open;
        let mut minute = from.div_euclid(60) * 60;
        while minute < from + 40 * DAY {
            let (begin, end) = (minute.max(from), minute + 60);
            let open = slowly(week, zone, begin, end);
            if left <= open {
                return Some(begin + left);
            }
            left -= open;
            minute = end;
        }
        None
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn so_much_open_time_is_over_when_clocks_there_say_so(
            week in week(),
            zone in prop::sample::select(&ZONES[..]),
            from in 946_684_800..1_893_456_000_i64,
            open in prop_oneof![1..DAY, 1..3 * DAY],
        ) {
            let zone = TimeZone::get(zone).unwrap();
            let found = moment(&week, &zone, from, open);
            match moment_slowly(&week, &zone, from, open) {
                Some(slowly) => prop_assert_eq!(found, Some(slowly)),
                None => prop_assert!(found.is_none_or(|found| found >= from + 40 * DAY)),
            }
        }

        #[test]
        fn it_is_over_at_the_first_second_at_which_it_is(
            week in week(),
            // The nights in which Berlin turned its clocks in 2026.
            night in prop::sample::select(&[1_774_746_000_i64, 1_792_890_000][..]),
            before in 0..3 * DAY,
            open in 1..30 * DAY,
        ) {
            let (zone, from) = (TimeZone::get("Europe/Berlin").unwrap(), night - before);
            if let Some(over) = moment(&week, &zone, from, open) {
                prop_assert_eq!(seconds(&week, &zone, from, over), open);
                prop_assert_eq!(seconds(&week, &zone, from, over - 1), open - 1);
            }
        }
    }

    #[test]
    fn nobody_waits_for_what_is_never_open() {
        let berlin = || TimeZone::get("Europe/Berlin").unwrap();
        let (never, hour) = (Hours::By([None; 7], berlin()), std::time::Duration::from_hours(1));
        assert_eq!(never.after(Timestamp(0), hour), None);
        let mut week: Week = [None; 7];
        week[0] = Some((0, 60));
        // A minute a week: an hour takes more than a year, a day more than a lifetime.
        let seldom = Hours::By(week, berlin());
        assert!(seldom.after(Timestamp(0), hour).is_some());
        assert_eq!(seldom.after(Timestamp(0), 24 * hour), None);
        assert_eq!(Hours::Always.after(Timestamp(0), hour), Some(Timestamp(3_600_000_000)));
    }

    #[test]
    fn years_are_measured_too() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let week: Week = [Some((0, DAY - 60)); 7];
        let year = 365 * DAY;
        assert_eq!(seconds(&week, &zone, 1_767_225_600, 1_767_225_600 + year), year - 365 * 60);
    }
}
