//! Many sockets on one process: what they cost while nothing happens, and how long it takes
//! until all of them have heard a message.
//!
//! Who listens is in [`people`], how in [`crowd`]. They are on one thread of this program,
//! and look at nothing that they need not, so that the server is what is measured.

mod crowd;
mod frames;
mod people;
mod table;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;
use rand::RngExt as _;
use serde_json::json;
use tokio::{task::LocalSet, time::sleep};

use self::{crowd::Crowd, people::Person};
use crate::{
    Result,
    connection::Connection,
    desk::{self, Copy, Size},
    process::{self, Server},
    round::per_second,
};

pub use table::print;

/// Those who answer.
const AGENTS: u32 = 200;

/// On a day of work, the sockets of each of them; all others are those of contacts.
const OF_AN_AGENT: usize = 3;

/// How long things are left to settle, and how long they are looked at then: until everybody
/// has said once that they are there.
const SETTLE: Duration = Duration::from_secs(10);
const PINGS: Duration = Duration::from_secs(15);
const PRESENCE: Duration = Duration::from_mins(1);

/// How often everybody is told something.
const MESSAGES: u64 = 15;

/// Longer than this takes.
const NEVER: Duration = Duration::from_hours(24);

pub struct Round {
    pub program: PathBuf,
    pub folder: PathBuf,
    pub sockets: usize,
}

/// What a round has shown.
pub struct Measured {
    pub sockets: usize,
    /// Sockets that were opened and subscribed in a second.
    pub opened_per_second: f64,
    /// Bytes that the server needs for each more, when they have subscribed and when they have
    /// said for a while that they are there.
    pub memory: u64,
    pub memory_later: u64,
    /// CPU time of a second, while they hear pings and no more, and while they say that they
    /// are there.
    pub pings: Duration,
    pub presence: Duration,
    /// For each message, the microseconds until each socket had heard it.
    pub heard: Vec<Histogram<u64>>,
}

/// What a day of work has shown.
struct Day {
    opened_per_second: f64,
    memory: u64,
    memory_later: u64,
    pings: Duration,
    presence: Duration,
}

impl Round {
    pub async fn measure(&self) -> Result<Measured> {
        let allowed = rlimit::increase_nofile_limit(u64::MAX)?;
        if allowed < self.sockets as u64 + 100 {
            return Err(format!("the system allows {allowed} open files: see ulimit -Hn").into());
        }
        let conversations = u32::try_from(self.sockets)? * 2;
        let size = Size { conversations, messages: 1, agents: AGENTS, inboxes: 1 };
        eprintln!("{} sockets: making those who listen, or copying them", self.sockets);
        let copy = Copy::of(&self.folder, &self.program, size)?;
        let Day { opened_per_second, memory, memory_later, pings, presence } =
            LocalSet::new().run_until(self.day(&copy)).await?;
        let heard = LocalSet::new().run_until(self.messages(&copy)).await?;
        let sockets = self.sockets;
        Ok(Measured { sockets, opened_per_second, memory, memory_later, pings, presence, heard })
    }

    /// A few agents with some sockets each, and many contacts.
    async fn day(&self, copy: &Copy) -> Result<Day> {
        let server = Server::start(&self.program, &desk::embedded(&copy.folder))?;
        sleep(SETTLE).await;
        let nobody = process::memory(server.pid())?;

        eprintln!("{} sockets: a day of work", self.sockets);
        let agents = people::agents(&copy.database(), copy.desk.account)?;
        let mut people: Vec<Person> =
            agents.iter().flat_map(|agent| vec![agent.clone(); OF_AN_AGENT]).collect();
        people.truncate(self.sockets);
        people.extend(people::contacts(&copy.database(), self.sockets - people.len())?);
        let began = Instant::now();
        let crowd = Crowd::open(server.address, &people).await?;
        let took = began.elapsed();
        sleep(SETTLE).await;
        let memory = process::memory(server.pid())?;
        let pings = used(&server, PINGS).await?;
        crowd.say_that_they_are_there();
        sleep(PRESENCE).await;
        let presence = used(&server, PRESENCE).await?;
        let later = process::memory(server.pid())?;
        drop(crowd);
        server.stop()?;

        let each = |memory: u64| memory.saturating_sub(nobody) / people.len() as u64;
        Ok(Day {
            opened_per_second: per_second(people.len() as u64, took),
            memory: each(memory),
            memory_later: each(later),
            pings,
            presence,
        })
    }

    /// Everybody is an agent, and hears all that is said. Of the sockets of each only one says
    /// that they are there: what they are told then is told to all of theirs.
    async fn messages(&self, copy: &Copy) -> Result<Vec<Histogram<u64>>> {
        let server = Server::start(&self.program, &desk::embedded(&copy.folder))?;
        let agents = people::agents(&copy.database(), copy.desk.account)?;
        let mut people: Vec<Person> = agents.iter().cycle().take(self.sockets).cloned().collect();
        people.iter_mut().skip(agents.len()).for_each(|person| person.every = NEVER);
        let crowd = Crowd::open(server.address, &people).await?;
        crowd.say_that_they_are_there();
        sleep(SETTLE).await;

        eprintln!("{} sockets: {MESSAGES} messages to all", self.sockets);
        let mut connection = Connection::open(server.address).await?;
        let mut heard = Vec::new();
        for number in 1..=MESSAGES {
            let content = format!("Message {number} to everybody who listens");
            let request =
                copy.desk.post("conversations/1/messages", &json!({ "content": content }));
            let tell = async {
                match connection.ask(&request).await?.status {
                    200 => Ok(()),
                    status => Err(format!("a message was answered with {status}").into()),
                }
            };
            heard.push(crowd.hears(number, &content, tell).await?);
            let pause = Duration::from_millis(rand::rng().random_range(1_000..4_000));
            sleep(pause).await;
        }
        drop(crowd);
        server.stop()?;
        Ok(heard)
    }
}

/// The CPU time of a second, while some pass.
async fn used(server: &Server, length: Duration) -> Result<Duration> {
    let before = process::cpu(server.pid())?;
    sleep(length).await;
    let used = process::cpu(server.pid())?.saturating_sub(before);
    Ok(used.div_f64(length.as_secs_f64()))
}
