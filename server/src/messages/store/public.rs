//! What contacts may read of a conversation: neither notes nor what the product noted.

use db::{args, sql};

use super::of_ids;
use crate::{id::ConversationId, messages::Message, work::Work};

/// The newest messages of each of these conversations that its contact may read, oldest first.
pub async fn newest_public(
    work: &mut Work<'_>,
    conversations: &[ConversationId],
    count: i64,
) -> db::Result<Vec<Message>> {
    let sql = sql!(
        "select messages.id from conversations join messages
           on messages.conversation_id = conversations.id and messages.id >= coalesce(
             (select older.id from messages older
              where older.conversation_id = conversations.id
                and not older.private and older.message_type <> 2
              order by older.id desc limit 1 offset $3), 0)
         where conversations.id = any($2) and conversations.account_id = $1
           and not messages.private and messages.message_type <> 2"
    );
    let conversations: Vec<i64> = conversations.iter().map(|id| id.0).collect();
    let ids = work.tx.all::<(i64,)>(sql, args![work.account, conversations, count - 1]).await?;
    let mut found = of_ids(work, &ids.into_iter().map(|(id,)| id).collect::<Vec<_>>()).await?;
    found.sort_by_key(|message| message.id);
    Ok(found)
}
