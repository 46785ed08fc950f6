//! Users as they see themselves (contract `application-core.md`, 3.2).

use schemars::JsonSchema;
use serde::Serialize;

use super::{Membership, Profile};
use crate::{
    accounts::Status,
    actor::{Availability, Role},
    clock::{self, Timestamp},
    custom_roles::wire::CustomRole,
    id::{AccountId, CustomRoleId, UserId},
    json::Object,
    links::Avatar,
    permissions::in_words,
};

#[derive(JsonSchema, Serialize)]
pub struct User {
    /// Null for who shows a token of a lesser kind, which would give them this one.
    pub access_token: Option<String>,
    pub account_id: Option<AccountId>,
    pub available_name: String,
    pub avatar_url: Avatar,
    pub confirmed: bool,
    pub display_name: Option<String>,
    pub message_signature: Option<String>,
    pub email: String,
    pub id: UserId,
    pub inviter_id: Option<UserId>,
    pub name: String,
    pub provider: &'static str,
    pub pubsub_token: Option<String>,
    #[serde(skip_serializing_if = "Object::is_empty")]
    pub custom_attributes: Object,
    pub role: Option<Role>,
    pub ui_settings: Object,
    pub uid: String,
    pub r#type: Option<String>,
    pub accounts: Vec<Account>,
}

/// One of their accounts.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "UserAccount")]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub status: Status,
    #[serde(with = "clock::IsoOrNull")]
    pub active_at: Option<Timestamp>,
    pub role: Role,
    pub permissions: Vec<&'static str>,
    pub availability: Availability,
    pub availability_status: Availability,
    pub auto_offline: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_role_id: Option<CustomRoleId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_role: Option<CustomRole>,
}

/// A user with what is told only to whoever asks whether they are signed in.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "UserDated")]
pub struct Dated {
    #[serde(flatten)]
    pub user: User,
    #[serde(with = "clock::Iso")]
    pub created_at: Timestamp,
}

impl User {
    /// The same without what lets its bearer in for longer than they are.
    #[must_use]
    pub fn without_tokens(self) -> Self {
        User { access_token: None, pubsub_token: None, ..self }
    }
}

impl From<Profile> for User {
    fn from(profile: Profile) -> Self {
        let current = profile.current();
        let (account_id, role) = (current.map(|it| it.account), current.map(|it| it.role));
        let inviter_id = current.and_then(|it| it.inviter);
        let Profile { person, access_token, memberships } = profile;
        User {
            access_token: Some(access_token),
            account_id,
            available_name: person.available_name().to_owned(),
            avatar_url: person.avatar,
            confirmed: person.is_confirmed,
            display_name: person.display_name,
            message_signature: person.message_signature,
            uid: person.email.clone(),
            email: person.email,
            id: person.id,
            inviter_id,
            name: person.name,
            provider: "email",
            pubsub_token: Some(person.pubsub_token),
            custom_attributes: person.custom_attributes,
            role,
            ui_settings: person.ui_settings,
            r#type: person.kind,
            accounts: memberships.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Profile> for Dated {
    fn from(profile: Profile) -> Self {
        let created_at = profile.person.created_at;
        Dated { user: profile.into(), created_at }
    }
}

impl From<Membership> for Account {
    fn from(membership: Membership) -> Self {
        let Membership {
            account,
            account_name,
            status,
            locale: _,
            role,
            custom_role,
            active_at,
            inviter: _,
            availability,
            auto_offline,
            availability_status,
        } = membership;
        Account {
            id: account,
            name: account_name,
            status,
            active_at,
            role,
            permissions: in_words(role.as_str(), custom_role.as_ref().map(|role| role.permissions)),
            availability,
            availability_status,
            auto_offline,
            custom_role_id: custom_role.as_ref().map(|role| role.id),
            custom_role: custom_role.map(Into::into),
        }
    }
}
