//! Mailboxes that come along from another installation, let in by what was granted to it there
//! (contract 5.6).

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::accounts;
use crate::{
    error::{Error, Result},
    id::{AccountId, InboxId, PlatformAppId},
    inboxes::{
        self, InboxChange,
        channel::{
            ChannelChange,
            email::{EmailChange, Grant},
        },
        settings::SettingsChange,
    },
    installation::Vault,
    patch::Patch,
    work::Work,
};

/// Mailboxes of one request.
pub const MOST: usize = 25;

/// What a request says of mailboxes, each of which is read by itself.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "migrations": [{
    "email": "help@shop.example", "provider": "google",
    "provider_config": { "access_token": "ya29.a0", "refresh_token": "1//0e" }
}] }]))]
#[serde(default)]
pub struct Migrations {
    #[schemars(with = "Vec<Mailbox>")]
    pub migrations: Vec<Value>,
}

#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Mailbox {
    pub email: Option<String>,
    /// Who runs it: `google` or `microsoft`.
    pub provider: Option<String>,
    pub inbox_name: Option<String>,
    pub provider_config: Option<Grant>,
    pub imap_enabled: Option<bool>,
    pub imap_address: Option<String>,
    pub imap_port: Option<i64>,
    pub imap_login: Option<String>,
    pub imap_enable_ssl: Option<bool>,
}

/// The inbox of a mailbox.
#[derive(Clone, Copy, Debug)]
pub struct Migrated {
    pub inbox: InboxId,
    pub channel: i64,
}

impl Migrations {
    /// Refuses none, and too many.
    pub fn check(&self) -> Result<()> {
        match self.migrations.len() {
            0 => Err(Error::refused("Missing migrations parameter")),
            1..=MOST => Ok(()),
            _ => Err(Error::refused(format!("Too many migrations (max {MOST})"))),
        }
    }
}

impl Mailbox {
    fn inbox(&self) -> Result<InboxChange> {
        let email = self.email.as_deref().unwrap_or_default();
        let provider = self.provider.as_deref().unwrap_or_default();
        let (name, host) = match provider {
            "google" => ("Google", "imap.gmail.com"),
            "microsoft" => ("Microsoft", "outlook.office365.com"),
            other => {
                let one_of = "Must be one of: google, microsoft";
                return Err(Error::refused(format!("Unsupported provider '{other}'. {one_of}")));
            }
        };
        let grant = self.provider_config.clone().unwrap_or_default();
        grant.check()?;
        let or = |given: &Option<String>, usual: &str| {
            Patch::Set(given.clone().unwrap_or_else(|| usual.to_owned()))
        };
        let channel = EmailChange {
            email: Some(email.to_owned()),
            provider: Patch::Set(provider.to_owned()),
            imap_enabled: Some(self.imap_enabled.unwrap_or(true)),
            imap_address: or(&self.imap_address, host),
            imap_port: Patch::Set(self.imap_port.unwrap_or(993)),
            imap_login: or(&self.imap_login, email),
            imap_enable_ssl: Some(self.imap_enable_ssl.unwrap_or(true)),
            grant: Some(grant),
            ..EmailChange::default()
        };
        let usual_name = || format!("Migrated {name}: {email}");
        Ok(InboxChange {
            settings: SettingsChange {
                name: Some(self.inbox_name.clone().unwrap_or_else(usual_name)),
                ..SettingsChange::default()
            },
            channel: Some(ChannelChange {
                kind: Some("email".to_owned()),
                email: channel,
                ..ChannelChange::default()
            }),
            ..InboxChange::default()
        })
    }
}

/// Adds an inbox for a mailbox.
pub async fn migrate(
    work: &mut Work<'_>,
    vault: &Vault,
    app: PlatformAppId,
    account: AccountId,
    mailbox: &Mailbox,
) -> Result<Migrated> {
    accounts::enter(work, app, account).await?;
    let made = inboxes::create(work, vault, &mailbox.inbox()?).await?.inbox;
    Ok(Migrated { inbox: made.id, channel: made.channel_id })
}
