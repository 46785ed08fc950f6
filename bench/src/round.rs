//! One database, measured from the start of the server to its end.

use std::{path::PathBuf, time::Duration};

use tokio_postgres::NoTls;

use crate::{
    Result,
    desk::{self, Copy, Desk, Environment, Size},
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
    /// CPU time of the server for one of them, when it is as busy as it can be.
    pub cpu: Duration,
    /// The same at a steady rate, when nothing is shared with others.
    pub steady_cpu: Duration,
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
        let messages = in_words(messages);
        match &self.engine {
            Engine::Embedded => {
                let title = format!("embedded, {messages} messages");
                eprintln!("{title}: making it, or copying what was made before");
                let copy = Copy::of(&self.folder, &self.program, self.size)?;
                let environment = desk::embedded(&copy.folder);
                self.measure_at(title, &environment, &copy.desk, None).await
            }
            Engine::Postgres { url, pid } => {
                let title = format!("PostgreSQL, {messages} messages");
                eprintln!("{title}: making it");
                let environment = vec![("DATABASE_URL", url.clone())];
                let desk = Desk::make(&self.program, &environment, self.size)?;
                settle(url).await?;
                self.measure_at(title, &environment, &desk, *pid).await
            }
        }
    }

    async fn measure_at(
        &self,
        title: String,
        environment: &Environment,
        desk: &Desk,
        database: Option<u32>,
    ) -> Result<Measured> {
        let server = Server::start(&self.program, environment)?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let idle_memory = process::memory(server.pid())?;
        let mut answers = Vec::new();
        for question in Question::all(server.address, desk).await? {
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
        let ask = async |pace, length, phase| {
            load::ask(server.address, question, pace, length, phase).await
        };
        ask(Pace::Full, WARM_UP, 0).await?;
        let before = used()?;
        let full = ask(Pace::Full, self.each, 1).await?;
        let between = used()?;
        let steady = ask(Pace::PerSecond(STEADY), self.each, 2).await?;
        let after = used()?;

        let database = between.1.zip(before.1);
        let at = |percent| Duration::from_micros(steady.latency.value_at_percentile(percent));
        Ok(Answers {
            question: question.name,
            cpu: full.of_one(between.0.saturating_sub(before.0)),
            steady_cpu: steady.of_one(after.0.saturating_sub(between.0)),
            database_cpu: database.map(|(after, before)| full.of_one(after.saturating_sub(before))),
            per_second: full.per_second(),
            median: at(50.0),
            p99: at(99.0),
        })
    }
}

/// Has PostgreSQL do now what it would otherwise do while it is measured.
async fn settle(url: &str) -> Result<()> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let work = async move {
        client.batch_execute("vacuum analyze").await?;
        client.batch_execute("checkpoint").await
    };
    let (done, _) = tokio::join!(work, connection);
    Ok(done?)
}

fn in_words(count: u64) -> String {
    match count {
        0..1_000 => count.to_string(),
        1_000..1_000_000 => format!("{}k", count / 1_000),
        _ => format!("{}M", count / 1_000_000),
    }
}
