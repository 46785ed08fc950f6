//! Conversations in which nothing happens: when they are resolved, and what is said then.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Desk, each};

const MINUTE: Duration = Duration::from_mins(1);
const MICROSECOND: Duration = Duration::from_micros(1);

async fn set(desk: &Desk, settings: Value) {
    desk.admin().patch("", settings).await.is(200);
    desk.settle().await;
}

async fn begin(desk: &Desk, name: &str) -> i64 {
    desk.conversation(desk.contact(name).await, Some("Hello")).await
}

fn just_before(time: Duration) -> Duration {
    time.saturating_sub(MICROSECOND)
}

/// Lets time pass and has done what is due.
pub async fn after(desk: &Desk, time: Duration) {
    desk.wait(time);
    desk.settle().await;
}

/// Which conversations are open, by their numbers.
pub async fn open(desk: &Desk) -> Vec<i64> {
    let listed = desk.admin().get("conversations?sort_by=created_at_asc").await.is(200).body;
    let ids = each(&listed["data"]["payload"], "id");
    ids.iter().map(|id| id.as_i64().unwrap()).collect()
}

async fn said(desk: &Desk, id: i64) -> Vec<(i64, String)> {
    let shown = desk.admin().get(&format!("conversations/{id}?messages=10")).await.is(200).body;
    let messages = shown["messages"].as_array().unwrap().iter();
    let said = messages.map(|message| {
        let content = message["content"].as_str().unwrap().to_owned();
        (message["message_type"].as_i64().unwrap(), content)
    });
    said.collect()
}

/// How many tasks are left.
async fn tasks(desk: &Desk) -> usize {
    desk.tasks("accounts.resolve_idle").await.len()
}

#[tokio::test]
async fn a_conversation_is_resolved_when_nothing_has_happened_for_so_long() {
    let desk = Desk::open().await;
    set(&desk, json!({ "auto_resolve_after": 10 })).await;
    let first = begin(&desk, "Lea").await;
    after(&desk, 3 * MINUTE).await;
    let second = begin(&desk, "Max").await;
    after(&desk, 4 * MINUTE).await;
    desk.agent_says(first, "Anything else?").await;

    after(&desk, just_before(6 * MINUTE)).await;
    assert_eq!(open(&desk).await, [first, second], "the second is due in a moment");
    desk.wait(MICROSECOND);
    let told = desk.told(desk.settle()).await;
    assert_eq!(open(&desk).await, [first]);
    let names: Vec<&str> = told.iter().map(|told| told.name.as_str()).collect();
    let expected = [
        "conversation.resolved",
        "conversation.status_changed",
        "conversation.updated",
        "message.created",
    ];
    assert_eq!(names, expected);
    assert!(told.iter().all(|told| told.actor.is_none()));
    let note = "Conversation was marked resolved by system due to 10 minutes of inactivity";
    assert_eq!(said(&desk, second).await, [(0, "Hello".to_owned()), (2, note.to_owned())]);

    after(&desk, just_before(4 * MINUTE)).await;
    assert_eq!(open(&desk).await, [first], "it was answered four minutes later");
    after(&desk, MICROSECOND).await;
    assert!(open(&desk).await.is_empty());
    // One that opens again is due again.
    desk.set_status(first, "open").await;
    after(&desk, 10 * MINUTE).await;
    assert!(open(&desk).await.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn how_long_nothing_happened_is_said_in_the_largest_unit() {
    let desk = Desk::open().await;
    let id = begin(&desk, "Lea").await;
    for (minutes, words) in [
        (10, "10 minutes"),
        (60, "1 hours"),
        (90, "90 minutes"),
        (720, "12 hours"),
        (1_440, "1 days"),
        (43_200, "30 days"),
    ] {
        set(&desk, json!({ "auto_resolve_after": minutes })).await;
        desk.set_status(id, "open").await;
        after(&desk, u32::try_from(minutes).unwrap() * MINUTE).await;
        let note =
            format!("Conversation was marked resolved by system due to {words} of inactivity");
        assert_eq!(said(&desk, id).await.pop(), Some((2, note)));
    }
    desk.close().await;
}

#[tokio::test]
async fn the_contact_is_told_and_the_conversation_labelled_first() {
    let desk = Desk::open().await;
    let settings = json!({
        "auto_resolve_after": 60,
        "auto_resolve_message": "We close this for now.",
        "auto_resolve_label": "idle"
    });
    set(&desk, settings).await;
    let id = begin(&desk, "Lea").await;
    let labels = json!({ "labels": ["vip"] });
    desk.agent().post(&format!("conversations/{id}/labels"), labels).await.is(200);

    after(&desk, Duration::from_hours(1)).await;

    let note = "Conversation was marked resolved by system due to 1 hours of inactivity";
    let expected =
        [(3, "We close this for now."), (2, note)].map(|(kind, text)| (kind, text.to_owned()));
    assert_eq!(said(&desk, id).await.split_off(2), expected);
    let shown = desk.show(id).await;
    assert_eq!(shown["status"], "resolved");
    assert_eq!(shown["labels"], json!(["vip", "idle"]));
    let closing = &shown["last_non_activity_message"];
    assert_eq!((closing.get("sender"), &closing["sender_type"]), (None, &Value::Null));
    // The label is there already when it is resolved for the second time.
    desk.set_status(id, "open").await;
    after(&desk, Duration::from_hours(1)).await;
    assert_eq!(desk.show(id).await["labels"], json!(["vip", "idle"]));
    assert_eq!(desk.show(id).await["status"], "resolved");
    desk.close().await;
}

#[tokio::test]
async fn a_contact_who_cannot_be_reached_any_more_is_not_told() {
    let desk = Desk::open().await;
    let inbox = desk.inbox().await;
    let window =
        json!({ "channel": { "additional_attributes": { "agent_reply_time_window": 1 } } });
    desk.admin().patch(&format!("inboxes/{inbox}"), window).await.is(200);
    let settings =
        json!({ "auto_resolve_after": 61, "auto_resolve_message": "We close this for now." });
    set(&desk, settings).await;
    let id = begin(&desk, "Lea").await;

    after(&desk, 61 * MINUTE).await;

    let notes = [
        "Auto-resolve message not sent due to outgoing message restrictions",
        "Conversation was marked resolved by system due to 61 minutes of inactivity",
    ];
    let expected = notes.map(|note| (2, note.to_owned()));
    assert_eq!(said(&desk, id).await.split_off(1), expected);
    desk.close().await;
}

#[tokio::test]
async fn a_contact_who_waits_for_an_answer_is_spared_if_that_is_wished() {
    let desk = Desk::open().await;
    set(&desk, json!({ "auto_resolve_after": 10, "auto_resolve_ignore_waiting": true })).await;
    let (waits, answered) = (begin(&desk, "Lea").await, begin(&desk, "Max").await);
    after(&desk, MINUTE).await;
    desk.agent_says(answered, "Hi").await;

    after(&desk, 9 * MINUTE).await;
    assert_eq!(open(&desk).await, [waits, answered]);
    after(&desk, MINUTE).await;
    assert_eq!(open(&desk).await, [waits]);
    after(&desk, 100 * MINUTE).await;
    assert_eq!(open(&desk).await, [waits], "however long they wait");

    desk.agent_says(waits, "Sorry for the delay").await;
    after(&desk, just_before(10 * MINUTE)).await;
    assert_eq!(open(&desk).await, [waits]);
    after(&desk, MICROSECOND).await;
    assert!(open(&desk).await.is_empty());
    // When nobody is spared any more, whoever waits is resolved at once.
    let waits = begin(&desk, "Zoe").await;
    after(&desk, 60 * MINUTE).await;
    assert_eq!(open(&desk).await, [waits]);
    set(&desk, json!({ "auto_resolve_ignore_waiting": false })).await;
    assert!(open(&desk).await.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn what_is_put_aside_stays_so_and_is_not_resolved_as_it_comes_back() {
    let desk = Desk::open().await;
    set(&desk, json!({ "auto_resolve_after": 10 })).await;
    let ids = [begin(&desk, "Lea").await, begin(&desk, "Max").await, begin(&desk, "Zoe").await];
    desk.set_status(ids[0], "pending").await;
    desk.set_status(ids[1], "snoozed").await;
    let until = desk.clock.now().seconds() + 3_600;
    let snooze = json!({ "status": "snoozed", "snoozed_until": until });
    let path = format!("conversations/{}/toggle_status", ids[2]);
    desk.admin().post(&path, snooze).await.is(200);

    after(&desk, 59 * MINUTE).await;
    for (id, status) in ids.into_iter().zip(["pending", "snoozed", "snoozed"]) {
        assert_eq!(desk.show(id).await["status"], status);
    }
    after(&desk, MINUTE).await;
    assert_eq!(open(&desk).await, [ids[2]], "it is to be looked at now");
    after(&desk, 10 * MINUTE).await;
    assert!(open(&desk).await.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn another_time_counts_from_the_moment_it_is_set() {
    let desk = Desk::open().await;
    let id = begin(&desk, "Lea").await;
    after(&desk, 20 * MINUTE).await;
    assert_eq!((open(&desk).await, tasks(&desk).await), (vec![id], 0), "nothing is set");

    set(&desk, json!({ "auto_resolve_after": 60 })).await;
    assert_eq!((open(&desk).await, tasks(&desk).await), (vec![id], 1));
    set(&desk, json!({ "auto_resolve_after": 30 })).await;
    after(&desk, 5 * MINUTE).await;
    set(&desk, json!({ "auto_resolve_after": null })).await;
    assert_eq!(tasks(&desk).await, 0);
    after(&desk, 60 * MINUTE).await;
    assert_eq!(open(&desk).await, [id]);

    set(&desk, json!({ "auto_resolve_after": 120 })).await;
    set(&desk, json!({ "auto_resolve_message": "Bye" })).await;
    assert_eq!((open(&desk).await, tasks(&desk).await), (vec![id], 1));
    set(&desk, json!({ "auto_resolve_after": 70 })).await;
    assert!(open(&desk).await.is_empty(), "it was due already");
    desk.close().await;
}

#[tokio::test]
async fn many_that_are_due_at_once_are_all_resolved() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    for _ in 0..230 {
        desk.conversation(lea, None).await;
    }
    set(&desk, json!({ "auto_resolve_after": 10 })).await;

    after(&desk, 10 * MINUTE).await;

    assert!(open(&desk).await.is_empty());
    let meta = desk.admin().get("conversations/meta?status=resolved").await.is(200).body;
    assert_eq!(meta["meta"]["all_count"], 230);
    desk.close().await;
}

#[tokio::test]
async fn what_is_said_leaves_no_task() {
    let desk = Desk::open().await;
    set(&desk, json!({ "auto_resolve_after": 10 })).await;
    let (id, before) = (begin(&desk, "Lea").await, tasks(&desk).await);

    desk.agent_says(id, "Hi").await;
    desk.contact_says(id, "Hello").await;

    assert_eq!((before, tasks(&desk).await), (1, 1));
    desk.close().await;
}

#[tokio::test]
async fn accounts_that_have_not_set_it_are_left_alone() {
    let desk = Desk::open().await;
    let neighbour = desk.neighbour().await;
    neighbour.patch("", json!({ "auto_resolve_after": 10 })).await.is(200);
    let id = begin(&desk, "Lea").await;

    after(&desk, 1_000 * MINUTE).await;

    assert_eq!(open(&desk).await, [id]);
    desk.close().await;
}
