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
    /// What the server uses in a minute in which nobody asks anything.
    pub idle_cpu: Duration,
    pub loaded_memory: u64,
    pub answers: Vec<Answers>,
}

/// What one kind of question has cost.
pub struct Answers {
    pub question: &'static str,
    pub busy: Busy,
    pub steady: Steady,
}

/// When the server is as busy as it can be.
pub struct Busy {
    /// CPU time of the server for one question.
    pub cpu: Duration,
    /// CPU time of PostgreSQL for one of them.
    pub database_cpu: Option<Duration>,
    pub per_second: f64,
}

/// At a steady rate.
pub struct Steady {
    /// CPU time of the server for one question, when nothing is shared with others.
    pub cpu: Duration,
    pub median: Duration,
    pub p99: Duration,
}

impl Round {
    pub async fn measure(&self) -> Result<Measured> {
        let messages = self.size.title();
        match &self.engine {
            Engine::Embedded => {
                let title = format!("embedded, {messages}");
                eprintln!("{title}: making it, or copying what was made before");
                let copy = Copy::of(&self.folder, &self.program, self.size)?;
                let environment = desk::embedded(&copy.folder);
                self.measure_at(title, &environment, &copy.desk, None).await
            }
            Engine::Postgres { url, pid } => {
                let title = format!("PostgreSQL, {messages}");
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
        let idle_cpu = idle_cpu(&server).await?;
        let mut answers = Vec::new();
        for question in Question::all(server.address, desk).await? {
            eprintln!("{title}: {}", question.name);
            let busy = busily(&server, database, &question, self.each).await?;
            let steady = steadily(&server, &question, self.each).await?;
            answers.push(Answers { question: question.name, busy, steady });
        }
        let measured = Measured {
            title,
            ready_after: server.ready_after,
            idle_memory,
            idle_cpu,
            loaded_memory: process::memory(server.pid())?,
            answers,
        };
        server.stop()?;
        Ok(measured)
    }
}

async fn idle_cpu(server: &Server) -> Result<Duration> {
    const PART: u32 = 3;
    let before = process::cpu(server.pid())?;
    tokio::time::sleep(Duration::from_mins(1) / PART).await;
    Ok((process::cpu(server.pid())?.saturating_sub(before)) * PART)
}

/// Asks one kind of question as fast as it is answered.
pub async fn busily(
    server: &Server,
    database: Option<u32>,
    question: &Question,
    length: Duration,
) -> Result<Busy> {
    let used = || -> Result<_> {
        let database = database.map(process::cpu_of_family).transpose()?;
        Ok((process::cpu(server.pid())?, database))
    };
    load::ask(server.address, question, Pace::Full, WARM_UP, 0).await?;
    let before = used()?;
    let asked = load::ask(server.address, question, Pace::Full, length, 1).await?;
    let after = used()?;
    let database = after.1.zip(before.1);
    Ok(Busy {
        cpu: asked.of_one(after.0.saturating_sub(before.0)),
        database_cpu: database.map(|(after, before)| asked.of_one(after.saturating_sub(before))),
        per_second: per_second(asked.answers, asked.took),
    })
}

/// Asks it at a steady rate.
pub async fn steadily(server: &Server, question: &Question, length: Duration) -> Result<Steady> {
    let pace = Pace::PerSecond(STEADY);
    let before = process::cpu(server.pid())?;
    let asked = load::ask(server.address, question, pace, length, 2).await?;
    let used = process::cpu(server.pid())?.saturating_sub(before);
    let at = |percent| Duration::from_micros(asked.latency.value_at_percentile(percent));
    Ok(Steady { cpu: asked.of_one(used), median: at(50.0), p99: at(99.0) })
}

#[expect(clippy::cast_precision_loss, reason = "it is a rate, and rounded")]
pub fn per_second(count: u64, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
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
