//! Rows of `notifications`.

pub mod subscriptions;

use db::{FromRow, Row, args, sql};

use super::{
    Kind, Notification, Secondary,
    settings::bit,
    upkeep::{Gone, Notice},
};
use crate::{
    clock::Timestamp,
    custom_roles::IN_SIGHT,
    id::{ConversationId, InboxId, MessageId, NotificationId, SlaPolicyId, UserId},
    page::{Window, moments::Place},
    work::Work,
};

const COLUMNS: &str = "id, user_id, notification_type, conversation_id, secondary_actor_type,
    secondary_actor_id, read_at, snoozed_until, last_activity_at, meta, created_at, updated_at";

/// Which of a user's notifications are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    pub user: UserId,
    /// Whether those that are read are among them.
    pub read: bool,
    /// Whether those that are put off are.
    pub snoozed: bool,
    pub since: Timestamp,
}

impl FromRow for Notification {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Notification {
            id: row.take()?,
            user: row.take()?,
            kind: row.take()?,
            conversation: row.take()?,
            secondary: secondary(row.take::<Option<String>>()?.as_deref(), row.take()?),
            read_at: row.take()?,
            snoozed_until: row.take()?,
            last_activity_at: row.take()?,
            meta: row.take()?,
            created_at: row.take()?,
            updated_at: row.take()?,
        })
    }
}

impl FromRow for Gone {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Gone { id: row.take()?, user: row.take()? })
    }
}

fn secondary(kind: Option<&str>, id: Option<i64>) -> Option<Secondary> {
    match kind? {
        "Message" => id.map(MessageId).map(Secondary::Message),
        "User" => id.map(UserId).map(Secondary::User),
        "SlaPolicy" => id.map(SlaPolicyId).map(Secondary::SlaPolicy),
        _ => None,
    }
}

/// Adds a notification, unless the user was told of the event, is no member, does not see the
/// conversation by their custom role, or it is gone. It stands for those of the conversation that
/// the user has neither read nor put off, and for what these stand for.
pub async fn insert(work: &mut Work<'_>, notice: &Notice) -> db::Result<Option<NotificationId>> {
    let sql = sql!(
        "insert into notifications (account_id, user_id, event_id, notification_type,
           conversation_id, secondary_actor_type, secondary_actor_id, last_activity_at,
           created_at, updated_at, since_id)
         select account_users.account_id, account_users.user_id, cast($4 as bigint),
           cast($5 as bigint), conversations.id, cast($6 as text), cast($7 as bigint),
           cast($8 as bigint), cast($8 as bigint), cast($8 as bigint), (
             select min(coalesce(older.since_id, older.id)) from notifications older
             where older.conversation_id = told.conversation_id and older.user_id = told.user_id
               and older.account_id = $1
               and older.read_at is null and older.snoozed_until is null)
         from (select cast($2 as bigint) as user_id, cast($3 as bigint) as conversation_id) told
         join account_users on account_users.user_id = told.user_id
         join conversations on conversations.id = told.conversation_id
         where account_users.account_id = $1 and conversations.account_id = $1
           and not account_users.awaits_acceptance and {IN_SIGHT}
         on conflict (event_id, user_id) do nothing returning id"
    );
    let args = args![
        work.account,
        notice.user,
        notice.conversation,
        notice.event,
        notice.kind,
        notice.secondary.map(Secondary::kind),
        notice.secondary.map(Secondary::id),
        work.now,
    ];
    Ok(work.tx.first::<(NotificationId,)>(sql, args).await?.map(|(id,)| id))
}

/// Removes what the user was told of the conversation before.
pub async fn delete_older(
    work: &mut Work<'_>,
    new: NotificationId,
    notice: &Notice,
) -> db::Result<Vec<Gone>> {
    let sql = sql!(
        "delete from notifications
         where conversation_id = $3 and user_id = $2 and account_id = $1 and id <> $4
         returning id, user_id"
    );
    work.tx.all(sql, args![work.account, notice.user, notice.conversation, new]).await
}

/// Removes all but the newest of a user, and those that are too old and not put off.
pub async fn delete_beyond(
    work: &mut Work<'_>,
    user: UserId,
    most: i64,
    oldest: Timestamp,
) -> db::Result<()> {
    let old = sql!(
        "delete from notifications
         where user_id = $2 and account_id = $1 and last_activity_at < $3
           and (snoozed_until is null or snoozed_until < $4)"
    );
    work.tx.push(old, args![work.account, user, oldest, work.now]).await?;
    let beyond = sql!(
        "delete from notifications where id in (
           select id from notifications where user_id = $2 and account_id = $1
           order by last_activity_at desc, id desc limit 1000 offset $3)"
    );
    work.tx.push(beyond, args![work.account, user, most]).await
}

/// One that nobody else changes until this work is done.
pub async fn lock(work: &mut Work<'_>, id: NotificationId) -> db::Result<Option<Notification>> {
    let sql = sql!(
        "select {COLUMNS} from notifications told where id = $2 and account_id = $1 and {IN_SIGHT}
         for update"
    );
    work.tx.first(sql, args![work.account, id]).await
}

/// Those of the notifications that there are, in no particular order.
pub async fn of_ids(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<Notification>> {
    let sql = sql!(
        "select {COLUMNS} from notifications told
         where id = any($2) and account_id = $1 and {IN_SIGHT}"
    );
    work.tx.all(sql, args![work.account, ids]).await
}

/// The notification of a notice, or the newer one that stands for it, if the user has neither read
/// it nor put it off.
pub async fn standing_for(
    work: &mut Work<'_>,
    id: NotificationId,
    notice: &Notice,
) -> db::Result<Option<Notification>> {
    let sql = sql!(
        "select {COLUMNS} from notifications told
         where conversation_id = $3 and user_id = $2 and account_id = $1
           and id >= $4 and coalesce(since_id, id) <= $4
           and read_at is null and snoozed_until is null and {IN_SIGHT}"
    );
    work.tx.first(sql, args![work.account, notice.user, notice.conversation, id]).await
}

/// What a user has not read of a conversation, with nobody else changing it.
pub async fn lock_unread_of(
    work: &mut Work<'_>,
    user: UserId,
    conversation: ConversationId,
) -> db::Result<Vec<Notification>> {
    let sql = sql!(
        "select {COLUMNS} from notifications
         where conversation_id = $3 and user_id = $2 and account_id = $1 and read_at is null
         order by id for update"
    );
    work.tx.all(sql, args![work.account, user, conversation]).await
}

/// A page of them, by their last activity.
pub async fn page(
    work: &mut Work<'_>,
    filter: &Filter,
    newest_first: bool,
    behind: Place,
    Window { limit, offset }: Window,
) -> db::Result<Vec<Notification>> {
    let descending = sql!(
        "select {COLUMNS} from notifications told
         where user_id = $2 and account_id = $1 and last_activity_at >= $3
           and ($4 or read_at is null) and ($5 or snoozed_until is null) and {IN_SIGHT}
           and last_activity_at <= $6 and (last_activity_at < $6 or id < $7)
         order by last_activity_at desc, id desc limit $8 offset $9"
    );
    let ascending = sql!(
        "select {COLUMNS} from notifications told
         where user_id = $2 and account_id = $1 and last_activity_at >= $3
           and ($4 or read_at is null) and ($5 or snoozed_until is null) and {IN_SIGHT}
           and last_activity_at >= $6 and (last_activity_at > $6 or id > $7)
         order by last_activity_at, id limit $8 offset $9"
    );
    let Filter { user, read, snoozed, since } = *filter;
    let (limit, offset) = (limit.cast_signed(), offset.cast_signed());
    let Place { moment, id } = behind;
    let args = args![work.account, user, since, read, snoozed, moment, id, limit, offset];
    work.tx.all(if newest_first { descending } else { ascending }, args).await
}

/// How many of them there are, and how many of those are not read.
pub async fn count(work: &mut Work<'_>, filter: &Filter) -> db::Result<(i64, i64)> {
    let sql = sql!(
        "select count(*), cast(coalesce(sum(case when read_at is null then 1 end), 0) as bigint)
         from notifications told
         where user_id = $2 and account_id = $1 and last_activity_at >= $3
           and ($4 or read_at is null) and ($5 or snoozed_until is null) and {IN_SIGHT}"
    );
    let Filter { user, read, snoozed, since } = *filter;
    work.tx.one(sql, args![work.account, user, since, read, snoozed]).await
}

/// How many each of these users has that are neither read nor put off.
pub async fn unread(
    work: &mut Work<'_>,
    users: &[i64],
    since: Timestamp,
) -> db::Result<Vec<(UserId, i64)>> {
    let sql = sql!(
        "select user_id, count(*) from notifications told
         where user_id = any($2) and account_id = $1 and last_activity_at >= $3
           and read_at is null and snoozed_until is null and {IN_SIGHT}
         group by user_id"
    );
    work.tx.all(sql, args![work.account, users, since]).await
}

/// Stores all that can change of a notification. What is read or put off stands for no other.
pub async fn update(work: &mut Work<'_>, notification: &Notification) -> db::Result<()> {
    let sql = sql!(
        "update notifications set read_at = $3, snoozed_until = $4, last_activity_at = $5,
           meta = $6, updated_at = $7,
           since_id = case when coalesce(cast($3 as bigint), cast($4 as bigint)) is null
             then since_id end
         where id = $2 and account_id = $1"
    );
    let args = args![
        work.account,
        notification.id,
        notification.read_at,
        notification.snoozed_until,
        notification.last_activity_at,
        &notification.meta,
        notification.updated_at,
    ];
    work.tx.push(sql, args).await
}

/// Marks what a user has not read as read: of a conversation, or of all.
pub async fn read_all(
    work: &mut Work<'_>,
    user: UserId,
    conversation: Option<ConversationId>,
) -> db::Result<()> {
    let sql = sql!(
        "update notifications set read_at = $3, updated_at = $3, since_id = null
         where user_id = $2 and account_id = $1 and read_at is null
           and ($4 = 0 or conversation_id = $4)"
    );
    let conversation = conversation.map_or(0, |id| id.0);
    work.tx.push(sql, args![work.account, user, work.now, conversation]).await
}

pub async fn delete(work: &mut Work<'_>, user: UserId, ids: &[i64]) -> db::Result<Vec<Gone>> {
    let sql = sql!(
        "delete from notifications where id = any($3) and user_id = $2 and account_id = $1
         returning id, user_id"
    );
    work.tx.all(sql, args![work.account, user, ids]).await
}

/// Removes all that a user has, or what of it is read.
pub async fn delete_all(
    work: &mut Work<'_>,
    user: UserId,
    only_read: bool,
) -> db::Result<Vec<Gone>> {
    let sql = sql!(
        "delete from notifications
         where user_id = $2 and account_id = $1 and (not $3 or read_at is not null)
         returning id, user_id"
    );
    work.tx.all(sql, args![work.account, user, only_read]).await
}

pub async fn delete_of_conversations(
    work: &mut Work<'_>,
    conversations: &[i64],
) -> db::Result<Vec<Gone>> {
    let sql = sql!(
        "delete from notifications where conversation_id = any($2) and account_id = $1
         returning id, user_id"
    );
    work.tx.all(sql, args![work.account, conversations]).await
}

/// Removes what a user has of conversations that they do not see: not as an administrator, nor
/// by their inbox, nor by their team, and that are not theirs; or not by their custom role.
pub async fn delete_unseen(work: &mut Work<'_>, user: UserId) -> db::Result<Vec<Gone>> {
    let sql = sql!(
        "delete from notifications as told
         where user_id = $2 and account_id = $1
           and not exists (
             select 1 from account_users
             where account_users.account_id = $1 and account_users.user_id = $2 and role = 1)
           and (not {IN_SIGHT} or not exists (
             select 1 from conversations
             where conversations.id = told.conversation_id
               and (assignee_id = $2
                 or exists (select 1 from inbox_members
                   where inbox_members.inbox_id = conversations.inbox_id
                     and inbox_members.user_id = $2)
                 or exists (select 1 from team_members
                   where team_members.team_id = conversations.team_id
                     and team_members.user_id = $2))))
         returning id, user_id"
    );
    work.tx.all(sql, args![work.account, user]).await
}

/// The members of inboxes who wish to be told of such things, by mail or on their devices.
pub async fn subscribers(
    work: &mut Work<'_>,
    inboxes: &[i64],
    kind: Kind,
) -> db::Result<Vec<(InboxId, UserId)>> {
    let sql = sql!(
        "select inbox_members.inbox_id, inbox_members.user_id
         from inbox_members join account_users
           on account_users.account_id = $1 and account_users.user_id = inbox_members.user_id
         where inbox_members.inbox_id = any($2)
           and ((account_users.email_flags | account_users.push_flags) & $3) <> 0
         order by inbox_members.inbox_id, inbox_members.user_id"
    );
    work.tx.all(sql, args![work.account, inboxes, bit(kind)]).await
}

impl Secondary {
    pub fn kind(self) -> &'static str {
        match self {
            Secondary::Message(_) => "Message",
            Secondary::User(_) => "User",
            Secondary::SlaPolicy(_) => "SlaPolicy",
        }
    }

    pub fn id(self) -> i64 {
        match self {
            Secondary::Message(id) => id.0,
            Secondary::User(id) => id.0,
            Secondary::SlaPolicy(id) => id.0,
        }
    }
}
