//! How much of an answer is read.

use std::time::Duration;

use outbound::{Error, Options, Outbound, Problem, Request, header};

use crate::support::{Step, Stranger, answer, client, options, say};

const AT_ONCE: Duration = Duration::ZERO;

fn too_large() -> Error {
    Error { problem: Problem::AnswerTooLarge, may_have_arrived: true }
}

/// A server that says the same text for ever, with or without chunks.
async fn endless(is_chunked: bool) -> Stranger {
    Stranger::new(move |_| {
        if is_chunked {
            let head = "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n";
            vec![say(head), Step::Repeat("5\r\nhello\r\n", AT_ONCE)]
        } else {
            vec![say("HTTP/1.1 200 X\r\n\r\n"), Step::Repeat("hello", AT_ONCE)]
        }
    })
    .await
}

#[tokio::test]
async fn a_body_may_have_as_many_bytes_as_are_wanted() {
    let stranger = Stranger::new(|_| answer(200, "hello")).await;
    let request = || Request::get(stranger.url("example.com", "/"));

    let all = client().send(request().whole(5)).await.unwrap();
    assert_eq!((&all.body[..], all.is_whole), (&b"hello"[..], true));
    assert_eq!(client().send(request().whole(4)).await.unwrap_err(), too_large());
    let all = client().send(request().beginning(5)).await.unwrap();
    assert_eq!((&all.body[..], all.is_whole), (&b"hello"[..], true));
    let some = client().send(request().beginning(4)).await.unwrap();
    assert_eq!((&some.body[..], some.is_whole), (&b"hell"[..], false));
    let none = client().send(request().beginning(0)).await.unwrap();
    assert_eq!((&none.body[..], none.is_whole), (&b""[..], false));
}

#[tokio::test]
async fn what_says_that_it_is_too_large_is_not_read() {
    let stranger = Stranger::new(|_| {
        vec![say("HTTP/1.1 200 X\r\ncontent-length: 1000000000000\r\n\r\n"), Step::Wait]
    })
    .await;

    let error = client().send(Request::get(stranger.url("example.com", "/"))).await.unwrap_err();

    assert_eq!(error, too_large());
    stranger.has_open(|open| open == 0).await;
}

#[tokio::test]
async fn what_does_not_end_is_left_when_there_is_enough_of_it() {
    for is_chunked in [false, true] {
        let stranger = endless(is_chunked).await;
        let request = || Request::get(stranger.url("example.com", "/"));

        assert_eq!(client().send(request().whole(100_000)).await.unwrap_err(), too_large());
        let some = client().send(request().beginning(1024)).await.unwrap();

        assert_eq!((some.body.len(), some.is_whole), (1024, false));
        assert!(some.body.starts_with(b"hellohello"));
        stranger.has_open(|open| open == 0).await;
    }
}

#[tokio::test]
async fn the_client_says_how_much_is_wanted_where_a_request_does_not() {
    let stranger = endless(true).await;
    let outbound = Outbound::new(Options { most: 10, ..options() }).unwrap();

    let error = outbound.send(Request::get(stranger.url("example.com", "/"))).await.unwrap_err();

    assert_eq!(error, too_large());
}

#[tokio::test]
async fn a_large_refusal_is_a_refusal() {
    let stranger = Stranger::new(|_| answer(404, &"not here ".repeat(1000))).await;

    let request = Request::get(stranger.url("example.com", "/")).whole(8);
    let answer = client().send(request).await.unwrap();

    assert_eq!(answer.status, 404);
    assert_eq!((&answer.body[..], answer.is_whole), (&b"not here"[..], false));
}

#[tokio::test]
async fn a_head_that_does_not_end_is_left() {
    let stranger = Stranger::new(|_| {
        vec![say("HTTP/1.1 200 X\r\nx-long: "), Step::Repeat("aaaaaaaaaaaaaaaa", AT_ONCE)]
    })
    .await;

    let error = client().send(Request::get(stranger.url("example.com", "/"))).await.unwrap_err();

    assert_eq!(error.problem.code(), "broken", "{error}");
}

#[tokio::test]
async fn nothing_is_unpacked() {
    const PACKED: &str = "would be much larger";
    let stranger = Stranger::new(|_| {
        let head = "HTTP/1.1 200 X\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n";
        vec![say(format!("{head}{PACKED}")), Step::Close]
    })
    .await;

    let answer = client().send(Request::get(stranger.url("example.com", "/"))).await.unwrap();

    assert_eq!(answer.body, PACKED);
    assert_eq!(answer.headers[header::CONTENT_ENCODING], "gzip");
    assert_eq!(stranger.heard()[0].header("accept-encoding"), "identity");
}
