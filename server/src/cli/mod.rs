//! The command line.

mod account;
mod demo;
mod jobs;
mod migrate;
mod platform_app;
mod serve;
mod table;
mod user;
mod webhooks;

use std::{
    fmt::Display,
    io::{IsTerminal as _, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::{
    app::{App, Use},
    clock::Clock,
    config::{Config, Log, LogFormat},
    http::reference,
};

/// A customer-support server: conversations from every channel in one shared inbox.
#[derive(Parser)]
#[command(name = "frontdesk", version, propagate_version = true)]
struct Cli {
    /// A file of settings. What it does not mention keeps its default.
    #[arg(long, global = true, value_name = "FILE", env = "FRONTDESK_CONFIG")]
    config: Option<PathBuf>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer requests until told to stop
    Serve,
    /// Add and look after accounts
    #[command(subcommand)]
    Account(account::Command),
    /// Look after the jobs that are done in the background: those that wait, and those that
    /// were given up
    #[command(subcommand)]
    Jobs(jobs::Command),
    /// Add and look after platform apps: programs that manage accounts and users from outside
    #[command(subcommand)]
    PlatformApp(platform_app::Command),
    /// Look after users: who has lost their password, or was invited where no mails are sent
    #[command(subcommand)]
    User(user::Command),
    /// Look after webhooks: what they were told, and what they are to be told again
    #[command(subcommand)]
    Webhooks(webhooks::Command),
    /// Fill a new account with a team, inboxes, contacts and conversations to try things with
    Demo(demo::Demo),
    /// Bring the database up to the schema of this program
    Migrate(migrate::Migrate),
    /// Print the API reference, as an OpenAPI 3.1 document
    Openapi,
}

/// Why a command could not do what it was asked to, said to the person who asked.
pub type Failure = Box<dyn std::error::Error>;

pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say_error(format_args!("frontdesk: {failure}"));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<(), Failure> {
    if let Command::Openapi = cli.command {
        // It is the same whatever the settings are.
        say(reference::text());
        return Ok(());
    }
    let config = Config::load(cli.config.as_deref(), std::env::vars())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        match cli.command {
            Command::Serve => Box::pin(serve::run(config)).await,
            Command::Account(command) => account::run(command, config).await,
            Command::Jobs(command) => jobs::run(command, config).await,
            Command::PlatformApp(command) => platform_app::run(command, config).await,
            Command::User(command) => user::run(command, config).await,
            Command::Webhooks(command) => webhooks::run(command, config).await,
            Command::Demo(demo) => Box::pin(demo::run(demo, config)).await,
            Command::Migrate(migrate) => migrate::run(migrate, config).await,
            Command::Openapi => Ok(()),
        }
    });
    // Nobody waits for what is only still being looked up.
    runtime.shutdown_background();
    done
}

/// Opens the product for one command, which may run beside a server.
async fn open(config: Config) -> Result<App, Failure> {
    log(&Log { filter: "warn".to_owned(), ..config.log.clone() })?;
    Ok(App::open(config, Clock::system(), Use::Command).await?)
}

fn log(settings: &Log) -> Result<(), Failure> {
    let filter: EnvFilter = settings.filter.parse().map_err(|error| {
        format!("log.filter: \"{}\" is not a level or a list of them: {error}", settings.filter)
    })?;
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let as_json = match settings.format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    if as_json {
        subscriber.json().flatten_event(true).with_current_span(false).init();
    } else {
        subscriber.with_ansi(std::io::stderr().is_terminal()).init();
    }
    Ok(())
}

/// Prints a line of the answer.
fn say(line: impl Display) {
    // When nobody reads any more, there is nobody to tell.
    drop(writeln!(std::io::stdout(), "{line}"));
}

fn say_error(line: impl Display) {
    drop(writeln!(std::io::stderr(), "{line}"));
}
