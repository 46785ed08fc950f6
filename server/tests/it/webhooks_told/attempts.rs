//! How an address is told: for how long it is waited for, by what it knows what it has been told
//! before, and where it may send us.

use std::time::Duration;

use serde_json::json;

use super::{contents, conversation, post, subscribe};
use crate::support::{Desk, ELSEWHERE, Receiver};

#[tokio::test]
async fn a_delivery_is_known_by_its_id_however_often_it_is_tried() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    subscribe(&desk, &receiver, &["message_created"]).await;
    receiver.answer([500, 503]);

    post(&desk, id, "One").await;
    for _ in 0..3 {
        desk.settle().await;
        desk.wait(Duration::from_secs(30));
    }

    let told = receiver.take();
    assert_eq!(contents(&told), ["One", "One", "One"]);
    for again in &told[1..] {
        assert_eq!(again.text, told[0].text);
        for name in ["x-chatwoot-delivery", "x-frontdesk-event"] {
            assert_eq!(again.header(name), told[0].header(name), "{name}");
        }
        // It says when it is sent, and is signed anew.
        for name in ["x-chatwoot-timestamp", "x-chatwoot-signature"] {
            assert_ne!(again.header(name), told[0].header(name), "{name}");
        }
    }
    desk.close().await;
}

#[tokio::test]
async fn an_address_that_does_not_answer_in_time_has_not_taken_it() {
    let usual = frontdesk::config::Config::default().webhooks.timeout;
    assert_eq!(usual, Duration::from_secs(5), "unless somebody has set another time");
    let desk = Desk::open_with(|config| config.webhooks.timeout = Duration::from_secs(1)).await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    let webhook = subscribe(&desk, &receiver, &["message_created"]).await;
    receiver.hang(true);

    post(&desk, id, "One").await;
    desk.settle().await;

    assert_eq!(contents(&receiver.take()), ["One"]);
    let path = format!("webhooks/{webhook}/deliveries");
    let waits = desk.admin().get(&path).await.is(200).body["payload"][0].clone();
    assert_eq!(waits["state"], "pending");
    assert_eq!(waits["attempts"][0]["status"], json!(null));
    assert_eq!(waits["attempts"][0]["error"], "Timed out reading data from server");
    receiver.hang(false);
    desk.wait(Duration::from_secs(30));
    desk.settle().await;
    assert_eq!(contents(&receiver.take()), ["One"]);
    let taken = desk.admin().get(&path).await.is(200).body["payload"][0].clone();
    assert_eq!(taken["state"], "delivered");
    desk.close().await;
}

#[tokio::test]
async fn an_address_may_send_us_elsewhere_to_look() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    let webhook = subscribe(&desk, &receiver, &["message_created"]).await;
    receiver.answer([303]);

    post(&desk, id, "One").await;
    desk.settle().await;

    let told = receiver.take();
    let asked: Vec<_> = told.iter().map(|it| (it.method.as_str(), it.path.as_str())).collect();
    assert_eq!(asked, [("POST", "/hook"), ("GET", ELSEWHERE)]);
    assert!(told[1].bytes.is_empty(), "what was told is not told there");
    let path = format!("webhooks/{webhook}/deliveries");
    let log = desk.admin().get(&path).await.is(200).body["payload"][0].clone();
    assert_eq!((&log["state"], &log["attempts"][0]["status"]), (&json!("delivered"), &json!(200)));
    desk.close().await;
}
