//! Which events are told, in which words.

use std::time::Duration;

use serde_json::json;

use super::{conversation, events, post, subscribe};
use crate::support::{Desk, Receiver};

#[tokio::test]
async fn inboxes_are_told_of_without_their_secrets() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    desk.settle().await;
    subscribe(&desk, &receiver, &["inbox_created", "inbox_updated"]).await;
    let admin = desk.admin();

    let new = json!({ "name": "Shop", "channel": { "type": "api" } });
    let inbox = admin.post("inboxes", new).await.is(200).body;
    let path = format!("inboxes/{}", inbox["id"]);
    let began = desk.clock.now().iso();
    desk.settle().await;
    desk.wait(Duration::from_secs(1));
    let change = json!({ "name": "Shop", "greeting_enabled": true, "timezone": "Asia/Tokyo" });
    admin.patch(&path, change.clone()).await.is(200);
    admin.patch(&path, change).await.is(200);
    desk.settle().await;

    let told = receiver.take();
    assert_eq!(events(&told), ["inbox_created", "inbox_updated"], "and not of no change");
    let (created, updated) = (&told[0].body, &told[1].body);
    assert_eq!((&created["id"], &created["name"]), (&inbox["id"], &json!("Shop")));
    assert_eq!(created["created_at"], began);
    assert_eq!(created.get("changes"), None);
    for body in [created, updated] {
        for secret in [&inbox["secret"], &inbox["hmac_token"]] {
            let secret = secret.as_str().expect("an administrator sees it");
            assert!(!body.to_string().contains(secret), "{body}");
        }
    }
    let now = desk.clock.now().iso();
    let changes = json!({
        "greeting_enabled": { "before": false, "after": true },
        "timezone": { "before": "UTC", "after": "Asia/Tokyo" },
        "updated_at": { "before": began, "after": now },
    });
    assert_eq!(updated["changes"], changes);
    assert_eq!(updated["changed_attributes"].as_array().map(Vec::len), Some(3));
    let channel = &updated["channel"];
    assert_eq!(channel["account_id"], desk.account);
    assert_eq!(channel["inbox_identifier"], inbox["inbox_identifier"]);
    desk.close().await;
}

#[tokio::test]
async fn what_was_not_subscribed_to_is_not_told() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    subscribe(&desk, &receiver, &["message_created"]).await;

    post(&desk, id, "Hi").await;
    desk.admin()
        .post(&format!("conversations/{id}/toggle_status"), json!({ "status": "resolved" }))
        .await
        .is(200);
    desk.settle().await;

    assert_eq!(events(&receiver.take()), ["message_created"]);
    desk.close().await;
}

#[tokio::test]
async fn what_is_told_is_signed_and_numbered() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    let url = format!("{}?secret=hush", receiver.url);
    let new = json!({ "url": url, "subscriptions": ["message_created"] });
    desk.admin().post("webhooks", new).await.is(200);
    let webhooks = desk.admin().get("webhooks").await.body["payload"]["webhooks"].clone();
    let secret = webhooks[0]["secret"].as_str().unwrap().to_owned();

    post(&desk, id, "One").await;
    post(&desk, id, "Two").await;
    desk.settle().await;

    let told = receiver.take();
    assert_eq!(told.len(), 2);
    for told in &told {
        let now: i64 = told.header("x-chatwoot-timestamp").parse().unwrap();
        assert_eq!(now, desk.clock.now().seconds());
        let signature = outbound::signature(&secret, now, told.text.as_bytes());
        assert_eq!(told.header("x-chatwoot-signature"), signature);
        assert_eq!(told.header("content-type"), "application/json");
        assert_eq!(told.header("accept"), "application/json");
        assert_eq!(told.path, "/hook?secret=hush");
    }
    let each = |name| told.iter().map(|told| told.header(name)).collect::<Vec<_>>();
    assert_ne!(each("x-chatwoot-delivery")[0], each("x-chatwoot-delivery")[1]);
    assert_ne!(each("x-frontdesk-event")[0], each("x-frontdesk-event")[1]);
    desk.close().await;
}

#[tokio::test]
async fn an_inbox_tells_its_webhook_of_its_own_conversations() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let channel = json!({ "type": "api", "webhook_url": receiver.url });
    let other = json!({ "name": "App", "channel": channel });
    let inbox = desk.admin().post("inboxes", other).await.is(200).body["id"].clone();
    let contact = desk.contact("Eva").await;
    let elsewhere = desk.conversation(contact, Some("Elsewhere")).await;
    let new = json!({
        "inbox_id": inbox,
        "contact_id": contact,
        "message": { "content": "Hello", "message_type": "incoming" },
    });
    let id = desk.admin().post("conversations", new).await.is(200).body["id"].as_i64().unwrap();
    desk.settle().await;
    receiver.take();

    post(&desk, elsewhere, "Not for the app").await;
    let path = format!("conversations/{id}/messages");
    desk.admin().post(&path, json!({ "content": "For the app" })).await.is(200);
    desk.settle().await;

    let told = receiver.take();
    let message = told.iter().find(|told| told.event() == "message_created").unwrap();
    assert_eq!(message.body["content"], "For the app");
    assert_eq!(message.body["conversation"]["id"], id);
    assert!(told.iter().all(|told| told.body["event"].as_str() != Some("contact_updated")));
    assert!(message.headers.contains_key("x-chatwoot-signature"));
    desk.close().await;
}
