//! `frontdesk user`.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{Failure, open, say};
use crate::{
    app::NOWHERE,
    config::Config,
    error::Error,
    id::{self, UserId},
    profile::{self, ProfileChange},
    users::{self, PasswordHash},
    work::Work,
};

#[derive(Subcommand)]
pub enum Command {
    /// Give a user a password: one who was invited where no mails are sent, or who lost theirs.
    /// Their address counts as confirmed, and all of their devices are signed out
    Password(Wanted),
}

#[derive(Args)]
pub struct Wanted {
    /// E-mail address of the user
    #[arg(long)]
    email: String,
    /// The password: 6 characters or more, with capital and small letters, a digit and a special
    /// character. One is made up and printed if you leave this out
    #[arg(long)]
    password: Option<String>,
    /// Print JSON: `user_id`, and `password`
    #[arg(long)]
    json: bool,
}

/// What a script needs to go on.
#[derive(Serialize)]
struct Given {
    user_id: UserId,
    password: String,
}

pub async fn run(command: Command, config: Config) -> Result<(), Failure> {
    let Command::Password(Wanted { email, password, json: as_json }) = command;
    let is_made_up = password.is_none();
    let password = password.unwrap_or_else(made_up);
    let hash = PasswordHash::of(&password)?;
    let app = open(config).await?;
    let key = users::email_key(&email);
    let user = app.write(&NOWHERE, async move |work: &mut Work<'_>| {
        let user = users::by_email(work.tx, &key).await?.ok_or(Error::NotFound)?.id;
        profile::update(work, user, &ProfileChange::default(), Some(&hash), None).await?;
        users::vouch(work, user).await?;
        Ok::<_, Error>(user)
    });
    let user_id = user.await.map_err(|error| match error {
        Error::NotFound => Failure::from(format!("there is no user with the address {email}")),
        error => error.into(),
    })?;
    app.close().await;

    if as_json {
        say(serde_json::to_string(&Given { user_id, password })?);
    } else {
        say(format_args!("User {user_id} signs in with the new password from now on."));
        if is_made_up {
            say(format_args!("Password: {password}"));
        }
    }
    Ok(())
}

/// A password that nobody guesses, with every kind of character that the rules ask for.
fn made_up() -> String {
    format!("{}-Aa1", id::token())
}
