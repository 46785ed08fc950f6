//! Servers that do what a test tells them, and clients that know only made-up names.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use outbound::{
    Options, Outbound, Reach, Resolver,
    header::{HeaderName, HeaderValue},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpSocket, TcpStream},
    task::JoinSet,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

/// Where strangers are who may be reached.
pub const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Where somebody is who must not be reached, in those tests that tell them apart.
pub const INSIDE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// What a server does once it has read a request.
pub enum Step {
    Say(Vec<u8>),
    /// Says something again and again, with a pause after each time.
    Repeat(&'static str, Duration),
    Pause(Duration),
    /// Says nothing until the other side goes.
    Wait,
    Close,
}

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub struct Heard {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Heard {
    /// The values of a header, joined.
    pub fn header(&self, name: &str) -> String {
        let values = self.headers.iter().filter(|(known, _)| known == name);
        values.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// A server of somebody else's.
pub struct Stranger {
    pub address: SocketAddr,
    known: Arc<Known>,
    _tasks: JoinSet<()>,
}

type Answers = Box<dyn Fn(&Heard) -> Vec<Step> + Send + Sync>;

struct Known {
    answers: Answers,
    heard: Mutex<Vec<Heard>>,
    accepted: AtomicUsize,
    open: AtomicUsize,
}

impl Stranger {
    pub async fn new(answers: impl Fn(&Heard) -> Vec<Step> + Send + Sync + 'static) -> Self {
        Self::at(SocketAddr::new(HERE, 0), answers).await
    }

    pub async fn at(
        address: SocketAddr,
        answers: impl Fn(&Heard) -> Vec<Step> + Send + Sync + 'static,
    ) -> Self {
        Self::listen(address, Box::new(answers), None, false).await
    }

    /// A server that ends connections with a reset.
    pub async fn abrupt(answers: impl Fn(&Heard) -> Vec<Step> + Send + Sync + 'static) -> Self {
        Self::listen(SocketAddr::new(HERE, 0), Box::new(answers), None, true).await
    }

    pub async fn secure(
        tls: TlsAcceptor,
        answers: impl Fn(&Heard) -> Vec<Step> + Send + Sync + 'static,
    ) -> Self {
        Self::listen(SocketAddr::new(HERE, 0), Box::new(answers), Some(tls), false).await
    }

    async fn listen(
        address: SocketAddr,
        answers: Answers,
        tls: Option<TlsAcceptor>,
        is_abrupt: bool,
    ) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let known = Arc::new(Known {
            answers,
            heard: Mutex::default(),
            accepted: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
        });
        let mut tasks = JoinSet::new();
        let serving = Arc::clone(&known);
        tasks.spawn(async move {
            let mut conversations = JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                if is_abrupt {
                    socket.set_zero_linger().unwrap();
                }
                let (known, tls) = (Arc::clone(&serving), tls.clone());
                known.accepted.fetch_add(1, Ordering::SeqCst);
                known.open.fetch_add(1, Ordering::SeqCst);
                conversations.spawn(async move {
                    match tls {
                        None => known.converse(socket).await,
                        Some(tls) => {
                            if let Ok(socket) = tls.accept(socket).await {
                                known.converse(socket).await;
                            }
                        }
                    }
                    known.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, known, _tasks: tasks }
    }

    /// A URL of this server under a made-up name.
    pub fn url(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.address.port())
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.known.heard.lock().unwrap().clone()
    }

    /// Methods and paths of what was heard.
    pub fn asked(&self) -> Vec<String> {
        self.heard().iter().map(|heard| format!("{} {}", heard.method, heard.path)).collect()
    }

    /// Connections that were ever made.
    pub fn accepted(&self) -> usize {
        self.known.accepted.load(Ordering::SeqCst)
    }

    /// Waits until so many connections are open, and fails when that does not come to be.
    pub async fn has_open(&self, wanted: impl Fn(usize) -> bool) {
        for _ in 0..200 {
            if wanted(self.known.open.load(Ordering::SeqCst)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{} connections are open", self.known.open.load(Ordering::SeqCst));
    }
}

impl Known {
    async fn converse(&self, mut socket: impl AsyncRead + AsyncWrite + Unpin) {
        while let Some(heard) = hear(&mut socket).await {
            let steps = (self.answers)(&heard);
            self.heard.lock().unwrap().push(heard);
            for step in steps {
                if !take(step, &mut socket).await {
                    return;
                }
            }
        }
    }
}

/// Takes a step and tells whether the conversation goes on.
async fn take(step: Step, socket: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> bool {
    match step {
        Step::Say(bytes) => socket.write_all(&bytes).await.is_ok(),
        Step::Pause(pause) => {
            tokio::time::sleep(pause).await;
            true
        }
        Step::Repeat(text, pause) => {
            while socket.write_all(text.as_bytes()).await.is_ok() {
                if pause > Duration::ZERO {
                    tokio::time::sleep(pause).await;
                }
            }
            false
        }
        Step::Wait => {
            let _ = socket.read(&mut [0]).await;
            false
        }
        Step::Close => {
            let _ = socket.shutdown().await;
            false
        }
    }
}

async fn hear(socket: &mut (impl AsyncRead + Unpin)) -> Option<Heard> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.trim_end().split("\r\n");
    let mut first = lines.next()?.split(' ').map(str::to_owned);
    let headers = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let (method, path) = (first.next()?, first.next()?);
    let mut heard = Heard { method, path, headers, body: Vec::new() };
    heard.body.resize(heard.header("content-length").parse().unwrap_or(0), 0);
    socket.read_exact(&mut heard.body).await.ok()?;
    Some(heard)
}

/// An address, and a port of it, that lets nobody connect and refuses nobody either.
pub async fn silent(address: IpAddr) -> Silent {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(address, 0)).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    let patience = Duration::from_millis(300);
    while let Ok(entered) = timeout(patience, TcpStream::connect(address)).await {
        waiting.push(entered.unwrap());
    }
    Silent { address, _listener: listener, _waiting: waiting }
}

/// A server that has more guests at its door than it lets wait there.
pub struct Silent {
    pub address: SocketAddr,
    _listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

/// Says something as it is.
pub fn say(text: impl Into<Vec<u8>>) -> Step {
    Step::Say(text.into())
}

/// A whole answer, after which the connection may be used again.
pub fn answer(status: u16, body: &str) -> Vec<Step> {
    vec![say(format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n{body}", body.len()))]
}

/// An answer that leads elsewhere.
pub fn redirect(status: u16, location: &str) -> Vec<Step> {
    let head = format!("HTTP/1.1 {status} X\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
    vec![say(head)]
}

/// Looks names up with a rule.
pub fn names(rule: impl Fn(&str) -> Vec<IpAddr> + Send + Sync + 'static) -> Resolver {
    Arc::new(move |host| {
        let found = rule(&host);
        Box::pin(async move { Ok(found) })
    })
}

/// A client that finds every name here, and may go everywhere.
pub fn options() -> Options {
    Options {
        reach: Reach::Anywhere,
        resolver: names(|_| vec![HERE]),
        timeout: Duration::from_secs(20),
        ..Options::new(HeaderValue::from_static("tests"))
    }
}

pub fn client() -> Outbound {
    Outbound::new(options()).unwrap()
}

/// May go everywhere but to [`INSIDE`].
pub fn not_inside() -> Reach {
    Reach::Only(Arc::new(|address| address != INSIDE))
}

pub fn name(name: &'static str) -> HeaderName {
    HeaderName::from_static(name)
}

pub fn value(value: &'static str) -> HeaderValue {
    HeaderValue::from_static(value)
}
