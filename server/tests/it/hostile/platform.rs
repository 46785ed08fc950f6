//! What can be sent to the routes of platform apps.

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    forms::{Form, Kind, LONG, SHORT, with},
    goes_on, refused, send_json,
};
use crate::{
    isolation::routes,
    platform::{account, app, at, user},
    support::{Desk, PASSWORD},
};

/// Routes that look at no body, and one whose answer tells what is wrong with each of a list, which
/// is tried where mailboxes are.
const WITHOUT_A_FORM: [&str; 2] = [
    "POST /platform/api/v1/users/{id}/token",
    "POST /platform/api/v1/accounts/{id}/email_channel_migrations",
];

/// Every route of platform apps that reads a body.
fn forms(account: i64, user: i64, bot: i64) -> Vec<Form> {
    let form = |methods, route: &'static str, id: i64| {
        Form::new(methods, route, route.replace("{id}", &id.to_string()))
    };
    let terms = |form: Form| {
        form.takes(SHORT, &["name"])
            .takes(Kind::Text(100), &["domain"])
            .takes(Kind::Word, &["locale", "support_email"])
            .takes(Kind::Choice, &["status"])
            .takes(Kind::Object, &["features", "limits", "custom_attributes"])
    };
    let person = |form: Form| {
        form.takes(SHORT, &["name", "display_name"])
            .takes(Kind::Word, &["email", "password"])
            .takes(Kind::Object, &["custom_attributes"])
    };
    let helper = |form: Form| {
        form.takes(SHORT, &["name"])
            .takes(LONG, &["description"])
            .takes(Kind::Word, &["outgoing_url", "avatar_url"])
    };
    let new = json!({ "name": "Eve", "email": "eve@x.test", "password": PASSWORD });
    let members = "/platform/api/v1/accounts/{id}/account_users";
    vec![
        terms(form("POST", "/platform/api/v1/accounts", 0).valid(json!({ "name": "New" }))),
        terms(form("PUT PATCH", "/platform/api/v1/accounts/{id}", account)),
        form("POST", members, account)
            .valid(json!({ "user_id": user }))
            .takes(Kind::Number, &["user_id"])
            .takes(Kind::Choice, &["role"]),
        person(form("POST", "/platform/api/v1/users", 0).valid(new)),
        person(form("PUT PATCH", "/platform/api/v1/users/{id}", user)),
        helper(form("POST", "/platform/api/v1/agent_bots", 0).valid(json!({ "name": "New" }))),
        helper(form("PUT PATCH", "/platform/api/v1/agent_bots/{id}", bot)),
    ]
}

#[test]
fn every_route_of_platform_apps_that_reads_a_body_has_a_form() {
    let forms = forms(0, 0, 0);
    let tried = forms.iter().flat_map(|form| {
        form.methods.split(' ').map(move |method| format!("{method} {}", form.route))
    });
    let tried: BTreeSet<String> = tried.collect();

    let reads = |route: &String| {
        let has_body = ["POST ", "PUT ", "PATCH "].iter().any(|it| route.starts_with(it));
        has_body && route.contains(" /platform/") && !WITHOUT_A_FORM.contains(&route.as_str())
    };
    assert_eq!(tried, routes().into_iter().filter(reads).collect());
}

#[tokio::test]
async fn fields_of_platform_apps_refuse_what_they_cannot_take_by_name() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let account = account(&app, "Own").await;
    let user = user(&app, "Ada").await["id"].as_i64().unwrap();
    let bot = app.post(&at("agent_bots"), json!({ "name": "Bot" })).await.id();
    let before = desk.contents().await;

    for Form { methods, path, valid, fields, .. } in forms(account, user, bot) {
        for (field, kind) in &fields {
            for bad in kind.refuses() {
                let body = with(&valid, field, bad);
                for method in methods.split(' ') {
                    let reply = send_json(&app, method, &path, &body).await;
                    let asked = format!("{method} {path} {field} {body:.300}");
                    refused(&reply, &asked);
                    let named = reply.body["attributes"][0].as_str().unwrap_or_default();
                    let named = if named == "user" { "user_id" } else { named };
                    assert!(named.contains(field), "{asked}: {}", reply.text);
                }
            }
        }
    }

    desk.contents().await.are(&before, "what was refused");
    goes_on(&desk).await;
    desk.close().await;
}
