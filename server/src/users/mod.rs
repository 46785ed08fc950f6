//! Users: people who sign in, whatever accounts they belong to.
//!
//! An e-mail address belongs to one user, without regard to case. Passwords are kept as
//! argon2id hashes; hashing takes a while on purpose, so it is done before a
//! transaction, never inside one.
//!
//! The tokens that users and bots show to be let in are kept here too.
//!
//! Their picture is in [`avatar`], rows in `store`. What a user is within an account is in
//! [`agents`](crate::agents), and what they see of themselves in [`profile`](crate::profile).

pub mod avatar;
mod hashing;
mod letters;
mod one_time;
mod password;
mod store;

use db::Tx;

use crate::{
    clock::Timestamp,
    error::{Error, Problems, Result, TAKEN},
    files,
    id::{self, AgentBotId, PlatformAppId, UserId},
    json::Object,
    links::Avatar,
    validate::{self, SHORT},
    work::Work,
};

pub use hashing::Hashing;
pub use letters::Letter;
pub use one_time::{NewToken, Purpose, Redeemed, find_one_time, issue, redeem, revoke_one_time};
pub use password::{PasswordHash, check_password};
pub use store::{by_email, door, door_of, keep, of_ids, set_password, tokens_of_bots, update};

/// A person who signs in.
#[derive(Clone, Debug)]
pub struct User {
    pub id: UserId,
    pub name: String,
    pub display_name: Option<String>,
    pub email: String,
    pub confirmed_at: Option<Timestamp>,
    /// When an app said that the address is theirs, if nobody has shown it by mail.
    pub vouched_at: Option<Timestamp>,
    pub avatar: Avatar,
}

/// What decides on whether a user gets in.
#[derive(Clone, Debug)]
pub struct Door {
    pub user: UserId,
    pub email: String,
    /// None for someone who was invited, and has set none yet.
    pub password: Option<PasswordHash>,
    pub is_confirmed: bool,
}

/// How a user is shown, and what they have set.
#[derive(Clone, Debug)]
pub struct Card {
    pub name: String,
    pub display_name: Option<String>,
    pub message_signature: Option<String>,
    pub ui_settings: Object,
    pub custom_attributes: Object,
}

/// Who is let in by a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    User(UserId),
    Bot(AgentBotId),
    /// An app that manages accounts and users from outside.
    App(PlatformAppId),
}

/// What an owner shows to be let in.
#[derive(Clone, Debug)]
pub struct AccessToken {
    pub id: i64,
    pub token: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A person who is to sign in.
#[derive(Clone, Debug)]
pub struct NewUser {
    pub name: String,
    pub email: String,
    /// None for someone who is invited, and will set one.
    pub password: Option<PasswordHash>,
    pub confirmed: bool,
}

/// Adds a user with an access token of their own.
pub async fn create(work: &mut Work<'_>, new: &NewUser) -> Result<User> {
    let email = email_key(&new.email);
    let mut problems = Problems::default();
    problems.present("name", &new.name);
    problems.at_most("name", &new.name, SHORT);
    check_email(&mut problems, &email);
    problems.check()?;
    let user = store::insert(work, new, &email).await.map_err(taken)?;
    give_token(work, Owner::User(user.id)).await?;
    Ok(user)
}

/// Removes a user who is a member of no account any more, and has nothing left in any.
pub async fn delete_without_account(work: &mut Work<'_>, user: UserId) -> Result<()> {
    if let Some(picture) = store::delete_without_account(work, user).await? {
        files::avatar::remove(work, &picture).await?;
    }
    Ok(())
}

/// The access token of a user, which they show to be let in.
pub async fn access_token(work: &mut Work<'_>, user: UserId) -> Result<String> {
    store::token_of(work.tx, user).await?.ok_or(Error::NotFound)
}

/// The token by which a user listens to what happens.
pub async fn pubsub_token(work: &mut Work<'_>, user: UserId) -> Result<String> {
    store::pubsub_token_of(work.tx, user).await?.ok_or(Error::NotFound)
}

/// Gives a new owner a token of their own.
pub async fn give_token(work: &mut Work<'_>, owner: Owner) -> Result<String> {
    let token = id::token();
    store::insert_token(work, owner, &token).await?;
    Ok(token)
}

/// Gives a user a token who was to be removed and has none any more.
pub async fn keep_token(work: &mut Work<'_>, user: UserId) -> Result<()> {
    match store::token_of(work.tx, user).await? {
        Some(_) => Ok(()),
        None => give_token(work, Owner::User(user)).await.map(drop),
    }
}

/// Gives an owner another token. The one they had lets nobody in any more.
pub async fn renew_token(work: &mut Work<'_>, owner: Owner) -> Result<()> {
    work.changes_access();
    Ok(store::renew_token(work, owner, &id::token()).await?)
}

/// Lets nobody in as an owner who is gone.
pub async fn revoke_tokens(work: &mut Work<'_>, owner: Owner) -> Result<()> {
    work.changes_access();
    Ok(store::delete_tokens(work, owner).await?)
}

/// Gives the user another password. What was mailed to set one counts no more, and whoever listens
/// for them hears nothing more until they show the token that they have from now on.
pub async fn change_password(
    work: &mut Work<'_>,
    user: UserId,
    password: &PasswordHash,
) -> Result<()> {
    store::set_password(work.tx, user, password, work.now).await?;
    end_ways_in(work, user).await
}

/// Leaves a user without a password.
pub async fn forget_password(work: &mut Work<'_>, user: UserId) -> Result<()> {
    store::clear_password(work, user).await?;
    end_ways_in(work, user).await
}

async fn end_ways_in(work: &mut Work<'_>, user: UserId) -> Result<()> {
    work.changes_access();
    work.changes_listening(user);
    store::renew_pubsub_token(work, user, &id::token()).await?;
    for purpose in [Purpose::Password, Purpose::SignIn] {
        one_time::revoke_one_time(work.tx, user, purpose).await?;
    }
    Ok(())
}

/// Notes that the address of a user was shown to be theirs. Tells whether that was news.
pub async fn confirm(work: &mut Work<'_>, user: UserId) -> Result<bool> {
    work.changes_access();
    Ok(store::confirm(work, user).await? > 0)
}

/// Lets a user in whose address nobody has shown to be theirs: an app says that it is.
pub async fn vouch(work: &mut Work<'_>, user: UserId) -> Result<()> {
    work.changes_access();
    Ok(store::vouch(work, user).await?)
}

/// Has a user show again that their address is theirs before they get in.
pub async fn doubt(work: &mut Work<'_>, user: UserId) -> Result<()> {
    work.changes_access();
    Ok(store::doubt(work, user).await?)
}

/// Gives a user another address, which is still to be confirmed. What was mailed to the one
/// before counts no more.
pub async fn change_email(work: &mut Work<'_>, user: UserId, email: &str) -> Result<()> {
    for purpose in [Purpose::Confirmation, Purpose::Password, Purpose::SignIn] {
        one_time::revoke_one_time(work.tx, user, purpose).await?;
    }
    work.changes_access();
    store::set_email(work, user, email).await.map_err(taken)
}

/// Refuses an address that a user cannot have.
pub async fn check_address(work: &mut Work<'_>, email: &str) -> Result<()> {
    let mut problems = Problems::default();
    check_email(&mut problems, email);
    problems.check()?;
    match by_email(work.tx, email).await? {
        Some(_) => Err(Error::invalid("email", TAKEN)),
        None => Ok(()),
    }
}

/// Gives the user another name.
pub async fn rename(work: &mut Work<'_>, user: UserId, name: &str) -> Result<()> {
    let mut problems = Problems::default();
    problems.present("name", name);
    problems.at_most("name", name, SHORT);
    problems.check()?;
    work.changes_access();
    Ok(store::rename(work, user, name).await?)
}

/// Whose token this is.
pub async fn owner_of(tx: &mut Tx, token: &str) -> Result<Option<Owner>> {
    let found = store::token_owner(tx, token).await?;
    Ok(found.map(|(kind, id)| match kind.as_str() {
        "User" => Owner::User(UserId(id)),
        "AgentBot" => Owner::Bot(AgentBotId(id)),
        _ => Owner::App(PlatformAppId(id)),
    }))
}

impl Owner {
    /// The kind and id that are stored with a token.
    fn stored(self) -> (&'static str, i64) {
        match self {
            Owner::User(user) => ("User", user.0),
            Owner::Bot(bot) => ("AgentBot", bot.0),
            Owner::App(app) => ("PlatformApp", app.0),
        }
    }
}

/// An address as it is compared and kept.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

fn check_email(problems: &mut Problems, email: &str) {
    problems.present("email", email);
    problems.fits_index("email", Some(email), SHORT);
    if !email.is_empty() && !validate::is_email(email) {
        problems.add("email", "is not an email");
    }
}

fn taken(error: db::Error) -> Error {
    match error {
        db::Error::Taken(index) if index == "users_email" => Error::invalid("email", TAKEN),
        error => error.into(),
    }
}
