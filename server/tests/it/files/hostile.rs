//! Files that somebody sends to do harm, and bodies that are none. Each ends in a refusal that
//! can be read, or in a download that does nothing.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{conversation, fetch, part, png, post, send, stored, with_files};
use crate::support::{Desk, Reply};

/// A body as it is, for a message.
async fn post_raw(desk: &Desk, path: &str, kind: &str, body: impl Into<Vec<u8>>) -> Reply {
    let request = desk.agent().request(Method::POST, path).header("content-type", kind);
    desk.agent().send(request.body(body.into())).await
}

const FORM: &str = "multipart/form-data; boundary=XX";

/// A body with one file of this name.
fn named(name: &[u8]) -> Vec<u8> {
    [
        b"--XX\r\ncontent-disposition: form-data; name=\"attachments[]\"; filename=\"".as_slice(),
        name,
        b"\"\r\ncontent-type: text/plain\r\n\r\nhello\r\n--XX--\r\n",
    ]
    .concat()
}

/// A picture that says of itself to be so large.
fn claiming(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(2, 2);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

/// The checksum of a part of a PNG.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 }
        })
    })
}

/// Says that a file is handed out in a way that no browser runs it.
async fn is_harmless(desk: &Desk, sent: &Value) {
    let got = fetch(desk, &sent["data_url"]).await.is(200);
    let disposition = got.header("content-disposition");
    assert!(disposition.starts_with("attachment; "), "{sent}: {disposition}");
    assert_eq!(got.header("content-security-policy"), "default-src 'none'; sandbox", "{sent}");
    assert_eq!(got.header("x-content-type-options"), "nosniff");
    let content_type = got.header("content-type");
    for run in ["html", "svg", "xml", "script"] {
        assert!(!content_type.contains(run), "{sent}: {content_type}");
    }
    assert_eq!(sent["thumb_url"], "");
}

#[tokio::test]
async fn pages_and_drawings_with_scripts_are_only_downloaded() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>"#;
    for (name, content_type, bytes) in [
        ("a.svg", "image/svg+xml", svg.to_owned()),
        ("a.png", "image/svg+xml", format!("<?xml version=\"1.0\"?>{svg}")),
        ("a.png", "image/png", "<html><script>alert(1)</script></html>".to_owned()),
        ("a.html", "text/html", "hello".to_owned()),
        ("a.xhtml", "application/xhtml+xml", "<!DOCTYPE html>".to_owned()),
        ("a.xml", "text/xml", "<?xml version=\"1.0\"?><a/>".to_owned()),
        ("a.js", "text/javascript", "alert(1)".to_owned()),
        ("a.pdf", "application/pdf", "<script>alert(1)</script>".to_owned()),
        ("a.mp4", "video/mp4", String::new()),
        ("a.txt", "text/plain", String::new()),
    ] {
        let sent = send(&desk, &path, part(name, content_type, bytes)).await;
        is_harmless(&desk, &sent).await;
    }
    desk.close().await;
}

#[tokio::test]
async fn a_picture_that_is_a_script_too_is_only_a_picture() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let both = b"GIF89a/*\x01\x00\x01\x00*/=1;alert(1);//";

    let sent = send(&desk, &path, part("a.js", "text/javascript", both.as_slice())).await;

    let got = fetch(&desk, &sent["data_url"]).await.is(200);
    assert_eq!(got.header("content-type"), "image/gif");
    assert_eq!(got.header("x-content-type-options"), "nosniff");
    let small = fetch(&desk, &sent["thumb_url"]).await;
    assert_eq!(small.status, 404);
    desk.close().await;
}

#[tokio::test]
async fn pictures_that_would_fill_the_memory_are_not_read() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    for (width, height) in [(60_000, 60_000), (4_000_000, 1), (0, 5), (u32::MAX, u32::MAX)] {
        let sent = send(&desk, &path, part("a.png", "image/png", claiming(width, height))).await;
        assert_eq!(sent["content_type"], "image/png");
        let link = sent["data_url"].as_str().unwrap().replace("blobs", "representations");
        let link = link.replace("/a.png", "/w250/a.png");
        assert_eq!(fetch(&desk, &json!(link)).await.status, 404, "{width} x {height}");
    }
    // One that has not as many as it says, and one that ends too early.
    for broken in [claiming(5_000, 5_000), png(500, 500)[..700].to_vec()] {
        let sent = send(&desk, &path, part("a.png", "image/png", broken)).await;
        assert_ne!(sent["thumb_url"], "");
        fetch(&desk, &sent["thumb_url"]).await.is(404);
        let shown = desk.show(id).await["messages"][0]["attachments"][0].clone();
        assert_eq!(shown["thumb_url"], "", "it is known by then");
    }
    desk.close().await;
}

#[tokio::test]
async fn names_of_files_are_only_names() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let long = format!("{}.txt", "x".repeat(300));
    for (name, kept) in [
        (b"../../etc/passwd".as_slice(), "passwd"),
        (b"..\\..\\windows\\win.ini", "win.ini"),
        ("abc\u{202e}txt.exe".as_bytes(), "abctxt.exe"),
        (long.as_bytes(), &format!("{}.txt", "x".repeat(251))),
        (b"a%0d%0aX: y", "a%0d%0aX: y"),
        (b"..", "file"),
    ] {
        let sent = post_raw(&desk, &path, FORM, named(name)).await.is(200).body;
        let sent = &sent["attachments"][0];
        let got = fetch(&desk, &sent["data_url"]).await.is(200);
        assert_eq!(got.bytes, b"hello");
        let plain: String = kept.replace(['%', ':'], "_");
        let disposition = got.header("content-disposition");
        assert!(disposition.contains(&format!("filename=\"{plain}\"")), "{disposition}");
        assert_eq!(got.headers.get("x"), None);
    }
    for name in [b"a\0b.txt".as_slice(), b"a\r\nx-evil: y\r\n\r\nb.txt", b"a\xff\xfeb.txt"] {
        let reply = post_raw(&desk, &path, FORM, named(name)).await;
        assert!(matches!(reply.status, 200 | 400 | 422), "{} {}", reply.status, reply.text);
        if reply.status == 200 && !reply.body["attachments"].is_null() {
            let got = fetch(&desk, &reply.body["attachments"][0]["data_url"]).await.is(200);
            assert!(got.headers.get("x-evil").is_none());
        }
    }
    desk.close().await;
}

#[tokio::test]
async fn bodies_that_are_none_are_refused() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let whole = String::from_utf8(named(b"a.txt")).unwrap();
    let file = "--XX\r\ncontent-disposition: form-data; name=\"attachments[]\"; filename=\"a\"\r\n";
    let endless_headers = format!("{file}x: {}", "y".repeat(2 * 1024 * 1024));
    let many_parts =
        "--XX\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nx\r\n".repeat(5_000);
    for (kind, body) in [
        ("multipart/form-data", whole.clone()),
        ("multipart/form-data; boundary=", whole.clone()),
        ("multipart/form-data; boundary=YY", whole.clone()),
        (FORM, String::new()),
        (FORM, "nothing of the kind".to_owned()),
        (FORM, whole.replace("--XX--\r\n", "")),
        (FORM, format!("{file}\r\nthis part does not end")),
        (FORM, "--XX\r\n\r\n".to_owned()),
        (FORM, endless_headers),
        (FORM, format!("{many_parts}--XX--\r\n")),
        (FORM, "x".repeat(1024 * 1024)),
    ] {
        let shown: String = body.chars().take(60).collect();
        let reply = post_raw(&desk, &path, kind, body).await;
        assert!(
            (400..500).contains(&reply.status),
            "{kind} {shown}: {} {}",
            reply.status,
            reply.text
        );
        assert!(reply.body["message"].is_string(), "{kind} {shown}: {}", reply.text);
    }
    let elsewhere = whole.replace("attachments[]", "content");
    post_raw(&desk, &path, FORM, elsewhere).await.refuses(&["content"]);
    assert_eq!(desk.show(id).await["messages"], json!([]));
    frontdesk::transfer::sweep::sweep(&desk.app).await.unwrap();
    assert_eq!(stored(&desk).len(), 0, "nothing is left of them");
    desk.close().await;
}

#[tokio::test]
async fn a_file_that_does_not_go_on_is_not_waited_for() {
    let desk =
        Desk::open_with(|config| config.server.request_timeout = Duration::from_secs(1)).await;
    let (id, path) = conversation(&desk).await;
    let address = desk.url().strip_prefix("http://").unwrap();
    let mut socket = TcpStream::connect(address).await.unwrap();
    let whole = named(b"a.txt");
    let head = format!(
        "POST /api/v1/accounts/{}/{path} HTTP/1.1\r\nhost: x\r\napi_access_token: {}\r\n\
         content-type: {FORM}\r\ncontent-length: {}\r\n\r\n",
        desk.account,
        desk.token_of("Ben"),
        whole.len()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(&whole[..whole.len() - 12]).await.unwrap();

    let mut answer = vec![0; 4096];
    let read = tokio::time::timeout(Duration::from_secs(20), socket.read(&mut answer)).await;

    let answer = String::from_utf8_lossy(&answer[..read.unwrap().unwrap()]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(answer.contains("did not arrive in time"), "{answer}");
    assert_eq!(desk.show(id).await["messages"], json!([]));
    desk.close().await;
}

#[tokio::test]
async fn nobody_brings_files_who_may_not_write() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let stranger = desk.stranger().await;
    let form = || with_files([part("a.txt", "text/plain", "a")]);

    for person in [&desk.nobody(), &stranger] {
        let reply = post(person, &path, form()).await;
        assert!(matches!(reply.status, 401 | 404), "{}", reply.text);
    }

    assert_eq!(stored(&desk).len(), 0, "nobody has read them");
    post(&desk.outsider(), &path, form()).await.is(401);
    desk.close().await;
}
