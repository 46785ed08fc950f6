//! Channels: how messages of an inbox arrive and leave.

use std::collections::HashMap;

use db::{FromRow, Row, args, sql};
use serde::Deserialize;

use super::Inbox;
use crate::{
    error::{Error, Problems, Result},
    id::{self, InboxId},
    json::Object,
    patch::Patch,
    validate::{self, URL},
    work::Work,
};

/// What the types of channels are called that rules ask for.
pub const API: &str = "Channel::Api";
pub const WEBSITE: &str = "Channel::WebWidget";

#[derive(Clone, Debug)]
pub enum Channel {
    Api(ApiChannel),
}

/// Messages come and go through the API and a webhook.
#[derive(Clone, Debug)]
pub struct ApiChannel {
    pub id: i64,
    pub webhook_url: Option<String>,
    /// Public: what a chat client names the inbox by.
    pub identifier: String,
    /// Signs the identity of contacts.
    pub hmac_token: String,
    pub hmac_mandatory: bool,
    /// Signs what is sent to the webhook.
    pub secret: String,
    pub additional_attributes: Object,
}

/// What is set of a channel. What its type does not have is left alone.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChannelChange {
    /// Decides on the type of a new channel, and is ignored afterwards.
    pub r#type: Option<String>,
    pub webhook_url: Patch<String>,
    pub hmac_mandatory: Option<bool>,
    pub additional_attributes: Option<Object>,
}

impl Channel {
    pub fn type_name(&self) -> &'static str {
        match self {
            Channel::Api(_) => API,
        }
    }

    pub fn id(&self) -> i64 {
        match self {
            Channel::Api(api) => api.id,
        }
    }
}

pub async fn create(work: &mut Work<'_>, new: &ChannelChange) -> Result<Channel> {
    if new.r#type.as_deref() != Some("api") {
        return Err(Error::invalid("channel", "must exist"));
    }
    let mut channel = ApiChannel {
        id: 0,
        webhook_url: None,
        identifier: id::token(),
        hmac_token: id::token(),
        hmac_mandatory: false,
        secret: id::token(),
        additional_attributes: Object::empty(),
    };
    channel.change(new)?;
    channel.id = insert(work, &channel).await?;
    Ok(Channel::Api(channel))
}

pub async fn update(work: &mut Work<'_>, inbox: &Inbox, change: &ChannelChange) -> Result<()> {
    let mut channels = of_inboxes(work, &[inbox.id.0]).await?;
    match channels.remove(&inbox.id).ok_or(Error::NotFound)? {
        Channel::Api(mut channel) => {
            channel.change(change)?;
            Ok(store(work, &channel).await?)
        }
    }
}

impl ApiChannel {
    fn change(&mut self, change: &ChannelChange) -> Result<()> {
        self.webhook_url =
            validate::filled(change.webhook_url.clone().over(self.webhook_url.take()));
        self.hmac_mandatory = change.hmac_mandatory.unwrap_or(self.hmac_mandatory);
        if let Some(attributes) = &change.additional_attributes {
            self.additional_attributes = attributes.clone();
        }
        let mut problems = Problems::default();
        problems.at_most_if("webhook_url", self.webhook_url.as_deref(), URL);
        if self.webhook_url.as_deref().is_some_and(|url| !validate::is_web_url(url)) {
            problems.add("webhook_url", "is invalid");
        }
        let window = self.additional_attributes.to_map().remove("agent_reply_time_window");
        if let Some(hours) = window.filter(|hours| !hours.is_null())
            && !hours.as_f64().is_some_and(|hours| hours > 0.0)
        {
            problems.add("agent_reply_time_window", "must be greater than 0");
        }
        problems.check()
    }
}

const COLUMNS: &str = "api_channels.id, api_channels.webhook_url, api_channels.identifier,
    api_channels.hmac_token, api_channels.hmac_mandatory, api_channels.secret,
    api_channels.additional_attributes";

impl FromRow for ApiChannel {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(ApiChannel {
            id: row.take()?,
            webhook_url: row.take()?,
            identifier: row.take()?,
            hmac_token: row.take()?,
            hmac_mandatory: row.take()?,
            secret: row.take()?,
            additional_attributes: row.take()?,
        })
    }
}

struct OfInbox(InboxId, ApiChannel);

impl FromRow for OfInbox {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(OfInbox(row.take()?, ApiChannel::from_row(row)?))
    }
}

pub async fn of_inboxes(work: &mut Work<'_>, ids: &[i64]) -> db::Result<HashMap<InboxId, Channel>> {
    let sql = sql!(
        "select inboxes.id, {COLUMNS}
         from inboxes join api_channels on api_channels.id = inboxes.channel_id
         where inboxes.channel_type = 'Channel::Api' and inboxes.account_id = $1
           and inboxes.id = any($2)"
    );
    let found = work.tx.all::<OfInbox>(sql, args![work.account, ids]).await?;
    Ok(found.into_iter().map(|OfInbox(inbox, api)| (inbox, Channel::Api(api))).collect())
}

/// What lists of conversations tell of the channel of an inbox.
#[derive(Clone, Debug)]
pub struct Brief {
    pub inbox_name: String,
    pub channel_id: i64,
    pub channel_type: String,
    /// Hours after their last message within which a contact can be answered.
    pub reply_window: Option<f64>,
}

struct BriefOfInbox(InboxId, Brief);

impl FromRow for BriefOfInbox {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        let (inbox, inbox_name) = (row.take()?, row.take()?);
        let (channel_id, channel_type) = (row.take()?, row.take()?);
        let attributes: Option<Object> = row.take()?;
        let reply_window = attributes
            .filter(|attributes| !attributes.is_empty())
            .and_then(|attributes| attributes.to_map().get("agent_reply_time_window")?.as_f64());
        Ok(BriefOfInbox(inbox, Brief { inbox_name, channel_id, channel_type, reply_window }))
    }
}

pub async fn briefs(work: &mut Work<'_>, ids: &[i64]) -> db::Result<HashMap<InboxId, Brief>> {
    let sql = sql!(
        "select inboxes.id, inboxes.name, inboxes.channel_id, inboxes.channel_type,
           api_channels.additional_attributes
         from inboxes left join api_channels on api_channels.id = inboxes.channel_id
           and inboxes.channel_type = 'Channel::Api'
         where inboxes.account_id = $1 and inboxes.id = any($2)"
    );
    let found = work.tx.all::<BriefOfInbox>(sql, args![work.account, ids]).await?;
    Ok(found.into_iter().map(|BriefOfInbox(inbox, brief)| (inbox, brief)).collect())
}

/// The inboxes that have a webhook.
pub async fn inboxes_with_webhook(work: &mut Work<'_>) -> db::Result<Vec<InboxId>> {
    let sql = sql!(
        "select inboxes.id from inboxes join api_channels on api_channels.id = inboxes.channel_id
         where inboxes.account_id = $1 and inboxes.channel_type = 'Channel::Api'
           and api_channels.webhook_url is not null"
    );
    let inboxes = work.tx.all::<(InboxId,)>(sql, args![work.account]).await?;
    Ok(inboxes.into_iter().map(|(inbox,)| inbox).collect())
}

/// The address of an inbox's webhook, and what its messages are signed with.
pub async fn webhook_of(
    work: &mut Work<'_>,
    inbox: InboxId,
) -> db::Result<Option<(String, String)>> {
    let sql = sql!(
        "select api_channels.webhook_url, api_channels.secret
         from inboxes join api_channels on api_channels.id = inboxes.channel_id
         where inboxes.account_id = $1 and inboxes.id = $2
           and inboxes.channel_type = 'Channel::Api' and api_channels.webhook_url is not null"
    );
    work.tx.first(sql, args![work.account, inbox]).await
}

async fn insert(work: &mut Work<'_>, channel: &ApiChannel) -> db::Result<i64> {
    let sql = sql!(
        "insert into api_channels (account_id, webhook_url, identifier, hmac_token,
           hmac_mandatory, secret, additional_attributes, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8) returning id"
    );
    let args = args![
        work.account,
        &channel.webhook_url,
        &channel.identifier,
        &channel.hmac_token,
        channel.hmac_mandatory,
        &channel.secret,
        &channel.additional_attributes,
        work.now,
    ];
    let (id,) = work.tx.one::<(i64,)>(sql, args).await?;
    Ok(id)
}

async fn store(work: &mut Work<'_>, channel: &ApiChannel) -> db::Result<()> {
    let sql = sql!(
        "update api_channels set webhook_url = $3, hmac_mandatory = $4,
           additional_attributes = $5, updated_at = $6
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        channel.id,
        &channel.webhook_url,
        channel.hmac_mandatory,
        &channel.additional_attributes,
        work.now,
    ];
    work.tx.push(sql, args).await
}

/// Removes the channel of an inbox that is gone.
pub async fn delete(work: &mut Work<'_>, inbox: &Inbox) -> db::Result<()> {
    let sql = sql!("delete from api_channels where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, inbox.channel_id]).await
}
