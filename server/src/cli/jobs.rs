//! `frontdesk jobs`.

use clap::{Args, Subcommand, value_parser};
use jobs::{Listed, Tended, Wanted};
use serde::Serialize;

use super::{Failure, open, say, table::Table};
use crate::{
    app::{App, TheProduct},
    clock::{self, Timestamp},
    config::Config,
    id::AccountId,
    work::Work,
};

/// Jobs that are tried again in one transaction.
const AT_ONCE: i64 = 500;

/// Jobs are of no account.
const NOBODY: TheProduct = TheProduct(AccountId(0));

#[derive(Subcommand)]
pub enum Command {
    /// Show the jobs that wait or run, or those that were given up
    List(List),
    /// Have a job done now: one that waits, or one that was given up
    Retry(Retry),
    /// Remove a job, so that it is not done at all
    Drop(Drop),
}

#[derive(Args)]
pub struct List {
    /// Show those that failed too often, or in a way that trying again does not help. They
    /// are kept until they are retried or dropped
    #[arg(long)]
    dead: bool,
    /// Show those of one kind only, such as webhooks.tell
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// How many to show at most, the oldest first
    #[arg(long, value_name = "COUNT", default_value_t = 50, value_parser = value_parser!(i64).range(1..=100_000))]
    limit: i64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct Retry {
    /// Number of the job, as `frontdesk jobs list` shows it
    #[arg(required_unless_present = "all_dead", conflicts_with = "all_dead")]
    id: Option<i64>,
    /// Retry every job that was given up
    #[arg(long)]
    all_dead: bool,
    /// With --all-dead, those of one kind only
    #[arg(long, value_name = "KIND", requires = "all_dead")]
    kind: Option<String>,
}

#[derive(Args)]
pub struct Drop {
    /// Number of the job, as `frontdesk jobs list` shows it
    id: i64,
}

/// A job, for scripts.
#[derive(Serialize)]
struct Shown {
    id: i64,
    kind: String,
    key: Option<String>,
    state: &'static str,
    #[serde(with = "clock::Iso")]
    due_at: Timestamp,
    failures: i64,
    problem: Option<String>,
    #[serde(with = "clock::IsoOrNull")]
    dead_at: Option<Timestamp>,
    payload: String,
}

pub async fn run(command: Command, config: Config) -> Result<(), Failure> {
    let app = open(config).await?;
    let done = match command {
        Command::List(wanted) => list(&app, wanted).await,
        Command::Retry(Retry { id: Some(id), .. }) => retry(&app, id).await,
        Command::Retry(Retry { kind, .. }) => retry_dead(&app, kind).await,
        Command::Drop(Drop { id }) => drop_job(&app, id).await,
    };
    app.close().await;
    done
}

async fn list(app: &App, asked: List) -> Result<(), Failure> {
    let List { dead, kind, limit, json } = asked;
    let wanted = Wanted { dead, kind };
    let mut found =
        app.db.read(async move |tx: &mut db::Tx| jobs::list(tx, &wanted, limit + 1).await).await?;
    let is_more = found.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    if json {
        let shown: Vec<Shown> = found.into_iter().map(Shown::from).collect();
        say(serde_json::to_string(&shown)?);
        return Ok(());
    }
    if found.is_empty() {
        say(if dead { "No job was given up." } else { "No job waits." });
        return Ok(());
    }
    let mut table = Table::new(["ID", "KIND", "KEY", "STATE", "DUE", "FAILURES", "PROBLEM"]);
    for job in found.into_iter().map(Shown::from) {
        table.add([
            job.id.to_string(),
            job.kind,
            job.key.unwrap_or_default(),
            job.state.to_owned(),
            if dead { String::new() } else { job.due_at.iso() },
            job.failures.to_string(),
            job.problem.unwrap_or_default(),
        ]);
    }
    table.print();
    if is_more {
        say(format_args!("There are more than {limit}: --limit shows them."));
    }
    Ok(())
}

async fn retry(app: &App, id: i64) -> Result<(), Failure> {
    let tended = app.write(&NOBODY, async move |work: &mut Work<'_>| {
        work.has_tasks();
        jobs::retry(work.tx, id, work.now.0).await
    });
    explain(app, id, tended.await?).await?;
    say(format_args!("Job {id} is due now. A running server begins it within two seconds."));
    Ok(())
}

async fn retry_dead(app: &App, kind: Option<String>) -> Result<(), Failure> {
    let mut count = 0;
    loop {
        let kind = kind.clone();
        let retried = app.write(&NOBODY, async move |work: &mut Work<'_>| {
            work.has_tasks();
            jobs::retry_dead(work.tx, kind.as_deref(), AT_ONCE, work.now.0).await
        });
        match retried.await? {
            0 => break,
            retried => count += retried,
        }
    }
    match count {
        0 => say("No job was given up, so there is none to retry."),
        1 => say("1 job is due now. A running server begins it within two seconds."),
        _ => say(format_args!(
            "{count} jobs are due now. A running server begins with them within two seconds."
        )),
    }
    Ok(())
}

async fn drop_job(app: &App, id: i64) -> Result<(), Failure> {
    let tended = app.db.write(async move |tx: &mut db::Tx| jobs::remove(tx, id).await).await?;
    explain(app, id, tended).await?;
    say(format_args!("Job {id} was removed and will not be done."));
    Ok(())
}

/// Why nothing came of it, if so.
async fn explain(app: &App, id: i64, tended: Tended) -> Result<(), Failure> {
    match tended {
        Tended::Done => Ok(()),
        Tended::Missing => Err(format!("there is no job {id}; it may have been done").into()),
        Tended::Running => {
            let job = app.db.read(async move |tx: &mut db::Tx| jobs::find(tx, id).await).await?;
            let lost_at = job.map(|job| Timestamp(job.run_at).iso()).unwrap_or_default();
            Err(format!(
                "job {id} is being done and is left alone; if nothing is heard of it until \
                 {lost_at}, it is begun again"
            )
            .into())
        }
    }
}

impl From<Listed> for Shown {
    fn from(job: Listed) -> Self {
        let Listed { id, kind, key, payload, run_at, running, failures, problem, dead_at } = job;
        let state = match (dead_at, running) {
            (Some(_), _) => "dead",
            (None, true) => "running",
            (None, false) => "waiting",
        };
        let (due_at, dead_at) = (Timestamp(run_at), dead_at.map(Timestamp));
        Shown { id, kind, key, state, due_at, failures, problem, dead_at, payload }
    }
}
