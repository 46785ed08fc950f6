//! The technical reference, webhooks and events: subscriptions.

use serde_json::{Value, json};

use crate::support::Desk;

const URL: &str = "https://your-server.com/webhooks/chatwoot";

/// A webhook as the document creates it.
async fn webhook(desk: &Desk) -> Value {
    let new = json!({ "url": URL, "subscriptions": ["conversation_created", "message_created"] });
    desk.admin().post("webhooks", new).await.is(200).body["payload"]["webhook"]["id"].clone()
}

#[tokio::test]
async fn a_webhook_is_created() {
    let desk = Desk::open().await;

    let new = json!({ "url": URL, "subscriptions": ["conversation_created", "message_created"] });
    let created = desk.admin().post("webhooks", new).await.is(200);

    assert!(created.body["payload"]["webhook"]["id"].is_i64(), "{}", created.text);
    // Row 19 of seeds-vs-upstream: in envelopes.
    created.holds(json!({
        "payload": {
            "webhook": {
                "url": URL,
                "subscriptions": ["conversation_created", "message_created"],
                "account_id": desk.account
            }
        }
    }));
    desk.close().await;
}

#[tokio::test]
async fn a_webhook_may_have_a_secret_in_its_address() {
    let desk = Desk::open().await;
    let url = "https://your-server.com/webhooks/chatwoot?secret=YOUR_SECRET_TOKEN_HERE";

    let new = json!({ "url": url, "subscriptions": ["message_created"] });
    let created = desk.admin().post("webhooks", new).await;

    created.is(200).holds(json!({ "payload": { "webhook": { "url": url } } }));
    desk.close().await;
}

#[tokio::test]
async fn every_event_of_the_table_can_be_subscribed_to() {
    let desk = Desk::open().await;
    let events = json!([
        "conversation_created",
        "conversation_status_changed",
        "conversation_updated",
        "message_created",
        "message_updated",
        "contact_created",
        "contact_updated",
        "webwidget_triggered"
    ]);

    let created =
        desk.admin().post("webhooks", json!({ "url": URL, "subscriptions": events })).await;

    created.is(200).holds(json!({ "payload": { "webhook": { "subscriptions": events } } }));
    desk.close().await;
}

#[tokio::test]
async fn webhooks_are_listed() {
    let desk = Desk::open().await;
    let id = webhook(&desk).await;

    let listed = desk.admin().get("webhooks").await;

    // Row 19 of seeds-vs-upstream: in envelopes.
    listed.is(200).holds(json!({
        "payload": {
            "webhooks": [{
                "id": id,
                "url": URL,
                "subscriptions": ["conversation_created", "message_created"],
                "account_id": desk.account
            }]
        }
    }));
    desk.close().await;
}

#[tokio::test]
async fn a_webhook_is_updated_in_part_and_as_a_whole() {
    let desk = Desk::open().await;
    let path = format!("webhooks/{}", webhook(&desk).await);
    let some = json!({ "subscriptions": ["conversation_created", "contact_created"] });
    let all = json!({
        "url": "https://new-server.com/webhooks/chatwoot",
        "subscriptions": [
            "conversation_created", "conversation_updated", "message_created", "contact_created"
        ]
    });

    let in_part = desk.admin().patch(&path, some.clone()).await;
    let whole = desk.admin().patch(&path, all.clone()).await;

    in_part
        .is(200)
        .holds(json!({ "payload": { "webhook": some } }))
        .holds(json!({ "payload": { "webhook": { "url": URL } } }));
    whole.is(200).holds(json!({ "payload": { "webhook": all } }));
    desk.close().await;
}

#[tokio::test]
async fn a_webhook_is_deleted() {
    let desk = Desk::open().await;
    let id = webhook(&desk).await;

    desk.admin().delete(&format!("webhooks/{id}")).await.is(200);

    let left = desk.admin().get("webhooks").await.is(200);
    assert_eq!(left.body, json!({ "payload": { "webhooks": [] } }));
    desk.close().await;
}
