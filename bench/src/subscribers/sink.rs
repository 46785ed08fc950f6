//! An address that takes whatever it is told, and counts it.

use std::{
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use tokio::{net::TcpStream, runtime};

use crate::{Result, connection::Connection};

const TAKEN: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

pub struct Sink {
    pub address: SocketAddr,
    told: Arc<Mutex<Told>>,
}

#[derive(Clone, Copy)]
pub struct Told {
    pub count: u64,
    pub last: Instant,
}

impl Sink {
    /// Opens one that takes what comes until the program ends.
    pub fn open() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let told = Arc::new(Mutex::new(Told { count: 0, last: Instant::now() }));
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let counted = Arc::clone(&told);
        std::thread::spawn(move || runtime.block_on(take(listener, counted)));
        Ok(Self { address, told })
    }

    pub fn told(&self) -> Told {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn take(listener: TcpListener, told: Arc<Mutex<Told>>) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        let told = Arc::clone(&told);
        #[expect(clippy::disallowed_methods, reason = "ends with whoever tells")]
        tokio::spawn(async move {
            // Whoever hangs up has said what there was to say.
            drop(take_all(stream, &told).await);
        });
    }
}

async fn take_all(stream: TcpStream, told: &Mutex<Told>) -> std::io::Result<()> {
    let mut connection = Connection::over(stream)?;
    loop {
        connection.take().await?;
        connection.say(TAKEN).await?;
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        *told = Told { count: told.count + 1, last: Instant::now() };
    }
}
