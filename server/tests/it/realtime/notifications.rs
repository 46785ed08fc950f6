//! What somebody hears of that concerns them alone.

use serde_json::{Value, json};

use super::{member, post, room_of};
use crate::support::Desk;

async fn conversation(desk: &Desk) -> i64 {
    let inbox = desk.add_inbox("Sales", &["Ben", "Cleo"]).await;
    let eva = desk.contact("Eva").await;
    let id = desk.conversation_with(json!({ "inbox_id": inbox, "contact_id": eva })).await;
    desk.contact_says(id, "Hello **there**").await;
    desk.settle().await;
    id
}

#[tokio::test]
async fn whoever_is_told_hears_of_it_and_nobody_else() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let (mut ben, mut cleo) = (member(&desk, "Ben").await, member(&desk, "Cleo").await);

    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;
    desk.settle().await;

    let heard = cleo.hears("notification.created").await;
    assert_eq!((&heard["unread_count"], &heard["count"]), (&json!(1), &json!(1)));
    assert_eq!(heard["account_id"], desk.account);
    assert_eq!(heard.get("performer"), None);
    let told = &heard["notification"];
    assert_eq!(told["notification_type"], "conversation_assignment");
    assert_eq!(told["primary_actor"]["id"], id);
    assert_eq!(told["account_id"], desk.account);
    assert_eq!(told["push_message_body"], "Eva: Hello there");
    assert_eq!(told["push_message_title"], told["push_message_body"], "as the contract has it");
    assert_eq!(told["user"]["availability_status"], Value::Null);
    assert_eq!(told["secondary_actor"]["name"], "Ada");
    assert_eq!(told["secondary_actor"]["availability_status"], Value::Null);

    post(&desk, id, json!({ "content": "The end" })).await;
    let mut heard = Vec::new();
    while heard.last().is_none_or(|event| event != "message.created") {
        heard.push(ben.event().await.0);
    }
    assert!(!heard.iter().any(|event| event.starts_with("notification.")), "{heard:?}");
    desk.close().await;
}

#[tokio::test]
async fn what_becomes_of_a_notification_is_heard() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;
    desk.settle().await;
    let mut cleo = member(&desk, "Cleo").await;
    let older = desk.outsider().get("notifications").await.body["data"]["payload"][0]["id"].clone();

    desk.contact_says(id, "Anybody?").await;
    desk.settle().await;
    let gone = cleo.hears("notification.deleted").await;
    let expected = json!({
        "notification": { "id": older },
        "unread_count": 1,
        "count": 1,
        "account_id": desk.account
    });
    assert_eq!(gone, expected);
    let created = cleo.hears("notification.created").await["notification"].clone();
    assert_eq!(created["secondary_actor"]["content"], "Anybody?");

    let path = format!("notifications/{}", created["id"]);
    desk.outsider().patch(&path, json!({})).await.is(200);
    desk.settle().await;
    let updated = cleo.hears("notification.updated").await;
    assert_eq!(updated["notification"]["read_at"], "2026-02-03T10:00:00.000Z");
    assert_eq!(updated["unread_count"], 0);
    desk.close().await;
}

#[tokio::test]
async fn whoever_is_mentioned_hears_of_the_conversation() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let (mut ben, mut cleo) = (member(&desk, "Ben").await, member(&desk, "Cleo").await);

    post(&desk, id, json!({ "content": "@cleo look", "private": true })).await;
    post(&desk, id, json!({ "content": "The end" })).await;

    let heard = cleo.hears("conversation.mentioned").await;
    assert_eq!((&heard["id"], &heard["account_id"]), (&json!(id), &json!(desk.account)));
    assert_eq!(heard.get("performer"), None);
    let mut heard = Vec::new();
    while heard.iter().filter(|event| *event == "message.created").count() < 2 {
        heard.push(ben.event().await.0);
    }
    assert!(!heard.iter().any(|event| event == "conversation.mentioned"), "{heard:?}");
    desk.close().await;
}

#[tokio::test]
async fn whoever_comes_back_reads_what_they_were_told_and_not_what_others_were() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;
    desk.settle().await;
    let of = async |name: &str| -> Vec<Value> {
        let (mut found, mut path) = (Vec::new(), "events".to_owned());
        loop {
            let page = desk.client(name).get(&path).await.is(200).body;
            let entries = page["payload"].as_array().unwrap().clone();
            found.extend(
                entries
                    .into_iter()
                    .filter(|entry| entry["event"].as_str().unwrap().starts_with("notification.")),
            );
            if page["meta"]["has_more"] == false {
                return found;
            }
            path = format!("events?after={}", page["meta"]["last_id"]);
        }
    };

    let told = of("Cleo").await;

    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["data"]["notification"]["primary_actor"]["id"], id);
    assert_eq!(of("Ada").await, Vec::<Value>::new(), "also for administrators");
    desk.close().await;
}

#[tokio::test]
async fn whoever_comes_is_given_what_waits_for_somebody() {
    let desk = Desk::open().await;
    let new = json!({ "name": "Chat", "channel": { "type": "api" } });
    let inbox = desk.admin().post("inboxes", new).await.id();
    let members = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Ben")] });
    desk.admin().post("inbox_members", members).await.is(200);
    desk.set_availability("Ben", "online", true).await;
    let eva = desk.contact("Eva").await;
    let id = desk.conversation_with(json!({ "inbox_id": inbox, "contact_id": eva })).await;
    desk.settle().await;
    assert_eq!(desk.show(id).await["meta"].get("assignee"), None, "nobody is there");

    let mut ben = member(&desk, "Ben").await;
    // What a client is told after it has said something is told after that was done.
    ben.command(
        "message",
        &room_of(&desk, "Ben").await,
        Some(json!({ "action": "update_presence" })),
    )
    .await;
    assert_eq!(ben.frame().await["message"]["event"], "presence.update");
    desk.settle().await;

    assert_eq!(desk.show(id).await["meta"]["assignee"]["name"], "Ben");
    let heard = ben.hears("notification.created").await;
    assert_eq!(heard["notification"]["notification_type"], "conversation_assignment");
    desk.close().await;
}
