//! Answers that a connection owes: to statements that were sent and not waited for.

use std::{
    collections::VecDeque,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, Waker, ready},
    time::Duration,
};

use tokio::time::timeout;
use tokio_postgres::Error;

/// For how long nothing at all may be answered before the server counts as gone. It answers
/// each statement sooner, if only by ending it (`statement_timeout`).
const SILENCE: Duration = Duration::from_secs(15);

/// A statement that was sent and whose answer has not been taken.
type Pending = Pin<Box<dyn Future<Output = Result<u64, Error>> + Send>>;

/// Nothing was answered for too long.
#[derive(Debug)]
pub(super) struct Silent;

/// The first answer that was a failure.
pub(super) struct Failure {
    pub error: Error,
    /// Whether it was the last that was owed.
    pub is_last: bool,
}

/// Answers come in the order of the statements, and the wire may read none while one before it
/// is not taken. So whoever waits for one takes all that come before it: [`Owed::before`] is
/// the only way to wait on a connection.
#[derive(Default)]
pub(super) struct Owed {
    pending: VecDeque<Pending>,
    failure: Option<Failure>,
    /// Set while statements may take as long as they take.
    pub is_patient: bool,
}

impl Owed {
    /// Owes the answer to something that was sent already.
    pub fn push(&mut self, answer: impl Future<Output = Result<u64, Error>> + Send + 'static) {
        self.pending.push_back(Box::pin(answer));
    }

    /// The first poll encodes the message and hands it to the wire, so the order of the
    /// calls is the order in which it is sent; the answer is taken later. After an error the
    /// server may not know of the request, and would commit the rest.
    pub fn send(
        &mut self,
        request: impl Future<Output = Result<u64, Error>> + Send + 'static,
    ) -> Result<(), Error> {
        let mut request: Pending = Box::pin(request);
        match request.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(done) => done.map(drop),
            Poll::Pending => {
                self.pending.push_back(request);
                Ok(())
            }
        }
    }

    /// Sends what is asked, and waits for its answer.
    pub async fn before<T>(
        &mut self,
        mut asked: Pin<&mut impl Future<Output = T>>,
    ) -> Result<T, Silent> {
        loop {
            let is_patient = self.is_patient;
            let next = poll_fn(|context| match asked.as_mut().poll(context) {
                Poll::Ready(answer) => Poll::Ready(Some(answer)),
                Poll::Pending => self.poll_oldest(context).map(|()| None),
            });
            if let Some(answer) = in_time(is_patient, next).await? {
                return Ok(answer);
            }
        }
    }

    /// Takes the oldest answers, until there are no more than so many.
    pub async fn down_to(&mut self, most: usize) -> Result<(), Silent> {
        while self.pending.len() > most {
            in_time(self.is_patient, poll_fn(|context| self.poll_oldest(context))).await?;
        }
        Ok(())
    }

    pub fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// The first failure since this was asked last.
    pub fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    /// Lets the rest of the answers pass unseen.
    pub fn forget(&mut self) {
        self.pending.clear();
        self.failure = None;
    }

    /// Takes the oldest answer. Pending also when none is owed.
    fn poll_oldest(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(oldest) = self.pending.front_mut() else { return Poll::Pending };
        let answer = ready!(oldest.as_mut().poll(context));
        self.pending.pop_front();
        if let Err(error) = answer {
            let is_last = self.pending.is_empty();
            self.failure.get_or_insert(Failure { error, is_last });
        }
        Poll::Ready(())
    }
}

async fn in_time<T>(is_patient: bool, next: impl Future<Output = T>) -> Result<T, Silent> {
    if is_patient {
        return Ok(next.await);
    }
    timeout(SILENCE, next).await.map_err(|_| Silent)
}
