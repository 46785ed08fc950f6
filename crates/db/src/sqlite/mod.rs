//! SQLite: one thread that writes, a few that read.
//!
//! Bodies travel to a thread through a bounded queue and are polled there exactly
//! once: nothing they may await ever suspends. The writer puts up to
//! [`writer::BATCH`] of them into one commit, so that an fsync is shared.

mod body;
mod checkpoint;
mod connection;
mod patience;
mod reader;
mod writer;

use std::{
    fs::{File, OpenOptions, TryLockError},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use crossbeam_channel::{Receiver, Sender, TrySendError};
use tokio::{
    runtime::Handle,
    sync::{oneshot, watch},
};

use self::body::Job;
pub(crate) use self::connection::{Connection, cell};
use crate::{
    Error, Listening, Result, SqliteOptions, Stats, Tx,
    notices::{self, Heard},
    stats::Counters,
};

pub(crate) struct Sqlite {
    options: SqliteOptions,
    /// Emptied by `close`, which is what ends the threads.
    queues: Mutex<Option<Queues>>,
    /// Each thread holds a receiver for as long as it runs.
    threads: watch::Sender<()>,
    closed: Receiver<()>,
    counters: Arc<Counters>,
}

#[derive(Clone)]
struct Queues {
    writer: Sender<Job>,
    readers: Sender<Job>,
    /// Nothing is ever sent: those who listen end when it is gone.
    _open: Sender<()>,
}

impl Sqlite {
    pub async fn open(options: SqliteOptions) -> Result<Self> {
        blocking(move || Self::open_now(&options)).await?
    }

    fn open_now(options: &SqliteOptions) -> Result<Self> {
        let options = SqliteOptions { path: Connection::locate(options)?, ..options.clone() };
        let lock = if options.exclusive { Some(lock(&options.path)?) } else { None };
        let counters = Arc::new(Counters::default());
        let (writer, to_write) = crossbeam_channel::bounded(options.queue.max(1));
        let (readers, to_read) = crossbeam_channel::bounded(options.queue.max(1));
        let (threads, running) = watch::channel(());

        let connection = Connection::open_writer(&options)?;
        let checkpoint = checkpoint::start(&options, running.clone())?;
        let counts = Arc::clone(&counters);
        named("db-writer", running.clone(), move || {
            writer::Writer::new(connection, to_write, checkpoint, counts).run();
            // Others may serve from the file when the last body has been written. It is
            // unlocked and not only closed, since a process that is just being started by
            // this one has the file open as well.
            if let Some(Err(error)) = lock.map(|file| file.unlock()) {
                tracing::warn!(%error, "the lock beside the database could not be freed");
            }
        })?;
        for _ in 0..options.readers.max(1) {
            let connection = Connection::open_reader(&options)?;
            let (jobs, reading) = (to_read.clone(), options.reading);
            named("db-reader", running.clone(), move || reader::run(connection, &jobs, reading))?;
        }
        let (open, closed) = crossbeam_channel::bounded(0);
        let queues = Mutex::new(Some(Queues { writer, readers, _open: open }));
        Ok(Self { options, queues, threads, closed, counters })
    }

    pub async fn write<T, E, F>(&self, body: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let queue = self.queues()?.writer;
        run(queue, body).await
    }

    pub async fn read<T, E, F>(&self, body: F) -> Result<T, E>
    where
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let queue = self.queues()?.readers;
        run(queue, body).await
    }

    pub fn listen(&self, heard: Heard) -> Result<Listening> {
        let _open = self.queues()?;
        let (listening, dropped) = crossbeam_channel::bounded::<()>(0);
        let (running, closed) = (self.threads.subscribe(), self.closed.clone());
        notices::listen_on_sqlite(&self.options, running, closed, dropped, heard)?;
        Ok(Listening { _until_dropped: Box::new(listening) })
    }

    /// Does `alone` if nobody else may serve.
    pub async fn attend(&self, alone: impl Future<Output = ()>) {
        if self.options.exclusive {
            alone.await;
        }
    }

    pub async fn close(&self) {
        drop(self.queues.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.threads.closed().await;
    }

    pub fn stats(&self) -> Stats {
        let (to_write, to_read) = self
            .queues()
            .map_or((0, 0), |queues| (queues.writer.len() as u64, queues.readers.len() as u64));
        Stats { waiting: to_write + to_read, waiting_to_read: to_read, ..self.counters.stats() }
    }

    fn queues(&self) -> Result<Queues> {
        let queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        queues.clone().ok_or_else(Error::closed)
    }
}

/// Hands a body to a thread and waits for what became of it. No queue is held while it
/// waits: as long as one is, `close` does not end.
async fn run<T, E, F>(queue: Sender<Job>, body: F) -> Result<T, E>
where
    F: AsyncFn(&mut Tx) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    let (job, _caller) = Job::new(body, reply);
    hand_over(queue, job)?;
    // Without an answer: what came of the body was lost in a panic, after it had begun.
    answer.await.map_err(|_| Error::Unknown)?
}

fn hand_over(queue: Sender<Job>, job: Job) -> Result<()> {
    queue.try_send(job).map_err(|error| match error {
        TrySendError::Full(_) => Error::Busy,
        TrySendError::Disconnected(_) => Error::closed(),
    })
}

/// Takes the advisory lock that keeps a second server off the same file.
fn lock(database: &Path) -> Result<File> {
    let path = lock_path(database);
    let file =
        OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(
            |error| Error::Unavailable(format!("cannot write {}: {error}", path.display())),
        )?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Unavailable(format!(
            "another process already serves from {}",
            database.display()
        ))),
        Err(TryLockError::Error(error)) => {
            Err(Error::Unavailable(format!("cannot lock {}: {error}", path.display())))
        }
    }
}

fn lock_path(database: &Path) -> PathBuf {
    beside(database, ".lock")
}

/// The path with something appended to its file name, as SQLite names `-wal`.
fn beside(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

pub(crate) fn named(
    name: &'static str,
    running: watch::Receiver<()>,
    body: impl FnOnce() + Send + 'static,
) -> Result<()> {
    // A body that waits for a timer or a socket is told so; without a runtime it panics.
    let runtime = Handle::current();
    let in_runtime = move || {
        let _context = runtime.enter();
        if catch_unwind(AssertUnwindSafe(body)).is_err() {
            tracing::error!("the thread {name} ended in a panic");
        }
        drop(running);
    };
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(in_runtime)
        .map(drop)
        .map_err(|error| Error::Unavailable(format!("cannot start a thread: {error}")))
}

async fn blocking<T: Send + 'static>(task: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(task).await.map_err(|_| Error::Panicked)
}
