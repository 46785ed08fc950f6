//! Users that an app manages.

use frontdesk::platform::Object;
use serde_json::json;

use super::{account, app, at, grant, join, user};
use crate::support::{Desk, PASSWORD};

#[tokio::test]
async fn a_user_is_answered_with_everything_clients_look_for() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let new = json!({
        "name": "Ada Agent", "display_name": "Ada", "email": "Ada@Acme.test",
        "password": PASSWORD, "custom_attributes": { "crm": "1" }
    });

    let made = app.post(&at("users"), new).await.is(200);

    made.clone().holds(json!({
        "account_id": null, "available_name": "Ada", "avatar_url": "", "confirmed": true,
        "display_name": "Ada", "message_signature": null, "email": "ada@acme.test",
        "name": "Ada Agent", "provider": "email", "custom_attributes": { "crm": "1" },
        "role": null, "ui_settings": {}, "uid": "ada@acme.test", "accounts": []
    }));
    let path = at(&format!("users/{}", made.id()));
    assert_eq!(app.get(&path).await.is(200).body, made.body);
    let id = account(&app, "Acme").await;
    let ada = join(&desk, &app, id, &made.body, "administrator").await;
    let seen = app.get(&path).await.is(200);
    seen.holds(json!({
        "account_id": id, "role": "administrator",
        "accounts": [{ "id": id, "name": "Acme", "active_at": null, "role": "administrator" }]
    }));
    ada.get("labels").await.is(200);
    desk.sign_in_as("ada@acme.test", PASSWORD).await.is(200);
    assert!(desk.tasks("users.letter").await.is_empty(), "no mail is sent");
    desk.close().await;
}

#[tokio::test]
async fn a_user_is_told_their_token() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let ada = user(&app, "Ada").await;

    let told = app.post(&at(&format!("users/{}/token", ada["id"])), json!({})).await.is(200).body;

    let owner = json!({
        "id": ada["id"], "name": "Ada", "display_name": null, "email": "ada@platform.test",
        "pubsub_token": ada["pubsub_token"]
    });
    let expected = json!({ "access_token": ada["access_token"], "expiry": null, "user": owner });
    assert_eq!(told, expected);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_40_an_address_that_somebody_has_is_taken_unless_the_app_made_them() {
    let desk = Desk::open().await;
    let (_, portal) = app(&desk, "Portal").await;
    let (other, rival) = app(&desk, "Rival").await;
    let ada = user(&portal, "Ada").await;
    let new = |email: &str| json!({ "name": "Eve", "email": email, "password": PASSWORD });
    let before = desk.contents().await;

    let taken = rival.post(&at("users"), new("ADA@platform.test")).await.refuses(&["email"]);
    let member = rival.post(&at("users"), new(&desk.email_of("Ben"))).await.refuses(&["email"]);

    for refused in [taken, member] {
        assert_eq!(refused.body["message"], "Email has already been taken");
        assert!(!refused.text.contains("token"), "{}", refused.text);
    }
    desk.contents().await.are(&before, "a refused user");
    let again = portal.post(&at("users"), new("ada@platform.test")).await.is(200).body;
    assert_eq!(again, ada, "the one who made them is told of them, as they are");
    let object = Object::User(frontdesk::id::UserId(ada["id"].as_i64().unwrap()));
    grant(&desk, other, object).await;
    let granted = rival.post(&at("users"), new("ada@platform.test")).await.is(200).body;
    assert_eq!(granted["id"], ada["id"]);
    desk.close().await;
}

#[tokio::test]
async fn a_user_is_changed_at_once() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let ada = user(&app, "Ada").await;
    let path = at(&format!("users/{}", ada["id"]));
    let device = desk.device(&desk.sign_in_as("ada@platform.test", PASSWORD).await.is(200));
    app.patch(&path, json!({ "custom_attributes": { "a": 1, "b": 1 } })).await.is(200);

    let change = json!({
        "name": "Adelaide", "display_name": "Addy", "email": "Addy@platform.test",
        "password": "Another#2", "custom_attributes": { "b": 2 }
    });
    let changed = app.put(&path, change).await.is(200);

    changed.holds(json!({
        "name": "Adelaide", "display_name": "Addy", "email": "addy@platform.test",
        "confirmed": true, "custom_attributes": { "a": 1, "b": 2 }
    }));
    device.get("/api/v1/profile").await.is(401);
    desk.sign_in_as("ada@platform.test", PASSWORD).await.is(401);
    desk.sign_in_as("addy@platform.test", PASSWORD).await.is(401);
    desk.sign_in_as("addy@platform.test", "Another#2").await.is(200);
    app.patch(&path, json!({ "email": desk.email_of("Ben") })).await.refuses(&["email"]);
    app.patch(&path, json!({ "email": "nowhere" })).await.refuses(&["email"]);
    app.patch(&path, json!({ "name": "" })).await.refuses(&["name"]);
    let weak = app.patch(&path, json!({ "name": "Eve", "password": "secret" })).await;
    weak.refuses(&["password"]);
    assert_eq!(app.get(&path).await.body["name"], "Adelaide");
    desk.close().await;
}

#[tokio::test]
async fn a_user_who_lacks_something_is_refused_and_leaves_nothing() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let before = desk.contents().await;

    for (bad, field) in [
        (json!({ "name": "Ada", "email": "ada@x.test" }), "password"),
        (json!({ "name": "Ada", "email": "ada@x.test", "password": "aa" }), "password"),
        (json!({ "name": "Ada", "email": "ada", "password": PASSWORD }), "email"),
        (json!({ "name": "", "email": "ada@x.test", "password": PASSWORD }), "name"),
        (
            json!({ "name": "Ada", "email": "ada@x.test", "password": PASSWORD,
                    "display_name": "x".repeat(256) }),
            "display_name",
        ),
    ] {
        app.post(&at("users"), bad).await.refuses(&[field]);
    }

    desk.contents().await.are(&before, "a refused user");
    desk.close().await;
}

#[tokio::test]
async fn a_user_who_is_removed_is_out_of_every_account_at_once_and_then_gone() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let ada = user(&app, "Ada").await;
    let (first, second) = (account(&app, "One").await, account(&app, "Two").await);
    let here = join(&desk, &app, first, &ada, "administrator").await;
    let there = join(&desk, &app, second, &ada, "agent").await;
    let boss = user(&app, "Bea").await;
    let boss = join(&desk, &app, first, &boss, "administrator").await;
    let inbox = json!({ "name": "Chat", "channel": { "type": "api" } });
    let inbox = here.post("inboxes", inbox).await.id();
    let contact = here.post("contacts", json!({ "name": "Lea" })).await.is(200).body;
    let new = json!({
        "inbox_id": inbox, "contact_id": contact["payload"]["contact"]["id"],
        "assignee_id": ada["id"]
    });
    let conversation = here.post("conversations", new).await.id();
    let device = desk.device(&desk.sign_in_as("ada@platform.test", PASSWORD).await.is(200));
    let path = at(&format!("users/{}", ada["id"]));

    app.delete(&path).await.is(200);

    for way in [&here, &there, &device] {
        way.get("/api/v1/profile").await.is(401);
    }
    desk.sign_in_as("ada@platform.test", PASSWORD).await.is(401);
    app.get(&path).await.is(404);
    desk.settle().await;
    let shown = boss.get(&format!("conversations/{conversation}")).await.is(200).body;
    assert_eq!(shown["meta"].get("assignee"), None);
    assert_eq!(boss.get("agents").await.is(200).body.as_array().map(Vec::len), Some(1));
    assert_eq!(desk.count("departures").await, 0);
    let again = user(&app, "Ada").await;
    assert_ne!(again["id"], ada["id"], "the address is free again");
    desk.close().await;
}
