//! SLA policies and how conversations are held to them, as clients see that (contract
//! `behaviour.md`, 6.7).

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    Threshold,
    applied::{self, Kind, Status},
};
use crate::{
    audits::Audited,
    clock::{self, Timestamp},
    id::{AppliedSlaId, MessageId, SlaEventId, SlaPolicyId},
};

#[derive(Clone, JsonSchema, Serialize)]
pub struct SlaPolicy {
    pub id: SlaPolicyId,
    pub name: String,
    pub description: Option<String>,
    /// In seconds, as are the others.
    pub first_response_time_threshold: Option<f64>,
    pub next_response_time_threshold: Option<f64>,
    pub resolution_time_threshold: Option<f64>,
    pub only_during_business_hours: bool,
}

/// What a conversation is held to, and how that goes.
#[derive(Clone, JsonSchema, Serialize)]
pub struct AppliedSla {
    pub id: AppliedSlaId,
    pub sla_id: SlaPolicyId,
    pub sla_status: Status,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Epoch")]
    pub updated_at: Timestamp,
    pub sla_description: Option<String>,
    pub sla_name: String,
    pub sla_first_response_time_threshold: Option<f64>,
    pub sla_next_response_time_threshold: Option<f64>,
    pub sla_only_during_business_hours: bool,
    pub sla_resolution_time_threshold: Option<f64>,
}

/// Something that was missed: the first response, the next one, or the resolution.
#[derive(Clone, JsonSchema, Serialize)]
pub struct SlaEvent {
    pub id: SlaEventId,
    pub event_type: Kind,
    pub meta: SlaEventMeta,
    #[serde(with = "clock::Epoch")]
    pub updated_at: Timestamp,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
}

#[derive(Clone, JsonSchema, Serialize)]
pub struct SlaEventMeta {
    /// The message that was not answered in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
}

impl From<super::SlaPolicy> for SlaPolicy {
    fn from(policy: super::SlaPolicy) -> Self {
        let super::SlaPolicy {
            id,
            name,
            description,
            first_response,
            next_response,
            resolution,
            only_during_business_hours,
        } = policy;
        SlaPolicy {
            id,
            name,
            description,
            first_response_time_threshold: first_response.map(Threshold::seconds),
            next_response_time_threshold: next_response.map(Threshold::seconds),
            resolution_time_threshold: resolution.map(Threshold::seconds),
            only_during_business_hours,
        }
    }
}

impl From<&applied::AppliedSla> for AppliedSla {
    fn from(applied: &applied::AppliedSla) -> Self {
        let policy = SlaPolicy::from(applied.policy.clone());
        AppliedSla {
            id: applied.id,
            sla_id: policy.id,
            sla_status: applied.status,
            created_at: applied.created_at,
            updated_at: applied.updated_at,
            sla_description: policy.description,
            sla_name: policy.name,
            sla_first_response_time_threshold: policy.first_response_time_threshold,
            sla_next_response_time_threshold: policy.next_response_time_threshold,
            sla_only_during_business_hours: policy.only_during_business_hours,
            sla_resolution_time_threshold: policy.resolution_time_threshold,
        }
    }
}

impl SlaEvent {
    /// All that was missed.
    pub fn all(applied: &applied::AppliedSla) -> Vec<Self> {
        applied.events.iter().map(Into::into).collect()
    }
}

impl From<&applied::SlaEvent> for SlaEvent {
    fn from(event: &applied::SlaEvent) -> Self {
        let applied::SlaEvent { id, applied: _, kind, message, created_at } = *event;
        SlaEvent {
            id,
            event_type: kind,
            meta: SlaEventMeta { message_id: message },
            updated_at: created_at,
            created_at,
        }
    }
}

impl Audited for super::SlaPolicy {
    const KIND: &'static str = "SlaPolicy";

    fn key(&self) -> i64 {
        self.id.0
    }

    fn noted(&self) -> Value {
        let seconds = |threshold: Option<Threshold>| threshold.map(Threshold::seconds);
        json!({
            "name": self.name,
            "description": self.description,
            "first_response_time_threshold": seconds(self.first_response),
            "next_response_time_threshold": seconds(self.next_response),
            "resolution_time_threshold": seconds(self.resolution),
            "only_during_business_hours": self.only_during_business_hours,
        })
    }
}
