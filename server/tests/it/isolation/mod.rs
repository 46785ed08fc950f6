//! Tenant isolation: whoever belongs to another account neither sees nor changes anything,
//! whichever route they take and whatever ids they know.
//!
//! Every route of the table must have a row in [`rows`]; one without fails here.

mod contact_rows;
mod conversation_rows;
mod help_center_rows;
mod inbox_rows;
mod records;
mod report_rows;
mod routes;
mod rule_rows;
mod rows;

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;

use crate::support::{Client, Desk, Reply};

pub use self::{
    records::Records,
    routes::routes,
    rows::{Row, rows},
};
use self::{records::SECRET, rows::Outcome};

/// Routes that are not about an account.
pub const OPEN: [&str; 64] = [
    "GET /openapi.json",
    "GET /docs",
    "GET /docs/page.css",
    "GET /docs/page.js",
    "GET /api",
    "GET /cable",
    "GET /.well-known/frontdesk",
    "GET /health",
    "GET /metrics",
    "POST /api/v1/notification_subscriptions",
    "DELETE /api/v1/notification_subscriptions",
    // How people get in.
    "GET /auth/sign_in",
    "POST /auth/sign_in",
    "DELETE /auth/sign_out",
    "GET /auth/validate_token",
    "POST /auth/password",
    "PUT /auth/password",
    "PATCH /auth/password",
    "POST /auth/confirmation",
    "POST /resend_confirmation",
    "POST /",
    "POST /api/v2/accounts",
    // What users do with themselves; an account that they name is looked up among theirs.
    "GET /api/v1/profile",
    "PUT /api/v1/profile",
    "PATCH /api/v1/profile",
    "POST /api/v1/profile/availability",
    "POST /api/v1/profile/auto_offline",
    "PUT /api/v1/profile/set_active_account",
    "POST /api/v1/profile/resend_confirmation",
    "POST /api/v1/profile/reset_access_token",
    "GET /api/v1/profile/access_tokens",
    "POST /api/v1/profile/access_tokens",
    "DELETE /api/v1/profile/access_tokens/{id}",
    "GET /api/v1/profile/mfa",
    "POST /api/v1/profile/mfa",
    "DELETE /api/v1/profile/mfa",
    "POST /api/v1/profile/mfa/verify",
    "POST /api/v1/profile/mfa/backup_codes",
    // Of whoever is signed in.
    "DELETE /api/v1/profile/avatar",
    // Open to the contact who has the link.
    "GET /public/api/v1/csat_survey/{uuid}",
    "PUT /public/api/v1/csat_survey/{uuid}",
    "PATCH /public/api/v1/csat_survey/{uuid}",
    // Open to every visitor of a website.
    "GET /widget",
    "GET /widget-demo",
    "GET /packs/js/sdk.js",
    "GET /packs/assets/{file}",
    "GET /survey/responses/{uuid}",
    "GET /survey/page.css",
    "GET /survey/page.js",
    // What anybody may read.
    "GET /hc/page.css",
    "GET /hc/{slug}",
    "GET /hc/{slug}/sitemap.xml",
    "GET /hc/{slug}/{locale}",
    "GET /hc/{slug}/{locale}/categories",
    "GET /hc/{slug}/{locale}/categories.json",
    "GET /hc/{slug}/{locale}/categories/{part}",
    "GET /hc/{slug}/{locale}/categories/{part}/articles",
    "GET /hc/{slug}/{locale}/articles",
    "GET /hc/{slug}/{locale}/articles.json",
    "GET /hc/{slug}/articles/{part}",
    // Open to whoever has a link that was signed here.
    "GET /rails/active_storage/blobs/redirect/{signed}/{filename}",
    "GET /rails/active_storage/representations/redirect/{signed}/{variation}/{filename}",
    "GET /rails/active_storage/disk/{signed}/{filename}",
    "PUT /rails/active_storage/disk/{signed}",
];

/// Sends the request of a row.
pub async fn ask(person: &Client, row: &Row) -> Reply {
    let request = person.request(row.method.clone(), &row.path);
    let request = if row.body.is_null() { request } else { request.json(&row.body) };
    person.send(request).await
}

/// Everything that the owner of these records can look at, but for what is made up when somebody
/// looks: the source id by which a contact would be known.
async fn seen(owner: &Client, records: &Records) -> Vec<String> {
    let mut seen = Vec::new();
    let is_steady = |row: &&Row| {
        row.method == Method::GET
            && row.outcome != Outcome::Pointless
            && !row.path.ends_with("/contactable_inboxes")
    };
    for row in rows(records, records).iter().filter(is_steady) {
        seen.push(ask(owner, row).await.is(200).text);
    }
    seen
}

#[tokio::test]
async fn every_route_has_a_row_and_every_row_a_route() {
    let desk = Desk::open().await;
    let ours = Records::make(&desk, &desk.admin(), SECRET, 1).await;

    let asked: BTreeSet<String> = rows(&ours, &ours).into_iter().map(|row| row.route).collect();

    let is_closed = |route: &String| {
        // What platform apps may reach is asked in `platform/reach.rs`, and what visitors may, in
        // `client_api` and `widget`.
        !OPEN.contains(&route.as_str())
            && !route.contains(" /platform/")
            && !route.contains(" /public/api/v1/inboxes/")
            && !route.contains(" /api/v1/widget/")
    };
    let closed: BTreeSet<String> = routes().into_iter().filter(is_closed).collect();
    let without: Vec<_> = closed.difference(&asked).collect();
    assert!(without.is_empty(), "no row asks what a stranger may do with {without:?}");
    let astray: Vec<_> = asked.difference(&closed).collect();
    assert!(astray.is_empty(), "there is no such route: {astray:?}");
    desk.close().await;
}

#[tokio::test]
async fn what_is_asked_would_succeed_with_ids_of_ones_own() {
    let desk = Desk::open().await;
    let ours = Records::make(&desk, &desk.admin(), SECRET, 1).await;

    for row in rows(&ours, &ours) {
        let reply = ask(&desk.admin(), &row).await;
        let expected = match row.outcome {
            Outcome::Refused | Outcome::Answered => reply.status < 300,
            Outcome::Pointless => matches!(reply.status, 400 | 422),
        };
        assert!(expected, "{} {}: {}", row.route, row.body, reply.text);
    }

    desk.close().await;
}

#[tokio::test]
async fn strangers_are_turned_away_at_every_route() {
    let desk = Desk::open().await;
    let ours = Records::make(&desk, &desk.admin(), SECRET, 1).await;
    let (stranger, nobody) = (desk.stranger().await, desk.nobody());
    let before = desk.contents().await;

    for row in rows(&ours, &ours).iter().filter(|row| row.route != "GET /") {
        for person in [&stranger, &nobody] {
            let reply = ask(person, row).await;
            assert!(matches!(reply.status, 401 | 404), "{}: {}", row.route, reply.text);
            assert!(reply.body["message"].is_string(), "{}: {}", row.route, reply.text);
            assert!(!reply.text.contains(SECRET), "{}: {}", row.route, reply.text);
        }
    }

    desk.contents().await.are(&before, "a stranger");
    desk.close().await;
}

#[tokio::test]
async fn ids_of_another_account_are_worth_nothing_in_ones_own() {
    let desk = Desk::open().await;
    let (owner, neighbour) = (desk.admin(), desk.neighbour().await);
    let ours = Records::make(&desk, &owner, SECRET, 3).await;
    let theirs = Records::make(&desk, &neighbour, "unremarkable", 1).await;
    desk.settle().await;
    let (before, events) = (seen(&owner, &ours).await, desk.events().await);

    for row in rows(&theirs, &ours) {
        let contents = desk.contents().await;
        let reply = ask(&neighbour, &row).await;
        let asked = format!("{} {} {}: {}", row.route, row.path, row.body, reply.text);
        match row.outcome {
            Outcome::Refused | Outcome::Pointless => {
                assert!(matches!(reply.status, 401 | 404 | 422), "{} {asked}", reply.status);
                desk.contents().await.are(&contents, &asked);
            }
            Outcome::Answered => assert_eq!(reply.status, 200, "{asked}"),
        }
        assert!(!reply.text.contains(SECRET) || row.body.to_string().contains(SECRET), "{asked}");
    }

    assert_eq!(seen(&owner, &ours).await, before, "what the owner sees is what it was");
    assert_eq!(desk.events().await, events, "nothing is told of it");
    desk.close().await;
}

#[tokio::test]
async fn an_answer_to_a_message_of_another_account_answers_nothing() {
    let desk = Desk::open().await;
    let ours = Records::make(&desk, &desk.admin(), SECRET, 3).await;
    let neighbour = desk.neighbour().await;
    let theirs = Records::make(&desk, &neighbour, "unremarkable", 1).await;
    let path = format!("conversations/{}/messages", theirs.conversation);

    for attributes in
        [json!({ "in_reply_to": ours.message }), json!({ "in_reply_to_external_id": ours.source })]
    {
        let reply = json!({ "content": "So?", "content_attributes": attributes });
        let said = neighbour.post(&path, reply).await.is(200).body;
        let none = json!({ "in_reply_to": null, "in_reply_to_external_id": null });
        assert_eq!(said["content_attributes"], none);
    }

    desk.close().await;
}

#[tokio::test]
async fn names_are_taken_within_an_account_only() {
    let desk = Desk::open().await;
    Records::make(&desk, &desk.admin(), SECRET, 1).await;
    let neighbour = desk.neighbour().await;

    // The address of an agent is that of a user, whatever their accounts.
    let theirs = Records::make(&desk, &neighbour, SECRET, 1).await;

    let agents = neighbour.get("agents").await.is(200);
    assert_eq!(agents.body.as_array().map(Vec::len), Some(2), "{}", agents.text);
    let labelled = neighbour.get(&format!("contacts?labels={SECRET}")).await.is(200);
    assert_eq!(labelled.body["meta"]["count"], 1);
    assert_eq!(labelled.body["payload"][0]["id"], theirs.contact);
    desk.close().await;
}
