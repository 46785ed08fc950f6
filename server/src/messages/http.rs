//! Endpoints for the messages of a conversation (contract `application-core.md`, 18).

use serde_json::Value;

use super::{Message, NewMessage, Range, Translation, delivery::Progress, senders::Senders, wire};
use crate::{
    app::App,
    conversations::{
        self, details, post,
        wire::{Messages, MessagesMeta},
    },
    error::{Error, Result},
    http::{Agent, At, Brings, Form, Input, Json, Responder, Sub, Upload},
    id::{DisplayId, MessageId},
    messages::{self, senders::Sender},
    transfer::receive::Accepts,
    work::Work,
};

impl Form for NewMessage {}
impl Form for Range {}
impl Form for Progress {}
impl Form for Translation {}

impl Brings for NewMessage {
    const FIELDS: &[&str] = &["attachments[]", "attachments"];
    const ACCEPTS: Accepts = Accepts::Anything;
}

pub async fn list(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
    Input(range): Input<Range>,
) -> Result<Json<Messages>> {
    let (details, messages, senders) = app
        .read(&agent, async move |work| {
            let conversation = conversations::find(work, id).await?;
            let details = details::load_one(work, conversation).await?;
            let messages = messages::page(work, details.conversation.id, &range).await?;
            let contacts = std::slice::from_ref(&details.contact);
            let members: Vec<_> = details.assignee.clone().into_iter().collect();
            let senders = Senders::load(work, &messages, contacts, &members).await?;
            Ok::<_, Error>((details, messages, senders))
        })
        .await?;
    let render = |message| {
        let sender = senders.of(&message);
        wire::Message::of(id, message, sender, None)
    };
    let payload = messages.into_iter().map(render).collect();
    let conversation = details.conversation;
    let meta = MessagesMeta {
        labels: details.labels,
        additional_attributes: conversation.additional_attributes,
        contact: details.contact.into(),
        assignee: details.assignee.map(|agent| Sender::from(agent).into()),
        agent_last_seen_at: conversation.agent_last_seen_at,
        assignee_last_seen_at: conversation.assignee_last_seen_at,
    };
    Ok(Json(Messages { meta, payload }))
}

pub async fn create(
    responder: Responder,
    app: App,
    At(id): At<DisplayId>,
    Upload(new): Upload<NewMessage>,
) -> Result<Json<wire::Message>> {
    let written = app.write(&responder, async move |work| {
        let (_, message) = post::post(work, id, &new).await?;
        rendered(work, id, message, new.echo_id.clone()).await
    });
    Ok(Json(written.await?))
}

pub async fn update(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
    Sub(message): Sub<MessageId>,
    Input(progress): Input<Progress>,
) -> Result<Json<wire::Message>> {
    let noted = app.write(&agent, async move |work| {
        let message = post::note_progress(work, id, message, &progress).await?;
        rendered(work, id, message, None).await
    });
    Ok(Json(noted.await?))
}

pub async fn retry(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
    Sub(message): Sub<MessageId>,
) -> Result<Json<wire::Message>> {
    let again = app.write(&agent, async move |work| {
        let message = post::retry(work, id, message).await?;
        rendered(work, id, message, None).await
    });
    Ok(Json(again.await?))
}

/// What a message says in another language. Without a service that translates, that is only
/// what somebody has noted of it.
pub async fn translate(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
    Sub(message): Sub<MessageId>,
    Input(wanted): Input<Translation>,
) -> Result<Json<wire::Translated>> {
    let translated =
        app.read(&agent, async move |work| post::translated(work, id, message, &wanted).await);
    Ok(Json(wire::Translated { content: translated.await? }))
}

pub async fn delete(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
    Sub(message): Sub<MessageId>,
) -> Result<Json<wire::Message>> {
    let erased = app.write(&agent, async move |work| {
        let message = post::erase(work, id, message).await?;
        rendered(work, id, message, None).await
    });
    Ok(Json(erased.await?))
}

/// A message with its sender, who most often is the one at work.
async fn rendered(
    work: &mut Work<'_>,
    conversation: DisplayId,
    message: Message,
    echo_id: Option<Value>,
) -> Result<wire::Message> {
    let sender = Senders::load_for_actor(work, &message).await?.of(&message);
    Ok(wire::Message::of(conversation, message, sender, echo_id))
}
