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
