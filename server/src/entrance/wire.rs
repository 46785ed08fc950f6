//! What those are told who get in (contract `application-core.md`, 4).

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    actor::Role,
    clock::{self, Timestamp},
    id::{AccountId, UserId},
    links::Avatar,
    profile::{Profile, wire},
};

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Data<T> {
    pub data: T,
}

/// Somebody who asked whether they are signed in.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Valid {
    payload: ValidPayload,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
struct ValidPayload {
    success: bool,
    data: wire::Dated,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct SignedOut {
    pub success: bool,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct CodeWanted {
    mfa_required: bool,
    mfa_token: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Message {
    pub message: &'static str,
}

/// Somebody who is to confirm their address.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Asked {
    pub email: String,
}

/// Somebody who has opened an account.
#[derive(JsonSchema, Serialize)]
pub struct SignedUp {
    id: UserId,
    provider: &'static str,
    uid: String,
    name: String,
    display_name: Option<String>,
    email: String,
    account_id: AccountId,
    #[serde(with = "clock::Iso")]
    created_at: Timestamp,
    pubsub_token: String,
    role: Role,
    inviter_id: Option<UserId>,
    confirmed: bool,
    avatar_url: Avatar,
    access_token: String,
    accounts: Vec<Account>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
struct Account {
    id: AccountId,
    name: String,
    #[serde(with = "clock::IsoOrNull")]
    active_at: Option<Timestamp>,
    role: Role,
    locale: String,
}

impl Valid {
    pub fn of(profile: Profile) -> Self {
        Valid { payload: ValidPayload { success: true, data: profile.into() } }
    }
}

impl CodeWanted {
    pub fn by(ticket: String) -> Self {
        CodeWanted { mfa_required: true, mfa_token: ticket }
    }
}

impl SignedUp {
    pub fn of(account: AccountId, profile: Profile) -> Self {
        let Profile { person, access_token, memberships } = profile;
        let accounts = memberships.into_iter().map(|membership| Account {
            id: membership.account,
            name: membership.account_name,
            active_at: membership.active_at,
            role: membership.role,
            locale: membership.locale,
        });
        SignedUp {
            id: person.id,
            provider: "email",
            uid: person.email.clone(),
            name: person.name,
            display_name: person.display_name,
            email: person.email,
            account_id: account,
            created_at: person.created_at,
            pubsub_token: person.pubsub_token,
            role: Role::Administrator,
            inviter_id: None,
            confirmed: person.is_confirmed,
            avatar_url: person.avatar,
            access_token,
            accounts: accounts.collect(),
        }
    }
}
