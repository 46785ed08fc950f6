//! Conversations that are given to members at the same moment.

use serde_json::{Value, json};

use super::{all_are_answered, at_once};
use crate::support::{Client, Desk, Reply};

/// An inbox that gives its conversations to Ben and Cleo, and the names of who has which.
async fn shared_inbox(desk: &Desk, config: Value) -> i64 {
    let new = json!({
        "name": "Chat", "channel": { "type": "api" }, "auto_assignment_config": config
    });
    let inbox = desk.admin().post("inboxes", new).await.id();
    let users = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Ben"), desk.id_of("Cleo")] });
    desk.admin().post("inbox_members", users).await.is(200);
    inbox
}

/// How many open conversations of an inbox Ben, Cleo and nobody have.
async fn shares(desk: &Desk, inbox: i64) -> [i64; 3] {
    let path = format!("conversations/meta?status=open&inbox_id={inbox}");
    let count = async |person: Client, count: &str| {
        person.get(&path).await.is(200).body["meta"][count].as_i64().unwrap()
    };
    [
        count(desk.agent(), "mine_count").await,
        count(desk.outsider(), "mine_count").await,
        count(desk.admin(), "unassigned_count").await,
    ]
}

#[tokio::test]
async fn conversations_that_begin_or_open_at_once_are_shared_fairly() {
    let desk = Desk::open().await;
    let inbox = shared_inbox(&desk, json!({})).await;
    let (lea, admin) = (desk.contact("Lea").await, desk.admin());
    let new = json!({ "inbox_id": inbox, "contact_id": lea });

    all_are_answered(at_once(12, async |_| admin.post("conversations", new.clone()).await).await);
    assert_eq!(shares(&desk, inbox).await, [6, 6, 0]);

    let pending = json!({ "inbox_id": inbox, "contact_id": lea, "status": "pending" });
    let begun = at_once(12, async |_| admin.post("conversations", pending.clone()).await).await;
    let ids: Vec<i64> = begun.iter().map(Reply::id).collect();
    let opened = at_once(12, async |at| {
        let path = format!("conversations/{}/toggle_status", ids[at]);
        admin.post(&path, json!({ "status": "open" })).await
    });
    all_are_answered(opened.await);
    assert_eq!(shares(&desk, inbox).await, [12, 12, 0]);
    desk.close().await;
}

#[tokio::test]
async fn nobody_is_given_more_than_they_may_have_by_requests_at_once() {
    let desk = Desk::open().await;
    let inbox = shared_inbox(&desk, json!({ "max_assignment_limit": 3 })).await;
    let (lea, admin) = (desk.contact("Lea").await, desk.admin());
    let pending = json!({ "inbox_id": inbox, "contact_id": lea, "status": "pending" });
    let begun = at_once(16, async |_| admin.post("conversations", pending.clone()).await).await;
    let ids: Vec<i64> = begun.iter().map(Reply::id).collect();

    let opened = at_once(16, async |at| {
        let path = format!("conversations/{}/toggle_status", ids[at]);
        admin.post(&path, json!({ "status": "open" })).await
    });
    all_are_answered(opened.await);

    assert_eq!(shares(&desk, inbox).await, [3, 3, 10]);
    desk.settle().await;
    assert_eq!(shares(&desk, inbox).await, [3, 3, 10]);
    let resolved = at_once(16, async |at| {
        let path = format!("conversations/{}/toggle_status", ids[at]);
        admin.post(&path, json!({ "status": "resolved" })).await
    });
    all_are_answered(resolved.await);
    desk.settle().await;
    assert_eq!(shares(&desk, inbox).await, [0, 0, 0]);
    desk.close().await;
}

#[tokio::test]
async fn nobody_is_forgotten_who_begins_while_somebody_comes_online() {
    let desk = Desk::open().await;
    let inbox = shared_inbox(&desk, json!({})).await;
    let (lea, admin) = (desk.contact("Lea").await, desk.admin());
    let new = json!({ "inbox_id": inbox, "contact_id": lea });
    desk.set_availability("Cleo", "online", true).await;
    for round in 1..=10 {
        desk.set_availability("Ben", "online", true).await;
        desk.settle().await;

        let done = at_once(4, async |at| match at {
            0 => {
                let ben = format!("agents/{}", desk.id_of("Ben"));
                admin.patch(&ben, json!({ "auto_offline": false })).await
            }
            _ => admin.post("conversations", new.clone()).await,
        });

        all_are_answered(done.await);
        desk.settle().await;
        assert_eq!(shares(&desk, inbox).await, [round * 3, 0, 0]);
    }
    desk.close().await;
}
