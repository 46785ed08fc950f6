//! Reporting events: how long answers took and what became of conversations, as it was measured
//! when it happened.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Client, Desk};

const MINUTE: Duration = Duration::from_mins(1);

/// What was measured of a conversation, oldest first: names, seconds, and whom it tells of.
async fn measured(desk: &Desk, id: i64) -> Vec<(String, i64, Value)> {
    let path = format!("conversations/{id}/reporting_events");
    let events = desk.admin().get(&path).await.is(200).body;
    let told = |event: &Value| {
        let name = event["name"].as_str().unwrap().to_owned();
        (name, seconds(&event["value"]), event["user_id"].clone())
    };
    events.as_array().unwrap().iter().map(told).collect()
}

fn seconds(value: &Value) -> i64 {
    format!("{:.0}", value.as_f64().unwrap()).parse().unwrap()
}

fn event(name: &str, seconds: i64, user: impl Into<Value>) -> (String, i64, Value) {
    (name.to_owned(), seconds, user.into())
}

/// A bot that answers in "Support".
async fn bot(desk: &Desk) -> Client {
    let new = json!({ "name": "Helper", "outgoing_url": "https://bot.test" });
    let bot = desk.admin().post("agent_bots", new).await.is(200).body;
    let set = format!("inboxes/{}/set_agent_bot", desk.inbox().await);
    desk.admin().post(&set, json!({ "agent_bot": bot["id"] })).await.is(200);
    desk.with_token(bot["access_token"].as_str().unwrap())
}

#[tokio::test]
async fn answers_and_resolutions_are_measured() {
    let desk = Desk::open().await;
    let (ben, cleo) = (desk.id_of("Ben"), desk.id_of("Cleo"));
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    desk.assign(id, json!({ "assignee_id": cleo })).await;
    desk.wait(MINUTE);
    desk.agent_says(id, "Hi").await;
    desk.wait(MINUTE);
    desk.agent_says(id, "Are you there?").await;
    desk.contact_says(id, "Yes").await;
    desk.wait(MINUTE);
    desk.contact_says(id, "And you?").await;
    desk.wait(MINUTE);
    desk.agent_says(id, "So am I").await;
    desk.wait(MINUTE);
    desk.set_status(id, "resolved").await;

    let expected = [
        event("first_response", 60, ben),
        // Whoever has it is told of, whoever answers.
        event("reply_time", 120, cleo),
        event("conversation_resolved", 300, cleo),
    ];
    assert_eq!(measured(&desk, id).await, expected);
    let path = format!("conversations/{id}/reporting_events");
    let events = desk.agent().get(&path).await.is(200).body;
    let first = json!({
        "name": "first_response",
        "value": 60.0,
        "value_in_business_hours": 0.0,
        "event_start_time": "2026-02-03T10:00:00.000Z",
        "event_end_time": "2026-02-03T10:01:00.000Z",
        "created_at": "2026-02-03T10:01:00.000Z",
        "updated_at": "2026-02-03T10:01:00.000Z",
        "account_id": desk.account,
        "inbox_id": desk.inbox().await,
        "user_id": ben,
    });
    for (key, value) in first.as_object().unwrap() {
        assert_eq!(&events[0][key], value, "{key}");
    }
    desk.close().await;
}

#[tokio::test]
async fn what_is_opened_again_is_measured_from_when_it_was_resolved() {
    let desk = Desk::open().await;
    let ben = desk.id_of("Ben");
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    desk.set_status(id, "pending").await;
    desk.wait(MINUTE);
    desk.set_status(id, "open").await;
    desk.wait(MINUTE);
    desk.set_status(id, "resolved").await;
    desk.wait(MINUTE);
    desk.contact_says(id, "One more thing").await;
    desk.wait(MINUTE);
    desk.agent_says(id, "Yes?").await;
    desk.set_status(id, "resolved").await;

    let expected = [
        event("conversation_opened", 0, Value::Null),
        event("conversation_resolved", 120, Value::Null),
        event("conversation_opened", 60, Value::Null),
        event("first_response", 60, ben),
        event("conversation_resolved", 240, Value::Null),
    ];
    assert_eq!(measured(&desk, id).await, expected);
    desk.close().await;
}

#[tokio::test]
async fn bots_are_measured_by_what_they_resolve_and_what_they_leave() {
    let desk = Desk::open().await;
    let bot = bot(&desk).await;
    let lea = desk.contact("Lea").await;
    let (alone, left) = (desk.conversation(lea, None).await, desk.conversation(lea, None).await);
    let open = async |id: i64, status: &str| {
        let path = format!("conversations/{id}/toggle_status");
        bot.post(&path, json!({ "status": status })).await.is(200);
    };
    desk.wait(MINUTE);
    open(alone, "resolved").await;
    open(left, "open").await;
    desk.wait(MINUTE);
    desk.agent_says(left, "Hi").await;
    desk.set_status(left, "resolved").await;
    desk.set_status(left, "pending").await;
    desk.wait(MINUTE);
    open(left, "open").await;

    let resolved = [
        event("conversation_resolved", 60, Value::Null),
        event("conversation_bot_resolved", 60, Value::Null),
    ];
    assert_eq!(measured(&desk, alone).await, resolved);
    let handed_off = [
        event("conversation_opened", 0, Value::Null),
        event("conversation_bot_handoff", 60, Value::Null),
        event("first_response", 60, desk.id_of("Ben")),
        event("conversation_resolved", 120, Value::Null),
        // It leaves a conversation only once.
        event("conversation_opened", 60, Value::Null),
    ];
    assert_eq!(measured(&desk, left).await, handed_off);
    desk.close().await;
}

#[tokio::test]
async fn what_a_bot_resolved_and_people_answer_later_is_measured_from_then() {
    let desk = Desk::open().await;
    let bot = bot(&desk).await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    desk.wait(MINUTE);
    let path = format!("conversations/{id}/toggle_status");
    bot.post(&path, json!({ "status": "resolved" })).await.is(200);
    desk.wait(MINUTE);

    desk.agent_says(id, "Was that of help?").await;

    let events = measured(&desk, id).await;
    assert_eq!(events.last(), Some(&event("first_response", 60, desk.id_of("Ben"))));
    desk.close().await;
}

#[tokio::test]
async fn business_hours_are_those_in_which_the_inbox_is_open() {
    let desk = Desk::open().await;
    let path = format!("inboxes/{}", desk.inbox().await);
    let in_business_hours = async |id: i64| {
        let path = format!("conversations/{id}/reporting_events");
        let events = desk.admin().get(&path).await.is(200).body;
        seconds(&events[0]["value_in_business_hours"])
    };
    // From ten on Tuesday until ten on Wednesday, where it is open from nine to five.
    for (hours, expected) in [
        (json!({ "working_hours_enabled": true }), 8),
        (json!({ "timezone": "America/New_York" }), 8),
        (json!({ "working_hours": [{ "day_of_week": 3, "closed_all_day": true }] }), 8),
        (json!({ "working_hours": [{ "day_of_week": 2, "closed_all_day": true }] }), 0),
        (json!({ "working_hours_enabled": false }), 0),
    ] {
        desk.admin().patch(&path, hours.clone()).await.is(200);
        let id = desk.conversation(desk.contact_with(json!({ "name": "Lea" })).await, None).await;
        desk.wait(Duration::from_hours(24));
        desk.agent_says(id, "Hi").await;
        assert_eq!(in_business_hours(id).await, expected * 3_600, "{hours}");
        desk.wait(Duration::from_hours(6 * 24));
    }
    desk.close().await;
}

#[tokio::test]
async fn events_go_with_their_conversation() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    for _ in 0..2 {
        let id = desk.conversation(lea, Some("Hello")).await;
        desk.agent_says(id, "Hi").await;
    }
    assert_eq!(desk.count("reporting_events").await, 2);

    desk.admin().delete("conversations/1").await.is(200);
    desk.settle().await;
    assert_eq!(desk.count("reporting_events").await, 1);
    desk.admin().delete(&format!("contacts/{lea}")).await.is(200);
    desk.settle().await;

    assert_eq!(desk.count("reporting_events").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn administrators_list_events_newest_first() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    for _ in 0..26 {
        let id = desk.conversation(lea, Some("Hello")).await;
        desk.wait(MINUTE);
        desk.agent_says(id, "Hi").await;
    }
    desk.set_status(1, "resolved").await;
    let admin = desk.admin();

    let page = admin.get("reporting_events").await.is(200).body;
    assert_eq!(page["meta"], json!({ "count": 27, "current_page": 1, "total_pages": 2 }));
    assert_eq!(page["payload"].as_array().map(Vec::len), Some(25));
    assert_eq!(page["payload"][0]["name"], "conversation_resolved");
    let second = admin.get("reporting_events?page=2").await.is(200).body;
    assert_eq!(second["payload"].as_array().map(Vec::len), Some(2));

    let (inbox, ben) = (desk.inbox().await, desk.id_of("Ben"));
    let (ada, begin) = (desk.id_of("Ada"), 1_770_112_800);
    for (filter, count) in [
        (format!("inbox_id={inbox}"), 27),
        (format!("inbox_id={}", inbox + 1), 0),
        (format!("user_id={ben}"), 26),
        (format!("user_id={ada}"), 0),
        ("name=first_response".to_owned(), 26),
        (format!("since={}&until={}", begin + 60, begin + 120), 1),
        (format!("since={}&until={}", begin + 61, begin + 121), 1),
        // One end alone is no time.
        (format!("since={}", begin + 61), 27),
    ] {
        let page = admin.get(&format!("reporting_events?{filter}")).await.is(200).body;
        assert_eq!(page["meta"]["count"], count, "{filter}");
    }
    for (bad, field) in [("since=x", "since"), ("name=x", "name"), ("inbox_id=x", "inbox_id")] {
        admin.get(&format!("reporting_events?{bad}")).await.refuses(&[field]);
    }
    let far = i64::MAX;
    let page = admin.get(&format!("reporting_events?since=-{far}&until={far}")).await.is(200).body;
    assert_eq!(page["meta"]["count"], 27);
    assert_eq!(desk.agent().get("reporting_events").await.status, 401);
    assert_eq!(desk.outsider().get("conversations/1/reporting_events").await.status, 401);
    desk.close().await;
}
