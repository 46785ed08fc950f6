//! `frontdesk webhooks`.

use clap::{Args, Subcommand, value_parser};
use serde::Serialize;

use super::{Failure, open, say, table::Table};
use crate::{
    accounts,
    app::{App, TheProduct},
    clock::Timestamp,
    config::Config,
    error::Error,
    id::{AccountId, DeliveryId, WebhookId},
    webhooks::{
        self, Webhook,
        deliveries::{self, Endpoint, Health, Kind, Logged, Range, wire},
    },
    work::Work,
};

#[derive(Subcommand)]
pub enum Command {
    /// Show the webhooks of an account, and how they are doing
    List(List),
    /// Show what a webhook was told lately, and what came of it
    Deliveries(Deliveries),
    /// Tell a webhook something once more, or everything that it did not take
    Replay(Replay),
}

#[derive(Args)]
pub struct List {
    /// Number of the account
    #[arg(long, value_name = "ID")]
    account: i64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct Deliveries {
    /// Number of the webhook, as `frontdesk webhooks list` shows it
    id: i64,
    /// Show those before this delivery, instead of the newest
    #[arg(long, value_name = "DELIVERY_ID", value_parser = value_parser!(i64).range(1..))]
    before: Option<i64>,
    /// Print JSON, with what was sent and every attempt at it
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct Replay {
    /// Number of the delivery, as `frontdesk webhooks deliveries` shows it. It is made again
    /// as a new delivery, also if it has succeeded
    #[arg(required_unless_present = "failed_since", conflicts_with = "failed_since")]
    delivery_id: Option<i64>,
    /// Put everything back in line that was given up since then, in the order in which it
    /// happened. A date, or a date and a time in UTC: 2026-02-03T14:00
    #[arg(long, value_name = "TIME", requires = "webhook", value_parser = time)]
    failed_since: Option<Timestamp>,
    /// With --failed-since, the number of the webhook
    #[arg(long, value_name = "ID", requires = "failed_since", conflicts_with = "delivery_id")]
    webhook: Option<i64>,
}

/// A webhook, for scripts.
#[derive(Serialize)]
struct Shown {
    id: WebhookId,
    name: Option<String>,
    url: String,
    subscriptions: Vec<String>,
    #[serde(flatten)]
    health: wire::Health,
}

pub async fn run(command: Command, config: Config) -> Result<(), Failure> {
    let app = open(config).await?;
    let done = match command {
        Command::List(asked) => list(&app, asked).await,
        Command::Deliveries(asked) => show_deliveries(&app, asked).await,
        Command::Replay(Replay { delivery_id: Some(id), .. }) => replay(&app, DeliveryId(id)).await,
        Command::Replay(Replay { failed_since: Some(since), webhook: Some(id), .. }) => {
            replay_failed(&app, WebhookId(id), since).await
        }
        Command::Replay(_) => unreachable!("one or the other is required"),
    };
    app.close().await;
    done
}

async fn list(app: &App, asked: List) -> Result<(), Failure> {
    let account = TheProduct(AccountId(asked.account));
    let listed = app.read(&account, async move |work: &mut Work<'_>| {
        accounts::show(work).await?;
        let (webhooks, now) = (webhooks::list_with_health(work).await?, work.now);
        let shown = |(webhook, health)| Shown::of(webhook, &health, now);
        Ok::<_, Error>(webhooks.into_iter().map(shown).collect::<Vec<_>>())
    });
    let listed = listed.await.map_err(|error| missing(error, "account", asked.account))?;
    if asked.json {
        say(serde_json::to_string(&listed)?);
        return Ok(());
    }
    if listed.is_empty() {
        say(format_args!("Account {} has no webhooks.", asked.account));
        return Ok(());
    }
    let mut table = Table::new(["ID", "STATE", "SINCE", "URL"]);
    for webhook in listed {
        let wire::Health { state, failing_since, disabled_at, .. } = webhook.health;
        let since = disabled_at.or(failing_since).map(Timestamp::iso).unwrap_or_default();
        table.add([webhook.id.to_string(), state.as_str().to_owned(), since, webhook.url]);
    }
    table.print();
    Ok(())
}

async fn show_deliveries(app: &App, asked: Deliveries) -> Result<(), Failure> {
    let id = WebhookId(asked.id);
    let account = account_of(app, id).await?;
    let range = Range { before: asked.before.map(DeliveryId) };
    let page = app
        .read(&account, async move |work| webhooks::deliveries_of(work, id, &range).await)
        .await?;
    if asked.json {
        let page: Vec<wire::Logged> = page.into_iter().map(wire::Logged::from).collect();
        say(serde_json::to_string(&page)?);
        return Ok(());
    }
    let Some(last) = page.last().map(|logged| logged.delivery.id) else {
        say(format_args!("Webhook {id} was told nothing that is still known."));
        return Ok(());
    };
    let mut table = Table::new(["ID", "EVENT", "STATE", "CREATED", "ATTEMPTS", "LAST ATTEMPT"]);
    for logged in page {
        let outcome = outcome(&logged);
        let Logged { delivery, created_at, attempts, .. } = logged;
        table.add([
            delivery.id.to_string(),
            delivery.event,
            delivery.state.as_str().to_owned(),
            created_at.iso(),
            attempts.len().to_string(),
            outcome,
        ]);
    }
    table.print();
    say(format_args!("Older ones: frontdesk webhooks deliveries {id} --before {last}"));
    Ok(())
}

/// What came of the latest attempt.
fn outcome(logged: &Logged) -> String {
    let Some(tried) = logged.attempts.last() else { return String::new() };
    match (&tried.problem, tried.status) {
        (Some(problem), _) => problem.clone(),
        (None, Some(status)) => status.to_string(),
        (None, None) => String::new(),
    }
}

async fn replay(app: &App, id: DeliveryId) -> Result<(), Failure> {
    let known = app.db.read(async move |tx: &mut db::Tx| deliveries::whose(tx, id).await).await?;
    let Some((account, endpoint)) = known else {
        return Err(format!("there is no delivery {id}; it may be too old to be known").into());
    };
    let account = TheProduct(account);
    let health = is_told(app, account, endpoint).await?;
    let again = app
        .write(&account, async move |work: &mut Work<'_>| {
            deliveries::replay(work, endpoint, id).await
        })
        .await?;
    let (event, again) = (again.delivery.event, again.delivery.id);
    say(format_args!("Delivery {id} ({event}) is made again as delivery {again}."));
    say_when(&health, app.clock.now());
    Ok(())
}

async fn replay_failed(app: &App, id: WebhookId, since: Timestamp) -> Result<(), Failure> {
    let (account, endpoint) = (account_of(app, id).await?, Endpoint::webhook(id));
    let health = is_told(app, account, endpoint).await?;
    // What is given up while this runs has been tried again already.
    let times = since..app.clock.now();
    let mut count = 0;
    loop {
        let times = times.clone();
        let some = app.write(&account, async move |work: &mut Work<'_>| {
            deliveries::replay_failed(work, endpoint, &times).await
        });
        match some.await? {
            0 => break,
            some => count += some,
        }
    }
    match count {
        0 => {
            say(format_args!("Nothing was given up by webhook {id} since {}.", since.iso()));
            return Ok(());
        }
        1 => say(format_args!("1 delivery to webhook {id} is in line again.")),
        _ => say(format_args!("{count} deliveries to webhook {id} are in line again.")),
    }
    say_when(&health, app.clock.now());
    Ok(())
}

/// That an address is there and is told things at all, and how it is doing.
async fn is_told(app: &App, account: TheProduct, endpoint: Endpoint) -> Result<Health, Failure> {
    let known = app.read(&account, async move |work: &mut Work<'_>| {
        let target = deliveries::target(work, endpoint).await?;
        Ok::<_, Error>((target.is_some(), deliveries::health(work, endpoint).await?))
    });
    let (is_there, health) = known.await?;
    let name = named(endpoint);
    if !is_there {
        return Err(format!("the {name} is gone, or has no address any more").into());
    }
    match health.disabled_at {
        None => Ok(health),
        Some(since) => Err(format!(
            "the {name} is disabled since {}, because it had taken nothing for too long; update \
             it by the API, and it is told things again",
            since.iso()
        )
        .into()),
    }
}

fn say_when(health: &Health, now: Timestamp) {
    match health.pause(now) {
        None => say("A running server begins within two seconds."),
        Some(until) => say(format_args!(
            "The address has failed lately and is left alone until {}.",
            until.iso()
        )),
    }
}

fn named(endpoint: Endpoint) -> String {
    match endpoint.kind {
        Kind::Webhook => format!("webhook {}", endpoint.id),
        Kind::Inbox => format!("webhook of inbox {}", endpoint.id),
        Kind::AgentBot => format!("agent bot {}", endpoint.id),
    }
}

async fn account_of(app: &App, id: WebhookId) -> Result<TheProduct, Failure> {
    let account = app.db.read(async move |tx: &mut db::Tx| webhooks::account_of(tx, id).await);
    let account = account.await?.ok_or_else(|| format!("there is no webhook {id}"))?;
    Ok(TheProduct(account))
}

fn missing(error: Error, what: &str, id: i64) -> Failure {
    match error {
        Error::NotFound => format!("there is no {what} {id}").into(),
        error => error.into(),
    }
}

fn time(text: &str) -> Result<Timestamp, String> {
    Timestamp::from_iso(text)
        .ok_or_else(|| "write it like 2026-02-03 or 2026-02-03T14:00".to_owned())
}

impl Shown {
    fn of(webhook: Webhook, health: &Health, now: Timestamp) -> Self {
        let Webhook { id, inbox: _, name, url, subscriptions, secret: _ } = webhook;
        Shown { id, name, url, subscriptions, health: wire::Health::of(health, now) }
    }
}
