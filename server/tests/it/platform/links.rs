//! Links that sign a user in.

use std::time::Duration;

use reqwest::Url;
use serde_json::json;

use super::{app, at, user};
use crate::support::Desk;

const STRANGER: &str = "Invalid login credentials. Please try again.";

/// What a link says: the address, and the token.
fn read(link: &str) -> (String, String) {
    let link = Url::parse(link).unwrap();
    let said = |name: &str| link.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    (said("email"), said("sso_auth_token"))
}

#[tokio::test]
async fn a_link_signs_its_user_in_once_and_soon() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let ada = user(&app, "Ada").await;
    let eve = user(&app, "Eve+x").await;
    let make =
        async |id: &serde_json::Value| app.get(&at(&format!("users/{id}/login"))).await.is(200);
    let enter = async |email: &str, token: &str| {
        let shown = json!({ "email": email, "sso_auth_token": token });
        desk.nobody().post("/auth/sign_in", shown).await
    };

    let made = make(&ada["id"]).await;

    assert_eq!(made.header("cache-control"), "no-store");
    let url = made.body["url"].as_str().unwrap();
    let page =
        format!("{}/app/login?email=ada%40platform.test&sso_auth_token=", "http://127.0.0.1:3000");
    assert!(url.starts_with(&page), "{url}");
    let (email, token) = read(url);
    let (_, second) = read(make(&ada["id"]).await.body["url"].as_str().unwrap());
    let (other, of_other) = read(make(&eve["id"]).await.body["url"].as_str().unwrap());
    assert_eq!(other, "eve+x@platform.test", "an address is written so that it is read again");
    assert_ne!(token, second);
    enter(&email, &of_other).await.says(401, STRANGER);
    let inside = enter(&email, &token).await.is(200);
    assert_eq!(inside.body["data"]["id"], ada["id"]);
    desk.device(&inside).get("/api/v1/profile").await.is(200);
    enter(&email, &token).await.says(401, STRANGER);
    desk.wait(Duration::from_mins(5));
    enter(&email, &second).await.says(401, STRANGER);
    desk.close().await;
}

#[tokio::test]
async fn a_link_counts_no_more_when_the_address_or_the_password_has_changed() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let ada = user(&app, "Ada").await;
    let path = at(&format!("users/{}", ada["id"]));

    for change in [json!({ "password": "Another#2" }), json!({ "email": "addy@platform.test" })] {
        let link = app.get(&format!("{path}/login")).await.is(200).body;
        let (email, token) = read(link["url"].as_str().unwrap());
        let now = app.patch(&path, change).await.is(200).body;
        for email in [&email, now["email"].as_str().unwrap()] {
            let shown = json!({ "email": email, "sso_auth_token": token });
            desk.nobody().post("/auth/sign_in", shown).await.says(401, STRANGER);
        }
    }

    desk.close().await;
}
