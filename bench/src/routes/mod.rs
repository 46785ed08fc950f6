//! What every route that lists, finds, filters or reports costs somebody who asks alone.
//!
//! One connection asks, and asks again when it was answered: what is told is how long people
//! wait, and what their asking takes from others. What is asked all day is measured under load
//! by [`round`](crate::round).

mod paths;
mod table;

use std::{path::PathBuf, sync::Arc, time::Duration};

use rand::{RngExt as _, rngs::StdRng};

use crate::{
    Result,
    desk::{self, Copy, Size},
    load::{self, Pace},
    process::{self, Server},
    questions::{Question, Records, span},
};

pub use self::{paths::Route, table::print};

const WARM_UP: Duration = Duration::from_millis(300);

/// How long contacts write to whoever asks, so that there are notifications.
const EVE: Duration = Duration::from_secs(3);

pub struct Round {
    pub program: PathBuf,
    pub folder: PathBuf,
    pub size: Size,
    /// How long each route is asked.
    pub each: Duration,
}

/// What a round has shown.
pub struct Measured {
    pub title: String,
    pub answers: Vec<Answers>,
}

/// What one route has cost.
pub struct Answers {
    pub route: String,
    /// CPU time of the server for one answer.
    pub cpu: Duration,
    pub median: Duration,
    pub p99: Duration,
}

impl Round {
    pub async fn measure(&self) -> Result<Measured> {
        let title = self.size.title();
        eprintln!("routes, {title}: copying a desk");
        let copy = Copy::of(&self.folder, &self.program, self.size)?;
        let server = Server::start(&self.program, &desk::embedded(&copy.folder))?;
        let records = Arc::new(Records::read(server.address, &copy.desk).await?);
        let letters = Question::write(&copy.desk, &records);
        load::ask(server.address, &letters, Pace::Full, EVE, 0).await?;

        let mut answers = Vec::new();
        for (number, route) in (1..).zip(paths::all()) {
            let name = route.name();
            eprintln!("routes, {title}: {name}");
            let question = Question::route(number, route, &copy.desk, &records);
            answers.push(self.ask(&server, &question, name).await?);
        }
        server.stop()?;
        Ok(Measured { title, answers })
    }

    async fn ask(&self, server: &Server, question: &Question, route: String) -> Result<Answers> {
        load::ask(server.address, question, Pace::Alone, WARM_UP, 0).await?;
        let before = process::cpu(server.pid())?;
        let asked = load::ask(server.address, question, Pace::Alone, self.each, 1).await?;
        let used = process::cpu(server.pid())?.saturating_sub(before);
        let at = |percent| Duration::from_micros(asked.latency.value_at_percentile(percent));
        Ok(Answers { route, cpu: asked.of_one(used), median: at(50.0), p99: at(99.0) })
    }
}

/// A path as it is sent: with a conversation, a contact, a part of a name, the number of an order
/// that somebody may have mentioned, one of the first hundred pages, or a span of time.
pub fn fill(path: &str, size: Size, names: &[String], random: &mut StdRng) -> String {
    let conversation = random.random_range(1..=size.conversations);
    // The demo makes two contacts for three conversations.
    let contact = random.random_range(1..=size.conversations / 2);
    let order = random.random_range(100_000..=999_999);
    path.replace("{conversation}", &conversation.to_string())
        .replace("{contact}", &contact.to_string())
        .replace("{name}", &names[random.random_range(0..names.len())])
        .replace("{order}", &format!("QM-{order}"))
        .replace("{page}", &random.random_range(1..=100).to_string())
        .replace("{year}", &span(365))
        .replace("{half}", &span(180))
}
