//! What is told of two things at once, each pair as one number of a dimension.
//!
//! * How fast an inbox was first answered: the number of the inbox times five, and which of the
//!   five [`Paces`] it was.
//! * How many conversations of an inbox carry a tag: the number of the inbox times 2³¹, and that of
//!   the tag.
//! * How much was said to contacts in conversations that began in a time, as far as it was said in
//!   that time as well: the number of the inbox times 100,000, and how many days after the
//!   conversation began it was said, in the cell of the day on which it began. So a cell tells both
//!   days.
//!
//! The last two would be many cells by quarters of an hour: about as many as there are
//! conversations. They are kept by days alone, of which a year has as many as there are pairs at
//! work on each of its days. The ends of a time that are no whole days are read from rows: at most
//! the conversations that began on two days, and what was said on one.

use std::collections::BTreeMap;

use super::{
    Dimension, Span,
    read::{Cell, Cut, Time, in_cells},
    store,
};
use crate::work::Work;

/// First answers that took less than an hour, four, eight, a day, and more.
pub type Paces = [i64; 5];

/// Five for each inbox.
const PACES: i64 = 5;

/// What no tag is numbered by.
const TAGS: i64 = 1 << 31;

/// Pairs that are looked for one by one. Where more are wanted, all are looked for that there are.
const ONE_BY_ONE: usize = 10_000;

/// The first answers of a time, by inbox.
pub async fn paces(work: &mut Work<'_>, time: Time) -> db::Result<BTreeMap<i64, Paces>> {
    let mut paces: BTreeMap<i64, Paces> = BTreeMap::new();
    let (counted, rest) = in_cells(work, Dimension::Pace, time).await?;
    for Cell { id: number, totals, .. } in counted {
        let place = usize::try_from(number.rem_euclid(PACES)).unwrap_or_default();
        paces.entry(number.div_euclid(PACES)).or_default()[place] += totals.first_responses.count;
    }
    for (from, to) in rest {
        for (inbox, more) in store::pairs::first_responses(work, from, to).await? {
            let paces = paces.entry(inbox).or_default();
            paces.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
    }
    paces.retain(|_, paces| paces.iter().any(|count| *count > 0));
    Ok(paces)
}

/// The conversations of some inboxes that began in a time and carry some tags, by both. There may
/// be others among them.
pub async fn tagged(
    work: &mut Work<'_>,
    inboxes: &[i64],
    tags: &[i64],
    time: Time,
) -> db::Result<BTreeMap<(i64, i64), i64>> {
    let seal = store::seal(work).await?;
    let Cut { cells, rest } = time.cut(seal, Span::Day.length());
    let mut counts: BTreeMap<(i64, i64), i64> = BTreeMap::new();
    if let Some(days) = cells {
        let of_inbox = |inbox: i64| tags.iter().map(move |tag| inbox * TAGS + tag);
        let wanted: Vec<i64> = if inboxes.len().saturating_mul(tags.len()) <= ONE_BY_ONE {
            inboxes.iter().copied().flat_map(of_inbox).collect()
        } else {
            store::known_ids(work, Dimension::InboxAndTag).await?
        };
        for cell in store::sums(work, Dimension::InboxAndTag, &wanted, Span::Day, days).await? {
            let pair = (cell.id.div_euclid(TAGS), cell.id.rem_euclid(TAGS));
            *counts.entry(pair).or_default() += cell.totals.conversations;
        }
    }
    for (from, to) in rest {
        for (inbox, tag, count) in store::pairs::begun_by_tag(work, from, to).await? {
            *counts.entry((inbox, tag)).or_default() += count;
        }
    }
    Ok(counts)
}

/// What was said in a time to contacts of some inboxes whose conversations began in it.
pub async fn answers(work: &mut Work<'_>, inboxes: &[i64], time: Time) -> db::Result<i64> {
    let (since, until) = (time.since.0, time.until.0);
    let seal = store::seal(work).await?;
    let Cut { cells, .. } = time.cut(seal, Span::Day.length());
    let Some((from, to)) = cells else {
        return store::pairs::answers_of_begun(work, inboxes, (since, until), until).await;
    };
    let counted = to.min(seal.map_or(0, |seal| seal.0));
    let early = store::pairs::answers_of_begun(work, inboxes, (since, from), until).await?;
    let of_days = store::pairs::answers_by_days(work, inboxes, (from, to)).await?;
    let late = store::pairs::answers_since(work, inboxes, (counted, until), from).await?;
    Ok(early + of_days + late)
}
