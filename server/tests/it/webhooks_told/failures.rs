//! What becomes of what an address does not take.

use std::time::Duration;

use serde_json::json;

use super::{contents, conversation, post, subscribe};
use crate::support::{Desk, Receiver};

#[tokio::test]
async fn what_fails_is_tried_again_and_what_comes_after_it_waits() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    subscribe(&desk, &receiver, &["message_created"]).await;
    receiver.answer([500, 503]);

    post(&desk, id, "One").await;
    post(&desk, id, "Two").await;
    desk.settle().await;
    assert_eq!(contents(&receiver.take()), ["One"]);

    desk.wait(Duration::from_secs(10));
    desk.settle().await;
    assert_eq!(contents(&receiver.take()), ["One"]);

    desk.wait(Duration::from_secs(30));
    desk.settle().await;
    assert_eq!(contents(&receiver.take()), ["One", "Two"]);
    desk.close().await;
}

#[tokio::test]
async fn what_alone_is_not_taken_is_set_aside_and_tried_by_itself() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    subscribe(&desk, &receiver, &["message_created"]).await;
    receiver.answer_by(|told| if told.body["content"] == "Odd" { 500 } else { 204 });

    post(&desk, id, "Odd").await;
    post(&desk, id, "Even").await;
    for _ in 0..3 {
        desk.settle().await;
        desk.wait(Duration::from_secs(30));
    }
    assert_eq!(contents(&receiver.take()), ["Odd", "Odd", "Odd", "Even"]);

    receiver.answer_by(|_| 200);
    desk.wait(Duration::from_mins(2));
    desk.settle().await;
    assert_eq!(contents(&receiver.take()), ["Odd"]);
    desk.close().await;
}

#[tokio::test]
async fn what_cannot_be_taken_for_what_it_says_keeps_nothing_waiting() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    subscribe(&desk, &receiver, &["message_created"]).await;
    receiver.answer_by(|told| if told.body["content"] == "Odd" { 422 } else { 204 });

    for content in ["Odd", "Even", "Odd", "Even"] {
        post(&desk, id, content).await;
    }
    desk.settle().await;

    assert_eq!(contents(&receiver.take()), ["Odd", "Even", "Odd", "Even"]);
    receiver.answer_by(|_| 200);
    desk.wait(Duration::from_mins(2));
    desk.settle().await;
    assert_eq!(contents(&receiver.take()), ["Odd", "Odd"], "they are tried again by themselves");
    desk.close().await;
}

#[tokio::test]
async fn an_address_that_is_gone_is_left_alone_and_told_in_order_when_it_is_back() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    subscribe(&desk, &receiver, &["message_created"]).await;
    receiver.answer_by(|_| 502);

    for content in ["One", "Two", "Three"] {
        post(&desk, id, content).await;
    }
    for _ in 0..60 {
        desk.settle().await;
        desk.wait(Duration::from_mins(1));
    }
    let attempts = receiver.take().len();
    assert!((4..12).contains(&attempts), "{attempts} attempts in an hour");

    receiver.answer_by(|_| 200);
    desk.wait(Duration::from_hours(3));
    desk.settle().await;
    assert_eq!(contents(&receiver.take()), ["One", "Two", "Three"]);
    desk.close().await;
}

#[tokio::test]
async fn a_webhook_that_fails_for_days_is_told_nothing_more_until_it_is_changed() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    let webhook = subscribe(&desk, &receiver, &["message_created"]).await;
    receiver.answer_by(|_| 500);

    for day in 0..6 {
        post(&desk, id, &format!("Day {day}")).await;
        for _ in 0..24 {
            desk.settle().await;
            desk.wait(Duration::from_hours(1));
        }
    }
    let disabled = desk.events().await;
    assert_eq!(disabled.iter().filter(|name| *name == "webhook.disabled").count(), 1);
    receiver.take();
    post(&desk, id, "Nobody hears this").await;
    desk.wait(Duration::from_hours(24));
    desk.settle().await;
    assert!(receiver.take().is_empty());

    receiver.answer_by(|_| 200);
    let path = format!("webhooks/{webhook}");
    desk.admin().patch(&path, json!({ "url": receiver.url })).await.is(200);
    post(&desk, id, "Hello again").await;
    desk.settle().await;
    let told = receiver.take();
    assert_eq!(*contents(&told).last().unwrap(), "Hello again");
    desk.close().await;
}

#[tokio::test]
async fn an_address_in_our_own_network_is_not_told_anything() {
    let desk = Desk::open_with(|config| config.outbound.allow_private_urls = false).await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    let webhook = subscribe(&desk, &receiver, &["message_created"]).await;

    post(&desk, id, "A secret").await;
    desk.settle().await;

    assert!(receiver.take().is_empty());
    let log = desk.admin().get(&format!("webhooks/{webhook}/deliveries")).await.is(200).body;
    let problem = log["payload"][0]["attempts"][0]["error"].as_str().unwrap();
    assert_eq!(problem, "Address is not on the public internet");
    desk.close().await;
}

/// An API inbox whose webhook is told what is said, and a conversation there.
async fn conversation_in_inbox_of(desk: &Desk, receiver: &Receiver) -> i64 {
    let hook = json!({ "channel": { "webhook_url": receiver.url } });
    desk.admin().patch(&format!("inboxes/{}", desk.inbox().await), hook).await.is(200);
    conversation(desk).await
}

#[tokio::test]
async fn a_message_that_was_not_taken_is_sent_again_when_somebody_wants_that() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation_in_inbox_of(&desk, &receiver).await;
    desk.settle().await;
    receiver.take();
    receiver.answer_by(|_| 500);
    let message = post(&desk, id, "Hi").await;
    for _ in 0..3 {
        desk.settle().await;
        desk.wait(Duration::from_mins(1));
    }
    let path = format!("conversations/{id}/messages/{}", message["id"]);
    let status = async || {
        let shown = desk.admin().get(&format!("conversations/{id}/messages")).await.is(200).body;
        shown["payload"].as_array().unwrap().last().unwrap()["status"].clone()
    };
    assert_eq!(status().await, "failed");
    receiver.take();
    receiver.answer_by(|_| 200);

    let again = desk.agent().post(&format!("{path}/retry"), json!({})).await.is(200).body;

    assert_eq!((&again["status"], &again["content_attributes"]), (&json!("sent"), &json!({})));
    desk.settle().await;
    let told = receiver.take();
    assert!(told.iter().any(|it| it.event() == "message_created" && it.body["content"] == "Hi"));
    assert_eq!(status().await, "sent");
    desk.agent()
        .post(&format!("conversations/{id}/messages/999999/retry"), json!({}))
        .await
        .is(404);
    desk.close().await;
}

#[tokio::test]
async fn an_inbox_that_has_taken_nothing_for_days_keeps_nothing_waiting() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation_in_inbox_of(&desk, &receiver).await;
    receiver.answer_by(|_| 500);
    post(&desk, id, "First").await;
    for _ in 0..8 {
        desk.settle().await;
        desk.wait(Duration::from_hours(24));
    }
    receiver.take();
    for text in ["One", "Two", "Three"] {
        post(&desk, id, text).await;
    }

    desk.settle().await;

    assert!(receiver.take().len() < 3, "not all of them are tried");
    desk.wait(Duration::from_hours(24));
    receiver.answer_by(|_| 200);
    post(&desk, id, "Back?").await;
    desk.settle().await;
    assert!(contents(&receiver.take()).contains(&"Back?"));
    desk.close().await;
}
