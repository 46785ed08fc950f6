//! Rows about what is told to others: webhooks, mentions, and what happens by itself.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Delivered, Desk, Receiver, each};

/// A webhook of the account that is told of everything.
async fn listening(desk: &Desk) -> Receiver {
    let receiver = Receiver::open().await;
    let url = format!("{}?secret=hush", receiver.url);
    let all = [
        "conversation_created",
        "conversation_updated",
        "conversation_status_changed",
        "message_created",
        "contact_created",
    ];
    desk.admin().post("webhooks", json!({ "url": url, "subscriptions": all })).await.is(200);
    receiver
}

/// What was told of these events, when all is told.
async fn told(desk: &Desk, receiver: &Receiver, event: &str) -> Vec<Delivered> {
    desk.settle().await;
    receiver.take().into_iter().filter(|told| told.event() == event).collect()
}

#[tokio::test]
async fn seeds_vs_upstream_20_changes_are_told_in_both_forms() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let receiver = listening(&desk).await;

    let labels = json!({ "labels": ["vip"] });
    desk.admin().post(&format!("conversations/{id}/labels"), labels).await.is(200);

    let updated = told(&desk, &receiver, "conversation_updated").await;
    let body = &updated.iter().find(|told| !told.body["changes"]["labels"].is_null()).unwrap().body;
    assert_eq!(body["changes"]["labels"], json!({ "before": [], "after": ["vip"] }));
    let upstream = json!({ "label_list": { "previous_value": [], "current_value": ["vip"] } });
    assert!(body["changed_attributes"].as_array().unwrap().contains(&upstream), "{body}");
    assert!(body["updated_at"].is_number());
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_21_a_change_of_status_says_what_it_was_and_who_made_it() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let receiver = listening(&desk).await;

    let status = json!({ "status": "resolved" });
    desk.agent().post(&format!("conversations/{id}/toggle_status"), status).await.is(200);

    let changed = told(&desk, &receiver, "conversation_status_changed").await;
    let [changed] = &changed[..] else { panic!("{} were told", changed.len()) };
    assert_eq!(changed.body["previous_status"], "open");
    assert_eq!(changed.body["status"], "resolved");
    assert_eq!(changed.body["changed_at"], desk.clock.now().seconds());
    let ben = json!({ "id": desk.id_of("Ben"), "name": "Ben", "type": "user" });
    assert_eq!(changed.body["changed_by"], ben);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_22_a_message_is_told_with_what_is_at_hand() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let labels = json!({ "labels": ["vip"] });
    desk.admin().post(&format!("conversations/{id}/labels"), labels).await.is(200);
    let receiver = listening(&desk).await;

    let path = format!("conversations/{id}/messages");
    let message = json!({ "content": "Hi", "source_id": "from-elsewhere" });
    desk.agent().post(&path, message).await.is(200);

    let body = &told(&desk, &receiver, "message_created").await[0].body;
    assert_eq!(body["conversation"]["labels"], json!(["vip"]));
    assert_eq!(body["account"]["id"], desk.account);
    assert_eq!(body["source_id"], "from-elsewhere");
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_23_what_is_told_is_signed_and_queries_are_kept() {
    let desk = Desk::open().await;
    let receiver = listening(&desk).await;
    let listed = desk.admin().get("webhooks").await.is(200).body;
    let secret = listed["payload"]["webhooks"][0]["secret"].as_str().unwrap().to_owned();

    desk.contact("Lea").await;

    let told = &told(&desk, &receiver, "contact_created").await[0];
    let at: i64 = told.header("x-chatwoot-timestamp").parse().unwrap();
    let signature = outbound::signature(&secret, at, told.text.as_bytes());
    assert_eq!(told.header("x-chatwoot-signature"), signature);
    assert_eq!(told.path, "/hook?secret=hush");
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_24_what_fails_is_tried_again_and_any_2xx_is_success() {
    let desk = Desk::open().await;
    let receiver = listening(&desk).await;
    receiver.answer([500, 299]);

    desk.contact("Lea").await;

    assert_eq!(told(&desk, &receiver, "contact_created").await.len(), 1, "it failed");
    desk.wait(Duration::from_hours(1));
    assert_eq!(told(&desk, &receiver, "contact_created").await.len(), 1, "it was taken");
    desk.wait(Duration::from_hours(24));
    assert_eq!(told(&desk, &receiver, "contact_created").await.len(), 0);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_26_a_note_mentions_by_a_link_or_by_a_word() {
    let desk = Desk::open().await;
    let inbox = desk.add_inbox("Sales", &["Ben", "Cleo"]).await;
    let lea = desk.contact("Lea").await;
    let new = json!({ "inbox_id": inbox, "contact_id": lea });
    let id = desk.conversation_with(new).await;
    let path = format!("conversations/{id}/messages");

    let link = format!("[@Cleo](mention://user/{}/Cleo) please", desk.id_of("Cleo"));
    for content in [link.as_str(), "@ben have a look"] {
        let note = json!({ "content": content, "private": true });
        desk.admin().post(&path, note).await.is(200);
    }

    for name in ["Cleo", "Ben"] {
        let path = "conversations?conversation_type=mention";
        let listed = desk.client(name).get(path).await.is(200).body;
        assert_eq!(each(&listed["data"]["payload"], "id"), [id], "{name}");
    }
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_33_a_conversation_is_told_with_its_account_and_inbox() {
    let desk = Desk::open().await;
    let receiver = listening(&desk).await;

    desk.conversation(desk.contact("Lea").await, None).await;

    let body = &told(&desk, &receiver, "conversation_created").await[0].body;
    assert_eq!(body["account"], json!({ "id": desk.account, "name": "Acme" }));
    assert_eq!(body["inbox"]["name"], "Support");
    assert_eq!(body["inbox"].as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "name"]);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_34_a_contact_is_told_with_the_time_it_was_made() {
    let desk = Desk::open().await;
    let receiver = listening(&desk).await;

    desk.contact("Lea").await;

    let body = &told(&desk, &receiver, "contact_created").await[0].body;
    assert_eq!(body["created_at"], desk.clock.now().seconds());
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_35_times_are_told_as_upstream_does() {
    let desk = Desk::open().await;
    let receiver = listening(&desk).await;

    desk.conversation(desk.contact("Lea").await, Some("Hello")).await;

    desk.settle().await;
    let all = receiver.take();
    let body = |event: &str| &all.iter().find(|told| told.event() == event).unwrap().body;
    assert_eq!(body("message_created")["created_at"], desk.clock.now().iso());
    assert_eq!(body("conversation_created")["timestamp"], desk.clock.now().seconds());
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_38_a_snooze_ends_at_its_time() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let until = desk.clock.now().plus(Duration::from_secs(90)).seconds();
    let snooze = json!({ "status": "snoozed", "snoozed_until": until });
    desk.agent().post(&format!("conversations/{id}/toggle_status"), snooze).await.is(200);
    let status = async || -> Value {
        desk.settle().await;
        let shown = desk.agent().get(&format!("conversations/{id}")).await.is(200);
        shown.body["status"].clone()
    };

    desk.wait(Duration::from_secs(89));
    assert_eq!(status().await, "snoozed");
    desk.wait(Duration::from_secs(1));
    assert_eq!(status().await, "open");
    desk.close().await;
}
