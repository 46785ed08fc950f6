//! What cannot be done is tried again, and is in the way of nothing else.

use std::time::Duration;

use frontdesk::{background, delivery::Dispatcher};
use serde_json::json;

use crate::{
    auto_resolve::{after, open},
    support::{Delivered, Desk, Receiver, Setback},
};

#[tokio::test]
async fn a_conversation_that_cannot_be_resolved_keeps_no_other_open() {
    let desk = Desk::open().await;
    let mut begun = Vec::new();
    for name in ["Lea", "Max", "Eva"] {
        begun.push(desk.conversation(desk.contact(name).await, Some("Hello")).await);
    }
    desk.admin().patch("", json!({ "auto_resolve_after": 10 })).await.is(200);
    desk.settle().await;
    let first = format!("new.display_id = {} and new.status = 1", begun[0]);
    desk.refuse("update", "conversations", &first, Setback::Mistake).await;

    after(&desk, Duration::from_mins(10)).await;

    assert_eq!(open(&desk).await, begun[..1]);
    // It is tried for longer than anything that is given up.
    for _ in 0..40 {
        after(&desk, Duration::from_mins(7)).await;
    }
    let tasks = desk.tasks("accounts.resolve_idle").await;
    assert!(tasks[0].failures > 30 && tasks[0].dead_at.is_none(), "{tasks:?}");
    desk.mend("conversations").await;
    after(&desk, Duration::from_mins(7)).await;
    assert!(open(&desk).await.is_empty());
    desk.close().await;
}

/// Up to when the reports of an account are counted.
async fn sealed(desk: &Desk, account: i64) -> i64 {
    desk.count(&format!("report_seals where account_id = {account} and sealed_until > 0")).await
}

#[tokio::test]
async fn reports_that_cannot_be_counted_keep_no_other_account_waiting() {
    let desk = Desk::open().await;
    let next = desk.neighbour().await.account();
    background::begin(&desk.app).await.unwrap();
    let first = format!("new.account_id = {}", desk.account);
    desk.refuse("insert", "report_seals", &first, Setback::Mistake).await;

    after(&desk, Duration::from_mins(10)).await;

    assert_eq!((sealed(&desk, desk.account).await, sealed(&desk, next).await), (0, 1));
    let tasks = desk.tasks("reports.seal").await;
    assert_eq!(tasks[0].failures, 1, "it is known that not all was counted: {tasks:?}");
    desk.mend("report_seals").await;
    after(&desk, Duration::from_mins(1)).await;
    assert_eq!(sealed(&desk, desk.account).await, 1);
    desk.close().await;
}

#[tokio::test]
async fn what_is_done_to_many_begins_again_when_one_of_them_goes_meanwhile() {
    let desk = Desk::open().await;
    let mut begun = Vec::new();
    for name in ["Lea", "Max", "Eva"] {
        begun.push(desk.conversation(desk.contact(name).await, Some("Hello")).await);
    }
    desk.settle().await;
    let last = format!("new.display_id = {} and new.status = 1", begun[2]);
    desk.refuse("update", "conversations", &last, Setback::Gone).await;
    let resolve =
        json!({ "type": "Conversation", "ids": begun, "fields": { "status": "resolved" } });
    desk.admin().post("bulk_actions", resolve).await.is(200);
    desk.settle().await;
    assert_eq!(open(&desk).await, begun, "nothing of it is kept");

    desk.mend("conversations").await;
    after(&desk, Duration::from_secs(10)).await;

    assert!(open(&desk).await.is_empty());
    desk.close().await;
}

/// Has told what has happened, and tells how often that failed before.
async fn trials(dispatcher: &mut Dispatcher) -> usize {
    for failures in 0..50 {
        if Box::pin(dispatcher.catch_up()).await.is_ok() {
            return failures;
        }
    }
    panic!("nothing is told any more");
}

async fn subscribe(desk: &Desk, receiver: &Receiver) {
    let new =
        json!({ "url": receiver.url, "subscriptions": ["contact_created", "message_created"] });
    desk.admin().post("webhooks", new).await.is(200);
}

fn told(receiver: &Receiver) -> Vec<String> {
    receiver.take().iter().map(Delivered::event).map(str::to_owned).collect()
}

#[tokio::test]
async fn an_event_that_cannot_be_told_is_passed_by_after_some_trials() {
    let desk = Desk::open().await;
    let (ours, theirs) = (Receiver::open().await, Receiver::open().await);
    subscribe(&desk, &ours).await;
    let neighbour = desk.neighbour().await;
    let webhook = json!({ "url": theirs.url, "subscriptions": ["contact_created"] });
    neighbour.post("webhooks", webhook).await.is(200);
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    desk.settle().await;
    ours.take();

    let path = format!("conversations/{id}/messages");
    desk.agent().post(&path, json!({ "content": "Hi" })).await.is(200);
    desk.run(&format!("update conversations set status = 99 where display_id = {id}")).await;
    desk.contact("Max").await;
    neighbour.post("contacts", json!({ "name": "Tom" })).await.is(200);

    let mut dispatcher = Dispatcher::new(desk.app.clone());
    assert!(trials(&mut dispatcher).await > 3, "it may pass");

    // From now on nobody waits for what cannot be told of this account.
    desk.run(&format!("update conversations set status = 0 where display_id = {id}")).await;
    desk.agent().post(&path, json!({ "content": "Hello?" })).await.is(200);
    desk.run(&format!("update conversations set status = 99 where display_id = {id}")).await;
    desk.contact("Eva").await;
    assert_eq!(trials(&mut dispatcher).await, 0);

    desk.run(&format!("update conversations set status = 0 where display_id = {id}")).await;
    desk.settle().await;
    assert_eq!(told(&theirs), ["contact_created"]);
    assert_eq!(told(&ours), ["contact_created", "contact_created"]);
    desk.close().await;
}

#[tokio::test]
async fn what_cannot_be_written_down_is_passed_by_and_nothing_else() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    subscribe(&desk, &receiver).await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    desk.settle().await;
    receiver.take();
    desk.refuse("insert", "webhook_deliveries", "new.message_id is not null", Setback::Mistake)
        .await;

    desk.contact("Max").await;
    let path = format!("conversations/{id}/messages");
    desk.agent().post(&path, json!({ "content": "Hi" })).await.is(200);
    desk.contact("Eva").await;

    let mut dispatcher = Dispatcher::new(desk.app.clone());
    assert!(trials(&mut dispatcher).await > 3, "it may pass");
    desk.mend("webhook_deliveries").await;
    desk.settle().await;
    assert_eq!(told(&receiver), ["contact_created", "contact_created"]);
    desk.close().await;
}
