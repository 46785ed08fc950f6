//! Accounts as clients see them (contract `application-core.md`, 3.3).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Cache, Status, features};
use crate::{
    actor::Role,
    audits::Audited,
    clock::{self, Timestamp},
    id::AccountId,
    json::Object,
    permissions::in_words,
};

/// The version of the contract that we keep, for clients that ask.
pub const COMPATIBLE_VERSION: &str = "4.13.0";

#[derive(JsonSchema, Serialize)]
pub struct Account {
    pub settings: Object,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Map<String, Value>>,
    pub domain: Option<String>,
    pub features: BTreeMap<&'static str, bool>,
    pub id: AccountId,
    pub locale: String,
    pub name: String,
    pub support_email: String,
    pub status: Status,
    pub cache_keys: CacheKeys,
}

/// An account with what is told only when it is asked for by itself.
#[derive(JsonSchema, Serialize)]
pub struct AccountShown {
    #[serde(flatten)]
    pub account: Account,
    pub latest_chatwoot_version: &'static str,
}

/// When each list changed, in seconds; ten zeros for one that never did.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CacheKeys {
    pub label: String,
    pub inbox: String,
    pub team: String,
}

#[derive(JsonSchema, Serialize)]
pub struct CacheKeysReply {
    pub cache_keys: CacheKeys,
}

/// One of the caller's accounts.
#[derive(JsonSchema, Serialize)]
pub struct Membership {
    pub id: AccountId,
    pub name: String,
    pub role: Role,
    pub status: Status,
    pub locale: String,
    pub permissions: Vec<&'static str>,
    #[serde(with = "clock::IsoOrNull")]
    pub active_at: Option<Timestamp>,
}

impl Account {
    /// `sender` is the address that is shown until the account has one of its own.
    pub fn of(account: super::Account, cache_keys: CacheKeys, sender: &str) -> Self {
        let super::Account {
            id,
            name,
            status,
            locale,
            domain,
            support_email,
            settings,
            custom_attributes,
            features,
            limits: _,
            created_at,
        } = account;
        Account {
            settings,
            created_at,
            custom_attributes: told(&custom_attributes),
            domain,
            features: features::enabled(&features),
            id,
            locale,
            name,
            support_email: support_email.unwrap_or_else(|| sender.to_owned()),
            status,
            cache_keys,
        }
    }
}

/// The custom attributes that are told: four that are always there, if there are any at
/// all, and seven when they hold something.
fn told(stored: &Object) -> Option<Map<String, Value>> {
    const ALWAYS: [&str; 4] =
        ["plan_name", "subscribed_quantity", "subscription_status", "subscription_ends_on"];
    const IF_FILLED: [&str; 7] = [
        "industry",
        "company_size",
        "timezone",
        "logo",
        "onboarding_step",
        "marked_for_deletion_at",
        "marked_for_deletion_reason",
    ];
    let mut stored = stored.to_map();
    if stored.is_empty() {
        return None;
    }
    let mut told = Map::new();
    for key in ALWAYS {
        told.insert(key.to_owned(), stored.remove(key).unwrap_or_default());
    }
    for key in IF_FILLED {
        let filled = |value: &Value| !value.is_null() && value.as_str() != Some("");
        if let Some(value) = stored.remove(key).filter(filled) {
            told.insert(key.to_owned(), value);
        }
    }
    Some(told)
}

impl CacheKeys {
    pub fn of(changes: &[(String, Timestamp)]) -> Self {
        let key = |cache: Cache| {
            let change = changes.iter().find(|(name, _)| name == cache.as_str());
            change.map_or_else(|| "0".repeat(10), |(_, moment)| moment.seconds().to_string())
        };
        CacheKeys { label: key(Cache::Label), inbox: key(Cache::Inbox), team: key(Cache::Team) }
    }
}

impl From<super::Membership> for Membership {
    fn from(membership: super::Membership) -> Self {
        let super::Membership { id, name, role, permissions, status, locale, active_at, .. } =
            membership;
        let permissions = in_words(role.as_str(), permissions);
        Membership { id, name, role, status, locale, permissions, active_at }
    }
}

impl Audited for super::Account {
    const KIND: &'static str = "Account";

    fn key(&self) -> i64 {
        self.id.0
    }

    fn noted(&self) -> Value {
        json!({
            "name": self.name,
            "status": self.status,
            "locale": self.locale,
            "domain": self.domain,
            "support_email": self.support_email,
            "settings": self.settings,
            "custom_attributes": self.custom_attributes,
            "features": self.features,
            "limits": self.limits,
        })
    }
}
