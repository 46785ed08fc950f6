//! Snoozes: that they end when they should, and only then.

use std::time::Duration;

use frontdesk::{
    actor::Actor, clock::Timestamp, conversations::snooze::EndOfSnooze, id::DisplayId,
};
use serde_json::{Value, json};

use crate::support::{Desk, each};

const MORNING: i64 = 1_770_112_800;
const HOUR: Duration = Duration::from_hours(1);

async fn conversation(desk: &Desk) -> i64 {
    desk.conversation(desk.contact("Lea").await, Some("Hello")).await
}

/// Puts a conversation aside until so many hours after this morning.
async fn snooze(desk: &Desk, id: i64, hours: i64) {
    let path = format!("conversations/{id}/toggle_status");
    let until = json!({ "status": "snoozed", "snoozed_until": MORNING + hours * 3_600 });
    desk.admin().post(&path, until).await.is(200);
}

async fn status(desk: &Desk, id: i64) -> Value {
    desk.show(id).await["status"].clone()
}

/// When the tasks that are left are due, in hours after this morning.
async fn due(desk: &Desk) -> Vec<i64> {
    let tasks = desk.tasks("conversations.end_of_snooze").await;
    tasks.iter().map(|job| (job.run_at / 1_000_000 - MORNING) / 3_600).collect()
}

#[tokio::test]
async fn a_snooze_ends_at_its_time_and_the_conversation_is_the_latest_again() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    snooze(&desk, id, 2).await;
    desk.wait(HOUR);
    let later = desk.conversation(desk.contact("Max").await, Some("Hello")).await;
    desk.wait(HOUR.saturating_sub(Duration::from_micros(1)));
    desk.settle().await;
    assert_eq!(status(&desk, id).await, "snoozed", "not a moment before");
    desk.wait(Duration::from_micros(1));

    let told = desk.told(desk.settle()).await;

    let names: Vec<&str> = told.iter().map(|told| told.name.as_str()).collect();
    assert_eq!(
        names,
        ["conversation.opened", "conversation.status_changed", "conversation.updated"],
        "nobody did it, so nothing is noted"
    );
    assert!(told.iter().all(|told| told.actor.is_none()));
    assert_eq!(told[2].changes["snoozed_until"], json!(["2026-02-03T12:00:00.000Z", null]));
    let shown = desk.show(id).await;
    assert_eq!((&shown["status"], &shown["snoozed_until"]), (&json!("open"), &Value::Null));
    assert_eq!(shown["last_activity_at"], MORNING + 7_200);
    let listed = desk.admin().get("conversations").await.is(200).body;
    assert_eq!(each(&listed["data"]["payload"], "id"), [id, later]);
    desk.close().await;
}

#[tokio::test]
async fn a_snooze_that_is_moved_ends_when_it_was_moved_to() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    snooze(&desk, id, 4).await;
    snooze(&desk, id, 2).await;
    assert_eq!(due(&desk).await, [2]);
    snooze(&desk, id, 3).await;
    assert_eq!(due(&desk).await, [3]);
    // An end that is set without a status is that of the snooze there is.
    let path = format!("conversations/{id}/toggle_status");
    let until = json!({ "status": "snoozed", "snoozed_until": (MORNING + 18_000).to_string() });
    desk.agent().post(&path, until).await.is(200);

    desk.wait(4 * HOUR);
    desk.settle().await;
    assert_eq!(status(&desk, id).await, "snoozed");
    desk.wait(HOUR);
    desk.settle().await;
    assert_eq!(status(&desk, id).await, "open");
    assert!(due(&desk).await.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn whoever_ends_a_snooze_takes_its_task_back() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    for status in ["open", "resolved", "pending"] {
        snooze(&desk, id, 2).await;
        assert_eq!(due(&desk).await, [2]);
        desk.set_status(id, status).await;
        assert!(due(&desk).await.is_empty(), "{status}");
    }
    snooze(&desk, id, 2).await;
    desk.contact_says(id, "Still there?").await;
    assert!(due(&desk).await.is_empty(), "the contact wrote");
    desk.set_status(id, "snoozed").await;
    assert!(due(&desk).await.is_empty(), "until the contact writes");

    desk.wait(1_000 * HOUR);
    desk.settle().await;

    assert_eq!(status(&desk, id).await, "snoozed");
    desk.close().await;
}

#[tokio::test]
async fn a_task_for_another_snooze_or_at_another_time_does_nothing() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let task = |hours: i64| EndOfSnooze {
        conversation: DisplayId(id),
        until: (MORNING + hours * 3_600) * 1_000_000,
    };
    let now = Timestamp::from_seconds(MORNING);
    let comes = async |task: EndOfSnooze| {
        let asks =
            desk.acting(Actor::System, async move |work| Ok(work.schedule(task, now).await?));
        asks.await;
        desk.settle().await;
        status(&desk, id).await
    };

    assert_eq!(comes(task(2)).await, "open", "there is no snooze");
    desk.set_status(id, "resolved").await;
    assert_eq!(comes(task(2)).await, "resolved");
    snooze(&desk, id, 2).await;
    assert_eq!(comes(task(1)).await, "snoozed", "it is for another snooze");
    assert_eq!(comes(task(2)).await, "snoozed", "it comes too early");
    assert_eq!(due(&desk).await, [2], "and comes again");

    desk.wait(2 * HOUR);
    desk.settle().await;
    assert_eq!(status(&desk, id).await, "open");
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_that_begins_snoozed_comes_back_too() {
    let desk = Desk::open().await;
    let (inbox, lea) = (desk.inbox().await, desk.contact("Lea").await);
    let new = json!({
        "inbox_id": inbox, "contact_id": lea, "status": "snoozed",
        "snoozed_until": "2026-02-03T12:00:00Z",
    });
    let id = desk.conversation_with(new).await;
    assert_eq!(due(&desk).await, [2]);

    desk.wait(2 * HOUR);
    desk.settle().await;

    assert_eq!(status(&desk, id).await, "open");
    desk.close().await;
}

#[tokio::test]
async fn a_snooze_until_a_time_that_has_passed_ends_at_once() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    for hours in [-1, -1_000_000, i64::MIN / 3_600_000_000 + 1_000_000] {
        snooze(&desk, id, hours).await;
        assert_eq!(status(&desk, id).await, "snoozed");
        desk.settle().await;
        assert_eq!(status(&desk, id).await, "open");
    }
    snooze(&desk, id, 90_000_000).await;
    desk.settle().await;
    assert_eq!(status(&desk, id).await, "snoozed", "in ten thousand years");
    desk.close().await;
}

#[tokio::test]
async fn a_snooze_of_a_conversation_that_is_gone_harms_nobody() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let id = desk.conversation(lea, None).await;
    let other = desk.conversation(desk.contact("Max").await, None).await;
    for conversation in [id, other] {
        snooze(&desk, conversation, 2).await;
    }
    desk.admin().delete(&format!("contacts/{lea}")).await.is(200);

    desk.wait(2 * HOUR);
    desk.settle().await;

    assert_eq!(status(&desk, other).await, "open");
    desk.close().await;
}
