//! One client's connection, from its welcome to its end.

use std::{
    collections::{HashMap, HashSet},
    hash::BuildHasher as _,
    time::Duration,
};

use serde_json::Value;
use tokio::time::{Interval, MissedTickBehavior};

use crate::{
    Hub,
    frame::{self, Command, Named},
    hub::Seat,
    queue::Queue,
};

/// How often a client is told that the connection lives. It gives up after twice as long.
const PING: Duration = Duration::from_secs(3);

/// For how long a client may leave unread what fills its socket.
const STALLED: Duration = Duration::from_secs(30);

/// For how long an answer may keep a connection from its pings.
const ANSWER: Duration = Duration::from_millis(1_500);

/// Identifiers of one connection at most, at the same time and in all.
const SUBSCRIPTIONS: usize = 64;
const LOOK_UPS: u32 = 1_000;

/// What a client may ask of its rooms between two pings. More is passed over.
const ACTIONS: u32 = 10;

/// Bytes of an identifier at most.
const LONGEST_IDENTIFIER: usize = 4 << 10;

/// A socket that carries texts.
pub trait Socket: Send {
    /// The next text of the client; frames that are no texts are passed over. `None` when
    /// there is nobody any more.
    fn receive(&mut self) -> impl Future<Output = Option<String>> + Send;
    /// Sends a text, which is that of the parts together. False when there is nobody any more.
    fn send(&mut self, parts: &[&str]) -> impl Future<Output = bool> + Send;
}

/// Where an identifier leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subscribed<Room> {
    /// To a room, whose streams these are.
    To(Room, Vec<String>),
    /// Nowhere, and the client is not told.
    Nowhere,
    /// That cannot be found out now. The client is asked to connect again.
    NotNow,
}

/// What a subscription comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Performed {
    /// Nothing about it has changed.
    Same,
    /// It reads from these streams from now on.
    Reads(Vec<String>),
    /// It leads nowhere any more, and the client is not told.
    Gone,
}

/// What identifiers mean. Nothing of it may take long: a connection that has no answer soon
/// goes on without.
pub trait Channels: Send + Sync {
    /// What is remembered of a subscription.
    type Room: Send + Sync;
    fn subscribe(&self, identifier: &str) -> impl Future<Output = Subscribed<Self::Room>> + Send;
    /// Called when the client knows that it is subscribed.
    fn subscribed(&self, room: &mut Self::Room) -> impl Future<Output = ()> + Send;
    /// Does what the client asks of a room that it is subscribed to.
    fn perform(
        &self,
        identifier: &str,
        room: &mut Self::Room,
        data: &Value,
    ) -> impl Future<Output = Performed> + Send;
    /// The time, in seconds since 1970.
    fn now(&self) -> i64;
}

/// Serves a client until it goes, is sent away, reads too slowly, or `stop` resolves.
pub async fn serve(
    socket: impl Socket,
    hub: &Hub,
    channels: impl Channels,
    stop: impl Future<Output = ()> + Send,
) {
    let seat = hub.seat();
    let queue = seat.queue();
    let client = Client {
        socket,
        seat,
        channels,
        subscriptions: HashMap::new(),
        refused: HashSet::new(),
        look_ups: 0,
        actions: 0,
    };
    tokio::select! {
        biased;
        () = queue.is_let_go() => tracing::debug!("a client reads too slowly and is let go"),
        () = client.serve(&queue, stop) => {}
    }
}

struct Client<S, C: Channels> {
    socket: S,
    seat: Seat,
    channels: C,
    /// By identifier.
    subscriptions: HashMap<String, Subscription<C::Room>>,
    /// The hashes of identifiers that lead nowhere, which are not looked up again.
    refused: HashSet<u64>,
    look_ups: u32,
    /// Since the last ping.
    actions: u32,
}

struct Subscription<Room> {
    /// The hub's number of it.
    id: u64,
    room: Room,
}

impl<S: Socket, C: Channels> Client<S, C> {
    async fn serve(mut self, queue: &Queue, stop: impl Future<Output = ()> + Send) {
        if !self.send(frame::WELCOME).await {
            return;
        }
        let mut pings = pings();
        let mut stop = std::pin::pin!(stop);
        loop {
            let goes_on = tokio::select! {
                biased;
                () = &mut stop => {
                    self.send(&frame::disconnect("server_restart", true)).await;
                    false
                }
                _ = pings.tick() => {
                    self.actions = 0;
                    self.send(&frame::ping(self.channels.now())).await
                }
                () = queue.is_sent_away() => {
                    self.send(&frame::disconnect("remote", true)).await;
                    false
                }
                delivery = queue.next() => {
                    self.send_parts(&delivery.subscription.message(&delivery.message)).await
                }
                text = self.socket.receive() => match text {
                    // In a box, which there is only for a moment: what answers may need is
                    // many times as much as a connection that is idle.
                    Some(text) => Box::pin(self.answer(text)).await,
                    None => false,
                },
            };
            if !goes_on {
                return;
            }
        }
    }

    /// Sends a text, unless the client has stopped to read.
    async fn send(&mut self, text: &str) -> bool {
        self.send_parts(&[text]).await
    }

    /// Sends a text that is there in parts.
    async fn send_parts(&mut self, parts: &[&str]) -> bool {
        tokio::time::timeout(STALLED, self.socket.send(parts)).await.unwrap_or(false)
    }

    /// Does what a frame asks for. What is not understood is passed over.
    async fn answer(&mut self, text: String) -> bool {
        match Command::read(&text) {
            Some(Command::Subscribe { identifier }) => self.subscribe(identifier).await,
            Some(Command::Unsubscribe { identifier }) => {
                self.end(&identifier);
                true
            }
            Some(Command::Message { identifier, data }) => {
                self.perform(&identifier, &data).await;
                true
            }
            None => true,
        }
    }

    async fn perform(&mut self, identifier: &str, data: &Value) {
        let Some(Subscription { id, room }) = self.subscriptions.get_mut(identifier) else {
            return;
        };
        self.actions += 1;
        if self.actions > ACTIONS {
            return;
        }
        match soon(self.channels.perform(identifier, room, data)).await {
            Some(Performed::Same) | None => {}
            Some(Performed::Reads(streams)) => {
                self.seat.move_to(*id, &Named::new(identifier), streams);
            }
            Some(Performed::Gone) => {
                self.end(identifier);
                self.refuse(identifier);
            }
        }
    }

    async fn subscribe(&mut self, identifier: String) -> bool {
        let too_much = self.subscriptions.len() + self.refused.len() >= SUBSCRIPTIONS
            || identifier.len() > LONGEST_IDENTIFIER;
        let known = self.subscriptions.contains_key(&identifier) || self.is_refused(&identifier);
        if too_much || known {
            return true;
        }
        self.look_ups += 1;
        if self.look_ups > LOOK_UPS {
            return false;
        }
        let (mut room, streams) = match soon(self.channels.subscribe(&identifier)).await {
            Some(Subscribed::To(room, streams)) => (room, streams),
            Some(Subscribed::Nowhere) => {
                self.refuse(&identifier);
                return true;
            }
            Some(Subscribed::NotNow) | None => {
                self.send(&frame::disconnect("remote", true)).await;
                return false;
            }
        };
        let named = Named::new(&identifier);
        let id = self.seat.subscribe(&named, streams);
        if !self.send(&named.confirmed()).await {
            return false;
        }
        soon(self.channels.subscribed(&mut room)).await;
        self.subscriptions.insert(identifier, Subscription { id, room });
        true
    }

    fn end(&mut self, identifier: &str) {
        if let Some(subscription) = self.subscriptions.remove(identifier) {
            self.seat.unsubscribe(subscription.id);
        }
    }

    fn refuse(&mut self, identifier: &str) {
        self.refused.insert(self.refused.hasher().hash_one(identifier));
    }

    fn is_refused(&self, identifier: &str) -> bool {
        self.refused.contains(&self.refused.hasher().hash_one(identifier))
    }
}

/// What comes of something, unless it takes too long.
async fn soon<T>(answer: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(ANSWER, answer).await.ok()
}

fn pings() -> Interval {
    let mut pings = tokio::time::interval_at(tokio::time::Instant::now() + PING, PING);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pings
}
