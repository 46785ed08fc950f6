//! What is asked of a conversation's messages before something more is said by itself.

use db::{args, sql};

use super::COLUMNS;
use crate::{
    clock::Timestamp,
    id::{ContactId, ConversationId, MessageId, UserId},
    messages::Message,
    work::Work,
};

/// Whether somebody has written to the contact of a conversation since the moment. No more
/// messages than these can have been added within minutes.
pub async fn was_answered_since(
    work: &mut Work<'_>,
    conversation: ConversationId,
    since: Timestamp,
) -> db::Result<bool> {
    let sql = sql!(
        "select id from (
           select id, message_type, private, created_at from messages
           where account_id = $1 and conversation_id = $2 order by id desc limit 1000) newest
         where message_type = 1 and not private and created_at > $3 limit 1"
    );
    let found =
        work.tx.first::<(MessageId,)>(sql, args![work.account, conversation, since]).await?;
    Ok(found.is_some())
}

/// Whether a user has said anything to the contact of a conversation.
pub async fn was_answered_by_a_user(
    work: &mut Work<'_>,
    conversation: ConversationId,
) -> db::Result<bool> {
    let sql = sql!(
        "select 1 from messages where conversation_id = $2 and account_id = $1
           and message_type = 1 and sender_type = 'User' limit 1"
    );
    Ok(work.tx.first::<(i64,)>(sql, args![work.account, conversation]).await?.is_some())
}

/// Whether a user or a bot has said anything to the contact of a conversation.
pub async fn was_answered(work: &mut Work<'_>, conversation: ConversationId) -> db::Result<bool> {
    let sql = sql!(
        "select 1 from messages where conversation_id = $2 and account_id = $1
           and message_type = 1 and not private and sender_type in ('User', 'AgentBot') limit 1"
    );
    Ok(work.tx.first::<(i64,)>(sql, args![work.account, conversation]).await?.is_some())
}

/// Who has answered last where the contact can read it, of the members.
pub async fn last_responder(
    work: &mut Work<'_>,
    conversation: ConversationId,
) -> db::Result<Option<UserId>> {
    let sql = sql!(
        "select sender_id from messages
         where account_id = $1 and conversation_id = $2 and message_type = 1 and not private
           and sender_type = 'User'
         order by id desc limit 1"
    );
    let found = work.tx.first::<(UserId,)>(sql, args![work.account, conversation]).await?;
    Ok(found.map(|(user,)| user))
}

/// Whether anything has been written in a conversation by others than the contact.
pub async fn has_outgoing(work: &mut Work<'_>, conversation: ConversationId) -> db::Result<bool> {
    let sql = sql!(
        "select id from messages
         where account_id = $1 and conversation_id = $2 and message_type in (1, 3)
         order by id limit 1"
    );
    Ok(work.tx.first::<(MessageId,)>(sql, args![work.account, conversation]).await?.is_some())
}

/// Whether the contact of a conversation was asked for their e-mail address.
pub async fn has_address_field(
    work: &mut Work<'_>,
    conversation: ConversationId,
) -> db::Result<bool> {
    let sql = sql!(
        "select id from messages
         where account_id = $1 and conversation_id = $2 and content_type = 3
         order by id limit 1"
    );
    Ok(work.tx.first::<(MessageId,)>(sql, args![work.account, conversation]).await?.is_some())
}

/// Whether there are more than so many messages in the conversations of a contact.
pub async fn are_many_of_contact(
    work: &mut Work<'_>,
    contact: ContactId,
    most: i64,
) -> db::Result<bool> {
    let sql = sql!(
        "select messages.id
         from conversations join messages on messages.conversation_id = conversations.id
           and messages.account_id = conversations.account_id
         where conversations.account_id = $1 and conversations.contact_id = $2
         limit 1 offset $3"
    );
    let args = args![work.account, contact, most];
    Ok(work.tx.first::<(MessageId,)>(sql, args).await?.is_some())
}

/// The first survey that the contact of a conversation was sent.
pub async fn first_survey(
    work: &mut Work<'_>,
    conversation: ConversationId,
) -> db::Result<Option<Message>> {
    let sql = sql!(
        "select {COLUMNS} from messages
         where account_id = $1 and conversation_id = $2 and content_type = 9
         order by id limit 1"
    );
    work.tx.first(sql, args![work.account, conversation]).await
}
