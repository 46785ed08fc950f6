//! Notifications by mail and in browsers.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use db::{args, sql};
use frontdesk::config::Config;
use serde_json::{Value, json};
use web_push_native::{Auth, decrypt, p256::SecretKey};

use crate::support::{Delivered, Desk, Postbox, Receiver};

const AUTH: [u8; 16] = [7; 16];

pub fn over(postbox: &Postbox) -> impl FnOnce(&mut Config) {
    let port = postbox.port;
    move |config| {
        "127.0.0.1".clone_into(&mut config.mail.smtp_address);
        config.mail.smtp_port = port;
        "https://desk.test".clone_into(&mut config.server.frontend_url);
    }
}

/// Says that the addresses of all users are theirs.
pub async fn confirm_all(desk: &Desk) {
    let confirmed = desk.app.db.write(async |tx: &mut db::Tx| {
        tx.exec(sql!("update users set confirmed_at = created_at"), args![]).await
    });
    confirmed.await.unwrap();
}

/// A conversation of Eva's that nobody has.
pub async fn conversation(desk: &Desk) -> i64 {
    let contact = desk.contact("Eva").await;
    let id = desk.conversation(contact, Some("Where is my *order*?")).await;
    let nobody = json!({ "assignee_id": null });
    desk.admin().post(&format!("conversations/{id}/assignments"), nobody).await.is(200);
    desk.settle().await;
    id
}

pub async fn assign(desk: &Desk, conversation: i64, name: &str) {
    let to = json!({ "assignee_id": desk.id_of(name) });
    desk.admin().post(&format!("conversations/{conversation}/assignments"), to).await.is(200);
    desk.settle().await;
}

#[tokio::test]
async fn whoever_is_given_a_conversation_is_written_to() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(over(&postbox)).await;
    confirm_all(&desk).await;
    let id = conversation(&desk).await;
    postbox.take();

    assign(&desk, id, "Ben").await;

    let mails = postbox.take();
    assert_eq!(mails.len(), 1, "{mails:#?}");
    let subject = format!("Ben, A new conversation [ID - {id}] has been assigned to you.");
    assert_eq!(mails[0].header("Subject"), subject);
    assert!(mails[0].to[0].starts_with("ben-"));
    let url = format!("https://desk.test/app/accounts/{}/conversations/{id}", desk.account);
    assert!(mails[0].data.replace("=\n", "").contains(&url), "{}", mails[0].data);
    assert!(mails[0].data.contains("> Where is my *order*?"));
    desk.close().await;
}

#[tokio::test]
async fn nobody_is_written_to_who_does_not_wish_that_or_has_not_confirmed_the_address() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(over(&postbox)).await;
    let id = conversation(&desk).await;
    assign(&desk, id, "Ben").await;
    assert!(postbox.take().is_empty(), "the address may be somebody else's");

    confirm_all(&desk).await;
    let none = json!({ "notification_settings": { "selected_email_flags": [], "selected_push_flags": [] } });
    desk.client("Cleo").patch("notification_settings", none).await.is(200);
    assign(&desk, id, "Cleo").await;
    assert!(postbox.take().is_empty(), "Cleo does not wish that");
    desk.close().await;
}

#[tokio::test]
async fn a_browser_is_told_what_only_it_can_read() {
    let desk = Desk::open().await;
    let service = Receiver::open().await;
    let key = subscribe(&desk, &service.url).await;
    let id = conversation(&desk).await;

    assign(&desk, id, "Ben").await;

    let told = service.take();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].header("content-encoding"), "aes128gcm");
    assert!(told[0].header("authorization").starts_with("vapid t="));
    let known = desk.nobody().get("/api").await.is(200).body["vapid_public_key"].clone();
    assert!(told[0].header("authorization").contains(known.as_str().unwrap()));
    let message = read(&told[0], &key);
    assert_eq!(message["title"], format!("A conversation (#{id}) has been assigned to you"));
    let tag = message["tag"].as_str().unwrap();
    assert!(tag.starts_with(&format!("conversation_assignment_{id}_")), "{tag}");
    assert!(message["url"].as_str().unwrap().ends_with(&format!("/conversations/{id}")));
    desk.close().await;
}

#[tokio::test]
async fn a_browser_that_is_gone_is_forgotten_and_one_that_is_away_is_told_later() {
    let desk = Desk::open().await;
    let service = Receiver::open().await;
    subscribe(&desk, &service.url).await;
    let id = conversation(&desk).await;
    service.answer([503, 201, 410]);

    assign(&desk, id, "Ben").await;
    desk.wait(Duration::from_hours(1));
    desk.settle().await;
    assert_eq!(service.take().len(), 2);

    for name in ["Cleo", "Ben", "Cleo", "Ben"] {
        assign(&desk, id, name).await;
    }
    assert_eq!(service.take().len(), 1, "after the first nobody is there any more");
    desk.close().await;
}

/// Ben is told in his browser from now on. Returns the key by which it reads that.
pub async fn subscribe(desk: &Desk, endpoint: &str) -> SecretKey {
    let key = SecretKey::random(&mut web_push_native::p256::elliptic_curve::rand_core::OsRng);
    let attributes = json!({
        "endpoint": endpoint,
        "p256dh": BASE64URL.encode(key.public_key().to_sec1_bytes()),
        "auth": BASE64URL.encode(AUTH),
    });
    let new = json!({ "notification_subscription": {
        "subscription_type": "browser_push",
        "subscription_attributes": attributes,
    } });
    desk.agent().post("/api/v1/notification_subscriptions", new).await.is(200);
    key
}

/// What a browser reads.
pub fn read(told: &Delivered, key: &SecretKey) -> Value {
    let message = decrypt(told.bytes.clone(), key, &Auth::clone_from_slice(&AUTH)).unwrap();
    serde_json::from_slice(&message).unwrap()
}
