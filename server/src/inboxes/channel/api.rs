//! The channel of programs: messages come and go through the API and a webhook.

use db::{FromRow, Row, Tx, args, sql};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    error::{Problems, Result},
    id::{self, AccountId, InboxId},
    json::Object,
    patch::Patch,
    validate::{self, URL},
    work::Work,
};

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

#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct ApiChange {
    pub webhook_url: Patch<String>,
    pub hmac_mandatory: Option<bool>,
    pub additional_attributes: Option<Object>,
}

pub async fn create(work: &mut Work<'_>, new: &ApiChange) -> Result<ApiChannel> {
    let blank = ApiChannel {
        id: 0,
        webhook_url: None,
        identifier: id::token(),
        hmac_token: id::token(),
        hmac_mandatory: false,
        secret: id::token(),
        additional_attributes: Object::empty(),
    };
    let channel = blank.changed(new)?;
    Ok(ApiChannel { id: insert(work, &channel).await?, ..channel })
}

pub async fn update(work: &mut Work<'_>, channel: ApiChannel, change: &ApiChange) -> Result<()> {
    Ok(store(work, &channel.changed(change)?).await?)
}

/// Gives the channel another secret to know by what its webhook is told that it is from here.
pub async fn reset_secret(work: &mut Work<'_>, channel: ApiChannel) -> Result<()> {
    Ok(store(work, &ApiChannel { secret: id::token(), ..channel }).await?)
}

impl ApiChannel {
    fn changed(self, change: &ApiChange) -> Result<Self> {
        let channel = ApiChannel {
            webhook_url: validate::filled(change.webhook_url.clone().over(self.webhook_url)),
            hmac_mandatory: change.hmac_mandatory.unwrap_or(self.hmac_mandatory),
            additional_attributes: change
                .additional_attributes
                .clone()
                .unwrap_or(self.additional_attributes),
            ..self
        };
        let mut problems = Problems::default();
        problems.at_most_if("webhook_url", channel.webhook_url.as_deref(), URL);
        if channel.webhook_url.as_deref().is_some_and(|url| !validate::is_web_url(url)) {
            problems.add("webhook_url", "is invalid");
        }
        let window = channel.additional_attributes.to_map().remove("agent_reply_time_window");
        if let Some(hours) = window.filter(|hours| !hours.is_null())
            && !hours.as_f64().is_some_and(|hours| hours > 0.0)
        {
            problems.add("agent_reply_time_window", "must be greater than 0");
        }
        problems.check()?;
        Ok(channel)
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

/// Those with these ids, in no particular order.
pub async fn of_ids(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<ApiChannel>> {
    let sql = sql!("select {COLUMNS} from api_channels where account_id = $1 and id = any($2)");
    work.tx.all(sql, args![work.account, ids]).await
}

/// The inbox that a chat client names, whose it is, what signs the identity of its contacts, and
/// whether that is asked for.
pub async fn by_identifier(
    tx: &mut Tx,
    identifier: &str,
) -> db::Result<Option<(AccountId, InboxId, String, bool)>> {
    let sql = sql!(
        "select inboxes.account_id, inboxes.id, api_channels.hmac_token,
           api_channels.hmac_mandatory
         from api_channels join inboxes on inboxes.channel_id = api_channels.id
           and inboxes.channel_type = 'Channel::Api'
           and inboxes.account_id = api_channels.account_id
         where api_channels.identifier = $1"
    );
    tx.first(sql, args![identifier]).await
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
        "update api_channels set webhook_url = $3, hmac_mandatory = $4, secret = $5,
           additional_attributes = $6, updated_at = $7
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        channel.id,
        &channel.webhook_url,
        channel.hmac_mandatory,
        &channel.secret,
        &channel.additional_attributes,
        work.now,
    ];
    work.tx.push(sql, args).await
}

/// Removes the channel of an inbox that is gone.
pub async fn delete(work: &mut Work<'_>, id: i64) -> db::Result<()> {
    let sql = sql!("delete from api_channels where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}
