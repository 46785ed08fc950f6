//! Removing a whole account: nobody finds it from that moment on, nothing is left of it in the
//! end, and other accounts do not notice.

use frontdesk::platform::Object;
use serde_json::json;

use crate::{
    isolation::Records,
    platform::{account, app, at, grant, join, user},
    support::Desk,
};

/// Tables in which rows of several accounts stand, by the column that tells whose they are.
const TABLES: [&str; 35] = [
    "account_users",
    "agent_bots",
    "api_channels",
    "applied_slas",
    "articles",
    "attachments",
    "audits",
    "blobs",
    "canned_responses",
    "categories",
    "companies",
    "contact_exports",
    "contact_imports",
    "contact_tallies",
    "contacts",
    "conversation_tallies",
    "conversations",
    "custom_attribute_definitions",
    "custom_filters",
    "custom_roles",
    "dashboard_apps",
    "departures",
    "events",
    "inboxes",
    "integration_hooks",
    "labels",
    "messages",
    "notes",
    "notifications",
    "portals",
    "sla_policies",
    "tags",
    "teams",
    "webhook_deliveries",
    "webhooks",
];

async fn left(desk: &Desk, account: i64) -> Vec<(&'static str, i64)> {
    let mut left = Vec::new();
    for table in TABLES {
        let count = desk.count(&format!("{table} where account_id = {account}")).await;
        if count > 0 {
            left.push((table, count));
        }
    }
    left
}

#[tokio::test]
async fn an_account_is_gone_at_once_and_then_with_all_that_belongs_to_it() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let id = account(&app, "Doomed").await;
    let ada = user(&app, "Ada").await;
    let admin = join(&desk, &app, id, &ada, "administrator").await;
    let theirs = Records::make(&desk, &admin, "doomed", 3).await;
    let ours = Records::make(&desk, &desk.admin(), "ours", 1).await;
    desk.settle().await;
    let before = left(&desk, desk.account).await;
    assert!(left(&desk, id).await.len() > 20, "{:?}", left(&desk, id).await);
    let bot = admin.get(&format!("agent_bots/{}", theirs.agent_bot)).await.is(200).body;

    app.delete(&at(&format!("accounts/{id}"))).await.is(200);

    admin.get("labels").await.is(404);
    admin.get("").await.is(404);
    assert_eq!(admin.get("/api/v1/accounts").await.is(200).body, json!([]));
    assert_eq!(admin.get("/api/v1/profile").await.is(200).body["accounts"], json!([]));
    app.get(&at(&format!("accounts/{id}"))).await.is(404);
    app.delete(&at(&format!("accounts/{id}"))).await.is(404);
    assert_eq!(app.get(&at("accounts")).await.is(200).body, json!([]));
    let bot = desk.with_token(bot["access_token"].as_str().unwrap()).at(id);
    let words = json!({ "content": "Hi" });
    bot.post(&format!("conversations/{}/messages", theirs.conversation), words).await.is(404);
    desk.settle().await;
    assert_eq!(left(&desk, id).await, []);
    assert_eq!(desk.count(&format!("accounts where id = {id}")).await, 0);
    assert_eq!(desk.count("blobs where account_id is null").await, 0, "files go too");
    assert_eq!(
        desk.count(&format!(
            "access_tokens where owner_type = 'AgentBot' and owner_id = {}",
            theirs.agent_bot
        ))
        .await,
        0
    );
    assert_eq!(left(&desk, desk.account).await, before, "nobody else loses anything");
    desk.admin().get(&format!("conversations/{}", ours.conversation)).await.is(200);
    let shown = app.get(&at(&format!("users/{}", ada["id"]))).await.is(200).body;
    assert_eq!(shown["accounts"], json!([]), "users stay");
    desk.close().await;
}

#[tokio::test]
async fn what_was_said_in_an_account_that_is_gone_is_found_by_nobody() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let id = account(&app, "Doomed").await;
    let ada = user(&app, "Ada").await;
    let admin = join(&desk, &app, id, &ada, "administrator").await;
    Records::make(&desk, &admin, "doomed", 1).await;
    desk.settle().await;
    let indexed = desk.count("message_words").await;

    app.delete(&at(&format!("accounts/{id}"))).await.is(200);
    desk.settle().await;

    assert!(indexed > 0);
    assert_eq!(desk.count("message_words").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn nobody_is_told_of_what_goes_with_an_account() {
    let desk = Desk::open().await;
    let receiver = crate::support::Receiver::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let id = account(&app, "Doomed").await;
    let ada = user(&app, "Ada").await;
    let admin = join(&desk, &app, id, &ada, "administrator").await;
    let webhook = json!({ "url": receiver.url, "subscriptions": ["contact_created"] });
    admin.post("webhooks", webhook).await.is(200);
    admin.post("contacts", json!({ "name": "Lea" })).await.is(200);

    app.delete(&at(&format!("accounts/{id}"))).await.is(200);
    desk.settle().await;

    assert!(receiver.take().is_empty());
    desk.close().await;
}

#[tokio::test]
async fn somebody_who_was_leaving_an_account_that_is_removed_is_not_forgotten() {
    let desk = Desk::open().await;
    let (portal, app) = app(&desk, "Portal").await;
    grant(&desk, portal, Object::Account(frontdesk::id::AccountId(desk.account))).await;
    let ben = desk.id_of("Ben");

    desk.admin().delete(&format!("agents/{ben}")).await.is(200);
    let dan = "insert into users (id, name, email, pubsub_token, created_at, updated_at)
               values (9000, 'Dan', 'dan@x.test', 'x', 0, 0)";
    desk.execute(dan.to_owned()).await;
    desk.execute(format!(
        "insert into departures (account_id, user_id, keeps_user) values ({}, 9000, false)",
        desk.account
    ))
    .await;
    app.delete(&at(&format!("accounts/{}", desk.account))).await.is(200);
    desk.settle().await;

    assert_eq!(desk.count("users where id = 9000").await, 0);
    assert_eq!(desk.count("departures").await, 0);
    desk.close().await;
}
