//! Endpoints for accounts (contract `application-core.md`, 6).

use axum::http::{HeaderValue, header::CACHE_CONTROL};
use db::Tx;

use super::{AccountChange, wire};
use crate::{
    accounts, agents,
    app::App,
    clock::Timestamp,
    error::Result,
    http::{Done, Form, Input, Json, Kept, OwnAccount, OwnAccountAdmin, SignedIn},
    work::Work,
};

impl Form for AccountChange {}

/// The caller's accounts. Tools call this to test a connection.
pub async fn list(
    SignedIn { user, .. }: SignedIn,
    app: App,
) -> Result<Json<Vec<wire::Membership>>> {
    let memberships = app.db.read(async move |tx: &mut Tx| accounts::open_to(tx, user).await);
    Ok(Json(memberships.await?.into_iter().map(Into::into).collect()))
}

pub async fn show(caller: OwnAccount, app: App) -> Result<Json<wire::AccountShown>> {
    let (account, changes) = app.read(&caller, shown).await?;
    let account = rendered(&app, account, &changes);
    let latest_chatwoot_version = wire::COMPATIBLE_VERSION;
    Ok(Json(wire::AccountShown { account, latest_chatwoot_version }))
}

pub async fn update(
    admin: OwnAccountAdmin,
    app: App,
    Input(change): Input<AccountChange>,
) -> Result<Json<wire::Account>> {
    app.write(&admin, async move |work| accounts::update(work, &change).await).await?;
    let (account, changes) = app.read(&admin, shown).await?;
    Ok(Json(rendered(&app, account, &changes)))
}

/// When the lists changed that clients keep a copy of, which they ask for now and then.
pub async fn cache_keys(caller: OwnAccount, app: App) -> Result<Kept<Json<wire::CacheKeysReply>>> {
    let changes = app.read(&caller, accounts::cache_keys).await?;
    let cache_keys = wire::CacheKeys::of(&changes);
    let fresh = HeaderValue::from_static("max-age=10, private, stale-while-revalidate=300");
    Ok(([(CACHE_CONTROL, fresh)], Json(wire::CacheKeysReply { cache_keys })))
}

/// Notes that the caller is at work in the account.
pub async fn update_active_at(caller: OwnAccount, app: App) -> Result<Done> {
    let user = caller.user();
    app.write(&caller, async move |work: &mut Work<'_>| agents::note_active(work, user).await)
        .await?;
    Ok(Done)
}

async fn shown(work: &mut Work<'_>) -> Result<(accounts::Account, Vec<(String, Timestamp)>)> {
    Ok((accounts::show(work).await?, accounts::cache_keys(work).await?))
}

fn rendered(
    app: &App,
    account: accounts::Account,
    changes: &[(String, Timestamp)],
) -> wire::Account {
    wire::Account::of(account, wire::CacheKeys::of(changes), &app.config.mail.sender)
}
