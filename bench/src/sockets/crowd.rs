//! Many who listen: each opens a socket, subscribes, says now and then that it is there, and
//! notes when it hears what everybody is to hear.

use std::{
    cell::{Cell, RefCell},
    io,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;
use memchr::memmem::Finder;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use tokio::{
    net::TcpStream,
    sync::{Notify, Semaphore},
    task::JoinSet,
    time::{Interval, MissedTickBehavior},
};

use super::{
    frames::{self, Frames, OPENING},
    people::Person,
};
use crate::Result;

/// How many open their sockets at the same time.
const AT_ONCE: usize = 128;

/// For how long something may be on its way.
const PATIENCE: Duration = Duration::from_mins(1);

/// Bytes that are read at once.
const CHUNK: usize = 64 << 10;

/// Everybody who listens. Dropping it closes their sockets.
pub struct Crowd {
    listening: JoinSet<()>,
    shared: Rc<Shared>,
}

struct Shared {
    /// Those who are subscribed.
    subscribed: Cell<usize>,
    /// Those who have not heard yet what they are to hear.
    missing: Cell<usize>,
    wanted: RefCell<Option<Wanted>>,
    /// Told when one of the counts above has changed for the last time.
    reached: Notify,
    /// Whether they say that they are there.
    present: Cell<bool>,
    lost: Cell<usize>,
    buffer: RefCell<Vec<u8>>,
}

/// What is listened for.
struct Wanted {
    /// Tells it apart from what was listened for before.
    number: u64,
    text: Finder<'static>,
    since: Instant,
    /// Microseconds until each had heard it.
    heard: Histogram<u64>,
}

impl Crowd {
    /// Has all of them subscribe. To be called within a `LocalSet`.
    pub async fn open(address: SocketAddr, people: &[Person]) -> Result<Self> {
        let shared = Rc::new(Shared {
            subscribed: Cell::new(0),
            missing: Cell::new(0),
            wanted: RefCell::new(None),
            reached: Notify::new(),
            present: Cell::new(false),
            lost: Cell::new(0),
            buffer: RefCell::new(vec![0; CHUNK]),
        });
        let (doors, mut listening) = (Rc::new(Semaphore::new(AT_ONCE)), JoinSet::new());
        for (number, person) in people.iter().enumerate() {
            let (doors, shared, person) = (Rc::clone(&doors), Rc::clone(&shared), person.clone());
            let total = people.len();
            listening.spawn_local(async move {
                let opened = {
                    let _door = doors.acquire().await.expect("nobody closes it");
                    Socket::open(address, person, number as u64).await
                };
                match opened {
                    Ok(socket) => {
                        shared.subscribed.set(shared.subscribed.get() + 1);
                        if shared.subscribed.get() == total {
                            shared.reached.notify_one();
                        }
                        let ended = socket.listen(&shared).await;
                        eprintln!("a socket was lost: {ended}");
                    }
                    Err(error) => eprintln!("a socket could not be opened: {error}"),
                }
                shared.lost.set(shared.lost.get() + 1);
                shared.reached.notify_one();
            });
        }
        let crowd = Self { listening, shared };
        crowd.reached(|shared| shared.subscribed.get() == people.len()).await?;
        Ok(crowd)
    }

    /// Has them say from now on that they are there.
    pub fn say_that_they_are_there(&self) {
        self.shared.present.set(true);
    }

    /// Has everybody listen for a text, which is told by `tell`. Returns the microseconds that
    /// it took until each had heard it.
    pub async fn hears(
        &self,
        number: u64,
        text: &str,
        tell: impl Future<Output = Result<()>>,
    ) -> Result<Histogram<u64>> {
        let text = Finder::new(text).into_owned();
        self.shared.missing.set(self.listening.len());
        let heard = Histogram::new(3)?;
        self.shared.wanted.replace(Some(Wanted { number, text, since: Instant::now(), heard }));
        let (told, heard) = tokio::join!(tell, self.reached(|shared| shared.missing.get() == 0));
        told.and(heard)?;
        let wanted = self.shared.wanted.take().ok_or("nobody listened")?;
        Ok(wanted.heard)
    }

    async fn reached(&self, is_so: impl Fn(&Shared) -> bool) -> Result<()> {
        let wait = async {
            while !is_so(&self.shared) {
                if self.shared.lost.get() > 0 {
                    return Err("sockets were lost".into());
                }
                self.shared.reached.notified().await;
            }
            Ok(())
        };
        tokio::time::timeout(PATIENCE, wait).await.map_err(|_| "not everybody heard it in time")?
    }
}

impl Shared {
    /// Notes that one has heard something. What is wanted is said again and again, in other
    /// events; `last` is the number of what they have heard last.
    fn hear(&self, payload: &[u8], last: &mut u64) {
        let mut wanted = self.wanted.borrow_mut();
        let Some(wanted) = wanted.as_mut().filter(|wanted| wanted.number != *last) else { return };
        if !frames::has(payload, &wanted.text) {
            return;
        }
        *last = wanted.number;
        let micros = u64::try_from(wanted.since.elapsed().as_micros()).unwrap_or(u64::MAX);
        wanted.heard.record(micros).expect("the histogram grows");
        self.missing.set(self.missing.get() - 1);
        if self.missing.get() == 0 {
            self.reached.notify_one();
        }
    }
}

/// One who listens.
struct Socket {
    stream: TcpStream,
    frames: Frames,
    /// The number of what it has heard last.
    last: u64,
    present: Vec<u8>,
    /// When it says that it is there.
    times: Interval,
}

impl Socket {
    async fn open(address: SocketAddr, person: Person, number: u64) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        write(&stream, OPENING).await?;
        let first = StdRng::seed_from_u64(number).random_range(Duration::ZERO..person.every);
        let start = tokio::time::Instant::now() + first;
        let mut times = tokio::time::interval_at(start, person.every);
        times.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let present = frames::text(&person.present);
        let mut socket = Self { stream, frames: Frames::default(), last: 0, present, times };
        socket.confirmed(&person).await?;
        Ok(socket)
    }

    /// Reads the answer to the opening, subscribes, and reads on until that is confirmed.
    async fn confirmed(&mut self, person: &Person) -> io::Result<()> {
        let mut answer = Vec::new();
        let end = loop {
            self.stream.readable().await?;
            read(&self.stream, &mut answer)?;
            if let Some(end) = memchr::memmem::find(&answer, b"\r\n\r\n") {
                break end + 4;
            }
        };
        if !answer.starts_with(b"HTTP/1.1 101 ") {
            return Err(io::Error::other(String::from_utf8_lossy(&answer)));
        }
        write(&self.stream, &frames::text(&person.subscribe)).await?;
        answer.drain(..end);
        let (confirms, mut confirmed) = (Finder::new("confirm_subscription"), false);
        loop {
            self.frames.read(&answer, |payload| confirmed |= frames::has(payload, &confirms));
            if confirmed {
                return Ok(());
            }
            answer.clear();
            self.stream.readable().await?;
            read(&self.stream, &mut answer)?;
        }
    }

    /// Listens for as long as the server lets it. Returns why that has ended.
    async fn listen(mut self, shared: &Shared) -> io::Error {
        loop {
            let done = tokio::select! {
                readable = self.stream.readable() => readable.and_then(|()| self.hear(shared)),
                _ = self.times.tick(), if shared.present.get() => {
                    write(&self.stream, &self.present).await
                }
            };
            if let Err(error) = done {
                return error;
            }
        }
    }

    fn hear(&mut self, shared: &Shared) -> io::Result<()> {
        let mut buffer = shared.buffer.borrow_mut();
        match self.stream.try_read(&mut buffer) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                let Self { frames, last, .. } = self;
                frames.read(&buffer[..count], |payload| shared.hear(payload, last));
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn read(stream: &TcpStream, into: &mut Vec<u8>) -> io::Result<()> {
    match stream.try_read_buf(into) {
        Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
        Err(error) => Err(error),
    }
}

async fn write(stream: &TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        stream.writable().await?;
        match stream.try_write(bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
