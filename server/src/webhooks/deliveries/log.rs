//! What was told to an address, for people to look at, and to have told again.

use std::{collections::HashMap, ops};

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Delivery, Endpoint, Tell, revive, store};
use crate::{
    clock::Timestamp,
    error::{Error, Result},
    id::{self, DeliveryId, MessageId},
    webhooks,
    work::Work,
};

/// Deliveries of a page.
const PAGE: i64 = 25;

/// Deliveries that are put back in line in one transaction.
const AT_ONCE: i64 = 500;

/// A delivery with every attempt at it.
#[derive(Clone, Debug)]
pub struct Logged {
    pub delivery: Delivery,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub attempts: Vec<Tried>,
}

/// An attempt that was made.
#[derive(Clone, Debug)]
pub struct Tried {
    pub delivery: DeliveryId,
    pub began_at: Timestamp,
    /// In microseconds.
    pub took: i64,
    pub status: Option<i64>,
    pub answer: Option<String>,
    pub problem: Option<String>,
}

/// Which deliveries are wanted.
#[derive(Clone, Copy, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Range {
    /// Those before this one; the newest, if none is named.
    pub before: Option<DeliveryId>,
}

/// Deliveries to an address, newest first.
pub async fn page(work: &mut Work<'_>, endpoint: Endpoint, range: &Range) -> Result<Vec<Logged>> {
    let before = range.before.unwrap_or(DeliveryId(i64::MAX));
    let mut page = store::page(work, endpoint, before, PAGE).await?;
    let ids: Vec<i64> = page.iter().map(|logged| logged.delivery.id.0).collect();
    let mut attempts: HashMap<DeliveryId, Vec<Tried>> = HashMap::new();
    for tried in store::attempts(work, &ids).await? {
        attempts.entry(tried.delivery).or_default().push(tried);
    }
    for logged in &mut page {
        logged.attempts = attempts.remove(&logged.delivery.id).unwrap_or_default();
    }
    Ok(page)
}

/// One delivery.
pub async fn show(work: &mut Work<'_>, endpoint: Endpoint, id: DeliveryId) -> Result<Logged> {
    let after = DeliveryId(id.0.saturating_add(1));
    let page = page(work, endpoint, &Range { before: Some(after) }).await?;
    page.into_iter().find(|logged| logged.delivery.id == id).ok_or(Error::NotFound)
}

/// Puts a delivery in line once more. Returns the new one.
pub async fn replay(
    work: &mut Work<'_>,
    endpoint: Endpoint,
    delivery: DeliveryId,
) -> Result<Logged> {
    store::find(work, endpoint, delivery).await?.ok_or(Error::NotFound)?;
    let again = store::repeat(work, delivery, &id::uuid()).await?;
    work.schedule(Tell(endpoint), work.now).await?;
    show(work, endpoint, again).await
}

/// Has an address told once more of a message that it did not take. One that it took, or was
/// never told of, is left alone; one that is to be tried again is tried at once.
pub async fn replay_message(
    work: &mut Work<'_>,
    endpoint: Endpoint,
    message: MessageId,
) -> Result<()> {
    match store::given_up_of(work, endpoint, message).await? {
        Some(delivery) => drop(store::repeat(work, delivery, &id::uuid()).await?),
        None => store::hurry(work, endpoint, message).await?,
    }
    revive(work, endpoint).await
}

/// Puts back in line some of what was given up between two times, in the order in which it was
/// told first. Returns how much that was; to be asked again until there is nothing more.
pub async fn replay_failed(
    work: &mut Work<'_>,
    endpoint: Endpoint,
    times: &ops::Range<Timestamp>,
) -> Result<u64> {
    let sample = webhooks::wire::Sample::EVENT;
    let count = store::put_back_in_line(work, endpoint, times, sample, AT_ONCE).await?;
    if count > 0 {
        work.schedule(Tell(endpoint), work.now).await?;
    }
    Ok(count)
}
