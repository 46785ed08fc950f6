//! `frontdesk account`.

use clap::{Args, Subcommand, value_parser};
use serde::Serialize;

use super::{Failure, open, say};
use crate::{
    accounts,
    actor::Role,
    agents::{self, NewAgent},
    app::TheProduct,
    config::Config,
    error::Error,
    id::{AccountId, UserId},
    report_cells::seal,
    users::{self, NewUser, PasswordHash},
    work::Work,
};

#[derive(Subcommand)]
pub enum Command {
    /// Add an account with its first administrator, and print their access token
    Create(Create),
    /// Have what reports add up counted anew, which the server does within an hour or so. Until
    /// then reports of a long time take longer. In a large account nothing else is written for some
    /// seconds
    Recount(Recount),
}

#[derive(Args)]
pub struct Recount {
    /// Number of the account
    #[arg(value_parser = value_parser!(i64).range(1..))]
    id: i64,
}

#[derive(Args)]
pub struct Create {
    /// Name of the account
    #[arg(long)]
    name: String,
    /// Name of the administrator
    #[arg(long)]
    admin_name: String,
    /// E-mail address of the administrator. Someone who is known by it already keeps
    /// their name and password, and becomes administrator of the new account too
    #[arg(long)]
    admin_email: String,
    /// Password of the administrator: 6 characters or more, with capital and small
    /// letters, a digit and a special character
    #[arg(long)]
    admin_password: String,
    /// Print JSON: `account_id`, `user_id`, `access_token`, and `pubsub_token`, by which the
    /// administrator listens to `/cable`
    #[arg(long)]
    json: bool,
}

/// What a script needs to go on.
#[derive(Serialize)]
pub struct Created {
    pub account_id: AccountId,
    pub user_id: UserId,
    pub access_token: String,
    pub pubsub_token: String,
}

pub async fn run(command: Command, config: Config) -> Result<(), Failure> {
    match command {
        Command::Create(create) => self::create(create, config).await,
        Command::Recount(Recount { id }) => recount(AccountId(id), config).await,
    }
}

async fn recount(account: AccountId, config: Config) -> Result<(), Failure> {
    let app = open(config).await?;
    app.write(&TheProduct(account), async move |work: &mut Work<'_>| {
        accounts::status(work.tx, account).await?.ok_or(Error::NotFound)?;
        Ok::<_, Error>(seal::forget(work).await?)
    })
    .await
    .map_err(|error| match error {
        Error::NotFound => Failure::from(format!("there is no account {account}")),
        error => error.into(),
    })?;
    app.close().await;
    say(format_args!("What reports of account {account} add up is counted anew within the hour."));
    Ok(())
}

async fn create(create: Create, config: Config) -> Result<(), Failure> {
    let (frontend_url, place) = (config.server.frontend_url.clone(), config.database_place());
    let app = open(config).await?;
    let password = PasswordHash::of(&create.admin_password)?;
    let (name, as_json) = (create.name, create.json);
    let admin = NewUser {
        name: create.admin_name,
        email: create.admin_email,
        password: Some(password),
        confirmed: true,
    };
    let created = app
        .write(&TheProduct(AccountId(0)), async move |work| {
            create_account(work, &name, &admin).await
        })
        .await?;
    app.close().await;

    if as_json {
        say(serde_json::to_string(&created)?);
    } else {
        let Created { account_id, user_id, access_token: token, pubsub_token: _ } = created;
        say(format_args!(
            "Account {account_id} was added to {place}; user {user_id} is its administrator."
        ));
        say(format_args!("Access token: {token}"));
        say("");
        say("Try it while the server runs:");
        say(format_args!(
            "  curl -H 'api_access_token: {token}' {frontend_url}/api/v1/accounts/{account_id}"
        ));
    }
    Ok(())
}

/// Adds an account with its first administrator.
async fn create_account(
    work: &mut Work<'_>,
    name: &str,
    admin: &NewUser,
) -> Result<Created, Error> {
    let account = accounts::create(work, name).await?;
    let known = users::by_email(work.tx, &users::email_key(&admin.email)).await?;
    let user = match known {
        Some(user) => user,
        None => users::create(work, admin).await?,
    };
    let member =
        NewAgent { email: user.email, role: Some(Role::Administrator), ..NewAgent::default() };
    agents::add(work, &member).await?;
    Ok(Created {
        account_id: account,
        user_id: user.id,
        access_token: users::access_token(work, user.id).await?,
        pubsub_token: users::pubsub_token(work, user.id).await?,
    })
}
