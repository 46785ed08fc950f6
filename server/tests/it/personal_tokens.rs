//! Personal tokens: what programs of a user show, for how much and for how long.

use std::time::Duration;

use db::sql;
use serde_json::{Value, json};

use crate::{
    isolation::{Records, ask, rows},
    support::{Client, Desk, each},
};

const PATH: &str = "/api/v1/profile/access_tokens";

async fn made(desk: &Desk, person: &Client, new: Value) -> (Client, i64) {
    let made = person.post(PATH, new).await.is(200).body;
    (desk.with_token(made["access_token"].as_str().unwrap()), made["id"].as_i64().unwrap())
}

#[tokio::test]
async fn a_token_is_told_once_and_lets_its_user_in() {
    let desk = Desk::open().await;
    let made = desk.admin().post(PATH, json!({ "name": "Reports" })).await.is(200).body;
    let token = made["access_token"].as_str().unwrap();

    desk.with_token(token).post("labels", json!({ "title": "billing" })).await.is(200);

    let listed = desk.admin().get(PATH).await.is(200);
    let expected = json!({ "payload": [{
        "id": made["id"], "name": "Reports", "scope": "full", "created_at": 1_770_112_800,
        "last_used_at": 1_770_112_800, "expires_at": null,
    }] });
    assert_eq!(listed.body, expected);
    assert!(!format!("{:?}", desk.contents().await).contains(token));
    assert_eq!(desk.agent().get(PATH).await.is(200).body, json!({ "payload": [] }));
    desk.close().await;
}

#[tokio::test]
async fn a_token_for_reading_changes_nothing() {
    let desk = Desk::open().await;
    let (reader, _) = made(&desk, &desk.admin(), json!({ "name": "R", "scope": "read" })).await;
    let label = desk.admin().post("labels", json!({ "title": "billing" })).await.id();
    for path in ["labels", "agents", "", "conversations", "/api/v1/profile", "/api/v1/accounts"] {
        reader.get(path).await.is(200);
    }
    let before = desk.contents().await;

    let words = "This access token is for reading only";
    reader.post("labels", json!({ "title": "x" })).await.says(401, words);
    reader.patch(&format!("labels/{label}"), json!({ "title": "x" })).await.says(401, words);
    reader.put("", json!({ "name": "x" })).await.says(401, words);
    reader.delete(&format!("labels/{label}")).await.says(401, words);
    let away = json!({ "account_id": desk.account, "availability": "busy" });
    reader.post("/api/v1/profile/availability", away).await.says(401, words);

    desk.contents().await.are(&before, "a token for reading");
    desk.close().await;
}

#[tokio::test]
async fn a_token_gives_nobody_another_way_in() {
    let desk = Desk::open_with(|config| {
        config.sign_up.enabled = frontdesk::config::SignUps::True;
    })
    .await;
    desk.admin().post("agent_bots", json!({ "name": "Triage" })).await.is(200);
    let (program, id) = made(&desk, &desk.admin(), json!({ "name": "Everything" })).await;
    program.get("agents").await.is(200);
    let before = desk.contents().await;

    let shown = program.get("/api/v1/profile").await.is(200).body;
    assert_eq!((&shown["access_token"], &shown["pubsub_token"]), (&Value::Null, &Value::Null));
    assert_eq!(program.get("agent_bots").await.is(200).body[0].get("access_token"), None);
    let words = "This access token is not for how you get in";
    program.get(PATH).await.says(401, words);
    program.post(PATH, json!({ "name": "Another" })).await.says(401, words);
    program.delete(&format!("{PATH}/{id}")).await.says(401, words);
    program.put("/api/v1/profile", json!({ "email": "m@x.test" })).await.says(401, words);
    program.post("/api/v1/profile/reset_access_token", json!({})).await.says(401, words);
    program.post("/api/v1/profile/mfa", json!({})).await.says(401, words);
    program.post("/api/v1/accounts", json!({ "account_name": "x" })).await.says(401, words);

    desk.contents().await.are(&before, "a program");
    desk.close().await;
}

/// What lets somebody in somewhere, or signs what they are told, as it is kept.
async fn secrets(desk: &Desk) -> Vec<String> {
    let sql = sql!(
        "select token from access_tokens
         union all select pubsub_token from users
         union all select pubsub_token from contact_inboxes
         union all select secret from agent_bots
         union all select secret from webhooks
         union all select secret from api_channels
         union all select hmac_token from api_channels
         union all select hmac_token from website_channels"
    );
    let kept = desk.app.db.read(async move |tx: &mut db::Tx| tx.all::<(String,)>(sql, &[]).await);
    kept.await.unwrap().into_iter().map(|(secret,)| secret).collect()
}

/// Secrets that are kept encrypted begin so here.
const HIDDEN: &str = "hidden-";

#[tokio::test]
async fn a_token_is_told_no_other_and_no_secret_whatever_it_asks_for() {
    let desk = Desk::open().await;
    let admin = desk.admin();
    let ours = Records::make(&desk, &admin, "acme", 1).await;
    for channel in [
        json!({ "type": "email", "email": "help@acme.test", "imap_password": "hidden-imap",
            "smtp_password": "hidden-smtp" }),
        json!({ "type": "web_widget", "website_url": "https://acme.test" }),
        json!({ "type": "sms", "phone_number": "+390612345678",
            "provider_config": { "api_key": "hidden-sms" } }),
        json!({ "type": "line", "line_channel_id": "1234", "line_channel_secret": "hidden-line",
            "line_channel_token": "hidden-line" }),
    ] {
        admin.post("inboxes", json!({ "name": "Other", "channel": channel })).await.is(200);
    }
    let settings = json!({ "api_key": "hidden-hook", "organization_id": "acme" });
    let hook = json!({ "app_id": "dyte", "settings": settings });
    admin.post("integrations/hooks", hook).await.is(200);
    // A delivery says what its webhook was told, and there the contact's token is.
    let conversation = format!("conversations/{}", ours.conversation);
    admin.post(&format!("{conversation}/toggle_status"), json!({})).await.is(200);
    desk.settle().await;
    let link = json!({ "agent_bot": ours.agent_bot });
    admin.post(&format!("inboxes/{}/set_agent_bot", ours.inbox), link).await.is(200);
    let told = admin.get(&format!("inboxes/{}/agent_bot", ours.inbox)).await.is(200);
    assert!(secrets(&desk).await.iter().any(|secret| told.text.contains(secret)));
    let log = format!("webhooks/{}/deliveries", ours.webhook);
    let token = desk.pubsub_token_of_contact(ours.conversation).await;
    assert!(admin.get(&log).await.is(200).text.contains(&token));
    let (program, _) = made(&desk, &admin, json!({ "name": "Everything" })).await;

    for row in rows(&ours, &ours) {
        let before = secrets(&desk).await;
        let reply = ask(&program, &row).await;
        let mut kept = secrets(&desk).await;
        kept.extend(before);
        let is_told = kept.iter().any(|secret| reply.text.contains(secret));
        assert!(!is_told && !reply.text.contains(HIDDEN), "{}: {}", row.route, reply.text);
    }

    desk.close().await;
}

#[tokio::test]
async fn a_token_ends_when_it_was_said_to() {
    let desk = Desk::open().await;
    let end = desk.clock.now().seconds() + 3_600;
    let (program, _) = made(&desk, &desk.admin(), json!({ "name": "R", "expires_at": end })).await;
    program.get("agents").await.is(200);

    desk.wait(Duration::from_mins(59));
    program.get("agents").await.is(200);
    desk.wait(Duration::from_mins(1));

    program.get("agents").await.says(401, "Invalid Access Token");
    program.get("/api/v1/profile").await.says(401, "Invalid Access Token");
    for wrong in [json!(end), json!(0), json!(-1), json!("soon")] {
        let new = json!({ "name": "R", "expires_at": wrong });
        desk.admin().post(PATH, new).await.refuses(&["expires_at"]);
    }
    desk.close().await;
}

#[tokio::test]
async fn a_token_is_taken_back_by_its_user_only() {
    let desk = Desk::open().await;
    let (program, id) = made(&desk, &desk.agent(), json!({ "name": "Reports" })).await;
    program.get("agents").await.is(200);
    let path = format!("{PATH}/{id}");

    desk.admin().delete(&path).await.is(404);
    program.get("agents").await.is(200);
    desk.agent().delete(&path).await.is(200);

    program.get("agents").await.says(401, "Invalid Access Token");
    desk.agent().delete(&path).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn a_user_has_fifty_tokens_at_most_and_they_go_with_the_user() {
    let desk = Desk::open().await;
    let mut last = None;
    for number in 0..50 {
        last = Some(made(&desk, &desk.agent(), json!({ "name": format!("{number}") })).await.0);
    }

    let refused = desk.agent().post(PATH, json!({ "name": "One more" })).await;

    refused.says(422, "You have 50 access tokens. Please remove one.");
    let listed = desk.agent().get(PATH).await.body;
    assert_eq!(each(&listed["payload"], "scope").len(), 50);
    desk.admin().delete(&format!("agents/{}", desk.id_of("Ben"))).await.is(200);
    last.unwrap().get("agents").await.says(401, "Invalid Access Token");
    desk.close().await;
}
