//! The browsers and devices on which users are told (contract `application-core.md`, 15.4).
//!
//! A browser is known by the endpoint that messages to it are sent to, a device by its id. When
//! somebody else signs in there, it is theirs from then on. They belong to users, whatever
//! accounts these are members of. Only browsers are told: to reach a device takes a project at
//! Firebase that its app belongs to. Devices are kept, so that their apps work.

use db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::store::subscriptions as store;
use crate::{
    clock::Timestamp,
    error::{Error, Problems, Result},
    id::UserId,
    json::Object,
    validate::{self, BLANK, INDEXED},
};

/// Browsers and devices of a user. One more takes the place of the one that was heard of last
/// the longest time ago.
const MOST: i64 = 20;

/// Characters of what a client tells about itself.
const LONGEST: usize = 10_000;

#[derive(Clone, Debug)]
pub struct Subscription {
    pub id: i64,
    pub user: UserId,
    pub kind: Kind,
    pub attributes: Object,
    pub identifier: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// How a subscriber is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    BrowserPush,
    Fcm,
}

crate::stored! {
    Kind { BrowserPush = 0 "browser_push", Fcm = 1 "fcm" }
}

#[derive(Debug, JsonSchema, Deserialize)]
pub struct NewSubscription {
    /// A browser is told by Web Push. A device of `fcm` is kept, and told nothing.
    pub subscription_type: Option<Kind>,
    pub subscription_attributes: Option<Object>,
}

/// A browser or device of a user, which is known already or is not.
pub async fn subscribe(
    tx: &mut Tx,
    user: UserId,
    now: Timestamp,
    new: &NewSubscription,
) -> Result<Subscription> {
    let kind = new.subscription_type.ok_or_else(|| Error::invalid("subscription_type", BLANK))?;
    let attributes = new.subscription_attributes.clone().unwrap_or_default();
    let identifier = identifier(kind, &attributes)?;
    let put = store::put(tx, user, kind, &attributes, &identifier, now).await?;
    store::keep_newest(tx, user, MOST).await?;
    Ok(put)
}

/// Forgets the device of the user that has this token. One that is not there does not matter.
pub async fn unsubscribe(tx: &mut Tx, user: UserId, push_token: &str) -> Result<()> {
    Ok(store::delete_by_token(tx, user, push_token).await?)
}

/// The browsers in which a user is told.
pub async fn browsers_of(tx: &mut Tx, user: UserId) -> Result<Vec<Subscription>> {
    let mut all = store::of_user(tx, user).await?;
    all.retain(|subscription| subscription.kind == Kind::BrowserPush);
    Ok(all)
}

/// A browser in which a user is told.
pub async fn browser_of(tx: &mut Tx, user: UserId, id: i64) -> Result<Option<Subscription>> {
    let found = store::find(tx, user, id).await?;
    Ok(found.filter(|subscription| subscription.kind == Kind::BrowserPush))
}

/// Forgets a subscription that nobody answers to any more.
pub async fn forget(tx: &mut Tx, id: i64) -> Result<()> {
    Ok(store::delete(tx, id).await?)
}

fn identifier(kind: Kind, attributes: &Object) -> Result<String> {
    let mut problems = Problems::default();
    problems.at_most("subscription_attributes", attributes.as_str(), LONGEST);
    let key = match kind {
        Kind::BrowserPush => "endpoint",
        Kind::Fcm => "device_id",
    };
    let identifier = match attributes.to_map().remove(key) {
        Some(Value::String(text)) => text,
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    problems.present("identifier", &identifier);
    problems.fits_index("identifier", Some(&identifier), INDEXED);
    if kind == Kind::BrowserPush && !identifier.is_empty() && !validate::is_web_url(&identifier) {
        problems.add("endpoint", "is invalid");
    }
    problems.check()?;
    Ok(identifier)
}
