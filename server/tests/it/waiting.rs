//! What a message changes in its conversation: who waits, who was answered, what is unread,
//! and how much is too much.

use std::time::Duration;

use frontdesk::{actor::Actor, conversations::post, id::DisplayId, messages::NewMessage};
use serde_json::{Value, json};

use crate::support::Desk;

const MORNING: i64 = 1_770_112_800;

async fn conversation(desk: &Desk) -> i64 {
    desk.conversation(desk.contact("Lea").await, None).await
}

/// Since when somebody waits, and when they were first answered.
async fn times(desk: &Desk, id: i64) -> (Value, Value) {
    let shown = desk.show(id).await;
    (shown["waiting_since"].clone(), shown["first_reply_created_at"].clone())
}

async fn post(desk: &Desk, id: i64, message: Value) {
    desk.agent().post(&format!("conversations/{id}/messages"), message).await.is(200);
}

#[tokio::test]
async fn a_contact_waits_from_the_first_message_that_nobody_answered() {
    let desk = Desk::open().await;
    let minute = Duration::from_mins(1);
    let id = conversation(&desk).await;
    assert_eq!(times(&desk, id).await, (json!(MORNING), json!(0)), "from the beginning");

    desk.wait(minute);
    desk.contact_says(id, "Hello").await;
    assert_eq!(times(&desk, id).await, (json!(MORNING), json!(0)));
    desk.wait(minute);
    desk.agent_says(id, "Hi").await;
    assert_eq!(times(&desk, id).await, (json!(0), json!(MORNING + 120)), "the first reply");
    desk.wait(minute);
    desk.agent_says(id, "Anything else?").await;
    assert_eq!(times(&desk, id).await, (json!(0), json!(MORNING + 120)));
    desk.wait(minute);
    desk.contact_says(id, "Yes").await;
    desk.wait(minute);
    desk.contact_says(id, "Still there?").await;
    assert_eq!(times(&desk, id).await, (json!(MORNING + 240), json!(MORNING + 120)));
    desk.wait(minute);
    desk.agent_says(id, "Yes").await;

    assert_eq!(times(&desk, id).await, (json!(0), json!(MORNING + 120)), "the first stays");
    desk.close().await;
}

#[tokio::test]
async fn only_what_a_person_writes_to_the_contact_is_a_reply() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    desk.wait(Duration::from_mins(1));

    for message in [
        json!({ "content": "A note", "private": true }),
        json!({ "content": "Resolved", "message_type": "activity" }),
        json!({ "content": "Welcome", "message_type": "template" }),
        json!({ "content": "By a rule", "content_attributes": { "automation_rule_id": 1 } }),
        json!({ "content": "By a campaign", "campaign_id": 1 }),
    ] {
        post(&desk, id, message.clone()).await;
        assert_eq!(times(&desk, id).await, (json!(MORNING), json!(0)), "{message}");
    }

    post(&desk, id, json!({ "content": "Hi" })).await;
    assert_eq!(times(&desk, id).await, (json!(0), json!(MORNING + 60)));
    desk.close().await;
}

#[tokio::test]
async fn a_reply_from_the_other_side_of_the_channel_is_one_too() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let echo = async |attributes: Value| {
        let new = NewMessage {
            content: Some("Hi".to_owned()),
            content_attributes: serde_json::from_value(attributes).unwrap(),
            ..NewMessage::default()
        };
        desk.acting(Actor::System, async move |work| {
            post::post(work, DisplayId(id), &new).await.map(drop)
        })
        .await;
    };
    desk.wait(Duration::from_mins(1));

    for no_echo in [json!({}), json!({ "external_echo": null }), json!({ "external_echo": false })]
    {
        echo(no_echo).await;
        assert_eq!(times(&desk, id).await, (json!(MORNING), json!(0)), "the product is nobody");
    }
    echo(json!({ "external_echo": true })).await;
    assert_eq!(times(&desk, id).await, (json!(0), json!(MORNING + 60)), "somebody wrote there");
    desk.contact_says(id, "Thanks").await;
    desk.wait(Duration::from_mins(1));

    let told = desk.told(Box::pin(echo(json!({ "external_echo": true })))).await;

    let names: Vec<&str> = told.iter().map(|told| told.name.as_str()).collect();
    assert_eq!(names, ["message.created", "reply.created", "conversation.updated"]);
    assert_eq!(told[1].data, json!({ "waiting_since": "2026-02-03T10:01:00.000Z" }));
    desk.close().await;
}

#[tokio::test]
async fn every_message_is_activity() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let messages = [
        json!({ "content": "Hello", "message_type": "incoming" }),
        json!({ "content": "Hi" }),
        json!({ "content": "A note", "private": true }),
        json!({ "content": "Welcome", "message_type": "template" }),
        json!({ "content": "Resolved", "message_type": "activity" }),
    ];

    for (number, message) in (1..).zip(&messages) {
        desk.wait(Duration::from_secs(10));
        post(&desk, id, message.clone()).await;
        let shown = desk.show(id).await;
        assert_eq!(shown["last_activity_at"], MORNING + 10 * number);
        assert_eq!(shown["timestamp"], shown["last_activity_at"]);
        assert_eq!(shown["messages"][0]["content"], message["content"]);
    }

    let shown = desk.show(id).await;
    assert_eq!(shown["last_non_activity_message"]["content"], "Welcome");
    desk.close().await;
}

#[tokio::test]
async fn what_the_contact_wrote_is_unread_up_to_ten() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let unread = async || desk.show(id).await["unread_count"].clone();

    post(&desk, id, json!({ "content": "Hi" })).await;
    post(&desk, id, json!({ "content": "A note", "private": true })).await;
    assert_eq!(unread().await, 0);
    for count in 1..=12_i64 {
        desk.contact_says(id, "Hello").await;
        assert_eq!(unread().await, count.min(10));
    }

    desk.agent_says(id, "Hi").await;
    assert_eq!(unread().await, 10, "an answer reads nothing");
    desk.close().await;
}

#[tokio::test]
async fn a_contact_was_active_when_they_wrote() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let id = desk.conversation(lea, None).await;
    let active = async || {
        let shown = desk.agent().get(&format!("contacts/{lea}")).await.is(200);
        shown.body["payload"].get("last_activity_at").cloned()
    };
    assert_eq!(active().await, None);

    desk.wait(Duration::from_mins(1));
    desk.agent_says(id, "Hi").await;
    assert_eq!(active().await, None);
    desk.contact_says(id, "Hello").await;
    assert_eq!(active().await, Some(json!(MORNING + 60)));

    desk.wait(Duration::from_mins(1));
    desk.agent_says(id, "Hi").await;
    assert_eq!(active().await, Some(json!(MORNING + 60)));
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_takes_two_hundred_messages_a_minute() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let other = desk.conversation(desk.contact("Max").await, None).await;
    let path = format!("conversations/{id}/messages");
    let hello = json!({ "content": "Hello", "message_type": "incoming" });
    for _ in 0..200 {
        desk.admin().post(&path, hello.clone()).await.is(200);
    }
    let before = desk.contents().await;

    let more = desk.admin().post(&path, hello.clone()).await;

    more.says(422, "Validation failed: Too many messages");
    let note = json!({ "content": "A note", "private": true });
    desk.agent().post(&path, note).await.says(422, "Validation failed: Too many messages");
    desk.wait(Duration::from_millis(59_999));
    desk.admin().post(&path, hello.clone()).await.is(422);
    desk.contents().await.are(&before, "a message too many");
    desk.agent_says(other, "Others do not mind").await;
    desk.wait(Duration::from_millis(1));
    for _ in 0..200 {
        desk.admin().post(&path, hello.clone()).await.is(200);
    }
    desk.admin().post(&path, hello).await.is(422);
    desk.close().await;
}

#[tokio::test]
async fn the_minute_moves_with_the_messages() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let path = format!("conversations/{id}/messages");
    let say = async || desk.agent().post(&path, json!({ "content": "Hi" })).await.status;
    // Four a second fill a minute with 240, so the last forty of each are too many.
    let mut taken = Vec::new();

    for _ in 0..600 {
        taken.push(say().await == 200);
        desk.wait(Duration::from_millis(250));
    }

    for (at, window) in taken.windows(240).enumerate() {
        let count = window.iter().filter(|taken| **taken).count();
        assert!(count <= 200, "{count} within the minute that begins with message {at}");
    }
    let refused = taken.iter().position(|taken| !taken);
    assert_eq!(refused, Some(200), "as many as there may be");
    assert!(taken[240], "and again as soon as there may");
    desk.close().await;
}

#[tokio::test]
async fn how_many_messages_a_conversation_takes_is_a_setting() {
    let desk = Desk::open_with(|config| config.conversations.messages_per_minute = 3).await;
    let id = conversation(&desk).await;
    let path = format!("conversations/{id}/messages");
    for _ in 0..3 {
        desk.agent().post(&path, json!({ "content": "Hello" })).await.is(200);
    }

    let more = desk.agent().post(&path, json!({ "content": "Hello" })).await;

    more.says(422, "Validation failed: Too many messages");
    desk.wait(Duration::from_mins(2));
    desk.agent().post(&path, json!({ "content": "Hello" })).await.is(200);
    desk.close().await;
}
