//! `frontdesk platform-app`.

use clap::{Args, Subcommand, value_parser};
use db::Tx;
use serde::Serialize;

use super::{Failure, open, say, table::Table};
use crate::{
    app::{App, NOWHERE},
    clock::{self, Timestamp},
    config::Config,
    error::Error,
    id::{AccountId, AgentBotId, PlatformAppId, UserId},
    platform::{self, Object, PlatformApp},
    work::Work,
};

#[derive(Subcommand)]
pub enum Command {
    /// Add a platform app: a program that manages accounts, users and agent bots through
    /// `/platform/api/v1`, and print its access token
    Create(Create),
    /// Show the platform apps that there are. Their tokens are told only once, by `create`
    List(List),
    /// Let a platform app reach an account, a user or an agent bot that it has not made itself
    Grant(Reach),
    /// Let a platform app reach an account, a user or an agent bot no more
    Revoke(Reach),
    /// Remove a platform app. Its token counts no more; what it has made stays
    Delete(Delete),
}

#[derive(Args)]
pub struct Create {
    /// Name of the app, to know it by
    #[arg(long)]
    name: String,
    /// Print JSON: `id` and `access_token`
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct List {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct Reach {
    /// Number of the app, as `frontdesk platform-app list` shows it
    #[arg(value_parser = value_parser!(i64).range(1..))]
    id: i64,
    #[command(flatten)]
    object: Chosen,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Chosen {
    /// Number of the account
    #[arg(long, value_name = "ID")]
    account: Option<i64>,
    /// Number of the user
    #[arg(long, value_name = "ID")]
    user: Option<i64>,
    /// Number of the agent bot
    #[arg(long, value_name = "ID")]
    agent_bot: Option<i64>,
}

#[derive(Args)]
pub struct Delete {
    /// Number of the app, as `frontdesk platform-app list` shows it
    #[arg(value_parser = value_parser!(i64).range(1..))]
    id: i64,
}

/// What a script needs to go on.
#[derive(Serialize)]
struct Created {
    id: PlatformAppId,
    access_token: String,
}

/// An app, for scripts.
#[derive(Serialize)]
struct Shown {
    id: PlatformAppId,
    name: String,
    objects: i64,
    #[serde(with = "clock::Iso")]
    created_at: Timestamp,
}

pub async fn run(command: Command, config: Config) -> Result<(), Failure> {
    let frontend_url = config.server.frontend_url.clone();
    let app = open(config).await?;
    let done = match command {
        Command::Create(asked) => create(&app, asked, &frontend_url).await,
        Command::List(asked) => list(&app, asked).await,
        Command::Grant(asked) => grant(&app, asked).await,
        Command::Revoke(asked) => revoke(&app, asked).await,
        Command::Delete(asked) => delete(&app, PlatformAppId(asked.id)).await,
    };
    app.close().await;
    done
}

async fn create(app: &App, asked: Create, frontend_url: &str) -> Result<(), Failure> {
    let (name, as_json) = (asked.name, asked.json);
    let (id, access_token) =
        app.write(&NOWHERE, async move |work| platform::create(work, &name).await).await?;
    if as_json {
        say(serde_json::to_string(&Created { id, access_token })?);
        return Ok(());
    }
    say(format_args!("Platform app {id} was added."));
    say(format_args!("Access token: {access_token}"));
    say("");
    say("It is not shown again. Try it while the server runs:");
    say(format_args!(
        "  curl -H 'api_access_token: {access_token}' {frontend_url}/platform/api/v1/accounts"
    ));
    Ok(())
}

async fn list(app: &App, asked: List) -> Result<(), Failure> {
    let all = app.db.read(async move |tx: &mut Tx| platform::list(tx).await).await?;
    if asked.json {
        let all: Vec<Shown> = all.into_iter().map(Shown::from).collect();
        say(serde_json::to_string(&all)?);
        return Ok(());
    }
    if all.is_empty() {
        say("There are no platform apps.");
        return Ok(());
    }
    let mut table = Table::new(["ID", "NAME", "REACHES", "CREATED"]);
    for PlatformApp { id, name, objects, created_at } in all {
        table.add([id.to_string(), name, objects.to_string(), created_at.iso()]);
    }
    table.print();
    Ok(())
}

async fn grant(app: &App, asked: Reach) -> Result<(), Failure> {
    let (id, object) = (PlatformAppId(asked.id), asked.object.object());
    exists(app, id).await?;
    let granted =
        app.write(&NOWHERE, async move |work| platform::grant(work, id, object).await).await;
    let named = object.in_words();
    granted.map_err(|error| missing(error, &named))?;
    say(format_args!("Platform app {id} may reach {named} now."));
    Ok(())
}

async fn revoke(app: &App, asked: Reach) -> Result<(), Failure> {
    let (id, object) = (PlatformAppId(asked.id), asked.object.object());
    exists(app, id).await?;
    let revoked =
        app.write(&NOWHERE, async move |work| platform::revoke(work, id, object).await).await?;
    let named = object.in_words();
    if !revoked {
        return Err(format!("platform app {id} may not reach {named}").into());
    }
    say(format_args!("Platform app {id} may reach {named} no more."));
    Ok(())
}

async fn delete(app: &App, id: PlatformAppId) -> Result<(), Failure> {
    exists(app, id).await?;
    app.write(&NOWHERE, async move |work: &mut Work<'_>| platform::delete(work, id).await).await?;
    say(format_args!("Platform app {id} was removed. What it has made is still there."));
    Ok(())
}

/// Refuses an app that there is not.
async fn exists(app: &App, id: PlatformAppId) -> Result<(), Failure> {
    let all = app.db.read(async move |tx: &mut Tx| platform::list(tx).await).await?;
    if all.iter().any(|app| app.id == id) {
        return Ok(());
    }
    Err(format!("there is no platform app {id}").into())
}

fn missing(error: Error, named: &str) -> Failure {
    match error {
        Error::NotFound => format!("there is no {named}").into(),
        error => error.into(),
    }
}

impl Chosen {
    /// What was chosen, of which there is always one.
    fn object(&self) -> Object {
        match (self.account, self.user, self.agent_bot) {
            (Some(id), ..) => Object::Account(AccountId(id)),
            (_, Some(id), _) => Object::User(UserId(id)),
            (.., id) => Object::AgentBot(AgentBotId(id.unwrap_or_default())),
        }
    }
}

impl Object {
    fn in_words(self) -> String {
        match self {
            Object::Account(id) => format!("account {id}"),
            Object::User(id) => format!("user {id}"),
            Object::AgentBot(id) => format!("agent bot {id}"),
        }
    }
}

impl From<PlatformApp> for Shown {
    fn from(app: PlatformApp) -> Self {
        let PlatformApp { id, name, objects, created_at } = app;
        Shown { id, name, objects, created_at }
    }
}
