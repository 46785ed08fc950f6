//! Agent bots as clients see them (contract `application-core.md`, 3.13).

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::{AgentBot, BotType, WithToken};
use crate::{
    audits::Audited,
    clock::{self, Timestamp},
    id::{AccountId, AgentBotId},
    json::Object,
    links::Avatar,
    users::AccessToken,
};

/// A bot where it is mentioned by something else.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SlimBot {
    pub id: AgentBotId,
    pub name: String,
    pub description: Option<String>,
    pub thumbnail: Avatar,
    /// Not told of one of the system's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outgoing_url: Option<Option<String>>,
    pub bot_type: BotType,
}

#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Bot<T> {
    #[serde(flatten)]
    pub slim: SlimBot,
    pub bot_config: Object,
    pub account_id: Option<AccountId>,
    /// What lets it in, and what signs what it is told, are for administrators.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    pub system_bot: bool,
}

/// The token of a bot as an inbox shows it: whole.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct TokenRow {
    pub id: i64,
    pub owner_type: &'static str,
    pub owner_id: AgentBotId,
    pub token: String,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
}

/// The bot of an inbox, or an empty object when there is none.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct OfInbox {
    pub agent_bot: BotOrNothing,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
#[serde(untagged)]
pub enum BotOrNothing {
    Bot(Box<Bot<TokenRow>>),
    Nothing {},
}

impl Bot<String> {
    pub fn of(bot: WithToken, secrets: bool) -> Self {
        Self::shown(bot, secrets, |_, token| token.token)
    }
}

impl<T> Bot<T> {
    /// `secrets` tells whether the reader may see them.
    fn shown(
        WithToken { bot, token }: WithToken,
        secrets: bool,
        token_of: impl Fn(AgentBotId, AccessToken) -> T,
    ) -> Self {
        let shows = secrets && !bot.is_of_system();
        Bot {
            access_token: token.filter(|_| shows).map(|token| token_of(bot.id, token)),
            secret: shows.then(|| bot.secret.clone()),
            system_bot: bot.is_of_system(),
            account_id: bot.account_id,
            bot_config: bot.bot_config.clone(),
            slim: bot.into(),
        }
    }
}

impl OfInbox {
    pub fn of(bot: Option<WithToken>, secrets: bool) -> Self {
        let row = |owner_id, token: AccessToken| TokenRow {
            id: token.id,
            owner_type: "AgentBot",
            owner_id,
            token: token.token,
            created_at: token.created_at,
            updated_at: token.updated_at,
        };
        let agent_bot = match bot {
            Some(bot) => BotOrNothing::Bot(Box::new(Bot::shown(bot, secrets, row))),
            None => BotOrNothing::Nothing {},
        };
        OfInbox { agent_bot }
    }
}

impl From<AgentBot> for SlimBot {
    fn from(bot: AgentBot) -> Self {
        let outgoing_url = (!bot.is_of_system()).then_some(bot.outgoing_url);
        let AgentBot { id, name, description, bot_type, avatar: thumbnail, .. } = bot;
        SlimBot { id, name, description, thumbnail, outgoing_url, bot_type }
    }
}

impl Audited for super::AgentBot {
    const KIND: &'static str = "AgentBot";

    fn key(&self) -> i64 {
        self.id.0
    }

    fn noted(&self) -> Value {
        json!({
            "name": self.name,
            "description": self.description,
            "outgoing_url": self.outgoing_url,
            "bot_type": self.bot_type,
            "bot_config": self.bot_config,
        })
    }
}
