//! A body on its way through a thread.
//!
//! A thread serves many callers, so what one of them brings along is run by [`contained`]
//! only: the body itself, the making of its error, the drop of what it holds.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Waker},
};

use tokio::sync::oneshot;

use crate::{Error, Tx};

/// What a thread needs to know of a body, whatever it returns.
pub(super) trait Job: Send {
    /// Whether nobody waits for it any more. It is then not run at all.
    fn is_abandoned(&self) -> bool;
    /// Set when nobody waits for it any more.
    fn abandoned(&self) -> Arc<AtomicBool>;
    /// Runs the body. True when its changes are to be kept.
    fn run(&mut self, tx: &mut Tx) -> bool;
    /// Tells the caller. `commit` is what became of the transaction around the body.
    fn reply(self: Box<Self>, commit: Result<(), Error>);
}

pub(super) struct Body<T, E, F> {
    run: F,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
    abandoned: Arc<AtomicBool>,
}

/// The caller of a body, who is gone when this is dropped.
pub(super) struct Caller(Arc<AtomicBool>);

impl Drop for Caller {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl<T, E, F> Body<T, E, F> {
    pub fn new(body: F, reply: oneshot::Sender<Result<T, E>>) -> (Self, Caller) {
        let abandoned = Arc::new(AtomicBool::new(false));
        let caller = Caller(Arc::clone(&abandoned));
        (Self { run: body, outcome: None, reply, abandoned }, caller)
    }
}

impl<T, E, F> Job for Body<T, E, F>
where
    F: AsyncFn(&mut Tx) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn abandoned(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.abandoned)
    }

    fn run(&mut self, tx: &mut Tx) -> bool {
        tx.renew();
        let before = self.outcome.take();
        contained(|| drop(before));
        let ran = contained(|| poll_once((self.run)(tx)));
        let failure = tx.failure().cloned();
        self.outcome = contained(|| outcome(ran, failure));
        matches!(self.outcome, Some(Ok(_)))
    }

    fn reply(self: Box<Self>, commit: Result<(), Error>) {
        let Self { run, outcome, reply, abandoned: _ } = *self;
        contained(|| {
            let outcome = match (outcome, commit) {
                (Some(Ok(value)), Err(error)) => instead_of(value, error),
                (Some(outcome), _) => outcome,
                (None, Err(error)) => Err(error.into()),
                (None, Ok(())) => return,
            };
            // The caller may have gone away meanwhile; what was committed stays.
            drop(reply.send(outcome));
        });
        contained(|| drop(run));
    }
}

/// What a body has come to, by what its run returned and by what failed in it.
fn outcome<T, E: From<Error>>(
    ran: Option<Poll<Result<T, E>>>,
    failure: Option<Error>,
) -> Result<T, E> {
    match (ran, failure) {
        (None, _) => Err(Error::Panicked.into()),
        (Some(Poll::Pending), _) => Err(Error::ForeignAwait.into()),
        (Some(Poll::Ready(Ok(value))), Some(error)) => instead_of(value, error),
        (Some(Poll::Ready(outcome)), _) => outcome,
    }
}

/// The error, whatever the drop of the value does.
fn instead_of<T, E: From<Error>>(value: T, error: Error) -> Result<T, E> {
    contained(|| drop(value));
    Err(error.into())
}

/// Runs a caller's code on a thread that others need as well: `None` when it panics.
pub(super) fn contained<T>(code: impl FnOnce() -> T) -> Option<T> {
    let panic = match catch_unwind(AssertUnwindSafe(code)) {
        Ok(value) => return Some(value),
        Err(panic) => panic,
    };
    // What was thrown is the caller's too. If its drop throws in turn, that is kept for ever.
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(panic))) {
        std::mem::forget(again);
    }
    None
}

/// Polls a future that is dropped then: one that awaits its transaction only is ready.
fn poll_once<T>(future: impl Future<Output = T>) -> Poll<T> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}
