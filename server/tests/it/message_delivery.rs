//! How far messages come on their way, as clients say who carry them there themselves.

use std::time::Duration;

use db::{Tx, args, sql};
use frontdesk::{
    actor::Actor,
    conversations::seen,
    error::Error,
    id::{DisplayId, MessageId},
    messages::delivery,
};
use serde_json::{Value, json};

use crate::support::{Desk, each};

async fn message(desk: &Desk) -> String {
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let said = desk.agent_says(id, "Hi").await;
    format!("conversations/{id}/messages/{}", said["id"])
}

async fn patch(desk: &Desk, path: &str, change: Value) -> (Value, Value) {
    let body = desk.agent().patch(path, change).await.is(200).body;
    (body["status"].clone(), body["content_attributes"].clone())
}

#[tokio::test]
async fn a_message_that_was_read_is_not_said_to_be_delivered() {
    let desk = Desk::open().await;
    let path = message(&desk).await;

    for (said, then) in [
        ("delivered", "delivered"),
        ("read", "read"),
        ("delivered", "read"),
        ("sent", "sent"),
        ("read", "read"),
        ("failed", "failed"),
        ("delivered", "delivered"),
        ("failed", "failed"),
        ("sent", "sent"),
    ] {
        let (status, _) = patch(&desk, &path, json!({ "status": said })).await;
        assert_eq!(status, then, "after {said}");
    }
    for unknown in [json!("progress"), json!("READ"), json!(null), json!(9), json!([]), json!({})] {
        let (status, _) = patch(&desk, &path, json!({ "status": unknown })).await;
        assert_eq!(status, "sent", "{unknown} says nothing");
    }
    assert_eq!(patch(&desk, &path, json!({})).await.0, "sent");
    assert_eq!(
        desk.agent().put(&path, json!({ "status": 2 })).await.is(200).body["status"],
        "read"
    );
    desk.close().await;
}

#[tokio::test]
async fn why_a_message_failed_is_kept_for_as_long_as_it_has_failed() {
    let desk = Desk::open().await;
    let path = message(&desk).await;
    let failed = |why: &str| json!({ "status": "failed", "external_error": why });

    let expected = (json!("failed"), json!({ "external_error": "No such number" }));
    assert_eq!(patch(&desk, &path, failed("No such number")).await, expected);
    let expected = (json!("failed"), json!({ "external_error": "Blocked" }));
    assert_eq!(patch(&desk, &path, failed("Blocked")).await, expected);
    let sent = json!({ "status": "sent", "external_error": "Blocked" });
    assert_eq!(patch(&desk, &path, sent).await, (json!("sent"), json!({})));
    let failed_for_nothing = json!({ "status": "failed" });
    assert_eq!(patch(&desk, &path, failed_for_nothing).await, (json!("failed"), json!({})));
    let long = json!({ "status": "failed", "external_error": "x".repeat(20_001) });
    desk.agent().patch(&path, long).await.refuses(&["external_error"]);
    desk.close().await;
}

#[tokio::test]
async fn a_change_of_status_is_told_with_what_it_was_and_no_change_is_not_told() {
    let desk = Desk::open().await;
    let path = message(&desk).await;
    let failed = json!({ "status": "failed", "external_error": "Blocked" });
    desk.wait(Duration::from_secs(1));

    let told = desk.told(desk.agent().patch(&path, failed.clone())).await;

    assert_eq!(told.len(), 1);
    assert_eq!(told[0].name, "message.updated");
    let expected = json!({
        "status": ["sent", "failed"],
        "content_attributes": [{}, { "external_error": "Blocked" }],
        "updated_at": ["2026-02-03T10:00:00.000Z", "2026-02-03T10:00:01.000Z"]
    });
    assert_eq!(told[0].changes, expected);
    assert!(desk.told(desk.agent().patch(&path, failed)).await.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn only_clients_who_carry_messages_themselves_say_how_far_they_came() {
    let desk = Desk::open().await;
    let path = message(&desk).await;
    let read = json!({ "status": "read" });
    desk.outsider().patch(&path, read.clone()).await.is(401);
    desk.agent().patch("conversations/1/messages/999999", read.clone()).await.is(404);
    let (sql, inbox) = (
        sql!("update inboxes set channel_type = 'Channel::WebWidget' where id = $1"),
        desk.inbox().await,
    );
    let moved =
        desk.app.db.write(async move |tx: &mut Tx| tx.exec(sql, args![inbox]).await.map(drop));
    moved.await.unwrap();

    let refused = desk.agent().patch(&path, read).await;

    refused.says(403, "Message status update is only allowed for API inboxes");
    desk.close().await;
}

#[tokio::test]
async fn what_nobody_took_has_failed_until_it_is_taken_after_all() {
    let desk = Desk::open().await;
    let path = message(&desk).await;
    let id = MessageId(path.rsplit('/').next().unwrap().parse().unwrap());
    let shown = async || {
        let shown = desk.show(1).await["messages"][0].clone();
        (shown["status"].clone(), shown["content_attributes"].clone())
    };
    let fails = async |problem: &'static str| {
        let fails =
            desk.acting(Actor::System, async move |work| delivery::failed(work, id, problem).await);
        desk.told(fails).await.len()
    };
    let delivered = async || {
        let is_taken =
            desk.acting(Actor::System, async move |work| delivery::delivered(work, id).await);
        desk.told(is_taken).await.len()
    };
    let failed = (json!("failed"), json!({ "external_error": "404 Not Found" }));

    assert_eq!(fails("404 Not Found").await, 1);
    assert_eq!(shown().await, failed);
    assert_eq!((fails("404 Not Found").await, fails("Timed out").await), (0, 0));
    assert_eq!(shown().await, failed, "the first reason stays");
    assert_eq!(delivered().await, 1);
    assert_eq!(shown().await, (json!("sent"), json!({})));
    assert_eq!(delivered().await, 0);
    patch(&desk, &path, json!({ "status": "read" })).await;
    assert_eq!(delivered().await, 0, "it is read already");

    let gone = MessageId(999_999);
    desk.acting(Actor::System, async move |work| {
        delivery::failed(work, gone, "x").await?;
        delivery::delivered(work, gone).await?;
        Ok::<_, Error>(())
    })
    .await;
    desk.close().await;
}

#[tokio::test]
async fn a_contact_who_looks_has_read_what_they_were_sent_so_far() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let id = desk.conversation(lea, Some("Hello")).await;
    let path = format!("conversations/{id}/messages");
    let said = [
        desk.agent_says(id, "Hi").await,
        desk.agent().post(&path, json!({ "content": "A note", "private": true })).await.body,
        desk.agent_says(id, "Blocked").await,
        desk.agent().post(&path, json!({ "message_type": "template" })).await.body,
    ];
    patch(&desk, &format!("{path}/{}", said[2]["id"]), json!({ "status": "failed" })).await;
    desk.set_status(id, "pending").await;
    desk.wait(Duration::from_secs(1));
    let sees = desk.acting(Actor::Contact(lea.into()), async move |work| {
        seen::by_contact(work, DisplayId(id)).await.map(drop)
    });
    sees.await;
    desk.wait(Duration::from_secs(1));
    desk.agent_says(id, "One more thing").await;

    let told = desk.told(desk.settle()).await;

    let read: Vec<&Value> = told.iter().map(|told| &told.changes["status"]).collect();
    assert_eq!(read, [&json!(["sent", "read"]), &json!(["sent", "read"])]);
    let listed = desk.agent().get(&path).await.is(200).body["payload"].clone();
    let statuses = ["sent", "read", "sent", "failed", "read", "sent", "sent"];
    assert_eq!(each(&listed, "status"), statuses);
    desk.close().await;
}

#[tokio::test]
async fn a_contact_reads_any_number_of_messages() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let id = desk.conversation(lea, None).await;
    for _ in 0..150 {
        desk.agent_says(id, "Hi").await;
    }
    let sees = desk.acting(Actor::Contact(lea.into()), async move |work| {
        seen::by_contact(work, DisplayId(id)).await.map(drop)
    });
    sees.await;

    let told = desk.told(desk.settle()).await;

    assert_eq!(told.len(), 150);
    desk.close().await;
}
