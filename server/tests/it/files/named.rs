//! Files that somebody names by their address instead of bringing them (contract `behaviour.md`,
//! 10.6).

use serde_json::{Value, json};

use super::{elsewhere::Server, fetch, png, stored};
use crate::support::Desk;

#[tokio::test]
async fn a_picture_is_fetched_for_whatever_will_name_it() {
    let desk = Desk::open().await;
    let server = Server::open(png(30, 30), "image/png").await;

    let brought = desk.agent().post("upload", json!({ "external_url": server.url })).await;

    let brought = brought.is(200).body;
    assert_eq!(server.asked(), 1);
    let picture = fetch(&desk, &brought["file_url"]).await.is(200);
    assert_eq!(picture.header("content-type"), "image/png");
    assert_eq!(picture.bytes, png(30, 30));
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let new = json!({ "attachments": [brought["blob_id"]] });
    let sent = desk.agent().post(&format!("conversations/{id}/messages"), new).await.is(200).body;
    assert_eq!(sent["attachments"][0]["file_type"], "image");
    desk.close().await;
}

#[tokio::test]
async fn what_is_no_picture_and_what_is_not_there_is_refused() {
    let desk = Desk::open_with(|config| config.files.max_megabytes = 1).await;
    let page = Server::open(b"<html>".to_vec(), "image/png").await;
    let drawing = Server::open(b"<svg xmlns='x'/>".to_vec(), "image/svg+xml").await;
    let large = Server::open(vec![0; 1024 * 1024 + 1], "image/png").await;
    let unknown = "File type not supported (only images and videos are allowed)";

    for (url, problem) in [
        (page.url.as_str(), unknown),
        (&drawing.url, unknown),
        (&large.url, "File exceeds the maximum allowed size"),
        ("ftp://x.test/a.png", "Invalid URL provided"),
        ("a.png", "Invalid URL provided"),
        ("http://127.0.0.1:9/none.png", "Failed to fetch file from URL"),
    ] {
        let refused = desk.agent().post("upload", json!({ "external_url": url })).await;
        assert_eq!(refused.body["error"], problem, "{url}");
        refused.refuses(&["external_url"]);
    }
    for nothing in [json!({}), json!({ "external_url": "" }), json!({ "attachment": "" })] {
        let refused = desk.agent().post("upload", nothing).await;
        refused.says(422, "No file or URL provided").refuses(&["attachment"]);
    }
    desk.wait(std::time::Duration::from_hours(25));
    desk.settle().await;
    assert_eq!(stored(&desk).len(), 0, "nothing stays of it");
    desk.close().await;
}

#[tokio::test]
async fn what_answers_with_an_error_is_told() {
    let desk = Desk::open().await;
    let receiver = crate::support::Receiver::open().await;
    receiver.answer([404]);

    let refused = desk.agent().post("upload", json!({ "external_url": receiver.url })).await;

    refused.says(422, "Failed to fetch file from URL: 404 Not Found");
    desk.close().await;
}

#[tokio::test]
async fn nothing_is_fetched_from_the_network_of_the_server() {
    let desk = Desk::open_with(|config| config.outbound.allow_private_urls = false).await;
    let server = Server::open(png(30, 30), "image/png").await;

    for inside in [server.url.as_str(), "http://localhost/a.png", "http://[::1]/a.png"] {
        let refused = desk.agent().post("upload", json!({ "external_url": inside })).await;
        refused.says(422, "Invalid URL provided");
    }
    let none: Value = desk.agent().post("upload", json!({})).await.is(422).body;
    assert_eq!(none["error"], "No file or URL provided");
    assert_eq!(server.asked(), 0);
    desk.close().await;
}
