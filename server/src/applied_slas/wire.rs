//! Applied SLAs as administrators see them (contract `behaviour.md`, 6.7).

use schemars::JsonSchema;
use serde::Serialize;

use super::{Metrics as Counted, Page as Found};
use crate::{
    conversations::details::Details,
    id::DisplayId,
    messages::{senders::Sender, wire::SenderJson},
    sla_policies::wire::{AppliedSla, SlaEvent},
};

/// A page of what was missed, in the envelope of lists.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Page {
    pub payload: Vec<Missed>,
    pub meta: Meta,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Meta {
    pub count: i64,
    pub current_page: u32,
}

/// A conversation in which something was missed.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "MissedSla")]
pub struct Missed {
    pub applied_sla: AppliedSla,
    pub conversation: Brief,
    pub sla_events: Vec<SlaEvent>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Brief {
    pub id: DisplayId,
    pub contact: Contact,
    /// Titles with commas between them. Null where there are none.
    pub labels: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<SenderJson>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Contact {
    pub name: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "SlaMetrics")]
pub struct Metrics {
    pub total_applied_slas: i64,
    pub number_of_sla_misses: i64,
    /// As `100%` or `66.67%`.
    pub hit_rate: String,
}

impl Page {
    pub fn of(current_page: u32, found: Found) -> Self {
        let Found { missed, count, next: _ } = found;
        let payload = missed.into_iter().filter_map(Missed::of).collect();
        Page { payload, meta: Meta { count, current_page } }
    }
}

impl Missed {
    fn of(details: Details) -> Option<Self> {
        let Details { conversation, contact, assignee, labels, sla, .. } = details;
        let sla = sla?;
        Some(Missed {
            applied_sla: AppliedSla::from(&sla),
            conversation: Brief {
                id: conversation.display_id,
                contact: Contact { name: contact.name },
                labels: (!labels.is_empty()).then(|| labels.join(", ")),
                assignee: assignee.map(|agent| Sender::from(agent).into()),
            },
            sla_events: SlaEvent::all(&sla),
        })
    }
}

impl From<Counted> for Metrics {
    fn from(counted: Counted) -> Self {
        let Counted { total, missed } = counted;
        Metrics {
            total_applied_slas: total,
            number_of_sla_misses: missed,
            hit_rate: hit_rate(total, missed),
        }
    }
}

/// How many of a hundred were hits.
#[expect(clippy::cast_precision_loss, reason = "a float counts more than there can be")]
fn hit_rate(total: i64, missed: i64) -> String {
    if missed == 0 {
        return "100%".to_owned();
    }
    let rate = (total - missed) as f64 / total.max(1) as f64;
    format!("{:.2}%", rate * 100.0)
}

#[cfg(test)]
mod tests {
    use super::hit_rate;

    #[test]
    fn a_rate_has_two_decimals_unless_nothing_was_missed() {
        assert_eq!(hit_rate(0, 0), "100%");
        assert_eq!(hit_rate(7, 0), "100%");
        assert_eq!(hit_rate(3, 1), "66.67%");
        assert_eq!(hit_rate(2, 1), "50.00%");
        assert_eq!(hit_rate(2, 2), "0.00%");
    }
}
