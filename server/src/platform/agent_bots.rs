//! Agent bots that an app manages (contract 5.5).
//!
//! One without an account is the system's: any account may have it answer. One with an account
//! sees what is said there, so it is made only for an account that the app may reach.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Kind, OUT_OF_REACH, Object, reach};
use crate::{
    agent_bots::{self, BotChange, WithToken, picture},
    error::{Error, Result},
    id::{AccountId, AgentBotId, PlatformAppId},
    patch::Patch,
    permissibles, removal,
    validate::filled,
    work::Work,
};

/// What a request says of a bot, new or known.
#[derive(Clone, Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct PlatformBotChange {
    pub name: Option<String>,
    pub description: Patch<String>,
    pub outgoing_url: Patch<String>,
    /// The account of a new bot. One that is known stays where it is.
    pub account_id: Option<AccountId>,
    /// A picture that was uploaded, by its signed id.
    pub avatar: Option<String>,
    /// Where a picture is to be fetched from.
    pub avatar_url: Option<String>,
}

/// Those that an app may reach.
pub async fn list(work: &mut Work<'_>, app: PlatformAppId) -> Result<Vec<WithToken>> {
    let ids = permissibles::reachable(work.tx, app, Kind::AgentBot).await?;
    let bots = agent_bots::of_all(work, &ids).await?;
    agent_bots::with_tokens(work, bots).await
}

pub async fn show(work: &mut Work<'_>, app: PlatformAppId, id: AgentBotId) -> Result<WithToken> {
    enter(work, app, id).await?;
    shown(work, id).await
}

pub async fn create(
    work: &mut Work<'_>,
    app: PlatformAppId,
    new: &PlatformBotChange,
) -> Result<WithToken> {
    if let Some(account) = new.account_id.filter(|account| account.0 != 0) {
        reach(work, app, Object::Account(account)).await.map_err(|error| match error {
            Error::NotFound => Error::invalid("account", "must exist"),
            error => error,
        })?;
        work.account = account;
    }
    let bot = agent_bots::create(work, &new.bot()).await?;
    permissibles::permit(work, app, Object::AgentBot(bot.id)).await?;
    take_picture(work, bot.id, new).await?;
    shown(work, bot.id).await
}

pub async fn update(
    work: &mut Work<'_>,
    app: PlatformAppId,
    id: AgentBotId,
    change: &PlatformBotChange,
) -> Result<WithToken> {
    enter(work, app, id).await?;
    if change.account_id.is_some_and(|account| Some(account) != work.tenant()) {
        return Err(Error::invalid("account_id", "is that of the bot for good"));
    }
    agent_bots::update(work, id, &change.bot()).await?;
    take_picture(work, id, change).await?;
    shown(work, id).await
}

pub async fn delete(work: &mut Work<'_>, app: PlatformAppId, id: AgentBotId) -> Result<()> {
    enter(work, app, id).await?;
    permissibles::forget(work.tx, Object::AgentBot(id)).await?;
    match work.tenant() {
        Some(_) => removal::agent_bot(work, id).await,
        None => removal::system_bot::system_bot(work, id).await,
    }
}

pub async fn delete_avatar(
    work: &mut Work<'_>,
    app: PlatformAppId,
    id: AgentBotId,
) -> Result<WithToken> {
    enter(work, app, id).await?;
    agent_bots::remove_avatar(work, id).await?;
    shown(work, id).await
}

/// Has the work done for the account of a bot that the app may reach, or for none.
async fn enter(work: &mut Work<'_>, app: PlatformAppId, id: AgentBotId) -> Result<()> {
    reach(work, app, Object::AgentBot(id)).await?;
    let account = agent_bots::account_of(work.tx, id).await?.ok_or(OUT_OF_REACH)?;
    if let Some(account) = account {
        work.account = account;
    }
    Ok(())
}

async fn shown(work: &mut Work<'_>, id: AgentBotId) -> Result<WithToken> {
    let bot = agent_bots::show(work, id).await?;
    agent_bots::with_token(work, bot).await
}

async fn take_picture(
    work: &mut Work<'_>,
    id: AgentBotId,
    change: &PlatformBotChange,
) -> Result<()> {
    if let Some(signed) = &change.avatar {
        agent_bots::set_avatar(work, id, signed).await?;
    }
    match filled(change.avatar_url.clone()) {
        Some(url) => picture::fetch_later(work, id, &url).await,
        None => Ok(()),
    }
}

impl PlatformBotChange {
    fn bot(&self) -> BotChange {
        BotChange {
            name: self.name.clone(),
            description: self.description.clone(),
            outgoing_url: self.outgoing_url.clone(),
            ..BotChange::default()
        }
    }
}
