//! Endpoints for agent bots (contract `behaviour.md`, 6.5, and `application-core.md`, 9.4).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    BotChange,
    inbox::{bot_of, set_bot},
    wire::{Bot, OfInbox},
};
use crate::{
    agent_bots::{self, AgentBot},
    app::App,
    error::{Error, Result},
    http::{Admin, Agent, At, Brings, Done, Form, Input, Json, Upload},
    id::{AgentBotId, InboxId},
    removal,
    transfer::receive::Accepts,
    work::Work,
};

impl Form for BotChange {}

impl Brings for BotChange {
    const FIELDS: &[&str] = &["avatar"];
    const ACCEPTS: Accepts = Accepts::Picture;
}

/// The bot that is to answer in an inbox, if any.
#[derive(JsonSchema, Deserialize)]
pub struct Chosen {
    agent_bot: Option<AgentBotId>,
}

impl Form for Chosen {}

pub async fn list(agent: Agent, app: App) -> Result<Json<Vec<Bot<String>>>> {
    let bots = app.read(&agent, async |work: &mut Work<'_>| {
        let bots = agent_bots::list(work).await?;
        agent_bots::with_tokens(work, bots).await
    });
    let secrets = agent.is_told_tokens();
    Ok(Json(bots.await?.into_iter().map(|bot| Bot::of(bot, secrets)).collect()))
}

pub async fn show(agent: Agent, app: App, At(id): At<AgentBotId>) -> Result<Json<Bot<String>>> {
    let bot = app.read(&agent, async move |work: &mut Work<'_>| {
        let bot = agent_bots::show(work, id).await?;
        agent_bots::with_token(work, bot).await
    });
    Ok(Json(Bot::of(bot.await?, agent.is_told_tokens())))
}

pub async fn create(
    admin: Admin,
    app: App,
    Upload(new): Upload<BotChange>,
) -> Result<Json<Bot<String>>> {
    changed(&admin, &app, async move |work| agent_bots::create(work, &new).await).await
}

pub async fn update(
    admin: Admin,
    app: App,
    At(id): At<AgentBotId>,
    Upload(change): Upload<BotChange>,
) -> Result<Json<Bot<String>>> {
    changed(&admin, &app, async move |work| agent_bots::update(work, id, &change).await).await
}

pub async fn delete(admin: Admin, app: App, At(id): At<AgentBotId>) -> Result<Done> {
    app.write(&admin, async move |work| removal::agent_bot(work, id).await).await?;
    Ok(Done)
}

pub async fn reset_access_token(
    admin: Admin,
    app: App,
    At(id): At<AgentBotId>,
) -> Result<Json<Bot<String>>> {
    changed(&admin, &app, async move |work| agent_bots::reset_token(work, id).await).await
}

pub async fn reset_secret(
    admin: Admin,
    app: App,
    At(id): At<AgentBotId>,
) -> Result<Json<Bot<String>>> {
    changed(&admin, &app, async move |work| agent_bots::reset_secret(work, id).await).await
}

pub async fn delete_avatar(
    admin: Admin,
    app: App,
    At(id): At<AgentBotId>,
) -> Result<Json<Bot<String>>> {
    changed(&admin, &app, async move |work| agent_bots::remove_avatar(work, id).await).await
}

pub async fn of_inbox(agent: Agent, app: App, At(inbox): At<InboxId>) -> Result<Json<OfInbox>> {
    let bot =
        app.read(&agent, async move |work: &mut Work<'_>| match bot_of(work, inbox).await? {
            Some(bot) => Ok::<_, Error>(Some(agent_bots::with_token(work, bot).await?)),
            None => Ok(None),
        });
    Ok(Json(OfInbox::of(bot.await?, agent.is_told_tokens())))
}

pub async fn set_of_inbox(
    admin: Admin,
    app: App,
    At(inbox): At<InboxId>,
    Input(chosen): Input<Chosen>,
) -> Result<Done> {
    let bot = chosen.agent_bot.filter(|bot| bot.0 != 0);
    app.write(&admin, async move |work| set_bot(work, inbox, bot).await).await?;
    Ok(Done)
}

/// Changes a bot, and answers with it as it is then.
async fn changed<F>(admin: &Admin, app: &App, change: F) -> Result<Json<Bot<String>>>
where
    F: AsyncFn(&mut Work<'_>) -> Result<AgentBot> + Send + Sync + 'static,
{
    let bot = app.write(admin, async move |work: &mut Work<'_>| {
        let bot = change(work).await?;
        agent_bots::with_token(work, bot).await
    });
    Ok(Json(Bot::of(bot.await?, admin.0.is_told_tokens())))
}
