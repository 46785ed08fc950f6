//! Who is told of what happens to funnels.

use serde_json::json;

use super::{conversations, funnel, put, send};
use crate::support::{Desk, Receiver, each};

#[tokio::test]
async fn what_happens_to_funnels_is_noted_in_order() {
    let desk = Desk::open().await;
    let made = conversations(&desk, 1).await[0];
    let events = desk.events_of(async {
        let id = funnel(&desk, &["New", "Won"]).await;
        put(&desk, id, made, "New").await;
        // Nothing has changed by that.
        put(&desk, id, made, "New").await;
        put(&desk, id, made, "Won").await;
        let leaving = json!({ "conversation_id": made });
        let path = format!("funnels/{id}");
        desk.admin().post(&format!("{path}/kanban/remove_conversation"), leaving).await.is(200);
        desk.admin().patch(&path, json!({ "name": "Other" })).await.is(200);
        desk.admin().delete(&path).await.is(200);
    });

    let expected = [
        "funnel.created",
        "funnel.conversation_moved",
        "funnel.conversation_moved",
        "funnel.conversation_removed",
        "funnel.updated",
        "funnel.deleted",
    ];
    assert_eq!(events.await, expected);
    desk.close().await;
}

#[tokio::test]
async fn webhooks_that_wish_it_are_told_where_a_conversation_went() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let events = ["funnel_conversation_moved", "funnel_conversation_removed"];
    let webhook = json!({ "url": receiver.url, "subscriptions": events });
    desk.admin().post("webhooks", webhook).await.is(200);
    let id = funnel(&desk, &["New", "Won"]).await;
    let made = conversations(&desk, 1).await[0];
    put(&desk, id, made, "New").await;

    send(&desk.agent(), id, made, "Won", json!({ "value": 5 })).await.is(200);
    desk.settle().await;

    let told = receiver.take();
    assert_eq!(told.len(), 2);
    let mut body = told[1].body.clone();
    assert_eq!(body["conversation"]["id"], made);
    body.as_object_mut().unwrap().remove("conversation");
    let expected = json!({
        "event": "funnel_conversation_moved", "account": { "id": desk.account, "name": "Acme" },
        "funnel_id": id, "conversation_id": made, "stage_name": "Won",
        "previous_stage_name": "New", "value": 5.0
    });
    assert_eq!(body, expected);

    let leaving = json!({ "conversation_id": made });
    let path = format!("funnels/{id}/kanban/remove_conversation");
    desk.admin().post(&path, leaving).await.is(200);
    desk.settle().await;
    let told = receiver.take();
    assert_eq!(told.len(), 1);
    let mut body = told[0].body.clone();
    assert_eq!(body["conversation"]["id"], made);
    body.as_object_mut().unwrap().remove("conversation");
    let expected = json!({
        "event": "funnel_conversation_removed", "account": { "id": desk.account, "name": "Acme" },
        "funnel_id": id, "conversation_id": made, "stage_name": null,
        "previous_stage_name": "Won", "value": 5.0
    });
    assert_eq!(body, expected);
    desk.close().await;
}

#[tokio::test]
async fn who_comes_back_reads_where_conversations_went_that_they_see() {
    let desk = Desk::open().await;
    let id = funnel(&desk, &["New", "Won"]).await;
    let made = conversations(&desk, 1).await[0];
    put(&desk, id, made, "New").await;
    send(&desk.agent(), id, made, "Won", json!({ "value": 5 })).await.is(200);
    desk.settle().await;
    let of = |person: crate::support::Client| async move {
        let told = person.get("events?after=0").await.is(200).body;
        let told = told["payload"].as_array().unwrap().clone();
        let moved = told.into_iter().filter(|it| it["event"] == "funnel.conversation_moved");
        moved.collect::<Vec<_>>()
    };

    let told = of(desk.agent()).await;

    let last = &told.last().unwrap()["data"];
    let expected = json!({
        "account_id": desk.account, "funnel_id": id, "conversation_id": made,
        "stage_name": "Won", "previous_stage_name": "New", "value": 5.0,
        "performer": last["performer"]
    });
    assert_eq!(*last, expected);
    assert_eq!(each(&json!(told), "event").len(), 2);
    assert!(of(desk.outsider()).await.is_empty());
    desk.close().await;
}
