//! How a funnel is doing, by what was counted as conversations came and went.

use super::{Funnel, Stage};
use crate::clock::Timestamp;

/// How a funnel is doing.
#[derive(Clone, Debug, PartialEq)]
pub struct Metrics {
    /// How many in a hundred have reached the last stage.
    pub conversion_rate: f64,
    /// For how many hours a conversation is in each stage, those counted that are there now.
    pub hours: Vec<(String, f64)>,
}

impl Metrics {
    pub fn of(funnel: &Funnel, now: Timestamp) -> Self {
        let last = funnel.stages.iter().rfind(|stage| stage.leaves_to.is_none());
        let reached = last.map_or(0, |stage| stage.tally.visited);
        let hours = |stage: &Stage| (stage.name.clone(), hours(stage, now));
        Metrics {
            conversion_rate: ratio(reached * 100, funnel.tally().cards),
            hours: funnel.stages.iter().map(hours).collect(),
        }
    }
}

fn hours(stage: &Stage, now: Timestamp) -> f64 {
    let tally = stage.tally;
    let still = now.seconds() * tally.cards - tally.entered;
    ratio(tally.stayed + still.max(0), (tally.stays + tally.cards) * 3_600)
}

/// With two decimals; 0 of nothing.
#[expect(clippy::cast_precision_loss, reason = "two decimals are wanted")]
fn ratio(part: i64, whole: i64) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    (part as f64 / whole as f64 * 100.0).round() / 100.0
}
