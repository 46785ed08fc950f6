//! One database, measured from the start of the server to its end.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    Result,
    desk::{Desk, Size},
    load::{self, Pace},
    process::{self, Server},
    questions::Question,
};

/// Questions a second for latencies, which mean something only below what can be answered.
const STEADY: u32 = 200;

/// How long each question is asked before anything is measured.
const WARM_UP: Duration = Duration::from_secs(2);

pub struct Round {
    pub program: PathBuf,
    pub folder: PathBuf,
    pub engine: Engine,
    pub size: Size,
    /// How long each question is asked.
    pub each: Duration,
}

pub enum Engine {
    Embedded,
    Postgres { url: String, pid: Option<u32> },
}

/// What a round has shown.
pub struct Measured {
    pub title: String,
    pub ready_after: Duration,
    pub idle_memory: u64,
    pub loaded_memory: u64,
    pub answers: Vec<Answers>,
}

/// What one kind of question has cost.
pub struct Answers {
    pub question: &'static str,
    /// CPU time of the server for one of them.
    pub cpu: Duration,
    /// CPU time of PostgreSQL for one of them.
    pub database_cpu: Option<Duration>,
    pub per_second: f64,
    /// At a steady rate.
    pub median: Duration,
    pub p99: Duration,
}

impl Round {
    pub async fn measure(&self) -> Result<Measured> {
        let messages = u64::from(self.size.conversations) * u64::from(self.size.messages);
        let (engine, database) = match &self.engine {
            Engine::Embedded => ("embedded", None),
            Engine::Postgres { pid, .. } => ("PostgreSQL", *pid),
        };
        let title = format!("{engine}, {} messages", in_words(messages));
        eprintln!("{title}: making it, or finding what was made before");
        let (environment, desk) = self.desk()?;

        let server = Server::start(&self.program, &environment)?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let idle_memory = process::memory(server.pid())?;
        let mut answers = Vec::new();
        for question in Question::all(server.address, &desk).await? {
            eprintln!("{title}: {}", question.name);
            answers.push(self.ask(&server, database, &question).await?);
        }
        let measured = Measured {
            title,
            ready_after: server.ready_after,
            idle_memory,
            loaded_memory: process::memory(server.pid())?,
            answers,
        };
        server.stop()?;
        Ok(measured)
    }

    async fn ask(
        &self,
        server: &Server,
        database: Option<u32>,
        question: &Question,
    ) -> Result<Answers> {
        let used = || -> Result<_> {
            let database = database.map(process::cpu_of_family).transpose()?;
            Ok((process::cpu(server.pid())?, database))
        };
        load::ask(server.address, question, Pace::Full, WARM_UP).await?;
        let (cpu_before, database_before) = used()?;
        let full = load::ask(server.address, question, Pace::Full, self.each).await?;
        let (cpu_after, database_after) = used()?;
        let steady =
            load::ask(server.address, question, Pace::PerSecond(STEADY), self.each).await?;

        let of_one = |used: Duration| used / u32::try_from(full.answers.max(1)).unwrap_or(u32::MAX);
        let database = database_after.zip(database_before);
        let at = |percent| Duration::from_micros(steady.latency.value_at_percentile(percent));
        Ok(Answers {
            question: question.name,
            cpu: of_one(cpu_after.saturating_sub(cpu_before)),
            database_cpu: database.map(|(after, before)| of_one(after.saturating_sub(before))),
            per_second: full.per_second(),
            median: at(50.0),
            p99: at(99.0),
        })
    }

    /// The desk, and the settings that lead to it.
    fn desk(&self) -> Result<(Vec<(&'static str, String)>, Desk)> {
        match &self.engine {
            Engine::Embedded => {
                let folder = self.folder.join(format!("{}", self.size.conversations));
                let environment = embedded(&folder);
                let desk = Desk::kept_in(&folder, &self.program, &environment, self.size)?;
                Ok((environment, desk))
            }
            Engine::Postgres { url, .. } => {
                let environment = vec![("DATABASE_URL", url.clone())];
                let desk = Desk::make(&self.program, &environment, self.size)?;
                Ok((environment, desk))
            }
        }
    }
}

fn embedded(folder: &Path) -> Vec<(&'static str, String)> {
    vec![("DATABASE_URL", String::new()), ("FRONTDESK_DATA_DIR", folder.display().to_string())]
}

fn in_words(count: u64) -> String {
    match count {
        0..1_000 => count.to_string(),
        1_000..1_000_000 => format!("{}k", count / 1_000),
        _ => format!("{}M", count / 1_000_000),
    }
}
