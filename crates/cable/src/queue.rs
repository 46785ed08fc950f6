//! What waits for one connection.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use crate::frame::Named;

/// Bytes that may wait. Who lets more of them wait is let go. It is so much because those who
/// read do it at the pace of their network, while a lot may be said at once: what two thousand
/// changes of conversations come to. Memory is taken by less, since a text that many wait for
/// is there once.
const PATIENCE: usize = 8 << 20;

/// What a message counts for beside its bytes: the place that it takes.
const PLACE: usize = size_of::<Delivery>();

/// Places that are kept when nothing waits: there are many queues, and mostly nothing does.
const KEPT: usize = 4;

/// A message on its way to one subscription.
pub(crate) struct Delivery {
    pub subscription: Named,
    pub message: Arc<str>,
}

#[derive(Default)]
pub(crate) struct Queue {
    waiting: Mutex<Waiting>,
    filled: Notify,
    let_go: Notify,
    sent_away: Notify,
}

#[derive(Default)]
struct Waiting {
    deliveries: VecDeque<Delivery>,
    /// What they count for.
    bytes: usize,
}

impl Delivery {
    fn bytes(&self) -> usize {
        PLACE + self.message.len()
    }
}

impl Queue {
    /// Has a message wait, or lets the connection go when it has too many already. Tells
    /// whether there was room.
    pub fn push(&self, delivery: Delivery) -> bool {
        let mut waiting = self.waiting();
        // One message is never too much.
        let bytes = waiting.bytes + delivery.bytes();
        let has_room = bytes <= PATIENCE || waiting.deliveries.is_empty();
        if has_room {
            waiting.deliveries.push_back(delivery);
            waiting.bytes = bytes;
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

    /// Has the connection end, and its client asked to come again.
    pub fn send_away(&self) {
        self.sent_away.notify_one();
    }

    /// Resolves when the connection is to end.
    pub async fn is_sent_away(&self) {
        self.sent_away.notified().await;
    }

    fn pop(&self) -> Option<Delivery> {
        let mut waiting = self.waiting();
        let delivery = waiting.deliveries.pop_front()?;
        waiting.bytes -= delivery.bytes();
        if waiting.deliveries.is_empty() {
            waiting.deliveries.shrink_to(KEPT);
        }
        Some(delivery)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Delivery, KEPT, PATIENCE, PLACE, Queue};
    use crate::frame::Named;

    fn message(text: impl Into<String>) -> Delivery {
        Delivery { subscription: Named::new("a"), message: text.into().into() }
    }

    #[tokio::test]
    async fn messages_come_out_in_order_and_leave_no_room_behind() {
        let queue = Arc::new(Queue::default());
        for number in 0..2_000 {
            assert!(queue.push(message(number.to_string())));
        }

        for number in 0..2_000 {
            assert_eq!(*queue.next().await.message, *number.to_string());
        }

        assert!(queue.waiting().deliveries.capacity() <= KEPT);
        assert_eq!(queue.waiting().bytes, 0);
        let (next, ()) = tokio::join!(queue.next(), async {
            tokio::task::yield_now().await;
            assert!(queue.push(message("7")));
        });
        assert_eq!(&*next.message, "7");
    }

    #[tokio::test]
    async fn as_much_may_wait_as_was_agreed_and_one_message_always() {
        let queue = Queue::default();
        let part = PATIENCE / 8;
        for _ in 0..8 {
            assert!(queue.push(message("x".repeat(part - PLACE))));
        }
        assert!(!queue.push(message("")), "that is too much");
        queue.is_let_go().await;

        for _ in 0..8 {
            queue.next().await;
        }

        assert!(queue.push(message("x".repeat(2 * PATIENCE))));
        assert!(!queue.push(message("")));
    }
}
