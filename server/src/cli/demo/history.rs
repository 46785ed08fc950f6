//! All conversations together, step by step in the order of time.
//!
//! A conversation is told when it begins, so only those under way are in memory, however
//! many there are.

use std::{cmp::Reverse, collections::BinaryHeap, vec};

use super::{
    calendar::Busy,
    customers::address,
    people::People,
    plan::Outline,
    story::{self, Crew, Step},
};
use crate::id::DisplayId;

pub struct History {
    seed: u64,
    contacts: People,
    crew: Crew,
    /// Conversations that have not begun, with their numbers in the account.
    outlines: std::iter::Zip<std::ops::RangeFrom<i64>, vec::IntoIter<Outline>>,
    next: Option<(i64, Outline)>,
    /// What is still to come of those that have.
    under_way: BinaryHeap<Reverse<Upcoming>>,
}

/// Steps are alike in time when they are as far from now; then older conversations go
/// first, and a conversation's own steps stay in their order.
struct Upcoming {
    order: (Busy, i64, usize),
    step: Step,
}

impl History {
    /// The outlines are in the order in which the conversations begin.
    pub fn new(seed: u64, contacts: People, crew: Crew, outlines: Vec<Outline>) -> Self {
        let mut outlines = (1..).zip(outlines);
        let next = outlines.next();
        Self { seed, contacts, crew, outlines, next, under_way: BinaryHeap::new() }
    }

    /// Whether a conversation begins before anything else happens.
    fn begins(&self) -> bool {
        let Some((_, outline)) = &self.next else { return false };
        let first = self.under_way.peek();
        first.is_none_or(|Reverse(upcoming)| outline.start <= upcoming.step.at)
    }

    fn begin(&mut self) {
        let Some((number, outline)) = std::mem::replace(&mut self.next, self.outlines.next())
        else {
            return;
        };
        let contact = self.contacts.person(outline.contact);
        let email = address(&contact, outline.contact);
        let id = DisplayId(number);
        let steps = story::tell(self.seed, &outline, id, &contact, email, &self.crew);
        let upcoming = steps.into_iter().enumerate();
        self.under_way.extend(upcoming.map(|(position, step)| {
            Reverse(Upcoming { order: (step.at, number, position), step })
        }));
    }
}

impl Iterator for History {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        while self.begins() {
            self.begin();
        }
        self.under_way.pop().map(|Reverse(upcoming)| upcoming.step)
    }
}

impl PartialEq for Upcoming {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}

impl Eq for Upcoming {}

impl PartialOrd for Upcoming {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Upcoming {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order.cmp(&other.order)
    }
}
