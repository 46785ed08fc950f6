//! For how much of a time an inbox was open: what answers are measured by in business hours
//! (contract `behaviour.md`, 7.1).

use db::{args, sql};
use jiff::tz::TimeZone;

use crate::{clock::Timestamp, error::Result, id::InboxId, work::Work};

const DAY: i64 = 86_400;

/// From which second of a day to which an inbox is open, for each day from Sunday on.
type Week = [Option<(i64, i64)>; 7];

/// The zone of an inbox, a day of the week, and from when to when it is open then.
type Hours = (String, i64, Option<i64>, Option<i64>);

/// The seconds between two moments in which an inbox was open, by the hours it keeps now. One
/// that keeps none has no such time.
pub async fn between(
    work: &mut Work<'_>,
    inbox: InboxId,
    from: Timestamp,
    to: Timestamp,
) -> Result<i64> {
    let sql = sql!(
        "select timezone, day_of_week, open_hour * 3600 + open_minutes * 60,
           close_hour * 3600 + close_minutes * 60
         from inboxes join working_hours on working_hours.inbox_id = inboxes.id
         where inboxes.id = $2 and inboxes.account_id = $1 and inboxes.working_hours_enabled
           and not closed_all_day"
    );
    let open = work.tx.all::<Hours>(sql, args![work.account, inbox]).await?;
    let Some((zone, ..)) = open.first() else { return Ok(0) };
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let mut week = Week::default();
    for (_, day, opens, closes) in open {
        let day = usize::try_from(day).ok().and_then(|day| week.get_mut(day));
        if let Some(day) = day {
            *day = opens.zip(closes);
        }
    }
    Ok(seconds(&week, &zone, from.seconds(), to.seconds()))
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
    let open_on = |day: i64| {
        // The first of January 1970 was a Thursday.
        let weekday = usize::try_from((day + 4).rem_euclid(7)).unwrap_or_default();
        let (opens, closes) = week[weekday]?;
        let (opens, closes) = (day * DAY + opens, day * DAY + closes);
        Some((closes.min(to) - opens.max(from)).max(0))
    };
    days.filter_map(open_on).sum()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::{DAY, Week, seconds};
    use crate::inboxes::hours::tests::ZONES;

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

    #[test]
    fn years_are_measured_too() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let week: Week = [Some((0, DAY - 60)); 7];
        let year = 365 * DAY;
        assert_eq!(seconds(&week, &zone, 1_767_225_600, 1_767_225_600 + year), year - 365 * 60);
    }
}
