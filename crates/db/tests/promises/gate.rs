//! Requests that are stopped half-way, to see what others do meanwhile.

use std::{
    future::{poll_fn, ready},
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, bounded};
use db::{Db, Kind, Result};
use tokio::task::JoinHandle;

/// A body that waits longer will wait for ever.
const PATIENCE: Duration = Duration::from_secs(30);

/// Polls a request once, which hands its body over; the answer can be awaited later.
pub fn started<'a, T: 'a>(
    request: impl Future<Output = T> + 'a,
) -> Pin<Box<dyn Future<Output = T> + 'a>> {
    let mut request = Box::pin(request);
    match request.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => Box::pin(ready(done)),
        Poll::Pending => request,
    }
}

/// Polls a request that many times, each when it has been woken, and drops it.
pub async fn dropped_after<T>(polls: usize, request: impl Future<Output = T>) {
    let mut request = pin!(request);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 || request.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        left -= 1;
        Poll::Pending
    })
    .await;
}

/// Starts a request on a thread of the runtime, for bodies that block.
#[expect(clippy::disallowed_methods, reason = "the test awaits the task")]
pub fn spawned<T, F>(db: &Db, request: impl FnOnce(Db) -> F) -> JoinHandle<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    tokio::spawn(request(db.clone()))
}

/// A place where a body stops until the test lets it go on.
#[derive(Clone)]
pub struct Gate {
    arrived: (Sender<()>, Receiver<()>),
    opened: (Sender<()>, Receiver<()>),
}

impl Gate {
    pub fn shut() -> Self {
        Self { arrived: bounded(1), opened: bounded(1) }
    }

    /// Called by the body: blocks its thread, on PostgreSQL one of the runtime's.
    pub fn pass(&self) {
        self.arrived.0.try_send(()).ok();
        let opened = || self.opened.1.recv_timeout(PATIENCE);
        tokio::task::block_in_place(opened).expect("the gate is opened");
        self.open();
    }

    /// Waits until the body stands at the gate.
    pub fn wait(&self) {
        self.arrived.1.recv_timeout(PATIENCE).expect("the body arrives");
    }

    /// Lets the body go on, also when it runs again.
    pub fn open(&self) {
        self.opened.0.try_send(()).ok();
    }
}

/// An SQLite writer that is busy with one body until it is released. What is handed over
/// meanwhile shares the commit of that body.
pub struct HeldWriter<'a> {
    gate: Gate,
    request: Pin<Box<dyn Future<Output = Result<()>> + 'a>>,
}

impl<'a> HeldWriter<'a> {
    pub fn hold(db: &'a Db) -> Self {
        assert_eq!(db.kind(), Kind::Sqlite, "only SQLite has one writer");
        let gate = Gate::shut();
        let inside = gate.clone();
        let request = started(db.write(async move |_| {
            inside.pass();
            Ok(())
        }));
        gate.wait();
        Self { gate, request }
    }

    /// Tells what became of the commit.
    pub async fn release(self) -> Result<()> {
        self.gate.open();
        self.request.await
    }
}
