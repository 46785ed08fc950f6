//! Adds up what was counted, and what is not counted yet.

use std::collections::BTreeMap;

use super::{DAY, Dimension, QUARTER, Span, Totals, store};
use crate::{clock::Timestamp, work::Work};

/// From a moment on until before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    pub since: Timestamp,
    pub until: Timestamp,
}

/// What was counted of something in a stretch of time.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// Which inbox, user, team or tag.
    pub id: i64,
    /// The number of the stretch.
    pub start: i64,
    pub totals: Totals,
}

/// Nothing happened before 1970, nor will after the year 9000.
const END: i64 = 221_845_392_000_000_000;

/// How a time is put together, in microseconds.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parts {
    cells: Vec<(Span, i64, i64)>,
    /// What no cell holds.
    rest: Vec<(i64, i64)>,
}

impl Time {
    pub fn new(since: Timestamp, until: Timestamp) -> Self {
        let since = since.0.clamp(0, END);
        Time { since: Timestamp(since), until: Timestamp(until.0.clamp(since, END)) }
    }

    /// All there is.
    pub fn ever() -> Self {
        Self::new(Timestamp(0), Timestamp(END))
    }

    /// As long a time that ends where this begins.
    #[must_use]
    pub fn before(self) -> Self {
        let length = self.until.0 - self.since.0;
        Self::new(Timestamp(self.since.0 - length), self.since)
    }

    fn parts(self, seal: Option<Timestamp>, longest: Span) -> Parts {
        let (since, until) = (self.since.0, self.until.0);
        let begin = next_multiple(since, QUARTER);
        let end = (until / QUARTER * QUARTER).min(seal.map_or(i64::MIN, |seal| seal.0));
        if begin >= end {
            return Parts { rest: filled([(since, until)]), ..Parts::default() };
        }
        let rest = filled([(since, begin), (end, until)]);
        let (day, last) = (next_multiple(begin, DAY), end / DAY * DAY);
        let cells = if longest == Span::Day && day < last {
            vec![(Span::Quarter, begin, day), (Span::Day, day, last), (Span::Quarter, last, end)]
        } else {
            vec![(Span::Quarter, begin, end)]
        };
        let cells = cells.into_iter().filter(|(_, from, to)| from < to).collect();
        Parts { cells, rest }
    }
}

/// What was counted of each inbox, user, team or tag in a time, or of these.
pub async fn totals(
    work: &mut Work<'_>,
    dimension: Dimension,
    ids: Option<&[i64]>,
    time: Time,
) -> db::Result<BTreeMap<i64, Totals>> {
    let known = match ids {
        Some(ids) => ids.to_vec(),
        None => store::known_ids(work, dimension).await?,
    };
    let parts = time.parts(store::seal(work).await?, Span::Day);
    let mut totals: BTreeMap<i64, Totals> = BTreeMap::new();
    let mut add = |cells: Vec<Cell>| {
        for Cell { id, totals: more, .. } in cells {
            totals.entry(id).or_default().add(&more);
        }
    };
    for (span, from, to) in parts.cells {
        add(store::sums(work, dimension, &known, span, numbers(span, from, to)).await?);
    }
    for (from, to) in parts.rest {
        add(store::uncounted(work, dimension, from, to).await?);
    }
    totals.retain(|id, _| ids.is_none_or(|ids| ids.contains(id)));
    Ok(totals)
}

/// What was counted of one of them in each quarter of an hour of a time, in no particular order.
/// The first and the last may be cut.
pub async fn quarters(
    work: &mut Work<'_>,
    dimension: Dimension,
    id: i64,
    time: Time,
) -> db::Result<Vec<Cell>> {
    let parts = time.parts(store::seal(work).await?, Span::Quarter);
    let mut quarters = Vec::new();
    for (span, from, to) in parts.cells {
        quarters.extend(store::cells(work, dimension, id, numbers(span, from, to)).await?);
    }
    for (from, to) in parts.rest {
        quarters.extend(store::uncounted(work, dimension, from, to).await?);
    }
    quarters.retain(|cell| cell.id == id);
    Ok(quarters)
}

fn numbers(span: Span, from: i64, to: i64) -> (i64, i64) {
    let length = match span {
        Span::Quarter => QUARTER,
        Span::Day => DAY,
    };
    (from / length, to / length)
}

fn next_multiple(of: i64, length: i64) -> i64 {
    of.div_euclid(length) * length + if of % length == 0 { 0 } else { length }
}

fn filled<const N: usize>(times: [(i64, i64); N]) -> Vec<(i64, i64)> {
    times.into_iter().filter(|(from, to)| from < to).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(since: i64, until: i64, seal: i64, longest: Span) -> Parts {
        let time = Time::new(Timestamp(since), Timestamp(until));
        time.parts(Some(Timestamp(seal)), longest)
    }

    #[test]
    fn a_time_is_days_and_quarters_and_what_is_left() {
        let (since, until) = (DAY - QUARTER - 1, 3 * DAY + 2 * QUARTER + 1);
        let cells = vec![
            (Span::Quarter, DAY - QUARTER, DAY),
            (Span::Day, DAY, 3 * DAY),
            (Span::Quarter, 3 * DAY, 3 * DAY + 2 * QUARTER),
        ];
        let rest = vec![(since, since + 1), (until - 1, until)];
        assert_eq!(parts(since, until, 9 * DAY, Span::Day), Parts { cells, rest });
    }

    proptest! {
        #[test]
        fn the_parts_of_a_time_are_all_of_it_once(
            since in 0..5 * DAY,
            length in 0..5 * DAY,
            sealed in 0..10 * 96_i64,
            longest in prop::sample::select(&[Span::Quarter, Span::Day][..]),
        ) {
            let (until, seal) = (since + length, sealed * QUARTER);
            let Parts { cells, rest } = parts(since, until, seal, longest);
            let mut all: Vec<(i64, i64)> = cells.iter().map(|(_, from, to)| (*from, *to)).collect();
            for (span, from, to) in cells {
                let (first, last) = numbers(span, from, to);
                let length = if span == Span::Day { DAY } else { QUARTER };
                prop_assert_eq!((first * length, last * length), (from, to));
                prop_assert!(to <= seal);
            }
            all.extend(rest);
            all.sort_unstable();
            let mut reached = since;
            for (from, to) in all {
                prop_assert_eq!(from, reached);
                prop_assert!(from < to);
                reached = to;
            }
            prop_assert_eq!(reached, until);
        }
    }
}
