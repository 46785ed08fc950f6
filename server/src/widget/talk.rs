//! How a visitor of a website talks: a conversation begins with their first message, and goes on
//! until they begin another (contract `realtime-client-platform.md`, 4.10 and 4.11) or choose an
//! earlier one.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::browser::Browser;
use crate::{
    contacts::contact_inboxes::ContactInbox,
    conversations::{
        Conversation,
        attributes::{self, Keep},
        post,
        start::{self, NewConversation},
        visitor,
    },
    error::{Error, Result},
    id::{DisplayId, MessageId},
    inboxes::channel::pre_chat,
    json::Object,
    labels,
    messages::{Message, MessageType, NewMessage, content},
    work::Work,
};

/// What a visitor writes.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Words {
    pub content: Option<String>,
    /// The message that it answers.
    pub reply_to: Option<MessageId>,
    /// When it was written, by the clock of the browser.
    pub timestamp: Option<String>,
    /// The page on which it was written.
    pub referer_url: Option<String>,
    pub echo_id: Option<Value>,
    /// The files that are sent along, by the ids that they have since they were uploaded.
    pub attachments: Option<Vec<String>>,
}

/// What a conversation is to know from its start.
#[derive(Clone, Debug, Default)]
pub struct Beginning {
    pub custom_attributes: Option<Object>,
    pub labels: Vec<String>,
    pub browser: Browser,
}

/// Begins a conversation with a first message, whatever other conversations there are.
pub async fn begin(
    work: &mut Work<'_>,
    known: &ContactInbox,
    words: &Words,
    beginning: &Beginning,
) -> Result<(Conversation, Message)> {
    let mut notes = beginning.browser.notes();
    notes.insert("initiated_at".to_owned(), json!({ "timestamp": words.timestamp }));
    notes.insert("referer".to_owned(), words.referer_url.clone().into());
    let new = NewConversation {
        source_id: Some(known.source_id.clone()),
        inbox_id: Some(known.inbox_id),
        contact_id: Some(known.contact_id),
        additional_attributes: Some(notes.into()),
        custom_attributes: beginning.custom_attributes.clone(),
        ..NewConversation::default()
    };
    let conversation = start::another(work, &new).await?;
    let conversation = label(work, conversation, &beginning.labels).await?;
    post::post_to(work, conversation, &message(words)).await
}

/// Goes on with the conversation that they are in, or begins one.
pub async fn go_on(
    work: &mut Work<'_>,
    known: &ContactInbox,
    chosen: Option<DisplayId>,
    words: &Words,
    beginning: &Beginning,
) -> Result<(Conversation, Message)> {
    match hold(work, known, chosen).await? {
        Some(conversation) => post::post_to(work, conversation, &message(words)).await,
        None => begin(work, known, words, beginning).await,
    }
}

/// Has the conversation that they are in carry a label that the account has.
pub async fn add_label(
    work: &mut Work<'_>,
    known: &ContactInbox,
    chosen: Option<DisplayId>,
    title: &str,
) -> Result<()> {
    let Some(conversation) = hold(work, known, chosen).await? else { return Ok(()) };
    label(work, conversation, &[title.to_owned()]).await.map(drop)
}

/// Has the conversation that they are in carry a label no longer.
pub async fn remove_label(
    work: &mut Work<'_>,
    known: &ContactInbox,
    chosen: Option<DisplayId>,
    title: &str,
) -> Result<()> {
    let Some(found) = hold(work, known, chosen).await? else { return Ok(()) };
    let before = attributes::labels(work, found.display_id).await?;
    let after: Vec<String> =
        before.iter().filter(|label| !label.eq_ignore_ascii_case(title)).cloned().collect();
    if after.len() < before.len() {
        attributes::set_labels(work, found.display_id, &after).await?;
    }
    Ok(())
}

/// Has the conversation that they are in have these attributes. They take the place of those that
/// there are, but for what the visitor has answered before the conversation and the page that says
/// this cannot know.
pub async fn set_attributes(
    work: &mut Work<'_>,
    known: &ContactInbox,
    chosen: Option<DisplayId>,
    wanted: &Object,
) -> Result<()> {
    let found = hold(work, known, chosen).await?.ok_or(Error::NotFound)?;
    let asked = pre_chat::asked_of(work, known.inbox_id).await?;
    let mut answered = found.custom_attributes.to_map();
    answered.retain(|key, _| asked.contains(key));
    let all = Object::from(answered).merged(wanted);
    attributes::set(work, found.display_id, &all, Keep::Nothing).await.map(drop)
}

/// The conversation that a visitor is in: the one that they have chosen, or else the newest, if
/// there is any.
///
/// # Errors
///
/// What they have chosen is none of theirs on this website.
pub async fn find(
    work: &mut Work<'_>,
    known: &ContactInbox,
    chosen: Option<DisplayId>,
) -> Result<Option<Conversation>> {
    let Some(id) = chosen else { return visitor::newest(work, known).await };
    let conversation = visitor::show(work, known, id).await?;
    if conversation.inbox_id != known.inbox_id {
        return Err(Error::NotOffered);
    }
    Ok(Some(conversation))
}

/// The same, for whoever asks for it to be there.
pub async fn current(
    work: &mut Work<'_>,
    known: &ContactInbox,
    chosen: Option<DisplayId>,
) -> Result<Conversation> {
    find(work, known, chosen).await?.ok_or(Error::NotFound)
}

/// The same as is [found](find), while nobody else changes it until this work is done.
async fn hold(
    work: &mut Work<'_>,
    known: &ContactInbox,
    chosen: Option<DisplayId>,
) -> Result<Option<Conversation>> {
    let Some(found) = find(work, known, chosen).await? else { return Ok(None) };
    visitor::lock(work, known, found.display_id).await.map(Some)
}

/// Has a conversation carry those labels that the account has.
async fn label(
    work: &mut Work<'_>,
    conversation: Conversation,
    wanted: &[String],
) -> Result<Conversation> {
    if wanted.is_empty() {
        return Ok(conversation);
    }
    let wanted: HashSet<String> = wanted.iter().map(|title| title.trim().to_lowercase()).collect();
    let known = labels::list(work).await?.into_iter().map(|label| label.title);
    let known: Vec<String> = known.filter(|title| wanted.contains(&title.to_lowercase())).collect();
    attributes::add_labels(work, conversation, &known).await
}

fn message(words: &Words) -> NewMessage {
    let reply = Map::from_iter([("in_reply_to".to_owned(), words.reply_to.map(|id| id.0).into())]);
    NewMessage {
        content: words.content.clone(),
        message_type: Some(MessageType::Incoming),
        content_attributes: content::Attributes(reply),
        echo_id: words.echo_id.clone(),
        attachments: words.attachments.clone(),
        ..NewMessage::default()
    }
}
