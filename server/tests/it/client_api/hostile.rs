//! Whatever is sent by whoever comes in, the answer is a refusal that a person can read, and
//! nothing is written.

use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::Reception;
use crate::support::Desk;

/// What no field takes.
fn bad() -> Vec<Value> {
    vec![json!([1]), json!({ "a": 1 }), json!("a\0b"), json!("x".repeat(300_000))]
}

#[tokio::test]
async fn accounts_are_apart() {
    let (ours, theirs) = (Desk::open().await, Desk::open().await);
    let (here, there) = (Reception::of(&ours).await, Reception::of(&theirs).await);
    let (lea, eva) = (here.admit(json!({})).await, there.admit(json!({})).await);
    let (own, secret) = (lea.begins("Hello").await, eva.begins("My secret").await);
    let nobody = ours.nobody();

    nobody.get(&format!("{}/contacts/{}", here.path, eva.source)).await.is(404);
    nobody.get(&format!("{}/contacts/{}/conversations", here.path, eva.source)).await.is(404);
    for id in [secret, secret + 1].into_iter().filter(|id| *id != own) {
        lea.get(&format!("conversations/{id}")).await.is(404);
        lea.post(&format!("conversations/{id}/messages"), json!({ "content": "x" })).await.is(404);
    }
    let known = here.ask(json!({ "source_id": eva.source })).await.is(200).body;
    assert_ne!(known["pubsub_token"], eva.token, "a source id means something in one inbox only");
    ours.close().await;
    theirs.close().await;
}

#[tokio::test]
async fn what_visitors_are_told_is_kept_for_nobody_else_and_not_said_over_and_over() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({ "name": "Lea" })).await;
    let long = json!({ "custom_attributes": { "notes": "x".repeat(20_000) } });
    lea.patch("", long).await.is(200);
    let id = lea.begins("Hello").await;
    for at in 0..20 {
        lea.says(id, &format!("Message {at}")).await;
    }

    let talk = lea.get(&format!("conversations/{id}")).await.is(200);

    assert_eq!(talk.headers["cache-control"], "private, no-store");
    assert_eq!(talk.body["messages"].as_array().unwrap().len(), 21);
    assert!(talk.text.len() < 60_000, "{}", talk.text.len());
    assert_eq!(talk.body["contact"]["custom_attributes"]["notes"].as_str().unwrap().len(), 20_000);
    desk.close().await;
}

#[tokio::test]
async fn bad_fields_are_refused_and_nothing_is_written() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({ "name": "Lea" })).await;
    let id = lea.begins("Hello").await;
    let before = desk.contents().await;
    let about = ["name", "email", "phone_number", "avatar", "avatar_url"];

    for value in bad() {
        for field in about.iter().chain(&["source_id", "identifier"]) {
            let refused = reception.ask(json!({ *field: value })).await;
            assert!(matches!(refused.status, 404 | 422), "{field} {value}: {}", refused.text);
        }
        for field in about {
            let refused = lea.patch("", json!({ field: value })).await;
            assert!(matches!(refused.status, 404 | 422), "{field} {value}: {}", refused.text);
        }
        let path = format!("conversations/{id}/messages");
        lea.post(&path, json!({ "content": value })).await.is(422);
        lea.post(&path, json!({ "attachments": value })).await.is(422);
        if !value.is_object() {
            let attributes = json!({ "custom_attributes": value });
            lea.post("conversations", attributes.clone()).await.is(422);
            lea.patch("", attributes).await.is(422);
        }
        if !value.is_string() {
            let path = format!("conversations/{id}/toggle_typing");
            lea.post(&path, json!({ "typing_status": value })).await.is(422);
        }
    }
    let many: serde_json::Map<String, Value> =
        (0..2_000).map(|at| (format!("key{at}"), json!("x".repeat(100)))).collect();
    lea.patch("", json!({ "custom_attributes": many })).await.is(422);
    lea.post("conversations", json!({ "custom_attributes": many })).await.is(422);

    desk.contents().await.are(&before, "a bad field");
    desk.close().await;
}

#[tokio::test]
async fn bad_paths_lead_nowhere() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({})).await;
    let inboxes = "/public/api/v1/inboxes";
    let long = "x".repeat(5_000);

    for name in ["x", "%00", "%27%20or%201=1", "%F0%9F%90%99", &long] {
        desk.nobody().get(&format!("{inboxes}/{name}")).await.is(404);
        desk.nobody().post(&format!("{inboxes}/{name}/contacts"), json!({})).await.is(404);
        desk.nobody().get(&format!("{}/contacts/{name}", reception.path)).await.is(404);
        lea.get(&format!("conversations/{name}")).await.is(404);
        lea.get(&format!("conversations/{name}/messages")).await.is(404);
    }
    // A website is another kind of inbox, and what agents know an inbox by is no door.
    let site = json!({ "name": "Site", "channel": { "type": "web_widget", "website_url": "https://x.test" } });
    let site = desk.admin().post("inboxes", site).await.is(200).body;
    for name in [&site["website_token"], &json!(reception.inbox.to_string())] {
        desk.nobody().get(&format!("{inboxes}/{}", name.as_str().unwrap())).await.is(404);
    }
    let missing = desk.nobody().get(&format!("{inboxes}/x")).await.is(404);
    assert_eq!(
        (&missing.body["status"], &missing.body["error"]),
        (&json!(404), &json!("Not Found"))
    );
    desk.close().await;
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let nobody = desk.nobody();
    let path = format!("{}/contacts", reception.path);
    let before = desk.contents().await;

    for (kind, body) in [
        ("application/json", "{"),
        ("application/json", "[]"),
        ("application/json", "\u{feff}{}x"),
        ("multipart/form-data", "x"),
        ("multipart/form-data; boundary=x", "--x\r\n"),
    ] {
        let request = nobody.request(Method::POST, &path).header("content-type", kind).body(body);
        let refused = nobody.send(request).await;
        assert!((400..500).contains(&refused.status), "{kind} {body}: {}", refused.text);
        assert!(refused.body["message"].is_string(), "{kind} {body}: {}", refused.text);
    }

    desk.contents().await.are(&before, "what cannot be read");
    desk.close().await;
}

#[tokio::test]
async fn who_a_visitor_is_is_asked_once_they_have_said_everything() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let known = json!({ "name": "Eva", "source_id": "device" });
    let contact = reception.admit(known).await.contact;
    let called = json!({ "identifier": "eva" });
    desk.admin().patch(&format!("contacts/{contact}"), called).await.is(200);
    let body = r#"{"name":"Mallory"}"#;
    let head = format!(
        "PATCH {}/contacts/device HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n",
        reception.path,
        body.len()
    );
    let address = desk.url().strip_prefix("http://").unwrap();
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(head.as_bytes()).await.unwrap();
    // The server goes on once it has seen who asks.
    let mut go_on = [0; 25];
    slow.read_exact(&mut go_on).await.unwrap();

    reception.admit_proven("eva").await;
    slow.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).await.unwrap();

    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(!answer.contains("Eva"), "{answer}");
    let after = desk.admin().get(&format!("contacts/{contact}")).await.is(200).body;
    assert_eq!(after["payload"]["name"], "Eva");
    desk.close().await;
}
