//! What a bot may do with its token, and what not: each route of the table is asked.

use crate::{
    isolation::{Records, ask, rows},
    support::Desk,
};

const NOT_FOR_BOTS: &str = "Access to this endpoint is not authorized for bots";

/// What is open to bots (contract `application-core.md`, 2.2), who bring files with what they
/// say (17.16).
const OPEN: [&str; 10] = [
    "POST /{account}/conversations",
    "PUT /{account}/conversations/{id}",
    "PATCH /{account}/conversations/{id}",
    "POST /{account}/conversations/{id}/toggle_status",
    "POST /{account}/conversations/{id}/toggle_typing_status",
    "POST /{account}/conversations/{id}/toggle_priority",
    "POST /{account}/conversations/{id}/custom_attributes",
    "POST /{account}/conversations/{id}/messages",
    "POST /{account}/conversations/{id}/direct_uploads",
    "POST /{account}/conversations/{id}/assignments",
];

#[tokio::test]
async fn a_bot_gets_through_where_it_may_and_nowhere_else() {
    let desk = Desk::open().await;
    let own = Records::make(&desk, &desk.admin(), "own", 1).await;
    let bot = desk.admin().get(&format!("agent_bots/{}", own.agent_bot)).await.is(200).body;
    let bot = desk.with_token(bot["access_token"].as_str().unwrap()).at(desk.account);
    let mut opened = Vec::new();

    for row in rows(&own, &own) {
        let reply = ask(&bot, &row).await;
        if OPEN.contains(&row.route.as_str()) {
            assert!(reply.status < 300, "{} {}: {}", row.route, row.body, reply.text);
            opened.push(row.route);
        } else {
            assert_eq!(reply.status, 401, "{}: {}", row.route, reply.text);
            assert_eq!(reply.body["error"], NOT_FOR_BOTS, "{}", row.route);
        }
    }

    let unasked: Vec<_> = OPEN.iter().filter(|open| !opened.contains(&(**open).into())).collect();
    assert!(unasked.is_empty(), "nothing was asked of {unasked:?}");
    desk.close().await;
}

#[tokio::test]
async fn a_bot_is_no_user() {
    let desk = Desk::open().await;
    let bot = desk.admin().post("agent_bots", serde_json::json!({ "name": "Triage" })).await;
    let bot = desk.with_token(bot.is(200).body["access_token"].as_str().unwrap());

    for path in ["/api/v1/accounts", "/api/v1/profile", "/api/v1/profile/access_tokens"] {
        bot.get(path).await.says(401, NOT_FOR_BOTS);
    }
    bot.post("update_active_at", serde_json::json!({})).await.says(401, NOT_FOR_BOTS);
    bot.post("/api/v1/accounts", serde_json::json!({})).await.says(401, NOT_FOR_BOTS);

    desk.close().await;
}
