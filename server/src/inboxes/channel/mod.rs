//! Channels: how messages of an inbox arrive and leave.
//!
//! Each type has a file, with the rows of its table: [`api`], [`website`] (with the form of
//! [`pre_chat`]), [`email`], and [`network`] for the services of others. Passwords and keys are
//! kept encrypted ([`secrets`]). What is told of many channels at once is in [`briefs`], JSON in
//! [`wire`].

pub mod api;
pub mod briefs;
pub mod email;
pub mod network;
pub mod pre_chat;
mod secrets;
pub mod website;
pub mod wire;

use std::collections::HashMap;

use super::Inbox;
use crate::{
    error::{Error, Result},
    id::InboxId,
    installation::Vault,
    mail::probe::Server,
    work::Work,
};
use schemars::JsonSchema;

use self::{
    api::{ApiChange, ApiChannel},
    email::{EmailChange, EmailChannel, Passwords},
    network::{Network, NetworkChange, NetworkChannel},
    website::{WebsiteChange, WebsiteChannel},
};

/// What the types of channels are called that rules ask for.
pub const API: &str = "Channel::Api";
pub const WEBSITE: &str = "Channel::WebWidget";
pub const EMAIL: &str = "Channel::Email";

/// The channel of an inbox, if it is a website's.
const OF_WEBSITE: &str = "from inboxes join website_channels
      on website_channels.id = inboxes.channel_id
      and website_channels.account_id = inboxes.account_id
    where inboxes.account_id = $1 and inboxes.id = $2
      and inboxes.channel_type = 'Channel::WebWidget'";

#[derive(Clone, Debug)]
pub enum Channel {
    Api(ApiChannel),
    Website(WebsiteChannel),
    Email(Box<EmailChannel>),
    Network(NetworkChannel),
}

/// What is set of a channel. What its type does not have is left alone.
#[derive(Debug, Default, JsonSchema)]
pub struct ChannelChange {
    /// Decides on the type of a new channel, and is ignored afterwards.
    #[schemars(rename = "type")]
    pub kind: Option<String>,
    #[schemars(flatten)]
    pub api: ApiChange,
    #[schemars(flatten)]
    pub website: WebsiteChange,
    #[schemars(flatten)]
    pub email: EmailChange,
    #[schemars(flatten)]
    pub network: NetworkChange,
}

/// A channel that was just added, as its inbox refers to it.
#[derive(Clone, Debug)]
pub struct Added {
    pub channel_type: &'static str,
    pub id: i64,
    /// Who runs what is behind it, where that differs.
    pub provider: Option<String>,
}

/// What administrators are told of a channel besides what every member is. Of most channels it
/// is nothing.
#[derive(Default)]
pub struct Secrets {
    pub mail: Passwords,
    pub network: network::Secrets,
}

impl Channel {
    /// What is kept encrypted of it.
    pub fn secrets(&self, vault: &Vault) -> Result<Secrets> {
        match self {
            Channel::Api(_) | Channel::Website(_) => Ok(Secrets::default()),
            Channel::Email(channel) => {
                Ok(Secrets { mail: channel.passwords(vault)?, ..Secrets::default() })
            }
            Channel::Network(channel) => {
                Ok(Secrets { network: channel.secrets(vault)?, ..Secrets::default() })
            }
        }
    }

    fn id(&self) -> i64 {
        match self {
            Channel::Api(api) => api.id,
            Channel::Website(website) => website.id,
            Channel::Email(email) => email.id,
            Channel::Network(network) => network.id,
        }
    }
}

pub async fn create(work: &mut Work<'_>, vault: &Vault, new: &ChannelChange) -> Result<Added> {
    let kind = new.kind.as_deref().unwrap_or_default();
    let (channel_type, id, provider) = match kind {
        "api" => (API, api::create(work, &new.api).await?.id, None),
        "web_widget" => (WEBSITE, website::create(work, &new.website).await?.id, None),
        "email" => {
            let provider = new.email.provider.value().cloned();
            (EMAIL, email::create(work, vault, &new.email).await?.id, provider)
        }
        "telegram" | "whatsapp" => {
            let problem = "of this type cannot be added yet, since its service has to be asked";
            return Err(Error::invalid("channel", problem));
        }
        kind => {
            let network = Network::to_set_up(kind);
            let network = network.ok_or_else(|| Error::invalid("channel", "must exist"))?;
            let channel = network::create(work, vault, network, &new.network).await?;
            (network.as_str(), channel.id, network.provider().map(str::to_owned))
        }
    };
    Ok(Added { channel_type, id, provider })
}

/// Changes the channel of an inbox. Returns who runs what is behind it afterwards.
pub async fn update(
    work: &mut Work<'_>,
    vault: &Vault,
    inbox: &Inbox,
    change: &ChannelChange,
) -> Result<Option<String>> {
    let mut provider = inbox.provider.clone();
    match of_inbox(work, inbox).await? {
        Channel::Api(channel) => api::update(work, channel, &change.api).await?,
        Channel::Website(channel) => website::update(work, channel, &change.website).await?,
        Channel::Email(channel) => {
            email::update(work, vault, *channel, &change.email).await?;
            provider = change.email.provider.clone().over(provider);
        }
        Channel::Network(channel) => {
            network::update(work, vault, channel, &change.network).await?;
        }
    }
    Ok(provider)
}

/// Gives the channel of programs another secret. Others have none.
pub async fn reset_secret(work: &mut Work<'_>, inbox: &Inbox) -> Result<()> {
    match of_inbox(work, inbox).await? {
        Channel::Api(channel) => api::reset_secret(work, channel).await,
        _ => Err(Error::NotFound),
    }
}

/// The mail server that answers will leave by after a change, where that would be another than
/// now.
pub async fn server_after(
    work: &mut Work<'_>,
    vault: &Vault,
    inbox: &Inbox,
    change: &ChannelChange,
) -> Result<Option<Server>> {
    match of_inbox(work, inbox).await? {
        Channel::Email(channel) => channel.server_after(vault, &change.email),
        _ => Ok(None),
    }
}

async fn of_inbox(work: &mut Work<'_>, inbox: &Inbox) -> Result<Channel> {
    let mut channels = of_inboxes(work, std::slice::from_ref(inbox)).await?;
    channels.remove(&inbox.id).ok_or(Error::NotFound)
}

/// The channels of inboxes, by a query for each table that they are in.
pub async fn of_inboxes(
    work: &mut Work<'_>,
    inboxes: &[Inbox],
) -> db::Result<HashMap<InboxId, Channel>> {
    let mut found = HashMap::new();
    for table in [Table::Api, Table::Website, Table::Email, Table::Network] {
        let there = inboxes.iter().filter(|inbox| Table::of(inbox) == table);
        let by_channel: HashMap<i64, InboxId> =
            there.map(|inbox| (inbox.channel_id, inbox.id)).collect();
        let ids: Vec<i64> = by_channel.keys().copied().collect();
        if ids.is_empty() {
            continue;
        }
        for channel in table.read(work, &ids).await? {
            found.extend(by_channel.get(&channel.id()).map(|inbox| (*inbox, channel)));
        }
    }
    Ok(found)
}

/// Removes the channel of an inbox that is gone.
pub async fn delete(work: &mut Work<'_>, inbox: &Inbox) -> db::Result<()> {
    match Table::of(inbox) {
        Table::Api => api::delete(work, inbox.channel_id).await,
        Table::Website => website::delete(work, inbox.channel_id).await,
        Table::Email => email::delete(work, inbox.channel_id).await,
        Table::Network => network::delete(work, inbox.channel_id).await,
    }
}

/// Where the channel of an inbox is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    Api,
    Website,
    Email,
    Network,
}

impl Table {
    fn of(inbox: &Inbox) -> Self {
        match inbox.channel_type.as_str() {
            API => Table::Api,
            WEBSITE => Table::Website,
            EMAIL => Table::Email,
            _ => Table::Network,
        }
    }

    async fn read(self, work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<Channel>> {
        Ok(match self {
            Table::Api => all(api::of_ids(work, ids).await?, Channel::Api),
            Table::Website => all(website::of_ids(work, ids).await?, Channel::Website),
            Table::Email => {
                all(email::of_ids(work, ids).await?, |email| Channel::Email(Box::new(email)))
            }
            Table::Network => all(network::of_ids(work, ids).await?, Channel::Network),
        })
    }
}

fn all<T>(channels: Vec<T>, channel: impl Fn(T) -> Channel) -> Vec<Channel> {
    channels.into_iter().map(channel).collect()
}
