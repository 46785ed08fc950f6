//! How long to wait before a job is tried again.

use std::time::Duration;

use rand::RngExt as _;

/// Doubles with each failure, up to a limit. A random part of a quarter keeps jobs that failed
/// together from coming back together.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// After the first failure.
    pub first: Duration,
    /// After many.
    pub most: Duration,
    /// Failures after which nobody tries any more.
    pub failures: u32,
}

impl Backoff {
    /// From seconds to an hour, for about a day.
    pub const PATIENT: Backoff =
        Backoff { first: Duration::from_secs(5), most: Duration::from_hours(1), failures: 30 };

    /// The pause after so many failures, or `None` when it is time to give up.
    pub fn pause(self, failures: u32) -> Option<Duration> {
        if failures >= self.failures {
            return None;
        }
        let doubled = self.first.saturating_mul(1 << failures.saturating_sub(1).min(30));
        let pause = doubled.min(self.most);
        Some(pause + pause.mul_f64(rand::rng().random_range(0.0..0.25)))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Backoff;

    #[test]
    fn pauses_double_up_to_their_limit_and_end() {
        let backoff =
            Backoff { first: Duration::from_secs(1), most: Duration::from_mins(1), failures: 10 };
        for (failures, least) in [(1, 1), (2, 2), (3, 4), (7, 60), (9, 60)] {
            let least = Duration::from_secs(least);
            let pause = backoff.pause(failures).unwrap();
            assert!(pause >= least && pause <= least.mul_f64(1.25), "{failures}: {pause:?}");
        }
        assert_eq!(backoff.pause(10), None);
    }
}
