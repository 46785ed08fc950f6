//! Rows of `conversation_participants` and `conversation_mentions`.

use std::collections::HashMap;

use db::{args, sql};

use crate::{
    custom_roles::IN_SIGHT,
    id::{ConversationId, UserId},
    work::Work,
};

/// Those who are told of what is said in a conversation, in the order in which they joined.
pub async fn participants(work: &mut Work<'_>, id: ConversationId) -> db::Result<Vec<UserId>> {
    let sql = sql!(
        "select user_id from conversation_participants
         join conversations on conversations.id = conversation_participants.conversation_id
         where conversations.account_id = $1 and conversation_id = $2
         order by conversation_participants.created_at, user_id"
    );
    let users = work.tx.all::<(UserId,)>(sql, args![work.account, id]).await?;
    Ok(users.into_iter().map(|(user,)| user).collect())
}

/// The same, of many conversations.
pub async fn participants_of(
    work: &mut Work<'_>,
    ids: &[i64],
) -> db::Result<HashMap<ConversationId, Vec<UserId>>> {
    let sql = sql!(
        "select conversation_id, user_id from conversation_participants
         join conversations on conversations.id = conversation_participants.conversation_id
         where conversation_id = any($2) and conversations.account_id = $1
         order by conversation_participants.created_at, user_id"
    );
    let mut users: HashMap<ConversationId, Vec<UserId>> = HashMap::new();
    for (conversation, user) in work.tx.all(sql, args![work.account, ids]).await? {
        users.entry(conversation).or_default().push(user);
    }
    Ok(users)
}

pub async fn add_participant(
    work: &mut Work<'_>,
    id: ConversationId,
    user: UserId,
) -> db::Result<()> {
    let sql = sql!(
        "insert into conversation_participants (conversation_id, user_id, created_at)
         values ($1, $2, $3) on conflict (conversation_id, user_id) do nothing"
    );
    work.tx.push(sql, args![id, user, work.now]).await
}

pub async fn remove_participants(
    work: &mut Work<'_>,
    id: ConversationId,
    users: &[UserId],
) -> db::Result<()> {
    let sql = sql!(
        "delete from conversation_participants where conversation_id = $1 and user_id = any($2)"
    );
    let users: Vec<i64> = users.iter().map(|user| user.0).collect();
    work.tx.push(sql, args![id, users]).await
}

/// Notes that a user was mentioned in a conversation, whether for the first time or not.
pub async fn add_mention(work: &mut Work<'_>, id: ConversationId, user: UserId) -> db::Result<()> {
    let sql = sql!(
        "insert into conversation_mentions (conversation_id, user_id, created_at)
         values ($1, $2, $3) on conflict (conversation_id, user_id) do nothing"
    );
    work.tx.push(sql, args![id, user, work.now]).await
}

/// Takes a user out of the conversations that they do not see: not as an administrator, nor
/// by their inbox, nor by their team, and that are not theirs; or not by their custom role.
pub async fn forget_unseen(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    let sql = sql!(
        "delete from conversation_participants as told
         where user_id = $2
           and not exists (
             select 1 from account_users
             where account_users.account_id = $1 and account_users.user_id = $2 and role = 1)
           and exists (
             select 1 from conversations
             where conversations.id = told.conversation_id and conversations.account_id = $1
               and (not {IN_SIGHT} or ((assignee_id is null or assignee_id <> $2)
                 and not exists (select 1 from inbox_members
                   where inbox_members.inbox_id = conversations.inbox_id
                     and inbox_members.user_id = $2)
                 and not exists (select 1 from team_members
                   where team_members.team_id = conversations.team_id
                     and team_members.user_id = $2))))"
    );
    work.tx.push(sql, args![work.account, user]).await
}

/// Takes a user out of every conversation of the account.
pub async fn forget_participant(work: &mut Work<'_>, user: UserId) -> db::Result<()> {
    let participants = sql!(
        "delete from conversation_participants where user_id = $2 and exists (
           select 1 from conversations
           where conversations.id = conversation_participants.conversation_id
             and conversations.account_id = $1)"
    );
    work.tx.push(participants, args![work.account, user]).await?;
    let mentions = sql!(
        "delete from conversation_mentions where user_id = $2 and exists (
           select 1 from conversations
           where conversations.id = conversation_mentions.conversation_id
             and conversations.account_id = $1)"
    );
    work.tx.push(mentions, args![work.account, user]).await
}
