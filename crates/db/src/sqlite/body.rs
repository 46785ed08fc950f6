//! A body on its way through a thread.
//!
//! A thread serves many callers, so what one of them brings along is run by [`contained`]
//! only: the body itself, the making of its error, the drop of what it holds. [`Job`] sees to
//! that, once for all bodies; what is compiled for each of them is [`Steps`].

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

use crate::{Error, Result, Tx};

/// What a thread needs to know of a body, whatever it returns.
pub(super) struct Job(Box<dyn Steps>);

/// What is done with a body. What is done to it, and its drop, may panic.
trait Steps: Send {
    fn is_abandoned(&self) -> bool;
    fn abandoned(&self) -> Arc<AtomicBool>;
    /// Whether there is an error to tell the caller.
    fn has_failed(&self) -> bool;
    /// Runs the body. True when it returned well.
    fn run(&mut self, tx: &mut Tx) -> Poll<bool>;
    /// Has the caller told an error.
    fn fail(&mut self, error: Error);
    /// Drops what there is to tell the caller.
    fn forget(&mut self);
    /// Tells the caller.
    fn reply(&mut self);
}

struct Body<T, E, F> {
    run: F,
    outcome: Option<Result<T, E>>,
    reply: Option<oneshot::Sender<Result<T, E>>>,
    abandoned: Arc<AtomicBool>,
}

/// The caller of a body, who is gone when this is dropped.
pub(super) struct Caller(Arc<AtomicBool>);

impl Drop for Caller {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Job {
    pub fn new<T, E, F>(body: F, reply: oneshot::Sender<Result<T, E>>) -> (Self, Caller)
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let abandoned = Arc::new(AtomicBool::new(false));
        let caller = Caller(Arc::clone(&abandoned));
        let body = Body { run: body, outcome: None, reply: Some(reply), abandoned };
        (Self(Box::new(body)), caller)
    }

    /// Whether nobody waits for it any more. It is then not run at all.
    pub fn is_abandoned(&self) -> bool {
        self.0.is_abandoned()
    }

    /// Set when nobody waits for it any more.
    pub fn abandoned(&self) -> Arc<AtomicBool> {
        self.0.abandoned()
    }

    /// Runs the body. True when its changes are to be kept.
    pub fn run(&mut self, tx: &mut Tx) -> bool {
        tx.renew();
        contained(|| self.0.forget());
        let failure = match contained(|| self.0.run(tx)) {
            None => Some(Error::Panicked),
            Some(Poll::Pending) => Some(Error::ForeignAwait),
            Some(Poll::Ready(true)) => tx.failure().cloned(),
            Some(Poll::Ready(false)) => return false,
        };
        let Some(error) = failure else { return true };
        self.fail(error);
        false
    }

    /// Tells the caller. `commit` is what became of the transaction around the body.
    pub fn reply(mut self, commit: Result<()>) {
        if let Err(error) = commit
            && !self.0.has_failed()
        {
            self.fail(error);
        }
        contained(|| self.0.reply());
        self.let_go();
    }

    /// Drops it, piece by piece: of two that panic together the process would end.
    pub fn let_go(mut self) {
        contained(|| self.0.forget());
        contained(|| drop(self.0));
    }

    /// Has the caller told an error, whatever the drop of what is told instead does.
    fn fail(&mut self, error: Error) {
        contained(|| self.0.forget());
        contained(|| self.0.fail(error));
    }
}

impl<T, E, F> Steps for Body<T, E, F>
where
    F: AsyncFn(&mut Tx) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn is_abandoned(&self) -> bool {
        self.reply.as_ref().is_none_or(oneshot::Sender::is_closed)
    }

    fn abandoned(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.abandoned)
    }

    fn has_failed(&self) -> bool {
        matches!(self.outcome, Some(Err(_)))
    }

    fn run(&mut self, tx: &mut Tx) -> Poll<bool> {
        poll_once((self.run)(tx)).map(|outcome| self.outcome.insert(outcome).is_ok())
    }

    fn fail(&mut self, error: Error) {
        self.outcome = Some(Err(error.into()));
    }

    fn forget(&mut self) {
        drop(self.outcome.take());
    }

    fn reply(&mut self) {
        if let (Some(reply), Some(outcome)) = (self.reply.take(), self.outcome.take()) {
            // The caller may have gone away meanwhile; what was committed stays.
            drop(reply.send(outcome));
        }
    }
}

/// Runs a caller's code on a thread that others need as well: `None` when it panics.
fn contained<T>(code: impl FnOnce() -> T) -> Option<T> {
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
