//! What is counted while the server works, for Prometheus.
//!
//! Counting costs a look-up and an atomic addition; labels are paths of the route table and
//! fixed words, so there are only so many of them. What can be asked for is not counted: it
//! is put into the same text by [`report`], when somebody wants to know. (The exporter of the
//! `metrics` crate keeps every duration until it is asked, and is one for the whole process.)

mod process;
mod report;

use std::{
    fmt,
    hash::{Hash, Hasher},
    time::{Duration, Instant},
};

use axum::{
    extract::MatchedPath,
    http::{Method, StatusCode},
};
use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder},
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::Registry,
};

pub use report::{Condition, Now};

/// Upper bounds of what an answer takes, in seconds.
const ANSWERS: [f64; 13] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

#[derive(Debug)]
pub struct Metrics {
    started: Instant,
    registry: Registry,
    answers: Family<Answered, Counter>,
    took: Family<Asked, Histogram, fn() -> Histogram>,
    told: Family<Told, Counter>,
}

/// What became of an attempt to tell a webhook something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    Delivered,
    /// It is tried again.
    Failed,
    GivenUp,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    route: Route,
    method: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: Route,
    method: &'static str,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Told {
    outcome: Outcome,
}

/// A path as the route table has it. None for all that it does not have.
#[derive(Clone, Debug)]
struct Route(Option<MatchedPath>);

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("frontdesk");
        let answers = Family::default();
        registry.register("http_requests", "Requests that were answered", answers.clone());
        let took: Family<Asked, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(ANSWERS));
        let help = "How long answers took, in seconds";
        registry.register("http_request_duration_seconds", help, took.clone());
        let told = Family::default();
        registry.register("webhook_attempts", "Attempts to tell webhooks something", told.clone());
        for outcome in [Outcome::Delivered, Outcome::Failed, Outcome::GivenUp] {
            // There from the start, for rates to begin at nothing.
            drop(told.get_or_create(&Told { outcome }));
        }
        Metrics { started: Instant::now(), registry, answers, took, told }
    }
}

impl Metrics {
    /// Counts an answer to a request that a route of the table has answered, or none.
    pub fn answered(
        &self,
        route: Option<&MatchedPath>,
        method: &Method,
        status: StatusCode,
        took: Duration,
    ) {
        let (route, method) = (Route(route.cloned()), word(method));
        let answered = Answered { route: route.clone(), method, status: class(status) };
        self.answers.get_or_create(&answered).inc();
        self.took.get_or_create(&Asked { route, method }).observe(took.as_secs_f64());
    }

    /// Counts an attempt to tell a webhook something.
    pub fn told(&self, outcome: Outcome) {
        self.told.get_or_create(&Told { outcome }).inc();
    }
}

fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        ..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}

impl Route {
    fn as_str(&self) -> &str {
        self.0.as_ref().map_or("none", MatchedPath::as_str)
    }
}

impl PartialEq for Route {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Route {}

impl Hash for Route {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl EncodeLabelValue for Route {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), fmt::Error> {
        self.as_str().encode(encoder)
    }
}

impl EncodeLabelValue for Outcome {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), fmt::Error> {
        let word = match self {
            Outcome::Delivered => "delivered",
            Outcome::Failed => "failed",
            Outcome::GivenUp => "given_up",
        };
        word.encode(encoder)
    }
}
