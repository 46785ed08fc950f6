//! Chance that a seed decides on: the same seed, the same choices, on every machine.

use rand::{RngExt as _, SeedableRng as _, rngs::Xoshiro256PlusPlus};

/// Named, not left to the library to choose, so that seeds keep their meaning.
pub type Chance = Xoshiro256PlusPlus;

/// The chance of one thing among many. It does not depend on what was decided for others.
pub fn of(seed: u64, thing: usize) -> Chance {
    const APART: u64 = 0x9e37_79b9_7f4a_7c15;
    Chance::seed_from_u64(seed.wrapping_add(APART.wrapping_mul(thing as u64 + 1)))
}

pub fn pick<'a, T: ?Sized>(chance: &mut Chance, from: &[&'a T]) -> &'a T {
    from[below(chance, from.len())]
}

/// A number from 0 to `end - 1`.
pub fn below(chance: &mut Chance, end: usize) -> usize {
    chance.random_range(0..end)
}

pub fn between(chance: &mut Chance, least: u64, most: u64) -> u64 {
    chance.random_range(least..=most)
}

/// True in so many cases of a hundred.
pub fn percent(chance: &mut Chance, cases: u32) -> bool {
    chance.random_ratio(cases, 100)
}
