//! What those who post notice of webhooks: the same messages, posted with nobody to tell of
//! them, and with some webhooks that are told of each.
//!
//! The webhooks are addresses of this program ([`sink`]), on a thread of their own. Only what
//! the server uses is counted, and of that also what it uses to tell them: a message is
//! answered before anybody is told, so what the answer takes is what those who post notice.

mod sink;
mod table;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::time::sleep;

use self::sink::Sink;
use crate::{
    Result,
    connection::Connection,
    desk::{self, Copy, Desk, Size},
    process::Server,
    questions::Question,
    round::{self, Busy, Steady},
};

pub use table::print;

/// Webhooks that are told of every message.
const SUBSCRIBERS: u64 = 5;

/// For how long nothing may arrive before all of it has.
const QUIET: Duration = Duration::from_secs(5);

pub struct Round {
    pub program: PathBuf,
    pub folder: PathBuf,
    pub size: Size,
    /// How long messages are posted at each pace.
    pub each: Duration,
}

/// What a round has shown.
pub struct Measured {
    pub with_none: Posted,
    pub with_some: Posted,
    /// What was told in all, and in a second, from the first message to the last.
    pub told: u64,
    pub told_per_second: f64,
    /// How long after the last message the last was told.
    pub behind: Duration,
}

pub struct Posted {
    pub steady: Steady,
    pub busy: Busy,
}

impl Round {
    pub async fn measure(&self) -> Result<Measured> {
        eprintln!("subscribers: copying a desk");
        let copy = Copy::of(&self.folder, &self.program, self.size)?;
        let mut environment = desk::embedded(&copy.folder);
        environment.push(("FRONTDESK_ALLOW_PRIVATE_URLS", "true".to_owned()));
        let server = Server::start(&self.program, &environment)?;
        let question = Question::post(&copy.desk);

        eprintln!("subscribers: none");
        let with_none = self.post(&server, &question).await?;
        eprintln!("subscribers: {SUBSCRIBERS}");
        let sink = Sink::open()?;
        subscribe(&server, &copy.desk, &sink).await?;
        let began = Instant::now();
        let with_some = self.post(&server, &question).await?;
        let (posted, told) = (Instant::now(), told(&sink).await);
        server.stop()?;

        Ok(Measured {
            with_none,
            with_some,
            told: told.count,
            told_per_second: round::per_second(told.count, told.last - began),
            behind: told.last.saturating_duration_since(posted),
        })
    }

    /// First at a steady rate: what is posted faster than it can be told is told later.
    async fn post(&self, server: &Server, question: &Question) -> Result<Posted> {
        let steady = round::steadily(server, question, self.each).await?;
        let busy = round::busily(server, None, question, self.each).await?;
        Ok(Posted { steady, busy })
    }
}

async fn subscribe(server: &Server, desk: &Desk, sink: &Sink) -> Result<()> {
    let mut connection = Connection::open(server.address).await?;
    for number in 0..SUBSCRIBERS {
        let url = format!("http://{}/{number}", sink.address);
        let webhook = json!({ "url": url, "subscriptions": ["message_created"] });
        let status = connection.ask(&desk.post("webhooks", &webhook)).await?.status;
        if status != 200 {
            return Err(format!("a webhook was answered with {status}").into());
        }
    }
    Ok(())
}

/// Waits until all is told.
async fn told(sink: &Sink) -> sink::Told {
    loop {
        let before = sink.told().count;
        sleep(QUIET).await;
        let told = sink.told();
        if told.count == before {
            return told;
        }
    }
}
