//! Channels of other services: telephone companies and messengers. Each is known there by an
//! address: a number, or the id of a page, a bot or an account.
//!
//! Those that can be set up without asking the service are; of all others only the rows are
//! kept and shown, until the product speaks with their service.

use db::{FromRow, Row, args, sql};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::secrets::Locked;
use crate::{
    error::{Problems, Result, taken},
    installation::Vault,
    json::Object,
    links::Links,
    validate::{self, SHORT},
    work::Work,
};

#[derive(Clone, Debug)]
pub struct NetworkChannel {
    pub id: i64,
    pub network: Network,
    pub address: Option<String>,
    pub settings: Settings,
    /// Where the service tells us of messages, if it is to be told where. Made out when the row
    /// is read.
    pub callback_url: Option<String>,
    secrets: Locked,
}

/// Whose service it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    Facebook,
    Instagram,
    Line,
    Sms,
    Telegram,
    Tiktok,
    Twilio,
    Twitter,
    Whatsapp,
}

crate::stored! {
    Network {
        Facebook = 0 "Channel::FacebookPage", Instagram = 1 "Channel::Instagram", Line = 2 "Channel::Line", Sms = 3 "Channel::Sms", Telegram = 4 "Channel::Telegram", Tiktok = 5 "Channel::Tiktok", Twilio = 6 "Channel::TwilioSms", Twitter = 7 "Channel::TwitterProfile", Whatsapp = 8 "Channel::Whatsapp"
    }
}

/// What members are shown of a channel. Each network has some of it.
#[derive(Clone, Debug, Default, JsonSchema, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instagram_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medium: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_templates: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_templates: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tweets_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reauthorization_required: Option<bool>,
}

/// What lets the product in at the service. Of some of it administrators are told.
#[derive(Default, JsonSchema, Serialize, Deserialize)]
#[serde(default)]
pub struct Secrets {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_config: Option<Object>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_channel_secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_channel_token: Option<String>,
}

#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct NetworkChange {
    pub phone_number: Option<String>,
    pub provider_config: Option<Object>,
    pub line_channel_id: Option<String>,
    pub line_channel_secret: Option<String>,
    pub line_channel_token: Option<String>,
}

impl Network {
    /// A network whose channels can be set up without asking its service.
    pub fn to_set_up(kind: &str) -> Option<Self> {
        match kind {
            "line" => Some(Network::Line),
            "sms" => Some(Network::Sms),
            _ => None,
        }
    }

    /// The network of a type of channel, if it is of one.
    pub fn of_type(channel_type: &str) -> Option<Self> {
        let named = Self::NAMED.iter().find(|(name, _)| *name == channel_type);
        named.map(|(_, network)| *network)
    }

    /// Who runs the service, where that differs.
    pub fn provider(self) -> Option<&'static str> {
        (self == Network::Sms).then_some("default")
    }

    /// Hours after their last message within which a contact can be answered.
    pub fn window(self) -> Option<f64> {
        match self {
            Network::Facebook | Network::Instagram | Network::Whatsapp => Some(24.0),
            Network::Tiktok => Some(48.0),
            _ => None,
        }
    }

    /// What requests call the address.
    fn address_field(self) -> &'static str {
        if self == Network::Line { "line_channel_id" } else { "phone_number" }
    }
}

pub async fn create(
    work: &mut Work<'_>,
    vault: &Vault,
    network: Network,
    new: &NetworkChange,
) -> Result<NetworkChannel> {
    let blank = NetworkChannel {
        id: 0,
        network,
        address: None,
        settings: Settings::default(),
        callback_url: None,
        secrets: Locked::default(),
    };
    let (channel, secrets) = blank.changed(Secrets::default(), new)?;
    let id = insert(work, &channel).await.map_err(taken(network.address_field()))?;
    // What is encrypted for a channel needs its id.
    let channel = NetworkChannel { id, ..channel }.with_secrets(vault, &secrets)?;
    store(work, &channel).await?;
    Ok(channel)
}

pub async fn update(
    work: &mut Work<'_>,
    vault: &Vault,
    channel: NetworkChannel,
    change: &NetworkChange,
) -> Result<()> {
    if !matches!(channel.network, Network::Line | Network::Sms) {
        return Ok(());
    }
    let field = channel.network.address_field();
    let secrets = channel.secrets(vault)?;
    let (channel, secrets) = channel.changed(secrets, change)?;
    let channel = channel.with_secrets(vault, &secrets)?;
    store(work, &channel).await.map(drop).map_err(taken(field))
}

impl NetworkChannel {
    /// What lets the product in at the service.
    pub fn secrets(&self, vault: &Vault) -> Result<Secrets> {
        self.secrets.unlock(vault, &self.place())
    }

    pub fn phone_number(&self) -> Option<&str> {
        let is_number = match self.network {
            Network::Sms | Network::Whatsapp => true,
            Network::Twilio => !self.is_messaging_service(),
            _ => false,
        };
        self.address.as_deref().filter(|_| is_number)
    }

    /// The service of Twilio that chooses a number for each message.
    pub fn messaging_service_sid(&self) -> Option<&str> {
        self.address.as_deref().filter(|_| self.is_messaging_service())
    }

    fn is_messaging_service(&self) -> bool {
        let address = self.address.as_deref().unwrap_or_default();
        self.network == Network::Twilio && address.starts_with("MG")
    }

    fn changed(self, secrets: Secrets, change: &NetworkChange) -> Result<(Self, Secrets)> {
        let named = match self.network {
            Network::Line => &change.line_channel_id,
            _ => &change.phone_number,
        };
        let address = validate::filled(named.clone().or(self.address.clone()));
        let channel = NetworkChannel { address, ..self };
        let secrets = match channel.network {
            Network::Line => Secrets {
                line_channel_secret: change
                    .line_channel_secret
                    .clone()
                    .or(secrets.line_channel_secret),
                line_channel_token: change
                    .line_channel_token
                    .clone()
                    .or(secrets.line_channel_token),
                ..Secrets::default()
            },
            _ => Secrets {
                provider_config: change.provider_config.clone().or(secrets.provider_config),
                ..Secrets::default()
            },
        };
        channel.check(&secrets)?;
        Ok((channel, secrets))
    }

    fn check(&self, secrets: &Secrets) -> Result<()> {
        let mut problems = Problems::default();
        let mut needed = |field, text: Option<&String>| {
            problems.present(field, text.map_or("", String::as_str));
            problems.at_most(field, text.map_or("", String::as_str), SHORT);
        };
        needed(self.network.address_field(), self.address.as_ref());
        if self.network == Network::Line {
            needed("line_channel_secret", secrets.line_channel_secret.as_ref());
            needed("line_channel_token", secrets.line_channel_token.as_ref());
        }
        // It stands in the address at which the service tells us of messages.
        let is_odd = |id: &String| !id.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-');
        if self.network == Network::Line && self.address.as_ref().is_some_and(is_odd) {
            problems.add("line_channel_id", "must be letters and digits");
        }
        if self.phone_number().is_some_and(|number| !validate::is_phone_number(number)) {
            problems.add("phone_number", "should be in e164 format");
        }
        problems.check()
    }

    fn with_secrets(self, vault: &Vault, secrets: &Secrets) -> Result<Self> {
        Ok(NetworkChannel { secrets: Locked::of(vault, &self.place(), secrets)?, ..self })
    }

    /// Where its secrets belong.
    fn place(&self) -> String {
        format!("network channel {}", self.id)
    }

    fn linked(self, links: &Links) -> Self {
        let address = self.address.as_deref().unwrap_or_default();
        let path = match self.network {
            Network::Line => Some(format!("webhooks/line/{address}")),
            Network::Sms => Some(format!("webhooks/sms/{}", address.trim_start_matches('+'))),
            Network::Twilio => Some("twilio/callback".to_owned()),
            Network::Whatsapp => Some(format!("webhooks/whatsapp/{address}")),
            _ => None,
        };
        let callback_url = path.map(|path| format!("{}/{path}", links.base()));
        NetworkChannel { callback_url, ..self }
    }
}

const COLUMNS: &str = "id, network, address, settings, secrets";

impl FromRow for NetworkChannel {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(NetworkChannel {
            id: row.take()?,
            network: row.take()?,
            address: row.take()?,
            settings: serde_json::from_str(&row.take::<String>()?)
                .map_err(|error| db::Error::Shape(error.to_string()))?,
            callback_url: None,
            secrets: row.take()?,
        })
    }
}

/// Those with these ids, in no particular order.
pub async fn of_ids(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<NetworkChannel>> {
    let sql = sql!("select {COLUMNS} from network_channels where account_id = $1 and id = any($2)");
    let channels = work.tx.all::<NetworkChannel>(sql, args![work.account, ids]).await?;
    Ok(channels.into_iter().map(|channel| channel.linked(&work.links)).collect())
}

async fn insert(work: &mut Work<'_>, channel: &NetworkChannel) -> db::Result<i64> {
    let sql = sql!(
        "insert into network_channels (account_id, network, address, created_at, updated_at)
         values ($1, $2, $3, $4, $4) returning id"
    );
    let args = args![work.account, channel.network, &channel.address, work.now];
    let (id,) = work.tx.one::<(i64,)>(sql, args).await?;
    Ok(id)
}

async fn store(work: &mut Work<'_>, channel: &NetworkChannel) -> db::Result<u64> {
    let sql = sql!(
        "update network_channels set address = $3, secrets = $4, updated_at = $5
         where account_id = $1 and id = $2"
    );
    let NetworkChannel { id, address, secrets, .. } = channel;
    work.tx.exec(sql, args![work.account, *id, address, secrets, work.now]).await
}

/// Removes the channel of an inbox that is gone.
pub async fn delete(work: &mut Work<'_>, id: i64) -> db::Result<()> {
    let sql = sql!("delete from network_channels where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}
