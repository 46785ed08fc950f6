//! What the other side hears.

use outbound::{Request, header, signature};

use crate::support::{Stranger, answer, client, name, value};

#[tokio::test]
async fn what_is_brought_arrives_as_it_was_given() {
    let stranger = Stranger::new(|_| answer(201, "thanks")).await;
    let body = vec![0, 159, 146, 150];

    let request = Request::post(stranger.url("example.com", "/a b?c=d#e"), body.clone())
        .header(header::CONTENT_TYPE, value("application/octet-stream"))
        .header(name("x-delivery"), value("1"))
        .header(name("x-delivery"), value("2"));
    let answer = client().send(request).await.unwrap();

    assert_eq!((answer.status.as_u16(), &answer.body[..]), (201, &b"thanks"[..]));
    let [heard] = stranger.heard().try_into().unwrap();
    assert_eq!((heard.method.as_str(), heard.path.as_str()), ("POST", "/a%20b?c=d"));
    assert_eq!(heard.body, body);
    let mut headers = heard.headers;
    headers.sort();
    let told = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        headers,
        [
            told("accept", "*/*"),
            told("accept-encoding", "identity"),
            told("content-length", "4"),
            told("content-type", "application/octet-stream"),
            told("host", &format!("example.com:{}", stranger.address.port())),
            told("user-agent", "tests"),
            told("x-delivery", "2"),
        ]
    );
}

#[tokio::test]
async fn a_caller_may_say_who_asks() {
    let stranger = Stranger::new(|_| answer(200, "")).await;

    let request = Request::get(stranger.url("example.com", "/"))
        .header(header::USER_AGENT, value("somebody"))
        .header(header::ACCEPT, value("text/html"));
    client().send(request).await.unwrap();

    let [heard] = stranger.heard().try_into().unwrap();
    assert_eq!(
        (heard.header("user-agent"), heard.header("accept")),
        ("somebody".into(), "text/html".into())
    );
}

#[tokio::test]
async fn headers_cannot_smuggle_another_request() {
    let stranger = Stranger::new(|_| answer(200, "")).await;
    let mut request = Request::post(stranger.url("example.com", "/"), "{}");
    for (header, text) in [
        ("host", "inside.example.com"),
        ("content-length", "0"),
        ("transfer-encoding", "chunked"),
        ("connection", "upgrade"),
        ("upgrade", "h2c"),
        ("expect", "100-continue"),
        ("te", "trailers"),
        ("trailer", "x-end"),
        ("keep-alive", "timeout=1000"),
        ("proxy-connection", "keep-alive"),
    ] {
        request = request.header(name(header), value(text));
    }

    client().send(request).await.unwrap();

    let [heard] = stranger.heard().try_into().unwrap();
    let mut names: Vec<_> = heard.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "accept-encoding", "content-length", "host", "user-agent"]);
    assert_eq!(heard.body, b"{}");
    assert_eq!(heard.header("host"), format!("example.com:{}", stranger.address.port()));
}

#[tokio::test]
async fn what_is_signed_can_be_checked_by_who_reads_it() {
    let stranger = Stranger::new(|_| answer(200, "")).await;

    let request = Request::post(stranger.url("example.com", "/"), r#"{"event":"ping"}"#).signed(
        "secret",
        1_700_000_000,
        name("x-desk-timestamp"),
        name("x-desk-signature"),
    );
    client().send(request).await.unwrap();

    let [heard] = stranger.heard().try_into().unwrap();
    let timestamp = heard.header("x-desk-timestamp").parse().unwrap();
    assert_eq!(timestamp, 1_700_000_000);
    assert_eq!(heard.header("x-desk-signature"), signature("secret", timestamp, &heard.body));
}
