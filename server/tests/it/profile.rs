//! Profiles: users as they see and change themselves.

use serde_json::{Value, json};

use crate::support::{Desk, PASSWORD, Postbox, mails_to, token_of_mail};

const PROFILE: &str = "/api/v1/profile";

#[tokio::test]
async fn users_see_themselves_as_they_do_when_they_sign_in() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    let signed_in = desk.sign_in_as(&desk.email_of("Ben"), PASSWORD).await.is(200).body;

    let shown = desk.agent().get(PROFILE).await.is(200).body;

    assert_eq!(shown, signed_in["data"]);
    desk.nobody().get(PROFILE).await.is(401);
    desk.close().await;
}

#[tokio::test]
async fn users_change_how_they_are_shown_bare_or_wrapped() {
    let desk = Desk::open().await;
    let change = json!({
        "name": "Benjamin", "display_name": "Benny", "message_signature": "Yours, Ben",
        "ui_settings": { "locale": "it" }, "phone_number": "+390612345",
    });

    let shown = desk.agent().put(PROFILE, json!({ "profile": change })).await.is(200);

    shown.holds(json!({
        "name": "Benjamin", "display_name": "Benny", "available_name": "Benny",
        "message_signature": "Yours, Ben", "ui_settings": { "locale": "it" },
        "custom_attributes": { "phone_number": "+390612345" },
    }));
    assert!(desk.events().await.contains(&"agent.updated".to_owned()));
    let change = json!({ "ui_settings": { "a": 1 }, "display_name": null });
    let shown = desk.agent().patch(PROFILE, change).await.is(200);
    let shown = shown.holds(json!({ "name": "Benjamin", "ui_settings": { "a": 1 } }));
    assert_eq!(
        (&shown.body["display_name"], &shown.body["available_name"]),
        (&Value::Null, &json!("Benjamin"))
    );
    desk.agent().put(PROFILE, json!({ "name": " " })).await.refuses(&["name"]);
    let words = "param is missing or the value is empty: profile";
    desk.agent().put(PROFILE, json!({})).await.says(422, words);
    desk.close().await;
}

#[tokio::test]
async fn another_password_needs_the_one_before_and_leaves_the_device_at_hand_in() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    let (here, elsewhere) = (desk.sign_in("Ben").await, desk.sign_in("Ben").await);
    let change = |current: Value, again: &str| {
        json!({ "name": "Benjamin", "current_password": current, "password": "Other#2",
                "password_confirmation": again })
    };

    for wrong in [json!("Secret#2"), json!(""), Value::Null] {
        let refused = here.put(PROFILE, change(wrong, "Other#2")).await;
        refused.says(422, "Invalid current password");
    }
    here.put(PROFILE, change(json!(PASSWORD), "Other#3")).await.refuses(&["password_confirmation"]);
    let weak = json!({ "current_password": PASSWORD, "password": "other" });
    here.put(PROFILE, weak).await.refuses(&["password"]);
    assert_eq!(here.get(PROFILE).await.is(200).body["name"], "Ben", "nothing else was changed");
    here.put(PROFILE, change(json!(PASSWORD), "Other#2")).await.is(200);

    assert_eq!(here.get(PROFILE).await.is(200).body["name"], "Benjamin");
    elsewhere.get(PROFILE).await.is(401);
    desk.sign_in_as(&desk.email_of("Ben"), PASSWORD).await.is(401);
    desk.sign_in_as(&desk.email_of("Ben"), "Other#2").await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn whoever_guesses_the_password_of_an_open_device_is_stopped() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    let change = |current: &str| json!({ "current_password": current, "password": "Other#2" });
    for _ in 0..10 {
        desk.agent().put(PROFILE, change("Secret#2")).await.is(422);
    }

    desk.agent().put(PROFILE, change(PASSWORD)).await.is(429);

    desk.close().await;
}

#[tokio::test]
async fn another_address_is_theirs_when_it_is_confirmed() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    desk.give_password("Ben").await;
    let (ben, before) = (desk.sign_in("Ben").await, desk.email_of("Ben"));

    let shown = ben.put(PROFILE, json!({ "email": "Benny@acme.test" })).await.is(200).body;
    desk.settle().await;

    assert_eq!((&shown["email"], &shown["uid"]), (&json!(before), &json!(before)));
    desk.sign_in_as("benny@acme.test", PASSWORD).await.is(401);
    let token = token_of_mail(&postbox, "confirmation_token");
    let confirmed = json!({ "confirmation_token": token });
    let inside = desk.nobody().post("/auth/confirmation", confirmed.clone()).await.is(200);
    desk.nobody().post("/auth/confirmation", confirmed).await.says(422, "Invalid token");
    assert_eq!(
        (inside.header("uid"), &inside.body["data"]["email"]),
        ("benny@acme.test", &json!("benny@acme.test"))
    );
    desk.device(&inside).get("agents").await.is(200);
    ben.get("agents").await.is(401);
    desk.sign_in_as(&before, PASSWORD).await.is(401);
    desk.sign_in_as("benny@acme.test", PASSWORD).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn an_address_that_somebody_else_has_or_takes_meanwhile_is_refused() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    desk.give_password("Ben").await;
    let taken = json!({ "email": desk.email_of("Ada").to_uppercase() });
    let refused = desk.agent().put(PROFILE, taken).await.refuses(&["email"]);
    assert_eq!(refused.body["message"], "Email has already been taken");
    desk.agent().put(PROFILE, json!({ "email": "eva@acme.test" })).await.is(200);
    desk.settle().await;
    let token = token_of_mail(&postbox, "confirmation_token");
    desk.admin().post("agents", json!({ "name": "Eva", "email": "eva@acme.test" })).await.is(200);

    let late = json!({ "confirmation_token": token });
    desk.nobody().post("/auth/confirmation", late).await.refuses(&["email"]);

    assert_eq!(desk.agent().get(PROFILE).await.body["email"], desk.email_of("Ben"));
    desk.settle().await;
    desk.close().await;
}

#[tokio::test]
async fn users_set_how_they_are_seen_in_their_accounts_only() {
    let desk = Desk::open().await;
    let (neighbour, account) = (desk.neighbour().await, desk.account);
    let path = |what: &str| format!("{PROFILE}/{what}");
    let busy = json!({ "profile": { "account_id": account, "availability": "busy" } });

    let shown = desk.agent().post(&path("availability"), busy.clone()).await.is(200).body;

    assert_eq!(shown["accounts"][0]["availability"], "busy");
    let agents = desk.admin().get("agents").await.body;
    assert_eq!(agents[1]["availability_status"], "busy");
    let auto = json!({ "account_id": account, "auto_offline": true });
    let shown = desk.agent().post(&path("auto_offline"), auto.clone()).await.is(200).body;
    assert_eq!(shown["accounts"][0]["auto_offline"], true);
    assert_eq!(shown["accounts"][0]["availability_status"], "offline");
    let off = json!({ "account_id": account });
    let shown = desk.agent().post(&path("auto_offline"), off.clone()).await.is(200).body;
    assert_eq!(shown["accounts"][0]["auto_offline"], false);
    neighbour.post(&path("availability"), busy).await.is(404);
    neighbour.post(&path("auto_offline"), auto).await.is(404);
    neighbour.put(&path("set_active_account"), off).await.is(404);
    let wrong = json!({ "account_id": account, "availability": "asleep" });
    desk.agent().post(&path("availability"), wrong).await.refuses(&["availability"]);
    desk.agent()
        .post(&path("availability"), json!({ "availability": "busy" }))
        .await
        .refuses(&["account_id"]);
    desk.close().await;
}

#[tokio::test]
async fn the_account_that_was_used_last_is_the_one_a_user_is_shown_in() {
    let desk = Desk::open().await;
    let neighbour = desk.neighbour().await;
    let add = json!({ "name": "Ben", "email": desk.email_of("Ben"), "role": "administrator" });
    neighbour.post("agents", add).await.is(200);
    let current = async || desk.agent().get(PROFILE).await.body["account_id"].clone();
    assert_eq!(current().await, desk.account);

    let there = json!({ "account_id": neighbour.account() });
    let reply = desk.agent().put(&format!("{PROFILE}/set_active_account"), there).await.is(200);

    assert_eq!(reply.text, "");
    let shown = desk.agent().get(PROFILE).await.body;
    assert_eq!(
        (&shown["account_id"], &shown["role"]),
        (&json!(neighbour.account()), &json!("administrator"))
    );
    assert_eq!(shown["accounts"][1]["active_at"], "2026-02-03T10:00:00.000Z");
    desk.wait(std::time::Duration::from_secs(1));
    assert_eq!(desk.agent().post("update_active_at", json!({})).await.is(200).text, "");
    assert_eq!(current().await, desk.account);
    desk.stranger().await.post("update_active_at", json!({})).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn another_access_token_takes_the_place_of_the_one_before_at_once() {
    let desk = Desk::open().await;
    let shown =
        desk.agent().post(&format!("{PROFILE}/reset_access_token"), json!({})).await.is(200);

    let token = shown.body["access_token"].as_str().unwrap();

    assert_ne!(token, desk.token_of("Ben"));
    desk.with_token(token).get("agents").await.is(200);
    desk.agent().get("agents").await.says(401, "Invalid Access Token");
    desk.close().await;
}

#[tokio::test]
async fn who_has_not_confirmed_their_address_has_the_mail_sent_again() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let path = format!("{PROFILE}/resend_confirmation");

    assert_eq!(desk.agent().post(&path, json!({})).await.is(200).text, "");
    desk.settle().await;
    assert_eq!(postbox.take().len(), 1);
    desk.give_password("Ben").await;
    desk.agent().post(&path, json!({})).await.is(200);
    desk.settle().await;

    assert!(postbox.take().is_empty());
    desk.close().await;
}

#[tokio::test]
async fn clients_ask_when_their_copies_of_lists_have_changed() {
    let desk = Desk::open().await;
    let none = "0000000000";
    let keys = desk.agent().get("cache_keys").await.is(200);
    assert_eq!(keys.header("cache-control"), "max-age=10, private, stale-while-revalidate=300");
    assert_eq!(keys.body["cache_keys"]["label"], none);

    desk.admin().post("labels", json!({ "title": "billing" })).await.is(200);

    let keys = desk.agent().get("cache_keys").await.is(200).body;
    assert_eq!(keys["cache_keys"]["label"], "1770112800");
    assert_eq!(keys["cache_keys"]["team"], none);
    desk.stranger().await.get("cache_keys").await.is(404);
    desk.close().await;
}
