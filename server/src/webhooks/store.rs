//! Rows of `webhooks`.

use db::{FromRow, Row, Tx, args, sql};

use super::Webhook;
use crate::{
    id::{AccountId, InboxId, WebhookId},
    work::Work,
};

const COLUMNS: &str = "webhooks.id, webhooks.inbox_id, inboxes.name, webhooks.name, webhooks.url,
    webhooks.subscriptions, webhooks.secret";

const WEBHOOKS: &str = "webhooks left join inboxes on inboxes.id = webhooks.inbox_id";

impl FromRow for Webhook {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        let id = row.take()?;
        let (inbox, inbox_name): (Option<InboxId>, Option<String>) = (row.take()?, row.take()?);
        Ok(Webhook {
            id,
            inbox: inbox.zip(inbox_name),
            name: row.take()?,
            url: row.take()?,
            subscriptions: serde_json::from_str(&row.take::<String>()?)
                .map_err(|error| db::Error::Shape(error.to_string()))?,
            secret: row.take()?,
        })
    }
}

pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<Webhook>> {
    let sql = sql!(
        "select {COLUMNS} from {WEBHOOKS} where webhooks.account_id = $1 order by webhooks.id"
    );
    work.tx.all(sql, args![work.account]).await
}

pub async fn find(work: &mut Work<'_>, id: WebhookId) -> db::Result<Option<Webhook>> {
    let sql = sql!(
        "select {COLUMNS} from {WEBHOOKS} where webhooks.account_id = $1 and webhooks.id = $2"
    );
    work.tx.first(sql, args![work.account, id]).await
}

/// The account that a webhook belongs to.
pub async fn account_of(tx: &mut Tx, id: WebhookId) -> db::Result<Option<AccountId>> {
    let sql = sql!("select account_id from webhooks where id = $1");
    Ok(tx.first::<(AccountId,)>(sql, args![id]).await?.map(|(account,)| account))
}

pub async fn insert(work: &mut Work<'_>, webhook: &Webhook) -> db::Result<WebhookId> {
    let sql = sql!(
        "insert into webhooks
           (account_id, inbox_id, name, url, subscriptions, secret, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7) returning id"
    );
    let args = args![
        work.account,
        webhook.inbox.as_ref().map(|(id, _)| *id),
        &webhook.name,
        &webhook.url,
        listed(&webhook.subscriptions),
        &webhook.secret,
        work.now,
    ];
    let (id,) = work.tx.one::<(WebhookId,)>(sql, args).await?;
    Ok(id)
}

pub async fn update(work: &mut Work<'_>, webhook: &Webhook) -> db::Result<u64> {
    let sql = sql!(
        "update webhooks set inbox_id = $3, name = $4, url = $5, subscriptions = $6,
           updated_at = $7
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        webhook.id,
        webhook.inbox.as_ref().map(|(id, _)| *id),
        &webhook.name,
        &webhook.url,
        listed(&webhook.subscriptions),
        work.now,
    ];
    work.tx.exec(sql, args).await
}

pub async fn delete(work: &mut Work<'_>, id: WebhookId) -> db::Result<()> {
    let sql = sql!("delete from webhooks where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}

fn listed(names: &[String]) -> String {
    serde_json::to_string(names).expect("texts are JSON")
}
