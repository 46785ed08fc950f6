//! Accounts that people open for themselves.

use frontdesk::config::{Config, SignUps};
use serde_json::{Value, json};

use crate::support::{Desk, PASSWORD, Postbox, each, mails_to, token_of_mail};

fn open(config: &mut Config) {
    config.sign_up.enabled = SignUps::True;
    "blocked.test, other.test".clone_into(&mut config.sign_up.blocked_domains);
}

fn eva() -> Value {
    json!({
        "account_name": "Eva's", "user_full_name": "Eva Rossi", "email": "Eva@rossi.test",
        "password": PASSWORD, "locale": "it",
    })
}

#[tokio::test]
async fn nobody_opens_an_account_unless_the_installation_lets_them() {
    let desk = Desk::open().await;

    for path in ["/api/v1/accounts", "/api/v2/accounts"] {
        let refused = desk.nobody().post(path, eva()).await.is(404);
        assert_eq!(
            (&refused.body["status"], &refused.body["error"]),
            (&json!(404), &json!("Not Found"))
        );
    }
    desk.admin().post("/api/v1/accounts", eva()).await.is(404);

    desk.close().await;
}

#[tokio::test]
async fn who_signs_up_confirms_their_address_and_is_administrator_of_their_account() {
    let postbox = Postbox::open().await;
    let mails = mails_to(&postbox);
    let desk = Desk::open_with(|config| {
        mails(config);
        open(config);
    })
    .await;

    let reply = desk.nobody().post("/api/v1/accounts", eva()).await.is(200);
    desk.settle().await;

    assert_eq!(reply.body, json!({ "email": "eva@rossi.test" }));
    assert!(!reply.headers.contains_key("access-token"));
    let refused = desk.sign_in_as("eva@rossi.test", PASSWORD).await.is(401);
    assert!(refused.body["message"].as_str().unwrap().starts_with("A confirmation email was sent"));
    let token = json!({ "confirmation_token": token_of_mail(&postbox, "confirmation_token") });
    let inside = desk.nobody().post("/auth/confirmation", token.clone()).await.is(200);
    let user = inside.body["data"].clone();
    assert_eq!((&user["confirmed"], &user["role"]), (&json!(true), &json!("administrator")));
    let device = desk.device(&inside).at(user["account_id"].as_i64().unwrap());
    let account = device.get("").await.is(200).body;
    assert_eq!((&account["name"], &account["locale"]), (&json!("Eva's"), &json!("it")));
    assert_eq!(each(&device.get("agents").await.body, "name"), ["Eva Rossi"]);
    device.at(desk.account).get("agents").await.is(401);
    let again = desk.nobody().post("/auth/confirmation", token).await;
    assert_eq!(again.says(422, "Already confirmed").body["redirect_url"], "/");
    let unknown = json!({ "confirmation_token": "unknown" });
    desk.nobody().post("/auth/confirmation", unknown).await.says(422, "Invalid token");
    desk.close().await;
}

#[tokio::test]
async fn what_is_wrong_with_a_sign_up_is_said_and_nothing_is_kept() {
    let desk = Desk::open_with(open).await;
    let with = |field: &str, value: Value| {
        let mut new = eva();
        new[field] = value;
        new
    };
    let nameless = json!({ "email": "eva@rossi.test", "password": PASSWORD });
    let known = desk.email_of("Ben");
    let before = desk.contents().await;

    for (new, status, message) in [
        (nameless, 403, "Invalid, please check the signup paramters and try again".to_owned()),
        (with("email", json!("eva")), 403, "You have entered an invalid email".to_owned()),
        (
            with("email", json!("e@Blocked.test")),
            403,
            "This domain is not allowed. If you believe this is a mistake, please contact support."
                .to_owned(),
        ),
        (
            with("email", json!(known)),
            403,
            format!("You have already signed up for an account with {known}"),
        ),
        (with("account_name", json!("")), 422, "Name can't be blank".to_owned()),
        (
            with("password", json!("secret#1")),
            422,
            "Password must contain at least 1 uppercase character".to_owned(),
        ),
        (
            with("user_full_name", json!("x".repeat(256))),
            422,
            "Name is too long (maximum is 255 characters)".to_owned(),
        ),
    ] {
        desk.nobody().post("/api/v1/accounts", new).await.says(status, &message);
    }

    desk.contents().await.are(&before, "a refused sign-up");
    desk.close().await;
}

#[tokio::test]
async fn a_server_without_pages_lets_those_in_at_once_who_sign_up() {
    let desk = Desk::open_with(|config| config.sign_up.enabled = SignUps::ApiOnly).await;

    let reply = desk.nobody().post("/api/v1/accounts", eva()).await.is(200);

    let data = &reply.body["data"];
    let account = data["account_id"].as_i64().unwrap();
    desk.device(&reply).at(account).get("agents").await.is(200);
    desk.with_token(data["access_token"].as_str().unwrap()).at(account).get("agents").await.is(200);
    reply.holds(json!({ "data": {
        "provider": "email", "uid": "eva@rossi.test", "name": "Eva Rossi", "display_name": null,
        "email": "eva@rossi.test", "account_id": account, "role": "administrator",
        "created_at": "2026-02-03T10:00:00.000Z", "inviter_id": null, "confirmed": false,
        "avatar_url": "",
        "accounts": [{ "id": account, "name": "Eva's", "active_at": null,
                       "role": "administrator", "locale": "it" }],
    } }));
    desk.close().await;
}

#[tokio::test]
async fn the_short_way_of_signing_up_asks_for_an_address_and_a_password() {
    let desk = Desk::open_with(open).await;
    let new = json!({ "email": "eva@rossi.test", "password": PASSWORD });

    let reply = desk.nobody().post("/api/v2/accounts", new).await.is(200);

    let account = reply.body["data"]["account_id"].as_i64().unwrap();
    let shown = desk.device(&reply).at(account).get("").await.is(200).body;
    assert_eq!(
        (&shown["name"], &reply.body["data"]["name"]),
        (&json!("rossi.test"), &json!("eva"))
    );
    desk.close().await;
}

#[tokio::test]
async fn who_is_in_opens_another_account_and_stays_who_they_are() {
    let desk = Desk::open_with(open).await;
    desk.give_password("Ben").await;
    let ben = desk.sign_in("Ben").await;

    let reply = ben.post("/api/v1/accounts", eva()).await.is(200);

    assert_eq!(reply.body["data"]["id"], desk.id_of("Ben"));
    assert_eq!(reply.header("uid"), desk.email_of("Ben"));
    let account = reply.body["data"]["account_id"].as_i64().unwrap();
    assert_eq!(
        each(&desk.agent().at(account).get("agents").await.is(200).body, "role"),
        ["administrator"]
    );
    desk.agent()
        .post("/api/v1/accounts", json!({ "user_full_name": "x" }))
        .await
        .refuses(&["name"]);
    let refused = desk.with_token("unknown").post("/api/v1/accounts", eva()).await;
    refused.says(401, "Invalid Access Token");
    desk.close().await;
}

#[tokio::test]
async fn who_signs_up_with_the_address_of_somebody_else_does_not_get_in_with_them() {
    let postbox = Postbox::open().await;
    let mails = mails_to(&postbox);
    let desk = Desk::open_with(|config| {
        mails(config);
        config.sign_up.enabled = SignUps::ApiOnly;
    })
    .await;
    let signed_up = desk.nobody().post("/api/v1/accounts", eva()).await.is(200);
    let session = desk.device(&signed_up);
    let by_token = desk.with_token(signed_up.body["data"]["access_token"].as_str().unwrap());
    let program = by_token.post("/api/v1/profile/access_tokens", json!({ "name": "x" })).await;
    let program = desk.with_token(program.is(200).body["access_token"].as_str().unwrap());
    desk.settle().await;
    postbox.take();

    desk.admin().post("agents", json!({ "name": "Eva", "email": "eva@rossi.test" })).await.is(200);
    desk.settle().await;

    for person in [&session, &by_token, &program] {
        person.get("agents").await.is(401);
        person.get("/api/v1/profile").await.is(401);
    }
    desk.sign_in_as("eva@rossi.test", PASSWORD).await.is(401);
    let token = token_of_mail(&postbox, "reset_password_token");
    let set = json!({ "reset_password_token": token, "password": "Other#2" });
    let eva = desk.nobody().put("/auth/password", set).await.is(200);
    desk.device(&eva).get("agents").await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn who_forgets_a_password_that_somebody_else_has_set_for_their_address_is_alone_then() {
    let postbox = Postbox::open().await;
    let mails = mails_to(&postbox);
    let desk = Desk::open_with(|config| {
        mails(config);
        config.sign_up.enabled = SignUps::ApiOnly;
    })
    .await;
    let signed_up = desk.nobody().post("/api/v1/accounts", eva()).await.is(200);
    let by_token = desk.with_token(signed_up.body["data"]["access_token"].as_str().unwrap());
    desk.settle().await;
    postbox.take();
    desk.nobody().post("/auth/password", json!({ "email": "eva@rossi.test" })).await.is(200);
    desk.settle().await;

    let token = token_of_mail(&postbox, "reset_password_token");
    let set = json!({ "reset_password_token": token, "password": "Other#2" });
    desk.nobody().put("/auth/password", set).await.is(200);

    by_token.get("/api/v1/profile").await.says(401, "Invalid Access Token");
    desk.close().await;
}
