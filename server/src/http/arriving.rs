//! A body as it arrives, for those who do not wait for all of it.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures_util::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::error::{Error, Result};

/// How long all of a body may take to arrive, however steadily it does.
const LONGEST: Duration = Duration::from_mins(15);

/// The portions of a body. It ends with an error when the next does not come in time, when it
/// has taken too long in all, or when there are more bytes than are allowed.
pub struct Arriving {
    body: BodyDataStream,
    allowance: Allowance,
    patience: Duration,
    end: Instant,
    alarm: Pin<Box<Sleep>>,
    /// Whether the last portion is to be looked at first. Readers that take as much as there is
    /// would otherwise hold more and more of it.
    rests: bool,
}

/// Bytes that may still arrive: in all, and before somebody has made use of those that came.
#[derive(Clone)]
pub struct Allowance {
    most: u64,
    in_all: Arc<AtomicU64>,
    unused: Arc<AtomicU64>,
    most_unused: u64,
}

impl Allowance {
    pub fn new(most: u64, most_unused: u64) -> Self {
        let (in_all, unused) = (Arc::new(AtomicU64::new(most)), Arc::new(AtomicU64::new(0)));
        Self { most, in_all, unused, most_unused }
    }

    /// Notes that what came was of use.
    pub fn used(&self) {
        self.unused.store(0, Ordering::Relaxed);
    }

    fn take(&self, bytes: u64) -> Result<()> {
        let left = self.in_all.load(Ordering::Relaxed);
        if bytes > left {
            return Err(Error::TooLarge(usize::try_from(self.most).unwrap_or(usize::MAX)));
        }
        self.in_all.store(left - bytes, Ordering::Relaxed);
        if self.unused.fetch_add(bytes, Ordering::Relaxed) + bytes > self.most_unused {
            return Err(Error::Malformed("the body: a part of it is too large".to_owned()));
        }
        Ok(())
    }
}

impl Arriving {
    /// `patience` is how long it may take until something comes.
    pub fn new(body: Body, allowance: Allowance, patience: Duration) -> Self {
        let now = Instant::now();
        Self {
            body: body.into_data_stream(),
            allowance,
            patience,
            end: now + LONGEST,
            alarm: Box::pin(sleep_until(now + patience)),
            rests: false,
        }
    }

    fn set_alarm(&mut self) {
        let next = (Instant::now() + self.patience).min(self.end);
        self.alarm.as_mut().reset(next);
    }
}

impl Stream for Arriving {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.rests) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        match Pin::new(&mut self.body).poll_next(context) {
            Poll::Ready(Some(Ok(bytes))) => {
                self.rests = true;
                self.set_alarm();
                let allowed = self.allowance.take(bytes.len() as u64);
                Poll::Ready(Some(allowed.map(|()| bytes)))
            }
            Poll::Ready(Some(Err(_))) => {
                let error = Error::Malformed("the body did not arrive whole".to_owned());
                Poll::Ready(Some(Err(error)))
            }
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                if self.alarm.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                let error = Error::Malformed("the body did not arrive in time".to_owned());
                Poll::Ready(Some(Err(error)))
            }
        }
    }
}
