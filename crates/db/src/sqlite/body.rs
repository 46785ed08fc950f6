//! A body on its way through a thread.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::{Context, Poll, Waker},
};

use tokio::sync::oneshot;

use crate::{Error, Tx};

/// What a thread needs to know of a body, whatever it returns.
pub(super) trait Job: Send {
    /// Whether nobody waits for it any more. It is then not run at all.
    fn is_abandoned(&self) -> bool;
    /// Runs the body. True when its changes are to be kept.
    fn run(&mut self, tx: &mut Tx) -> bool;
    /// Tells the caller. `commit` is what became of the transaction around the body.
    fn reply(self: Box<Self>, commit: Result<(), Error>);
}

pub(super) struct Body<T, E, F> {
    run: F,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Body<T, E, F> {
    pub fn new(body: F, reply: oneshot::Sender<Result<T, E>>) -> Self {
        Self { run: body, outcome: None, reply }
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

    fn run(&mut self, tx: &mut Tx) -> bool {
        tx.renew();
        let ran = catch_unwind(AssertUnwindSafe(|| poll_once((self.run)(tx))));
        let outcome = match (ran, tx.failure()) {
            (Err(_), _) => Err(Error::Panicked.into()),
            (Ok(None), _) => Err(Error::ForeignAwait.into()),
            (Ok(Some(Ok(_))), Some(error)) => Err(error.clone().into()),
            (Ok(Some(outcome)), _) => outcome,
        };
        self.outcome.insert(outcome).is_ok()
    }

    fn reply(self: Box<Self>, commit: Result<(), Error>) {
        let outcome = match (self.outcome, commit) {
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error.into()),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => return,
        };
        // The caller may have gone away meanwhile; what was committed stays.
        drop(self.reply.send(outcome));
    }
}

/// The value of a future that never suspends, or `None` when it did.
fn poll_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}
