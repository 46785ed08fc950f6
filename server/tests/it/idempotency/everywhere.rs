//! Every POST that may come with an `Idempotency-Key` is asked twice with one.

use std::collections::BTreeSet;

use frontdesk::{config::SignUps, http::reference};
use reqwest::Method;
use serde_json::{Value, json};

use super::{is_replayed, with};
use crate::{
    isolation::{self, Records, rows},
    permissions::visitors,
    platform::{self, reach},
    second_factors,
    support::{Client, Desk, Reply},
    widget::Site,
};

/// What changes nothing that is kept, so that nothing is kept of it either.
const NOTHING_CHANGES: [&str; 10] = [
    // These look something up.
    "/api/v1/accounts/{account_id}/automation_rules/dry_run",
    "/api/v1/accounts/{account_id}/automation_rules/{automation_rule_id}/dry_run",
    "/api/v1/accounts/{account_id}/contact_inboxes/filter",
    "/api/v1/accounts/{account_id}/contacts/filter",
    "/api/v1/accounts/{account_id}/conversations/filter",
    "/api/v1/accounts/{account_id}/conversations/{conversation_id}/messages/{message_id}/translate",
    "/platform/api/v1/users/{user_id}/token",
    // These are heard by who listens at this moment.
    "/api/v1/accounts/{account_id}/conversations/{conversation_id}/toggle_typing_status",
    "/api/v1/widget/conversations/toggle_typing",
    "/public/api/v1/inboxes/{inbox_identifier}/contacts/{contact_identifier}/conversations/\
     {conversation_id}/toggle_typing",
];

/// What is refused here, since there is nothing for it to be done to.
const REFUSED: [&str; 7] = [
    "/api/v1/accounts/{account_id}/inboxes/{inbox_id}/csat_template",
    "/api/v1/accounts/{account_id}/inboxes/{inbox_id}/register_webhook",
    "/api/v1/accounts/{account_id}/inboxes/{inbox_id}/sync_templates",
    "/api/v1/accounts/{account_id}/integrations/hooks/{hook_id}/process_event",
    "/api/v1/widget/conversations/transcript",
    "/api/v1/widget/integrations/dyte/add_participant_to_meeting",
    "/platform/api/v1/accounts/{account_id}/email_channel_migrations",
];

/// The paths of the POSTs that may come with a key, as the reference spells them.
fn promised() -> BTreeSet<String> {
    let document: Value = serde_json::from_str(&reference::text()).unwrap();
    let has_key = |operation: &Value| {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        parameters.into_iter().any(|parameter| parameter["name"] == "Idempotency-Key")
    };
    let paths = document["paths"].as_object().unwrap();
    let promised = paths.iter().filter(|(_, methods)| has_key(&methods["post"]));
    promised.map(|(path, _)| path.clone()).collect()
}

/// What was asked, and what of it was seen to be done once.
struct Asked {
    promised: BTreeSet<String>,
    count: usize,
    held: BTreeSet<String>,
}

impl Asked {
    /// Sends a request twice under one key.
    async fn twice(&mut self, person: &Client, path: &str, body: &Value) -> Reply {
        self.count += 1;
        let person = with(person.clone(), &format!("request-{}", self.count));
        let send = async || {
            let request = person.request(Method::POST, path);
            person.send(if body.is_null() { request } else { request.json(body) }).await
        };
        let first: Reply = send().await;
        let told = told(&self.promised, person.request(Method::POST, path));
        let Some(told) = told.filter(|_| first.status < 300) else { return first };
        let again = send().await;
        if NOTHING_CHANGES.contains(&told.as_str()) {
            assert!(!again.headers.contains_key("idempotency-replayed"), "{told} is replayed");
            return first;
        }
        assert!(again.headers.contains_key("idempotency-replayed"), "{told} is done twice");
        is_replayed(&again, &first);
        self.held.insert(told);
        first
    }
}

/// The path of the reference that a request takes. One told in full comes first.
fn told(promised: &BTreeSet<String>, request: reqwest::RequestBuilder) -> Option<String> {
    let request = request.build().unwrap();
    let parts: Vec<&str> = request.url().path().split('/').collect();
    let fits = |told: &&String| {
        let told: Vec<&str> = told.split('/').collect();
        let fits = |(told, part): (&&str, &&str)| told.starts_with('{') || told == part;
        told.len() == parts.len() && told.iter().zip(&parts).all(fits)
    };
    promised.iter().filter(fits).min_by_key(|told| told.matches('{').count()).cloned()
}

/// What visitors of a website ask for that takes more than the others do.
async fn of_a_website(asked: &mut Asked, desk: &Desk) {
    let site = Site::open(desk).await;
    let chat = site.visited().await;
    chat.says("Hello").await;
    let of_chat = format!("?website_token={}&cw_conversation={}", site.token, chat.token);
    for (path, attributes) in [
        ("contact/destroy_custom_attributes", json!(["size"])),
        ("conversations/set_custom_attributes", json!({ "size": "large" })),
    ] {
        let path = format!("/api/v1/widget/{path}{of_chat}");
        let body = json!({ "custom_attributes": attributes });
        asked.twice(&desk.nobody(), &path, &body).await;
    }
}

/// What users do with themselves.
async fn of_users(asked: &mut Asked, desk: &Desk) {
    desk.give_password("Ben").await;
    let (ben, profile) = (desk.sign_in("Ben").await, "/api/v1/profile");
    let keys = json!({ "p256dh": "x", "auth": "y", "endpoint": "https://push.test/1" });
    for (path, body) in [
        (
            "/api/v1/notification_subscriptions".to_owned(),
            json!({
                "subscription_type": "browser_push", "subscription_attributes": keys
            }),
        ),
        (
            format!("{profile}/availability"),
            json!({
                "account_id": desk.account, "availability": "busy"
            }),
        ),
        (
            format!("{profile}/auto_offline"),
            json!({
                "account_id": desk.account, "auto_offline": true
            }),
        ),
        (format!("{profile}/access_tokens"), json!({ "name": "Reports" })),
        (format!("{profile}/resend_confirmation"), json!({})),
        (format!("{profile}/reset_access_token"), json!({})),
    ] {
        asked.twice(&ben, &path, &body).await;
    }
    let factor = format!("{profile}/mfa");
    let begun = asked.twice(&ben, &factor, &json!({})).await.is(200).body;
    let app = second_factors::App::with(&begun["secret"]);
    for path in [format!("{factor}/verify"), format!("{factor}/backup_codes")] {
        asked.twice(&ben, &path, &json!({ "otp_code": app.code(desk) })).await.is(200);
        desk.wait(second_factors::STEP);
    }
    let another = json!({ "account_name": "Another", "user_full_name": "Ben" });
    asked.twice(&ben, "/api/v1/accounts", &another).await.is(200);
}

#[tokio::test]
async fn every_post_is_done_once() {
    let desk = Desk::open_with(|config| config.sign_up.enabled = SignUps::True).await;
    let mut asked = Asked { promised: promised(), count: 0, held: BTreeSet::new() };
    let visitors = visitors::all(&desk).await;
    let (_, app) = platform::app(&desk, "Portal").await;
    let objects = reach::objects(&app, "Own").await;
    let records = Records::make(&desk, &desk.admin(), "ours", 1).await;

    for row in rows(&records, &records) {
        if row.method == Method::POST {
            asked.twice(&desk.admin(), &row.path, &row.body).await;
        } else {
            isolation::ask(&desk.admin(), &row).await;
        }
    }
    for (_, path) in reach::all().into_iter().filter(|(method, _)| method == Method::POST) {
        asked.twice(&app, &reach::of(&path, &objects), &reach::body(&objects)).await;
    }
    for it in visitors.into_iter().filter(|it| it.method == Method::POST) {
        asked.twice(&desk.nobody(), &it.path, &it.body).await;
    }
    of_a_website(&mut asked, &desk).await;
    of_users(&mut asked, &desk).await;

    let explained: BTreeSet<String> =
        NOTHING_CHANGES.iter().chain(&REFUSED).map(|path| (*path).to_owned()).collect();
    let known: BTreeSet<String> = asked.held.union(&explained).cloned().collect();
    let left: Vec<_> = asked.promised.difference(&known).collect();
    assert!(left.is_empty(), "nobody has seen these done once: {left:#?}");
    desk.settle().await;
    desk.close().await;
}
