//! Deliveries as clients see them. The contract has none; these are our own.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, value::RawValue};

use super::{Condition, Delivery, State, log};
use crate::{
    clock::{self, Timestamp},
    id::{DeliveryId, EventId},
};

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "WebhookDelivery")]
pub struct Logged {
    #[serde(flatten)]
    pub delivery: Brief,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::IsoOrNull")]
    pub finished_at: Option<Timestamp>,
    /// When it is tried again.
    #[serde(with = "clock::IsoOrNull")]
    pub next_attempt_at: Option<Timestamp>,
    pub attempts: Vec<Attempt>,
    /// What is sent.
    pub payload: Box<RawValue>,
}

#[derive(JsonSchema, Serialize)]
pub struct Brief {
    pub id: DeliveryId,
    pub event_id: Option<EventId>,
    pub event: String,
    /// The same as in the header of the request.
    pub delivery: String,
    pub state: State,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "WebhookAttempt")]
pub struct Attempt {
    #[serde(with = "clock::Iso")]
    pub at: Timestamp,
    pub duration_ms: i64,
    pub status: Option<i64>,
    pub error: Option<String>,
    /// How the answer begins.
    pub response: Option<String>,
}

/// How an address is doing. Beyond the contract.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "WebhookHealth")]
pub struct Health {
    /// One that is paused or disabled is told things again as soon as the webhook is changed.
    pub state: Condition,
    /// Since when it has taken nothing.
    #[serde(with = "clock::IsoOrNull")]
    pub failing_since: Option<Timestamp>,
    #[serde(with = "clock::IsoOrNull")]
    pub paused_until: Option<Timestamp>,
    #[serde(with = "clock::IsoOrNull")]
    pub disabled_at: Option<Timestamp>,
}

impl Health {
    /// Of one that never failed.
    pub const WELL: Health =
        Health { state: Condition::Ok, failing_since: None, paused_until: None, disabled_at: None };

    pub fn of(health: &super::Health, now: Timestamp) -> Self {
        let super::Health { failing_since, failures: _, paused_until: _, disabled_at } = *health;
        let (state, paused_until) = (health.condition(now), health.pause(now));
        Health { state, failing_since, paused_until, disabled_at }
    }
}

impl Logged {
    /// The same without what contacts listen by.
    #[must_use]
    pub fn without_tokens(self) -> Self {
        let Ok(mut payload) = serde_json::from_str::<Value>(self.payload.get()) else {
            return Logged { payload: RawValue::NULL.to_owned(), ..self };
        };
        blank_tokens(&mut payload);
        let payload = serde_json::value::to_raw_value(&payload).expect("JSON is JSON");
        Logged { payload, ..self }
    }
}

fn blank_tokens(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == "pubsub_token" { *value = "".into() } else { blank_tokens(value) }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(blank_tokens),
        _ => {}
    }
}

impl From<log::Logged> for Logged {
    fn from(logged: log::Logged) -> Self {
        let log::Logged { delivery, created_at, finished_at, attempts } = logged;
        let is_open = matches!(delivery.state, State::InLine | State::SetAside);
        let next_attempt_at = Some(delivery.next_at).filter(|_| is_open && delivery.attempts > 0);
        let payload = RawValue::from_string(delivery.body.clone());
        Logged {
            created_at,
            finished_at,
            next_attempt_at,
            attempts: attempts.into_iter().map(Attempt::from).collect(),
            payload: payload.unwrap_or_else(|_| RawValue::NULL.to_owned()),
            delivery: delivery.into(),
        }
    }
}

impl From<Delivery> for Brief {
    fn from(delivery: Delivery) -> Self {
        let Delivery { id, event_id, event, uuid, state, .. } = delivery;
        Brief { id, event_id, event, delivery: uuid, state }
    }
}

impl From<log::Tried> for Attempt {
    fn from(tried: log::Tried) -> Self {
        let log::Tried { delivery: _, began_at, took, status, answer, problem } = tried;
        Attempt {
            at: began_at,
            duration_ms: took / 1_000,
            status,
            error: problem,
            response: answer,
        }
    }
}
