//! From a host to a connection. This is the one place where sockets are opened, and an address
//! is judged right before one is opened to it: nothing is looked up twice, so a name cannot lead
//! elsewhere after it was judged.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use hyper::Uri;
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{
    net::TcpStream,
    time::{sleep, timeout},
};
use tokio_rustls::TlsConnector;
use tower::Service;

use crate::{
    Problem, Reach, Resolver,
    connection::{Connection, Count, Stream},
};

/// How long a connection may take at most, whatever the deadline of a request.
const PATIENCE: Duration = Duration::from_secs(10);

/// After how long the next address is tried beside the one before.
const HEAD_START: Duration = Duration::from_millis(250);

/// Addresses of one name that are tried. A name may have many, to have somebody else's ports
/// knocked at.
const ADDRESSES: usize = 6;

/// Connections that are open at once and may be used again. More than these are closed after
/// use, so that those that wait for use are never more.
const KEPT: usize = 64;

/// Makes connections. Shared by cloning.
#[derive(Clone)]
pub struct Connector(Arc<Parts>);

struct Parts {
    reach: Reach,
    resolver: Resolver,
    tls: TlsConnector,
    count: Count,
}

impl Connector {
    pub fn new(reach: Reach, resolver: Resolver, tls: ClientConfig) -> Self {
        let tls = TlsConnector::from(Arc::new(tls));
        Self(Arc::new(Parts { reach, resolver, tls, count: Count::default() }))
    }

    /// The addresses of a host that may be connected to, of which there is at least one.
    pub async fn reachable(&self, host: &str) -> Result<Vec<IpAddr>, Problem> {
        let looking = timeout(PATIENCE, self.0.reachable(host));
        looking.await.unwrap_or(Err(Problem::TimedOutConnecting))
    }

    async fn connect(self, uri: Uri) -> Result<Connection, Problem> {
        let host = uri.host().ok_or(Problem::InvalidUrl("is not valid"))?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let is_secure = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if is_secure { 443 } else { 80 });

        let addresses = self.0.reachable(host).await?;
        let socket = dial(&addresses, port).await?;
        let stream: Box<dyn Stream> =
            if is_secure { Box::new(self.0.secure(host, socket).await?) } else { Box::new(socket) };
        Ok(Connection::new(stream, &self.0.count, self.0.count.open() < KEPT))
    }
}

impl Parts {
    async fn reachable(&self, host: &str) -> Result<Vec<IpAddr>, Problem> {
        let found = match host.parse() {
            Ok(address) => vec![address],
            Err(_) => (self.resolver)(host.to_owned()).await.unwrap_or_default(),
        };
        if found.is_empty() {
            return Err(Problem::CannotResolve);
        }
        let reachable = found.into_iter().filter(|address| self.reach.allows(*address));
        let mut reachable = in_turns(reachable.collect());
        reachable.truncate(ADDRESSES);
        if reachable.is_empty() {
            return Err(Problem::RefusedAddress);
        }
        Ok(reachable)
    }

    async fn secure(&self, host: &str, socket: TcpStream) -> Result<impl Stream + use<>, Problem> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| Problem::Tls("no certificate can be for this host".to_owned()))?;
        self.tls.connect(name, socket).await.map_err(|error| Problem::Tls(error.to_string()))
    }
}

/// The two families of addresses in turns, since often one of them leads nowhere at all.
fn in_turns(addresses: Vec<IpAddr>) -> Vec<IpAddr> {
    let first_is_v4 = addresses.first().is_some_and(IpAddr::is_ipv4);
    let (same, other): (Vec<_>, Vec<_>) =
        addresses.into_iter().partition(|address| address.is_ipv4() == first_is_v4);
    let mut other = other.into_iter();
    let mut turns = Vec::new();
    for address in same {
        turns.push(address);
        turns.extend(other.next());
    }
    turns.extend(other);
    turns
}

/// Connects to whichever answers first. Each has a head start before the next.
async fn dial(addresses: &[IpAddr], port: u16) -> Result<TcpStream, Problem> {
    let mut waiting = addresses.iter();
    let mut attempts = FuturesUnordered::new();
    let mut failure = io::Error::from(io::ErrorKind::AddrNotAvailable);
    loop {
        match waiting.next() {
            Some(address) => {
                attempts.push(TcpStream::connect(SocketAddr::new(address.to_canonical(), port)));
            }
            None if attempts.is_empty() => return Err(unconnected(failure)),
            None => {}
        }
        tokio::select! {
            Some(attempt) = attempts.next() => match attempt {
                Ok(socket) => {
                    // Without this, small requests wait for each other's acknowledgements.
                    let _ = socket.set_nodelay(true);
                    return Ok(socket);
                }
                Err(error) => failure = error,
            },
            () = sleep(HEAD_START), if waiting.len() > 0 => {}
        }
    }
}

fn unconnected(failure: io::Error) -> Problem {
    match failure.kind() {
        io::ErrorKind::TimedOut => Problem::TimedOutConnecting,
        kind => Problem::CannotConnect(kind.to_string()),
    }
}

impl Service<Uri> for Connector {
    type Response = Connection;
    type Error = Problem;
    type Future = BoxFuture<'static, Result<Connection, Problem>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Problem>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = timeout(PATIENCE, self.clone().connect(uri));
        Box::pin(async { connecting.await.unwrap_or(Err(Problem::TimedOutConnecting)) })
    }
}

#[cfg(test)]
mod tests {
    use super::in_turns;

    #[test]
    fn families_of_addresses_take_turns_and_keep_their_order() {
        let of =
            |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<_>>();

        assert_eq!(
            in_turns(of(&["::1", "::2", "::3", "1.1.1.1", "2.2.2.2"])),
            of(&["::1", "1.1.1.1", "::2", "2.2.2.2", "::3"]),
        );
        assert_eq!(
            in_turns(of(&["1.1.1.1", "::1", "::2", "::3"])),
            of(&["1.1.1.1", "::1", "::2", "::3"]),
        );
        assert!(in_turns(of(&[])).is_empty());
    }
}
