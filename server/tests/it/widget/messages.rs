//! What visitors of a website write and read.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use futures_util::future::join_all;
use md5::{Digest as _, Md5};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use super::{Chat, Site};
use crate::{
    realtime::listen,
    support::{Desk, each},
};

#[tokio::test]
async fn a_visitor_and_an_agent_talk() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let chat = site.visited().await;
    assert_eq!(chat.get("messages").await.is(200).body, json!({ "payload": [] }));
    chat.post("conversations/update_last_seen", json!({})).await.is(204);
    let id = chat.says("Hello").await;
    desk.settle().await;
    let room = json!({ "channel": "RoomChannel", "pubsub_token": chat.pubsub_token });
    let mut listener = listen(&desk, &room.to_string()).await;

    let answer = desk.agent_says(id, "Hi").await;
    let note = json!({ "content": "Odd", "private": true });
    desk.agent().post(&format!("conversations/{id}/messages"), note).await.is(200);
    desk.settle().await;
    assert_eq!(listener.hears("message.created").await["content"], "Hi");
    let words =
        json!({ "message": { "content": "Thanks", "reply_to": answer["id"], "echo_id": "e" } });
    let said = chat.post("messages", words).await.is(200).body;
    let attributes = json!({ "in_reply_to": answer["id"], "in_reply_to_external_id": null });
    assert_eq!(said["content_attributes"], attributes);
    assert_eq!((&said["private"], &said["message_type"]), (&json!(false), &json!(0)));
    desk.settle().await;
    assert_eq!(listener.hears("message.created").await["echo_id"], "e");

    let listed = chat.get("messages").await.is(200).body;
    assert_eq!(each(&listed["payload"], "content"), ["Hello", "Hi", "Thanks"]);
    assert_eq!(listed["meta"], json!({ "contact_last_seen_at": 0 }));
    let after = chat.get(&format!("messages?after={}", answer["id"])).await.is(200).body;
    assert_eq!(each(&after["payload"], "content"), ["Thanks"]);
    let before = chat.get(&format!("messages?before={}", answer["id"])).await.is(200).body;
    assert_eq!(each(&before["payload"], "content"), ["Hello"]);
    assert_eq!(chat.post("conversations/update_last_seen", json!({})).await.is(200).text, "");
    let seen = chat.get("conversations").await.is(200).body;
    assert_eq!(seen["contact_last_seen_at"], desk.clock.now().seconds());
    desk.close().await;
}

#[tokio::test]
async fn a_message_that_a_visitor_sends_again_is_there_once() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let (chat, other) = (site.visited().await, site.visited().await);
    let send = async |chat: &Chat<'_>, content: &str| {
        let path = format!("/api/v1/widget/messages?website_token={}", site.token);
        let words = json!({ "message": { "content": content } });
        let nobody = desk.nobody();
        let request = nobody.request(Method::POST, &path).json(&words);
        let request = request.header("x-auth-token", &chat.token).header("idempotency-key", "k");
        nobody.send(request).await
    };

    let first = send(&chat, "Hello").await.is(200);
    let again = send(&chat, "Hello").await.is(200);

    assert_eq!(
        (again.text, &again.headers["idempotency-replayed"]),
        (first.text, &"true".parse().unwrap())
    );
    send(&chat, "Goodbye").await.is(409);
    send(&other, "Hello").await.is(200);
    for chat in [&chat, &other] {
        let said = chat.get("messages").await.is(200).body;
        assert_eq!(each(&said["payload"], "content"), ["Hello"]);
    }
    desk.close().await;
}

#[tokio::test]
async fn an_address_that_is_asked_for_is_kept() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let change = json!({ "enable_email_collect": true });
    desk.admin().patch(&format!("inboxes/{}", site.inbox), change).await.is(200);
    let chat = site.visited().await;
    chat.says("Hello").await;
    let listed = chat.get("messages").await.is(200).body;
    let question = listed["payload"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(question["content_type"], "input_email");
    let path = format!("messages/{}", question["id"]);

    let wrong = json!({ "contact": { "email": "no address" } });
    chat.patch(&path, wrong).await.refuses(&["email"]);
    let left =
        chat.patch(&path, json!({ "contact": { "email": "LEA@x.test" } })).await.is(200).body;

    assert_eq!(left["contact"]["email"], "lea@x.test");
    let listed = chat.get("messages").await.is(200).body;
    let question = listed["payload"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(question["content_attributes"]["submitted_email"], "lea@x.test");
    desk.close().await;
}

#[tokio::test]
async fn answers_are_to_messages_of_ones_own() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let (lea, max) = (site.visited().await, site.visited().await);
    let of_lea = lea.says("Hello").await;
    max.says("Hello").await;
    let items = json!({ "items": [{ "title": "Blue", "value": "blue" }] });
    let asks =
        json!({ "content": "?", "content_type": "input_select", "content_attributes": items });
    let asks = desk.agent().post(&format!("conversations/{of_lea}/messages"), asks).await.id();
    let chosen =
        json!({ "message": { "submitted_values": [{ "title": "Blue", "value": "blue" }] } });

    max.patch(&format!("messages/{asks}"), chosen.clone()).await.is(404);
    let told = lea.patch(&format!("messages/{asks}"), chosen).await.is(200).body;

    assert_eq!(told["contact"]["id"], lea.contact);
    let listed = lea.get("messages").await.is(200).body;
    let question = listed["payload"].as_array().unwrap().last().unwrap();
    assert_eq!(question["content_attributes"]["submitted_values"][0]["value"], "blue");
    lea.patch("messages/999999", json!({})).await.is(404);
    lea.patch(&format!("messages/{asks}"), json!({})).await.is(422);
    desk.close().await;
}

#[tokio::test]
async fn a_file_is_announced_brought_and_sent() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let chat = site.visited().await;
    let text = "%PDF-1.7";
    let checksum = BASE64.encode(Md5::digest(text));
    let blob = json!({ "blob": {
        "filename": "a.pdf", "byte_size": text.len(), "checksum": checksum,
        "content_type": "application/pdf"
    } });

    let announced = chat.post("direct_uploads", blob).await.is(200).body;
    assert!(announced["direct_upload"]["url"].is_string(), "{announced}");
    let unsent = json!({ "message": { "attachments": [announced["signed_id"]] } });
    chat.post("messages", unsent.clone()).await.is(422);
    assert_eq!(chat.get("conversations").await.is(200).body, json!({}), "nothing is half done");
    let url = announced["direct_upload"]["url"].as_str().unwrap();
    let path = url.split_once("127.0.0.1:3000").unwrap().1;
    let brought = desk.nobody().request(Method::PUT, path).body(text);
    desk.nobody().send(brought).await.is(204);
    let sent = chat.post("messages", unsent).await.is(200).body;
    assert_eq!(sent["attachments"][0]["file_type"], "file");
    let meeting = json!({ "message_id": 1 });
    let refused = chat.post("integrations/dyte/add_participant_to_meeting", meeting).await;
    refused.says(422, "Invalid message type. Action not permitted");
    assert_eq!(announced["metadata"], Value::from(serde_json::Map::new()));
    desk.close().await;
}

#[tokio::test]
async fn only_files_that_the_chat_takes_are_taken() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let quiet = json!({ "selected_feature_flags": ["emoji_picker"] });
    let quiet = Site::open_with(&desk, quiet).await;
    let nobody = desk.nobody();
    let bring = async |site: &Site<'_>, token: &str, name: &str, bytes: &'static str| {
        let path = format!("/api/v1/widget/messages?website_token={}", site.token);
        let file = Part::text(bytes).file_name(name.to_owned()).mime_str("text/plain").unwrap();
        let form = Form::new().text("message[content]", "See").part("message[attachments][]", file);
        let request = nobody.request(Method::POST, &path).header("x-auth-token", token);
        nobody.send(request.multipart(form)).await
    };
    let (chat, other) = (site.visited().await, quiet.visited().await);

    let sent = bring(&site, &chat.token, "notes.txt", "plain words").await.is(200).body;
    assert_eq!(sent["attachments"].as_array().unwrap().len(), 1);
    for (name, bytes) in [("a.html", "<html><script>x()</script>"), ("a.exe", "MZ\u{0}\u{1}")] {
        bring(&site, &chat.token, name, bytes).await.refuses(&["attachments"]);
    }
    bring(&quiet, &other.token, "notes.txt", "plain words").await.is(403);
    let blob = json!({ "blob": {
        "filename": "a.pdf", "byte_size": 1, "checksum": "x", "content_type": "application/pdf"
    } });
    other.post("direct_uploads", blob).await.is(403);
    assert_eq!(other.get("conversations").await.is(200).body, json!({}));
    desk.close().await;
}

#[tokio::test]
async fn two_first_messages_at_once_begin_one_conversation() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let chat = site.visited().await;

    let said: Vec<i64> = join_all((0..5).map(|_| chat.says("Hello"))).await;

    assert!(said.iter().all(|id| *id == said[0]), "{said:?}");
    let all = chat.get("messages").await.is(200).body;
    assert_eq!(all["payload"].as_array().unwrap().len(), 5);
    desk.close().await;
}

#[tokio::test]
async fn a_survey_can_be_answered_as_long_as_it_is_seen() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let asks = json!({ "csat_survey_enabled": true });
    desk.admin().patch(&format!("inboxes/{}", site.inbox), asks).await.is(200);
    let chat = site.visited().await;
    let id = chat.says("Hello").await;
    desk.set_status(id, "resolved").await;
    desk.settle().await;
    let listed = chat.get("messages").await.is(200).body;
    let survey = listed["payload"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(survey["content_type"], "input_csat");
    desk.wait(Duration::from_hours(20 * 24));

    let rated = json!({ "message": { "submitted_values": {
        "csat_survey_response": { "rating": 2, "feedback_message": "Late" }
    } } });
    chat.patch(&format!("messages/{}", survey["id"]), rated).await.is(200);

    let answers = desk.admin().get("csat_survey_responses").await.is(200).body;
    assert_eq!(each(&answers, "rating"), [2]);
    desk.close().await;
}
