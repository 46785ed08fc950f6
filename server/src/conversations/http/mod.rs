//! Endpoints for conversations (contract `application-core.md`, 17).

pub mod drafts;
mod lists;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    assign::{self, Assignment},
    attributes::{self, Keep},
    change,
    details::{self, Sent},
    media, mute, participants,
    priority::{self, PriorityChange},
    seen,
    sla::Holding,
    start::{self, NewConversation},
    status::{self, StatusChange},
    transcript::{self, Recipient},
    wire,
};
use crate::{
    agents::{self, wire::Agent as AgentJson},
    app::{Acts, App},
    contacts::http::NewLabels,
    conversations,
    delivery::typing::{self, Typing},
    error::{Error, Result},
    http::{Admin, Agent, At, Brings, Done, Form, Input, Json, Listed, Payload, Responder, Upload},
    id::{DisplayId, UserId},
    json::Object,
    messages::{self, attachments, senders::Senders},
    notifications, page, removal,
    transfer::receive::Accepts,
    work::Work,
};

pub use lists::{counts, filter, list};

impl Form for Assignment {}
impl Form for Holding {}
impl Form for NewConversation {}
impl Form for PriorityChange {}
impl Form for Recipient {}
impl Form for StatusChange {}
impl Form for Typing {}

impl Brings for NewConversation {
    const FIELDS: &[&str] = &["message[attachments][]", "message[attachments]"];
    const ACCEPTS: Accepts = Accepts::Anything;
}

#[derive(JsonSchema, Deserialize)]
pub struct Attributes {
    custom_attributes: Option<Object>,
}

impl Form for Attributes {}

/// The users that a change of those who take part is about.
#[derive(JsonSchema, Deserialize)]
pub struct Users {
    user_ids: Option<Vec<UserId>>,
}

impl Form for Users {}

impl Users {
    fn required(self) -> Result<Vec<UserId>> {
        self.user_ids.map(agents::once_each).ok_or(Error::Missing("user_ids"))
    }
}

/// How many of the newest messages are wanted with a conversation. One, if nothing is said.
#[derive(JsonSchema, Deserialize)]
pub struct Shown {
    messages: Option<i64>,
}

impl Form for Shown {}

/// Messages that can be asked for with a conversation.
const MOST_MESSAGES: i64 = 100;

pub async fn create(
    responder: Responder,
    app: App,
    Upload(new): Upload<NewConversation>,
) -> Result<Json<wire::Conversation>> {
    // In a box, since whatever can follow from a message is in it.
    let begun = Box::pin(app.write(&responder, async move |work| {
        let conversation = start::start(work, &new).await?;
        details::load_one(work, conversation).await
    }));
    let details = begun.await?;
    Ok(Json(wire::Conversation::of(responder.account(), responder.member(), details)))
}

pub async fn show(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
    Input(shown): Input<Shown>,
) -> Result<Json<wire::Conversation>> {
    let wanted = shown.messages.map_or(1, |wanted| wanted.clamp(1, MOST_MESSAGES));
    let (details, newest) = app
        .read(&agent, async move |work| {
            let conversation = conversations::find(work, id).await?;
            let details = details::load_one(work, conversation).await?;
            let newest = newest(work, &details, wanted).await?;
            Ok::<_, Error>((details, newest))
        })
        .await?;
    Ok(Json(wire::Conversation::with_messages(agent.account, Some(&agent.member), details, newest)))
}

pub async fn update(
    responder: Responder,
    app: App,
    At(id): At<DisplayId>,
    Input((urgency, holding)): Input<(PriorityChange, Holding)>,
) -> Result<Json<wire::Conversation>> {
    let details = app
        .write(&responder, async move |work| {
            let conversation = change::change(work, id, &urgency, &holding).await?;
            details::load_one(work, conversation).await
        })
        .await?;
    Ok(Json(wire::Conversation::of(responder.account(), responder.member(), details)))
}

pub async fn toggle_status(
    responder: Responder,
    app: App,
    At(id): At<DisplayId>,
    Input(change): Input<StatusChange>,
) -> Result<Json<Payload<wire::StatusReply>>> {
    let conversation =
        app.write(&responder, async move |work| status::toggle(work, id, &change).await).await?;
    Ok(Payload::of(conversation.into()))
}

pub async fn toggle_priority(
    responder: Responder,
    app: App,
    At(id): At<DisplayId>,
    Input(change): Input<PriorityChange>,
) -> Result<Json<wire::PriorityReply>> {
    let conversation =
        app.write(&responder, async move |work| priority::set(work, id, &change).await).await?;
    Ok(Json(conversation.into()))
}

pub async fn assign(
    responder: Responder,
    app: App,
    At(id): At<DisplayId>,
    Input(assignment): Input<Assignment>,
) -> Result<Json<wire::AssignedReply>> {
    let assigned = app
        .write(&responder, async move |work| assign::assign(work, id, &assignment).await)
        .await?;
    Ok(Json(wire::AssignedReply::of(responder.account(), assigned)))
}

/// What was sent along in a conversation.
pub async fn attachments(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
    Input(part): Input<page::Part>,
) -> Result<Listed<media::Media>> {
    let (mut page, senders) = app
        .read(&agent, async move |work| {
            let conversation = conversations::find(work, id).await?;
            let page = attachments::page(work, conversation.id, &part).await?;
            let senders = Senders::load(work, &page.messages, &[], &[]).await?;
            Ok::<_, Error>((page, senders))
        })
        .await?;
    let next = page.next.take();
    Ok(Listed { list: media::Media::of(page, &senders), next })
}

pub async fn participants(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
) -> Result<Json<Vec<AgentJson>>> {
    let all = app.read(&agent, async move |work| participants::list(work, id).await).await?;
    Ok(Json(AgentJson::all(agent.account, all)))
}

pub async fn add_participants(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
    Input(users): Input<Users>,
) -> Result<Json<Vec<AgentJson>>> {
    let users = users.required()?;
    let new =
        app.write(&agent, async move |work| participants::add(work, id, &users).await).await?;
    Ok(Json(AgentJson::all(agent.account, new)))
}

pub async fn replace_participants(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
    Input(users): Input<Users>,
) -> Result<Json<Vec<AgentJson>>> {
    let users = users.required()?;
    let all =
        app.write(&agent, async move |work| participants::replace(work, id, &users).await).await?;
    Ok(Json(AgentJson::all(agent.account, all)))
}

pub async fn remove_participants(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
    Input(users): Input<Users>,
) -> Result<Done> {
    let users = users.required()?;
    app.write(&agent, async move |work| participants::remove(work, id, &users).await).await?;
    Ok(Done)
}

pub async fn labels(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
) -> Result<Json<Payload<Vec<String>>>> {
    let labels = app.read(&agent, async move |work| attributes::labels(work, id).await).await?;
    Ok(Payload::of(labels))
}

pub async fn set_labels(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
    Input(new): Input<NewLabels>,
) -> Result<Json<Payload<Vec<String>>>> {
    let names = new.names();
    let labels =
        app.write(&agent, async move |work| attributes::set_labels(work, id, &names).await).await?;
    Ok(Payload::of(labels))
}

pub async fn replace_attributes(
    responder: Responder,
    app: App,
    at: At<DisplayId>,
    input: Input<Attributes>,
) -> Result<Json<wire::AttributesReply>> {
    set_attributes(&responder, app, at, input, Keep::Nothing).await
}

pub async fn merge_attributes(
    agent: Agent,
    app: App,
    at: At<DisplayId>,
    input: Input<Attributes>,
) -> Result<Json<wire::AttributesReply>> {
    set_attributes(&agent, app, at, input, Keep::Others).await
}

async fn set_attributes(
    who: &impl Acts,
    app: App,
    At(id): At<DisplayId>,
    Input(attributes): Input<Attributes>,
    keep: Keep,
) -> Result<Json<wire::AttributesReply>> {
    let wanted = attributes.custom_attributes.ok_or(Error::Missing("custom_attributes"))?;
    let conversation =
        app.write(who, async move |work| attributes::set(work, id, &wanted, keep).await).await?;
    Ok(Json(wire::AttributesReply { custom_attributes: conversation.custom_attributes }))
}

/// The newest messages, oldest of them first.
async fn newest(work: &mut Work<'_>, details: &details::Details, wanted: i64) -> Result<Vec<Sent>> {
    if wanted == 1 {
        return Ok(details.last_message.clone().into_iter().collect());
    }
    let messages = messages::newest(work, details.conversation.id, wanted).await?;
    let contacts = std::slice::from_ref(&details.contact);
    let members: Vec<_> = details.assignee.clone().into_iter().collect();
    let senders = Senders::load(work, &messages, contacts, &members).await?;
    let sent = |message| {
        let sender = senders.of(&message);
        Sent { message, sender }
    };
    Ok(messages.into_iter().map(sent).collect())
}

/// The caller has seen all of it, and what they were told of it.
pub async fn update_last_seen(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
) -> Result<Json<wire::Conversation>> {
    let details = app
        .write(&agent, async move |work| {
            let conversation = seen::see(work, id).await?;
            notifications::see(work, conversation.id).await?;
            details::load_one(work, conversation).await
        })
        .await?;
    Ok(Json(wire::Conversation::of(agent.account, Some(&agent.member), details)))
}

pub async fn unread(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
) -> Result<Json<wire::Conversation>> {
    let details = app
        .write(&agent, async move |work| {
            let conversation = seen::unsee(work, id).await?;
            details::load_one(work, conversation).await
        })
        .await?;
    Ok(Json(wire::Conversation::of(agent.account, Some(&agent.member), details)))
}

pub async fn mute(agent: Agent, app: App, At(id): At<DisplayId>) -> Result<Done> {
    app.write(&agent, async move |work| mute::mute(work, id).await).await?;
    Ok(Done)
}

pub async fn unmute(agent: Agent, app: App, At(id): At<DisplayId>) -> Result<Done> {
    app.write(&agent, async move |work| mute::unmute(work, id).await).await?;
    Ok(Done)
}

pub async fn send_transcript(
    agent: Agent,
    app: App,
    At(id): At<DisplayId>,
    Input(recipient): Input<Recipient>,
) -> Result<Done> {
    app.write(&agent, async move |work| transcript::send(work, id, &recipient).await).await?;
    Ok(Done)
}

pub async fn delete(admin: Admin, app: App, At(id): At<DisplayId>) -> Result<Done> {
    app.write(&admin, async move |work| removal::conversation(work, id).await).await?;
    Ok(Done)
}

/// Whether the caller is typing. Nothing is stored.
pub async fn toggle_typing(
    responder: Responder,
    app: App,
    At(id): At<DisplayId>,
    Input(typing): Input<Typing>,
) -> Result<Done> {
    typing::tell(&app, &responder, id, typing).await?;
    Ok(Done)
}
