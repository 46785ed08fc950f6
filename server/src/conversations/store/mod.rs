//! Rows of `conversations`.

mod gists;
pub mod leave;
pub mod list;
mod people;
pub mod tally;
mod waiting;

use db::{FromRow, Row, Tx, args, sql};

use super::Conversation;
use crate::{
    clock::Timestamp,
    id::{AccountId, ContactId, ContactInboxId, ConversationId, DisplayId, InboxId},
    work::Work,
};

pub use gists::gists;
pub use people::{
    add_mention, add_participant, forget_participant, forget_unseen, participants, participants_of,
    remove_participants,
};
pub use waiting::{lock_waiting, waiting_for_room, waiting_inboxes};

const COLUMNS: &str = "conversations.id, conversations.display_id, conversations.uuid,
    conversations.inbox_id, conversations.contact_id, conversations.contact_inbox_id,
    conversations.status, conversations.priority, conversations.assignee_id,
    conversations.assignee_agent_bot_id,
    conversations.team_id, conversations.additional_attributes, conversations.custom_attributes,
    conversations.snoozed_until, conversations.waiting_since,
    conversations.first_reply_created_at, conversations.last_activity_at,
    conversations.contact_last_seen_at, conversations.agent_last_seen_at,
    conversations.assignee_last_seen_at, conversations.last_message_id,
    conversations.last_non_activity_message_id, conversations.last_public_message_id,
    conversations.last_template_at, conversations.last_incoming_at,
    conversations.unread_count, conversations.burst_count, conversations.sla_policy_id,
    conversations.campaign_number, conversations.created_at, conversations.updated_at";

impl FromRow for Conversation {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Conversation {
            id: row.take()?,
            display_id: row.take()?,
            uuid: row.take()?,
            inbox_id: row.take()?,
            contact_id: row.take()?,
            contact_inbox_id: row.take()?,
            status: row.take()?,
            priority: row.take()?,
            assignee_id: row.take()?,
            assignee_agent_bot_id: row.take()?,
            team_id: row.take()?,
            additional_attributes: row.take()?,
            custom_attributes: row.take()?,
            snoozed_until: row.take()?,
            waiting_since: row.take()?,
            first_reply_created_at: row.take()?,
            last_activity_at: row.take()?,
            contact_last_seen_at: row.take()?,
            agent_last_seen_at: row.take()?,
            assignee_last_seen_at: row.take()?,
            last_message_id: row.take()?,
            last_non_activity_message_id: row.take()?,
            last_public_message_id: row.take()?,
            last_template_at: row.take()?,
            last_incoming_at: row.take()?,
            unread_count: row.take()?,
            burst_count: row.take()?,
            sla_policy_id: row.take()?,
            campaign: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
        })
    }
}

struct InChannel(Conversation, String);

impl FromRow for InChannel {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(InChannel(Conversation::from_row(row)?, row.take()?))
    }
}

pub async fn find(work: &mut Work<'_>, id: DisplayId) -> db::Result<Option<Conversation>> {
    let sql = sql!("select {COLUMNS} from conversations where account_id = $1 and display_id = $2");
    work.tx.first(sql, args![work.account, id]).await
}

pub async fn lock(work: &mut Work<'_>, id: DisplayId) -> db::Result<Option<Conversation>> {
    let sql = sql!(
        "select {COLUMNS} from conversations
         where account_id = $1 and display_id = $2 for no key update"
    );
    work.tx.first(sql, args![work.account, id]).await
}

/// The same, with the type of the channel that it is in.
pub async fn lock_in_channel(
    work: &mut Work<'_>,
    id: DisplayId,
) -> db::Result<Option<(Conversation, String)>> {
    let sql = sql!(
        "select {COLUMNS},
           (select channel_type from inboxes where inboxes.id = conversations.inbox_id)
         from conversations
         where account_id = $1 and display_id = $2 for no key update"
    );
    let found = work.tx.first::<InChannel>(sql, args![work.account, id]).await?;
    Ok(found.map(|InChannel(conversation, channel)| (conversation, channel)))
}

/// The same, by the key of its row.
pub async fn lock_row(work: &mut Work<'_>, id: ConversationId) -> db::Result<Option<Conversation>> {
    let sql =
        sql!("select {COLUMNS} from conversations where account_id = $1 and id = $2 for update");
    work.tx.first(sql, args![work.account, id]).await
}

pub async fn of_ids(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<Conversation>> {
    let sql = sql!("select {COLUMNS} from conversations where id = any($2) and account_id = $1");
    work.tx.all(sql, args![work.account, ids]).await
}

/// The conversation that is known by a UUID, and its account.
pub async fn of_uuid(tx: &mut Tx, uuid: &str) -> db::Result<Option<(AccountId, ConversationId)>> {
    tx.first(sql!("select account_id, id from conversations where uuid = $1"), args![uuid]).await
}

/// The newest conversations of the account.
pub async fn newest(work: &mut Work<'_>, most: i64) -> db::Result<Vec<Conversation>> {
    let sql = sql!(
        "select {COLUMNS} from conversations where account_id = $1
         order by display_id desc limit $2"
    );
    work.tx.all(sql, args![work.account, most]).await
}

/// The newest conversations of contacts who are known so in inboxes.
pub async fn of_contact_inboxes(
    work: &mut Work<'_>,
    contact_inboxes: &[ContactInboxId],
    limit: i64,
) -> db::Result<Vec<Conversation>> {
    let ids: Vec<i64> = contact_inboxes.iter().map(|id| id.0).collect();
    let sql = sql!(
        "select {COLUMNS} from conversations
         where contact_inbox_id = any($2) and account_id = $1
         order by id desc limit $3"
    );
    work.tx.all(sql, args![work.account, ids, limit]).await
}

/// The newest conversations in an inbox of a contact who is known so there.
pub async fn newest_in_inbox(
    work: &mut Work<'_>,
    contact_inboxes: &[ContactInboxId],
    inbox: InboxId,
    limit: i64,
) -> db::Result<Vec<Conversation>> {
    let ids: Vec<i64> = contact_inboxes.iter().map(|id| id.0).collect();
    let sql = sql!(
        "select {COLUMNS} from conversations
         where contact_inbox_id = any($2) and account_id = $1 and inbox_id = $3
         order by id desc limit $4"
    );
    work.tx.all(sql, args![work.account, ids, inbox, limit]).await
}

/// The newest conversation of a contact in an inbox, with nobody else changing it.
pub async fn newest_of_contact_inbox(
    work: &mut Work<'_>,
    contact_inbox: ContactInboxId,
) -> db::Result<Option<Conversation>> {
    let sql = sql!(
        "select {COLUMNS} from conversations where account_id = $1 and contact_inbox_id = $2
         order by id desc limit 1 for update"
    );
    work.tx.first(sql, args![work.account, contact_inbox]).await
}

pub async fn insert(work: &mut Work<'_>, new: &Conversation) -> db::Result<ConversationId> {
    let sql = sql!(
        "insert into conversations (account_id, display_id, uuid, inbox_id, contact_id,
           contact_inbox_id, status, priority, assignee_id, team_id, additional_attributes,
           custom_attributes, snoozed_until, waiting_since, campaign_number, last_activity_at,
           created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $16)
         returning id"
    );
    let args = args![
        work.account,
        new.display_id,
        &new.uuid,
        new.inbox_id,
        new.contact_id,
        new.contact_inbox_id,
        new.status,
        new.priority,
        new.assignee_id,
        new.team_id,
        &new.additional_attributes,
        &new.custom_attributes,
        new.snoozed_until,
        new.waiting_since,
        new.campaign,
        new.created_at,
    ];
    let (id,) = work.tx.one::<(ConversationId,)>(sql, args).await?;
    Ok(id)
}

/// Stores all that can change of a conversation.
pub async fn update(work: &mut Work<'_>, conversation: &Conversation) -> db::Result<()> {
    let sql = sql!(
        "update conversations set status = $2, priority = $3, assignee_id = $4, team_id = $5,
           additional_attributes = $6, custom_attributes = $7, snoozed_until = $8,
           waiting_since = $9, first_reply_created_at = $10, last_activity_at = $11,
           contact_last_seen_at = $12, agent_last_seen_at = $13, assignee_last_seen_at = $14,
           last_message_id = $15, last_non_activity_message_id = $16,
           last_public_message_id = $17, last_template_at = $18, last_incoming_at = $19,
           unread_count = $20, burst_count = $21, updated_at = $22,
           assignee_agent_bot_id = $23, sla_policy_id = $24
         where id = $1 and account_id = $25"
    );
    let args = args![
        conversation.id,
        conversation.status,
        conversation.priority,
        conversation.assignee_id,
        conversation.team_id,
        &conversation.additional_attributes,
        &conversation.custom_attributes,
        conversation.snoozed_until,
        conversation.waiting_since,
        conversation.first_reply_created_at,
        conversation.last_activity_at,
        conversation.contact_last_seen_at,
        conversation.agent_last_seen_at,
        conversation.assignee_last_seen_at,
        conversation.last_message_id,
        conversation.last_non_activity_message_id,
        conversation.last_public_message_id,
        conversation.last_template_at,
        conversation.last_incoming_at,
        conversation.unread_count,
        conversation.burst_count,
        work.now,
        conversation.assignee_agent_bot_id,
        conversation.sla_policy_id,
        work.account,
    ];
    work.tx.push(sql, args).await
}

/// Writes when members have seen a conversation, and how much of it is new to them.
pub async fn seen(work: &mut Work<'_>, conversation: &Conversation) -> db::Result<()> {
    let sql = sql!(
        "update conversations
         set agent_last_seen_at = $3, assignee_last_seen_at = $4, unread_count = $5
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        conversation.id,
        conversation.agent_last_seen_at,
        conversation.assignee_last_seen_at,
        conversation.unread_count,
    ];
    work.tx.push(sql, args).await
}

/// Has conversations be held to no policy any more.
pub async fn forget_sla_policy(work: &mut Work<'_>, ids: &[i64]) -> db::Result<()> {
    let sql = sql!(
        "update conversations set sla_policy_id = null, updated_at = $3
         where account_id = $1 and id = any($2)"
    );
    work.tx.push(sql, args![work.account, ids, work.now]).await
}

/// Keeps everybody else from changing the conversations of a contact.
pub async fn lock_all_of_contact(work: &mut Work<'_>, contact: ContactId) -> db::Result<()> {
    let sql = sql!(
        "select id from conversations where account_id = $1 and contact_id = $2
         order by id for update"
    );
    work.tx.all::<(ConversationId,)>(sql, args![work.account, contact]).await.map(drop)
}

/// Gives every conversation of a contact to another, or those that were begun where they are known
/// by `device`. Returns which they are.
pub async fn move_to_contact(
    work: &mut Work<'_>,
    from: ContactId,
    device: Option<ContactInboxId>,
    to: ContactId,
) -> db::Result<Vec<ConversationId>> {
    let sql = sql!(
        "update conversations set contact_id = $3, updated_at = $4
         where account_id = $1 and contact_id = $2 and (contact_inbox_id = $5 or $5 = 0)
         returning id"
    );
    let device = device.map_or(0, |device| device.0);
    let args = args![work.account, from, to, work.now, device];
    let moved = work.tx.all::<(ConversationId,)>(sql, args).await?;
    Ok(moved.into_iter().map(|(id,)| id).collect())
}

/// The next conversations of a contact that are to be removed.
pub async fn batch_of_contact(
    work: &mut Work<'_>,
    contact: ContactId,
    limit: i64,
) -> db::Result<Vec<Conversation>> {
    let sql = sql!(
        "select {COLUMNS} from conversations where account_id = $1 and contact_id = $2
         order by id limit $3 for update"
    );
    work.tx.all(sql, args![work.account, contact, limit]).await
}

/// The next conversations of an inbox that are to be removed.
pub async fn batch_of_inbox(
    work: &mut Work<'_>,
    inbox: InboxId,
    limit: i64,
) -> db::Result<Vec<Conversation>> {
    let sql = sql!(
        "select {COLUMNS} from conversations where account_id = $1 and inbox_id = $2
         order by status, last_activity_at, id limit $3 for update"
    );
    work.tx.all(sql, args![work.account, inbox, limit]).await
}

/// The ids of some conversations of the account.
pub async fn some_of_account(work: &mut Work<'_>, most: i64) -> db::Result<Vec<i64>> {
    let sql =
        sql!("select id from conversations where account_id = $1 order by display_id limit $2");
    let ids = work.tx.all::<(i64,)>(sql, args![work.account, most]).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// Open conversations in which nothing has happened since then, oldest first; if wanted, only
/// those whose contact does not wait.
pub async fn idle_since(
    work: &mut Work<'_>,
    since: Timestamp,
    spares_waiting: bool,
    passed_over: i64,
    limit: i64,
) -> db::Result<Vec<DisplayId>> {
    let sql = sql!(
        "select display_id from conversations
         where account_id = $1 and status = 0 and last_activity_at <= $2
           and (waiting_since is null or not $3)
         order by last_activity_at, id limit $4 offset $5"
    );
    let args = args![work.account, since, spares_waiting, limit, passed_over];
    let ids = work.tx.all::<(DisplayId,)>(sql, args).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// When something happened for the last time in the open conversation where that is longest
/// ago; if wanted, of those only whose contact does not wait.
pub async fn oldest_activity(
    work: &mut Work<'_>,
    spares_waiting: bool,
) -> db::Result<Option<Timestamp>> {
    let sql = sql!(
        "select last_activity_at from conversations
         where account_id = $1 and status = 0 and (waiting_since is null or not $2)
         order by last_activity_at, id limit 1"
    );
    let oldest = work.tx.first::<(Timestamp,)>(sql, args![work.account, spares_waiting]).await?;
    Ok(oldest.map(|(moment,)| moment))
}

pub async fn delete(work: &mut Work<'_>, ids: &[i64]) -> db::Result<()> {
    let sql = sql!("delete from conversations where account_id = $1 and id = any($2)");
    work.tx.push(sql, args![work.account, ids]).await
}
