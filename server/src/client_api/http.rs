//! Endpoints of the Client API (contract `realtime-client-platform.md`, 3).

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{
    reception,
    wire::{Contact, Conversation, Inbox},
};
use crate::{
    app::App,
    conversations::visitor as conversations,
    delivery::typing::{self, Typing},
    error::{Error, Result},
    http::{At, Brings, Done, Entrance, Form, Input, Json, Sub, Upload, Visitor},
    id::{DisplayId, MessageId},
    json::Object,
    messages::{self, MessageType, NewMessage, Range},
    transfer::receive::Accepts,
    visitors::{
        self, Introduction,
        answers::{self, Submitted},
        identity::Identity,
        view,
        wire::Message,
    },
    work::Work,
};

impl Form for Identity {}
impl Form for Introduction {}
impl Form for Submitted {}

impl Brings for Introduction {
    const FIELDS: &[&str] = &["avatar"];
    const ACCEPTS: Accepts = Accepts::Picture;
}

/// What a visitor begins a conversation with.
#[derive(JsonSchema, Deserialize)]
pub struct Beginning {
    custom_attributes: Option<Object>,
}

impl Form for Beginning {}

/// What a visitor writes.
#[derive(JsonSchema, Deserialize)]
#[schemars(extend("examples" = [{ "content": "Where is my order?", "echo_id": "tmp-1" }]))]
pub struct Said {
    content: Option<String>,
    /// Comes back where the message is heard of on `/cable`.
    echo_id: Option<Value>,
    /// The files that are sent along, by the ids that they have since they were uploaded.
    attachments: Option<Vec<String>>,
}

impl Form for Said {}

impl Brings for Said {
    const FIELDS: &[&str] = &["attachments[]", "attachments"];
    const ACCEPTS: Accepts = Accepts::Anything;
}

/// Which messages of a conversation are wanted: the newest, or those before one.
#[derive(JsonSchema, Deserialize)]
pub struct Before {
    before: Option<MessageId>,
}

impl Form for Before {}

/// Whether a visitor types.
#[derive(JsonSchema, Deserialize)]
pub struct Types {
    /// `on` or `off`; anything else says nothing.
    typing_status: Option<String>,
}

impl Form for Types {}

pub async fn show_inbox(entrance: Entrance, app: App) -> Result<Json<Inbox>> {
    let door = entrance.0.clone();
    let shown = app
        .read(&entrance, async move |work: &mut Work<'_>| reception::show(work, &door).await)
        .await?;
    Ok(Json(shown.into()))
}

pub async fn create_contact(
    entrance: Entrance,
    app: App,
    Upload(said): Upload<Introduction>,
) -> Result<Json<Contact>> {
    let door = entrance.0.clone();
    let profile = app.write(&entrance, async move |work: &mut Work<'_>| {
        let known = visitors::introduce(work, &door, &said).await?;
        view::profile(work, known).await
    });
    Ok(Json(profile.await?.into()))
}

/// Whoever shows who they are is believed from then on.
pub async fn show_contact(
    visitor: Visitor,
    app: App,
    Input(identity): Input<Identity>,
) -> Result<Json<Contact>> {
    let (id, proven) = (visitor.id, visitor.door.proven(&identity)?);
    if proven.is_none() {
        let read = app.read(&visitor, async move |work: &mut Work<'_>| {
            let known = visitors::recall(work, id).await?;
            view::profile_of(work, &known).await
        });
        return Ok(Json(read.await?.into()));
    }
    let profile = app.write(&visitor, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        let known = visitors::recognise(work, known, proven.as_deref()).await?;
        view::profile(work, known).await
    });
    Ok(Json(profile.await?.into()))
}

pub async fn update_contact(
    visitor: Visitor,
    app: App,
    Upload(said): Upload<Introduction>,
) -> Result<Json<Contact>> {
    let (door, id) = (visitor.door.clone(), visitor.id);
    let profile = app.write(&visitor, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, id).await?;
        let known = visitors::update(work, &door, known, &said).await?;
        view::profile(work, known).await
    });
    Ok(Json(profile.await?.into()))
}

pub async fn list_conversations(visitor: Visitor, app: App) -> Result<Json<Vec<Conversation>>> {
    let me = visitor.id;
    let read = app.read(&visitor, async move |work: &mut Work<'_>| {
        let known = visitors::recall(work, me).await?;
        let conversations = conversations::list(work, &known).await?;
        let talks = view::talks(work, &known, conversations).await?;
        Ok::<_, Error>((talks, view::profile_of(work, &known).await?))
    });
    let (talks, profile) = read.await?;
    let profile = profile.in_brief();
    Ok(Json(talks.into_iter().map(|talk| Conversation::of(talk, &profile)).collect()))
}

pub async fn begin_conversation(
    visitor: Visitor,
    app: App,
    Input(beginning): Input<Beginning>,
) -> Result<Json<Conversation>> {
    let me = visitor.id;
    let begun = app.write(&visitor, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, me).await?;
        conversations::begin(work, &known, beginning.custom_attributes.clone()).await
    });
    // In a box, since whatever can follow from a conversation is in it.
    let id = Box::pin(begun).await?.display_id;
    shown(&visitor, &app, id).await
}

pub async fn show_conversation(
    visitor: Visitor,
    app: App,
    At(id): At<DisplayId>,
) -> Result<Json<Conversation>> {
    shown(&visitor, &app, id).await
}

/// A conversation as it is now. It is read for itself, and keeps nobody who writes waiting.
async fn shown(visitor: &Visitor, app: &App, id: DisplayId) -> Result<Json<Conversation>> {
    let me = visitor.id;
    let read = app.read(visitor, async move |work: &mut Work<'_>| {
        let known = visitors::recall(work, me).await?;
        let conversation = conversations::show(work, &known, id).await?;
        let talk = view::talk(work, &known, conversation).await?;
        Ok::<_, Error>((talk, view::profile_of(work, &known).await?))
    });
    let (talk, profile) = read.await?;
    Ok(Json(Conversation::of(talk, &profile)))
}

pub async fn resolve_conversation(
    visitor: Visitor,
    app: App,
    At(id): At<DisplayId>,
) -> Result<Json<Conversation>> {
    let me = visitor.id;
    app.write(&visitor, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, me).await?;
        conversations::resolve(work, &known, id).await
    })
    .await?;
    shown(&visitor, &app, id).await
}

/// Whether the visitor is typing. Nothing is stored.
pub async fn toggle_typing(
    visitor: Visitor,
    app: App,
    At(id): At<DisplayId>,
    Input(types): Input<Types>,
) -> Result<Done> {
    let me = visitor.id;
    app.read(&visitor, async move |work: &mut Work<'_>| {
        let known = visitors::recall(work, me).await?;
        conversations::show(work, &known, id).await
    })
    .await?;
    let typing = Typing { typing_status: types.typing_status, is_private: None };
    typing::tell(&app, &visitor, id, typing).await?;
    Ok(Done)
}

pub async fn update_last_seen(visitor: Visitor, app: App, At(id): At<DisplayId>) -> Result<Done> {
    let me = visitor.id;
    app.write(&visitor, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, me).await?;
        conversations::see(work, &known, id).await
    })
    .await?;
    Ok(Done)
}

pub async fn list_messages(
    visitor: Visitor,
    app: App,
    At(id): At<DisplayId>,
    Input(wanted): Input<Before>,
) -> Result<Json<Vec<Message>>> {
    let me = visitor.id;
    let sent = app.read(&visitor, async move |work: &mut Work<'_>| {
        let known = visitors::recall(work, me).await?;
        let conversation = conversations::show(work, &known, id).await?;
        let range = Range {
            before: wanted.before,
            filter_internal_messages: Some("true".to_owned()),
            ..Range::default()
        };
        let messages = messages::page(work, conversation.id, &range).await?;
        view::sent(work, &known, messages).await
    });
    Ok(Json(sent.await?.into_iter().map(|sent| Message::of(id, sent)).collect()))
}

pub async fn create_message(
    visitor: Visitor,
    app: App,
    At(id): At<DisplayId>,
    Upload(said): Upload<Said>,
) -> Result<Json<Message>> {
    let me = visitor.id;
    let Said { content, echo_id, attachments } = said;
    let message_type = Some(MessageType::Incoming);
    let new = NewMessage { content, message_type, echo_id, attachments, ..NewMessage::default() };
    let written = app.write(&visitor, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, me).await?;
        let message = conversations::post(work, &known, id, &new).await?;
        view::one_sent(work, &known, message).await
    });
    Ok(Json(Message::of(id, written.await?)))
}

pub async fn answer_message(
    visitor: Visitor,
    app: App,
    At(id): At<DisplayId>,
    Sub(message): Sub<MessageId>,
    Input(submitted): Input<Submitted>,
) -> Result<Json<Message>> {
    let me = visitor.id;
    let answered = app.write(&visitor, async move |work: &mut Work<'_>| {
        let known = visitors::hold(work, me).await?;
        let conversation = conversations::show(work, &known, id).await?;
        let message = answers::answer(work, &conversation, message, &submitted).await?;
        view::one_sent(work, &known, message).await
    });
    Ok(Json(Message::of(id, answered.await?)))
}
