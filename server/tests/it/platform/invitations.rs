//! Users whom an app has in its hand, and who are invited to accounts that the app may not reach.

use frontdesk::{
    actor::Actor,
    id::UserId,
    permissibles,
    platform::{self, Object},
    work::Work,
};
use serde_json::{Value, json};

use super::{account, app, at, join, user};
use crate::{
    realtime,
    support::{Client, Desk, PASSWORD, Postbox, Reply, mails_to, token_of_mail},
};

const TOKEN: &str = "reset_password_token";
const OUT_OF_REACH: &str = "Non permissible resource";

/// A desk with an app that has made Eve.
async fn desk_of_eve() -> (Postbox, Desk, Client, Value) {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let (_, app) = app(&desk, "Portal").await;
    let eve = user(&app, "Eve").await;
    (postbox, desk, app, eve)
}

/// The app as the user, in the account of the desk.
fn as_user(desk: &Desk, user: &Value) -> Client {
    desk.with_token(user["access_token"].as_str().expect("a token"))
}

async fn invite(desk: &Desk, email: &str) -> Reply {
    let invited = json!({ "name": "Eve", "email": email, "role": "administrator" });
    desk.admin().post("agents", invited).await.is(200)
}

/// Follows the mail that invites somebody.
async fn follow(desk: &Desk, postbox: &Postbox) -> Client {
    desk.settle().await;
    let new = json!({ TOKEN: token_of_mail(postbox, TOKEN), "password": "Other#2" });
    desk.device(&desk.nobody().put("/auth/password", new).await.is(200))
}

#[tokio::test]
async fn an_app_does_not_come_along_with_a_user_who_is_invited_elsewhere() {
    let (postbox, desk, app, eve) = desk_of_eve().await;
    let own = account(&app, "Own").await;
    let in_own = join(&desk, &app, own, &eve, "agent").await;
    let device = desk.device(&desk.sign_in_as("eve@platform.test", PASSWORD).await.is(200));
    let path = at(&format!("users/{}", eve["id"]));

    let invited = invite(&desk, "eve@platform.test").await.body;

    assert_eq!(invited["id"], eve["id"]);
    assert_eq!(invited["confirmed"], false);
    for way in [&as_user(&desk, &eve), &device] {
        way.get("conversations").await.is(401);
        let profile = way.get("/api/v1/profile").await.is(200).body;
        let accounts = profile["accounts"].as_array().unwrap();
        assert_eq!(accounts.len(), 1, "they are told nothing of the account");
        let listed = way.get("/api/v1/accounts").await.is(200).body;
        assert_eq!(listed.as_array().map(Vec::len), Some(1));
    }
    in_own.get("conversations").await.is(200);

    let inside = follow(&desk, &postbox).await;

    inside.get("conversations").await.is(200);
    for way in [&as_user(&desk, &eve), &device, &in_own] {
        way.get("conversations").await.is(401);
    }
    for ask in ["", "/login"] {
        app.get(&format!("{path}{ask}")).await.says(401, OUT_OF_REACH);
    }
    app.patch(&path, json!({ "password": PASSWORD })).await.says(401, OUT_OF_REACH);
    desk.sign_in_as("eve@platform.test", PASSWORD).await.is(401);
    let agents = desk.admin().get("agents").await.is(200).body;
    let shown = agents.as_array().unwrap().iter().find(|agent| agent["id"] == eve["id"]).unwrap();
    assert_eq!(shown["confirmed"], true);
    desk.close().await;
}

#[tokio::test]
async fn an_app_that_gives_its_user_the_address_of_another_does_not_get_in_with_it() {
    let (postbox, desk, app, eve) = desk_of_eve().await;
    let path = at(&format!("users/{}", eve["id"]));
    let changed = json!({ "email": "victim@acme.test" });
    app.patch(&path, changed).await.is(200);

    invite(&desk, "victim@acme.test").await;

    as_user(&desk, &eve).get("conversations").await.is(401);
    follow(&desk, &postbox).await.get("conversations").await.is(200);
    app.get(&path).await.says(401, OUT_OF_REACH);
    desk.close().await;
}

#[tokio::test]
async fn the_password_of_an_app_that_is_gone_lets_nobody_in() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let (id, app) = app(&desk, "Portal").await;
    let eve = user(&app, "Eve").await;
    desk.acting(Actor::System, async move |work: &mut Work<'_>| platform::delete(work, id).await)
        .await;

    invite(&desk, "eve@platform.test").await;

    let device = desk.device(&desk.sign_in_as("eve@platform.test", PASSWORD).await.is(200));
    for way in [&as_user(&desk, &eve), &device] {
        way.get("conversations").await.is(401);
    }
    follow(&desk, &postbox).await.get("conversations").await.is(200);
    desk.sign_in_as("eve@platform.test", PASSWORD).await.is(401);
    desk.close().await;
}

#[tokio::test]
async fn in_the_accounts_of_their_app_users_are_added_at_once() {
    let (postbox, desk, app, eve) = desk_of_eve().await;
    let boss = user(&app, "Bea").await;
    let first = account(&app, "One").await;
    let boss = join(&desk, &app, first, &boss, "administrator").await;

    let added = json!({ "name": "Eve", "email": "eve@platform.test", "role": "agent" });
    boss.post("agents", added).await.is(200);

    as_user(&desk, &eve).at(first).get("conversations").await.is(200);
    app.get(&at(&format!("users/{}", eve["id"]))).await.is(200);
    desk.settle().await;
    assert!(postbox.take().is_empty());
    desk.close().await;
}

#[tokio::test]
async fn who_has_answered_a_mail_is_added_at_once_when_no_app_reaches_them() {
    let (postbox, desk, app, eve) = desk_of_eve().await;
    let (id, forgotten) = (eve["id"].as_i64().unwrap(), json!({ "email": "eve@platform.test" }));
    desk.nobody().post("/auth/password", forgotten).await.is(200);
    follow(&desk, &postbox).await;
    app.get(&at(&format!("users/{id}"))).await.is(200);
    desk.acting(Actor::System, async move |work: &mut Work<'_>| {
        Ok(permissibles::forget(work.tx, Object::User(UserId(id))).await?)
    })
    .await;

    let invited = invite(&desk, "eve@platform.test").await.body;

    assert_eq!(invited["confirmed"], true);
    let device = desk.device(&desk.sign_in_as("eve@platform.test", "Other#2").await.is(200));
    device.get("conversations").await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn who_is_awaited_is_told_nothing_of_the_account() {
    let (_postbox, desk, app, eve) = desk_of_eve().await;
    let own = account(&app, "Own").await;
    let in_own = join(&desk, &app, own, &eve, "agent").await;
    let contact = desk.contact("Lea").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    invite(&desk, "eve@platform.test").await;
    desk.settle().await;
    let room = json!({
        "channel": "RoomChannel", "user_id": eve["id"], "account_id": own,
        "pubsub_token": eve["pubsub_token"]
    });
    let mut listening = realtime::listen(&desk, &room.to_string()).await;

    let given = json!({ "assignee_id": eve["id"] });
    desk.admin().post(&format!("conversations/{conversation}/assignments"), given).await.is(200);
    desk.settle().await;

    assert_eq!(desk.count("notifications").await, 0);
    in_own.post("contacts", json!({ "name": "Of their own" })).await.is(200);
    desk.settle().await;
    let (event, heard) = listening.event().await;
    assert_eq!((event.as_str(), &heard["name"]), ("contact.created", &json!("Of their own")));
    desk.close().await;
}

#[tokio::test]
async fn who_asks_for_another_password_accepts_no_invitation_by_that() {
    let (postbox, desk, app, eve) = desk_of_eve().await;
    invite(&desk, "eve@platform.test").await;
    desk.settle().await;
    postbox.take();

    let forgotten = json!({ "email": "eve@platform.test" });
    desk.nobody().post("/auth/password", forgotten).await.is(200);
    let device = follow(&desk, &postbox).await;

    device.get("conversations").await.is(401);
    app.get(&at(&format!("users/{}", eve["id"]))).await.is(200);
    assert_eq!(invite(&desk, "eve@platform.test").await.body["id"], eve["id"], "once more");
    follow(&desk, &postbox).await.get("conversations").await.is(200);
    app.get(&at(&format!("users/{}", eve["id"]))).await.says(401, OUT_OF_REACH);
    desk.close().await;
}

#[tokio::test]
async fn when_somebody_signs_in_is_no_business_of_an_account_that_awaits_them() {
    let (_postbox, desk, ..) = desk_of_eve().await;
    invite(&desk, "eve@platform.test").await;

    desk.sign_in_as("eve@platform.test", PASSWORD).await.is(200);

    let log = desk.admin().get("audit_logs").await.is(200).body;
    let names: Vec<&Value> =
        log["audit_logs"].as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
    assert!(!names.contains(&&json!("sign_in")), "{names:?}");
    desk.close().await;
}

#[tokio::test]
async fn who_is_added_again_while_they_are_being_removed_gets_in_by_mail() {
    let (postbox, desk, app, eve) = desk_of_eve().await;
    let own = account(&app, "Own").await;
    join(&desk, &app, own, &eve, "agent").await;
    app.delete(&at(&format!("users/{}", eve["id"]))).await.is(200);

    invite(&desk, "eve@platform.test").await;

    let inside = follow(&desk, &postbox).await;
    inside.get("conversations").await.is(200);
    inside.get("/api/v1/profile").await.is(200);
    desk.close().await;
}
