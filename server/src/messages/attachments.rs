//! Attachments: the files that were sent with a message (contract `application-core.md`, 3.10,
//! and `behaviour.md`, 1.5).
//!
//! All of them are files that are stored here. The kinds that other channels have besides, such
//! as places on a map, come with those channels.

use super::{
    Message,
    store::{self, attachments as rows},
};
use crate::{
    error::Result,
    files::{self, Blob, Brief, Size, kind, name},
    id::{AccountId, AttachmentId, ConversationId, MessageId},
    links::Links,
    page::Part,
    work::Work,
};

/// Files that a message has at most.
pub const MOST: usize = 15;

/// Files of one page of what was sent in a conversation.
const PAGE: u64 = 100;

/// A file of a message, and where it is found.
#[derive(Clone, Debug)]
pub struct Attachment {
    pub id: AttachmentId,
    pub message_id: MessageId,
    pub account_id: AccountId,
    pub file_type: FileType,
    pub extension: Option<String>,
    pub content_type: String,
    pub data_url: String,
    /// Empty unless it is a picture of which a small one can be made.
    pub thumb_url: String,
    pub file_size: i64,
    pub size: Option<Size>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileType {
    Image,
    Audio,
    Video,
    File,
}

crate::stored! {
    FileType { Image = 0 "image", Audio = 1 "audio", Video = 2 "video", File = 3 "file" }
}

/// A page of what was sent in a conversation, newest first.
#[derive(Debug)]
pub struct Page {
    pub attachments: Vec<Attachment>,
    /// The messages that they were sent with, in no particular order.
    pub messages: Vec<Message>,
    pub count: i64,
    /// Where the next part begins, if it was asked for.
    pub next: Option<String>,
}

/// Adds files to a message that was just added.
pub async fn add(work: &mut Work<'_>, message: Message, files: &[Blob]) -> Result<Message> {
    let mut attachments = Vec::with_capacity(files.len());
    for file in files {
        let file_type = FileType::of(&file.content_type);
        let id = rows::insert(work, &message, file, file_type).await?;
        let (account, file) = (work.account, file.brief());
        attachments.push(Attachment::of(id, message.id, account, file_type, file, &work.links));
    }
    Ok(Message { attachments, ..message })
}

/// Takes the files of a message away.
pub async fn remove(work: &mut Work<'_>, message: &Message) -> Result<()> {
    if !message.has_attachments {
        return Ok(());
    }
    let files = rows::files_of_message(work, message.id).await?;
    rows::delete_of_message(work, message.id).await?;
    files::doom(work, &files).await
}

/// Removes all messages of conversations, with what was sent along.
pub async fn delete_with_messages(work: &mut Work<'_>, conversations: &[i64]) -> Result<()> {
    let files = rows::files_of_conversations(work, conversations).await?;
    store::delete_of_conversations(work, conversations).await?;
    files::doom(work, &files).await
}

pub async fn page(work: &mut Work<'_>, conversation: ConversationId, part: &Part) -> Result<Page> {
    let (keyset, window) = (rows::newest_first(), part.window(PAGE));
    let behind = keyset.behind(part.cursor.as_deref())?;
    let attachments = rows::page(work, conversation, behind, window).await?;
    let own: Vec<i64> = attachments.iter().map(|it| it.id.0).collect();
    let next = part.next(work.tx, &keyset, &own, window).await?;
    let mut ids: Vec<i64> = attachments.iter().map(|it| it.message_id.0).collect();
    ids.dedup();
    Ok(Page {
        messages: store::of_ids(work, &ids).await?,
        count: rows::count(work, conversation).await?,
        attachments,
        next,
    })
}

impl FileType {
    fn of(content_type: &str) -> Self {
        match content_type {
            "image/jpeg" | "image/png" | "image/gif" | "image/bmp" | "image/webp" => {
                FileType::Image
            }
            "video/ogg" | "video/mp4" | "video/webm" | "video/quicktime" => FileType::Video,
            sound if sound.starts_with("audio/") => FileType::Audio,
            _ => FileType::File,
        }
    }
}

impl Attachment {
    pub fn of(
        id: AttachmentId,
        message_id: MessageId,
        account_id: AccountId,
        file_type: FileType,
        file: Brief,
        links: &Links,
    ) -> Self {
        let is_small_possible = kind::is_representable(&file.content_type, file.size);
        let small = is_small_possible.then(|| links.to_thumbnail(file.id, &file.filename));
        Attachment {
            id,
            message_id,
            account_id,
            file_type,
            extension: name::extension(&file.filename),
            data_url: links.to_blob(file.id, &file.filename),
            thumb_url: small.unwrap_or_default(),
            content_type: file.content_type,
            file_size: file.byte_size,
            size: file.size,
        }
    }
}
