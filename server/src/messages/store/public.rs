//! What contacts may read of a conversation: neither notes nor what the product noted.

use db::{args, sql};

use super::of_ids;
use crate::{id::ConversationId, messages::Message, work::Work};

/// Bytes of all messages of one answer together.
const MOST_BYTES: i64 = 1_000_000;

/// The newest messages of each of these conversations that its contact may read, oldest first: so
/// many of each, and of all of them the newest that one answer has room for.
pub async fn newest_public(
    work: &mut Work<'_>,
    conversations: &[ConversationId],
    count: i64,
) -> db::Result<Vec<Message>> {
    let sql = sql!(
        "select messages.id,
           cast(octet_length(coalesce(messages.content, ''))
             + octet_length(cast(messages.content_attributes as text)) as bigint)
         from conversations join messages
           on messages.conversation_id = conversations.id and messages.id >= coalesce(
             (select older.id from messages older
              where older.conversation_id = conversations.id
                and not older.private and older.message_type <> 2
              order by older.id desc limit 1 offset $3), 0)
         where conversations.id = any($2) and conversations.account_id = $1
           and not messages.private and messages.message_type <> 2
         order by messages.id desc"
    );
    let conversations: Vec<i64> = conversations.iter().map(|id| id.0).collect();
    let sizes =
        work.tx.all::<(i64, i64)>(sql, args![work.account, conversations, count - 1]).await?;
    let mut found = of_ids(work, &fitting(&sizes)).await?;
    found.sort_by_key(|message| message.id);
    Ok(found)
}

/// As many as there is room for, and one in any case.
fn fitting(sizes: &[(i64, i64)]) -> Vec<i64> {
    let mut bytes = 0;
    let fits = sizes.iter().enumerate().take_while(|(at, (_, size))| {
        bytes += size;
        *at == 0 || bytes <= MOST_BYTES
    });
    fits.map(|(_, (id, _))| *id).collect()
}
