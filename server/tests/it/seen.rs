//! What members have seen of a conversation.

use std::time::Duration;

use serde_json::json;

use crate::support::Desk;

const MORNING: i64 = 1_770_112_800;

#[tokio::test]
async fn whoever_looks_has_read_all_of_it_and_nobody_is_told() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;
    desk.contact_says(id, "Anyone?").await;
    desk.wait(Duration::from_mins(1));
    let before = desk.events().await;
    let path = format!("conversations/{id}/update_last_seen");

    let seen = desk.agent().post(&path, json!({})).await.is(200).body;

    assert_eq!((&seen["id"], &seen["unread_count"]), (&json!(id), &json!(0)));
    assert_eq!(seen["agent_last_seen_at"], MORNING + 60);
    assert_eq!(seen["assignee_last_seen_at"], 0, "it was not the assignee");
    assert_eq!(desk.show(id).await["unread_count"], 0);
    desk.client("Ada").post(&path, json!({})).await.is(200);
    assert_eq!(desk.events().await, before);
    desk.outsider().post("conversations/99/update_last_seen", json!({})).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn looking_again_is_noted_when_there_is_news_and_otherwise_once_an_hour() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    let look = async || {
        let path = format!("conversations/{id}/update_last_seen");
        desk.agent().post(&path, json!({})).await.is(200).body["agent_last_seen_at"].clone()
    };
    assert_eq!(look().await, MORNING);

    desk.wait(Duration::from_mins(59));
    assert_eq!(look().await, MORNING);
    desk.contact_says(id, "Anyone?").await;
    desk.wait(Duration::from_secs(30));
    assert_eq!(look().await, MORNING + 59 * 60 + 30);
    desk.wait(Duration::from_hours(1));
    assert_eq!(look().await, MORNING + 119 * 60 + 30);
    desk.close().await;
}

#[tokio::test]
async fn what_is_marked_as_unread_begins_with_the_last_thing_that_the_contact_wrote() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let id = desk.conversation(lea, Some("Hello")).await;
    desk.wait(Duration::from_mins(1));
    desk.contact_says(id, "Anyone?").await;
    desk.wait(Duration::from_mins(1));
    desk.agent_says(id, "Hi").await;
    let mark = async |id: i64, how: &str| {
        desk.agent().post(&format!("conversations/{id}/{how}"), json!({})).await.is(200).body
    };
    assert_eq!(mark(id, "update_last_seen").await["unread_count"], 0);

    let unread = mark(id, "unread").await;

    assert_eq!(
        (&unread["unread_count"], &unread["agent_last_seen_at"]),
        (&json!(1), &json!(MORNING + 59))
    );
    assert_eq!(desk.show(id).await["unread_count"], 1);
    let silent = desk.conversation(lea, None).await;
    let nothing = mark(silent, "unread").await;
    assert_eq!((&nothing["unread_count"], &nothing["agent_last_seen_at"]), (&json!(0), &json!(0)));
    desk.close().await;
}
