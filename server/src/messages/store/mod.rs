//! Rows of `messages`, read with the files that they have.

pub mod attachments;
mod ends;
mod public;
mod talk;

use db::{FromRow, Row, args, sql};

use super::{Gist, Message, Range, SenderKind, SenderRef};
use crate::{
    clock::Timestamp,
    id::{ContactId, ConversationId, MessageId},
    work::Work,
};

pub use ends::{first_of, first_said_in, last_said_in};
pub use public::newest_public;
pub use talk::{
    are_many_of_contact, first_survey, has_address_field, has_outgoing, last_responder,
    was_answered, was_answered_by_a_user, was_answered_since,
};

const COLUMNS: &str = "id, inbox_id, conversation_id, message_type, content_type, status, private,
    content, processed_message_content, source_id, sender_type, sender_id, content_attributes,
    additional_attributes, external_source_ids, has_attachments, created_at, updated_at";

impl FromRow for Message {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Message {
            id: row.take()?,
            inbox_id: row.take()?,
            conversation_id: row.take()?,
            message_type: row.take()?,
            content_type: row.take()?,
            status: row.take()?,
            private: row.take()?,
            content: row.take()?,
            processed_message_content: row.take()?,
            source_id: row.take()?,
            sender: sender(row.take()?, row.take()?),
            content_attributes: row.take()?,
            additional_attributes: row.take()?,
            external_source_ids: row.take()?,
            has_attachments: row.take()?,
            attachments: Vec::new(),
            created_at: row.take()?,
            updated_at: row.take()?,
        })
    }
}

impl FromRow for Gist {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Gist {
            id: row.take()?,
            message_type: row.take()?,
            private: row.take()?,
            sender: sender(row.take()?, row.take()?),
        })
    }
}

fn sender(kind: Option<SenderKind>, id: Option<i64>) -> Option<SenderRef> {
    Some(SenderRef { kind: kind?, id: id? })
}

/// Messages with their files, for which it is not looked if none of them has any.
async fn with_files(work: &mut Work<'_>, mut messages: Vec<Message>) -> db::Result<Vec<Message>> {
    let with = messages.iter().filter(|message| message.has_attachments);
    let ids: Vec<i64> = with.map(|message| message.id.0).collect();
    if ids.is_empty() {
        return Ok(messages);
    }
    let mut found = attachments::of_messages(work, &ids).await?;
    for message in &mut messages {
        message.attachments = found.remove(&message.id).unwrap_or_default();
    }
    Ok(messages)
}

async fn with_files_of_one(
    work: &mut Work<'_>,
    message: Option<Message>,
) -> db::Result<Option<Message>> {
    Ok(with_files(work, message.into_iter().collect()).await?.pop())
}

/// Adds a message as it is, but for its id, and returns that.
pub async fn insert(work: &mut Work<'_>, message: &Message) -> db::Result<MessageId> {
    let sql = sql!(
        "insert into messages (account_id, inbox_id, conversation_id, message_type, content_type,
           status, private, content, processed_message_content, source_id, sender_type, sender_id,
           content_attributes, additional_attributes, has_attachments, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
         returning id"
    );
    let args = args![
        work.account,
        message.inbox_id,
        message.conversation_id,
        message.message_type,
        message.content_type,
        message.status,
        message.private,
        &message.content,
        &message.processed_message_content,
        &message.source_id,
        message.sender.map(|sender| sender.kind.as_str()),
        message.sender.map(|sender| sender.id),
        &message.content_attributes,
        &message.additional_attributes,
        message.has_attachments,
        message.created_at,
    ];
    let (id,) = work.tx.one::<(MessageId,)>(sql, args).await?;
    Ok(id)
}

/// A message that nobody else changes until this work is done.
pub async fn lock(
    work: &mut Work<'_>,
    conversation: ConversationId,
    id: MessageId,
) -> db::Result<Option<Message>> {
    let sql = sql!(
        "select {COLUMNS} from messages
         where account_id = $1 and conversation_id = $2 and id = $3 for update"
    );
    let found = work.tx.first(sql, args![work.account, conversation, id]).await?;
    with_files_of_one(work, found).await
}

/// The same, whatever conversation it is in.
pub async fn lock_row(work: &mut Work<'_>, id: MessageId) -> db::Result<Option<Message>> {
    let sql = sql!("select {COLUMNS} from messages where account_id = $1 and id = $2 for update");
    let found = work.tx.first(sql, args![work.account, id]).await?;
    with_files_of_one(work, found).await
}

/// Those of the messages that there are, in no particular order.
pub async fn of_ids(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<Message>> {
    let sql = sql!("select {COLUMNS} from messages where id = any($2) and account_id = $1");
    let found = work.tx.all(sql, args![work.account, ids]).await?;
    with_files(work, found).await
}

/// What decides on who is told of messages, as far as there are any.
pub async fn gists(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<Gist>> {
    let sql = sql!(
        "select id, message_type, private, sender_type, sender_id from messages
         where id = any($2) and account_id = $1"
    );
    work.tx.all(sql, args![work.account, ids]).await
}

/// The newest messages of a conversation, oldest of them first.
pub async fn newest(
    work: &mut Work<'_>,
    conversation: ConversationId,
    count: i64,
) -> db::Result<Vec<Message>> {
    let sql = sql!(
        "select {COLUMNS} from messages where account_id = $1 and conversation_id = $2
         order by id desc limit $3"
    );
    let args = args![work.account, conversation, count];
    let mut messages: Vec<Message> = work.tx.all(sql, args).await?;
    messages.reverse();
    with_files(work, messages).await
}

/// The newest messages of each of these conversations.
pub async fn newest_of_each(
    work: &mut Work<'_>,
    conversations: &[ConversationId],
    count: i64,
) -> db::Result<Vec<Message>> {
    let sql = sql!(
        "select messages.id from conversations join messages
           on messages.conversation_id = conversations.id and messages.id >= coalesce(
             (select older.id from messages older where older.conversation_id = conversations.id
              order by older.id desc limit 1 offset $3), 0)
         where conversations.id = any($2) and conversations.account_id = $1"
    );
    let conversations: Vec<i64> = conversations.iter().map(|id| id.0).collect();
    let ids = work.tx.all::<(i64,)>(sql, args![work.account, conversations, count - 1]).await?;
    of_ids(work, &ids.into_iter().map(|(id,)| id).collect::<Vec<_>>()).await
}

/// Messages in a range, oldest first (contract 18.1).
pub async fn page(
    work: &mut Work<'_>,
    conversation: ConversationId,
    range: &Range,
) -> db::Result<Vec<Message>> {
    let public = range.filter_internal_messages.as_deref().is_some_and(|text| !text.is_empty());
    let (least, most, limit) = match (range.after, range.before) {
        (None, None) => (0, i64::MAX, 20),
        (None, Some(before)) => (0, before.0, 20),
        (Some(after), None) => (after.0.saturating_add(1), i64::MAX, 100),
        (Some(after), Some(before)) => (after.0, before.0, 1_000),
    };
    let limit = range.per_page.or(limit).cast_signed();
    let newest_first = sql!(
        "select {COLUMNS} from messages
         where account_id = $1 and conversation_id = $2 and id >= $3 and id < $4
           and (not $5 or (not private and message_type <> 2))
         order by id desc limit $6"
    );
    let oldest_first = sql!(
        "select {COLUMNS} from messages
         where account_id = $1 and conversation_id = $2 and id >= $3 and id < $4
           and (not $5 or (not private and message_type <> 2))
         order by id limit $6"
    );
    let sql = if range.after.is_some() { oldest_first } else { newest_first };
    let args = args![work.account, conversation, least, most, public, limit];
    let mut messages: Vec<Message> = work.tx.all(sql, args).await?;
    messages.sort_by_key(|message| message.id);
    with_files(work, messages).await
}

/// Whether at least `count` messages were added to the conversation since the moment.
pub async fn are_many_since(
    work: &mut Work<'_>,
    conversation: ConversationId,
    since: Timestamp,
    count: i64,
) -> db::Result<bool> {
    let sql = sql!(
        "select created_at from messages where account_id = $1 and conversation_id = $2
         order by id desc limit 1 offset $3"
    );
    let args = args![work.account, conversation, count - 1];
    let oldest = work.tx.first::<(Timestamp,)>(sql, args).await?;
    Ok(oldest.is_some_and(|(created_at,)| created_at > since))
}

/// How many messages of the contact came after a time, of the newest messages.
pub async fn incoming_since(
    work: &mut Work<'_>,
    conversation: ConversationId,
    since: Option<Timestamp>,
) -> db::Result<i64> {
    let sql = sql!(
        "select count(*) from (
           select message_type, created_at from messages
           where account_id = $1 and conversation_id = $2 order by id desc limit 1000) newest
         where message_type = 0 and created_at > $3"
    );
    let (count,) = work.tx.one::<(i64,)>(sql, args![work.account, conversation, since]).await?;
    Ok(count)
}

/// What the contact of a conversation was sent until then and has not read, of the newest
/// messages.
pub async fn unread_by_contact(
    work: &mut Work<'_>,
    conversation: ConversationId,
    until: Timestamp,
    limit: i64,
) -> db::Result<Vec<MessageId>> {
    let sql = sql!(
        "select id from (
           select id, message_type, private, status, created_at from messages
           where account_id = $1 and conversation_id = $2 order by id desc limit 1000) newest
         where message_type in (1, 3) and not private and status in (0, 1) and created_at <= $3
         order by id limit $4"
    );
    let args = args![work.account, conversation, until, limit];
    let ids = work.tx.all::<(MessageId,)>(sql, args).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// The message of the conversation that a reply refers to, by either of its ids.
pub async fn reply_target(
    work: &mut Work<'_>,
    conversation: ConversationId,
    id: Option<i64>,
    source_id: Option<&str>,
) -> db::Result<Option<(MessageId, Option<String>)>> {
    let by_id = sql!(
        "select id, source_id from messages
         where account_id = $1 and conversation_id = $2 and id = $3"
    );
    let by_source = sql!(
        "select id, source_id from messages
         where account_id = $1 and conversation_id = $2 and source_id = $3
         order by id desc limit 1"
    );
    match (id, source_id) {
        (Some(id), _) => work.tx.first(by_id, args![work.account, conversation, id]).await,
        (None, Some(source)) => {
            work.tx.first(by_source, args![work.account, conversation, source]).await
        }
        (None, None) => Ok(None),
    }
}

/// Stores all that can change of a message.
pub async fn update(work: &mut Work<'_>, message: &Message) -> db::Result<()> {
    let sql = sql!(
        "update messages set content = $3, processed_message_content = $4, content_type = $5,
           content_attributes = $6, additional_attributes = $7, external_source_ids = $8,
           source_id = $9, status = $10, has_attachments = $11, updated_at = $12
         where account_id = $1 and id = $2"
    );
    let args = args![
        work.account,
        message.id,
        &message.content,
        &message.processed_message_content,
        message.content_type,
        &message.content_attributes,
        &message.additional_attributes,
        &message.external_source_ids,
        &message.source_id,
        message.status,
        message.has_attachments,
        message.updated_at,
    ];
    work.tx.push(sql, args).await
}

/// The messages of a contact in conversations, with when each was changed last.
pub async fn of_contact(
    work: &mut Work<'_>,
    conversations: &[i64],
    contact: ContactId,
) -> db::Result<Vec<(MessageId, ConversationId, Timestamp)>> {
    let sql = sql!(
        "select id, conversation_id, updated_at from messages
         where account_id = $1 and conversation_id = any($2)
           and sender_type = 'Contact' and sender_id = $3
         order by id for update"
    );
    work.tx.all(sql, args![work.account, conversations, contact]).await
}

/// Gives the messages of one contact in conversations to another.
pub async fn move_to_contact(
    work: &mut Work<'_>,
    conversations: &[i64],
    from: ContactId,
    to: ContactId,
) -> db::Result<()> {
    let sql = sql!(
        "update messages set sender_id = $4, updated_at = $5
         where account_id = $1 and conversation_id = any($2)
           and sender_type = 'Contact' and sender_id = $3"
    );
    work.tx.push(sql, args![work.account, conversations, from, to, work.now]).await
}

pub async fn delete_of_conversations(work: &mut Work<'_>, ids: &[i64]) -> db::Result<()> {
    let sql = sql!("delete from messages where account_id = $1 and conversation_id = any($2)");
    work.tx.push(sql, args![work.account, ids]).await
}
