//! What visitors write and read.

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use super::Reception;
use crate::{
    realtime::member,
    support::{Desk, each},
};

#[tokio::test]
async fn what_a_visitor_writes_is_heard_on_both_sides() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({ "name": "Lea", "email": "lea@x.test" })).await;
    let id = lea.begins("Hello").await;
    desk.settle().await;
    let (mut ben, mut chat) = (member(&desk, "Ben").await, lea.listens().await);

    let new = json!({
        "content": "Where is it?", "echo_id": "tmp-1", "private": true, "message_type": "outgoing",
        "sender_type": "AgentBot", "content_type": "input_select"
    });
    let said = lea.post(&format!("conversations/{id}/messages"), new).await.is(200).body;
    desk.settle().await;

    let expected = json!({
        "id": said["id"], "content": "Where is it?", "message_type": 0, "content_type": "text",
        "content_attributes": {}, "created_at": desk.clock.now().seconds(),
        "conversation_id": id, "sender": {
            "additional_attributes": {}, "custom_attributes": {}, "email": "lea@x.test",
            "id": lea.contact, "identifier": null, "name": "Lea", "phone_number": null,
            "thumbnail": "", "blocked": false, "type": "contact"
        }
    });
    assert_eq!(said, expected);
    for listener in [&mut ben, &mut chat] {
        let heard = listener.hears("message.created").await;
        assert_eq!((&heard["id"], &heard["echo_id"]), (&said["id"], &json!("tmp-1")));
        assert_eq!((&heard["private"], heard.get("performer")), (&json!(false), None));
    }
    desk.agent_says(id, "Coming").await;
    desk.settle().await;
    assert_eq!(chat.hears("message.created").await["content"], "Coming");
    desk.close().await;
}

#[tokio::test]
async fn messages_are_read_page_by_page_without_notes() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({})).await;
    let id = lea.begins("1").await;
    for number in 2..=25 {
        lea.says(id, &number.to_string()).await;
        if number % 5 == 0 {
            let note = json!({ "content": "between us", "private": true });
            desk.agent().post(&format!("conversations/{id}/messages"), note).await.is(200);
        }
    }
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    let path = format!("conversations/{id}/messages");
    let numbers = |from: u32, to: u32| (from..=to).map(|it| it.to_string()).collect::<Vec<_>>();

    let newest = lea.get(&path).await.is(200).body;
    assert_eq!(each(&newest, "content"), numbers(6, 25));
    let before = lea.get(&format!("{path}?before={}", newest[0]["id"])).await.is(200).body;
    assert_eq!(each(&before, "content"), numbers(1, 5));
    let first = lea.get(&format!("{path}?before={}", before[0]["id"])).await.is(200).body;
    assert_eq!(first, json!([]));
    let all = lea.get(&format!("conversations/{id}")).await.is(200).body;
    assert_eq!(each(&all["messages"], "content"), numbers(1, 25));
    let listed = lea.get("conversations").await.is(200).body;
    assert_eq!(each(&listed[0]["messages"], "content"), numbers(6, 25), "of each the newest");
    desk.close().await;
}

#[tokio::test]
async fn a_visitor_sends_files() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({})).await;
    let id = lea.begins("Look").await;
    let path = lea.at(&format!("conversations/{id}/messages"));
    let nobody = desk.nobody();
    let file = |name: &str| Part::bytes(b"%PDF-1.7".to_vec()).file_name(name.to_owned());

    let form =
        Form::new().part("attachments[]", file("a.pdf")).part("attachments[]", file("b.exe"));
    let sent = nobody.send(nobody.request(Method::POST, &path).multipart(form)).await.is(200).body;

    assert_eq!(sent["content"], Value::Null);
    let attachments = sent["attachments"].as_array().unwrap();
    assert_eq!(attachments.len(), 2);
    assert_eq!(attachments[0]["content_type"], "application/pdf");
    assert_eq!(attachments[0]["account_id"], desk.account);
    let link = attachments[0]["data_url"].as_str().unwrap();
    let link = link.strip_prefix("http://127.0.0.1:3000").unwrap();
    let seen = desk.admin().get(&format!("conversations/{id}/attachments")).await.is(200).body;
    assert_eq!(seen["meta"]["total_count"], 2);

    let many = (0..16)
        .fold(Form::new(), |form, at| form.part("attachments[]", file(&format!("{at}.pdf"))));
    let many = nobody.send(nobody.request(Method::POST, &path).multipart(many)).await;
    many.refuses(&["attachments"]);
    let elsewhere = Form::new().part("echo_id", file("a.pdf"));
    let elsewhere = nobody.send(nobody.request(Method::POST, &path).multipart(elsewhere)).await;
    elsewhere.refuses(&["echo_id"]);
    // A file that somebody has sent is nobody else's to send.
    let known = json!({ "attachments": [link.split('/').nth(5).unwrap()] });
    lea.post(&format!("conversations/{id}/messages"), known).await.is(422);
    desk.close().await;
}

#[tokio::test]
async fn a_message_has_its_limits() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({})).await;
    let id = lea.begins("1").await;
    let path = format!("conversations/{id}/messages");

    let long = "x".repeat(150_001);
    lea.post(&path, json!({ "content": long })).await.refuses(&["content"]);
    lea.post(&path, json!({ "echo_id": "x".repeat(2_000) })).await.refuses(&["echo_id"]);
    for _ in 1..200 {
        lea.says(id, "again").await;
    }
    let flood = lea.post(&path, json!({ "content": "and again" })).await.is(422);
    assert!(flood.text.contains("Too many messages"), "{}", flood.text);
    desk.close().await;
}

#[tokio::test]
async fn a_visitor_opens_again_what_was_resolved() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({})).await;
    let id = lea.begins("Hello").await;
    desk.set_status(id, "resolved").await;

    lea.says(id, "One more thing").await;

    assert_eq!(desk.show(id).await["status"], "open");
    desk.admin().post(&format!("conversations/{id}/mute"), json!({})).await.is(200);
    lea.says(id, "Are you there?").await;
    assert_eq!(desk.show(id).await["status"], "resolved", "who is blocked opens nothing");
    assert_eq!(lea.post("conversations", json!({})).await.is(200).body["status"], "resolved");
    desk.close().await;
}
