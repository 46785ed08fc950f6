//! Sends requests and reads answers.

use std::{net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Response, body::Incoming, header::HeaderValue};
use hyper_util::{
    client::legacy::{Client, connect::capture_connection},
    rt::{TokioExecutor, TokioTimer},
};
use rustls::pki_types::CertificateDer;
use tokio::time::{Instant, timeout_at};

use crate::{
    Answer, Error, Problem, Reach, Request, Resolver, UnusableAuthority,
    answer::{self, Keep},
    connect::Connector,
    redirect,
    request::Hop,
    resolve::system_resolver,
    target, trust,
};

/// How long a connection waits to be used again.
const IDLE: Duration = Duration::from_secs(15);

/// Connections to one host that wait to be used again.
const IDLE_PER_HOST: usize = 2;

/// Bytes that the head of an answer may have.
const HEAD: usize = 64 * 1024;

/// The longest time-out there is.
const DAY: Duration = Duration::from_hours(24);

/// How a client behaves.
#[derive(Clone)]
pub struct Options {
    /// What it calls itself, unless a request says otherwise.
    pub user_agent: HeaderValue,
    /// How long an exchange may take from looking up the name to the end of the body, with all
    /// of its redirects, unless a request says otherwise. A day at most.
    pub timeout: Duration,
    /// Bytes that an answer may have, unless a request says otherwise.
    pub most: usize,
    /// Which addresses may be connected to.
    pub reach: Reach,
    /// How names of hosts are looked up.
    pub resolver: Resolver,
    /// Authorities that are trusted besides those of the system.
    pub authorities: Vec<CertificateDer<'static>>,
}

impl Options {
    /// Public addresses only, five seconds, one mebibyte, and the resolver and the authorities
    /// of the system.
    pub fn new(user_agent: HeaderValue) -> Self {
        Self {
            user_agent,
            timeout: Duration::from_secs(5),
            most: 1024 * 1024,
            reach: Reach::Public,
            resolver: system_resolver(),
            authorities: Vec::new(),
        }
    }
}

/// Speaks HTTP to strangers. Shared by cloning; the connections it keeps are shared too, few,
/// and closed after 15 seconds without use or when the last clone is dropped.
#[derive(Clone)]
pub struct Outbound(Arc<Parts>);

struct Parts {
    client: Client<Connector, Full<Bytes>>,
    connector: Connector,
    user_agent: HeaderValue,
    timeout: Duration,
    most: usize,
    reach: Reach,
}

impl Outbound {
    /// Reads the authorities of the system, so one client should serve many requests.
    pub fn new(options: Options) -> Result<Self, UnusableAuthority> {
        let Options { user_agent, timeout, most, reach, resolver, authorities } = options;
        let connector = Connector::new(reach.clone(), resolver, trust::tls(&authorities)?);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(IDLE_PER_HOST)
            .http1_max_buf_size(HEAD)
            .build(connector.clone());
        Ok(Self(Arc::new(Parts { client, connector, user_agent, timeout, most, reach })))
    }

    /// Refuses a URL that [`Outbound::send`] would refuse without asking anybody, so that people
    /// can be told while they type it. A name is not looked up.
    pub fn check(&self, url: &str) -> Result<(), Problem> {
        let url = target::parse(url)?;
        target::check_literal(&url, &self.0.reach)?;
        target::to_uri(&url).map(drop)
    }

    /// The addresses of a host that may be connected to, at least one, for those who speak
    /// something else than HTTP. Whoever connects is to take these, and not to look up the name
    /// again: it may lead elsewhere by then.
    pub async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, Problem> {
        self.0.connector.reachable(host).await
    }

    /// Sends a request and hands back what the other side says, whatever its status.
    ///
    /// Dropping the future ends the exchange and its connection. A request is sent anew by
    /// itself only when a connection from before turned out to be closed and nothing of the
    /// request was written to it.
    pub async fn send(&self, request: Request) -> Result<Answer, Error> {
        let mut may_have_arrived = false;
        let answer = self.0.exchange(request, &mut may_have_arrived).await;
        answer.map_err(|problem| Error { problem, may_have_arrived })
    }
}

impl Parts {
    async fn exchange(&self, request: Request, arrived: &mut bool) -> Result<Answer, Problem> {
        let Request { method, url, headers, body, redirects, timeout, keep } = request;
        let deadline = Instant::now() + timeout.unwrap_or(self.timeout).min(DAY);
        let keep = keep.unwrap_or(Keep::Whole(self.most));
        let mut hop = Hop::new(method, &url, headers, body)?;
        let mut followed = 0;
        loop {
            let response = self.ask(&hop, deadline, arrived).await?;
            let (status, headers) = (response.status(), response.headers());
            match redirect::next(redirects, followed, &hop, status, headers)? {
                Some(next) => hop = next,
                None => return answer::read(response, hop.url, keep, deadline).await,
            }
            followed += 1;
        }
    }

    /// Sends one request and waits for the head of its answer.
    async fn ask(
        &self,
        hop: &Hop,
        deadline: Instant,
        arrived: &mut bool,
    ) -> Result<Response<Incoming>, Problem> {
        let mut request = hop.to_http(&self.user_agent)?;
        let connection = capture_connection(&mut request);
        let response = timeout_at(deadline, self.client.request(request)).await;
        let is_connected = connection.connection_metadata().is_some();
        *arrived |= is_connected;
        match response {
            Ok(response) => response.map_err(|error| Problem::behind(&error)),
            Err(_) if is_connected => Err(Problem::TimedOutReading),
            Err(_) => Err(Problem::TimedOutConnecting),
        }
    }
}
