//! The same program again, as a process that may be killed, limited or watched.
//!
//! A child runs one of the ignored tests; the environment says on which database. Run by
//! hand, without that, they do nothing.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
        mpsc::{Receiver, channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use db::{Db, Durability, Options, PostgresOptions, Result, SqliteOptions, Tx, args, sql};
use tokio::task::JoinSet;

use crate::support::{count, open, setting, write};

/// The SQLite file or the PostgreSQL URL that a child works on.
const PLACE: &str = "FRONTDESK_TEST_PLACE";
/// The first of the ids that a writing child hands out.
const FIRST: &str = "FRONTDESK_TEST_FIRST";
/// What comes before something that a child tells.
const TOLD: &str = "told: ";

/// The command that runs an ignored test in a process of its own.
pub fn running(test: &str, place: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact", "--ignored", "--nocapture"]);
    command.env(PLACE, place);
    command
}

/// Opens what a child was told to work on; SQLite so that it survives anything.
pub async fn open_place(place: &str) -> Db {
    open(if place.starts_with("postgres") {
        Options::Postgres(PostgresOptions::new(place))
    } else {
        let durability = Durability::Full;
        Options::Sqlite(SqliteOptions { durability, ..SqliteOptions::new(place) })
    })
    .await
}

pub fn place() -> Option<String> {
    setting(PLACE)
}

/// Tells the parent. The line is out when this returns.
fn tell(what: impl std::fmt::Display) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n{TOLD}{what}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// A child that writes without end, and what it says it has written.
pub struct Writing {
    process: Child,
    progress: Receiver<()>,
    ids: JoinHandle<Vec<i64>>,
}

impl Writing {
    pub fn start(place: &str, first: usize) -> Self {
        let mut command = running("child::writes_until_it_is_killed", place);
        command.env(FIRST, first.to_string()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let (tell, progress) = channel();
        let ids = thread::spawn(move || {
            let told = lines.map_while(std::io::Result::ok);
            let ids =
                told.filter_map(|line| line.strip_prefix(TOLD)?.strip_suffix('.')?.parse().ok());
            ids.inspect(|_| tell.send(()).unwrap_or_default()).collect()
        });
        Self { process, progress, ids }
    }

    /// Waits until something more has been acknowledged.
    pub fn writes(&self) {
        self.progress.recv_timeout(Duration::from_secs(20)).expect("the child writes");
    }

    /// Kills it (SIGKILL) and returns the ids that had been acknowledged.
    pub fn kill(mut self) -> Vec<i64> {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        self.ids.join().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "is run by the tests that kill it"]
async fn writes_until_it_is_killed() {
    let Some(place) = place() else { return };
    let next = Arc::new(AtomicI64::new(setting(FIRST).unwrap().parse().unwrap()));
    let db = open_place(&place).await;
    let mut writers = JoinSet::new();
    for _ in 0..12 {
        let (db, next) = (db.clone(), Arc::clone(&next));
        writers.spawn(async move {
            loop {
                let id = next.fetch_add(1, Ordering::Relaxed);
                db.write(async move |tx| note_twice(tx, id).await).await.unwrap();
                // The dot tells a whole line from one that was cut off.
                tell(format_args!("{id}."));
            }
        });
    }
    writers.join_all().await;
}

async fn note_twice(tx: &mut Tx, id: i64) -> Result<()> {
    tx.push(sql!("insert into lefts (id) values ($1)"), args![id]).await?;
    tx.exec(sql!("insert into rights (id) values ($1)"), args![id]).await.map(drop)
}

/// The processor time, in hundredths of a second, that a child uses in one idle second.
pub fn ticks_while_idle(place: &str) -> u64 {
    let output = running("child::idles", place).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let told = text.lines().find_map(|line| line.strip_prefix(TOLD));
    told.unwrap_or_else(|| panic!("the child says nothing: {text}")).parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "is run by the test that watches it"]
async fn idles() {
    let Some(place) = place() else { return };
    let db = open_place(&place).await;
    write(&db, "work before the rest").await.unwrap();
    db.read(count).await.unwrap();

    let before = ticks();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let used = ticks() - before;

    db.read(count).await.expect("it rested, it did not end");
    tell(used);
}

/// Processor time of this process so far: user and system.
fn ticks() -> u64 {
    let line = fs::read_to_string("/proc/self/stat").unwrap();
    let (_, after_name) = line.rsplit_once(')').unwrap();
    after_name.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum()
}

/// Runs an ignored test on a file system of its own: a tmpfs at `folder`, in a mount
/// namespace that vanishes with the child. `None` where the system does not let us.
pub fn run_on_own_disk(test: &str, folder: &Path, size: &str) -> Option<Output> {
    let own_disk = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-ec"]);
        command.arg(format!("mount -t tmpfs -o size={size} tmpfs \"$1\"; {script}"));
        command.arg("sh").arg(folder);
        command
    };
    if !own_disk("").status().is_ok_and(|status| status.success()) {
        return None;
    }
    let child = running(test, folder.to_str().unwrap());
    let mut command = own_disk("shift; exec \"$@\"");
    command.env(PLACE, folder).arg(child.get_program()).args(child.get_args());
    Some(command.output().unwrap())
}
