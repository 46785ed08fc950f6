//! Files are sent with messages and shown wherever these are shown.

use reqwest::multipart::Form;
use serde_json::{Value, json};

use super::{conversation, fetch, part, png, post, send, stored, with_files};
use crate::{
    realtime::member,
    support::{Desk, Receiver, each},
};

#[tokio::test]
async fn a_message_brings_files_and_is_answered_with_them() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let form = with_files([
        part("plan.png", "image/png", png(640, 480)),
        part("Terms & Conditions.pdf", "application/pdf", "%PDF-1.7 …"),
    ]);

    let said = post(&desk.agent(), &path, form.text("content", "Here")).await.is(200).body;

    let (picture, document) = (&said["attachments"][0], &said["attachments"][1]);
    let expected = json!({
        "id": picture["id"],
        "message_id": said["id"],
        "file_type": "image",
        "account_id": desk.account,
        "extension": "png",
        "content_type": "image/png",
        "data_url": picture["data_url"],
        "thumb_url": picture["thumb_url"],
        "file_size": png(640, 480).len(),
        "width": 640,
        "height": 480
    });
    assert_eq!(*picture, expected);
    let link = picture["data_url"].as_str().unwrap();
    assert!(link.starts_with("http://127.0.0.1:3000/rails/active_storage/blobs/redirect/"));
    assert!(link.ends_with("/plan.png"), "{link}");
    assert_eq!(document["file_type"], "file");
    assert_eq!((&document["thumb_url"], &document["width"]), (&json!(""), &Value::Null));
    assert_eq!(said["content"], "Here");
    assert_eq!(fetch(&desk, &picture["data_url"]).await.is(200).bytes, png(640, 480));
    assert_eq!(fetch(&desk, &document["data_url"]).await.is(200).bytes, "%PDF-1.7 …".as_bytes());
    desk.close().await;
}

#[tokio::test]
async fn files_are_shown_wherever_their_message_is() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let webhook = json!({ "url": receiver.url, "subscriptions": ["message_created"] });
    desk.admin().post("webhooks", webhook).await.is(200);
    let mut listener = member(&desk, "Ada").await;
    let (id, path) = conversation(&desk).await;

    let sent = send(&desk, &path, part("a.png", "image/png", png(2, 2))).await;

    desk.settle().await;
    let listed = desk.agent().get(&path).await.is(200).body;
    assert_eq!(listed["payload"][0]["attachments"], json!([sent]));
    let shown = desk.show(id).await;
    assert_eq!(shown["messages"][0]["attachments"], json!([sent]));
    assert_eq!(shown["last_non_activity_message"]["attachments"], json!([sent]));
    let all = desk.admin().get("conversations?assignee_type=all").await.is(200).body;
    assert_eq!(all["data"]["payload"][0]["messages"][0]["attachments"], json!([sent]));
    let heard = listener.hears("message.created").await;
    assert_eq!(heard["attachments"], json!([sent]));
    let told = receiver.take();
    assert_eq!(told[0].body["attachments"], json!([sent]));
    assert_eq!(told[0].body["conversation"]["messages"][0]["attachments"], json!([sent]));
    let events = desk.admin().get("events?after=0").await.is(200).body;
    let created = events["payload"].as_array().unwrap();
    let created = created.iter().find(|event| event["event"] == "message.created").unwrap();
    assert_eq!(created["data"]["attachments"], json!([sent]));
    desk.close().await;
}

#[tokio::test]
async fn a_message_without_files_does_not_mention_any() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;

    let said = desk.agent().post(&path, json!({ "content": "Hi", "attachments": [] })).await;

    assert_eq!(said.is(200).body.get("attachments"), None);
    assert_eq!(desk.show(id).await["messages"][0].get("attachments"), None);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_begins_with_files() {
    let desk = Desk::open().await;
    let (contact, inbox) = (desk.contact("Lea").await, desk.inbox().await);
    let form = Form::new()
        .text("contact_id", contact.to_string())
        .text("inbox_id", inbox.to_string())
        .text("message[content]", "Look")
        .part("message[attachments][]", part("a.mp3", "audio/mpeg", b"ID3\x04\0\0".as_slice()));

    let begun = post(&desk.admin(), "conversations", form).await.is(200).body;

    let sent = &begun["messages"][0]["attachments"][0];
    assert_eq!(
        (&sent["file_type"], &sent["content_type"], &sent["transcribed_text"]),
        (&json!("audio"), &json!("audio/mpeg"), &json!(""))
    );
    desk.close().await;
}

#[tokio::test]
async fn what_a_file_is_decides_on_how_it_is_shown() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom";
    for (name, said, bytes, kind, content_type) in [
        ("a.gif", "", b"GIF89a\x01\0\x01\0\0\0\0;".as_slice(), "image", "image/gif"),
        ("a.mp4", "video/mp4", film, "video", "video/mp4"),
        ("a.m4a", "audio/mp4", film, "audio", "audio/mp4"),
        ("a.csv", "text/csv", b"a;b", "file", "text/csv"),
        ("a.docx", "application/vnd.ms-x", b"PK\x03\x04", "file", "application/vnd.ms-x"),
        ("a.png", "image/png", b"no picture", "file", "application/octet-stream"),
    ] {
        let sent = send(&desk, &path, part(name, said, bytes)).await;

        assert_eq!(
            (&sent["file_type"], &sent["content_type"]),
            (&json!(kind), &json!(content_type))
        );
    }
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_lists_what_was_sent_along() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let media = format!("conversations/{id}/attachments");
    assert_eq!(
        desk.agent().get(&media).await.is(200).body,
        json!({ "meta": { "total_count": 0 }, "payload": [] })
    );
    let first = send(&desk, &path, part("a.png", "image/png", png(3, 2))).await;
    let form = with_files([part("b.pdf", "", "%PDF-"), part("c.txt", "text/plain", "c")]);
    let second = post(&desk.agent(), &path, form).await.is(200).body;

    let listed = desk.agent().get(&media).await.is(200).body;

    assert_eq!(listed["meta"]["total_count"], 3);
    let newest_first = [&second["attachments"][1], &second["attachments"][0], &first];
    let links: Vec<Value> = newest_first.iter().map(|it| it["data_url"].clone()).collect();
    assert_eq!(each(&listed["payload"], "data_url"), links);
    let expected = json!({
        "message_id": first["message_id"],
        "thumb_url": first["thumb_url"],
        "data_url": first["data_url"],
        "file_size": first["file_size"],
        "file_type": "image",
        "extension": "png",
        "width": 3,
        "height": 2,
        "created_at": 1_770_112_800,
        "sender": second["sender"]
    });
    assert_eq!(listed["payload"][2], expected);
    let beyond = desk.agent().get(&format!("{media}?page=2")).await.is(200).body;
    assert_eq!(beyond, json!({ "meta": { "total_count": 3 }, "payload": [] }));
    desk.outsider().get(&media).await.is(401);
    desk.close().await;
}

#[tokio::test]
async fn a_notification_of_a_file_says_that_it_is_one() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    let form = with_files([part("a.txt", "text/plain", "a")]).text("message_type", "incoming");

    post(&desk.admin(), &path, form).await.is(200);

    desk.settle().await;
    let told = desk.agent().get("notifications").await.is(200).body;
    let bodies = each(&told["data"]["payload"], "push_message_body");
    assert!(bodies.contains(&json!("Lea: Attachment")), "{bodies:?}");
    desk.close().await;
}

#[tokio::test]
async fn too_many_files_and_too_large_ones_are_refused() {
    let desk = Desk::open_with(|config| config.files.max_megabytes = 1).await;
    let (id, path) = conversation(&desk).await;
    let text = |_| part("a.txt", "text/plain", "a");

    let many = post(&desk.agent(), &path, with_files((0..16).map(text))).await;
    many.refuses(&["attachments"])
        .says(422, "Validation failed: Attachments exceeded maximum allowed");
    post(&desk.agent(), &path, with_files((0..30).map(text))).await.refuses(&["attachments"]);
    let large = part("a.bin", "", vec![7; 1024 * 1024 + 1]);
    let large = post(&desk.agent(), &path, with_files([large])).await;
    large.says(422, "Attachments must be 1 MB each at most");
    let within = (0..9).map(|_| part("a.bin", "", vec![7; 1024 * 1024]));
    post(&desk.agent(), &path, with_files(within)).await.is(200);
    let together = (0..16).map(|_| part("a.bin", "", vec![7; 1024 * 1024]));
    post(&desk.agent(), &path, with_files(together)).await.is(413);

    assert_eq!(desk.show(id).await["messages"].as_array().unwrap().len(), 1);
    desk.wait(std::time::Duration::from_hours(26));
    frontdesk::transfer::sweep::sweep(&desk.app).await.unwrap();
    assert_eq!(stored(&desk).len(), 9, "nothing of the others is left");
    desk.close().await;
}
