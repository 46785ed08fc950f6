//! What is told to an address, and how that went.
//!
//! Whatever is to be told waits in line, and is told in order. A delivery that fails is tried again
//! after a while, and keeps the line waiting. When it has failed a few times, or once because of
//! what it says, it is set aside, so that the next one can show whether the address is gone or
//! whether it just does not like this one. If the address is gone, all of the line waits, longer
//! and longer; what was set aside is tried again by itself until the [`Schedule`] has come to its
//! end. A webhook that has taken nothing for days is told nothing more, until somebody changes it.
//! What is told to an inbox is given up at once then, but for one now and then that shows whether
//! it is back. A bot is not waited for at all: people are.
//!
//! A delivery is made at least once, also when the process is killed. Every attempt at it is
//! kept for a while, to be looked at (`webhooks.keep_days`). Rows in `store`, JSON in [`wire`].

mod endpoint;
mod log;
mod store;
pub mod wire;

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    clock::Timestamp,
    error::{Error, Result},
    events::Fact,
    id::{self, DeliveryId, EventId, MessageId},
    tasks::Task,
    work::Work,
};

pub use endpoint::{
    Condition, Endpoint, Forget, Health, Kind, Target, disabled, failing, forget_later, health,
    revive, target,
};
pub use log::{Logged, Range, Tried, page, replay, replay_failed, replay_message, show};
pub use store::{count_unwell, delete_some_of_account, remove_ended, remove_unused_bodies, whose};

/// How often a delivery keeps the line waiting before it is set aside.
pub const IN_LINE: usize = 3;

/// Something to be told.
#[derive(Clone, Debug)]
pub struct Post {
    /// None for what is not kept as an event.
    pub event_id: Option<EventId>,
    pub event: &'static str,
    pub message: Option<MessageId>,
    pub body: String,
    pub endpoints: Vec<Endpoint>,
}

/// A delivery that is due.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub id: DeliveryId,
    pub endpoint: Endpoint,
    pub event_id: Option<EventId>,
    pub event: String,
    pub message: Option<MessageId>,
    pub uuid: String,
    pub state: State,
    pub attempts: usize,
    pub next_at: Timestamp,
    pub body: String,
}

/// How far a delivery has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its turn comes in order.
    InLine,
    /// It has failed, and is tried again by itself.
    SetAside,
    Delivered,
    /// It has failed for the last time.
    GivenUp,
}

crate::stored! {
    State { InLine = 0 "pending", SetAside = 1 "retrying", Delivered = 2 "delivered", GivenUp = 3 "failed" }
}

/// What became of an attempt.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub began_at: Timestamp,
    pub took: Duration,
    /// What the other side answered, if it did, and how that begins.
    pub status: Option<u16>,
    pub answer: Option<String>,
    /// Why it counts as failed, if it does.
    pub problem: Option<String>,
    /// Whether to try again would be in vain.
    pub is_final: bool,
}

/// When what has failed is tried again: after which pauses, and for how long an address may
/// fail.
#[derive(Clone, Debug)]
pub struct Schedule {
    pub pauses: Vec<Duration>,
    pub disable_after: Duration,
}

/// What comes next for an address.
#[derive(Clone, Debug)]
pub enum Next {
    Due(Box<Delivery>, Target),
    At(Timestamp),
    /// The address takes nothing at the moment, and this is not to wait until it does.
    Hopeless(Box<Delivery>),
    Nothing,
    /// Its record is gone, and what was put in line since then is nobody's.
    Gone,
}

/// Telling an address what is due. There is one such task for each.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Tell(pub Endpoint);

impl Task for Tell {
    const KIND: &'static str = "webhooks.tell";

    fn key(&self) -> String {
        self.0.key()
    }
}

impl Post {
    pub fn of(fact: &Fact, event: &'static str, body: String, endpoints: Vec<Endpoint>) -> Self {
        let (event_id, message) = (Some(fact.position.event()), fact.message);
        Post { event_id, event, message, body, endpoints }
    }
}

/// Puts something in line for each of its addresses.
pub async fn add(work: &mut Work<'_>, post: &Post) -> Result<()> {
    let body = store::insert_body(work, &post.body).await?;
    for endpoint in &post.endpoints {
        store::insert(work, *endpoint, post, body, &id::uuid()).await?;
    }
    Ok(())
}

/// Puts something in line for each of its addresses, and has them told.
pub async fn post(work: &mut Work<'_>, post: &Post) -> Result<()> {
    add(work, post).await?;
    tell_soon(work, &post.endpoints).await
}

/// Has addresses told what waits for them now, also those that would only be asked later about
/// something that was set aside. Always in the same order, so that nobody who does the same waits
/// in a circle.
pub async fn tell_soon(work: &mut Work<'_>, endpoints: &[Endpoint]) -> Result<()> {
    let endpoints: BTreeMap<String, Endpoint> =
        endpoints.iter().map(|endpoint| (endpoint.key(), *endpoint)).collect();
    for endpoint in endpoints.into_values() {
        work.schedule(Tell(endpoint), work.now).await?;
    }
    Ok(())
}

/// Adds something that is not about an event, for whoever tells it at once.
pub async fn add_by_hand(
    work: &mut Work<'_>,
    endpoint: Endpoint,
    event: &str,
    body: &str,
) -> Result<Delivery> {
    let body = store::insert_body(work, body).await?;
    let id = store::insert_by_hand(work, endpoint, event, body, &id::uuid()).await?;
    store::find(work, endpoint, id).await?.ok_or(Error::NotFound)
}

/// What is to be told to an address now, or when that will be.
pub async fn next(work: &mut Work<'_>, endpoint: Endpoint, schedule: &Schedule) -> Result<Next> {
    let Some(target) = endpoint::target(work, endpoint).await? else { return Ok(Next::Gone) };
    let health = store::health(work, endpoint).await?.unwrap_or_default();
    if health.disabled_at.is_some() {
        return Ok(Next::Nothing);
    }
    let first = store::first_in_line(work, endpoint).await?;
    if let Some(until) = health.pause(work.now) {
        let hopeless = first.filter(|_| endpoint.is_given_up(&health, schedule, work.now));
        return Ok(hopeless.map_or(Next::At(until), |first| Next::Hopeless(Box::new(first))));
    }
    let aside = store::first_set_aside(work, endpoint).await?;
    // The older one goes first, if both are due.
    let mut next: Vec<Delivery> = first.into_iter().chain(aside).collect();
    next.sort_by_key(|delivery| (delivery.next_at > work.now, delivery.id));
    let at = next.iter().map(|delivery| delivery.next_at).min();
    match next.into_iter().next() {
        Some(delivery) if delivery.next_at <= work.now => Ok(Next::Due(Box::new(delivery), target)),
        _ => Ok(at.map_or(Next::Nothing, Next::At)),
    }
}

/// Whether what comes next waits until this is tried again. It does not when the address is
/// there, has read it, and says that it cannot be.
fn keeps_line_waiting(delivery: &Delivery, attempt: &Attempt) -> bool {
    let is_disliked = matches!(attempt.status, Some(400 | 413 | 422));
    delivery.state == State::InLine && delivery.attempts + 1 < IN_LINE && !is_disliked
}

/// Notes that something was not even tried, since its address takes nothing at the moment.
pub async fn give_up(work: &mut Work<'_>, delivery: &Delivery, why: &Attempt) -> Result<()> {
    store::insert_attempt(work, delivery.id, why).await?;
    let (state, attempts) = (State::GivenUp, delivery.attempts + 1);
    Ok(store::set_state(work, delivery.id, state, attempts, work.now).await?)
}

/// Notes what became of an attempt, and what follows from that for the delivery and its
/// address. Tells how far the delivery has come.
pub async fn note(
    work: &mut Work<'_>,
    delivery: &Delivery,
    attempt: &Attempt,
    schedule: &Schedule,
) -> Result<State> {
    store::insert_attempt(work, delivery.id, attempt).await?;
    let attempts = delivery.attempts + 1;
    if attempt.problem.is_none() {
        store::set_state(work, delivery.id, State::Delivered, attempts, work.now).await?;
        store::recovered(work, delivery.endpoint).await?;
        return Ok(State::Delivered);
    }
    let pause = schedule.pauses.get(delivery.attempts).filter(|_| !attempt.is_final);
    let (state, next_at) = match pause {
        None => (State::GivenUp, work.now),
        Some(pause) if keeps_line_waiting(delivery, attempt) => {
            (State::InLine, work.now.plus(*pause))
        }
        Some(pause) => (State::SetAside, work.now.plus(*pause)),
    };
    store::set_state(work, delivery.id, state, attempts, next_at).await?;
    endpoint::failed(work, delivery.endpoint, schedule).await?;
    Ok(state)
}
