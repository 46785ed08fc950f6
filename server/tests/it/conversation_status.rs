//! What a conversation is up to, and how urgent it is.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Desk, each};

#[tokio::test]
async fn nothing_said_resolves_what_is_open_and_opens_what_is_not() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{id}/toggle_status");

    let resolved = desk.admin().post(&path, json!({})).await.is(200);

    let expected = json!({ "payload": {
        "success": true,
        "conversation_id": id,
        "current_status": "resolved",
        "snoozed_until": null
    } });
    assert_eq!(resolved.body, expected);
    for status in ["resolved", "pending", "snoozed"] {
        desk.set_status(id, status).await;
        let opened = desk.admin().post(&path, json!({ "status": "" })).await.is(200);
        assert_eq!(opened.body["payload"]["current_status"], "open", "from {status}");
    }
    desk.close().await;
}

#[tokio::test]
async fn any_status_follows_any_other() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{id}/toggle_status");
    let statuses = ["open", "resolved", "pending", "snoozed"];

    for from in statuses {
        for (number, to) in statuses.into_iter().enumerate() {
            desk.set_status(id, from).await;
            for wanted in [json!(to), json!(number)] {
                let set = desk.admin().post(&path, json!({ "status": wanted })).await.is(200);
                assert_eq!(set.body["payload"]["current_status"], to);
            }
        }
    }

    let before = desk.contents().await;
    for bad in [json!("closed"), json!("OPEN"), json!(4), json!("0"), json!(true), json!(["open"])]
    {
        desk.admin().post(&path, json!({ "status": bad })).await.refuses(&["status"]);
    }
    desk.contents().await.are(&before, "a refused status");
    desk.close().await;
}

#[tokio::test]
async fn a_snooze_has_an_end_or_lasts_until_the_contact_writes() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{id}/toggle_status");
    let until = "2026-02-04T10:00:00.000Z";
    let snooze = |until: Value| json!({ "status": "snoozed", "snoozed_until": until });

    for tomorrow in [json!(1_770_199_200), json!("1770199200")] {
        let set = desk.admin().post(&path, snooze(tomorrow)).await.is(200);
        assert_eq!(set.body["payload"]["snoozed_until"], until);
    }

    assert_eq!(desk.show(id).await["snoozed_until"], until);
    desk.set_status(id, "snoozed").await;
    assert_eq!(
        desk.show(id).await["snoozed_until"],
        until,
        "the end stays unless another is given"
    );
    let opened = json!({ "status": "open", "snoozed_until": 1_770_199_200 });
    let opened = desk.admin().post(&path, opened).await.is(200);
    assert_eq!(opened.body["payload"]["snoozed_until"], Value::Null, "what is open has no end");
    desk.set_status(id, "snoozed").await;
    assert_eq!(desk.show(id).await["snoozed_until"], Value::Null);
    for bad in [json!("tomorrow"), json!(1.5), json!({}), json!("2026-02-04")] {
        desk.admin().post(&path, snooze(bad)).await.refuses(&["snoozed_until"]);
    }
    desk.close().await;
}

#[tokio::test]
async fn an_agent_who_opens_a_conversation_takes_it_on() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{id}/toggle_status");
    let assignee = async || desk.show(id).await["meta"]["assignee"]["name"].clone();
    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;

    desk.agent().post(&path, json!({ "status": "resolved" })).await.is(200);
    assert_eq!(assignee().await, "Cleo");
    desk.agent().post(&path, json!({})).await.is(200);
    assert_eq!(assignee().await, "Ben", "whoever had it");
    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;
    desk.agent().post(&path, json!({ "status": "open" })).await.is(200);
    assert_eq!(assignee().await, "Ben", "open already, it is taken all the same");
    desk.assign(id, json!({ "assignee_id": null })).await;
    desk.admin().post(&path, json!({ "status": "resolved" })).await.is(200);
    desk.admin().post(&path, json!({ "status": "open" })).await.is(200);

    assert_eq!(assignee().await, Value::Null, "administrators do not take it");
    desk.close().await;
}

#[tokio::test]
async fn a_resolved_conversation_waits_for_nobody() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    assert_eq!(desk.show(id).await["waiting_since"], 1_770_112_800);
    desk.wait(Duration::from_mins(1));

    desk.set_status(id, "resolved").await;

    assert_eq!(desk.show(id).await["waiting_since"], 0);
    desk.set_status(id, "open").await;
    assert_eq!(desk.show(id).await["waiting_since"], 0, "until the contact writes again");
    desk.contact_says(id, "Hello?").await;
    assert_eq!(desk.show(id).await["waiting_since"], 1_770_112_860);
    desk.close().await;
}

#[tokio::test]
async fn a_priority_is_set_and_cleared() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let (path, toggle) =
        (format!("conversations/{id}"), format!("conversations/{id}/toggle_priority"));

    for (number, priority) in ["low", "medium", "high", "urgent"].into_iter().enumerate() {
        let set = desk.agent().post(&toggle, json!({ "priority": priority })).await.is(200);
        assert_eq!(set.body, json!({ "id": id, "priority": priority, "status": "open" }));
        let set = desk.agent().patch(&path, json!({ "priority": number })).await.is(200);
        assert_eq!(set.body["priority"], priority);
    }
    for none in [
        json!({ "priority": null }),
        json!({ "priority": "none" }),
        json!({ "priority": "" }),
        json!({}),
    ] {
        desk.agent().put(&path, json!({ "priority": "high" })).await.is(200);
        let cleared = desk.agent().post(&toggle, none).await.is(200);
        assert_eq!(cleared.body["priority"], Value::Null);
    }

    desk.agent().put(&path, json!({ "priority": "high" })).await.is(200);
    let cleared = desk.agent().patch(&path, json!({ "priority": null })).await.is(200);
    assert_eq!(cleared.body["priority"], Value::Null);
    for bad in [json!("highest"), json!(4), json!([]), json!("1")] {
        desk.agent().post(&toggle, json!({ "priority": bad })).await.refuses(&["priority"]);
        desk.agent().patch(&path, json!({ "priority": bad })).await.refuses(&["priority"]);
    }
    desk.close().await;
}

#[tokio::test]
async fn a_change_that_does_not_mention_the_priority_leaves_it_alone() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{id}");
    desk.agent().patch(&path, json!({ "priority": "high" })).await.is(200);

    let unchanged = desk.agent().patch(&path, json!({ "mood": 3 })).await.is(200);

    assert_eq!(unchanged.body["priority"], "high");
    assert_eq!(desk.agent().put(&path, json!({})).await.is(200).body["priority"], "high");
    desk.close().await;
}

#[tokio::test]
async fn what_was_put_aside_opens_again_when_the_contact_writes() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let statuses = ["open", "resolved", "pending", "snoozed"];
    for status in statuses {
        let id = desk.conversation(lea, None).await;
        desk.set_status(id, status).await;
    }
    let listed = async || {
        let list = desk.admin().get("conversations?status=all&sort_by=created_at_asc").await;
        each(&list.is(200).body["data"]["payload"], "status")
    };

    for id in 1..=4 {
        desk.agent_says(id, "Any news?").await;
        let note = json!({ "content": "A note", "private": true });
        desk.agent().post(&format!("conversations/{id}/messages"), note).await.is(200);
    }
    assert_eq!(listed().await, statuses, "what we write opens nothing");
    for id in 1..=4 {
        desk.contact_says(id, "Yes").await;
    }

    assert_eq!(listed().await, ["open", "open", "pending", "open"]);
    desk.close().await;
}

#[tokio::test]
async fn a_blocked_contact_opens_nothing() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    for status in ["resolved", "snoozed"] {
        let id = desk.conversation(lea, None).await;
        desk.set_status(id, status).await;
    }
    desk.agent().patch(&format!("contacts/{lea}"), json!({ "blocked": true })).await.is(200);

    desk.contact_says(1, "Hello").await;
    desk.contact_says(2, "Hello").await;

    assert_eq!(desk.show(1).await["status"], "resolved");
    assert_eq!(desk.show(2).await["status"], "snoozed");
    assert_eq!(desk.show(2).await["messages"][0]["content"], "Hello", "what they say is kept");
    desk.close().await;
}
