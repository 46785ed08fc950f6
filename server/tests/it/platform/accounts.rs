//! Accounts that an app manages.

use serde_json::json;

use super::{account, app, at, join, user};
use crate::support::{Desk, each};

#[tokio::test]
async fn an_account_is_answered_with_everything_clients_look_for() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Billing").await;
    let new = json!({
        "name": "Acme", "locale": "de", "domain": "acme.test", "support_email": "help@acme.test",
        "status": "active", "features": { "campaigns": false, "audit_logs": true, "macros": "" },
        "limits": { "agents": 5 }, "custom_attributes": { "plan": "gold" }
    });

    let made = app.post(&at("accounts"), new).await.is(200).body;

    let id = made["id"].as_i64().unwrap();
    let mut told = made.clone();
    let features = told["features"].take();
    let expected = json!({
        "id": id, "name": "Acme", "locale": "de", "domain": "acme.test",
        "support_email": "help@acme.test", "features": null,
        "custom_attributes": { "plan": "gold" }, "limits": { "agents": 5 }, "status": "active"
    });
    assert_eq!(told, expected);
    assert_eq!((&features["audit_logs"], &features["reports"]), (&json!(true), &json!(true)));
    assert_eq!((features.get("campaigns"), features.get("macros")), (None, None));
    let path = at(&format!("accounts/{id}"));
    assert_eq!(app.get(&path).await.is(200).body, made);
    assert_eq!(app.get(&at("accounts")).await.is(200).body, json!([made]));
    let blank = app.post(&at("accounts"), json!({ "name": "Beta" })).await.is(200).body;
    assert_eq!(blank["limits"], json!({}));
    assert_eq!(blank["support_email"], desk.app.config.mail.sender);
    assert_eq!(each(&app.get(&at("accounts")).await.body, "name"), ["Acme", "Beta"]);
    desk.close().await;
}

#[tokio::test]
async fn the_terms_of_an_account_are_changed_one_by_one() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Billing").await;
    let id = account(&app, "Acme").await;
    let ada = user(&app, "Ada").await;
    let admin = join(&desk, &app, id, &ada, "administrator").await;
    let path = at(&format!("accounts/{id}"));

    let limits = json!({ "limits": { "agents": 5 }, "features": { "campaigns": false } });
    app.patch(&path, limits).await.is(200);
    let change = json!({ "limits": { "inboxes": 2 }, "custom_attributes": { "plan": "x" } });
    let changed = app.put(&path, change).await.is(200).body;

    assert_eq!(changed["limits"], json!({ "inboxes": 2 }), "limits are replaced as a whole");
    assert_eq!(changed["features"].get("campaigns"), None, "features stay that are not named");
    let seen = admin.get("").await.is(200).body;
    assert_eq!(seen["features"].get("campaigns"), None);
    let back = app.patch(&path, json!({ "features": { "campaigns": true } })).await.is(200).body;
    assert_eq!(back["features"]["campaigns"], true);
    app.patch(&path, json!({ "features": { "flying": true } })).await.refuses(&["features"]);
    app.patch(&path, json!({ "locale": "xx" })).await.refuses(&["locale"]);
    app.patch(&path, json!({ "name": "" })).await.refuses(&["name"]);
    desk.close().await;
}

#[tokio::test]
async fn an_account_has_as_many_agents_and_inboxes_as_it_may() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Billing").await;
    let id = account(&app, "Acme").await;
    let ada = user(&app, "Ada").await;
    let admin = join(&desk, &app, id, &ada, "administrator").await;
    let path = at(&format!("accounts/{id}"));
    app.patch(&path, json!({ "limits": { "agents": 2, "inboxes": 1 } })).await.is(200);
    let agent = |name: &str| json!({ "name": name, "email": format!("{name}@acme.test") });
    let inbox = json!({ "name": "Shop", "channel": { "type": "api" } });

    let both = json!({ "emails": ["ben@acme.test", "cleo@acme.test"] });
    let full = "Account limit exceeded. Please purchase more licenses";
    admin.post("agents/bulk_create", both).await.says(402, full);
    assert_eq!(admin.get("agents").await.is(200).body.as_array().unwrap().len(), 1);
    admin.post("agents", agent("ben")).await.is(200);
    admin.post("agents", agent("cleo")).await.says(402, full);
    admin.post("inboxes", inbox.clone()).await.is(200);
    let full = "Account limit exceeded. Upgrade to a higher plan";
    admin.post("inboxes", inbox.clone()).await.says(402, full);

    let dan = user(&app, "Dan").await;
    join(&desk, &app, id, &dan, "agent").await;
    app.patch(&path, json!({ "limits": { "agents": "many" } })).await.is(200);
    admin.post("agents", agent("cleo")).await.is(200);
    admin.post("inboxes", inbox).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn an_account_that_is_suspended_is_closed_to_its_members_until_it_is_not() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Billing").await;
    let id = account(&app, "Acme").await;
    let ada = user(&app, "Ada").await;
    let admin = join(&desk, &app, id, &ada, "administrator").await;
    let path = at(&format!("accounts/{id}"));
    admin.get("labels").await.is(200);

    app.patch(&path, json!({ "status": "suspended" })).await.is(200);

    admin.get("labels").await.says(401, "Account is suspended");
    assert_eq!(app.get(&path).await.is(200).body["status"], "suspended");
    app.patch(&path, json!({ "status": "active" })).await.is(200);
    admin.get("labels").await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn an_account_without_a_name_is_refused_and_leaves_nothing() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Billing").await;
    let before = desk.contents().await;

    for (bad, field) in [
        (json!({}), "name"),
        (json!({ "name": " " }), "name"),
        (json!({ "name": "x".repeat(256) }), "name"),
        (json!({ "name": "Acme", "domain": "x".repeat(101) }), "domain"),
        (json!({ "name": "Acme", "status": "closed" }), "status"),
        (json!({ "name": "Acme", "limits": "many" }), "limits"),
        (json!({ "name": "Acme", "features": { "flying": 1 } }), "features"),
        (json!({ "name": "Acme", "custom_attributes": [1] }), "custom_attributes"),
    ] {
        app.post(&at("accounts"), bad).await.refuses(&[field]);
    }

    desk.contents().await.are(&before, "a refused account");
    desk.close().await;
}
