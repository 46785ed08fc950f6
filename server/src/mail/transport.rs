//! How mails leave: by SMTP, over the server of the settings.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    address::Address,
    message::{Mailbox, MultiPart},
    transport::smtp::{
        authentication::{Credentials, Mechanism},
        client::{Tls, TlsParameters},
        extension::ClientId,
    },
};

use tokio::time::timeout;

use super::Mail;
use crate::config;

/// How long it may take to reach the server.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long it may take to send a mail, all in all: servers may look at it for ten minutes before
/// they take it (RFC 5321, 4.5.3.2.6). A server that lets us in and then says nothing
/// would be waited for without an end, and with it everybody who has something to send.
const LONGEST: Duration = Duration::from_mins(11);

/// Sends mails. Shared by cloning.
#[derive(Clone)]
pub struct Mailer {
    sender: Mailbox,
    /// None where no server is set.
    transport: Option<AsyncSmtpTransport<Tokio1Executor>>,
}

/// Why a mail was not sent.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The server is away or wants to be asked again later.
    #[error("{0}")]
    ForNow(String),
    /// The server will never take this mail.
    #[error("{0}")]
    ForGood(String),
}

/// Why mails cannot be sent with these settings.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(String);

impl Mailer {
    pub fn new(settings: &config::Mail) -> Result<Self, Unusable> {
        let sender = settings.sender.parse().map_err(|error| {
            Unusable(format!("mail.sender: \"{}\" is not an address: {error}", settings.sender))
        })?;
        let transport = match settings.smtp_address.as_str() {
            "" => None,
            host => Some(transport(host, settings)?),
        };
        Ok(Self { sender, transport })
    }

    /// Whether mails can be sent at all.
    pub fn is_set_up(&self) -> bool {
        self.transport.is_some()
    }

    /// Sends a mail. It may arrive also when this fails.
    pub async fn send(&self, mail: &Mail) -> Result<(), Problem> {
        self.send_within(LONGEST, mail).await
    }

    async fn send_within(&self, longest: Duration, mail: &Mail) -> Result<(), Problem> {
        let Some(transport) = &self.transport else {
            return Err(Problem::ForGood("no mail server is set (SMTP_ADDRESS)".to_owned()));
        };
        let message = self.message(mail).map_err(Problem::ForGood)?;
        match timeout(longest, transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.is_permanent() => Err(Problem::ForGood(with_cause(&error))),
            Ok(Err(error)) => Err(Problem::ForNow(with_cause(&error))),
            Err(_) => Err(Problem::ForNow(format!(
                "the mail server did not take it within {} seconds",
                longest.as_secs()
            ))),
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message, String> {
        let to: Address = mail.to.parse().map_err(|error| format!("{}: {error}", mail.to))?;
        Message::builder()
            .from(self.sender.clone())
            .to(Mailbox::new(None, to))
            .subject(&mail.subject)
            .message_id(Some(mail.message_id(self.sender.email.domain())))
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(|error| error.to_string())
    }
}

fn transport(
    host: &str,
    settings: &config::Mail,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, Unusable> {
    let tls = || {
        TlsParameters::builder(host.to_owned())
            .dangerous_accept_invalid_certs(settings.smtp_verify == config::Verify::None)
            .build_rustls()
            .map_err(|error| Unusable(format!("mail: TLS cannot be used: {error}")))
    };
    let tls = match settings.smtp_tls {
        config::SmtpTls::None => Tls::None,
        config::SmtpTls::Opportunistic => Tls::Opportunistic(tls()?),
        config::SmtpTls::Starttls => Tls::Required(tls()?),
        config::SmtpTls::Implicit => Tls::Wrapper(tls()?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
        .port(settings.smtp_port)
        .tls(tls)
        .timeout(Some(PATIENCE));
    if !settings.smtp_domain.is_empty() {
        builder = builder.hello_name(ClientId::Domain(settings.smtp_domain.clone()));
    }
    if !settings.smtp_username.is_empty() {
        let (name, password) = (&settings.smtp_username, settings.smtp_password.reveal());
        builder = builder.credentials(Credentials::new(name.clone(), password.to_owned()));
    }
    let mechanisms = match settings.smtp_authentication {
        config::SmtpAuthentication::Any => vec![Mechanism::Plain, Mechanism::Login],
        config::SmtpAuthentication::Plain => vec![Mechanism::Plain],
        config::SmtpAuthentication::Login => vec![Mechanism::Login],
    };
    Ok(builder.authentication(mechanisms).build())
}

fn with_cause(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::{
        io::AsyncWriteExt as _,
        net::TcpListener,
        time::{Instant, timeout},
    };

    use super::{Mailer, Problem};
    use crate::{
        config::{Config, SmtpTls},
        mail::{Letter, Mail},
    };

    #[tokio::test]
    async fn a_server_that_falls_silent_is_not_waited_for() {
        // Before it has said anything, and after.
        for beginning in ["", "220 here I am\r\n"] {
            let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let mut settings = Config::default().mail;
            "127.0.0.1".clone_into(&mut settings.smtp_address);
            settings.smtp_port = server.local_addr().unwrap().port();
            settings.smtp_tls = SmtpTls::None;
            let (mailer, began) = (Mailer::new(&settings).unwrap(), Instant::now());
            let mail = Mail::new("lea@example.net", "Hello", &Letter::default());
            let silent = async {
                let (mut guest, _) = server.accept().await.unwrap();
                guest.write_all(beginning.as_bytes()).await.unwrap();
                std::future::pending::<()>().await;
            };

            let sending = mailer.send_within(Duration::from_secs(1), &mail);
            let sent = tokio::select! {
                sent = timeout(Duration::from_secs(30), sending) => sent.expect("it ends"),
                () = silent => unreachable!("it holds on to its guests"),
            };

            assert!(matches!(sent, Err(Problem::ForNow(_))), "{sent:?}");
            assert!(began.elapsed() >= Duration::from_secs(1), "it was let in");
        }
    }
}
