//! One client's connection, from its welcome to its end.

use std::{collections::HashMap, time::Duration};

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

/// Subscriptions of one connection at most.
const SUBSCRIPTIONS: usize = 64;

/// Bytes of an identifier at most.
const LONGEST_IDENTIFIER: usize = 4 << 10;

/// A socket that carries texts.
pub trait Socket: Send {
    /// The next text of the client; frames that are no texts are passed over. `None` when
    /// there is nobody any more.
    fn receive(&mut self) -> impl Future<Output = Option<String>> + Send;
    /// Sends a text. False when there is nobody any more.
    fn send(&mut self, text: String) -> impl Future<Output = bool> + Send;
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

/// What identifiers mean.
pub trait Channels: Send + Sync {
    /// What is remembered of a subscription.
    type Room: Send + Sync;
    fn subscribe(&self, identifier: &str) -> impl Future<Output = Subscribed<Self::Room>> + Send;
    /// Called when the client knows that it is subscribed.
    fn subscribed(&self, room: &mut Self::Room) -> impl Future<Output = ()> + Send;
    /// Does what the client asks of a room that it is subscribed to.
    fn perform(&self, room: &mut Self::Room, data: &Value) -> impl Future<Output = ()> + Send;
    /// The time, in seconds since 1970.
    fn now(&self) -> i64;
}

/// Serves a client until it goes, reads too slowly, or `stop` resolves.
pub async fn serve(
    socket: impl Socket,
    hub: &Hub,
    channels: impl Channels,
    stop: impl Future<Output = ()> + Send,
) {
    let seat = hub.seat();
    let queue = seat.queue();
    let client = Client { socket, seat, channels, subscriptions: HashMap::new() };
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
    /// By identifier. Those that lead nowhere are remembered too, and not looked up again.
    subscriptions: HashMap<String, Option<Subscription<C::Room>>>,
}

struct Subscription<Room> {
    /// The hub's number of it.
    id: u64,
    room: Room,
}

impl<S: Socket, C: Channels> Client<S, C> {
    async fn serve(mut self, queue: &Queue, stop: impl Future<Output = ()> + Send) {
        if !self.send(frame::WELCOME.to_owned()).await {
            return;
        }
        let mut pings = pings();
        let mut stop = std::pin::pin!(stop);
        loop {
            let goes_on = tokio::select! {
                biased;
                () = &mut stop => {
                    self.send(frame::disconnect("server_restart", true)).await;
                    false
                }
                _ = pings.tick() => self.send(frame::ping(self.channels.now())).await,
                delivery = queue.next() => {
                    self.send(delivery.subscription.message(&delivery.message)).await
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
    async fn send(&mut self, text: String) -> bool {
        tokio::time::timeout(STALLED, self.socket.send(text)).await.unwrap_or(false)
    }

    /// Does what a frame asks for. What is not understood is passed over.
    async fn answer(&mut self, text: String) -> bool {
        match Command::read(&text) {
            Some(Command::Subscribe { identifier }) => self.subscribe(identifier).await,
            Some(Command::Unsubscribe { identifier }) => {
                if let Some(Some(subscription)) = self.subscriptions.remove(&identifier) {
                    self.seat.unsubscribe(subscription.id);
                }
                true
            }
            Some(Command::Message { identifier, data }) => {
                if let Some(Some(subscription)) = self.subscriptions.get_mut(&identifier) {
                    self.channels.perform(&mut subscription.room, &data).await;
                }
                true
            }
            None => true,
        }
    }

    async fn subscribe(&mut self, identifier: String) -> bool {
        let too_much =
            self.subscriptions.len() >= SUBSCRIPTIONS || identifier.len() > LONGEST_IDENTIFIER;
        if too_much || self.subscriptions.contains_key(&identifier) {
            return true;
        }
        let (mut room, streams) = match self.channels.subscribe(&identifier).await {
            Subscribed::To(room, streams) => (room, streams),
            Subscribed::Nowhere => {
                self.subscriptions.insert(identifier, None);
                return true;
            }
            Subscribed::NotNow => {
                self.send(frame::disconnect("remote", true)).await;
                return false;
            }
        };
        let named = Named::new(&identifier);
        let id = self.seat.subscribe(&named, streams);
        if !self.send(named.confirmed()).await {
            return false;
        }
        self.channels.subscribed(&mut room).await;
        self.subscriptions.insert(identifier, Some(Subscription { id, room }));
        true
    }
}

fn pings() -> Interval {
    let mut pings = tokio::time::interval_at(tokio::time::Instant::now() + PING, PING);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pings
}
