//! How mails leave, and where answers to them come in.

use serde::Deserialize;

use super::Secret;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub sender: String,
    pub inbound_domain: String,
    pub smtp_address: String,
    pub smtp_port: u16,
    pub smtp_domain: String,
    pub smtp_username: String,
    pub smtp_password: Secret,
    pub smtp_authentication: SmtpAuthentication,
    pub smtp_tls: SmtpTls,
    pub smtp_verify: Verify,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpAuthentication {
    Any,
    Plain,
    Login,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    None,
    /// When the server offers it.
    Opportunistic,
    Starttls,
    /// From the first byte on.
    Implicit,
}

/// Whether the certificate of a server is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verify {
    Peer,
    None,
}
