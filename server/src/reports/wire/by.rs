//! Numbers by agent, team, inbox, label and channel, as clients see them (contract
//! `behaviour.md`, 7.7 and 7.8).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    id::{InboxId, LabelId},
    report_cells::pairs::Paces,
    reports::{
        average,
        by::{self, Part},
        matrix,
    },
};

/// What was counted of an agent, a team or an inbox.
#[derive(JsonSchema, Serialize)]
pub struct PartSummary {
    id: i64,
    conversations_count: i64,
    resolved_conversations_count: i64,
    avg_resolution_time: Option<f64>,
    avg_first_response_time: Option<f64>,
    avg_reply_time: Option<f64>,
}

#[derive(JsonSchema, Serialize)]
pub struct LabelSummary {
    id: i64,
    name: String,
    conversations_count: i64,
    avg_resolution_time: f64,
    avg_first_response_time: f64,
    avg_reply_time: f64,
    resolved_conversations_count: i64,
}

#[derive(JsonSchema, Serialize)]
pub struct ChannelSummary {
    open: i64,
    resolved: i64,
    pending: i64,
    snoozed: i64,
    total: i64,
}

/// First answers by how long they took.
#[derive(JsonSchema, Serialize)]
pub struct FirstResponses {
    #[serde(rename = "0-1h")]
    within_an_hour: i64,
    #[serde(rename = "1-4h")]
    within_four_hours: i64,
    #[serde(rename = "4-8h")]
    within_eight_hours: i64,
    #[serde(rename = "8-24h")]
    within_a_day: i64,
    #[serde(rename = "24h+")]
    later: i64,
}

#[derive(JsonSchema, Serialize)]
pub struct InboxLabelMatrix {
    inboxes: Vec<NamedInbox>,
    labels: Vec<NamedLabel>,
    /// A row for each inbox, a number for each label.
    matrix: Vec<Vec<i64>>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
struct NamedInbox {
    id: InboxId,
    name: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
struct NamedLabel {
    id: LabelId,
    title: String,
}

#[derive(JsonSchema, Serialize)]
pub struct Said {
    id: Option<i64>,
    name: Option<String>,
    outgoing_messages_count: i64,
}

impl PartSummary {
    pub fn all(parts: &[Part], business_hours: bool) -> Vec<Self> {
        parts.iter().map(|part| Self::of(part, business_hours)).collect()
    }

    fn of(part: &Part, business_hours: bool) -> Self {
        PartSummary {
            id: part.id,
            conversations_count: part.totals.conversations,
            resolved_conversations_count: part.resolved,
            avg_resolution_time: average(part.totals.resolutions, business_hours),
            avg_first_response_time: average(part.totals.first_responses, business_hours),
            avg_reply_time: average(part.totals.replies, business_hours),
        }
    }
}

impl LabelSummary {
    pub fn all(parts: Vec<Part>, business_hours: bool) -> Vec<Self> {
        parts.into_iter().map(|part| Self::of(part, business_hours)).collect()
    }

    fn of(part: Part, business_hours: bool) -> Self {
        let average = |took| average(took, business_hours).unwrap_or(0.0);
        LabelSummary {
            id: part.id,
            name: part.name,
            conversations_count: part.totals.conversations,
            avg_resolution_time: average(part.totals.resolutions),
            avg_first_response_time: average(part.totals.first_responses),
            avg_reply_time: average(part.totals.replies),
            resolved_conversations_count: part.resolved,
        }
    }
}

impl From<by::Channel> for ChannelSummary {
    fn from(channel: by::Channel) -> Self {
        let by::Channel { open, resolved, pending, snoozed } = channel;
        let total = open + resolved + pending + snoozed;
        ChannelSummary { open, resolved, pending, snoozed, total }
    }
}

/// Something about each channel, by what it is called.
pub fn by_channel<T, U: From<T>>(channels: BTreeMap<String, T>) -> BTreeMap<String, U> {
    channels.into_iter().map(|(channel, value)| (channel, value.into())).collect()
}

impl From<Paces> for FirstResponses {
    fn from(paces: Paces) -> Self {
        let [within_an_hour, within_four_hours, within_eight_hours, within_a_day, later] = paces;
        FirstResponses {
            within_an_hour,
            within_four_hours,
            within_eight_hours,
            within_a_day,
            later,
        }
    }
}

impl From<matrix::Matrix> for InboxLabelMatrix {
    fn from(matrix: matrix::Matrix) -> Self {
        let matrix::Matrix { inboxes, labels, counts } = matrix;
        InboxLabelMatrix {
            inboxes: inboxes.into_iter().map(|(id, name)| NamedInbox { id, name }).collect(),
            labels: labels.into_iter().map(|(id, title)| NamedLabel { id, title }).collect(),
            matrix: counts,
        }
    }
}

impl From<matrix::Said> for Said {
    fn from(said: matrix::Said) -> Self {
        let matrix::Said { id, name, count } = said;
        Said { id, name, outgoing_messages_count: count }
    }
}
