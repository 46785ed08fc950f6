//! The mail servers of a mailbox, and who is shown its passwords.

use super::{EmailChange, EmailChannel, VerifyMode};
use crate::{
    error::{Problems, Result},
    installation::Vault,
    mail::probe::{Encryption, Server},
};

/// Whom a password is shown to, as what, and by what that is kept from others.
struct Shown {
    host: String,
    port: i64,
    login: String,
    guards: [bool; 3],
}

impl Shown {
    /// Whether somebody may learn the password then who does not now.
    fn opens(&self, after: &Shown) -> bool {
        let is_elsewhere =
            (&self.host, self.port, &self.login) != (&after.host, after.port, &after.login);
        let is_unguarded = self.guards.iter().zip(after.guards).any(|(now, then)| *now && !then);
        !after.host.is_empty() && (is_elsewhere || is_unguarded)
    }
}

impl EmailChannel {
    /// The mail server that answers will leave by after a change, where that would be another
    /// than now.
    pub fn server_after(self, vault: &Vault, change: &EmailChange) -> Result<Option<Server>> {
        let before = self.server(vault)?;
        let after = self.after(vault, change)?.server(vault)?;
        Ok(after.filter(|after| before.as_ref() != Some(after)))
    }

    fn server(&self, vault: &Vault) -> Result<Option<Server>> {
        if !self.smtp_enabled {
            return Ok(None);
        }
        let encryption = match (self.smtp_enable_ssl_tls, self.smtp_enable_starttls_auto) {
            (true, _) => Encryption::FromTheStart,
            (false, true) => Encryption::IfOffered,
            (false, false) => Encryption::Never,
        };
        Ok(Some(Server {
            host: self.smtp_address.clone(),
            port: u16::try_from(self.smtp_port).unwrap_or(0),
            domain: self.smtp_domain.clone(),
            login: self.smtp_login.clone(),
            password: self.passwords(vault)?.smtp_password,
            encryption,
            shows_certificate: self.smtp_openssl_verify_mode != VerifyMode::None,
        }))
    }

    /// The same after a change. A password that is kept does not come along to another server, or
    /// by another way: whoever may change that need not know it, and would be shown it there.
    pub(super) fn after(self, vault: &Vault, change: &EmailChange) -> Result<Self> {
        let (kept, before) = (self.passwords(vault)?, (self.fetching(), self.sending()));
        let channel = self.changed(change)?;
        let passwords = [
            (
                "imap_password",
                kept.imap_password,
                &change.imap_password,
                before.0,
                channel.fetching(),
            ),
            (
                "smtp_password",
                kept.smtp_password,
                &change.smtp_password,
                before.1,
                channel.sending(),
            ),
        ];
        let mut problems = Problems::default();
        for (field, kept, given, before, after) in passwords {
            if before.opens(&after) && !kept.is_empty() && !given.is_mentioned() {
                problems.add(field, "has to be given again with another server or login");
            }
        }
        problems.check()?;
        channel.with_passwords(vault, change)
    }

    fn fetching(&self) -> Shown {
        Shown {
            host: self.imap_address.clone(),
            port: self.imap_port,
            login: self.imap_login.clone(),
            guards: [self.imap_enable_ssl, false, false],
        }
    }

    fn sending(&self) -> Shown {
        let asks_for_certificate = self.smtp_openssl_verify_mode != VerifyMode::None;
        Shown {
            host: self.smtp_address.clone(),
            port: self.smtp_port,
            login: self.smtp_login.clone(),
            guards: [
                self.smtp_enable_ssl_tls,
                self.smtp_enable_starttls_auto,
                asks_for_certificate,
            ],
        }
    }
}
