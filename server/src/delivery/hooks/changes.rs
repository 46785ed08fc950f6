//! Which fields of something changed, told in two forms.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::events::{Changes, Fact};

/// Which fields changed, in the words of the contract and in those of the seeds.
#[derive(Serialize)]
pub struct Changed<'a> {
    changed_attributes: AsList<'a>,
    changes: AsFields<'a>,
}

/// `[{"status": {"previous_value": …, "current_value": …}}, …]`
struct AsList<'a>(&'a Changes);

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
        Changed { changed_attributes: AsList(&fact.changes), changes: AsFields(&fact.changes) }
    }
}

impl Serialize for AsList<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.each().map(|(name, previous_value, current_value)| {
            BTreeMap::from([(name, PreviousAndCurrent { previous_value, current_value })])
        }))
    }
}

impl Serialize for AsFields<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.each().map(|(name, before, after)| {
            let name = if name == "label_list" { "labels" } else { name };
            (name, BeforeAndAfter { before, after })
        }))
    }
}
