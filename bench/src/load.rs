//! Asks one kind of question many times: as fast as it is answered, or at a steady rate.

use std::{
    cell::Cell,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;
use rand::{SeedableRng as _, rngs::StdRng};
use tokio::task::{JoinSet, LocalSet};

use crate::{Result, connection::Connection, questions::Question};

/// Connections that ask beside each other, unless one is to be alone.
const CONNECTIONS: u64 = 32;

/// How it went.
pub struct Outcome {
    pub answers: u64,
    pub took: Duration,
    /// Microseconds until a question was answered: from when it was due, if its connection was
    /// still busy then, and otherwise from when it was sent. That the timer of this program
    /// is late by up to a millisecond is not held against the server.
    pub latency: Histogram<u64>,
}

impl Outcome {
    /// What one answer has used of all that was used.
    pub fn of_one(&self, used: Duration) -> Duration {
        used / u32::try_from(self.answers.max(1)).unwrap_or(u32::MAX)
    }
}

/// How fast questions come.
#[derive(Clone, Copy, Debug)]
pub enum Pace {
    /// Each connection asks again when it was answered.
    Full,
    /// One connection asks, and again when it was answered.
    Alone,
    /// So many a second, whether the ones before were answered or not.
    PerSecond(u32),
}

/// Asks for a while, and fails when anything is refused.
///
/// Each `phase` asks about other records than the others do, so that what one has brought
/// into memory does not flatter the next.
pub async fn ask(
    address: SocketAddr,
    question: &Question,
    pace: Pace,
    length: Duration,
    phase: u64,
) -> Result<Outcome> {
    let started = Instant::now();
    let end = started + length;
    let due = Rc::new(Schedule { started, pace, given: Cell::new(0) });
    let connections = LocalSet::new();
    let outcome = connections.run_until(async {
        let mut asking = JoinSet::new();
        let together = if matches!(pace, Pace::Alone) { 1 } else { CONNECTIONS };
        for connection in 0..together {
            let seed = (question.number * 16 + phase) * CONNECTIONS + connection;
            let (question, due) = (question.clone(), Rc::clone(&due));
            asking.spawn_local(async move { one(address, question, due, end, seed).await });
        }
        let mut latency = Histogram::new(3)?;
        while let Some(done) = asking.join_next().await {
            latency
                .add(done?.map_err(|problem| -> Box<dyn std::error::Error> { problem.into() })?)?;
        }
        Ok(Outcome { answers: latency.len(), took: started.elapsed(), latency })
    });
    outcome.await
}

/// Gives each question its time.
struct Schedule {
    started: Instant,
    pace: Pace,
    given: Cell<u32>,
}

impl Schedule {
    fn next(&self) -> Option<Instant> {
        let Pace::PerSecond(rate) = self.pace else { return None };
        let number = self.given.get();
        self.given.set(number + 1);
        Some(self.started + Duration::from_secs(1) * number / rate)
    }
}

async fn one(
    address: SocketAddr,
    question: Question,
    schedule: Rc<Schedule>,
    end: Instant,
    seed: u64,
) -> Result<Histogram<u64>, String> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut latency = Histogram::new(3).map_err(|error| error.to_string())?;
    let mut connection = Connection::open(address).await.map_err(|error| error.to_string())?;
    loop {
        let begun = until(schedule.next(), end).await;
        if begun >= end {
            return Ok(latency);
        }
        let request = question.request(&mut random);
        let answer = connection.ask(&request).await.map_err(|error| error.to_string())?;
        if answer.status != 200 {
            let body = String::from_utf8_lossy(answer.body);
            return Err(format!("{} was answered with {}: {body}", question.name, answer.status));
        }
        let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        latency.record(micros).map_err(|error| error.to_string())?;
    }
}

/// Waits until a question is due. One that is late already was due when it was due; one
/// that is early begins when the timer, which is coarse, has gone off.
async fn until(due: Option<Instant>, end: Instant) -> Instant {
    match due {
        Some(due) if due <= Instant::now() => due,
        Some(due) => {
            tokio::time::sleep_until(due.min(end).into()).await;
            Instant::now()
        }
        None => Instant::now(),
    }
}
