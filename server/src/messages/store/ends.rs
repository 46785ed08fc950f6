//! The first and the last of what was said in conversations.

use db::{args, sql};

use crate::{
    id::{ConversationId, MessageId},
    work::Work,
};

/// The first message of each conversation that has any.
pub async fn first_of(
    work: &mut Work<'_>,
    conversations: &[i64],
) -> db::Result<Vec<(ConversationId, MessageId)>> {
    let sql = sql!(
        "select conversations.id, messages.id
         from conversations join messages on messages.id = (
           select first.id from messages first where first.conversation_id = conversations.id
           order by first.id limit 1)
         where conversations.id = any($2) and conversations.account_id = $1"
    );
    work.tx.all(sql, args![work.account, conversations]).await
}

/// The first message of each conversation that somebody wrote, rather than the product noted.
pub async fn first_said_in(
    work: &mut Work<'_>,
    conversations: &[i64],
) -> db::Result<Vec<(ConversationId, MessageId)>> {
    let sql = sql!(
        "select conversations.id, messages.id
         from conversations join messages on messages.id = (
           select first.id from messages first
           where first.conversation_id = conversations.id and first.message_type <> 2
           order by first.id limit 1)
         where conversations.id = any($2) and conversations.account_id = $1"
    );
    work.tx.all(sql, args![work.account, conversations]).await
}

/// The last message of each conversation that the contact wrote, or else that was written to
/// them.
pub async fn last_said_in(
    work: &mut Work<'_>,
    conversations: &[i64],
) -> db::Result<Vec<(ConversationId, MessageId)>> {
    let sql = sql!(
        "select conversations.id, messages.id
         from conversations join messages on messages.id = coalesce(
           (select said.id from messages said
            where said.conversation_id = conversations.id and said.message_type = 0
            order by said.id desc limit 1),
           (select said.id from messages said
            where said.conversation_id = conversations.id and said.message_type = 1
            order by said.id desc limit 1))
         where conversations.id = any($2) and conversations.account_id = $1"
    );
    work.tx.all(sql, args![work.account, conversations]).await
}
