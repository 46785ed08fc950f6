//! Rows of `attachments`, read together with their `blobs`.

use std::collections::HashMap;

use db::{FromRow, Row, args, sql};
use sea_query::{Condition, Expr, ExprTrait as _, Order, Query};

use super::super::attachments::{Attachment, FileType};
use crate::{
    files::{Blob, Brief, Size},
    id::{AccountId, AttachmentId, BlobId, ConversationId, MessageId},
    links::Links,
    messages::Message,
    page::{
        Window,
        keyset::{Key, Keyset},
    },
    work::Work,
};

const COLUMNS: &str = "attachments.id, attachments.message_id, attachments.file_type, blobs.id,
    blobs.filename, blobs.content_type, blobs.byte_size, blobs.width, blobs.height";

const FILES: &str = "attachments join blobs on blobs.id = attachments.blob_id";

/// An attachment, of which it is not known yet where it is found.
struct Stored {
    id: AttachmentId,
    message_id: MessageId,
    file_type: FileType,
    file: Brief,
}

impl FromRow for Stored {
    fn from_row(row: &mut Row<'_>) -> db::Result<Self> {
        Ok(Stored {
            id: row.take()?,
            message_id: row.take()?,
            file_type: row.take()?,
            file: Brief {
                id: row.take()?,
                filename: row.take()?,
                content_type: row.take()?,
                byte_size: row.take()?,
                size: Size::of(row.take()?, row.take()?),
            },
        })
    }
}

impl Stored {
    fn linked(self, account_id: AccountId, links: &Links) -> Attachment {
        let Stored { id, message_id, file_type, file } = self;
        Attachment::of(id, message_id, account_id, file_type, file, links)
    }
}

/// The attachments of messages, in the order in which they were sent.
pub async fn of_messages(
    work: &mut Work<'_>,
    ids: &[i64],
) -> db::Result<HashMap<MessageId, Vec<Attachment>>> {
    let sql = sql!(
        "select {COLUMNS} from {FILES}
         where attachments.message_id = any($2) and attachments.account_id = $1
         order by attachments.message_id, attachments.id"
    );
    let found = work.tx.all::<Stored>(sql, args![work.account, ids]).await?;
    let mut of_messages: HashMap<MessageId, Vec<Attachment>> = HashMap::new();
    for attachment in found {
        let attachment = attachment.linked(work.account, &work.links);
        of_messages.entry(attachment.message_id).or_default().push(attachment);
    }
    Ok(of_messages)
}

/// Those of a conversation, newest first.
pub fn newest_first() -> Keyset {
    let id = Key::number(Expr::col(("attachments", "id")), Order::Desc);
    Keyset::new("attachments", "newest first", vec![id])
}

/// A page of what was sent in a conversation, newest first.
pub async fn page(
    work: &mut Work<'_>,
    conversation: ConversationId,
    behind: Option<Condition>,
    window: Window,
) -> db::Result<Vec<Attachment>> {
    let mut query = Query::select();
    query
        .column(("attachments", "id"))
        .from("attachments")
        .and_where(Expr::col(("attachments", "conversation_id")).eq(conversation))
        .and_where(Expr::col(("attachments", "account_id")).eq(work.account))
        .cond_where(Condition::all().add_option(behind))
        .limit(window.limit)
        .offset(window.offset);
    newest_first().order(&mut query);
    let ids = work.tx.select::<(i64,)>(&query).await?;
    let ids: Vec<i64> = ids.into_iter().map(|(id,)| id).collect();
    let sql = sql!(
        "select {COLUMNS} from {FILES}
         where attachments.id = any($2) and attachments.account_id = $1
         order by attachments.id desc"
    );
    let found = work.tx.all::<Stored>(sql, args![work.account, &ids[..]]).await?;
    Ok(found.into_iter().map(|it| it.linked(work.account, &work.links)).collect())
}

/// How many files were sent in a conversation.
pub async fn count(work: &mut Work<'_>, conversation: ConversationId) -> db::Result<i64> {
    let sql =
        sql!("select count(*) from attachments where conversation_id = $2 and account_id = $1");
    let (count,) = work.tx.one::<(i64,)>(sql, args![work.account, conversation]).await?;
    Ok(count)
}

pub async fn insert(
    work: &mut Work<'_>,
    message: &Message,
    file: &Blob,
    file_type: FileType,
) -> db::Result<AttachmentId> {
    let sql = sql!(
        "insert into attachments
           (account_id, conversation_id, message_id, blob_id, file_type, created_at)
         values ($1, $2, $3, $4, $5, $6) returning id"
    );
    let args = args![
        work.account,
        message.conversation_id,
        message.id,
        file.id,
        file_type,
        message.created_at,
    ];
    let (id,) = work.tx.one::<(AttachmentId,)>(sql, args).await?;
    Ok(id)
}

/// The files of a message.
pub async fn files_of_message(work: &mut Work<'_>, id: MessageId) -> db::Result<Vec<i64>> {
    let sql = sql!("select blob_id from attachments where message_id = $2 and account_id = $1");
    let files = work.tx.all::<(BlobId,)>(sql, args![work.account, id]).await?;
    Ok(files.into_iter().map(|(id,)| id.0).collect())
}

/// The files of all messages of conversations.
pub async fn files_of_conversations(work: &mut Work<'_>, ids: &[i64]) -> db::Result<Vec<i64>> {
    let sql =
        sql!("select blob_id from attachments where conversation_id = any($2) and account_id = $1");
    let files = work.tx.all::<(BlobId,)>(sql, args![work.account, ids]).await?;
    Ok(files.into_iter().map(|(id,)| id.0).collect())
}

pub async fn delete_of_message(work: &mut Work<'_>, id: MessageId) -> db::Result<()> {
    let sql = sql!("delete from attachments where message_id = $2 and account_id = $1");
    work.tx.push(sql, args![work.account, id]).await
}
