//! Rows of `inboxes`.

use std::collections::HashMap;

use db::{FromRow, Row, args, sql};

use super::{HelpCenter, Inbox, Settings, channel::Added};
use crate::{
    id::{AgentBotId, InboxId, PortalId},
    links::Avatar,
    work::Work,
};

const COLUMNS: &str =
    "id, channel_type, channel_id, provider, agent_bot_id, avatar_id, created_at, updated_at, name,
    enable_auto_assignment, greeting_enabled, greeting_message, working_hours_enabled,
    out_of_office_message, timezone, enable_email_collect, csat_survey_enabled, csat_config,
    allow_messages_after_resolved, auto_assignment_config, lock_to_single_conversation,
    portal_id, sender_name_type, business_name";

impl FromRow for Inbox {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Inbox {
            id: row.take()?,
            channel_type: row.take()?,
            channel_id: row.take()?,
            provider: row.take()?,
            agent_bot_id: row.take()?,
            avatar: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
            settings: Settings {
                name: row.take()?,
                enable_auto_assignment: row.take()?,
                greeting_enabled: row.take()?,
                greeting_message: row.take()?,
                working_hours_enabled: row.take()?,
                out_of_office_message: row.take()?,
                timezone: row.take()?,
                enable_email_collect: row.take()?,
                csat_survey_enabled: row.take()?,
                csat_config: row.take()?,
                allow_messages_after_resolved: row.take()?,
                auto_assignment_config: row.take()?,
                lock_to_single_conversation: row.take()?,
                portal_id: row.take()?,
                sender_name_type: row.take()?,
                business_name: row.take()?,
            },
        })
    }
}

impl Inbox {
    /// The same, with the address of its picture.
    fn linked(self, work: &Work<'_>) -> Self {
        Inbox { avatar: self.avatar.linked(&work.links), ..self }
    }
}

/// Every inbox of the account, in the order in which they were added.
pub async fn list(work: &mut Work<'_>) -> db::Result<Vec<Inbox>> {
    let sql = sql!("select {COLUMNS} from inboxes where account_id = $1 order by id");
    let inboxes = work.tx.all::<Inbox>(sql, args![work.account]).await?;
    Ok(inboxes.into_iter().map(|inbox| inbox.linked(work)).collect())
}

pub async fn find(work: &mut Work<'_>, id: InboxId) -> db::Result<Option<Inbox>> {
    let sql = sql!("select {COLUMNS} from inboxes where account_id = $1 and id = $2");
    let inbox = work.tx.first::<Inbox>(sql, args![work.account, id]).await?;
    Ok(inbox.map(|inbox| inbox.linked(work)))
}

/// The type of an inbox's channel, for whoever needs nothing else of it.
pub async fn channel_type(work: &mut Work<'_>, id: InboxId) -> db::Result<Option<String>> {
    let sql = sql!("select channel_type from inboxes where account_id = $1 and id = $2");
    let found = work.tx.first::<(String,)>(sql, args![work.account, id]).await?;
    Ok(found.map(|(channel_type,)| channel_type))
}

pub async fn insert(
    work: &mut Work<'_>,
    channel: &Added,
    settings: &Settings,
) -> db::Result<InboxId> {
    let sql = sql!(
        "insert into inboxes (account_id, channel_type, channel_id, name, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5) returning id"
    );
    let Added { channel_type, id, provider } = channel;
    let args = args![work.account, *channel_type, *id, &settings.name, work.now];
    let (id,) = work.tx.one::<(InboxId,)>(sql, args).await?;
    update(work, id, provider.as_deref(), settings).await?;
    Ok(id)
}

pub async fn update(
    work: &mut Work<'_>,
    id: InboxId,
    provider: Option<&str>,
    settings: &Settings,
) -> db::Result<()> {
    let sql = sql!(
        "update inboxes set updated_at = $3, name = $4, enable_auto_assignment = $5,
           greeting_enabled = $6, greeting_message = $7, working_hours_enabled = $8,
           out_of_office_message = $9, timezone = $10, enable_email_collect = $11,
           csat_survey_enabled = $12, csat_config = $13, allow_messages_after_resolved = $14,
           auto_assignment_config = $15, lock_to_single_conversation = $16, portal_id = $17,
           sender_name_type = $18, business_name = $19, provider = $20
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        id,
        work.now,
        &settings.name,
        settings.enable_auto_assignment,
        settings.greeting_enabled,
        &settings.greeting_message,
        settings.working_hours_enabled,
        &settings.out_of_office_message,
        &settings.timezone,
        settings.enable_email_collect,
        settings.csat_survey_enabled,
        &settings.csat_config,
        settings.allow_messages_after_resolved,
        &settings.auto_assignment_config,
        settings.lock_to_single_conversation,
        settings.portal_id,
        settings.sender_name_type,
        &settings.business_name,
        provider,
    ];
    work.tx.push(sql, args).await
}

pub async fn set_avatar(work: &mut Work<'_>, id: InboxId, avatar: &Avatar) -> db::Result<()> {
    let sql = sql!(
        "update inboxes set avatar_id = $3, updated_at = $4 where account_id = $1 and id = $2"
    );
    work.tx.push(sql, args![work.account, id, avatar.blob, work.now]).await
}

pub async fn set_agent_bot(
    work: &mut Work<'_>,
    id: InboxId,
    bot: Option<AgentBotId>,
) -> db::Result<()> {
    let sql = sql!(
        "update inboxes set agent_bot_id = $3, updated_at = $4 where account_id = $1 and id = $2"
    );
    work.tx.push(sql, args![work.account, id, bot, work.now]).await
}

/// The inboxes in which a bot answers.
pub async fn of_agent_bot(work: &mut Work<'_>, bot: AgentBotId) -> db::Result<Vec<InboxId>> {
    let sql =
        sql!("select id from inboxes where agent_bot_id = $2 and account_id = $1 order by id");
    let inboxes = work.tx.all::<(InboxId,)>(sql, args![work.account, bot]).await?;
    Ok(inboxes.into_iter().map(|(inbox,)| inbox).collect())
}

/// Whether there is such a portal. If so, it is not removed until this work is done.
pub async fn keep_portal(work: &mut Work<'_>, portal: i64) -> db::Result<bool> {
    let sql = sql!(
        "select id from portals where account_id = $1 and id = $2 and doomed_at is null
         for key share"
    );
    Ok(work.tx.first::<(i64,)>(sql, args![work.account, portal]).await?.is_some())
}

/// Those of the portals that there are.
pub async fn help_centers(
    work: &mut Work<'_>,
    portals: &[i64],
) -> db::Result<HashMap<i64, HelpCenter>> {
    if portals.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = sql!(
        "select id, name, slug from portals
         where account_id = $1 and id = any($2) and doomed_at is null"
    );
    let found = work.tx.all::<(i64, String, String)>(sql, args![work.account, portals]).await?;
    Ok(found.into_iter().map(|(id, name, slug)| (id, HelpCenter { name, slug })).collect())
}

/// Has no inbox show a portal that is going.
pub async fn forget_portal(work: &mut Work<'_>, portal: PortalId) -> db::Result<()> {
    let sql = sql!(
        "update inboxes set portal_id = null, updated_at = $3
         where account_id = $1 and portal_id = $2"
    );
    work.tx.push(sql, args![work.account, portal, work.now]).await
}

pub async fn delete(work: &mut Work<'_>, id: InboxId) -> db::Result<()> {
    let sql = sql!("delete from inboxes where account_id = $1 and id = $2");
    work.tx.push(sql, args![work.account, id]).await
}
