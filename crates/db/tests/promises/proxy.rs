//! A wire to PostgreSQL that can be cut at the worst moment.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use crate::support::with_setting;

/// Between two bytes, so that each is read on its own.
const PIECE: Duration = Duration::from_micros(300);

/// When to cut the wire.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The server never hears of the commit.
    BeforeCommit,
    /// The server commits; its answer is lost.
    AfterCommit,
}

pub struct Proxy {
    /// Where the database is found through the wire.
    pub url: String,
    next: Arc<Mutex<Option<Cut>>>,
    mute: Arc<AtomicBool>,
    answers: Arc<Answers>,
}

/// How answers are carried from now on.
#[derive(Default)]
struct Answers {
    /// Byte by byte, each on its own.
    in_pieces: AtomicBool,
    /// Not at all, and nobody is told.
    lost: AtomicBool,
}

impl Proxy {
    /// Listens until the process ends.
    pub fn before(url: &str) -> Self {
        let (scheme, rest) = url.split_once("://").unwrap();
        let (authority, path) = rest.split_once('/').unwrap();
        let (user, server) = authority.rsplit_once('@').unwrap_or(("postgres", authority));
        let server = server.to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let next = Arc::new(Mutex::new(None));
        let mute = Arc::new(AtomicBool::new(false));
        let answers = Arc::<Answers>::default();
        let (cut, is_mute, carried) = (Arc::clone(&next), Arc::clone(&mute), Arc::clone(&answers));
        thread::spawn(move || {
            let mut unheard = Vec::new();
            for client in listener.incoming().map(Result::unwrap) {
                if is_mute.load(Ordering::Relaxed) {
                    unheard.push(client);
                } else {
                    connect(client, TcpStream::connect(&server).unwrap(), &cut, &carried);
                }
            }
        });
        // Without encryption, so that the commit can be recognised.
        let url = with_setting(&format!("{scheme}://{user}@{address}/{path}"), "sslmode=disable");
        Self { url, next, mute, answers }
    }

    /// Lets everybody in from now on, and says nothing to them.
    pub fn fall_mute(&self) {
        self.mute.store(true, Ordering::Relaxed);
    }

    /// Carries answers byte by byte from now on.
    pub fn fall_to_pieces(&self) {
        self.answers.in_pieces.store(true, Ordering::Relaxed);
    }

    /// Takes everything from now on, and carries no answer.
    pub fn swallow(&self) {
        self.answers.lost.store(true, Ordering::Relaxed);
    }

    /// Cuts the wire at the next commit.
    pub fn cut(&self, cut: Cut) {
        *self.next.lock().unwrap() = Some(cut);
    }
}

fn connect(
    client: TcpStream,
    server: TcpStream,
    next: &Arc<Mutex<Option<Cut>>>,
    carried: &Arc<Answers>,
) {
    client.set_nodelay(true).unwrap();
    let carried = Arc::clone(carried);
    let (questions, answers) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let muted = Arc::new(Mutex::new(false));
    let (silent, next) = (Arc::clone(&muted), Arc::clone(next));
    thread::spawn(move || {
        carry(questions, &server, |bytes| {
            if !bytes.windows(7).any(|word| word == b"commit\0") {
                return true;
            }
            let cut = next.lock().unwrap().take();
            *silent.lock().unwrap() = cut == Some(Cut::AfterCommit);
            cut != Some(Cut::BeforeCommit)
        });
    });
    thread::spawn(move || {
        carry(answers, &client, |bytes| {
            if carried.lost.load(Ordering::Relaxed) {
                bytes.clear();
            }
            if carried.in_pieces.load(Ordering::Relaxed) {
                for byte in bytes.drain(..) {
                    drop((&client).write_all(&[byte]));
                    thread::sleep(PIECE);
                }
            }
            !*muted.lock().unwrap()
        });
    });
}

/// Carries bytes one way until the end, or until they may not pass. What is taken out of them
/// is not carried.
fn carry(mut from: TcpStream, mut to: &TcpStream, mut may_pass: impl FnMut(&mut Vec<u8>) -> bool) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let mut bytes = buffer[..length].to_vec();
        if !may_pass(&mut bytes) || to.write_all(&bytes).is_err() {
            break;
        }
    }
    drop((from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both)));
}
