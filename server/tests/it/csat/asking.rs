//! Who is asked, when, and in which words.

use std::time::Duration;

use serde_json::json;

use super::{asks, link, resolved, surveys};
use crate::support::{Desk, Receiver};

#[tokio::test]
async fn a_contact_is_asked_once_when_their_conversation_is_resolved() {
    let desk = Desk::open().await;
    let quiet = resolved(&desk, "Max").await;
    assert!(surveys(&desk, quiet).await.is_empty(), "the inbox does not ask");
    asks(&desk, json!({ "display_type": "star" })).await;

    let id = resolved(&desk, "Lea").await;

    let sent = surveys(&desk, id).await;
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["content"], "Please rate the conversation");
    assert_eq!((&sent[0]["message_type"], sent[0].get("sender")), (&json!(3), None));
    assert_eq!(sent[0]["content_attributes"], json!({ "display_type": "star" }));
    assert_eq!(desk.show(id).await["status"], "resolved");
    desk.set_status(id, "open").await;
    desk.set_status(id, "resolved").await;
    desk.settle().await;
    assert_eq!(surveys(&desk, id).await.len(), 1, "only once");
    desk.set_status(quiet, "open").await;
    desk.set_status(quiet, "resolved").await;
    desk.set_status(quiet, "open").await;
    desk.settle().await;
    assert!(surveys(&desk, quiet).await.is_empty(), "it is open again by now");
    desk.close().await;
}

#[tokio::test]
async fn labels_decide_on_who_is_asked() {
    let desk = Desk::open().await;
    for (operator, values, labels, is_asked) in [
        ("contains", json!(["vip"]), json!(["vip", "x"]), true),
        ("contains", json!(["vip", "gold"]), json!(["x"]), false),
        ("does_not_contain", json!(["spam"]), json!(["x"]), true),
        ("does_not_contain", json!(["spam"]), json!(["spam"]), false),
        ("does_not_contain", json!([]), json!(["spam"]), true),
    ] {
        let rules = json!({ "operator": operator, "values": values });
        asks(&desk, json!({ "message": "How was it?", "survey_rules": rules })).await;
        let contact = desk.contact_with(json!({ "name": "Lea" })).await;
        let id = desk.conversation(contact, Some("Hello")).await;
        let path = format!("conversations/{id}/labels");
        desk.admin().post(&path, json!({ "labels": labels })).await.is(200);

        desk.set_status(id, "resolved").await;
        desk.settle().await;

        let sent = surveys(&desk, id).await;
        assert_eq!(sent.len(), usize::from(is_asked), "{rules} {labels}");
        assert!(sent.iter().all(|survey| survey["content"] == "How was it?"));
    }
    desk.close().await;
}

#[tokio::test]
async fn a_contact_who_cannot_be_answered_any_more_is_not_asked() {
    let desk = Desk::open().await;
    asks(&desk, json!({})).await;
    let window =
        json!({ "channel": { "additional_attributes": { "agent_reply_time_window": 1 } } });
    desk.admin().patch(&format!("inboxes/{}", desk.inbox().await), window).await.is(200);
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    desk.wait(Duration::from_hours(2));

    desk.set_status(id, "resolved").await;
    desk.settle().await;

    assert!(surveys(&desk, id).await.is_empty());
    let last = desk.show(id).await["messages"][0]["content"].clone();
    assert_eq!(last, "CSAT survey not sent due to outgoing message restrictions");
    desk.close().await;
}

#[tokio::test]
async fn programs_are_told_the_link_with_the_words() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let hook = json!({ "url": receiver.url, "subscriptions": ["message_created"] });
    desk.admin().post("webhooks", hook).await.is(200);
    for (name, words, told) in
        [("Lea", "", "Please rate this conversation,"), ("Max", "How did we do?", "How did we do?")]
    {
        asks(&desk, json!({ "message": words })).await;
        let id = resolved(&desk, name).await;
        let uuid = link(&desk, id).await.rsplit_once('/').unwrap().1.to_owned();
        let base = desk.app.config.server.frontend_url.clone();
        let expected = format!("{told} {base}/survey/responses/{uuid}");
        let all = receiver.take();
        let survey = all.iter().find(|told| told.body["content_type"] == "input_csat").unwrap();
        assert_eq!(survey.body["content"], expected);
    }
    desk.close().await;
}
