//! Agent bots: programs that answer conversations.
//!
//! A bot is told what happens at its address, and acts by its own access token where bots may
//! (`http::Responder`). One that belongs to no account is the system's: it is there for all of
//! them, and theirs to use but not to change. It is changed by work that is done for no account.
//!
//! Rows in `store`, which bot answers in an inbox in [`inbox`], pictures that are fetched in
//! [`picture`], JSON in [`wire`], endpoints in
//! [`http`]. What a bot leaves behind when it is removed is in [`removal`](crate::removal).

pub mod http;
pub mod inbox;
pub mod picture;
mod store;
pub mod wire;

use db::Tx;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    accounts,
    actor::Bot,
    audits,
    error::{Error, Problems, Result},
    events::{Event, Name},
    files::avatar,
    id::{self, AccountId, AgentBotId},
    json::Object,
    links::Avatar,
    patch::Patch,
    users::{self, AccessToken, Owner},
    validate::{self, LONG, SHORT, URL},
    work::Work,
};

pub use store::{account_of, account_that_uses, find, keep, list, of_all, of_ids, reachable};

#[derive(Clone, Debug)]
pub struct AgentBot {
    pub id: AgentBotId,
    /// None for one of the system's.
    pub account_id: Option<AccountId>,
    pub name: String,
    pub description: Option<String>,
    /// Where it is told what happens.
    pub outgoing_url: Option<String>,
    pub bot_type: BotType,
    pub bot_config: Object,
    /// Signs what it is told.
    pub secret: String,
    pub avatar: Avatar,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BotType {
    Webhook,
}

crate::stored! {
    BotType { Webhook = 0 "webhook" }
}

/// What a request says of a bot, new or known.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct BotChange {
    pub name: Option<String>,
    pub description: Patch<String>,
    pub outgoing_url: Patch<String>,
    pub bot_type: Option<BotType>,
    pub bot_config: Option<Object>,
    /// A picture that was uploaded, by its signed id.
    pub avatar: Option<String>,
    /// Where a picture is to be fetched from, if none was uploaded.
    pub avatar_url: Option<String>,
}

/// A bot with the token that it shows to be let in.
#[derive(Clone, Debug)]
pub struct WithToken {
    pub bot: AgentBot,
    pub token: Option<AccessToken>,
}

impl AgentBot {
    pub fn is_of_system(&self) -> bool {
        self.account_id.is_none()
    }
}

/// A bot that is there for the account.
pub async fn show(work: &mut Work<'_>, id: AgentBotId) -> Result<AgentBot> {
    find(work, id).await?.ok_or(Error::NotFound)
}

/// Who a bot is to an account: its own, or one that answers in one of its inboxes.
pub async fn actor(tx: &mut Tx, account: AccountId, id: AgentBotId) -> Result<Option<Bot>> {
    let known = store::brief_if_related(tx, account, id).await?;
    Ok(known.map(|(name, avatar)| Bot { id, name, avatar }))
}

/// Bots with their tokens.
pub async fn with_tokens(work: &mut Work<'_>, bots: Vec<AgentBot>) -> Result<Vec<WithToken>> {
    let ids: Vec<i64> = bots.iter().map(|bot| bot.id.0).collect();
    let mut tokens = users::tokens_of_bots(work.tx, &ids).await?;
    let with_token = |bot: AgentBot| {
        let token = tokens.remove(&bot.id);
        WithToken { bot, token }
    };
    Ok(bots.into_iter().map(with_token).collect())
}

pub async fn with_token(work: &mut Work<'_>, bot: AgentBot) -> Result<WithToken> {
    let mut all = with_tokens(work, vec![bot]).await?;
    all.pop().ok_or(Error::NotFound)
}

pub async fn create(work: &mut Work<'_>, new: &BotChange) -> Result<AgentBot> {
    let blank = AgentBot {
        id: AgentBotId(0),
        account_id: work.tenant(),
        name: String::new(),
        description: None,
        outgoing_url: None,
        bot_type: BotType::Webhook,
        bot_config: Object::empty(),
        secret: id::token(),
        avatar: Avatar::default(),
    };
    let bot = pictured(work, blank.changed(new)?, new).await?;
    let id = store::insert(work, &bot).await?;
    users::give_token(work, Owner::Bot(id)).await?;
    let bot = AgentBot { id, ..bot };
    fetch_picture(work, id, new).await?;
    audits::created(work, &bot).await?;
    tell(work, Name::AgentBotCreated, id).await?;
    Ok(bot)
}

pub async fn update(work: &mut Work<'_>, id: AgentBotId, change: &BotChange) -> Result<AgentBot> {
    let before = own(work, id).await?;
    let bot = pictured(work, before.clone().changed(change)?, change).await?;
    fetch_picture(work, id, change).await?;
    audits::updated(work, &before, &bot).await?;
    changed(work, &bot).await?;
    Ok(bot)
}

/// Gives a bot a picture that was uploaded for no account.
pub async fn set_avatar(work: &mut Work<'_>, id: AgentBotId, signed_id: &str) -> Result<AgentBot> {
    let bot = own(work, id).await?;
    let avatar = avatar::replace_of_user(work, &bot.avatar, signed_id).await?;
    let bot = AgentBot { avatar, ..bot };
    changed(work, &bot).await?;
    Ok(bot)
}

/// Takes the picture of a bot away.
pub async fn remove_avatar(work: &mut Work<'_>, id: AgentBotId) -> Result<AgentBot> {
    let bot = own(work, id).await?;
    let bot = AgentBot { avatar: avatar::remove(work, &bot.avatar).await?, ..bot };
    changed(work, &bot).await?;
    Ok(bot)
}

/// Gives a bot another secret to know by what it is told that it is from here.
pub async fn reset_secret(work: &mut Work<'_>, id: AgentBotId) -> Result<AgentBot> {
    let bot = AgentBot { secret: id::token(), ..own(work, id).await? };
    changed(work, &bot).await?;
    Ok(bot)
}

/// Gives a bot another token to be let in by. The one it had is worth nothing any more.
pub async fn reset_token(work: &mut Work<'_>, id: AgentBotId) -> Result<AgentBot> {
    let bot = own(work, id).await?;
    users::renew_token(work, Owner::Bot(id)).await?;
    changed(work, &bot).await?;
    Ok(bot)
}

/// Removes a bot that nothing refers to any more.
pub async fn delete(work: &mut Work<'_>, id: AgentBotId) -> Result<()> {
    let bot = own(work, id).await?;
    avatar::remove(work, &bot.avatar).await?;
    inbox::forget(work, id).await?;
    users::revoke_tokens(work, Owner::Bot(id)).await?;
    store::delete(work, id).await?;
    tell(work, Name::AgentBotDeleted, id).await
}

/// Has nothing left outside of the account that its bots have, when the account is going.
pub async fn erase_all(work: &mut Work<'_>) -> Result<()> {
    for bot in list(work).await?.into_iter().filter(|bot| !bot.is_of_system()) {
        avatar::remove(work, &bot.avatar).await?;
        users::revoke_tokens(work, Owner::Bot(bot.id)).await?;
    }
    Ok(())
}

/// A bot of the account, or one of the system's where the work is done for no account, that
/// nobody else changes and nobody gives anything to.
pub async fn own(work: &mut Work<'_>, id: AgentBotId) -> Result<AgentBot> {
    accounts::alone(work).await?;
    store::lock(work, id).await?.ok_or(Error::NotFound)
}

/// The bot with the picture that the request brings, if it does.
async fn pictured(work: &mut Work<'_>, bot: AgentBot, change: &BotChange) -> Result<AgentBot> {
    match &change.avatar {
        Some(signed) => {
            Ok(AgentBot { avatar: avatar::replace(work, &bot.avatar, signed).await?, ..bot })
        }
        None => Ok(bot),
    }
}

/// Has a picture fetched if the request says where it is and brings none.
async fn fetch_picture(work: &mut Work<'_>, id: AgentBotId, change: &BotChange) -> Result<()> {
    match validate::filled(change.avatar_url.clone()) {
        Some(url) if change.avatar.is_none() => picture::fetch_later(work, id, &url).await,
        _ => Ok(()),
    }
}

async fn changed(work: &mut Work<'_>, bot: &AgentBot) -> Result<()> {
    store::update(work, bot).await?;
    work.changes_access();
    tell(work, Name::AgentBotUpdated, bot.id).await
}

/// Tells the account whose bot it is.
async fn tell(work: &mut Work<'_>, name: Name, id: AgentBotId) -> Result<()> {
    match work.tenant() {
        Some(_) => work.emit(Event::new(name).about(id)).await,
        None => Ok(()),
    }
}

impl AgentBot {
    fn changed(self, change: &BotChange) -> Result<Self> {
        let bot = AgentBot {
            name: change.name.clone().unwrap_or(self.name),
            description: change.description.clone().over(self.description),
            outgoing_url: validate::filled(change.outgoing_url.clone().over(self.outgoing_url)),
            bot_type: change.bot_type.unwrap_or(self.bot_type),
            bot_config: change.bot_config.clone().unwrap_or(self.bot_config),
            ..self
        };
        let mut problems = Problems::default();
        problems.present("name", &bot.name);
        problems.at_most("name", &bot.name, SHORT);
        problems.at_most_if("description", bot.description.as_deref(), LONG);
        problems.at_most_if("outgoing_url", bot.outgoing_url.as_deref(), URL);
        if bot.outgoing_url.as_deref().is_some_and(|url| !validate::is_web_url(url)) {
            problems.add("outgoing_url", "is invalid");
        }
        problems.check()?;
        Ok(bot)
    }
}
