//! What is to be made: how much of everything, and an outline of each conversation.

use super::{
    calendar::{self, Busy, HOUR, MINUTE},
    chance::{self, Chance, below, between, percent},
};

/// How much of everything.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    pub agents: usize,
    pub inboxes: usize,
    pub contacts: usize,
    pub conversations: usize,
    /// Of a conversation, on average.
    pub messages: usize,
    pub days: u32,
}

/// What becomes of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Resolved,
    /// The contact wrote last, and nobody has read it.
    OurTurn,
    /// Somebody asked the contact something.
    TheirTurn,
    Snoozed,
    Pending,
}

/// A conversation before anything is said in it.
#[derive(Clone, Copy, Debug)]
pub struct Outline {
    /// Tells the conversation apart from others; the chance of all its details.
    pub seed: usize,
    pub contact: usize,
    pub fate: Fate,
    pub messages: usize,
    pub start: Busy,
    pub length: Busy,
}

/// The outlines of all conversations, in the order in which they begin.
pub fn outlines(seed: u64, sizes: &Sizes) -> Vec<Outline> {
    let all = calendar::length(u64::from(sizes.days));
    let mut chance = chance::of(seed, 0);
    let mut outlines: Vec<Outline> =
        (1..=sizes.conversations).map(|number| outline(&mut chance, number, sizes, all)).collect();
    even_out(&mut outlines, sizes.conversations * sizes.messages);
    outlines.sort_unstable_by_key(|outline| (outline.start, outline.seed));
    outlines
}

fn outline(chance: &mut Chance, seed: usize, sizes: &Sizes, all: Busy) -> Outline {
    let fate = match below(chance, 100) {
        0..70 => Fate::Resolved,
        70..81 => Fate::OurTurn,
        81..91 => Fate::TheirTurn,
        91..96 => Fate::Snoozed,
        _ => Fate::Pending,
    };
    // Anything from one to twice the average, and mostly close to it, but few as long as
    // nobody has answered.
    let messages = match fate {
        Fate::OurTurn if percent(chance, 45) => 1 + below(chance, 2),
        _ => 1 + below(chance, sizes.messages) + below(chance, sizes.messages),
    };
    // Some answer within minutes, others take hours.
    let each = between(chance, MINUTE, 4 * MINUTE) << below(chance, 5);
    let most = (all / 2).min(60 * HOUR);
    let length = (each * messages as u64).min(most);
    let end = match fate {
        Fate::Resolved => between(chance, length, all),
        // What is still to be done is rarely old.
        Fate::OurTurn => all - recent(chance, all / 12),
        Fate::TheirTurn => all - recent(chance, all / 5),
        Fate::Snoozed => all - recent(chance, all / 4),
        Fate::Pending => all - recent(chance, all / 7),
    };
    let contact = below(chance, sizes.contacts);
    let start = end.saturating_sub(length);
    Outline { seed, contact, fate, messages, start, length: end - start }
}

/// A time that is short more often than long.
fn recent(chance: &mut Chance, most: Busy) -> Busy {
    let (a, b) = (between(chance, 0, 1_000), between(chance, 0, 1_000));
    most / 1_000 * (a.min(b) * a / 1_000)
}

/// Adds or takes single messages until there are as many as were asked for.
fn even_out(outlines: &mut [Outline], wanted: usize) {
    let mut sum: usize = outlines.iter().map(|outline| outline.messages).sum();
    while sum != wanted {
        for outline in &mut *outlines {
            if sum < wanted {
                outline.messages += 1;
                sum += 1;
            } else if sum > wanted && outline.messages > 1 {
                outline.messages -= 1;
                sum -= 1;
            }
        }
    }
}

/// When each contact became known, if that was with their first conversation and not before
/// the history began.
pub fn first_starts(seed: u64, outlines: &[Outline], contacts: usize) -> Vec<Option<Busy>> {
    let mut starts = vec![None; contacts];
    for outline in outlines {
        let start: &mut Option<Busy> = &mut starts[outline.contact];
        *start = Some(start.map_or(outline.start, |earlier| earlier.min(outline.start)));
    }
    let mut newcomers = chance::of(!seed, 0);
    for start in &mut starts {
        *start = start.filter(|_| percent(&mut newcomers, 40));
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::{Fate, Sizes, outlines};
    use crate::cli::demo::calendar;

    const SIZES: Sizes =
        Sizes { agents: 6, inboxes: 3, contacts: 200, conversations: 300, messages: 8, days: 30 };

    #[test]
    fn there_are_as_many_messages_as_were_asked_for() {
        for messages in [1, 2, 8, 50] {
            let outlines = outlines(1, &Sizes { messages, ..SIZES });
            let sum: usize = outlines.iter().map(|outline| outline.messages).sum();
            assert_eq!(sum, 300 * messages);
            assert!(outlines.iter().all(|outline| outline.messages > 0));
        }
    }

    #[test]
    fn everything_lies_in_the_days_that_were_asked_for() {
        for days in [1, 30] {
            let outlines = outlines(1, &Sizes { days, ..SIZES });
            let all = calendar::length(days.into());
            assert!(outlines.iter().all(|outline| outline.start + outline.length <= all));
            assert!(outlines.is_sorted_by_key(|outline| outline.start));
        }
    }

    #[test]
    fn there_is_something_of_every_fate() {
        let outlines = outlines(1, &SIZES);
        let count = |fate| outlines.iter().filter(|outline| outline.fate == fate).count();
        assert!(count(Fate::Resolved) > 150);
        for fate in [Fate::OurTurn, Fate::TheirTurn, Fate::Snoozed, Fate::Pending] {
            assert!(count(fate) > 3, "{fate:?}");
        }
    }
}
