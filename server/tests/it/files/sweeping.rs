//! Files go when nobody needs them any more, and not before.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use frontdesk::transfer::sweep::sweep;
use serde_json::json;

use super::{conversation, fetch, part, png, post, send, stored, with_files};
use crate::support::Desk;

#[tokio::test]
async fn the_files_of_a_deleted_message_are_gone() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let sent = send(&desk, &path, part("a.png", "", png(300, 3))).await;
    let kept = send(&desk, &path, part("b.txt", "text/plain", "b")).await;
    fetch(&desk, &sent["thumb_url"]).await.is(200);
    assert_eq!(stored(&desk).len(), 3);

    let message = sent["message_id"].as_i64().unwrap();
    let deleted = desk.agent().delete(&format!("{path}/{message}")).await.is(200).body;

    assert_eq!(deleted.get("attachments"), None);
    desk.settle().await;
    assert_eq!(stored(&desk).len(), 1);
    fetch(&desk, &sent["data_url"]).await.is(404);
    fetch(&desk, &sent["thumb_url"]).await.is(404);
    fetch(&desk, &kept["data_url"]).await.is(200);
    let media = desk.agent().get(&format!("conversations/{id}/attachments")).await.is(200).body;
    assert_eq!(media["meta"]["total_count"], 1);
    desk.agent().delete(&format!("{path}/{message}")).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn the_files_of_a_removed_contact_and_inbox_are_gone() {
    let desk = Desk::open().await;
    let contact = desk.contact("Lea").await;
    let conversation = desk.conversation(contact, None).await;
    let path = format!("conversations/{conversation}/messages");
    send(&desk, &path, part("a.txt", "text/plain", "a")).await;
    send(&desk, &path, part("b.txt", "text/plain", "b")).await;
    desk.admin().delete(&format!("contacts/{contact}")).await.is(200);
    desk.settle().await;
    assert_eq!(stored(&desk).len(), 0);

    let conversation = desk.conversation(desk.contact("Max").await, None).await;
    let path = format!("conversations/{conversation}/messages");
    send(&desk, &path, part("c.txt", "text/plain", "c")).await;
    desk.admin().delete(&format!("inboxes/{}", desk.inbox().await)).await.is(200);
    desk.settle().await;

    assert_eq!(stored(&desk).len(), 0);
    desk.close().await;
}

#[tokio::test]
async fn what_nobody_has_taken_goes_after_a_day() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let form = with_files([part("a.txt", "text/plain", "a")]).text("content_type", "nonsense");
    post(&desk.agent(), &path, form).await.is(422);
    send(&desk, &path, part("kept.txt", "text/plain", "b")).await;
    assert_eq!(stored(&desk).len(), 2);

    desk.wait(Duration::from_hours(24));
    sweep(&desk.app).await.unwrap();
    assert_eq!(stored(&desk).len(), 2, "somebody may take it until now");
    desk.wait(Duration::from_hours(2));
    sweep(&desk.app).await.unwrap();

    assert_eq!(stored(&desk).len(), 1);
    desk.wait(Duration::from_hours(24 * 365));
    sweep(&desk.app).await.unwrap();
    assert_eq!(stored(&desk).len(), 1, "what is in use stays");
    desk.close().await;
}

#[tokio::test]
async fn a_file_that_is_gone_already_holds_up_nobody() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let sent = send(&desk, &path, part("a.txt", "text/plain", "a")).await;
    std::fs::remove_dir_all(desk.app.config.files_folder()).unwrap();
    fetch(&desk, &sent["data_url"]).await.is(404);

    desk.agent().delete(&format!("{path}/{}", sent["message_id"])).await.is(200);
    desk.settle().await;

    std::fs::create_dir_all(desk.app.config.files_folder()).unwrap();
    let again = post(&desk.agent(), &path, with_files([part("b.txt", "text/plain", "b")])).await;
    again.is(200);
    desk.close().await;
}

#[tokio::test]
async fn a_file_that_cannot_be_removed_keeps_no_other() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let mut sent = Vec::new();
    for name in ["a.txt", "b.txt", "c.txt"] {
        sent.push(send(&desk, &path, part(name, "text/plain", name)).await);
    }
    // Where the bytes of the first were, there is a folder now, with something in it.
    let first = place_of(&desk, "a.txt");
    std::fs::remove_file(&first).unwrap();
    std::fs::create_dir(&first).unwrap();
    std::fs::write(first.join("x"), "x").unwrap();

    for file in &sent {
        desk.agent().delete(&format!("{path}/{}", file["message_id"])).await.is(200);
    }
    desk.settle().await;

    assert_eq!(stored(&desk), ["x"]);
    assert!(sweep(&desk.app).await.is_err(), "one is left");
    std::fs::remove_dir_all(&first).unwrap();
    assert!(sweep(&desk.app).await.unwrap(), "that was all");
    desk.wait(Duration::from_mins(1));
    desk.close().await;
}

/// Where the file is that holds these bytes.
fn place_of(desk: &Desk, bytes: &str) -> PathBuf {
    fn visit(folder: &Path, bytes: &str) -> Option<PathBuf> {
        let mut paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        paths.find_map(|path| {
            if path.is_dir() {
                return visit(&path, bytes);
            }
            (std::fs::read(&path).unwrap() == bytes.as_bytes()).then_some(path)
        })
    }
    visit(&desk.app.config.files_folder(), bytes).expect("it is stored")
}

#[tokio::test]
async fn a_store_that_takes_nothing_is_said_to_be_unavailable() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let folder = desk.app.config.files_folder();
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, "no folder").unwrap();

    let refused = post(&desk.agent(), &path, with_files([part("a.txt", "", "a")])).await;

    refused.says(503, "Files cannot be stored at the moment.");
    assert_eq!(desk.show(id).await["messages"], json!([]));
    std::fs::remove_file(&folder).unwrap();
    std::fs::create_dir_all(&folder).unwrap();
    post(&desk.agent(), &path, with_files([part("a.txt", "", "a")])).await.is(200);
    desk.close().await;
}
