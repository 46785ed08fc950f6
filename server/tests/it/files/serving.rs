//! Files are looked at by whoever has a link to them, and small pictures are made of large ones.

use std::{io::Cursor, time::Duration};

use image::{ImageFormat, ImageReader};
use reqwest::{Method, redirect::Policy};
use serde_json::{Value, json};

use super::{conversation, fetch, fetch_with, part, picture, png, send, stored};
use crate::support::Desk;

/// Where a link leads, without going there.
async fn leads_to(desk: &Desk, link: &str) -> (u16, String) {
    let path = link.strip_prefix("http://127.0.0.1:3000").unwrap_or(link);
    let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let answer = http.get(format!("{}{path}", desk.url())).send().await.unwrap();
    let there = answer.headers().get("location").map(|it| it.to_str().unwrap().to_owned());
    (answer.status().as_u16(), there.unwrap_or_default())
}

fn link(attachment: &Value) -> String {
    attachment["data_url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_link_leads_to_the_bytes_for_a_while() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let sent = send(&desk, &path, part("a b.png", "image/png", png(3, 3))).await;

    let (status, there) = leads_to(&desk, &link(&sent)).await;

    assert_eq!(status, 302);
    assert!(there.starts_with("/rails/active_storage/disk/"), "{there}");
    assert!(there.ends_with("/a%20b.png"), "{there}");
    fetch_with(&desk, &there, &[]).await.is(200);
    desk.wait(Duration::from_mins(11));
    fetch_with(&desk, &there, &[]).await.is(404);
    fetch(&desk, &sent["data_url"]).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn a_file_comes_with_headers_that_keep_it_in_its_place() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let sent = send(&desk, &path, part("Foto é.png", "image/png", png(3, 3))).await;

    let got = fetch(&desk, &sent["data_url"]).await.is(200);

    assert_eq!(got.header("content-type"), "image/png");
    let name = "inline; filename=\"Foto _.png\"; filename*=UTF-8''Foto%20%C3%A9.png";
    assert_eq!(got.header("content-disposition"), name);
    assert_eq!(got.header("x-content-type-options"), "nosniff");
    assert!(got.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(got.header("cache-control"), "private, max-age=31536000, immutable");
    let asked = format!("{}?disposition=attachment", link(&sent));
    let asked = fetch_with(&desk, &asked, &[]).await.is(200);
    assert!(asked.header("content-disposition").starts_with("attachment; "));
    let tag = got.header("etag").to_owned();
    let again = fetch_with(&desk, &link(&sent), &[("if-none-match", &tag)]).await.is(304);
    assert!(again.bytes.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn a_part_of_a_file_is_sent_when_it_is_asked_for() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let sent = send(&desk, &path, part("a.txt", "text/plain", "0123456789")).await;
    let link = link(&sent);
    let ask = async |range: &str| fetch_with(&desk, &link, &[("range", range)]).await;

    let part = ask("bytes=2-4").await.is(206);
    assert_eq!((part.bytes.as_slice(), part.header("content-length")), (b"234".as_slice(), "3"));
    assert_eq!(part.header("content-range"), "bytes 2-4/10");
    assert_eq!(ask("bytes=-3").await.is(206).bytes, b"789");
    assert_eq!(ask("bytes=8-").await.is(206).bytes, b"89");
    let beyond = ask("bytes=10-").await.is(416);
    assert_eq!(beyond.header("content-range"), "bytes */10");
    for odd in ["bytes=5-2", "bytes=0-0,2-2,4-4", "bytes=x", "rows=1-2"] {
        assert_eq!(ask(odd).await.is(200).bytes, b"0123456789", "{odd}");
    }
    let many = format!("bytes={}", vec!["0-1"; 1_000].join(","));
    assert_eq!(ask(&many).await.is(200).bytes.len(), 10);
    let other = [("range", "bytes=2-4"), ("if-range", "\"other\"")];
    assert_eq!(fetch_with(&desk, &link, &other).await.is(200).bytes.len(), 10);
    desk.close().await;
}

#[tokio::test]
async fn a_small_picture_is_made_once() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    for (format, name, content_type) in [
        (ImageFormat::Jpeg, "a.jpg", "image/jpeg"),
        (ImageFormat::Png, "a.png", "image/png"),
        (ImageFormat::WebP, "a.webp", "image/png"),
        (ImageFormat::Gif, "a.gif", "image/png"),
        (ImageFormat::Bmp, "a.bmp", "image/png"),
    ] {
        let large = picture(500, 300, format);
        let sent = send(&desk, &path, part(name, "", large)).await;
        assert_eq!((&sent["width"], &sent["height"]), (&json!(500), &json!(300)), "{name}");
        let before = stored(&desk).len();

        let small = fetch(&desk, &sent["thumb_url"]).await.is(200);

        assert_eq!(small.header("content-type"), content_type);
        let read = ImageReader::new(Cursor::new(&small.bytes)).with_guessed_format().unwrap();
        assert_eq!(read.into_dimensions().unwrap(), (250, 150), "{name}");
        let again = fetch(&desk, &sent["thumb_url"]).await.is(200);
        assert_eq!(again.bytes, small.bytes);
        assert_eq!(stored(&desk).len(), before + 1, "it is kept");
    }
    desk.close().await;
}

#[tokio::test]
async fn a_picture_that_is_asked_for_by_many_is_made_once() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let sent = send(&desk, &path, part("a.png", "", png(900, 900))).await;

    let asked = (0..8).map(|_| fetch(&desk, &sent["thumb_url"]));
    for small in futures_util::future::join_all(asked).await {
        small.is(200);
    }

    desk.settle().await;
    frontdesk::transfer::sweep::sweep(&desk.app).await.unwrap();
    assert_eq!(stored(&desk).len(), 2);
    desk.close().await;
}

#[tokio::test]
async fn links_that_were_not_made_here_lead_nowhere() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let sent = send(&desk, &path, part("a.png", "", png(3, 3))).await;
    let link = link(&sent);
    let (_, there) = leads_to(&desk, &link).await;
    let signed = link.split('/').nth_back(1).unwrap().to_owned();
    let reading = there.split('/').nth_back(1).unwrap().to_owned();

    // What a file is called in a link is for people to read.
    let named = link.replace("a.png", "b.html");
    let named = fetch_with(&desk, &named, &[]).await.is(200);
    assert_eq!(named.header("content-type"), "image/png");
    assert!(named.header("content-disposition").contains("a.png"));

    let (said, signature) = signed.split_once('.').unwrap();
    let other = format!("{}.{signature}", said.replace(said.chars().last().unwrap(), "A"));
    let show = "/rails/active_storage/blobs/redirect";
    let small = "/rails/active_storage/representations/redirect";
    let disk = "/rails/active_storage/disk";
    for (asked, status) in [
        (format!("{show}/{other}/a.png"), 404),
        (format!("{show}/{said}/a.png"), 404),
        (format!("{show}/{said}./a.png"), 404),
        (format!("{show}/{reading}/a.png"), 404),
        (format!("{show}/%00%ff/a.png"), 404),
        (format!("{disk}/{signed}/a.png"), 404),
        (format!("{disk}/..%2f..%2f..%2fetc%2fpasswd/a.png"), 404),
        (format!("{small}/{signed}/w9999/a.png"), 404),
        (format!("{small}/{signed}/w250/a.png"), 200),
    ] {
        let got = fetch_with(&desk, &asked, &[]).await;
        assert_eq!(got.status, status, "{asked}");
    }
    let put = desk.nobody().request(Method::PUT, &format!("{disk}/{reading}")).body("x");
    assert_eq!(put.send().await.unwrap().status(), 404);
    desk.close().await;
}
