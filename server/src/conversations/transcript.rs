//! A transcript: what was said in a conversation, as a mail to whoever is to have it (contract
//! `behaviour.md`, 2.19). Notes, and what the product noted by itself, are not in it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Conversation, find, still_seen};
use crate::{
    accounts,
    clock::Timestamp,
    error::{Error, Result},
    id::{self, ConversationId, DisplayId, MessageId, UserId},
    mail::{Letter, Mail},
    messages::{
        self, Message, MessageType, Range,
        senders::{Sender, Senders},
    },
    tasks::Task,
    texts::Texts,
    validate,
    work::Work,
};

/// Messages of a transcript at most: its first ones.
const MOST: usize = 5_000;

/// Who is to have a transcript.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Recipient {
    pub email: Option<String>,
}

/// Writing a transcript, and having it sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Transcript {
    /// Tells it from all others.
    id: String,
    conversation: ConversationId,
    to: String,
    /// The member who has it sent, if it is one.
    pub by: Option<UserId>,
}

/// Has a transcript sent.
pub async fn send(work: &mut Work<'_>, id: DisplayId, recipient: &Recipient) -> Result<()> {
    let conversation = find(work, id).await?.id;
    let email = validate::filled(recipient.email.clone());
    let to = email.ok_or(Error::refused("email param missing"))?.trim().to_owned();
    check_address(&to)?;
    let by = work.actor.member().map(|member| member.user);
    Ok(work.enqueue(Transcript { id: id::uuid(), conversation, to, by }).await?)
}

/// Refuses what is no address.
pub fn check_address(address: &str) -> Result<()> {
    if validate::is_email(address.trim()) {
        Ok(())
    } else {
        Err(Error::invalid("email", "Invalid email"))
    }
}

impl Task for Transcript {
    const KIND: &'static str = "conversations.transcript";

    fn key(&self) -> String {
        self.id.clone()
    }
}

impl Transcript {
    /// Writes it, as whoever wants it. Nothing is sent of a conversation that is gone, or that they
    /// do not see any more.
    pub async fn write(&self, work: &mut Work<'_>) -> Result<()> {
        let found = still_seen(work, self.conversation).await?;
        let Some(conversation) = found else { return Ok(()) };
        let texts = accounts::texts(work).await?;
        let letter = letter(work, &conversation, texts).await?;
        let subject = texts.transcript.subject.with(&[("id", &conversation.display_id)]);
        let mail = Mail::new(&self.to, subject, &letter);
        Ok(work.enqueue(mail.known_as(format!("transcript-{}", self.id))).await?)
    }
}

async fn letter(work: &mut Work<'_>, conversation: &Conversation, texts: &Texts) -> Result<Letter> {
    let said = said(work, conversation.id).await?;
    let senders = Senders::load(work, &said, &[], &[]).await?;
    let opening = texts.transcript.opening.with(&[("id", &conversation.display_id)]);
    let mut letter = Letter::in_language(texts.language).paragraph(opening);
    for message in &said {
        let sender = senders.of(message);
        let name = Sender::in_mails(sender.as_ref(), &texts.transcript);
        let who = format!("{name}, {}", at(message.created_at));
        letter = letter.quote(who, text(message));
    }
    Ok(letter)
}

/// What the contact and those who answered have said, oldest first.
async fn said(work: &mut Work<'_>, conversation: ConversationId) -> Result<Vec<Message>> {
    let mut said: Vec<Message> = Vec::new();
    let mut after = MessageId(0);
    loop {
        let filter_internal_messages = Some("true".to_owned());
        let (after_this, before) = (Some(after), None);
        let range =
            Range { after: after_this, before, filter_internal_messages, ..Range::default() };
        let page = messages::page(work, conversation, &range).await?;
        let Some(last) = page.last() else { return Ok(said) };
        after = last.id;
        let is_talk = |message: &Message| {
            matches!(message.message_type, MessageType::Incoming | MessageType::Outgoing)
        };
        said.extend(page.into_iter().filter(is_talk));
        if said.len() >= MOST {
            said.truncate(MOST);
            return Ok(said);
        }
    }
}

/// `2026-02-03 10:00 UTC`.
fn at(moment: Timestamp) -> String {
    let iso = moment.iso();
    format!("{} {} UTC", &iso[..10], &iso[11..16])
}

/// What a message says, and where its files are found.
fn text(message: &Message) -> String {
    let said = message.content.iter().cloned();
    let files = message.attachments.iter().map(|file| file.data_url.clone());
    said.chain(files).collect::<Vec<_>>().join("\n")
}
