//! What waits for one connection.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use crate::frame::Named;

/// Messages that may wait. Who lets more of them wait is let go.
const PATIENCE: usize = 256;

/// Places that are kept when nothing waits: there are many queues, and mostly nothing does.
const KEPT: usize = 4;

/// A message on its way to one subscription.
pub(crate) struct Delivery {
    pub subscription: Named,
    pub message: Arc<str>,
}

#[derive(Default)]
pub(crate) struct Queue {
    waiting: Mutex<VecDeque<Delivery>>,
    filled: Notify,
    let_go: Notify,
}

impl Queue {
    /// Has a message wait, or lets the connection go when it has too many already. Tells
    /// whether there was room.
    pub fn push(&self, delivery: Delivery) -> bool {
        let mut waiting = self.waiting();
        let has_room = waiting.len() < PATIENCE;
        if has_room {
            waiting.push_back(delivery);
        }
        drop(waiting);
        if has_room { &self.filled } else { &self.let_go }.notify_one();
        has_room
    }

    /// The next message. To be asked by the connection alone.
    pub async fn next(&self) -> Delivery {
        loop {
            if let Some(delivery) = self.pop() {
                return delivery;
            }
            self.filled.notified().await;
        }
    }

    /// Resolves when there was no room for a message.
    pub async fn is_let_go(&self) {
        self.let_go.notified().await;
    }

    fn pop(&self) -> Option<Delivery> {
        let mut waiting = self.waiting();
        let delivery = waiting.pop_front();
        if waiting.is_empty() {
            waiting.shrink_to(KEPT);
        }
        delivery
    }

    fn waiting(&self) -> MutexGuard<'_, VecDeque<Delivery>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Delivery, KEPT, PATIENCE, Queue};
    use crate::frame::Named;

    fn message(number: usize) -> Delivery {
        Delivery { subscription: Named::new("a"), message: number.to_string().into() }
    }

    #[tokio::test]
    async fn messages_come_out_in_order_and_leave_no_room_behind() {
        let queue = Arc::new(Queue::default());
        for number in 0..PATIENCE {
            assert!(queue.push(message(number)));
        }
        assert!(!queue.push(message(PATIENCE)), "that is too many");
        queue.is_let_go().await;

        for number in 0..PATIENCE {
            assert_eq!(*queue.next().await.message, *number.to_string());
        }

        assert!(queue.waiting().capacity() <= KEPT);
        let (next, ()) = tokio::join!(queue.next(), async {
            tokio::task::yield_now().await;
            assert!(queue.push(message(7)));
        });
        assert_eq!(&*next.message, "7");
    }
}
