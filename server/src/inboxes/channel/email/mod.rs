//! The channel of a mailbox: mails that come in are conversations, and answers leave as mails.
//!
//! Mails are fetched by IMAP, or forwarded to an address of ours. Answers leave by the mail
//! server of the channel if it has one, otherwise by that of the installation.

mod servers;

use db::{FromRow, Row, args, sql};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::secrets::Locked;
use crate::{
    error::{Problems, Result, taken},
    id,
    installation::Vault,
    links::Links,
    patch::Patch,
    validate::{self, LONG, SHORT},
    work::Work,
};

#[derive(Clone, Debug)]
pub struct EmailChannel {
    pub id: i64,
    pub email: String,
    forward_key: String,
    /// Where mails may be forwarded to, if any come in here. Made out when the row is read.
    pub forward_to_email: Option<String>,
    pub imap_enabled: bool,
    pub imap_login: String,
    pub imap_address: String,
    pub imap_port: i64,
    pub imap_enable_ssl: bool,
    pub smtp_enabled: bool,
    pub smtp_login: String,
    pub smtp_address: String,
    pub smtp_port: i64,
    pub smtp_domain: String,
    pub smtp_enable_ssl_tls: bool,
    pub smtp_enable_starttls_auto: bool,
    pub smtp_openssl_verify_mode: VerifyMode,
    pub smtp_authentication: Authentication,
    pub verified_for_sending: bool,
    secrets: Locked,
}

/// What lets the product in at the mail servers. Empty where nothing does.
#[derive(Default, Serialize, Deserialize)]
pub struct Passwords {
    pub imap_password: String,
    pub smtp_password: String,
    /// What was granted where a password is not enough.
    #[serde(default)]
    pub grant: Option<Grant>,
}

/// What whoever runs a mailbox has granted for some time, and by what more time can be asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(default)]
pub struct Grant {
    pub access_token: Option<String>,
    pub refresh_token: Option<String>,
    pub expires_on: Option<String>,
}

/// How the certificate of a mail server is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyMode {
    None,
    Peer,
    ClientOnce,
    FailIfNoPeerCert,
}

/// How a mail server is shown the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    Login,
    Plain,
    CramMd5,
}

crate::stored! {
    VerifyMode {
        None = 0 "none", Peer = 1 "peer", ClientOnce = 2 "client_once", FailIfNoPeerCert = 3 "fail_if_no_peer_cert"
    }
    Authentication { Login = 0 "login", Plain = 1 "plain", CramMd5 = 2 "cram-md5" }
}

#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct EmailChange {
    pub email: Option<String>,
    /// Who runs the mailbox, where that is known.
    pub provider: Patch<String>,
    pub imap_enabled: Option<bool>,
    pub imap_login: Patch<String>,
    pub imap_password: Patch<String>,
    pub imap_address: Patch<String>,
    pub imap_port: Patch<i64>,
    pub imap_enable_ssl: Option<bool>,
    pub smtp_enabled: Option<bool>,
    pub smtp_login: Patch<String>,
    pub smtp_password: Patch<String>,
    pub smtp_address: Patch<String>,
    pub smtp_port: Patch<i64>,
    pub smtp_domain: Patch<String>,
    pub smtp_enable_ssl_tls: Option<bool>,
    pub smtp_enable_starttls_auto: Option<bool>,
    pub smtp_openssl_verify_mode: Option<VerifyMode>,
    pub smtp_authentication: Option<Authentication>,
    pub verified_for_sending: Option<bool>,
    /// Set by whoever was granted something, not by what a request says of an inbox.
    #[serde(skip)]
    pub grant: Option<Grant>,
}

pub async fn create(work: &mut Work<'_>, vault: &Vault, new: &EmailChange) -> Result<EmailChannel> {
    let blank = EmailChannel {
        id: 0,
        email: String::new(),
        forward_key: id::uuid().replace('-', ""),
        forward_to_email: None,
        imap_enabled: false,
        imap_login: String::new(),
        imap_address: String::new(),
        imap_port: 0,
        imap_enable_ssl: true,
        smtp_enabled: false,
        smtp_login: String::new(),
        smtp_address: String::new(),
        smtp_port: 0,
        smtp_domain: String::new(),
        smtp_enable_ssl_tls: false,
        smtp_enable_starttls_auto: true,
        smtp_openssl_verify_mode: VerifyMode::None,
        smtp_authentication: Authentication::Login,
        verified_for_sending: false,
        secrets: Locked::default(),
    };
    let channel = blank.changed(new)?;
    let id = insert(work, &channel).await.map_err(taken("email"))?;
    // What is encrypted for a channel needs its id.
    let channel = EmailChannel { id, ..channel }.with_passwords(vault, new)?;
    store(work, &channel).await?;
    Ok(channel)
}

pub async fn update(
    work: &mut Work<'_>,
    vault: &Vault,
    channel: EmailChannel,
    change: &EmailChange,
) -> Result<()> {
    let channel = channel.after(vault, change)?;
    store(work, &channel).await.map(drop).map_err(taken("email"))
}

impl Grant {
    pub fn check(&self) -> Result<()> {
        let mut problems = Problems::default();
        let texts = [
            ("access_token", &self.access_token),
            ("refresh_token", &self.refresh_token),
            ("expires_on", &self.expires_on),
        ];
        for (field, text) in texts {
            problems.at_most_if(field, text.as_deref(), LONG);
        }
        problems.check()
    }
}

impl EmailChannel {
    pub fn passwords(&self, vault: &Vault) -> Result<Passwords> {
        self.secrets.unlock(vault, &self.place())
    }

    fn changed(self, change: &EmailChange) -> Result<Self> {
        let text = |patch: &Patch<String>, kept: String| {
            patch.clone().over(Some(kept)).unwrap_or_default().trim().to_owned()
        };
        let port = |patch: &Patch<i64>, kept| patch.clone().over(Some(kept)).unwrap_or(0);
        let channel = EmailChannel {
            email: change.email.clone().unwrap_or(self.email).trim().to_lowercase(),
            imap_enabled: change.imap_enabled.unwrap_or(self.imap_enabled),
            imap_login: text(&change.imap_login, self.imap_login),
            imap_address: text(&change.imap_address, self.imap_address),
            imap_port: port(&change.imap_port, self.imap_port),
            imap_enable_ssl: change.imap_enable_ssl.unwrap_or(self.imap_enable_ssl),
            smtp_enabled: change.smtp_enabled.unwrap_or(self.smtp_enabled),
            smtp_login: text(&change.smtp_login, self.smtp_login),
            smtp_address: text(&change.smtp_address, self.smtp_address),
            smtp_port: port(&change.smtp_port, self.smtp_port),
            smtp_domain: text(&change.smtp_domain, self.smtp_domain),
            smtp_enable_ssl_tls: change.smtp_enable_ssl_tls.unwrap_or(self.smtp_enable_ssl_tls),
            smtp_enable_starttls_auto: change
                .smtp_enable_starttls_auto
                .unwrap_or(self.smtp_enable_starttls_auto),
            smtp_openssl_verify_mode: change
                .smtp_openssl_verify_mode
                .unwrap_or(self.smtp_openssl_verify_mode),
            smtp_authentication: change.smtp_authentication.unwrap_or(self.smtp_authentication),
            verified_for_sending: change.verified_for_sending.unwrap_or(self.verified_for_sending),
            ..self
        };
        channel.check(change)?;
        Ok(channel)
    }

    fn check(&self, change: &EmailChange) -> Result<()> {
        let mut problems = Problems::default();
        problems.present("email", &self.email);
        problems.at_most("email", &self.email, SHORT);
        if !self.email.is_empty() && !validate::is_email(&self.email) {
            problems.add("email", "is invalid");
        }
        let texts = [
            ("imap_login", Some(&self.imap_login)),
            ("imap_password", change.imap_password.value()),
            ("smtp_login", Some(&self.smtp_login)),
            ("smtp_password", change.smtp_password.value()),
            ("provider", change.provider.value()),
        ];
        for (field, text) in texts {
            problems.at_most_if(field, text.map(String::as_str), SHORT);
        }
        let hosts = [
            ("imap_address", &self.imap_address),
            ("smtp_address", &self.smtp_address),
            ("smtp_domain", &self.smtp_domain),
        ];
        for (field, host) in hosts {
            problems.at_most(field, host, SHORT);
            if !is_host(host) {
                problems.add(field, "must be the name of a host");
            }
        }
        for (field, port) in [("imap_port", self.imap_port), ("smtp_port", self.smtp_port)] {
            if u16::try_from(port).is_err() {
                problems.add(field, "must be between 0 and 65535");
            }
        }
        problems.check()
    }

    /// The same with the passwords that a change sets, and with what was granted.
    fn with_passwords(self, vault: &Vault, change: &EmailChange) -> Result<Self> {
        let kept = self.passwords(vault)?;
        let set = |patch: &Patch<String>, kept| patch.clone().over(Some(kept)).unwrap_or_default();
        let passwords = Passwords {
            imap_password: set(&change.imap_password, kept.imap_password),
            smtp_password: set(&change.smtp_password, kept.smtp_password),
            grant: change.grant.clone().or(kept.grant),
        };
        let secrets = Locked::of(vault, &self.place(), &passwords)?;
        Ok(EmailChannel { secrets, ..self })
    }

    /// Where its secrets belong.
    fn place(&self) -> String {
        format!("email channel {}", self.id)
    }

    fn linked(self, links: &Links) -> Self {
        EmailChannel { forward_to_email: links.to_mailbox(&self.forward_key), ..self }
    }
}

/// Whether this can be the name or the address of a host, or is nothing.
fn is_host(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':'))
}

const COLUMNS: &str = "id, email, forward_key, imap_enabled, imap_login, imap_address, imap_port,
    imap_enable_ssl, smtp_enabled, smtp_login, smtp_address, smtp_port, smtp_domain,
    smtp_enable_ssl_tls, smtp_enable_starttls_auto, smtp_openssl_verify_mode,
    smtp_authentication, verified_for_sending, secrets";

impl FromRow for EmailChannel {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(EmailChannel {
            id: row.take()?,
            email: row.take()?,
            forward_key: row.take()?,
            forward_to_email: None,
            imap_enabled: row.take()?,
            imap_login: row.take()?,
            imap_address: row.take()?,
            imap_port: row.take()?,
            imap_enable_ssl: row.take()?,
            smtp_enabled: row.take()?,
            smtp_login: row.take()?,
            smtp_address: row.take()?,
            smtp_port: row.take()?,
            smtp_domain: row.take()?,
            smtp_enable_ssl_tls: row.take()?,
            smtp_enable_starttls_auto: row.take()?,
            smtp_openssl_verify_mode: row.take()?,
            smtp_authentication: row.take()?,
            verified_for_sending: row.take()?,
            secrets: row.take()?,
        })
    }
}

/// Those with these ids, in no particular order.
pub async fn of_ids(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<EmailChannel>> {
    let sql = sql!("select {COLUMNS} from email_channels where account_id = $1 and id = any($2)");
    let channels = work.tx.all::<EmailChannel>(sql, args![work.account, ids]).await?;
    Ok(channels.into_iter().map(|channel| channel.linked(&work.links)).collect())
}

async fn insert(work: &mut Work<'_>, channel: &EmailChannel) -> db::Result<i64> {
    let sql = sql!(
        "insert into email_channels (account_id, email, forward_key, created_at, updated_at)
         values ($1, $2, $3, $4, $4) returning id"
    );
    let args = args![work.account, &channel.email, &channel.forward_key, work.now];
    let (id,) = work.tx.one::<(i64,)>(sql, args).await?;
    Ok(id)
}

async fn store(work: &mut Work<'_>, channel: &EmailChannel) -> db::Result<u64> {
    let sql = sql!(
        "update email_channels set email = $3, imap_enabled = $4, imap_login = $5,
           imap_address = $6, imap_port = $7, imap_enable_ssl = $8, smtp_enabled = $9,
           smtp_login = $10, smtp_address = $11, smtp_port = $12, smtp_domain = $13,
           smtp_enable_ssl_tls = $14, smtp_enable_starttls_auto = $15,
           smtp_openssl_verify_mode = $16, smtp_authentication = $17,
           verified_for_sending = $18, secrets = $19, updated_at = $20
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        channel.id,
        &channel.email,
        channel.imap_enabled,
        &channel.imap_login,
        &channel.imap_address,
        channel.imap_port,
        channel.imap_enable_ssl,
        channel.smtp_enabled,
        &channel.smtp_login,
        &channel.smtp_address,
        channel.smtp_port,
        &channel.smtp_domain,
        channel.smtp_enable_ssl_tls,
        channel.smtp_enable_starttls_auto,
        channel.smtp_openssl_verify_mode,
        channel.smtp_authentication,
        channel.verified_for_sending,
        &channel.secrets,
        work.now,
    ];
    work.tx.exec(sql, args).await
}

/// Removes the channel of an inbox that is gone.
pub async fn delete(work: &mut Work<'_>, id: i64) -> db::Result<()> {
    let sql = sql!("delete from email_channels where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}
