//! Platform apps: what they make, what they may reach, and what they are told.

mod account_users;
mod accounts;
mod agent_bots;
mod email_channels;
mod invitations;
mod links;
pub mod reach;
mod users;

use frontdesk::{
    actor::Actor,
    id::PlatformAppId,
    platform::{self, Object},
    work::Work,
};
use serde_json::{Value, json};

use crate::support::{Client, Desk, PASSWORD};

/// An address of theirs.
pub fn at(path: &str) -> String {
    format!("/platform/api/v1/{path}")
}

/// A platform app: its number, and the app itself.
pub async fn app(desk: &Desk, name: &'static str) -> (PlatformAppId, Client) {
    let made = desk
        .acting(Actor::System, async move |work: &mut Work<'_>| platform::create(work, name).await);
    let (id, token) = made.await;
    (id, desk.with_token(&token))
}

/// Lets an app reach something.
pub async fn grant(desk: &Desk, app: PlatformAppId, object: Object) {
    desk.acting(Actor::System, async move |work: &mut Work<'_>| {
        platform::grant(work, app, object).await
    })
    .await;
}

/// An account that an app has made.
pub async fn account(app: &Client, name: &str) -> i64 {
    app.post(&at("accounts"), json!({ "name": name })).await.id()
}

/// A user that an app has made.
pub async fn user(app: &Client, name: &str) -> Value {
    let email = format!("{}@platform.test", name.to_lowercase());
    let new = json!({ "name": name, "email": email, "password": PASSWORD });
    app.post(&at("users"), new).await.is(200).body
}

/// Makes a user a member of an account, and returns them as they ask for its things.
pub async fn join(desk: &Desk, app: &Client, account: i64, user: &Value, role: &str) -> Client {
    let member = json!({ "user_id": user["id"], "role": role });
    app.post(&at(&format!("accounts/{account}/account_users")), member).await.is(200);
    desk.with_token(user["access_token"].as_str().expect("a token")).at(account)
}
