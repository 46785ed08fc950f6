//! What is said in the conversation of a visitor.

use axum::http::HeaderMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    super::{
        site, talk,
        wire::{Answered, Messages, Meta, Written},
    },
    conversations::Start,
};
use crate::{
    app::App,
    error::{Error, Result},
    http::{At, Chat, Form, Input, Json, Upload},
    id::MessageId,
    messages::{self, Range},
    visitors::{
        self, Introduction,
        answers::{self, Submitted},
        view,
        wire::Message,
    },
    work::Work,
};

/// Which messages are wanted.
#[derive(JsonSchema, Deserialize)]
pub struct Between {
    before: Option<MessageId>,
    after: Option<MessageId>,
}

/// What a visitor answers to a message: an address, or what is submitted.
#[derive(Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Answer {
    contact: Option<Address>,
    message: Option<Submitted>,
}

#[derive(Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct Address {
    email: Option<String>,
    name: Option<String>,
}

impl Form for Between {}
impl Form for Answer {}

pub async fn list(chat: Chat, app: App, Input(between): Input<Between>) -> Result<Json<Messages>> {
    let (id, chosen) = (chat.visitor.id, chat.chosen);
    let Between { before, after } = between;
    let read = app.read(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::recall(work, id).await?;
        let Some(found) = talk::find(work, &known, chosen).await? else { return Ok(None) };
        let filter_internal_messages = Some("true".to_owned());
        let range = Range { before, after, filter_internal_messages, ..Range::default() };
        let page = messages::page(work, found.id, &range).await?;
        let sent = view::sent(work, &known, page).await?;
        Ok::<_, Error>(Some((found, sent)))
    });
    let Some((found, sent)) = read.await? else {
        return Ok(Json(Messages { payload: Vec::new(), meta: None }));
    };
    let number = found.display_id;
    let payload = sent.into_iter().map(|sent| Message::of(number, sent)).collect();
    let meta = Some(Meta { contact_last_seen_at: found.contact_last_seen_at });
    Ok(Json(Messages { payload, meta }))
}

pub async fn create(
    chat: Chat,
    headers: HeaderMap,
    app: App,
    Upload(start): Upload<Start>,
) -> Result<Json<Written>> {
    let (id, chosen) = (chat.visitor.id, chat.chosen);
    let (words, beginning, said) = start.parts(&headers)?;
    let inbox = chat.visitor.door.inbox;
    let written = app.write(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        site::takes(work, inbox, &words).await?;
        let known = visitors::fill_in(work, known, &said).await?.contact_inbox;
        let (conversation, message) = talk::go_on(work, &known, chosen, &words, &beginning).await?;
        let sent = view::one_sent(work, &known, message).await?;
        Ok::<_, Error>((conversation.display_id, sent))
    });
    let (number, sent) = Box::pin(written).await?;
    Ok(Json(Written::of(number, sent)))
}

/// Notes what a visitor answers. An address that they leave is theirs from then on.
pub async fn answer(
    chat: Chat,
    app: App,
    At(message): At<MessageId>,
    Input(answer): Input<Answer>,
) -> Result<Json<Answered>> {
    let (id, chosen) = (chat.visitor.id, chat.chosen);
    let Address { email, name } = answer.contact.unwrap_or_default();
    let said = Introduction { email, name, ..Introduction::default() };
    let submitted = answer.message.unwrap_or_default();
    let answered = app.write(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        let found = talk::current(work, &known, chosen).await?;
        answers::answer_or_leave(work, &known, &found, message, &said, &submitted).await?;
        let known = visitors::recall(work, id).await?;
        view::profile_of(work, &known).await
    });
    Ok(Json(Answered { contact: answered.await?.row() }))
}
