//! A request that is sent again with its `Idempotency-Key` is not done again. That this is so of
//! every POST is in `everywhere`.

mod everywhere;

use std::time::Duration;

use db::{Sql, Tx, args};
use frontdesk::background;
use futures_util::future::join_all;
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt as _, net::TcpStream};

use crate::support::{Client, Desk, Reply, each, eventually};

fn with(client: Client, key: &str) -> Client {
    client.showing(&[("Idempotency-Key", key)])
}

#[track_caller]
fn is_replayed(reply: &Reply, first: &Reply) {
    assert_eq!(reply.status, first.status, "{}", reply.text);
    assert_eq!(reply.text, first.text);
    assert_eq!(reply.headers["idempotency-replayed"], "true");
    assert_eq!(reply.headers.get("content-type"), first.headers.get("content-type"));
    assert!(!first.headers.contains_key("idempotency-replayed"));
}

async fn said(desk: &Desk, conversation: i64) -> Vec<Value> {
    let path = format!("conversations/{conversation}/messages");
    each(&desk.admin().get(&path).await.is(200).body["payload"], "content")
}

#[tokio::test]
async fn a_message_that_is_sent_again_is_there_once() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{conversation}/messages");
    let (agent, hello) = (with(desk.agent(), "first"), json!({ "content": "Hello" }));

    let first = agent.post(&path, hello.clone()).await.is(200);
    let again = agent.post(&path, hello.clone()).await;

    is_replayed(&again, &first);
    assert_eq!(said(&desk, conversation).await, ["Hello"]);
    with(desk.agent(), "second").post(&path, hello).await.is(200);
    assert_eq!(said(&desk, conversation).await, ["Hello", "Hello"]);
    desk.close().await;
}

#[tokio::test]
async fn a_key_means_one_request_of_one_caller() {
    let desk = Desk::open().await;
    let new = json!({ "name": "Lea", "email": "lea@x.test" });
    with(desk.admin(), "k").post("contacts", new.clone()).await.is(200);

    let other_body = with(desk.admin(), "k").post("contacts", json!({ "name": "Max" })).await;
    let other_query = with(desk.admin(), "k").post("contacts?page=2", new.clone()).await;
    let other_path = with(desk.admin(), "k").post("labels", json!({ "title": "vip" })).await;
    for refused in [other_body, other_query, other_path] {
        refused.says(409, "This Idempotency-Key was sent with another request");
    }
    // What somebody else means by it is theirs.
    let max = json!({ "name": "Max" });
    let theirs = with(desk.agent(), "k").post("contacts", max).await.is(200);
    assert_eq!(theirs.body["payload"]["contact"]["name"], "Max");
    desk.close().await;
}

#[tokio::test]
async fn what_was_refused_may_be_sent_again_in_other_words() {
    let desk = Desk::open().await;
    let admin = with(desk.admin(), "label");

    admin.post("labels", json!({ "title": "" })).await.refuses(&["title"]);
    let made = admin.post("labels", json!({ "title": "vip" })).await.is(200);

    is_replayed(&admin.post("labels", json!({ "title": "vip" })).await, &made);
    desk.close().await;
}

#[tokio::test]
async fn what_answers_nothing_is_not_done_twice_either() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let mute = format!("conversations/{conversation}/mute");
    let agent = with(desk.agent(), "mute");

    let first = agent.post(&mute, json!({})).await.is(200);
    desk.agent().post(&mute.replace("mute", "unmute"), json!({})).await.is(200);

    is_replayed(&agent.post(&mute, json!({})).await, &first);
    let other_query = agent.post(&format!("{mute}?conversation_id=2"), json!({})).await;
    other_query.says(409, "This Idempotency-Key was sent with another request");
    let shown = desk.agent().get(&format!("conversations/{conversation}")).await.is(200).body;
    assert_eq!(shown["muted"], false);
    desk.close().await;
}

#[tokio::test]
async fn requests_that_come_at_once_are_done_once() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{conversation}/messages");
    let agent = with(desk.agent(), "at-once");

    let send = async |_| agent.post(&path, json!({ "content": "Hello" })).await;
    let replies = join_all((0..8).map(send)).await;

    assert_eq!(said(&desk, conversation).await, ["Hello"]);
    let (answered, early): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
    assert!(!answered.is_empty());
    assert!(answered.iter().all(|reply| reply.body["id"] == answered[0].body["id"]));
    assert!(early.iter().all(|reply| reply.status == 409), "{early:?}");
    desk.close().await;
}

#[tokio::test]
async fn a_caller_who_goes_is_answered_when_they_come_again() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("/api/v1/accounts/{}/conversations/{conversation}/messages", desk.account);
    let (token, host) = (desk.token_of("Ben"), desk.url().trim_start_matches("http://"));
    for number in 0..10 {
        let body = format!("{{\"content\":\"Hello {number}\"}}");
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\napi_access_token: {token}\r\n\
             Idempotency-Key: gone-{number}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len(),
        );
        let mut connection = TcpStream::connect(host).await.unwrap();
        connection.write_all(request.as_bytes()).await.unwrap();
        drop(connection);

        let agent = with(desk.agent(), &format!("gone-{number}"));
        let hello = json!({ "content": format!("Hello {number}") });
        eventually("it is answered", async || agent.post(&path, hello.clone()).await.status == 200)
            .await;
    }
    let said = said(&desk, conversation).await;
    assert_eq!(said.len(), 10, "{said:?}");
    desk.close().await;
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let desk = Desk::open().await;
    background::begin(&desk.app).await.unwrap();
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{conversation}/messages");
    let (agent, hello) = (with(desk.agent(), "daily"), json!({ "content": "Hello" }));
    agent.post(&path, hello.clone()).await.is(200);

    desk.wait(Duration::from_hours(24) - Duration::from_secs(1));
    agent.post(&path, hello.clone()).await.is(200);
    assert_eq!(said(&desk, conversation).await, ["Hello"]);
    desk.wait(Duration::from_secs(1));
    agent.post(&path, json!({ "content": "Hello again" })).await.is(200);
    assert_eq!(said(&desk, conversation).await, ["Hello", "Hello again"]);

    assert_eq!(answers(&desk).await.len(), 1);
    desk.wait(Duration::from_hours(26));
    desk.settle().await;
    assert_eq!(answers(&desk).await.len(), 0);
    desk.close().await;
}

#[tokio::test]
async fn a_key_is_1_to_255_visible_characters() {
    let desk = Desk::open().await;
    let lea = json!({ "name": "Lea" });
    for key in ["", "two words", &"k".repeat(256), "\u{e9}"] {
        let agent = with(desk.agent(), key);
        agent.post("contacts", lea.clone()).await.refuses(&["Idempotency-Key"]);
    }
    with(desk.agent(), &"k".repeat(255)).post("contacts", lea).await.is(200);
    // What is not a POST has no key.
    with(desk.agent(), "two words").get("contacts").await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn a_file_is_known_again_by_what_is_in_it() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{conversation}/messages");
    let agent = with(desk.agent(), "file");
    let send = async |text: &'static str| {
        let file = Part::bytes(text.as_bytes()).file_name("notes.txt");
        let form = Form::new().text("content", "Look").part("attachments[]", file);
        agent.send(agent.request(Method::POST, &path).multipart(form)).await
    };

    let first = send("one").await.is(200);
    is_replayed(&send("one").await, &first);
    send("two").await.is(409);

    assert_eq!(said(&desk, conversation).await, ["Look"]);
    desk.close().await;
}

#[tokio::test]
async fn who_does_not_see_an_inbox_any_more_is_not_told_again_what_was_there() {
    let desk = Desk::open().await;
    let inbox = desk.inbox().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{conversation}/messages");
    let (agent, hello) = (with(desk.agent(), "seen"), json!({ "content": "Hello" }));
    agent.post(&path, hello.clone()).await.is(200);

    let members = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Ben")] });
    desk.admin().delete_with("inbox_members", members).await.is(200);

    let refused = agent.post(&path, hello).await.is(409);
    assert!(!refused.text.contains("Hello"));
    desk.close().await;
}

#[tokio::test]
async fn a_program_is_not_told_what_its_user_was() {
    let desk = Desk::open().await;
    desk.give_password("Ada").await;
    let in_person = desk.sign_in("Ada").await;
    let new = json!({ "name": "Script", "scope": "full" });
    let made = in_person.post("/api/v1/profile/access_tokens", new).await.is(200);
    let program = desk.with_token(made.body["access_token"].as_str().unwrap());
    let url = json!({ "url": "https://example.net/hook", "subscriptions": ["contact_created"] });

    let told = with(in_person, "hook").post("webhooks", url.clone()).await.is(200);
    assert!(told.body["payload"]["webhook"]["secret"].is_string());

    let other = with(program, "hook").post("webhooks", url).await;
    assert!(!other.text.contains(told.body["payload"]["webhook"]["secret"].as_str().unwrap()));
    assert!(!other.headers.contains_key("idempotency-replayed"));
    desk.close().await;
}

#[tokio::test]
async fn what_lets_somebody_in_is_kept_encrypted_and_told_to_them_only() {
    let desk = Desk::open().await;
    desk.give_password("Ada").await;
    let in_person = with(desk.sign_in("Ada").await, "token");
    let new = json!({ "name": "Reports", "scope": "read" });
    let path = "/api/v1/profile/access_tokens";

    let first = in_person.post(path, new.clone()).await.is(200);
    is_replayed(&in_person.post(path, new).await, &first);

    let token = first.body["access_token"].as_str().unwrap();
    let kept = answers(&desk).await;
    assert_eq!(kept.len(), 1);
    assert!(!kept[0].contains(token));
    desk.close().await;
}

/// What was answered to requests with keys, as it is stored.
async fn answers(desk: &Desk) -> Vec<String> {
    let read = desk.app.db.read(async |tx: &mut Tx| {
        let sql = "select coalesce(answer, '') from idempotency_keys".to_owned();
        tx.all::<(String,)>(&Sql::portable(sql), args![]).await
    });
    read.await.unwrap().into_iter().map(|(answer,)| answer).collect()
}
