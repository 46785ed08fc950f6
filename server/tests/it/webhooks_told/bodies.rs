//! Which events are told, in which words.

use serde_json::json;

use super::{conversation, events, post, subscribe};
use crate::support::{Desk, Receiver};

#[tokio::test]
async fn seed_003_webhook_events_are_seen_by_a_receiver() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    subscribe(&desk, &receiver, &[]).await;
    let admin = desk.admin();

    let contact = desk.contact("Eva").await;
    let id = desk.conversation(contact, Some("Hello")).await;
    let message = post(&desk, id, "Hi Eva").await["id"].clone();
    admin.delete(&format!("conversations/{id}/messages/{message}")).await.is(200);
    admin
        .post(&format!("conversations/{id}/toggle_priority"), json!({ "priority": "high" }))
        .await
        .is(200);
    admin
        .post(&format!("conversations/{id}/toggle_status"), json!({ "status": "resolved" }))
        .await
        .is(200);
    admin.patch(&format!("contacts/{contact}"), json!({ "name": "Eve" })).await.is(200);
    desk.settle().await;

    let told = receiver.take();
    let named = |name: &str| {
        let found = told.iter().filter(|told| told.event() == name).collect::<Vec<_>>();
        assert!(!found.is_empty(), "nothing was told of {name}: {:?}", events(&told));
        found
    };
    let created = &named("conversation_created")[0].body;
    assert_eq!(created["id"], id);
    assert_eq!(created["account"], json!({ "id": desk.account, "name": "Acme" }));
    assert_eq!(created["inbox"]["name"], "Support");
    assert_eq!(created["meta"]["sender"]["email"], "eva@example.net");
    let status = &named("conversation_status_changed")[0].body;
    assert_eq!(status["status"], "resolved");
    assert_eq!(status["previous_status"], "open");
    assert_eq!(status["changed_attributes"], json!(null));
    assert_eq!(status["changed_at"], desk.clock.now().seconds());
    let ada = json!({ "id": desk.id_of("Ada"), "name": "Ada", "type": "user" });
    assert_eq!(status["changed_by"], ada);
    let updated = named("conversation_updated");
    let priority = updated.iter().find(|told| !told.body["changes"]["priority"].is_null());
    let priority = &priority.expect("a change of the priority is told").body;
    assert_eq!(priority["changes"]["priority"], json!({ "before": null, "after": "high" }));
    let listed = json!({ "priority": { "previous_value": null, "current_value": "high" } });
    assert!(priority["changed_attributes"].as_array().unwrap().contains(&listed));
    let incoming = &named("message_created")[0].body;
    assert_eq!(incoming["content"], "Hello");
    assert_eq!(incoming["message_type"], "incoming");
    assert_eq!(incoming["sender"]["email"], "eva@example.net");
    assert_eq!(incoming["conversation"]["messages"][0]["message_type"], 1);
    let outgoing = &named("message_created")[1].body;
    assert_eq!(outgoing["sender"]["type"], "user");
    assert!(outgoing["sender"]["email"].as_str().unwrap().starts_with("ben-"));
    assert_eq!(named("message_updated")[0].body["content_attributes"]["deleted"], true);
    let contact_created = &named("contact_created")[0].body;
    assert_eq!(contact_created["id"], contact);
    assert_eq!(contact_created["created_at"], desk.clock.now().seconds());
    let renamed = named("contact_updated");
    let renamed = renamed.iter().find(|told| !told.body["changes"]["name"].is_null()).unwrap();
    assert_eq!(renamed.body["changes"]["name"], json!({ "before": "Eva", "after": "Eve" }));
    desk.close().await;
}

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
    let change = json!({ "name": "Shop", "greeting_enabled": true, "timezone": "Asia/Tokyo" });
    admin.patch(&path, change.clone()).await.is(200);
    admin.patch(&path, change).await.is(200);
    desk.settle().await;

    let told = receiver.take();
    assert_eq!(events(&told), ["inbox_created", "inbox_updated"], "and not of no change");
    let (created, updated) = (&told[0].body, &told[1].body);
    assert_eq!((&created["id"], &created["name"]), (&inbox["id"], &json!("Shop")));
    assert_eq!(created["created_at"], desk.clock.now().iso());
    assert_eq!(created.get("changes"), None);
    for body in [created, updated] {
        for secret in [&inbox["secret"], &inbox["hmac_token"]] {
            let secret = secret.as_str().expect("an administrator sees it");
            assert!(!body.to_string().contains(secret), "{body}");
        }
    }
    let changes = json!({
        "greeting_enabled": { "before": false, "after": true },
        "timezone": { "before": "UTC", "after": "Asia/Tokyo" },
    });
    assert_eq!(updated["changes"], changes);
    assert_eq!(updated["changed_attributes"].as_array().map(Vec::len), Some(2));
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
