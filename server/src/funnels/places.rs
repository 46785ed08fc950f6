//! Where a card stands in its column: a number between those of its neighbours.
//!
//! There is so much room between two that a card finds a place without another one moving, again
//! and again. Only when there is none left some neighbours are moved apart. Whoever gives out a
//! place has the funnel alone.

use super::{Seen, store};
use crate::{
    error::Result,
    id::{ConversationId, StageId},
    work::Work,
};

/// Between a card and the next, where it comes first or last.
const GAP: i64 = 1 << 32;

/// Cards that are moved apart when there is no room, at first.
const NEIGHBOURS: usize = 50;

/// Places after the last one, each after the one before.
pub fn after(last: Option<i64>) -> impl Iterator<Item = i64> {
    let last = last.unwrap_or(0);
    (1..).map(move |step: i64| last.saturating_add(GAP.saturating_mul(step)))
}

/// A place for a card behind so many others of those that the caller sees.
pub async fn at(
    work: &mut Work<'_>,
    stage: StageId,
    card: ConversationId,
    index: u32,
    seen: &Seen,
) -> Result<i64> {
    let Some(next) = store::position_at(work.tx, stage, card, index, seen).await? else {
        let last = store::last_position_but(work.tx, stage, card).await?;
        return Ok(last.map_or(0, |last| last.saturating_add(GAP)));
    };
    let Some(before) = store::position_before(work.tx, stage, card, next).await? else {
        return Ok(next.saturating_sub(GAP));
    };
    match between(before, next) {
        Some(place) => Ok(place),
        None => make_room(work, stage, card, before).await,
    }
}

fn between(before: i64, next: i64) -> Option<i64> {
    let room = next - before;
    (room > 1).then(|| before + room / 2)
}

/// Moves those that come after a place apart, and returns a place that is free then. The more
/// crowded it is, the more are moved.
async fn make_room(
    work: &mut Work<'_>,
    stage: StageId,
    card: ConversationId,
    before: i64,
) -> Result<i64> {
    let mut most = NEIGHBOURS;
    loop {
        let crowd = store::positions_after(work.tx, stage, card, before, most + 1).await?;
        let (moved, end) = match crowd.get(most) {
            Some((_, end)) => (&crowd[..most], *end),
            // Behind the last one there is room for all.
            None => (&crowd[..], before.saturating_add(GAP.saturating_mul(most_i64(most) + 2))),
        };
        let step = (end - before) / (most_i64(moved.len()) + 2);
        if step > 1 {
            for ((conversation, _), place) in moved.iter().rev().zip(descending(end, step)) {
                store::set_position(work.tx, stage, *conversation, place).await?;
            }
            return Ok(before + step / 2);
        }
        most *= 4;
    }
}

/// Places before an end, from the last to the first.
fn descending(end: i64, step: i64) -> impl Iterator<Item = i64> {
    (1..).map(move |count: i64| end - step * count)
}

fn most_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{after, between};

    #[test]
    fn places_follow_each_other_with_room_between_them() {
        let places: Vec<i64> = after(Some(7)).take(3).collect();
        assert!(places.is_sorted() && between(7, places[0]).is_some());
        let (mut before, next) = (places[0], places[1]);
        for _ in 0..30 {
            let place = between(before, next).unwrap();
            assert!(before < place && place < next);
            before = place;
        }
        assert_eq!(between(3, 4), None);
    }
}
