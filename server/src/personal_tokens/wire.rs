//! Personal tokens as their users see them. Upstream has no such thing.

use schemars::JsonSchema;
use serde::Serialize;

use super::{PersonalToken, Scope};
use crate::{
    clock::{self, Timestamp},
    id::PersonalTokenId,
};

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "PersonalToken")]
pub struct Token {
    pub id: PersonalTokenId,
    pub name: String,
    pub scope: Scope,
    #[serde(with = "clock::Epoch")]
    pub created_at: Timestamp,
    #[serde(with = "clock::EpochOrNull")]
    pub last_used_at: Option<Timestamp>,
    #[serde(with = "clock::EpochOrNull")]
    pub expires_at: Option<Timestamp>,
}

/// A token that was just made, and is told this once.
#[derive(JsonSchema, Serialize)]
#[schemars(inline)]
pub struct Made {
    #[serde(flatten)]
    pub token: Token,
    pub access_token: String,
}

impl From<PersonalToken> for Token {
    fn from(token: PersonalToken) -> Self {
        let PersonalToken { id, user: _, name, scope, created_at, used_at, expires_at } = token;
        Token { id, name, scope, created_at, last_used_at: used_at, expires_at }
    }
}
