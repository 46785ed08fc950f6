//! What visitors answer to messages that ask them something: choices, forms, surveys (contract
//! `realtime-client-platform.md`, 3.5 and 4.11).

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Introduction;
use crate::{
    contacts::contact_inboxes::ContactInbox,
    conversations::Conversation,
    csat::answer::{self as survey, Closes, Rating},
    error::{Error, Problems, Result},
    id::MessageId,
    json::Object,
    messages::{self, ContentType, Message, MessageType, change, content},
    validate::{LONG, is_email},
    work::Work,
};

/// The key under which a message keeps what was answered.
const ANSWERS: &str = "submitted_values";

/// The key of what was answered to a survey.
const SURVEY: &str = "csat_survey_response";

/// What is kept of each answer.
const PARTS: [&str; 3] = ["name", "title", "value"];

/// Answers to one message. A form may have so many fields.
const MOST: usize = 100;

/// What a visitor answers: a list of `name`, `title` and `value`, or `csat_survey_response` with
/// a rating.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "submitted_values": [{ "title": "Blue", "value": "blue" }] }]))]
#[serde(default)]
pub struct Submitted {
    pub submitted_values: Option<Value>,
}

/// Notes what a visitor answers to a message of a conversation that they reach.
pub async fn answer(
    work: &mut Work<'_>,
    conversation: &Conversation,
    id: MessageId,
    submitted: &Submitted,
) -> Result<Message> {
    note(work, conversation, id, submitted, Closes::AfterTwoWeeks).await
}

async fn note(
    work: &mut Work<'_>,
    conversation: &Conversation,
    id: MessageId,
    submitted: &Submitted,
    surveys: Closes,
) -> Result<Message> {
    let before = change::lock(work, conversation.id, id).await.map_err(unseen)?;
    if before.private || before.message_type == MessageType::Activity {
        return Err(Error::NotOffered);
    }
    let values = submitted.submitted_values.as_ref().ok_or(Error::Missing(ANSWERS))?;
    if before.content_type == ContentType::InputCsat {
        return survey::rate(work, conversation, id, &rating(values)?, surveys).await;
    }
    if !asks(&before) {
        return Err(Error::invalid(ANSWERS, "cannot be added, since the message asks for nothing"));
    }
    let answers = Value::Array(answers(values)?);
    let submitted = Object::from(Map::from_iter([(ANSWERS.to_owned(), answers)]));
    let content_attributes = before.content_attributes.merged(&submitted);
    let mut problems = Problems::default();
    let whole = content::Attributes(content_attributes.to_map());
    content::check_attributes(&whole, &mut problems);
    problems.check()?;
    let after = Message { content_attributes, ..before.clone() };
    change::save(work, &before, after).await
}

/// Notes what the visitor of a website answers. An address that they are asked for is kept with the
/// question, and is theirs from then on.
pub async fn answer_or_leave(
    work: &mut Work<'_>,
    known: &ContactInbox,
    conversation: &Conversation,
    id: MessageId,
    said: &Introduction,
    submitted: &Submitted,
) -> Result<()> {
    let asked = messages::of_ids(work, &[id.0]).await?.pop();
    let asked = asked.filter(|asked| asked.conversation_id == conversation.id);
    let asked = asked.ok_or(Error::NotFound)?;
    if asked.content_type != ContentType::InputEmail || said.email.is_none() {
        return note(work, conversation, id, submitted, Closes::Never).await.map(drop);
    }
    let email = said.email().filter(|email| is_email(email));
    let email = email.ok_or_else(|| Error::invalid("email", "Invalid email"))?;
    let before = change::lock(work, conversation.id, id).await?;
    let left = Map::from_iter([("submitted_email".to_owned(), email.into())]).into();
    let content_attributes = before.content_attributes.merged(&left);
    change::save(work, &before, Message { content_attributes, ..before.clone() }).await?;
    super::fill_in(work, known.clone(), said).await.map(drop)
}

/// Whether a message is for the contact to answer by more than words.
fn asks(message: &Message) -> bool {
    let is_ours = matches!(message.message_type, MessageType::Outgoing | MessageType::Template);
    let asks = matches!(
        message.content_type,
        ContentType::InputText
            | ContentType::InputTextarea
            | ContentType::InputEmail
            | ContentType::InputSelect
            | ContentType::Cards
            | ContentType::Form
    );
    is_ours && asks
}

fn rating(values: &Value) -> Result<Rating> {
    let said = values.get(SURVEY).cloned().unwrap_or_default();
    let said = if said.is_null() { Value::Object(Map::new()) } else { said };
    serde_json::from_value(said).map_err(|error| Error::invalid(SURVEY, error.to_string()))
}

/// The answers, with what is kept of them.
fn answers(values: &Value) -> Result<Vec<Value>> {
    let wrong = |problem: &str| Error::invalid(ANSWERS, problem.to_owned());
    let given = match values {
        Value::Array(answers) => answers.as_slice(),
        Value::Object(_) => std::slice::from_ref(values),
        _ => return Err(wrong("must be a list of answers")),
    };
    if given.len() > MOST {
        return Err(wrong(&format!("are too many (maximum is {MOST})")));
    }
    let answers = given.iter().map(|answer| {
        let answer = answer.as_object().ok_or_else(|| wrong("must be a list of answers"))?;
        let mut kept = Map::new();
        for part in PARTS {
            let Some(value) = answer.get(part) else { continue };
            if value.is_array() || value.is_object() {
                return Err(wrong("must have texts as names, titles and values"));
            }
            if value.as_str().is_some_and(|text| text.chars().count() > LONG) {
                return Err(wrong(&format!("are too long (maximum is {LONG} characters each)")));
            }
            kept.insert(part.to_owned(), value.clone());
        }
        Ok(Value::Object(kept))
    });
    answers.collect()
}

/// That there is no such message is said as it is of everything that a visitor cannot reach.
fn unseen(error: Error) -> Error {
    match error {
        Error::NotFound | Error::Vanished => Error::NotOffered,
        error => error,
    }
}
