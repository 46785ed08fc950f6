//! The text that Prometheus reads: what was counted, and how things are now.

use std::{fmt, time::Duration};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, MetricEncoder, NoLabelSet, prometheus_text},
    metrics::{
        MetricType, counter::ConstCounter, family::Family, gauge::ConstGauge, gauge::Gauge,
        info::Info,
    },
    registry::{Metric, Registry},
};

use super::{Metrics, process::Process};

/// How things are.
#[derive(Clone, Debug)]
pub struct Now {
    pub engine: db::Kind,
    pub database: db::Stats,
    pub sockets: cable::Stats,
    /// Other servers on the same database.
    pub neighbours: usize,
    /// None when the database did not say in time.
    pub condition: Option<Condition>,
}

/// What there is left to do.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    pub jobs: Vec<jobs::Tally>,
    /// Facts that are to be told, as far as they were counted, and since when the first is.
    pub facts: i64,
    pub behind: Duration,
    /// The same of what is to be findable.
    pub unindexed: i64,
    pub index_behind: Duration,
    /// Addresses that are left alone for a while, and those that are told nothing more.
    pub paused: i64,
    pub disabled: i64,
    /// When this was asked, in microseconds since 1970.
    pub at: i64,
}

impl Metrics {
    /// All of it.
    pub fn text(&self, now: &Now) -> String {
        let mut registry = Registry::with_prefix("frontdesk");
        server(&mut registry, self.started.elapsed(), now);
        database(&mut registry, now);
        gauge(
            &mut registry,
            "database_answers",
            "Whether the database said in time what is left to do",
            i64::from(now.condition.is_some()),
        );
        if let Some(condition) = &now.condition {
            tasks(&mut registry, condition);
            delivery(&mut registry, condition);
        }
        let mut text = String::new();
        for registry in [&self.registry, &registry, &process()] {
            prometheus_text::encode(&mut text, registry).expect("a string takes any text");
        }
        text
    }
}

fn server(registry: &mut Registry, uptime: Duration, now: &Now) {
    let engine = match now.engine {
        db::Kind::Sqlite => "sqlite",
        db::Kind::Postgres => "postgresql",
    };
    let build = [("version", env!("CARGO_PKG_VERSION")), ("database", engine)];
    registry.register("build", "The program and its database", Info::new(build.to_vec()));
    let help = "For how long the server has been running";
    gauge(registry, "uptime_seconds", help, uptime.as_secs_f64());
    gauge(registry, "sockets", "Sockets that are open", number(now.sockets.connections));
    let help = "Messages that came too fast for a socket, which was let go";
    counter(registry, "sockets_let_go", help, now.sockets.let_go);
    let help = "Other servers that listen on the same database";
    gauge(registry, "neighbours", help, number(now.neighbours as u64));
}

fn database(registry: &mut Registry, now: &Now) {
    let db::Stats { commits, bodies, waiting, waiting_to_read, batch, commit, connections } =
        &now.database;
    counter(registry, "database_commits", "Commits", *commits);
    counter(registry, "database_transactions", "Transactions in these commits", *bodies);
    let help = "Transactions that wait for their turn, or for a connection";
    gauge(registry, "database_waiting", help, number(*waiting));
    let help = "Of these, the ones that only read; on SQLite";
    gauge(registry, "database_waiting_to_read", help, number(*waiting_to_read));
    let help = "Transactions that shared a commit";
    distribution(registry, "database_commit_transactions", help, batch, 1.0);
    let help = "How long commits took, in seconds";
    distribution(registry, "database_commit_seconds", help, commit, 1e6);
    if let Some(db::Connections { open, idle, most }) = connections {
        for (name, help, count) in [
            ("database_connections", "Connections that are open", open),
            ("database_connections_idle", "Connections that nobody uses", idle),
            ("database_connections_limit", "Connections that may be open", most),
        ] {
            gauge(registry, name, help, number(*count as u64));
        }
    }
}

fn tasks(registry: &mut Registry, condition: &Condition) {
    let counts: Family<Vec<(&str, String)>, Gauge> = Family::default();
    let ages: Family<Vec<(&str, String)>, Gauge> = Family::default();
    for tally in &condition.jobs {
        let kind = || ("kind", tally.kind.clone());
        for (state, count) in
            [("waiting", tally.waiting), ("running", tally.running), ("dead", tally.dead)]
        {
            counts.get_or_create(&vec![kind(), ("state", state.to_owned())]).set(count);
        }
        let age = tally.oldest_due.map_or(0, |due| (condition.at - due).max(0) / 1_000_000);
        ages.get_or_create(&vec![kind()]).set(age);
    }
    registry.register("jobs", "Jobs, by kind and state", counts);
    let help = "For how long the oldest job has been due that has not begun";
    registry.register("jobs_oldest_due_seconds", help, ages);
}

fn delivery(registry: &mut Registry, condition: &Condition) {
    let help = "Facts that are to be told, 10000 at most; written down once a second";
    gauge(registry, "dispatcher_facts_behind", help, condition.facts);
    let help = "For how long the oldest of them has been waiting";
    gauge(registry, "dispatcher_seconds_behind", help, condition.behind.as_secs_f64());
    let help = "Facts that the index of messages does not know yet, 10000 at most";
    gauge(registry, "index_facts_behind", help, condition.unindexed);
    let help = "For how long the oldest of them has been waiting";
    gauge(registry, "index_seconds_behind", help, condition.index_behind.as_secs_f64());
    let help = "Webhooks that have failed and are left alone for a while";
    gauge(registry, "webhooks_paused", help, condition.paused);
    let help = "Webhooks that have failed for days and are told nothing more";
    gauge(registry, "webhooks_disabled", help, condition.disabled);
}

/// Named as Prometheus has it for every process.
fn process() -> Registry {
    let mut registry = Registry::with_prefix("process");
    let Process { resident_bytes, cpu_seconds, open_files } = Process::now();
    if let Some(bytes) = resident_bytes {
        gauge(&mut registry, "resident_memory_bytes", "Memory in use", number(bytes));
    }
    if let Some(seconds) = cpu_seconds {
        let used = ConstCounter::new(seconds);
        registry.register("cpu_seconds", "Processor time that was used", used);
    }
    if let Some(files) = open_files {
        gauge(&mut registry, "open_fds", "Files and sockets that are open", number(files as u64));
    }
    registry
}

fn gauge<N>(registry: &mut Registry, name: &str, help: &str, value: N)
where
    ConstGauge<N>: Metric,
{
    registry.register(name, help, ConstGauge::new(value));
}

fn counter(registry: &mut Registry, name: &str, help: &str, value: u64) {
    registry.register(name, help, ConstCounter::new(value));
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A histogram that was counted elsewhere, in other units.
#[derive(Debug)]
struct Counted {
    name: &'static str,
    help: &'static str,
    values: db::Distribution,
    unit: f64,
}

fn distribution(
    registry: &mut Registry,
    name: &'static str,
    help: &'static str,
    values: &db::Distribution,
    unit: f64,
) {
    registry.register_collector(Box::new(Counted { name, help, values: values.clone(), unit }));
}

impl Collector for Counted {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        encoder
            .encode_descriptor(self.name, self.help, None, MetricType::Histogram)
            .and_then(|encoder| self.encode_values(encoder))
    }
}

impl Counted {
    #[expect(clippy::cast_precision_loss, reason = "nobody counts that far")]
    fn encode_values(&self, mut encoder: MetricEncoder<'_>) -> Result<(), fmt::Error> {
        let buckets: Vec<(f64, u64)> = self
            .values
            .counts
            .iter()
            .map(|(bound, count)| {
                (bound.map_or(f64::MAX, |bound| bound as f64 / self.unit), *count)
            })
            .collect();
        let sum = self.values.sum as f64 / self.unit;
        encoder.encode_histogram::<NoLabelSet>(sum, self.values.count(), &buckets, None)
    }
}
