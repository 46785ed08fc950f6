//! Endpoints for inboxes and their members (contract `application-core.md`, 9).

use std::sync::Arc;

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    Details, InboxChange, Parts, SettingsChange, assignable, channel::ChannelChange, members, wire,
};
use crate::{
    agents::{self, wire::Agent as AgentJson},
    app::App,
    error::{Error, Result},
    http::{
        Admin, Agent, At, Brings, Done, Form, FromParameters, Input, Json, Payload, Schemas, Upload,
    },
    id::{InboxId, UserId},
    inboxes,
    mail::probe::{self, Refusal},
    removal,
    transfer::receive::Accepts,
};

impl Form for SettingsChange {}

impl Form for Parts {}

/// What a request says under `channel`. Each type of channel reads what it has.
#[derive(JsonSchema, Deserialize)]
struct OfChannel<T> {
    channel: Option<T>,
}

impl<T: DeserializeOwned + JsonSchema> Form for OfChannel<T> {}

#[derive(Default, JsonSchema, Deserialize)]
struct ChannelKind {
    r#type: Option<String>,
}

impl FromParameters for InboxChange {
    const WRAPPER: Option<&'static str> = None;
    const SPELLS_NULL: bool = true;
    const SORTS_PROBLEMS: bool = false;

    fn from_parameters(parameters: &Value) -> Result<Self> {
        fn of_channel<T: DeserializeOwned + Default + JsonSchema>(parameters: &Value) -> Result<T> {
            let read = OfChannel::<T>::from_parameters(parameters)?;
            Ok(read.channel.unwrap_or_default())
        }
        let (settings, parts) = FromParameters::from_parameters(parameters)?;
        let is_named = parameters.get("channel").is_some_and(|channel| !channel.is_null());
        let channel = ChannelChange {
            kind: of_channel::<ChannelKind>(parameters)?.r#type,
            api: of_channel(parameters)?,
            website: of_channel(parameters)?,
            email: of_channel(parameters)?,
            network: of_channel(parameters)?,
        };
        Ok(InboxChange { settings, parts, channel: is_named.then_some(channel) })
    }

    fn schemas(known: &mut Schemas) -> Vec<Schema> {
        let channel = known.read::<OfChannel<ChannelChange>>();
        vec![known.read::<SettingsChange>(), known.read::<Parts>(), channel]
    }
}

impl Brings for InboxChange {
    const FIELDS: &[&str] = &["avatar"];
    const ACCEPTS: Accepts = Accepts::Picture;
}

/// The users that a change of members is about. The inbox is named in the body.
#[derive(JsonSchema, Deserialize)]
pub struct Members {
    inbox_id: Option<InboxId>,
    user_ids: Option<Vec<UserId>>,
}

impl Form for Members {}

impl Members {
    fn required(self) -> Result<(InboxId, Vec<UserId>)> {
        let inbox = self.inbox_id.ok_or(Error::NotFound)?;
        Ok((inbox, self.user_ids.map(agents::once_each).ok_or(Error::Missing("user_ids"))?))
    }
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Notice {
    message: &'static str,
}

pub async fn list(agent: Agent, app: App) -> Result<Json<Payload<Vec<wire::Inbox>>>> {
    let all = app.read(&agent, inboxes::list_details).await?;
    let all: Result<_> = all.into_iter().map(|details| rendered(&app, &agent, details)).collect();
    Ok(Payload::of(all?))
}

pub async fn show(agent: Agent, app: App, At(id): At<InboxId>) -> Result<Json<wire::Inbox>> {
    let details = app.read(&agent, async move |work| inboxes::details(work, id).await).await?;
    rendered(&app, &agent, details).map(Json)
}

pub async fn create(
    admin: Admin,
    app: App,
    Upload(new): Upload<InboxChange>,
) -> Result<Json<wire::Inbox>> {
    let vault = app.vault.clone();
    let details =
        app.write(&admin, async move |work| inboxes::create(work, &vault, &new).await).await?;
    rendered(&app, &admin.0, details).map(Json)
}

/// Changes an inbox. A mail server that it names is asked first.
pub async fn update(
    admin: Admin,
    app: App,
    At(id): At<InboxId>,
    Upload(change): Upload<InboxChange>,
) -> Result<Json<wire::Inbox>> {
    let (change, vault) = (Arc::new(change), app.vault.clone());
    let (planned, key) = (Arc::clone(&change), vault.clone());
    let server =
        app.read(&admin, async move |work| inboxes::server_to_ask(work, &key, id, &planned).await);
    if let Some(server) = server.await? {
        probe::ask(&app.outbound, &server).await.map_err(unusable)?;
    }
    let details = app
        .write(&admin, async move |work| inboxes::update(work, &vault, id, &change).await)
        .await?;
    rendered(&app, &admin.0, details).map(Json)
}

pub async fn reset_secret(
    admin: Admin,
    app: App,
    At(id): At<InboxId>,
) -> Result<Json<wire::Inbox>> {
    let details =
        app.write(&admin, async move |work| inboxes::reset_secret(work, id).await).await?;
    rendered(&app, &admin.0, details).map(Json)
}

pub async fn delete(admin: Admin, app: App, At(id): At<InboxId>) -> Result<Json<Notice>> {
    app.write(&admin, async move |work| removal::inbox(work, id).await).await?;
    let message = "Your inbox deletion request will be processed in some time.";
    Ok(Json(Notice { message }))
}

pub async fn delete_avatar(admin: Admin, app: App, At(id): At<InboxId>) -> Result<Done> {
    app.write(&admin, async move |work| inboxes::remove_avatar(work, id).await).await?;
    Ok(Done)
}

pub async fn members(
    agent: Agent,
    app: App,
    At(id): At<InboxId>,
) -> Result<Json<Payload<Vec<AgentJson>>>> {
    let members = app.read(&agent, async move |work| members::list(work, id).await).await?;
    Ok(Payload::of(AgentJson::all(agent.account, members)))
}

pub async fn add_members(
    admin: Admin,
    app: App,
    Input(form): Input<Members>,
) -> Result<Json<Payload<Vec<AgentJson>>>> {
    let (inbox, users) = form.required()?;
    let members =
        app.write(&admin, async move |work| members::add(work, inbox, &users).await).await?;
    Ok(Payload::of(AgentJson::all(admin.0.account, members)))
}

pub async fn replace_members(
    admin: Admin,
    app: App,
    Input(form): Input<Members>,
) -> Result<Json<Payload<Vec<AgentJson>>>> {
    let (inbox, users) = form.required()?;
    let members =
        app.write(&admin, async move |work| members::replace(work, inbox, &users).await).await?;
    Ok(Payload::of(AgentJson::all(admin.0.account, members)))
}

pub async fn remove_members(admin: Admin, app: App, Input(form): Input<Members>) -> Result<Done> {
    let (inbox, users) = form.required()?;
    app.write(&admin, async move |work| members::remove(work, inbox, &users).await).await?;
    Ok(Done)
}

/// The inboxes for which somebody is to be found.
#[derive(JsonSchema, Deserialize)]
pub struct Wanted {
    inbox_ids: Option<Vec<InboxId>>,
}

impl Form for Wanted {}

pub async fn assignable_to_all(
    agent: Agent,
    app: App,
    Input(wanted): Input<Wanted>,
) -> Result<Json<Payload<Vec<AgentJson>>>> {
    let ids = wanted.inbox_ids.unwrap_or_default();
    let agents = app.read(&agent, async move |work| assignable::to_all(work, &ids).await).await?;
    Ok(Payload::of(AgentJson::all(agent.account, agents)))
}

pub async fn assignable(
    agent: Agent,
    app: App,
    At(id): At<InboxId>,
) -> Result<Json<Payload<Vec<AgentJson>>>> {
    let agents = app.read(&agent, async move |work| assignable::to_all(work, &[id]).await).await?;
    Ok(Payload::of(AgentJson::all(agent.account, agents)))
}

pub async fn sync_templates(admin: Admin, app: App, At(id): At<InboxId>) -> Result<Done> {
    app.read(&admin, async move |work| inboxes::show(work, id).await).await?;
    Err(Error::refused("Template sync is only available for WhatsApp channels"))
}

pub async fn health(agent: Agent, app: App, At(id): At<InboxId>) -> Result<Done> {
    app.read(&agent, async move |work| inboxes::show(work, id).await).await?;
    Err(Error::Unfit("Health data only available for WhatsApp Cloud API channels"))
}

pub async fn register_webhook(admin: Admin, app: App, At(id): At<InboxId>) -> Result<Done> {
    app.read(&admin, async move |work| inboxes::show(work, id).await).await?;
    Err(Error::Unfit("Webhook registration only available for WhatsApp Cloud API channels"))
}

pub async fn csat_template(agent: Agent, app: App, At(id): At<InboxId>) -> Result<Done> {
    app.read(&agent, async move |work| inboxes::show(work, id).await).await?;
    let problem =
        "CSAT template operations only available for WhatsApp and Twilio WhatsApp channels";
    Err(Error::Unfit(problem))
}

/// What is wrong with a mail server, said of the setting that is most likely at fault.
fn unusable(refusal: Refusal) -> Error {
    let field = match refusal {
        Refusal::Address | Refusal::Server => "smtp_address",
        Refusal::Encryption => "smtp_enable_ssl_tls",
        Refusal::Login => "smtp_login",
    };
    Error::said(field, refusal.to_string())
}

fn rendered(app: &App, agent: &Agent, details: Details) -> Result<wire::Inbox> {
    let secrets = agent.is_told_tokens().then(|| details.channel.secrets(&app.vault));
    Ok(wire::Inbox::of(details, secrets.transpose()?))
}
