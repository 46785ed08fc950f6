//! Passwords that are set by a link in a mail, and addresses that are confirmed by one.

use std::time::Duration;

use serde_json::json;

use crate::{
    realtime,
    support::{Desk, PASSWORD, Postbox, mails_to, token_of_mail},
};

const ASKED: &str = "Request for password reset is successful. A email with instructions will be \
                     sent to your email if it exists.";

const RESET: &str = "reset_password_token";
const CONFIRMATION: &str = "confirmation_token";

#[tokio::test]
async fn who_has_forgotten_their_password_sets_another_and_is_out_elsewhere() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    desk.give_password("Ben").await;
    let elsewhere = desk.sign_in("Ben").await;
    let listened = desk.pubsub_token_of("Ben").await;
    let mut listening = realtime::member(&desk, "Ben").await;
    let email = desk.email_of("Ben");

    let asked = desk.nobody().post("/auth/password", json!({ "email": email })).await.is(200);
    desk.settle().await;

    assert_eq!(asked.body, json!({ "message": ASKED }));
    let token = token_of_mail(&postbox, RESET);
    let kept = format!("{:?}", desk.contents().await);
    assert!(!kept.contains(&token), "the token is in the mail only");
    let new = json!({ RESET: token, "password": "Other#2", "password_confirmation": "Other#2" });
    let reply = desk.nobody().put("/auth/password", new.clone()).await.is(200);
    assert_eq!(reply.body["data"]["email"], email);
    desk.device(&reply).get("agents").await.is(200);
    elsewhere.get("agents").await.is(401);
    assert_ne!(desk.pubsub_token_of("Ben").await, listened);
    while listening.frame().await["type"] != "disconnect" {}
    assert_eq!(listening.text().await, None);
    desk.sign_in_as(&email, PASSWORD).await.is(401);
    desk.sign_in_as(&email, "Other#2").await.is(200);
    let again = desk.nobody().put("/auth/password", new).await;
    assert_eq!(again.says(422, "Invalid token").body["redirect_url"], "/");
    desk.close().await;
}

#[tokio::test]
async fn the_same_is_said_of_an_address_that_nobody_has() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;

    for email in ["nobody@acme.test", "no address", "", "a\u{1}@b.c"] {
        let asked = desk.nobody().post("/auth/password", json!({ "email": email })).await.is(200);
        assert_eq!(asked.body, json!({ "message": ASKED }));
        let asked = desk.nobody().post("/resend_confirmation", json!({ "email": email })).await;
        assert_eq!(asked.is(200).text, "");
    }

    desk.settle().await;
    assert!(postbox.take().is_empty());
    assert!(desk.tasks("users.letter").await.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn a_link_to_set_a_password_ends_and_one_that_was_never_made_is_none() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    desk.give_password("Ben").await;
    desk.nobody().post("/auth/password", json!({ "email": desk.email_of("Ben") })).await.is(200);
    desk.settle().await;
    let token = token_of_mail(&postbox, RESET);
    let set = async |token: &str, path: &str| {
        let new = json!({ RESET: token, CONFIRMATION: token, "password": "Other#2" });
        desk.nobody().request(reqwest::Method::PUT, path).json(&new).send().await.unwrap()
    };

    for wrong in ["", "unknown", &token.to_lowercase(), &token[1..]] {
        assert_eq!(set(wrong, "/auth/password").await.status(), 422, "{wrong}");
    }
    let other_door = desk.nobody().post("/auth/confirmation", json!({ CONFIRMATION: token })).await;
    other_door.says(422, "Invalid token");
    desk.wait(Duration::from_hours(6));

    assert_eq!(set(&token, "/auth/password").await.status(), 422);
    desk.sign_in_as(&desk.email_of("Ben"), PASSWORD).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn a_password_that_breaks_a_rule_is_refused_and_the_link_still_counts() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    desk.give_password("Ben").await;
    desk.nobody().post("/auth/password", json!({ "email": desk.email_of("Ben") })).await.is(200);
    desk.settle().await;
    let token = token_of_mail(&postbox, RESET);

    for (password, problem) in [
        ("Aa#1", "Password is too short (minimum is 6 characters)"),
        ("secret#1", "Password must contain at least 1 uppercase character"),
        ("SECRET#1", "Password must contain at least 1 lowercase character"),
        ("Secret#x", "Password must contain at least 1 number"),
        ("Secret11", "Password must contain at least 1 special character"),
        (&format!("Aa#1{}", "x".repeat(125)), "Password is too long (maximum is 128 characters)"),
    ] {
        let new = json!({ RESET: token, "password": password });
        let refused = desk.nobody().put("/auth/password", new).await.refuses(&["password"]);
        assert_eq!(refused.body["message"], problem);
    }
    let new = json!({ RESET: token, "password": "Other#2", "password_confirmation": "Other#3" });
    desk.nobody().patch("/auth/password", new).await.refuses(&["password_confirmation"]);

    desk.nobody()
        .patch("/auth/password", json!({ RESET: token, "password": "Other#2" }))
        .await
        .is(200);
    desk.close().await;
}

#[tokio::test]
async fn who_is_invited_sets_a_password_and_is_in() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let new = json!({ "name": "Dan", "email": "dan@acme.test" });

    desk.admin().post("agents", new).await.is(200);
    desk.settle().await;

    let mail = postbox.take().remove(0);
    assert_eq!(mail.to, ["dan@acme.test"]);
    assert_eq!(mail.header("Subject"), "You have been invited to Acme");
    let text = mail.data.replace("=\n", "").replace("=3D", "=");
    let (_, rest) = text.split_once("reset_password_token=").unwrap();
    let token: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    desk.wait(Duration::from_hours(6 * 24));
    let set = json!({ RESET: token, "password": PASSWORD });
    let reply = desk.nobody().put("/auth/password", set).await.is(200);
    assert_eq!(reply.body["data"]["confirmed"], true);
    assert_eq!(reply.body["data"]["inviter_id"], desk.id_of("Ada"));
    desk.device(&reply).get("agents").await.is(200);
    desk.sign_in_as("dan@acme.test", PASSWORD).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn who_has_lost_their_invitation_is_sent_another() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    desk.admin().post("agents", json!({ "name": "Dan", "email": "dan@acme.test" })).await.is(200);
    desk.settle().await;
    postbox.take();

    desk.nobody().post("/resend_confirmation", json!({ "email": "dan@acme.test" })).await.is(200);
    desk.settle().await;

    let set = json!({ RESET: token_of_mail(&postbox, RESET), "password": PASSWORD });
    desk.nobody().put("/auth/password", set).await.is(200);
    desk.nobody().post("/resend_confirmation", json!({ "email": "dan@acme.test" })).await.is(200);
    desk.settle().await;
    assert!(postbox.take().is_empty(), "there is nothing left to confirm");
    desk.close().await;
}

#[tokio::test]
async fn many_are_invited_at_once_and_who_cannot_be_is_left_out() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let neighbour = desk.neighbour().await;
    let zoe = neighbour.get("agents").await.body[0]["email"].clone();
    let emails =
        json!(["Eve@acme.test", "no address", "", "eve@acme.test", desk.email_of("Ben"), zoe]);

    let reply = desk.admin().post("agents/bulk_create", json!({ "emails": emails })).await.is(200);
    desk.settle().await;

    assert_eq!(reply.text, "");
    let agents = desk.admin().get("agents").await.body;
    assert_eq!(crate::support::each(&agents, "name"), ["Ada", "Ben", "Cleo", "eve", "Zoe"]);
    assert_eq!((&agents[3]["role"], &agents[3]["auto_offline"]), (&json!("agent"), &json!(false)));
    assert_eq!(agents[3]["availability_status"], "offline");
    assert!(postbox.take().iter().any(|mail| mail.to == ["eve@acme.test"]));
    desk.admin()
        .post("agents/bulk_create", json!({ "emails": vec!["a@b.c"; 101] }))
        .await
        .refuses(&["emails"]);
    desk.admin().post("agents/bulk_create", json!({ "email": "a@b.c" })).await.refuses(&["emails"]);
    desk.agent().post("agents/bulk_create", json!({ "emails": ["a@b.c"] })).await.is(401);
    desk.close().await;
}
