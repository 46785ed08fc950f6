//! Which fields of something changed, told in two forms.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::events::{Changes, Fact};

const LABELS: &str = "label_list";

/// Which fields changed, in the words of the contract and in those of the seeds.
#[derive(Serialize)]
pub struct Changed<'a> {
    changed_attributes: AsList<'a>,
    changes: AsFields<'a>,
}

/// `[{"status": {"previous_value": …, "current_value": …}}, …]`
struct AsList<'a> {
    changes: &'a Changes,
    /// The labels of a conversation as one text, before and after.
    labels: Option<(Value, Value)>,
}

/// `{"status": {"before": …, "after": …}, …}`
struct AsFields<'a>(&'a Changes);

#[derive(Serialize)]
struct PreviousAndCurrent<'a> {
    previous_value: &'a Value,
    current_value: &'a Value,
}

#[derive(Serialize)]
struct BeforeAndAfter<'a> {
    before: &'a Value,
    after: &'a Value,
}

impl<'a> Changed<'a> {
    pub fn of(fact: &'a Fact) -> Self {
        let changes = &fact.changes;
        let mut labels = changes.each().filter(|(name, ..)| *name == LABELS);
        let labels = labels.next().filter(|_| fact.conversation.is_some());
        let labels = labels.map(|(_, before, after)| (as_text(before), as_text(after)));
        Changed { changed_attributes: AsList { changes, labels }, changes: AsFields(changes) }
    }
}

/// Labels in one text. Without any there is none.
fn as_text(labels: &Value) -> Value {
    let labels = labels.as_array().map(Vec::as_slice).unwrap_or_default();
    let labels: Vec<&str> = labels.iter().filter_map(Value::as_str).collect();
    if labels.is_empty() { Value::Null } else { labels.join(", ").into() }
}

impl Serialize for AsList<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let labels = self.labels.iter();
        let labels = labels.map(|(before, after)| ("cached_label_list", before, after));
        let all = self.changes.each().chain(labels);
        to.collect_seq(all.map(|(name, previous_value, current_value)| {
            BTreeMap::from([(name, PreviousAndCurrent { previous_value, current_value })])
        }))
    }
}

impl Serialize for AsFields<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.each().map(|(name, before, after)| {
            let name = if name == LABELS { "labels" } else { name };
            (name, BeforeAndAfter { before, after })
        }))
    }
}
