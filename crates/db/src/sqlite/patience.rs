//! Gives up questions that take too long, or whose callers are gone.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// Steps of SQLite's machine between two looks at the time: less than a millisecond.
pub(super) const STEPS: i32 = 10_000;

/// What a connection is waited for, shared with SQLite, which asks now and then.
#[derive(Clone, Default)]
pub(super) struct Patience(Arc<Mutex<Option<Waiting>>>);

struct Waiting {
    until: Instant,
    abandoned: Arc<AtomicBool>,
}

impl Patience {
    /// Waits for so long, and as long as there is somebody who waits.
    pub fn begin(&self, reading: Duration, abandoned: Arc<AtomicBool>) {
        self.set(Some(Waiting { until: Instant::now() + reading, abandoned }));
    }

    pub fn end(&self) {
        self.set(None);
    }

    /// Whether what is being done is to be given up.
    pub fn is_over(&self) -> bool {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.as_ref().is_some_and(|waiting| {
            waiting.abandoned.load(Ordering::Relaxed) || Instant::now() > waiting.until
        })
    }

    fn set(&self, waiting: Option<Waiting>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = waiting;
    }
}
