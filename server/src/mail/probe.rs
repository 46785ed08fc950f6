//! Whether a mail server that somebody has named takes mails, asked before they rely on it.
//!
//! Who may name a server could name one inside of our network, so it is judged as everything
//! that strangers name ([`Outbound`]), and no more is told of it than which of a few sentences
//! is true.

use std::{net::SocketAddr, time::Duration};

use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, TlsParameters},
    extension::ClientId,
};
use outbound::Outbound;
use tokio::time::timeout;

/// How long it may take to find out, at most.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long it may take to leave.
const FAREWELL: Duration = Duration::from_secs(1);

/// A mail server, and how it is spoken with.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    pub host: String,
    pub port: u16,
    /// What we call ourselves there; the name of this machine, when empty.
    pub domain: String,
    /// Who signs in; nobody, when empty.
    pub login: String,
    pub password: String,
    pub encryption: Encryption,
    /// Whether it has to show a certificate that is in order.
    pub shows_certificate: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    FromTheStart,
    IfOffered,
    Never,
}

/// Why no mails leave by a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("Could not connect to SMTP server. Please check the server address and port.")]
    Address,
    #[error("SSL/TLS error. Please verify your encryption settings.")]
    Encryption,
    #[error("SMTP authentication failed. Please verify your login credentials.")]
    Login,
    #[error("SMTP server error. Please check your configuration and try again.")]
    Server,
}

/// Connects to a server and signs in there, as if there were a mail to send.
pub async fn ask(outbound: &Outbound, server: &Server) -> Result<(), Refusal> {
    if server.host.is_empty() {
        return Err(Refusal::Address);
    }
    let entering = timeout(PATIENCE, enter(outbound, server));
    let mut connection = entering.await.unwrap_or(Err(Refusal::Address))?;
    // Who has let us in may be slow to let us go.
    let _ = timeout(FAREWELL, connection.quit()).await;
    Ok(())
}

async fn enter(outbound: &Outbound, server: &Server) -> Result<AsyncSmtpConnection, Refusal> {
    let found = outbound.addresses(&server.host).await.map_err(|_| Refusal::Address)?;
    let addresses: Vec<SocketAddr> =
        found.into_iter().map(|address| (address.to_canonical(), server.port).into()).collect();
    let hello = match server.domain.as_str() {
        "" => ClientId::default(),
        domain => ClientId::Domain(domain.to_owned()),
    };
    let tls = TlsParameters::builder(server.host.clone())
        .dangerous_accept_invalid_certs(!server.shows_certificate)
        .build_rustls()
        .map_err(|_| Refusal::Encryption)?;
    let from_the_start = (server.encryption == Encryption::FromTheStart).then(|| tls.clone());
    let mut connection = AsyncSmtpConnection::connect_tokio1(
        addresses.as_slice(),
        Some(PATIENCE),
        &hello,
        from_the_start,
        None,
    )
    .await
    .map_err(|error| why(&error, Refusal::Address))?;
    if server.encryption == Encryption::IfOffered && connection.can_starttls() {
        let secured = connection.starttls(tls, &hello).await;
        secured.map_err(|error| why(&error, Refusal::Encryption))?;
    }
    if !server.login.is_empty() {
        let shown = Credentials::new(server.login.clone(), server.password.clone());
        let let_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], &shown).await;
        let_in.map_err(|error| why(&error, Refusal::Server))?;
    }
    Ok(connection)
}

/// What a failure means, where it is not plainly something else.
fn why(error: &Error, usually: Refusal) -> Refusal {
    match error.status() {
        _ if error.is_tls() => Refusal::Encryption,
        // What servers say to a password that is not the right one (RFC 4954).
        Some(code) if matches!(u16::from(code), 534 | 535 | 538) => Refusal::Login,
        Some(_) => Refusal::Server,
        None => usually,
    }
}
