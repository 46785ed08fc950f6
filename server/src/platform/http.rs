//! Endpoints for platform apps (contract 5).

use axum::http::{HeaderValue, header::CACHE_CONTROL};
use serde_json::Value;

use super::{
    account_users::{self, Gone, NewAccountUser},
    accounts,
    agent_bots::{self, PlatformBotChange},
    email_channels::{self, Mailbox, Migrations},
    users::{self, UserChange},
    wire::{Account, AccountUser, Bot, ForGood, Link, Outcome, Outcomes},
};
use crate::{
    accounts::{AccountChange, terms::Terms},
    app::App,
    error::{Error, Result},
    http::{At, Brings, Done, Form, Input, Json, Kept, Platform, Upload, read},
    id::{AccountId, AgentBotId, UserId},
    profile::wire::User,
    transfer::receive::Accepts,
    work::Work,
};

impl Form for Terms {}
impl Form for UserChange {}
impl Form for NewAccountUser {}
impl Form for Gone {}
impl Form for PlatformBotChange {}
impl Form for Migrations {}

impl Brings for PlatformBotChange {
    const FIELDS: &[&str] = &["avatar"];
    const ACCEPTS: Accepts = Accepts::Picture;
}

pub async fn list_accounts(by: Platform, app: App) -> Result<Json<Vec<Account>>> {
    let all = app.read(&by, async move |work: &mut Work<'_>| accounts::list(work, by.app).await);
    let sender = &app.config.mail.sender;
    Ok(Json(all.await?.into_iter().map(|account| Account::of(account, sender)).collect()))
}

pub async fn show_account(by: Platform, app: App, At(id): At<AccountId>) -> Result<Json<Account>> {
    let account =
        app.read(&by, async move |work: &mut Work<'_>| accounts::show(work, by.app, id).await);
    Ok(Json(Account::of(account.await?, &app.config.mail.sender)))
}

pub async fn create_account(
    by: Platform,
    app: App,
    Input((new, terms)): Input<(AccountChange, Terms)>,
) -> Result<Json<Account>> {
    let account = app
        .write(&by, async move |work| accounts::create(work, by.app, &new, &terms).await)
        .await?;
    Ok(Json(Account::of(account, &app.config.mail.sender)))
}

pub async fn update_account(
    by: Platform,
    app: App,
    At(id): At<AccountId>,
    Input((change, terms)): Input<(AccountChange, Terms)>,
) -> Result<Json<Account>> {
    let account = app
        .write(&by, async move |work| accounts::update(work, by.app, id, &change, &terms).await)
        .await?;
    Ok(Json(Account::of(account, &app.config.mail.sender)))
}

pub async fn delete_account(by: Platform, app: App, At(id): At<AccountId>) -> Result<Done> {
    app.write(&by, async move |work| accounts::delete(work, by.app, id).await).await?;
    Ok(Done)
}

pub async fn list_account_users(
    by: Platform,
    app: App,
    At(id): At<AccountId>,
) -> Result<Json<Vec<AccountUser>>> {
    let all =
        app.read(&by, async move |work: &mut Work<'_>| account_users::list(work, by.app, id).await);
    Ok(Json(all.await?.into_iter().map(|member| AccountUser::of(id, member)).collect()))
}

pub async fn create_account_user(
    by: Platform,
    app: App,
    At(id): At<AccountId>,
    Input(new): Input<NewAccountUser>,
) -> Result<Json<AccountUser>> {
    let member = app
        .write(&by, async move |work| account_users::create(work, by.app, id, &new).await)
        .await?;
    Ok(Json(AccountUser::of(id, member)))
}

pub async fn delete_account_user(
    by: Platform,
    app: App,
    At(id): At<AccountId>,
    Input(gone): Input<Gone>,
) -> Result<Done> {
    app.write(&by, async move |work| account_users::delete(work, by.app, id, &gone).await).await?;
    Ok(Done)
}

pub async fn create_user(
    by: Platform,
    app: App,
    Input(new): Input<UserChange>,
) -> Result<Json<User>> {
    Ok(Json(users::create(&app, by.app, new).await?.into()))
}

pub async fn show_user(by: Platform, app: App, At(id): At<UserId>) -> Result<Json<User>> {
    let user = app.read(&by, async move |work: &mut Work<'_>| users::show(work, by.app, id).await);
    Ok(Json(user.await?.into()))
}

pub async fn update_user(
    by: Platform,
    app: App,
    At(id): At<UserId>,
    Input(change): Input<UserChange>,
) -> Result<Json<User>> {
    Ok(Json(users::update(&app, by.app, id, change).await?.into()))
}

pub async fn delete_user(by: Platform, app: App, At(id): At<UserId>) -> Result<Done> {
    app.write(&by, async move |work| users::delete(work, by.app, id).await).await?;
    Ok(Done)
}

/// What lets somebody in is not to be kept by anything on its way.
pub async fn login(by: Platform, app: App, At(id): At<UserId>) -> Result<Kept<Json<Link>>> {
    let frontend_url = app.config.server.frontend_url.clone();
    let url = app
        .write(&by, async move |work| users::link(work, by.app, id, &frontend_url).await)
        .await?;
    Ok(([(CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(Link { url })))
}

pub async fn token(by: Platform, app: App, At(id): At<UserId>) -> Result<Json<ForGood>> {
    let user = app.read(&by, async move |work: &mut Work<'_>| users::show(work, by.app, id).await);
    Ok(Json(user.await?.into()))
}

pub async fn list_agent_bots(by: Platform, app: App) -> Result<Json<Vec<Bot>>> {
    let all = app.read(&by, async move |work: &mut Work<'_>| agent_bots::list(work, by.app).await);
    Ok(Json(all.await?.into_iter().map(Into::into).collect()))
}

pub async fn show_agent_bot(by: Platform, app: App, At(id): At<AgentBotId>) -> Result<Json<Bot>> {
    let bot =
        app.read(&by, async move |work: &mut Work<'_>| agent_bots::show(work, by.app, id).await);
    Ok(Json(bot.await?.into()))
}

pub async fn create_agent_bot(
    by: Platform,
    app: App,
    Upload(new): Upload<PlatformBotChange>,
) -> Result<Json<Bot>> {
    let bot =
        app.write(&by, async move |work| agent_bots::create(work, by.app, &new).await).await?;
    Ok(Json(bot.into()))
}

pub async fn update_agent_bot(
    by: Platform,
    app: App,
    At(id): At<AgentBotId>,
    Upload(change): Upload<PlatformBotChange>,
) -> Result<Json<Bot>> {
    let bot = app
        .write(&by, async move |work| agent_bots::update(work, by.app, id, &change).await)
        .await?;
    Ok(Json(bot.into()))
}

pub async fn delete_agent_bot(by: Platform, app: App, At(id): At<AgentBotId>) -> Result<Done> {
    app.write(&by, async move |work| agent_bots::delete(work, by.app, id).await).await?;
    Ok(Done)
}

pub async fn delete_agent_bot_avatar(
    by: Platform,
    app: App,
    At(id): At<AgentBotId>,
) -> Result<Json<Bot>> {
    let bot =
        app.write(&by, async move |work| agent_bots::delete_avatar(work, by.app, id).await).await?;
    Ok(Json(bot.into()))
}

/// Each mailbox comes along by itself: what is wrong with one is told, and the next one follows.
pub async fn migrate_email_channels(
    by: Platform,
    app: App,
    At(id): At<AccountId>,
    Input(wanted): Input<Migrations>,
) -> Result<Json<Outcomes>> {
    app.read(&by, async move |work: &mut Work<'_>| accounts::show(work, by.app, id).await).await?;
    if !app.config.platform.email_channel_migration {
        return Err(Error::Forbidden("Email channel migration is not enabled".into()));
    }
    wanted.check()?;
    let mut results = Vec::new();
    for said in wanted.migrations {
        let email = said.get("email").and_then(Value::as_str).unwrap_or_default().to_owned();
        let migrated = async {
            let (vault, mailbox) = (app.vault.clone(), read::<Mailbox>(&said)?);
            app.write(&by, async move |work: &mut Work<'_>| {
                email_channels::migrate(work, &vault, by.app, id, &mailbox).await
            })
            .await
        };
        results.push(Outcome::of(email, Box::pin(migrated).await)?);
    }
    Ok(Json(Outcomes { results }))
}
