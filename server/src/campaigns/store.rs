//! Rows of `campaigns` and `campaign_contacts`.

use db::{FromRow, Row, args, sql};

use super::{Campaign, Progress};
use crate::{
    id::{CampaignId, CampaignNumber, ContactId, InboxId, UserId},
    work::Work,
};

const COLUMNS: &str = "id, display_id, inbox_id, sender_id, campaign_type, title, description,
    message, status, enabled, trigger_only_during_business_hours, scheduled_at, audience,
    trigger_rules, template_params, problem, begun_at, finished_at, reached_to, written, skipped,
    created_at, updated_at";

impl FromRow for Campaign {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Campaign {
            id: row.take()?,
            number: row.take()?,
            inbox: row.take()?,
            sender: row.take()?,
            kind: row.take()?,
            title: row.take()?,
            description: row.take()?,
            message: row.take()?,
            status: row.take()?,
            enabled: row.take()?,
            trigger_only_during_business_hours: row.take()?,
            scheduled_at: row.take()?,
            audience: serde_json::from_str(&row.take::<String>()?)
                .map_err(|error| db::Error::Shape(error.to_string()))?,
            trigger_rules: row.take()?,
            template_params: row.take()?,
            problem: row.take()?,
            progress: Progress {
                begun_at: row.take()?,
                finished_at: row.take()?,
                reached_to: row.take()?,
                written: row.take()?,
                skipped: row.take()?,
            },
            created_at: row.take()?,
            updated_at: row.take()?,
        })
    }
}

/// Those of the account, in the order in which they were added.
pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<Campaign>> {
    let sql = sql!(
        "select {COLUMNS} from campaigns where account_id = $1 and doomed_at is null
         order by display_id"
    );
    work.tx.all(sql, args![work.account]).await
}

pub async fn of_inbox(work: &mut Work<'_>, inbox: InboxId) -> db::Result<Vec<Campaign>> {
    let sql = sql!(
        "select {COLUMNS} from campaigns
         where inbox_id = $2 and account_id = $1 and doomed_at is null order by id"
    );
    work.tx.all(sql, args![work.account, inbox]).await
}

pub async fn find(work: &mut Work<'_>, number: CampaignNumber) -> db::Result<Option<Campaign>> {
    let sql = sql!(
        "select {COLUMNS} from campaigns
         where account_id = $1 and display_id = $2 and doomed_at is null"
    );
    work.tx.first(sql, args![work.account, number]).await
}

/// The same, with nobody else changing it.
pub async fn lock(work: &mut Work<'_>, number: CampaignNumber) -> db::Result<Option<Campaign>> {
    let sql = sql!(
        "select {COLUMNS} from campaigns
         where account_id = $1 and display_id = $2 and doomed_at is null for update"
    );
    work.tx.first(sql, args![work.account, number]).await
}

pub async fn insert(work: &mut Work<'_>, new: &Campaign) -> db::Result<CampaignId> {
    let sql = sql!(
        "insert into campaigns (account_id, display_id, inbox_id, sender_id, campaign_type, title,
           description, message, status, enabled, trigger_only_during_business_hours,
           scheduled_at, audience, trigger_rules, template_params, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
         returning id"
    );
    let args = args![
        work.account,
        new.number,
        new.inbox,
        new.sender,
        new.kind,
        &new.title,
        &new.description,
        &new.message,
        new.status,
        new.enabled,
        new.trigger_only_during_business_hours,
        new.scheduled_at,
        audience(new),
        &new.trigger_rules,
        new.template_params.as_ref(),
        new.created_at,
    ];
    let (id,) = work.tx.one::<(CampaignId,)>(sql, args).await?;
    Ok(id)
}

pub async fn update(work: &mut Work<'_>, campaign: &Campaign) -> db::Result<()> {
    let sql = sql!(
        "update campaigns set inbox_id = $3, sender_id = $4, campaign_type = $5, title = $6,
           description = $7, message = $8, status = $9, enabled = $10,
           trigger_only_during_business_hours = $11, scheduled_at = $12, audience = $13,
           trigger_rules = $14, template_params = $15, problem = $16, begun_at = $17,
           finished_at = $18, reached_to = $19, written = $20, skipped = $21, updated_at = $22
         where account_id = $1 and id = $2"
    );
    let progress = &campaign.progress;
    let args = args![
        work.account,
        campaign.id,
        campaign.inbox,
        campaign.sender,
        campaign.kind,
        &campaign.title,
        &campaign.description,
        &campaign.message,
        campaign.status,
        campaign.enabled,
        campaign.trigger_only_during_business_hours,
        campaign.scheduled_at,
        audience(campaign),
        &campaign.trigger_rules,
        campaign.template_params.as_ref(),
        &campaign.problem,
        progress.begun_at,
        progress.finished_at,
        progress.reached_to,
        progress.written,
        progress.skipped,
        campaign.updated_at,
    ];
    work.tx.push(sql, args).await
}

/// Hides a campaign from everybody.
pub async fn doom(work: &mut Work<'_>, id: CampaignId) -> db::Result<()> {
    let sql = sql!("update campaigns set doomed_at = $3 where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id, work.now]).await
}

pub async fn delete(work: &mut Work<'_>, id: CampaignId) -> db::Result<()> {
    let sql = sql!("delete from campaigns where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}

/// Has nothing said any more in the name of a member who has left.
pub async fn forget_member(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    let sql =
        sql!("update campaigns set sender_id = null where account_id = $1 and sender_id = $2");
    work.tx.push(sql, args![work.account, user]).await
}

/// Adds a contact who is written to. Tells how many were added.
pub async fn insert_recipient(
    work: &mut Work<'_>,
    of: CampaignId,
    contact: ContactId,
) -> db::Result<u64> {
    let sql = sql!(
        "insert into campaign_contacts (campaign_id, contact_id) values ($1, $2)
         on conflict (campaign_id, contact_id) do nothing"
    );
    work.tx.exec(sql, args![of, contact]).await
}

/// Adds a contact wherever the one is who turned out to be them.
pub async fn merge_recipients(
    work: &mut Work<'_>,
    base: ContactId,
    mergee: ContactId,
) -> db::Result<()> {
    let sql = sql!(
        "insert into campaign_contacts (campaign_id, contact_id)
         select campaign_id, cast($1 as bigint) from campaign_contacts where contact_id = $2
         on conflict (campaign_id, contact_id) do nothing"
    );
    work.tx.push(sql, args![base, mergee]).await
}

/// Removes some of those who were written to. Tells how many.
pub async fn delete_recipients(work: &mut Work<'_>, of: CampaignId, most: i64) -> db::Result<u64> {
    let sql = sql!(
        "delete from campaign_contacts where campaign_id = $1 and contact_id in (
           select contact_id from campaign_contacts where campaign_id = $1
           order by contact_id limit $2)"
    );
    work.tx.exec(sql, args![of, most]).await
}

/// A campaign of an inbox that has written to somebody, and knows to whom, if there is one.
pub async fn with_recipients(
    work: &mut Work<'_>,
    inbox: InboxId,
) -> db::Result<Option<CampaignId>> {
    let sql = sql!(
        "select id from campaigns where inbox_id = $2 and account_id = $1 and exists (
           select 1 from campaign_contacts where campaign_id = campaigns.id)
         order by id limit 1"
    );
    Ok(work.tx.first::<(CampaignId,)>(sql, args![work.account, inbox]).await?.map(|(id,)| id))
}

fn audience(campaign: &Campaign) -> String {
    serde_json::to_string(&campaign.audience).expect("names and numbers are JSON")
}
