//! Adds up what was counted, and what is not counted yet.

use std::collections::BTreeMap;

use super::{Dimension, QUARTER, Span, Totals, store};
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
    /// When the stretch begins.
    pub start: Timestamp,
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

/// A time as cells of one length, in microseconds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cut {
    /// From where to where there are any.
    pub cells: Option<(i64, i64)>,
    /// What none of them holds.
    pub rest: Vec<(i64, i64)>,
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

    /// Cells of a length hold what came before the seal: those in which it is, too, but not all of
    /// them.
    pub(super) fn cut(self, seal: Option<Timestamp>, length: i64) -> Cut {
        let (since, until) = (self.since.0, self.until.0);
        let seal = seal.map_or(0, |seal| seal.0);
        let begin = next_multiple(since, length);
        let (end, counted) = if until < seal {
            let end = until / length * length;
            (end, end)
        } else {
            (next_multiple(seal, length), seal)
        };
        if begin >= end {
            return Cut { cells: None, rest: filled([(since, until)]) };
        }
        Cut { cells: Some((begin, end)), rest: filled([(since, begin), (counted, until)]) }
    }

    fn parts(self, seal: Option<Timestamp>, longest: Span) -> Parts {
        let Cut { cells, rest } = self.cut(seal, QUARTER);
        let Some((begin, end)) = cells else { return Parts { rest, ..Parts::default() } };
        let day = Span::Day.length();
        let (first, last) = (next_multiple(begin, day), end / day * day);
        let cells = if longest == Span::Day && first < last {
            vec![
                (Span::Quarter, begin, first),
                (Span::Day, first, last),
                (Span::Quarter, last, end),
            ]
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
    let mut found = Vec::new();
    for (span, from, to) in parts.cells {
        found.extend(store::sums(work, dimension, &known, span, (from, to)).await?);
    }
    for (from, to) in parts.rest {
        found.extend(store::uncounted(work, dimension, from, to).await?);
    }
    found.retain(|cell| ids.is_none_or(|ids| ids.contains(&cell.id)));
    Ok(added(found))
}

/// How long things took in conversations that began in a time, whenever that was measured, by the
/// tags that they carry.
pub async fn of_begun(work: &mut Work<'_>, time: Time) -> db::Result<BTreeMap<i64, Totals>> {
    let tags = store::known_ids(work, Dimension::TagOfBegun).await?;
    let seal = store::seal(work).await?;
    let Parts { cells, rest } = time.parts(seal, Span::Day);
    let mut found = Vec::new();
    for (from, to) in rest {
        found.extend(store::measured_of_begun(work, from, to).await?);
    }
    if let (Some(seal), [(_, from, _), ..], [.., (_, _, to)]) = (seal, &*cells, &*cells) {
        found.extend(store::measured_since(work, seal, *from, seal.0.min(*to)).await?);
    }
    for (span, from, to) in cells {
        found.extend(store::sums(work, Dimension::TagOfBegun, &tags, span, (from, to)).await?);
    }
    Ok(added(found))
}

/// What cells hold of a time, and what they do not.
pub(super) async fn in_cells(
    work: &mut Work<'_>,
    dimension: Dimension,
    time: Time,
) -> db::Result<(Vec<Cell>, Vec<(i64, i64)>)> {
    let known = store::known_ids(work, dimension).await?;
    let Parts { cells, rest } = time.parts(store::seal(work).await?, Span::Day);
    let mut found = Vec::new();
    for (span, from, to) in cells {
        found.extend(store::sums(work, dimension, &known, span, (from, to)).await?);
    }
    Ok((found, rest))
}

/// What was counted of one of them in each quarter of an hour of a time, or in each day of UTC
/// where that is short enough, in no particular order. The first may begin before the time does.
pub async fn cells(
    work: &mut Work<'_>,
    dimension: Dimension,
    id: i64,
    time: Time,
    longest: Span,
) -> db::Result<Vec<Cell>> {
    let parts = time.parts(store::seal(work).await?, longest);
    let mut cells = Vec::new();
    for (span, from, to) in parts.cells {
        cells.extend(store::cells(work, dimension, id, span, (from, to)).await?);
    }
    for (from, to) in parts.rest {
        cells.extend(store::uncounted(work, dimension, from, to).await?);
    }
    cells.retain(|cell| cell.id == id);
    Ok(cells)
}

fn added(cells: Vec<Cell>) -> BTreeMap<i64, Totals> {
    let mut totals: BTreeMap<i64, Totals> = BTreeMap::new();
    for Cell { id, totals: more, .. } in cells {
        totals.entry(id).or_default().add(&more);
    }
    totals
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

    const DAY: i64 = Span::Day.length();

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
            seal in prop_oneof![0..10 * DAY, (0..960_i64).prop_map(|quarter| quarter * QUARTER)],
            longest in prop::sample::select(&[Span::Quarter, Span::Day][..]),
        ) {
            let until = since + length;
            let Parts { cells, rest } = parts(since, until, seal, longest);
            let mut all = rest;
            for (span, from, to) in cells {
                prop_assert_eq!((from % span.length(), to % span.length()), (0, 0));
                // A cell holds nothing that came after the seal.
                all.push((from, to.min(seal)));
            }
            all.sort_unstable();
            let mut reached = since;
            for (from, to) in all {
                prop_assert_eq!(from, reached);
                prop_assert!(from <= to);
                reached = to;
            }
            prop_assert_eq!(reached, until);
        }
    }
}
