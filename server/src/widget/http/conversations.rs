//! The conversation of a visitor: the newest, one that they choose, or another that begins.

use axum::{
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::{
    browser::Browser,
    talk::{self, Beginning, Words},
    wire::{Begun, ConversationRow, Current, Listed},
};
use crate::{
    actions::allowance,
    app::{Acts as _, App},
    campaigns, contacts,
    conversations::{
        attributes,
        transcript::{self, Recipient},
        visitor,
    },
    delivery::typing::{self, Typing},
    error::{Error, Result},
    http::{
        Brings, Call, Chat, Described, Done, Form, Input, Json, NoContent, Payload, Upload, headers,
    },
    inboxes::channel::website::Feature,
    json::Object,
    messages,
    transfer::receive::Accepts,
    visitors::{self, Introduction, view},
    widget::site,
    work::Work,
};

/// What a visitor begins a conversation with: a message, and what they filled in before it.
#[derive(Default, JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{
    "contact": { "name": "Lea", "email": "lea@customer.example" },
    "message": { "content": "Hello", "referer_url": "https://shop.example/", "echo_id": "tmp-1" }
}]))]
#[serde(default)]
pub struct Start {
    contact: Option<About>,
    message: Option<Words>,
    custom_attributes: Option<Object>,
    labels: Option<Vec<String>>,
}

/// What a form before the chat asks for.
#[derive(Clone, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct About {
    name: Option<String>,
    email: Option<String>,
    phone_number: Option<String>,
}

/// Attributes that take the place of those that are there, but for what was asked before.
#[derive(JsonSchema, Deserialize)]
pub struct Attributes {
    custom_attributes: Option<Object>,
}

/// Attributes that are to go, by their keys.
#[derive(JsonSchema, Deserialize)]
pub struct Keys {
    custom_attribute: Option<Vec<String>>,
}

/// Whether a visitor types.
#[derive(JsonSchema, Deserialize)]
pub struct Types {
    /// `on` or `off`; anything else says nothing.
    typing_status: Option<String>,
}

/// Whether there was a conversation to look at.
pub enum Seen {
    Now,
    Nothing,
}

impl IntoResponse for Seen {
    fn into_response(self) -> Response {
        match self {
            Seen::Now => Done.into_response(),
            Seen::Nothing => NoContent.into_response(),
        }
    }
}

impl Described for Seen {
    fn describe(call: &mut Call<'_>) {
        call.answers_nothing(StatusCode::OK);
        call.answers_nothing(StatusCode::NO_CONTENT);
    }
}

/// Whether there was a conversation to send.
pub enum Sent {
    Now,
    TooEarly,
}

impl IntoResponse for Sent {
    fn into_response(self) -> Response {
        match self {
            Sent::Now => Done.into_response(),
            Sent::TooEarly => StatusCode::TOO_MANY_REQUESTS.into_response(),
        }
    }
}

impl Described for Sent {
    fn describe(call: &mut Call<'_>) {
        call.answers_nothing(StatusCode::OK);
        call.answers_nothing(StatusCode::TOO_MANY_REQUESTS);
        call.says(StatusCode::TOO_MANY_REQUESTS, &[headers::RETRY_AFTER.at_times()]);
    }
}

impl Form for Start {}
impl Form for Attributes {}
impl Form for Keys {}
impl Form for Types {}

impl Brings for Start {
    const FIELDS: &[&str] = &["message[attachments][]", "message[attachments]"];
    const ACCEPTS: Accepts = Accepts::Anything;
}

impl From<About> for Introduction {
    fn from(about: About) -> Self {
        let About { name, email, phone_number } = about;
        Introduction { email, name, phone_number, ..Introduction::default() }
    }
}

impl Start {
    /// What the visitor writes, and what the conversation is to know from its start.
    pub fn parts(self, headers: &HeaderMap) -> Result<(Words, Beginning, Introduction)> {
        let words = self.message.ok_or(Error::Missing("message"))?;
        let beginning = Beginning {
            custom_attributes: self.custom_attributes,
            labels: self.labels.unwrap_or_default(),
            browser: Browser::of(headers),
        };
        let said = Introduction::from(self.contact.unwrap_or_default());
        Ok((words, beginning, said.as_far_as_it_fits()))
    }
}

pub async fn show(chat: Chat, app: App) -> Result<Json<Current>> {
    let (id, chosen) = (chat.visitor.id, chat.chosen);
    let found = app.read(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::recall(work, id).await?;
        talk::find(work, &known, chosen).await
    });
    Ok(Json(found.await?.into()))
}

/// The conversations that the visitor has had on this website, newest first.
pub async fn list(chat: Chat, app: App) -> Result<Json<Payload<Vec<Listed>>>> {
    let id = chat.visitor.id;
    let read = app.read(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::recall(work, id).await?;
        let conversations = visitor::list_in_inbox(work, &known).await?;
        view::endings(work, &known, conversations).await
    });
    Ok(Payload::of(read.await?.into_iter().map(Listed::from).collect()))
}

pub async fn begin(
    chat: Chat,
    headers: HeaderMap,
    app: App,
    Upload(start): Upload<Start>,
) -> Result<Json<Begun>> {
    let id = chat.visitor.id;
    let (words, beginning, said) = start.parts(&headers)?;
    let inbox = chat.visitor.door.inbox;
    let begun = app.write(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        site::takes(work, inbox, &words).await?;
        let known = visitors::fill_in(work, known, &said).await?.contact_inbox;
        let (conversation, _) = talk::begin(work, &known, &words, &beginning).await?;
        let talk = view::talk(work, &known, conversation).await?;
        Ok::<_, Error>((talk, view::profile_of(work, &known).await?))
    });
    let (talk, profile) = Box::pin(begun).await?;
    Ok(Json(Begun::of(talk, &profile)))
}

/// Resolves the conversation, where the chat offers that.
pub async fn resolve(chat: Chat, app: App) -> Result<Done> {
    let (id, chosen) = (chat.visitor.id, chat.chosen);
    let inbox = chat.visitor.door.inbox;
    app.write(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        site::offers(work, inbox, Feature::EndConversation).await?;
        let found = talk::current(work, &known, chosen).await?;
        visitor::resolve(work, &known, found.display_id).await
    })
    .await?;
    Ok(Done)
}

pub async fn update_last_seen(chat: Chat, app: App) -> Result<Seen> {
    let (id, chosen) = (chat.visitor.id, chat.chosen);
    app.write(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        match talk::find(work, &known, chosen).await? {
            Some(found) => {
                visitor::see(work, &known, found.display_id).await?;
                Ok::<_, Error>(Seen::Now)
            }
            None => Ok(Seen::Nothing),
        }
    })
    .await
}

/// Whether the visitor is typing. Nothing is stored.
pub async fn toggle_typing(chat: Chat, app: App, Input(types): Input<Types>) -> Result<Done> {
    let (id, chosen) = (chat.visitor.id, chat.chosen);
    let found = app.read(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::recall(work, id).await?;
        talk::current(work, &known, chosen).await
    });
    let found = found.await?.display_id;
    let typing = Typing { typing_status: types.typing_status, is_private: None };
    typing::tell(&app, &chat, found, typing).await?;
    Ok(Done)
}

/// Has a visitor sent what was said, if there is an address that is theirs and somebody of the
/// account has answered: nobody has a desk write to others what they like.
pub async fn send_transcript(chat: Chat, app: App) -> Result<Sent> {
    let (id, chosen) = (chat.visitor.id, chat.chosen);
    let read = app.read(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::recall(work, id).await?;
        let Some(found) = talk::find(work, &known, chosen).await? else { return Ok(None) };
        if !messages::was_answered(work, found.id).await? {
            return Err(Error::refused("Nobody has answered yet"));
        }
        let contact = contacts::show(work, known.contact_id).await?;
        Ok::<_, Error>(Some((found.display_id, contact.email.filter(|_| !known.claimed))))
    });
    let Some((found, email)) = read.await? else { return Ok(Sent::TooEarly) };
    let Some(email) = email else { return Ok(Sent::Now) };
    app.attempts.transcripts.count(&id.to_string(), app.clock.now())?;
    app.attempts.mails.count(&email, app.clock.now())?;
    app.write(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        let found = visitor::show(work, &known, found).await?.display_id;
        allowance::take_mail_of_visitor(work).await?;
        transcript::send(work, found, &Recipient { email: Some(email.clone()) }).await
    })
    .await?;
    Ok(Sent::Now)
}

pub async fn set_custom_attributes(
    chat: Chat,
    app: App,
    Input(wanted): Input<Attributes>,
) -> Result<NoContent> {
    let (id, chosen) = (chat.visitor.id, chat.chosen);
    let wanted = wanted.custom_attributes.ok_or(Error::Missing("custom_attributes"))?;
    app.write(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        talk::set_attributes(work, &known, chosen, &wanted).await
    })
    .await?;
    Ok(NoContent)
}

pub async fn destroy_custom_attributes(
    chat: Chat,
    app: App,
    Input(keys): Input<Keys>,
) -> Result<Json<ConversationRow>> {
    let (id, chosen) = (chat.visitor.id, chat.chosen);
    let keys = keys.custom_attribute.ok_or(Error::Missing("custom_attribute"))?;
    let left = app.write(&chat, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        let found = talk::current(work, &known, chosen).await?;
        let left = attributes::remove(work, found.display_id, &keys).await?;
        let labels = attributes::labels(work, left.display_id).await?;
        let campaign = match left.campaign {
            Some(number) => campaigns::find(work, number).await?.map(|campaign| campaign.id),
            None => None,
        };
        Ok::<_, Error>((left, labels, campaign))
    });
    let (left, labels, campaign) = left.await?;
    Ok(Json(ConversationRow::of(chat.account(), left, labels, campaign)))
}
