//! Streams, and who reads from them.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::Notify;

use crate::{
    frame::Named,
    queue::{Delivery, Queue},
};

/// Parts of the table of streams, so that those who publish do not wait for each other.
const SHARDS: usize = 16;

/// What is sent in a burst before those who read have their turn: messages, counted for each
/// reader, and bytes. Both are far less than what may wait for one of them.
const SENT_AT_ONCE: usize = 512;
const BYTES_AT_ONCE: usize = 1 << 20;

/// The streams of a process. Shared by cloning.
#[derive(Clone)]
pub struct Hub(Arc<Parts>);

struct Parts {
    /// By stream, those who read from it, in the order of their numbers.
    shards: [RwLock<HashMap<String, Vec<Reader>>>; SHARDS],
    hasher: RandomState,
    next: AtomicU64,
    connections: AtomicU64,
    /// Told when the last connection ends.
    emptied: Notify,
    let_go: AtomicU64,
}

/// One subscription of one connection, as a stream knows it.
struct Reader {
    /// The subscription, among all of the process.
    id: u64,
    subscription: Named,
    queue: Arc<Queue>,
}

/// What a hub has to do with, for metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Sockets that are open.
    pub connections: u64,
    /// Messages since the start that came too fast for somebody, who was let go.
    pub let_go: u64,
}

/// A lot that is said at once. Those who read have their turn in between, on the same threads,
/// so that what waits for them does not pile up. Nobody is waited for who does not take it. To be
/// used in a task of its own, since only there it makes room for others.
pub struct Burst<'h> {
    hub: &'h Hub,
    /// Since the others had their turn.
    sent: usize,
    bytes: usize,
}

/// A connection's place in the hub. Dropping it ends its subscriptions.
pub(crate) struct Seat {
    hub: Hub,
    queue: Arc<Queue>,
    subscriptions: Vec<(u64, Vec<String>)>,
}

impl Default for Hub {
    fn default() -> Self {
        Self(Arc::new(Parts {
            shards: Default::default(),
            hasher: RandomState::new(),
            next: AtomicU64::new(0),
            connections: AtomicU64::new(0),
            emptied: Notify::new(),
            let_go: AtomicU64::new(0),
        }))
    }
}

impl Hub {
    /// Sends a message, which is JSON, to everybody who reads from a stream. Nobody is waited
    /// for: who has too much waiting already is let go, connects again and catches up. Returns
    /// how many it was sent to. Who has a lot to say does it in a [`Burst`].
    pub fn publish(&self, stream: &str, message: &Arc<str>) -> usize {
        let (mut all, mut slow) = (0, 0);
        {
            let shard = self.shard(stream).read().unwrap_or_else(PoisonError::into_inner);
            for reader in shard.get(stream).into_iter().flatten() {
                let subscription = reader.subscription.clone();
                let delivery = Delivery { subscription, message: Arc::clone(message) };
                all += 1;
                if !reader.queue.push(delivery) {
                    slow += 1;
                }
            }
        }
        self.0.let_go.fetch_add(slow, Ordering::Relaxed);
        all
    }

    /// Says a lot, one thing after another.
    pub fn burst(&self) -> Burst<'_> {
        Burst { hub: self, sent: 0, bytes: 0 }
    }

    /// Has every connection end that reads from a stream. Their clients are asked to connect
    /// again, and to show anew what lets them in.
    pub fn send_away(&self, stream: &str) {
        let shard = self.shard(stream).read().unwrap_or_else(PoisonError::into_inner);
        for reader in shard.get(stream).into_iter().flatten() {
            reader.queue.send_away();
        }
    }

    /// Whether anybody reads from a stream.
    pub fn is_read(&self, stream: &str) -> bool {
        let shard = self.shard(stream).read().unwrap_or_else(PoisonError::into_inner);
        shard.contains_key(stream)
    }

    /// Resolves when there is no connection.
    pub async fn empty(&self) {
        let mut emptied = std::pin::pin!(self.0.emptied.notified());
        loop {
            // From here on it is told, even before it is waited for.
            emptied.as_mut().enable();
            if self.0.connections.load(Ordering::Acquire) == 0 {
                return;
            }
            emptied.as_mut().await;
            emptied.set(self.0.emptied.notified());
        }
    }

    pub fn stats(&self) -> Stats {
        Stats {
            connections: self.0.connections.load(Ordering::Relaxed),
            let_go: self.0.let_go.load(Ordering::Relaxed),
        }
    }

    /// A place for a new connection.
    pub(crate) fn seat(&self) -> Seat {
        self.0.connections.fetch_add(1, Ordering::Relaxed);
        Seat { hub: self.clone(), queue: Arc::default(), subscriptions: Vec::new() }
    }

    fn join(&self, stream: &str, reader: Reader) {
        let mut shard = self.shard(stream).write().unwrap_or_else(PoisonError::into_inner);
        let readers = shard.entry(stream.to_owned()).or_default();
        let at = readers.partition_point(|other| other.id < reader.id);
        readers.insert(at, reader);
    }

    fn leave(&self, stream: &str, id: u64) {
        let mut shard = self.shard(stream).write().unwrap_or_else(PoisonError::into_inner);
        let Some(readers) = shard.get_mut(stream) else { return };
        if let Ok(at) = readers.binary_search_by_key(&id, |reader| reader.id) {
            readers.remove(at);
        }
        if readers.is_empty() {
            shard.remove(stream);
        }
    }

    fn shard(&self, stream: &str) -> &RwLock<HashMap<String, Vec<Reader>>> {
        let hash = self.0.hasher.hash_one(stream);
        &self.0.shards[usize::try_from(hash % SHARDS as u64).expect("there are few shards")]
    }
}

impl Burst<'_> {
    /// Publishes a message to some streams.
    pub async fn publish(&mut self, streams: &[String], message: &Arc<str>) {
        self.bytes += message.len();
        for stream in streams {
            self.sent += self.hub.publish(stream, message);
            if self.sent >= SENT_AT_ONCE || self.bytes >= BYTES_AT_ONCE {
                (self.sent, self.bytes) = (0, 0);
                tokio::task::yield_now().await;
            }
        }
    }
}

impl Seat {
    /// What waits for this connection.
    pub fn queue(&self) -> Arc<Queue> {
        Arc::clone(&self.queue)
    }

    /// Reads from streams from now on. Returns the subscription's number.
    pub fn subscribe(&mut self, subscription: &Named, streams: Vec<String>) -> u64 {
        let id = self.hub.0.next.fetch_add(1, Ordering::Relaxed);
        for stream in &streams {
            let (subscription, queue) = (subscription.clone(), Arc::clone(&self.queue));
            self.hub.join(stream, Reader { id, subscription, queue });
        }
        self.subscriptions.push((id, streams));
        id
    }

    /// Has a subscription read from these streams and no others.
    pub fn move_to(&mut self, id: u64, subscription: &Named, streams: Vec<String>) {
        let Some((_, read)) = self.subscriptions.iter_mut().find(|(known, _)| *known == id) else {
            return;
        };
        if *read == streams {
            // What lives for long stays where it is.
            return;
        }
        for stream in streams.iter().filter(|stream| !read.contains(stream)) {
            let (subscription, queue) = (subscription.clone(), Arc::clone(&self.queue));
            self.hub.join(stream, Reader { id, subscription, queue });
        }
        for stream in read.iter().filter(|stream| !streams.contains(stream)) {
            self.hub.leave(stream, id);
        }
        *read = streams;
    }

    pub fn unsubscribe(&mut self, id: u64) {
        self.subscriptions.retain(|(known, streams)| {
            if *known == id {
                for stream in streams {
                    self.hub.leave(stream, id);
                }
            }
            *known != id
        });
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        for (id, streams) in &self.subscriptions {
            for stream in streams {
                self.hub.leave(stream, *id);
            }
        }
        if self.hub.0.connections.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.hub.0.emptied.notify_waiters();
        }
    }
}
