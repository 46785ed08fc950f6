//! Connections, opened when needed and given back clean.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64},
    },
    time::Duration,
};

use deadpool::managed::{
    self, Manager, Metrics, Object, PoolError, RecycleError, RecycleResult, TimeoutType, Timeouts,
};
use rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer};
use tokio::{runtime::Handle, time::timeout};
use tokio_postgres::{Client, Config, Socket, tls::MakeTlsConnect};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{
    connection::{Begin, Connection, from_postgres},
    wire::Wire,
};
use crate::{Connections, Error, PostgresOptions, Result, Stats, notices::Ear, stats::Counters};

/// How long a caller waits for a place in the pool before it is told that the database is
/// busy, and then for the server to let it in before that counts as away.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// How long a server may leave what it was sent unconfirmed before it counts as gone.
const SILENCE: Duration = Duration::from_secs(30);

/// A server that has nothing to say is asked by TCP whether it is there: after how long,
/// how often, and how many questions in a row it may leave unanswered.
const QUIET: Duration = Duration::from_secs(10);
const QUESTIONS: Duration = Duration::from_secs(5);
const UNANSWERED: u32 = 3;

/// Settings that each of our sessions needs. Generic plans, because the statements are
/// few, prepared, and written for one plan; no JIT, because they are short; and none of them
/// for longer than anybody waits.
const SESSION: &str = "-c plan_cache_mode=force_generic_plan -c jit=off -c timezone=UTC \
                       -c statement_timeout=10s -c idle_in_transaction_session_timeout=60s";

pub(super) struct Pool {
    inner: managed::Pool<Opener>,
    counters: Counters,
}

/// A connection on loan. Dropped with nothing put back, what it was at is cancelled, the
/// server rolls back what was open, and then its place in the pool is free.
pub(super) struct Lease(Option<Object<Opener>>);

/// Opens connections.
#[derive(Clone)]
pub(super) struct Opener {
    config: Config,
    tls: MakeRustlsConnect,
    schema: Arc<AtomicU64>,
}

type Carrier =
    tokio_postgres::Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>;

/// What the pool keeps.
pub(super) struct Slot {
    /// Taken out while it is inside a transaction.
    connection: Option<Connection>,
    wire: Wire,
}

impl Pool {
    pub fn new(options: &PostgresOptions) -> Result<Self> {
        let mut config: Config = options.url.parse().map_err(|error| {
            // The text of the error does not repeat the URL, which holds a password.
            Error::Unavailable(format!("the database URL is not understood: {error}"))
        })?;
        let session = config
            .get_options()
            .map_or_else(|| SESSION.to_owned(), |given| format!("{SESSION} {given}"));
        config.options(session);
        if config.get_application_name().is_none() {
            config.application_name("frontdesk");
        }
        config.connect_timeout(PATIENCE);
        config.tcp_user_timeout(SILENCE);
        config.keepalives_idle(QUIET).keepalives_interval(QUESTIONS);
        config.keepalives_retries(UNANSWERED);
        let tls = tls(options.authorities.as_deref())?;
        let opener = Opener { config, tls, schema: Arc::default() };
        let inner = managed::Pool::builder(opener)
            .max_size(options.connections.max(1))
            .timeouts(Timeouts {
                wait: Some(PATIENCE),
                create: Some(PATIENCE),
                recycle: Some(PATIENCE),
            })
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(Error::engine)?;
        Ok(Self { inner, counters: Counters::default() })
    }

    pub async fn get(&self) -> Result<Lease> {
        match self.inner.get().await {
            Ok(object) => Ok(Lease(Some(object))),
            Err(PoolError::Backend(error)) => Err(error),
            Err(PoolError::Timeout(TimeoutType::Wait)) => Err(Error::Busy),
            Err(PoolError::Timeout(_)) => {
                Err(Error::Unavailable("the server does not answer".to_owned()))
            }
            Err(PoolError::Closed) => Err(Error::closed()),
            Err(error) => Err(Error::Unavailable(error.to_string())),
        }
    }

    /// What it takes to listen, on a connection that is none of the pool's.
    pub fn ear(&self, me: u64) -> Ear {
        let Opener { config, tls, .. } = self.inner.manager();
        Ear { config: config.clone(), tls: tls.clone(), me }
    }

    pub fn opener(&self) -> Opener {
        self.inner.manager().clone()
    }

    /// Counts a transaction that ended well, and how long its end took.
    pub fn count(&self, begin: Begin, took: Duration) {
        if begin == Begin::Write {
            self.counters.count(1, took);
        }
    }

    pub fn close(&self) {
        self.inner.close();
    }

    pub fn stats(&self) -> Stats {
        let status = self.inner.status();
        let (open, idle, most) = (status.size, status.available, status.max_size);
        Stats {
            waiting: status.waiting as u64,
            connections: Some(Connections { open, idle, most }),
            ..self.counters.stats()
        }
    }
}

impl Lease {
    /// Takes the connection out for the length of a transaction.
    pub fn take(&mut self) -> Connection {
        self.slot().connection.take().expect("the connection is taken only once")
    }

    /// Gives the connection back for others to use.
    pub fn put_back(mut self, connection: Connection) {
        self.slot().connection = Some(connection);
    }

    fn slot(&mut self) -> &mut Slot {
        self.0.as_mut().expect("a lease holds its slot until it is dropped")
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(mut object) = self.0.take().filter(|object| object.connection.is_none()) else {
            return;
        };
        let hung_up = async move {
            object.wire.hang_up().await;
            drop(Object::take(object));
        };
        // Without a runtime, whatever is left of the connection is gone already.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(hung_up);
        }
    }
}

impl Opener {
    /// Opens a session, which lives while its carrier is polled.
    pub async fn connect(&self) -> Result<(Client, Carrier)> {
        match timeout(PATIENCE, self.config.connect(self.tls.clone())).await {
            Ok(connected) => connected.map_err(from_postgres),
            Err(_) => Err(Error::Unavailable("the server does not answer".to_owned())),
        }
    }
}

impl Manager for Opener {
    type Type = Slot;
    type Error = Error;

    async fn create(&self) -> Result<Slot> {
        // In a box, since this rare future would make every request many times as large.
        let (client, carrier) = Box::pin(self.connect()).await?;
        let dismissed = Arc::new(AtomicBool::new(false));
        let wire =
            Wire::carried_by(carrier, Arc::clone(&dismissed), client.cancel_token(), &self.tls);
        let connection = Connection::new(client, Arc::clone(&self.schema), dismissed);
        Ok(Slot { connection: Some(connection), wire })
    }

    async fn recycle(&self, slot: &mut Slot, _: &Metrics) -> RecycleResult<Error> {
        let connection =
            slot.connection.as_mut().ok_or_else(|| RecycleError::message("not given back"))?;
        connection.settle().await.map_err(RecycleError::Backend)?;
        if connection.is_closed() {
            return Err(RecycleError::message("the server closed it"));
        }
        Ok(())
    }
}

fn tls(authorities: Option<&Path>) -> Result<MakeRustlsConnect> {
    let mut roots = RootCertStore::empty();
    let system = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(system.certs);
    if let Some(path) = authorities {
        let refused = |error: &dyn std::fmt::Display| {
            Error::Unavailable(format!("cannot use the authorities in {}: {error}", path.display()))
        };
        let pem = fs::read(path).map_err(|error| refused(&error))?;
        for certificate in pem_certificates(&pem) {
            roots
                .add(certificate.map_err(|error| refused(&error))?)
                .map_err(|error| refused(&error))?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::engine)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn pem_certificates(
    pem: &[u8],
) -> impl Iterator<Item = Result<CertificateDer<'static>, rustls::pki_types::pem::Error>> {
    use rustls::pki_types::pem::PemObject as _;
    CertificateDer::pem_slice_iter(pem)
}
