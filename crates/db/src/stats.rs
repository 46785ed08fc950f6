//! What the engine has done since it was opened, for metrics.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Upper bounds of how many bodies share a commit.
const BATCH: &[u64] = &[1, 2, 4, 8, 16, 32, 64];

/// Upper bounds of what a commit takes, in microseconds.
const COMMIT: &[u64] =
    &[100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stats {
    /// Transactions made durable.
    pub commits: u64,
    /// Bodies run inside them. On SQLite several share a commit.
    pub bodies: u64,
    /// Bodies waiting for their turn, or for a connection.
    pub waiting: u64,
    /// Of those, the ones that only read. PostgreSQL does not tell them apart.
    pub waiting_to_read: u64,
    /// How many bodies shared a commit.
    pub batch: Distribution,
    /// How long commits took, in microseconds.
    pub commit: Distribution,
    /// On PostgreSQL.
    pub connections: Option<Connections>,
}

/// Connections of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    pub open: usize,
    /// Those that nobody uses.
    pub idle: usize,
    pub most: usize,
}

/// How often values were as large as this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    pub sum: u64,
    /// Upper bounds, and how often a value was above the bound before and up to this one. The
    /// last has no bound.
    pub counts: Vec<(Option<u64>, u64)>,
}

/// Counts what is committed, by whichever thread.
#[derive(Debug)]
pub(crate) struct Counters {
    commits: AtomicU64,
    bodies: AtomicU64,
    batch: Tally,
    commit: Tally,
}

#[derive(Debug)]
struct Tally {
    bounds: &'static [u64],
    sum: AtomicU64,
    counts: Vec<AtomicU64>,
}

impl Distribution {
    pub fn count(&self) -> u64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }
}

impl Default for Counters {
    fn default() -> Self {
        Self {
            commits: AtomicU64::default(),
            bodies: AtomicU64::default(),
            batch: Tally::new(BATCH),
            commit: Tally::new(COMMIT),
        }
    }
}

impl Counters {
    pub fn count(&self, bodies: usize, took: Duration) {
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.bodies.fetch_add(bodies as u64, Ordering::Relaxed);
        self.batch.add(bodies as u64);
        self.commit.add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    pub fn stats(&self) -> Stats {
        Stats {
            commits: self.commits.load(Ordering::Relaxed),
            bodies: self.bodies.load(Ordering::Relaxed),
            waiting: 0,
            waiting_to_read: 0,
            batch: self.batch.read(),
            commit: self.commit.read(),
            connections: None,
        }
    }
}

impl Tally {
    fn new(bounds: &'static [u64]) -> Self {
        let counts = (0..=bounds.len()).map(|_| AtomicU64::default()).collect();
        Self { bounds, sum: AtomicU64::default(), counts }
    }

    fn add(&self, value: u64) {
        let at = self.bounds.partition_point(|bound| *bound < value);
        self.counts[at].fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add(value, Ordering::Relaxed);
    }

    fn read(&self) -> Distribution {
        let bounds = self.bounds.iter().copied().map(Some).chain([None]);
        let counts = self.counts.iter().map(|count| count.load(Ordering::Relaxed));
        Distribution { sum: self.sum.load(Ordering::Relaxed), counts: bounds.zip(counts).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn a_value_is_counted_below_the_first_bound_that_it_does_not_exceed() {
        let tally = Tally::new(&[1, 4]);
        for value in [0, 1, 2, 4, 5] {
            tally.add(value);
        }
        let read = tally.read();
        assert_eq!(read.counts, [(Some(1), 2), (Some(4), 2), (None, 1)]);
        assert_eq!((read.sum, read.count()), (12, 5));
    }
}
