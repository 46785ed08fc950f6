//! Measures the server against its budgets, on a data set of the size that they are for.
//!
//! A *round* is one database: it is filled by `frontdesk demo`, served by `frontdesk serve`
//! as people run it, and asked over loopback by [`load`]. What is asked is in [`questions`];
//! what a request costs is read from the operating system by [`process`]. How to read the
//! table is in `README.md`.

mod connection;
mod desk;
mod load;
mod process;
mod questions;
mod round;
mod routes;
mod sockets;
mod subscribers;
mod table;

use std::{error::Error, path::PathBuf, process::ExitCode, time::Duration};

use clap::Parser;

use crate::{
    desk::Size,
    round::{Engine, Round},
};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// Measures what requests cost, on a data set of a given size and on ten times of it.
#[derive(Parser)]
struct Arguments {
    /// The program to measure; the one beside this program, unless you say so
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Where the data sets are kept, to be used again
    #[arg(long, value_name = "FOLDER", default_value = "bench/data")]
    folder: PathBuf,
    /// Conversations of the data set
    #[arg(long, value_name = "COUNT", default_value_t = 100_000)]
    conversations: u32,
    /// Messages of a conversation, on average
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    messages: u32,
    /// How long each question is asked, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    seconds: u64,
    /// Which rounds to run
    #[arg(
        long,
        value_enum,
        value_name = "ROUND",
        value_delimiter = ',',
        default_value = "embedded,tenfold,postgres,routes,sockets,subscribers"
    )]
    rounds: Vec<Which>,
    /// How many sockets there are
    #[arg(long, value_name = "COUNT", default_value_t = 10_000)]
    sockets: usize,
    /// An empty PostgreSQL database for the last round
    #[arg(long, value_name = "URL", env = "FRONTDESK_TEST_POSTGRES_URL", hide_env_values = true)]
    postgres_url: Option<String>,
    /// The process of its server, to count what it uses
    #[arg(long, value_name = "PID", env = "FRONTDESK_TEST_POSTGRES_PID")]
    postgres_pid: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Which {
    /// The embedded database
    Embedded,
    /// The embedded database with ten times the data
    Tenfold,
    /// `PostgreSQL`
    Postgres,
    /// Every route that lists, finds, filters or reports, with the data and ten times of them
    Routes,
    /// Many who listen
    Sockets,
    /// Webhooks that are told of every message
    Subscribers,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // One thread, so that the server keeps a core of two to itself.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let ran = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(run(&arguments)));
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<()> {
    let program = match &arguments.program {
        Some(program) => program.clone(),
        None => std::env::current_exe()?.with_file_name("frontdesk"),
    };
    let size = Size::new(arguments.conversations, arguments.messages);
    let each = Duration::from_secs(arguments.seconds);
    let mut measured = Vec::new();
    for which in &arguments.rounds {
        let engine = match which {
            Which::Routes => {
                let mut measured = Vec::new();
                for size in [size, size.tenfold()] {
                    let (program, folder) = (program.clone(), arguments.folder.clone());
                    let round = routes::Round { program, folder, size, each };
                    measured.push(round.measure().await?);
                    routes::print(&measured)?;
                }
                continue;
            }
            Which::Sockets => {
                let (folder, sockets) = (arguments.folder.clone(), arguments.sockets);
                let round = sockets::Round { program: program.clone(), folder, sockets };
                sockets::print(&round.measure().await?)?;
                continue;
            }
            Which::Subscribers => {
                let (program, folder) = (program.clone(), arguments.folder.clone());
                let round = subscribers::Round { program, folder, size, each };
                subscribers::print(&round.measure().await?)?;
                continue;
            }
            Which::Embedded | Which::Tenfold => Engine::Embedded,
            Which::Postgres => Engine::Postgres {
                url: arguments.postgres_url.clone().ok_or("a PostgreSQL server is needed")?,
                pid: arguments.postgres_pid,
            },
        };
        let size = if *which == Which::Tenfold { size.tenfold() } else { size };
        let round = Round {
            program: program.clone(),
            folder: arguments.folder.clone(),
            engine,
            size,
            each,
        };
        measured.push(round.measure().await?);
        // A later round may take long, or fail.
        table::print(&measured)?;
    }
    Ok(())
}
