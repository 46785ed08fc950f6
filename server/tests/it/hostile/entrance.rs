//! Bad input at the doors: nobody is let in by it, and nothing is kept of it.

use serde_json::{Value, json};

use super::{
    forms::{DOORS, with},
    goes_on, refused, request, send_json,
};
use crate::support::{Client, Desk};

/// What each of them reads.
const FIELDS: [(&str, &[&str]); 13] = [
    (
        "POST /auth/sign_in",
        &["email", "password", "sso_auth_token", "mfa_token", "otp_code", "backup_code"],
    ),
    ("POST /auth/password", &["email"]),
    ("PUT /auth/password", &["reset_password_token", "password", "password_confirmation"]),
    ("PATCH /auth/password", &["reset_password_token", "password", "password_confirmation"]),
    ("POST /auth/confirmation", &["confirmation_token"]),
    ("POST /resend_confirmation", &["email"]),
    ("POST /", &["account_name", "user_full_name", "email", "password", "locale"]),
    ("POST /api/v2/accounts", &["account_name", "user_full_name", "email", "password", "locale"]),
    ("POST /api/v1/profile/mfa/verify", &["otp_code", "password"]),
    ("POST /api/v1/profile/mfa/backup_codes", &["otp_code", "password"]),
    ("POST /api/v1/profile/availability", &["account_id", "availability"]),
    ("POST /api/v1/profile/auto_offline", &["account_id", "auto_offline"]),
    ("PUT /api/v1/profile/set_active_account", &["account_id"]),
];

/// The method and the address of a route.
fn address(route: &str) -> (&str, &str) {
    let (method, path) = route.split_once(' ').expect("a method and a path");
    (method, if path == "/" { "/api/v1/accounts" } else { path })
}

async fn open() -> (Desk, Client) {
    let desk = Desk::open_with(|config| {
        config.sign_up.enabled = frontdesk::config::SignUps::True;
    })
    .await;
    let agent = desk.agent();
    (desk, agent)
}

/// Whoever stands at a door: a user at those of the profile, nobody at the others.
fn person<'a>(path: &str, nobody: &'a Client, agent: &'a Client) -> &'a Client {
    if path.starts_with("/api/v1/profile") { agent } else { nobody }
}

#[test]
fn every_door_is_tried() {
    assert_eq!(FIELDS.map(|(route, _)| route), DOORS);
}

#[tokio::test]
async fn what_is_no_text_is_refused_by_the_name_of_its_field() {
    let (desk, agent) = open().await;
    let (nobody, before) = (desk.nobody(), desk.contents().await);

    for (route, fields) in FIELDS {
        let (method, path) = address(route);
        let person = person(path, &nobody, &agent);
        for field in fields {
            for bad in [json!({}), json!([]), json!(["x"]), json!({ "a": 1 }), json!("a\0b")] {
                let body = with(&json!({ "account_id": desk.account }), field, bad);
                let reply = send_json(person, method, path, &body).await;
                refused(&reply, &format!("{route} {field} {body}"));
                if reply.status == 422 && reply.body["attributes"][0] != Value::Null {
                    assert_eq!(reply.body["attributes"][0], *field, "{route} {}", reply.text);
                }
            }
        }
    }

    desk.contents().await.are(&before, "bad input at a door");
    goes_on(&desk).await;
    desk.close().await;
}

#[tokio::test]
async fn a_body_that_cannot_be_read_opens_no_door() {
    let (desk, agent) = open().await;
    let (nobody, before) = (desk.nobody(), desk.contents().await);

    for route in DOORS {
        let (method, path) = address(route);
        let person = person(path, &nobody, &agent);
        for body in ["{", "[]", "null", "{\"email\":\"\\ud800\"}", "\u{feff}{}", "{\"a\":1e400}"] {
            let sent = request(person, method, path).header("Content-Type", "application/json");
            refused(&person.send(sent.body(body)).await, &format!("{route} {body}"));
        }
    }

    desk.contents().await.are(&before, "a body at a door");
    desk.close().await;
}

#[tokio::test]
async fn nothing_at_all_opens_no_door() {
    let (desk, agent) = open().await;
    let nobody = desk.nobody();

    for route in DOORS {
        let (method, path) = address(route);
        let person = person(path, &nobody, &agent);
        let reply = send_json(person, method, path, &json!({})).await;
        assert!(!reply.headers.contains_key("access-token"), "{route}");
        if !matches!(path, "/auth/password" | "/resend_confirmation") || method != "POST" {
            refused(&reply, route);
        }
    }

    desk.close().await;
}
