//! What was told, for people to look at and to repeat.

use std::time::Duration;

use serde_json::json;

use super::{contents, conversation, post, subscribe};
use crate::support::{Desk, Receiver};

#[tokio::test]
async fn every_attempt_is_kept() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    let webhook = subscribe(&desk, &receiver, &["message_created"]).await;
    receiver.answer([500]);
    post(&desk, id, "One").await;
    desk.settle().await;

    let path = format!("webhooks/{webhook}/deliveries");
    let waiting = desk.admin().get(&path).await.is(200).body["payload"][0].clone();
    desk.wait(Duration::from_secs(10));
    desk.settle().await;
    let delivered = desk.admin().get(&path).await.is(200).body["payload"].clone();

    assert_eq!(waiting["state"], "pending");
    assert_eq!(waiting["attempts"][0]["status"], 500);
    assert_eq!(waiting["attempts"][0]["error"], "500 Internal Server Error");
    assert!(waiting["next_attempt_at"].is_string());
    assert_eq!(delivered.as_array().unwrap().len(), 1);
    assert_eq!(delivered[0]["state"], "delivered");
    assert_eq!(delivered[0]["event"], "message_created");
    assert_eq!(delivered[0]["payload"]["content"], "One");
    assert_eq!(delivered[0]["attempts"].as_array().unwrap().len(), 2);
    assert_eq!(delivered[0]["attempts"][1]["error"], json!(null));
    assert_eq!(delivered[0]["delivery"], receiver.take()[1].header("x-chatwoot-delivery"));
    desk.close().await;
}

#[tokio::test]
async fn a_delivery_is_made_once_more_when_somebody_asks() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    let webhook = subscribe(&desk, &receiver, &["message_created"]).await;
    post(&desk, id, "One").await;
    desk.settle().await;
    let path = format!("webhooks/{webhook}/deliveries");
    let first = desk.admin().get(&path).await.body["payload"][0].clone();

    let replay = format!("{path}/{}/replay", first["id"]);
    let again = desk.admin().post(&replay, json!({})).await.is(200).body["payload"].clone();
    desk.settle().await;

    assert_eq!(again["state"], "pending");
    let told = receiver.take();
    assert_eq!(contents(&told), ["One", "One"]);
    assert_eq!(told[0].text, told[1].text);
    assert_ne!(told[0].header("x-chatwoot-delivery"), told[1].header("x-chatwoot-delivery"));
    assert_eq!(told[0].header("x-frontdesk-event"), told[1].header("x-frontdesk-event"));
    assert_eq!(again["event_id"], first["event_id"]);
    desk.admin().post(&format!("{path}/999999/replay"), json!({})).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn a_webhook_can_be_tried_out() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let webhook = subscribe(&desk, &receiver, &[]).await;
    desk.settle().await;
    let path = format!("webhooks/{webhook}/test");

    let good = desk.admin().post(&path, json!({})).await.is(200).body["payload"].clone();
    receiver.answer([404]);
    let bad = desk.admin().post(&path, json!({})).await.is(200).body["payload"].clone();
    desk.wait(Duration::from_hours(1));
    desk.settle().await;

    assert_eq!(good["state"], "delivered");
    assert_eq!(good["event"], "webhook_test");
    assert_eq!(bad["state"], "failed");
    assert_eq!(bad["attempts"][0]["error"], "404 Not Found");
    let told = receiver.take();
    assert_eq!(told.len(), 2, "a test is not tried again");
    assert_eq!(told[0].body["account"]["name"], "Acme");
    desk.close().await;
}

#[tokio::test]
async fn what_was_told_goes_with_the_webhook() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    let webhook = subscribe(&desk, &receiver, &["message_created"]).await;
    receiver.answer_by(|_| 500);
    post(&desk, id, "One").await;
    desk.settle().await;

    desk.admin().delete(&format!("webhooks/{webhook}")).await.is(200);
    receiver.take();
    desk.wait(Duration::from_hours(1));
    desk.settle().await;

    assert!(receiver.take().is_empty());
    desk.admin().get(&format!("webhooks/{webhook}/deliveries")).await.is(404);
    desk.close().await;
}
