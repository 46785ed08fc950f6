//! What apps are told (contract 5).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::email_channels::Migrated;
use crate::{
    accounts::{self, Status, features},
    actor::{Availability, Role},
    agent_bots::{BotType, WithToken},
    agents::Membership,
    clock::{self, Timestamp},
    error::{Error, Result},
    id::{AccountId, AgentBotId, CustomRoleId, InboxId, UserId},
    json::Object,
    links::Avatar,
    profile::Profile,
};

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PlatformAccount")]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub locale: String,
    pub domain: Option<String>,
    pub support_email: String,
    pub features: BTreeMap<&'static str, bool>,
    pub custom_attributes: Object,
    pub limits: Object,
    pub status: Status,
}

/// A membership, whole.
#[derive(JsonSchema, Serialize)]
pub struct AccountUser {
    pub id: i64,
    pub account_id: AccountId,
    pub user_id: UserId,
    pub role: Role,
    pub inviter_id: Option<UserId>,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(with = "clock::Iso")]
    pub updated_at: Timestamp,
    #[serde(with = "clock::IsoOrNull")]
    pub active_at: Option<Timestamp>,
    pub availability: Availability,
    pub auto_offline: bool,
    pub custom_role_id: Option<CustomRoleId>,
    pub agent_capacity_policy_id: Option<i64>,
}

/// A bot with what lets it in.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PlatformAgentBot")]
pub struct Bot {
    pub id: AgentBotId,
    pub name: String,
    pub description: Option<String>,
    pub thumbnail: Avatar,
    pub outgoing_url: Option<String>,
    pub bot_type: BotType,
    pub bot_config: Object,
    pub account_id: Option<AccountId>,
    pub access_token: Option<String>,
    pub system_bot: bool,
}

/// A link that signs somebody in.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Link {
    pub url: String,
}

/// What lets a user in for good.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct ForGood {
    access_token: String,
    /// Null, since it has no end.
    expiry: Option<i64>,
    user: TokenOwner,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
struct TokenOwner {
    id: UserId,
    name: String,
    display_name: Option<String>,
    email: String,
    pubsub_token: String,
}

impl Account {
    /// `sender` is the address that is shown until the account has one of its own.
    pub fn of(account: accounts::Account, sender: &str) -> Self {
        let accounts::Account {
            id,
            name,
            status,
            locale,
            domain,
            support_email,
            settings: _,
            custom_attributes,
            features,
            limits,
            created_at: _,
        } = account;
        Account {
            id,
            name,
            locale,
            domain,
            support_email: support_email.unwrap_or_else(|| sender.to_owned()),
            features: features::enabled(&features),
            custom_attributes,
            limits,
            status,
        }
    }
}

impl AccountUser {
    pub fn of(account_id: AccountId, membership: Membership) -> Self {
        let Membership {
            id,
            user,
            role,
            custom_role,
            inviter,
            active_at,
            availability,
            auto_offline,
            created_at,
            updated_at,
        } = membership;
        AccountUser {
            id,
            account_id,
            user_id: user,
            role,
            inviter_id: inviter,
            created_at,
            updated_at,
            active_at,
            availability,
            auto_offline,
            custom_role_id: custom_role,
            agent_capacity_policy_id: None,
        }
    }
}

impl From<WithToken> for Bot {
    fn from(WithToken { bot, token }: WithToken) -> Self {
        Bot {
            system_bot: bot.is_of_system(),
            id: bot.id,
            name: bot.name,
            description: bot.description,
            thumbnail: bot.avatar,
            outgoing_url: bot.outgoing_url,
            bot_type: bot.bot_type,
            bot_config: bot.bot_config,
            account_id: bot.account_id,
            access_token: token.map(|token| token.token),
        }
    }
}

impl From<Profile> for ForGood {
    fn from(profile: Profile) -> Self {
        let Profile { person, access_token, memberships: _ } = profile;
        ForGood {
            access_token,
            expiry: None,
            user: TokenOwner {
                id: person.id,
                name: person.name,
                display_name: person.display_name,
                email: person.email,
                pubsub_token: person.pubsub_token,
            },
        }
    }
}

/// What became of mailboxes that were to come along.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Outcomes {
    pub results: Vec<Outcome>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Outcome {
    email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    inbox_id: Option<InboxId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_id: Option<i64>,
    status: Ending,
    /// What is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
#[serde(rename_all = "lowercase")]
enum Ending {
    Success,
    Error,
}

impl Outcome {
    /// # Errors
    ///
    /// It is not about the mailbox, but about the whole request: that was sent before, or the
    /// environment has failed.
    pub fn of(email: String, migrated: Result<Migrated>) -> Result<Self> {
        let none = Outcome {
            email,
            inbox_id: None,
            channel_id: None,
            status: Ending::Error,
            message: None,
        };
        match migrated {
            Ok(Migrated { inbox, channel }) => Ok(Outcome {
                inbox_id: Some(inbox),
                channel_id: Some(channel),
                status: Ending::Success,
                ..none
            }),
            Err(
                error @ (Error::Answered(_)
                | Error::Unanswered
                | Error::Conflict(_)
                | Error::Unavailable(_)
                | Error::Uncertain(_)
                | Error::Internal(_)),
            ) => Err(error),
            Err(error) => Ok(Outcome { message: Some(error.to_string()), ..none }),
        }
    }
}
