//! Profiles: users as they see and change themselves.
//!
//! Rows in `store`, JSON in [`wire`], endpoints in [`http`].

pub mod http;
mod store;
pub mod wire;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Map;

use crate::{
    accounts::Status,
    actor::{Availability, Role},
    clock::Timestamp,
    custom_roles::CustomRole,
    error::{Error, Problems, Result},
    events::{Event, Name},
    id::{AccountId, SessionId, UserId},
    json::Object,
    links::Avatar,
    patch::Patch,
    personal_tokens, second_factors, sessions,
    users::{self, Card, Letter, Owner, PasswordHash},
    validate::{LONG, SHORT},
    work::Work,
};

/// Everything that a user is told of themselves.
#[derive(Clone, Debug)]
pub struct Profile {
    pub person: Person,
    /// The token of the user that has no end.
    pub access_token: String,
    /// In the order in which they joined.
    pub memberships: Vec<Membership>,
}

#[derive(Clone, Debug)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    pub display_name: Option<String>,
    pub email: String,
    pub is_confirmed: bool,
    pub pubsub_token: String,
    pub message_signature: Option<String>,
    pub ui_settings: Object,
    pub custom_attributes: Object,
    /// What they are beside a member of accounts.
    pub kind: Option<String>,
    pub created_at: Timestamp,
    pub avatar: Avatar,
}

/// What a user is in one of their accounts.
#[derive(Clone, Debug)]
pub struct Membership {
    pub account: AccountId,
    pub account_name: String,
    pub status: Status,
    pub locale: String,
    pub role: Role,
    pub custom_role: Option<CustomRole>,
    pub active_at: Option<Timestamp>,
    pub inviter: Option<UserId>,
    pub availability: Availability,
    pub auto_offline: bool,
    /// What others see of them at the moment.
    pub availability_status: Availability,
}

impl Profile {
    /// The membership that was used last.
    pub fn current(&self) -> Option<&Membership> {
        // Of those that were never used, the first.
        self.memberships.iter().rev().max_by_key(|membership| membership.active_at)
    }
}

impl Person {
    /// The name that customers see.
    pub fn available_name(&self) -> &str {
        self.display_name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&self.name)
    }
}

/// What a user is told of themselves.
pub async fn show(work: &mut Work<'_>, user: UserId) -> Result<Profile> {
    let mut person = store::person(work.tx, user).await?.ok_or(Error::NotFound)?;
    person.avatar = person.avatar.linked(&work.links);
    let access_token = users::access_token(work, user).await?;
    let mut memberships = store::memberships(work.tx, user).await?;
    for membership in &mut memberships {
        membership.availability_status = work.presence.shown(
            membership.account,
            user,
            membership.availability,
            membership.auto_offline,
            work.now,
        );
    }
    Ok(Profile { person, access_token, memberships })
}

/// What a user wants to change of themselves. The password is looked at before.
#[derive(Debug, Default, JsonSchema, Deserialize)]
#[serde(default)]
pub struct ProfileChange {
    pub name: Option<String>,
    pub email: Option<String>,
    pub display_name: Patch<String>,
    pub message_signature: Patch<String>,
    /// Takes the place of those that are kept.
    pub ui_settings: Option<Object>,
    pub phone_number: Option<String>,
    /// A picture that was uploaded, by its signed id.
    pub avatar: Option<String>,
}

/// Changes what a user says of themselves. Another address is theirs when they have confirmed
/// it. With another password all devices are signed out but the one at hand.
pub async fn update(
    work: &mut Work<'_>,
    user: UserId,
    change: &ProfileChange,
    password: Option<&PasswordHash>,
    at_hand: Option<SessionId>,
) -> Result<()> {
    let before = store::person(work.tx, user).await?.ok_or(Error::NotFound)?;
    let email = change.email.as_deref().map(users::email_key);
    let card = changed(&before, change);
    check(&card, change)?;
    if let Some(email) = email.filter(|email| *email != before.email) {
        users::check_address(work, &email).await?;
        work.schedule(Letter::NewAddress { user, email }, work.now).await?;
    }
    users::update(work, user, &card).await?;
    if let Some(password) = password {
        users::change_password(work, user, password).await?;
        sessions::close_others(work, user, at_hand).await?;
    }
    if let Some(signed_id) = &change.avatar {
        users::avatar::replace(work, user, signed_id).await?;
    }
    if card.name != before.name || card.display_name != before.display_name {
        tell(work, user).await?;
    }
    Ok(())
}

/// Adds custom attributes to those of a user. Where there is one already it is replaced.
pub async fn add_attributes(work: &mut Work<'_>, user: UserId, added: &Object) -> Result<()> {
    let before = store::person(work.tx, user).await?.ok_or(Error::NotFound)?;
    let card = changed(&before, &ProfileChange::default());
    let card = Card { custom_attributes: card.custom_attributes.merged(added), ..card };
    let mut problems = Problems::default();
    problems.at_most("custom_attributes", card.custom_attributes.as_str(), LONG);
    problems.check()?;
    Ok(users::update(work, user, &card).await?)
}

/// Takes everything from a user that lets somebody in, where it is not known who that is: they
/// signed up with an address that they have not shown to be theirs.
pub async fn start_over(work: &mut Work<'_>, user: UserId) -> Result<()> {
    users::forget_password(work, user).await?;
    users::renew_token(work, Owner::User(user)).await?;
    sessions::close_others(work, user, None).await?;
    personal_tokens::delete_all(work, user).await?;
    second_factors::forget(work, user).await
}

/// Tells in each account of the user that they are called something else.
async fn tell(work: &mut Work<'_>, user: UserId) -> Result<()> {
    work.changes_access();
    for membership in store::memberships(work.tx, user).await? {
        work.account = membership.account;
        work.emit(Event::new(Name::AgentUpdated).about(user)).await?;
    }
    Ok(())
}

fn changed(before: &Person, change: &ProfileChange) -> Card {
    let mut custom_attributes = before.custom_attributes.clone();
    if let Some(number) = &change.phone_number {
        let mut map = Map::new();
        map.insert("phone_number".to_owned(), number.clone().into());
        custom_attributes = custom_attributes.merged(&map.into());
    }
    Card {
        name: change.name.clone().unwrap_or_else(|| before.name.clone()),
        display_name: change.display_name.clone().over(before.display_name.clone()),
        message_signature: change.message_signature.clone().over(before.message_signature.clone()),
        ui_settings: change.ui_settings.clone().unwrap_or_else(|| before.ui_settings.clone()),
        custom_attributes,
    }
}

fn check(card: &Card, change: &ProfileChange) -> Result<()> {
    let mut problems = Problems::default();
    problems.present("name", &card.name);
    problems.at_most("name", &card.name, SHORT);
    problems.at_most_if("display_name", card.display_name.as_deref(), SHORT);
    problems.at_most_if("message_signature", card.message_signature.as_deref(), LONG);
    problems.at_most("ui_settings", card.ui_settings.as_str(), LONG);
    problems.at_most_if("phone_number", change.phone_number.as_deref(), SHORT);
    problems.check()
}
