//! Signing in: by a password, by a link, and what those are told who may not.

use std::time::Duration;

use frontdesk::{
    actor::Actor,
    id::UserId,
    users::{self, NewToken, Purpose},
    work::Work,
};
use reqwest::Method;
use serde_json::json;

use crate::support::{Desk, PASSWORD};

const STRANGER: &str = "Invalid login credentials. Please try again.";

#[tokio::test]
async fn who_shows_their_password_is_told_who_they_are_and_what_to_show_from_then_on() {
    let desk = Desk::open().await;
    desk.give_password("Ada").await;
    let email = desk.email_of("Ada");

    let reply = desk.sign_in_as(&format!(" {} ", email.to_uppercase()), PASSWORD).await.is(200);

    let id = desk.id_of("Ada");
    reply.clone().holds(json!({ "data": {
        "access_token": desk.token_of("Ada"), "account_id": desk.account, "available_name": "Ada",
        "avatar_url": "", "confirmed": true, "display_name": null, "message_signature": null,
        "email": email, "id": id, "inviter_id": null, "name": "Ada", "provider": "email",
        "pubsub_token": desk.pubsub_token_of("Ada").await, "role": "administrator",
        "ui_settings": {}, "uid": email, "type": null,
        "accounts": [{
            "id": desk.account, "name": "Acme", "status": "active", "active_at": null,
            "role": "administrator", "permissions": ["administrator"], "availability": "online",
            "availability_status": "online", "auto_offline": false,
        }],
    } }));
    assert_eq!(reply.body["data"].get("custom_attributes"), None);
    assert_eq!((reply.header("uid"), reply.header("token-type")), (email.as_str(), "Bearer"));
    let bearer = json!({
        "access-token": reply.header("access-token"), "token-type": "Bearer",
        "client": reply.header("client"), "expiry": reply.header("expiry"), "uid": email,
    });
    assert_eq!(reply.bearer(), bearer);
    let size: usize =
        reply.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    assert!(size < 2_000, "clients keep {size} bytes in a cookie");
    desk.close().await;
}

#[tokio::test]
async fn strangers_are_told_the_same_whatever_they_got_wrong() {
    let desk = Desk::open().await;
    desk.give_password("Ada").await;
    let (ada, ben) = (desk.email_of("Ada"), desk.email_of("Ben"));
    let before = desk.contents().await;

    for shown in [
        json!({ "email": ada, "password": "Secret#2" }),
        json!({ "email": ada, "password": "" }),
        json!({ "email": ada }),
        json!({ "email": ada, "sso_auth_token": "guess" }),
        json!({ "email": ada, "password": "x".repeat(100_000) }),
        json!({ "email": ben, "password": PASSWORD }),
        json!({ "email": "nobody@acme.test", "password": PASSWORD }),
        json!({ "email": "' or 1=1 --", "password": PASSWORD }),
        json!({ "password": PASSWORD }),
        json!({}),
    ] {
        let reply = desk.nobody().post("/auth/sign_in", shown).await.says(401, STRANGER);
        assert_eq!(
            (&reply.body["success"], &reply.body["errors"]),
            (&json!(false), &json!([STRANGER]))
        );
        assert!(!reply.headers.contains_key("access-token"));
    }

    desk.contents().await.are(&before, "a stranger");
    desk.close().await;
}

#[tokio::test]
async fn only_who_knows_the_password_is_told_that_an_address_is_not_confirmed() {
    let desk = Desk::open().await;
    let (user, email) = (UserId(desk.id_of("Ben")), desk.email_of("Ben"));
    desk.acting(Actor::System, async move |work: &mut Work<'_>| {
        users::change_password(work, user, &users::PasswordHash::of(PASSWORD)?).await
    })
    .await;

    let told = desk.sign_in_as(&email, PASSWORD).await;

    let words = format!(
        "A confirmation email was sent to your account at '{email}'. You must follow the \
         instructions in the email before your account can be activated"
    );
    assert_eq!(told.says(401, &words).body["errors"], json!([words]));
    desk.sign_in_as(&email, "Secret#2").await.says(401, STRANGER);
    desk.close().await;
}

#[tokio::test]
async fn who_gets_in_may_be_wrong_ten_times_again() {
    let desk = Desk::open().await;
    desk.give_password("Ada").await;
    let ada = desk.email_of("Ada");

    for _ in 0..2 {
        for _ in 0..9 {
            desk.sign_in_as(&ada, "Secret#2").await.is(401);
        }
        desk.sign_in_as(&ada, PASSWORD).await.is(200);
    }

    desk.close().await;
}

#[tokio::test]
async fn many_guesses_at_once_are_no_more_than_ten() {
    let desk = Desk::open().await;
    desk.give_password("Ada").await;
    let ada = desk.email_of("Ada");

    let guesses = (0..15).map(|_| desk.sign_in_as(&ada, "Secret#2"));
    let replies = futures_util::future::join_all(guesses).await;

    let refused = replies.iter().filter(|reply| reply.status == 429).count();
    assert_eq!(refused, 5);
    desk.close().await;
}

#[tokio::test]
async fn a_hash_from_elsewhere_lets_its_owner_in_and_is_replaced() {
    let desk = Desk::open().await;
    let theirs = bcrypt::hash(PASSWORD, 5).unwrap().replacen("2b", "2a", 1);
    desk.give_hash("Ada", &theirs).await;
    let ada = desk.email_of("Ada");
    desk.sign_in_as(&ada, "Secret#2").await.is(401);

    desk.sign_in_as(&ada, PASSWORD).await.is(200);

    let sql = db::sql!("select password_hash from users where id = $1");
    let id = desk.id_of("Ada");
    let kept = desk
        .app
        .db
        .read(async move |tx: &mut db::Tx| tx.one::<(String,)>(sql, db::args![id]).await);
    assert!(kept.await.unwrap().0.starts_with("$argon2id$"));
    desk.sign_in_as(&ada, PASSWORD).await.is(200);
    desk.close().await;
}

async fn link(desk: &Desk, name: &str) -> String {
    let user = UserId(desk.id_of(name));
    desk.acting(Actor::System, async move |work: &mut Work<'_>| {
        let lives = Duration::from_mins(5);
        let purpose = Purpose::SignIn;
        let new = NewToken { user, purpose, email: None, account: None, lives };
        users::issue(work.tx, &new, work.now).await
    })
    .await
}

#[tokio::test]
async fn a_link_lets_its_owner_in_once_and_for_five_minutes() {
    let desk = Desk::open().await;
    for name in ["Ada", "Ben"] {
        desk.give_password(name).await;
    }
    let (ada, ben) = (desk.email_of("Ada"), desk.email_of("Ben"));
    let by = async |email: &str, token: &str| {
        let shown = json!({ "email": email, "sso_auth_token": token });
        desk.nobody().post("/auth/sign_in", shown).await
    };
    let (first, second) = (link(&desk, "Ada").await, link(&desk, "Ada").await);

    by(&ben, &first).await.says(401, STRANGER);
    let reply = by(&ada, &first).await.is(200);

    assert_eq!(reply.body["data"]["id"], desk.id_of("Ada"));
    desk.device(&reply).get("agents").await.is(200);
    by(&ada, &first).await.says(401, STRANGER);
    desk.wait(Duration::from_mins(5));
    by(&ada, &second).await.says(401, STRANGER);
    desk.close().await;
}

#[tokio::test]
async fn a_browser_that_was_led_to_the_door_is_sent_to_the_page() {
    let desk = Desk::open().await;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();

    let reply = http.unwrap().request(Method::GET, format!("{}/auth/sign_in", desk.url()));

    let reply = reply.send().await.unwrap();
    assert_eq!(reply.status(), 302);
    let page = format!("{}/app/login?error=access-denied", desk.app.config.server.frontend_url);
    assert_eq!(reply.headers()["location"], page);
    desk.close().await;
}

#[tokio::test]
async fn an_unknown_address_takes_as_long_as_a_wrong_password() {
    let desk = Desk::open().await;
    desk.give_password("Ada").await;
    let ada = desk.email_of("Ada");
    let wait = async |email: &str| {
        let begun = std::time::Instant::now();
        desk.sign_in_as(email, "Secret#2").await.is(401);
        begun.elapsed()
    };

    // By turns, so that whatever else the machine has to do is in the way of both.
    let (mut known, mut unknown) = (Duration::MAX, Duration::MAX);
    for _ in 0..8 {
        known = known.min(wait(&ada).await);
        unknown = unknown.min(wait("nobody@acme.test").await);
    }

    // Without a hash to look at it would be a hundredth.
    assert!(unknown * 4 > known, "{unknown:?} and {known:?}");
    desk.close().await;
}
