//! Webhooks: addresses that are told of events.

use serde_json::{Value, json};

use crate::support::{Desk, each};

const URL: &str = "https://crm.test/in?key=1";

/// A new webhook, as it is answered with.
async fn add(desk: &Desk, new: Value) -> Value {
    desk.admin().post("webhooks", new).await.is(200).body["payload"]["webhook"].clone()
}

#[tokio::test]
async fn a_webhook_is_told_of_the_usual_events_unless_it_says_otherwise() {
    let desk = Desk::open().await;

    let webhook = add(&desk, json!({ "url": URL })).await;

    assert_eq!((&webhook["url"], &webhook["name"]), (&json!(URL), &Value::Null));
    assert_eq!(webhook["account_id"], desk.account);
    assert_eq!(webhook["secret"].as_str().map(str::len), Some(24));
    assert_eq!(webhook.get("inbox"), None);
    let usual = [
        "conversation_status_changed",
        "conversation_updated",
        "conversation_created",
        "contact_created",
        "contact_updated",
        "message_created",
        "message_updated",
        "webwidget_triggered",
    ];
    assert_eq!(webhook["subscriptions"], json!(usual));
    desk.close().await;
}

#[tokio::test]
async fn webhooks_are_listed_changed_and_removed() {
    let desk = Desk::open().await;
    let inbox = desk.inbox().await;
    let new = json!({ "webhook": {
        "url": URL,
        "name": "CRM",
        "inbox_id": inbox,
        "subscriptions": ["message_created", "conversation_typing_on", "message_created"]
    } });
    let webhook = add(&desk, new).await;
    assert_eq!(webhook["inbox"], json!({ "id": inbox, "name": "Support" }));
    assert_eq!(webhook["subscriptions"], json!(["message_created", "conversation_typing_on"]));
    let path = format!("webhooks/{}", webhook["id"]);

    let change = json!({ "url": "http://crm.test/other", "subscriptions": ["contact_created"] });
    let changed = desk.admin().put(&path, change).await.is(200).body["payload"]["webhook"].clone();

    assert_eq!(changed["url"], "http://crm.test/other");
    assert_eq!(changed["subscriptions"], json!(["contact_created"]));
    assert_eq!((&changed["name"], &changed["secret"]), (&json!("CRM"), &webhook["secret"]));
    let listed = desk.admin().get("webhooks").await.is(200);
    assert_eq!(listed.body["payload"]["webhooks"], json!([changed]));
    let cleared = desk.admin().patch(&path, json!({ "inbox_id": null, "name": null })).await;
    assert_eq!(cleared.is(200).body["payload"]["webhook"].get("inbox"), None);
    assert_eq!(desk.admin().delete(&path).await.is(200).text, "");
    let listed = desk.admin().get("webhooks").await.is(200);
    assert_eq!(listed.body, json!({ "payload": { "webhooks": [] } }));
    desk.admin().delete(&path).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn an_address_is_told_only_once() {
    let desk = Desk::open().await;
    let first = add(&desk, json!({ "url": URL })).await;
    let second = add(&desk, json!({ "url": "https://other.test" })).await;

    let again = desk.admin().post("webhooks", json!({ "url": URL })).await;

    assert_eq!(again.refuses(&["url"]).body["message"], "Url has already been taken");
    let path = format!("webhooks/{}", second["id"]);
    desk.admin().patch(&path, json!({ "url": URL })).await.refuses(&["url"]);
    let listed = desk.admin().get("webhooks").await.body["payload"]["webhooks"].clone();
    assert_eq!(each(&listed, "url"), [first["url"].clone(), second["url"].clone()]);
    desk.close().await;
}

#[tokio::test]
async fn bad_webhooks_are_refused_by_name() {
    let desk = Desk::open().await;
    let path = format!("webhooks/{}", add(&desk, json!({ "url": URL })).await["id"]);
    let before = desk.contents().await;
    let refused = [
        (json!({ "url": "crm.test" }), "url", "Url is invalid"),
        (json!({ "url": "ftp://crm.test" }), "url", "Url is invalid"),
        (json!({ "url": "https://" }), "url", "Url is invalid"),
        (json!({ "url": "javascript:alert(1)" }), "url", "Url is invalid"),
        (
            json!({ "url": format!("https://crm.test/{}", "x".repeat(2_048)) }),
            "url",
            "Url is too long (maximum is 2048 characters)",
        ),
        (
            json!({ "url": "https://a.test", "subscriptions": [] }),
            "subscriptions",
            "Subscriptions Invalid events",
        ),
        (
            json!({ "url": "https://a.test", "subscriptions": ["message_created", "lunch"] }),
            "subscriptions",
            "Subscriptions Invalid events",
        ),
        (
            json!({ "url": "https://a.test", "name": "x".repeat(256) }),
            "name",
            "Name is too long (maximum is 255 characters)",
        ),
    ];

    for (webhook, field, message) in refused {
        let created = desk.admin().post("webhooks", webhook.clone()).await.refuses(&[field]);
        assert_eq!(created.body["message"], message);
        desk.admin().patch(&path, webhook).await.refuses(&[field]);
    }

    desk.admin().post("webhooks", json!({ "name": "CRM" })).await.refuses(&["url"]);
    let foreign = json!({ "url": "https://a.test", "inbox_id": 999_999 });
    desk.admin().post("webhooks", foreign).await.is(404);
    desk.contents().await.are(&before, "a refused webhook");
    desk.close().await;
}

#[tokio::test]
async fn webhooks_are_for_administrators() {
    let desk = Desk::open().await;
    let path = format!("webhooks/{}", add(&desk, json!({ "url": URL })).await["id"]);
    let (ben, before) = (desk.agent(), desk.contents().await);

    let refused = [
        ben.get("webhooks").await,
        ben.post("webhooks", json!({ "url": "https://a.test" })).await,
        ben.patch(&path, json!({ "name": "mine" })).await,
        ben.delete(&path).await,
        ben.delete("webhooks/999999").await,
    ];

    for reply in refused {
        reply.says(401, "You are not authorized to do this action");
    }
    desk.contents().await.are(&before, "a refused agent");
    desk.close().await;
}

#[tokio::test]
async fn an_address_without_encryption_is_refused_where_the_settings_say_so() {
    let desk = Desk::open_with(|config| config.webhooks.require_https = true).await;

    let plain = desk.admin().post("webhooks", json!({ "url": "http://crm.test/in" })).await;
    let encrypted = desk.admin().post("webhooks", json!({ "url": "https://crm.test/in" })).await;

    plain.says(422, "Url must begin with https://");
    encrypted.is(200);
    desk.close().await;
}
