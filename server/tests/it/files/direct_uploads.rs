//! Files that are announced first, brought next, and sent with a message after that.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use md5::{Digest as _, Md5};
use reqwest::Method;
use serde_json::{Value, json};

use super::{conversation, fetch, png};
use crate::support::{Desk, Reply};

fn checksum(bytes: &[u8]) -> String {
    BASE64.encode(Md5::digest(bytes))
}

fn announced(name: &str, bytes: &[u8]) -> Value {
    json!({ "blob": {
        "filename": name,
        "byte_size": bytes.len(),
        "checksum": checksum(bytes),
        "content_type": "image/png",
        "metadata": { "from": "test" }
    } })
}

async fn announce(desk: &Desk, conversation: i64, bytes: &[u8]) -> Value {
    let path = format!("conversations/{conversation}/direct_uploads");
    desk.agent().post(&path, announced("a.png", bytes)).await.is(200).body
}

async fn bring(desk: &Desk, announced: &Value, bytes: Vec<u8>) -> Reply {
    let url = announced["direct_upload"]["url"].as_str().unwrap();
    let path = url.strip_prefix("http://127.0.0.1:3000").unwrap();
    let request = desk.nobody().request(Method::PUT, path).header("content-type", "image/png");
    desk.nobody().send(request.body(bytes)).await
}

#[tokio::test]
async fn a_file_is_announced_brought_and_sent() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let bytes = png(40, 30);

    let new = announce(&desk, id, &bytes).await;

    let expected = json!({
        "id": new["id"],
        "key": new["key"],
        "filename": "a.png",
        "content_type": "image/png",
        "metadata": { "from": "test" },
        "byte_size": bytes.len(),
        "checksum": checksum(&bytes),
        "created_at": "2026-02-03T10:00:00.000Z",
        "service_name": "local",
        "signed_id": new["signed_id"],
        "direct_upload": {
            "url": new["direct_upload"]["url"],
            "headers": { "Content-Type": "image/png" }
        }
    });
    assert_eq!(new, expected);
    assert_eq!(bring(&desk, &new, bytes.clone()).await.is(204).text, "");
    let sent = json!({ "content": "See", "attachments": [new["signed_id"]] });
    let said = desk.agent().post(&path, sent).await.is(200).body;
    let attachment = &said["attachments"][0];
    assert_eq!((&attachment["width"], &attachment["file_type"]), (&json!(40), &json!("image")));
    assert_eq!(fetch(&desk, &attachment["data_url"]).await.is(200).bytes, bytes);
    desk.close().await;
}

#[tokio::test]
async fn only_what_was_announced_is_taken() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let bytes = png(4, 3);
    let new = announce(&desk, id, &bytes).await;
    let send = json!({ "attachments": [new["signed_id"]] });

    desk.agent().post(&path, send.clone()).await.refuses(&["attachments"]);
    let mut other = bytes.clone();
    other[60] ^= 1;
    bring(&desk, &new, other).await.refuses(&["blob"]);
    bring(&desk, &new, bytes[1..].to_vec()).await.refuses(&["blob"]);
    bring(&desk, &new, [bytes.clone(), vec![0; 9]].concat()).await.refuses(&["blob"]);
    bring(&desk, &new, vec![0; 200_000]).await.is(422);
    desk.agent().post(&path, send.clone()).await.refuses(&["attachments"]);

    bring(&desk, &new, bytes.clone()).await.is(204);
    bring(&desk, &new, bytes).await.is(404);
    desk.agent().post(&path, send.clone()).await.is(200);
    desk.agent().post(&path, send).await.refuses(&["attachments"]);
    desk.close().await;
}

#[tokio::test]
async fn nobody_brings_a_file_too_late() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let late = announce(&desk, id, b"x").await;
    desk.wait(Duration::from_mins(61));
    bring(&desk, &late, b"x".to_vec()).await.is(404);
    let unused = announce(&desk, id, b"x").await;
    bring(&desk, &unused, b"x".to_vec()).await.is(204);

    desk.wait(Duration::from_hours(25));

    let send = json!({ "attachments": [unused["signed_id"]] });
    desk.agent().post(&path, send).await.refuses(&["attachments"]);
    desk.close().await;
}

#[tokio::test]
async fn what_cannot_be_is_not_announced() {
    let desk = Desk::open().await;
    let (id, _) = conversation(&desk).await;
    let path = format!("conversations/{id}/direct_uploads");
    let good = announced("a.png", b"x");
    for (field, value) in [
        ("filename", json!("")),
        ("byte_size", json!(0)),
        ("byte_size", json!(-1)),
        ("byte_size", json!(41 * 1024 * 1024)),
        ("checksum", json!("")),
        ("checksum", json!("abc")),
        ("checksum", json!(BASE64.encode(b"too short"))),
        ("content_type", json!("x".repeat(300))),
    ] {
        let mut bad = good.clone();
        bad["blob"][field] = value;
        desk.agent().post(&path, bad).await.refuses(&[field]);
    }
    desk.outsider().post(&path, good.clone()).await.is(401);
    desk.nobody().post(&path, good.clone()).await.is(401);
    desk.agent().post("conversations/99/direct_uploads", good).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn a_file_of_another_account_is_worth_nothing() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let theirs = announce(&desk, id, b"x").await;
    bring(&desk, &theirs, b"x".to_vec()).await.is(204);
    let neighbour = desk.neighbour().await;
    let inbox = json!({ "name": "Theirs", "channel": { "type": "api" } });
    let inbox = neighbour.post("inboxes", inbox).await.id();
    let contact = json!({ "name": "Eva", "inbox_id": inbox, "source_id": "eva" });
    neighbour.post("contacts", contact).await.is(200);
    let begin = json!({ "source_id": "eva" });
    let conversation = neighbour.post("conversations", begin).await.id();

    let send = json!({ "attachments": [theirs["signed_id"]] });
    let elsewhere = format!("conversations/{conversation}/messages");
    neighbour.post(&elsewhere, send.clone()).await.refuses(&["attachments"]);

    for bad in [json!(["x"]), json!([""]), json!([theirs["signed_id"], theirs["signed_id"]])] {
        desk.agent().post(&path, json!({ "attachments": bad })).await.refuses(&["attachments"]);
    }
    desk.agent().post(&path, send).await.is(200);
    desk.close().await;
}
