//! What a contact answers, by the link that they were sent (contract
//! `realtime-client-platform.md`, 3.6). Whoever has the link may answer, for two weeks; in the chat
//! of a website they may whenever they see the question (`behaviour.md`, 6.6).

use db::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use super::{CsatResponse, ask, store};
use crate::{
    accounts,
    actor::Actor,
    conversations::{self, Conversation},
    error::{Error, Problems, Result},
    id::{AccountId, ConversationId, MessageId},
    inboxes::{self, Inbox, csat::Survey},
    messages::{self, Message, change},
    texts::Language,
    validate::{self, LONG},
    work::Work,
};

/// Days after which a survey can be answered no more, where it closes.
const OPEN: i64 = 14;

/// Whether a survey closes some day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closes {
    AfterTwoWeeks,
    Never,
}

/// A survey as its contact sees it.
#[derive(Debug)]
pub struct Asked {
    pub conversation: Conversation,
    pub message: Message,
    pub inbox: Inbox,
    pub survey: Survey,
    pub locale: String,
    pub response: Option<CsatResponse>,
}

/// What a contact answers, below the keys that the contract has.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Answer {
    pub message: Submitted,
}

#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Submitted {
    pub submitted_values: Values,
}

#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Values {
    pub csat_survey_response: Rating,
}

#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Rating {
    /// From 1, which is bad, to 5.
    #[serde(deserialize_with = "blank_is_none")]
    pub rating: Option<i64>,
    pub feedback_message: Option<String>,
}

/// Where the conversation is that a link names. Accounts that are suspended ask nobody.
pub async fn place(tx: &mut Tx, uuid: &str) -> Result<(AccountId, ConversationId)> {
    let (account, conversation) = conversations::of_uuid(tx, uuid).await?.ok_or(Error::NotFound)?;
    match accounts::status(tx, account).await? {
        Some(accounts::Status::Active) => Ok((account, conversation)),
        _ => Err(Error::NotFound),
    }
}

/// The language in which a survey is answered that a link names: that of its account. English,
/// where the link leads nowhere.
pub async fn language(tx: &mut Tx, uuid: &str) -> Result<Language> {
    let Some((account, _)) = conversations::of_uuid(tx, uuid).await? else {
        return Ok(Language::default());
    };
    let standing = accounts::standing(tx, account).await?;
    Ok(standing.map(|standing| standing.language).unwrap_or_default())
}

/// The survey of a conversation.
pub async fn show(work: &mut Work<'_>, id: ConversationId) -> Result<Asked> {
    let conversation = conversations::of_ids(work, &[id.0]).await?.pop().ok_or(Error::NotFound)?;
    let message = messages::first_survey(work, id).await?.ok_or(Error::NotFound)?;
    let inbox = inboxes::find(work, conversation.inbox_id).await?.ok_or(Error::NotFound)?;
    Ok(Asked {
        survey: ask::survey_of(&inbox),
        locale: accounts::show(work).await?.locale,
        response: store::of_message(work, message.id).await?,
        conversation,
        message,
        inbox,
    })
}

/// Notes what a contact answers. What they answer later takes its place.
pub async fn answer(work: &mut Work<'_>, id: ConversationId, answer: &Answer) -> Result<Asked> {
    let Asked { conversation, message, .. } = show(work, id).await?;
    let given = &answer.message.submitted_values.csat_survey_response;
    rate(work, &conversation, message.id, given, Closes::AfterTwoWeeks).await?;
    show(work, id).await
}

/// Notes how a contact rates what they were asked about in a message.
pub async fn rate(
    work: &mut Work<'_>,
    conversation: &Conversation,
    message: MessageId,
    given: &Rating,
    closes: Closes,
) -> Result<Message> {
    let before = change::lock(work, conversation.id, message).await?;
    let is_late = work.now.day() - before.created_at.day() > OPEN;
    if closes == Closes::AfterTwoWeeks && is_late {
        return Err(Error::refused("You cannot update the CSAT survey after 14 days"));
    }
    let Some(rating) = given.rating else { return Ok(before) };
    let feedback = validate::filled(given.feedback_message.clone());
    check(rating, feedback.as_deref())?;
    work.actor = Actor::Contact(conversation.contact_id);
    let said = json!({ "csat_survey_response": {
        "rating": rating, "feedback_message": feedback
    } });
    let submitted = Map::from_iter([("submitted_values".to_owned(), said)]).into();
    let content_attributes = before.content_attributes.merged(&submitted);
    let after = Message { content_attributes, ..before.clone() };
    let after = change::save(work, &before, after).await?;
    store::keep(work, conversation, message, rating, feedback.as_deref()).await?;
    Ok(after)
}

fn check(rating: i64, feedback: Option<&str>) -> Result<()> {
    let mut problems = Problems::default();
    if !(1..=5).contains(&rating) {
        problems.add("rating", "must be between 1 and 5");
    }
    problems.at_most_if("feedback_message", feedback, LONG);
    problems.check()
}

/// Forms send a blank text where nothing was chosen.
fn blank_is_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    match Value::deserialize(from)? {
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => text.trim().parse().map(Some).map_err(not_whole),
        value => Option::deserialize(value).map_err(not_whole),
    }
}

fn not_whole<E: serde::de::Error>(_: impl std::fmt::Display) -> E {
    E::custom("must be a whole number")
}
