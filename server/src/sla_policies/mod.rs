//! SLA policies: in what time contacts are to be answered, answered again and helped (contract
//! `behaviour.md`, 6.7).
//!
//! A conversation is held to one policy for good; how that goes is an [`applied`] SLA, and what
//! it misses, and when, is found out in [`due`]. When it is looked at is the affair of
//! conversations, which stand below. A policy that is changed holds in its new form for all that
//! still goes on.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod applied;
pub mod due;
pub mod http;
mod store;
pub mod wire;

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    accounts,
    clock::Timestamp,
    error::{Error, Problems, Result, in_use},
    events::{Event, Name},
    id::{AppliedSlaId, InboxId, SlaPolicyId},
    patch::Patch,
    tasks::Task,
    validate::{LONG, SHORT},
    work::Work,
};

pub use store::{list, of_ids};

/// Policies of an account.
const MOST: usize = 100;

/// The longest time that a policy may give, in seconds: a year.
const LONGEST: f64 = 365.0 * 86_400.0;

#[derive(Clone, Debug)]
pub struct SlaPolicy {
    pub id: SlaPolicyId,
    pub name: String,
    pub description: Option<String>,
    pub first_response: Option<Threshold>,
    pub next_response: Option<Threshold>,
    pub resolution: Option<Threshold>,
    /// Whether only time counts in which the inbox is open.
    pub only_during_business_hours: bool,
}

/// The time within which something is to be done, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold(pub i64);

/// What a request says of a policy, new or known. Thresholds are seconds.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{
    "name": "Gold",
    "first_response_time_threshold": 600.0,
    "next_response_time_threshold": 1_800.0,
    "resolution_time_threshold": 86_400.0,
    "only_during_business_hours": true
}]))]
#[serde(default)]
pub struct PolicyChange {
    pub name: Option<String>,
    pub description: Patch<String>,
    pub first_response_time_threshold: Patch<f64>,
    pub next_response_time_threshold: Patch<f64>,
    pub resolution_time_threshold: Patch<f64>,
    pub only_during_business_hours: Option<bool>,
}

/// What is left to do when other times hold than before: every conversation that is still held
/// to the policy, or to any in the inbox, is to be looked at again.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LookAgain {
    pub policy: Option<SlaPolicyId>,
    pub inbox: Option<InboxId>,
    /// The last that was looked at.
    pub after: AppliedSlaId,
}

impl Task for LookAgain {
    const KIND: &'static str = "sla_policies.look_again";

    fn key(&self) -> String {
        let LookAgain { policy, inbox, after } = self;
        let part = |id: Option<i64>| id.unwrap_or_default();
        format!("{}:{}:{after}", part(policy.map(|id| id.0)), part(inbox.map(|id| id.0)))
    }
}

impl LookAgain {
    /// From the beginning, for a policy whose times are others.
    fn at_policy(policy: SlaPolicyId) -> Self {
        LookAgain { policy: Some(policy), inbox: None, after: AppliedSlaId(0) }
    }

    /// From the beginning, for an inbox that keeps other hours.
    pub fn at_inbox(inbox: InboxId) -> Self {
        LookAgain { policy: None, inbox: Some(inbox), after: AppliedSlaId(0) }
    }
}

impl Threshold {
    pub fn duration(self) -> Duration {
        Duration::from_micros(self.0.unsigned_abs())
    }

    /// As clients say and see it.
    pub fn seconds(self) -> f64 {
        self.duration().as_secs_f64()
    }
}

impl From<Threshold> for db::Value<'_> {
    fn from(threshold: Threshold) -> Self {
        db::Value::Int(threshold.0)
    }
}

impl db::FromCell for Threshold {
    fn from_cell(cell: db::Cell<'_>) -> db::Result<Self> {
        i64::from_cell(cell).map(Threshold)
    }
}

pub async fn show(work: &mut Work<'_>, id: SlaPolicyId) -> Result<SlaPolicy> {
    store::find(work, id).await?.ok_or(Error::NotFound)
}

pub async fn create(work: &mut Work<'_>, new: &PolicyChange) -> Result<SlaPolicy> {
    let blank = SlaPolicy {
        id: SlaPolicyId(0),
        name: String::new(),
        description: None,
        first_response: None,
        next_response: None,
        resolution: None,
        only_during_business_hours: false,
    };
    let policy = blank.changed(new)?;
    if store::list(work).await?.len() >= MOST {
        return Err(Error::refused(format!("An account has at most {MOST} SLA policies.")));
    }
    let policy = SlaPolicy { id: store::insert(work, &policy).await?, ..policy };
    work.emit(Event::new(Name::SlaPolicyCreated).about(policy.id)).await?;
    Ok(policy)
}

pub async fn update(
    work: &mut Work<'_>,
    id: SlaPolicyId,
    change: &PolicyChange,
) -> Result<SlaPolicy> {
    accounts::alone(work).await?;
    let before = show(work, id).await?;
    let after = before.clone().changed(change)?;
    store::update(work, &after).await?;
    if before.times() != after.times() {
        work.enqueue(LookAgain::at_policy(id)).await?;
    }
    work.emit(Event::new(Name::SlaPolicyUpdated).about(id)).await?;
    Ok(after)
}

/// Removes a policy to which no conversation is held any more.
pub async fn delete(work: &mut Work<'_>, id: SlaPolicyId) -> Result<()> {
    store::delete(work, id).await.map_err(in_use("the policy"))?;
    work.emit(Event::new(Name::SlaPolicyDeleted).about(id)).await
}

/// Has all conversations of an inbox looked at again that are held to anything by its hours.
pub async fn hours_changed(work: &mut Work<'_>, inbox: InboxId) -> Result<()> {
    let policies = store::list(work).await?;
    if policies.iter().any(|policy| policy.only_during_business_hours) {
        work.enqueue(LookAgain::at_inbox(inbox)).await?;
    }
    Ok(())
}

impl SlaPolicy {
    /// All that decides on when something is missed.
    fn times(&self) -> ([Option<Threshold>; 3], bool) {
        let thresholds = [self.first_response, self.next_response, self.resolution];
        (thresholds, self.only_during_business_hours)
    }

    fn changed(self, change: &PolicyChange) -> Result<Self> {
        let mut problems = Problems::default();
        let mut threshold = |field, given: &Patch<f64>, kept| {
            if given.value().is_some_and(|seconds| !(1.0..=LONGEST).contains(seconds)) {
                problems.add(field, "must be between a second and 365 days, in seconds");
            }
            let given = match given {
                Patch::Set(seconds) => Patch::Set(threshold_of(*seconds)),
                Patch::Clear => Patch::Clear,
                Patch::Keep => Patch::Keep,
            };
            given.over(kept)
        };
        let first_response = threshold(
            "first_response_time_threshold",
            &change.first_response_time_threshold,
            self.first_response,
        );
        let next_response = threshold(
            "next_response_time_threshold",
            &change.next_response_time_threshold,
            self.next_response,
        );
        let resolution = threshold(
            "resolution_time_threshold",
            &change.resolution_time_threshold,
            self.resolution,
        );
        let policy = SlaPolicy {
            id: self.id,
            name: change.name.clone().unwrap_or(self.name),
            description: change.description.clone().over(self.description),
            first_response,
            next_response,
            resolution,
            only_during_business_hours: change
                .only_during_business_hours
                .unwrap_or(self.only_during_business_hours),
        };
        problems.present("name", &policy.name);
        problems.at_most("name", &policy.name, SHORT);
        problems.at_most_if("description", policy.description.as_deref(), LONG);
        problems.check()?;
        Ok(policy)
    }
}

/// What is not within the limits is refused before it is kept.
fn threshold_of(seconds: f64) -> Threshold {
    let given = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    Threshold(Timestamp(0).plus(given).0)
}
