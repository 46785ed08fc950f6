//! Ends the tests when one of them goes on for ever, and says which.
//!
//! Whoever waits for the tests would learn nothing otherwise: a test that hangs does not fail.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::Write as _,
    process,
    sync::{Mutex, MutexGuard, Once, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// Far more than the longest test takes on a slow machine.
const LONGEST: Duration = Duration::from_mins(20);

/// How often is looked.
const PAUSE: Duration = Duration::from_secs(5);

/// How the tests end then, for others to tell apart.
const ENDED: i32 = 124;

static RUNNING: Mutex<BTreeMap<u64, Running>> = Mutex::new(BTreeMap::new());
static WATCHING: Once = Once::new();

struct Running {
    test: String,
    since: Instant,
}

/// Kept by what every test has, for as long as it runs.
pub struct Watched(u64);

impl Watched {
    pub fn new() -> Self {
        WATCHING.call_once(|| drop(thread::spawn(watch)));
        let test = thread::current().name().unwrap_or("a test").to_owned();
        let mut running = running();
        let number = running.last_key_value().map_or(0, |(last, _)| last + 1);
        running.insert(number, Running { test, since: Instant::now() });
        Self(number)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        running().remove(&self.0);
    }
}

fn running() -> MutexGuard<'static, BTreeMap<u64, Running>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn watch() {
    loop {
        thread::sleep(PAUSE);
        let running = running();
        if running.values().any(|running| running.since.elapsed() > LONGEST) {
            let mut said = String::from("\nthese tests do not end:\n");
            for Running { test, since } in running.values() {
                writeln!(said, "  {test}, for {} s", since.elapsed().as_secs()).unwrap();
            }
            // Not by a macro, whose words a test keeps to itself while it runs.
            std::io::stderr().write_all(said.as_bytes()).unwrap();
            process::exit(ENDED);
        }
    }
}
