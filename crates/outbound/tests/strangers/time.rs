//! How long anything may take.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use outbound::{Error, Options, Outbound, Problem, Redirects, Request};
use tokio::net::TcpListener;

use crate::support::{HERE, Step, Stranger, answer, client, options, redirect, say, silent};

/// Short, but long enough for what has no reason to wait.
const SHORT: Duration = Duration::from_millis(1_500);

/// Nothing here takes so long, unless it ignores its deadline.
const LONG: Duration = Duration::from_secs(10);

async fn fails(outbound: Outbound, request: Request) -> Error {
    let begun = Instant::now();
    let error = outbound.send(request.within(SHORT)).await.unwrap_err();
    assert!(begun.elapsed() < LONG, "the deadline counts");
    error
}

fn reading() -> Error {
    Error { problem: Problem::TimedOutReading, may_have_arrived: true }
}

fn connecting() -> Error {
    Error { problem: Problem::TimedOutConnecting, may_have_arrived: false }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_left() {
    let stranger = Stranger::new(|_| vec![Step::Wait]).await;

    let error = fails(client(), Request::get(stranger.url("example.com", "/"))).await;

    assert_eq!(error, reading());
    assert_eq!(error.to_string(), "Timed out reading data from server");
    stranger.has_open(|open| open == 0).await;
}

#[tokio::test]
async fn a_head_that_comes_byte_by_byte_does_not_buy_time() {
    let stranger = Stranger::new(|_| {
        vec![say("HTTP/1.1 200 X\r\nx-slow: "), Step::Repeat("a", Duration::from_millis(20))]
    })
    .await;

    assert_eq!(fails(client(), Request::get(stranger.url("example.com", "/"))).await, reading());
}

#[tokio::test]
async fn answers_before_the_answer_do_not_buy_time() {
    let stranger = Stranger::new(|_| {
        vec![Step::Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", Duration::from_millis(20))]
    })
    .await;

    assert_eq!(fails(client(), Request::get(stranger.url("example.com", "/"))).await, reading());
}

#[tokio::test]
async fn a_body_that_comes_byte_by_byte_does_not_buy_time() {
    let stranger = Stranger::new(|_| {
        let head = "HTTP/1.1 200 X\r\ncontent-length: 100000\r\n\r\n";
        vec![say(head), Step::Repeat("a", Duration::from_millis(20))]
    })
    .await;
    let request = || Request::get(stranger.url("example.com", "/"));

    assert_eq!(fails(client(), request()).await, reading());

    let answer = client().send(request().beginning(1024).within(SHORT)).await.unwrap();
    assert_eq!(answer.status, 200, "who wants a beginning only has the status already");
    assert!(!answer.is_whole);
    assert!(!answer.body.is_empty() && answer.body.iter().all(|byte| *byte == b'a'));
}

#[tokio::test]
async fn a_body_that_nobody_reads_does_not_hold_anybody_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://example.com:{}/", listener.local_addr().unwrap().port());

    let error = fails(client(), Request::post(url, vec![0; 32 * 1024 * 1024])).await;

    assert_eq!(error, reading());
}

#[tokio::test]
async fn redirects_do_not_buy_time() {
    let stranger = Stranger::new(|_| {
        let mut steps = vec![Step::Pause(SHORT / 3)];
        steps.extend(redirect(302, "/"));
        steps
    })
    .await;

    let request = Request::get(stranger.url("example.com", "/")).redirects(Redirects::Follow);

    assert_eq!(fails(client(), request).await, reading());
}

#[tokio::test]
async fn a_name_that_nobody_looks_up_is_left() {
    let resolver: outbound::Resolver = Arc::new(|_| Box::pin(std::future::pending()));
    let outbound = Outbound::new(Options { resolver, ..options() }).unwrap();

    assert_eq!(fails(outbound, Request::post("http://example.com/", "{}")).await, connecting());
}

#[tokio::test]
async fn a_server_that_lets_nobody_connect_is_left() {
    let silent = silent(HERE).await;
    let url = format!("http://example.com:{}/", silent.address.port());

    let error = fails(client(), Request::post(url, "{}")).await;

    assert_eq!(error, connecting());
    assert_eq!(error.to_string(), "Timed out connecting to server");
}

#[tokio::test(start_paused = true)]
async fn connecting_is_given_up_before_a_long_deadline() {
    let resolver: outbound::Resolver = Arc::new(|_| Box::pin(std::future::pending()));
    let outbound = Outbound::new(Options { resolver, ..options() }).unwrap();
    let begun = tokio::time::Instant::now();

    let request = Request::get("http://example.com/").within(Duration::from_hours(1));

    assert_eq!(outbound.send(request).await.unwrap_err(), connecting());
    assert_eq!(begun.elapsed().as_secs(), 10);
}

#[tokio::test]
async fn a_server_that_does_not_begin_with_tls_was_not_connected_to() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://example.com:{}/", listener.local_addr().unwrap().port());

    assert_eq!(fails(client(), Request::post(url, "{}")).await, connecting());
}

#[tokio::test]
async fn the_time_out_of_the_client_is_that_of_its_requests() {
    let stranger = Stranger::new(|_| vec![Step::Wait]).await;
    let outbound = Outbound::new(Options { timeout: SHORT, ..options() }).unwrap();

    let error = outbound.send(Request::get(stranger.url("example.com", "/"))).await.unwrap_err();

    assert_eq!(error, reading());
}

#[tokio::test]
async fn a_time_out_may_be_as_long_as_there_is_time() {
    let stranger = Stranger::new(|_| answer(200, "in time")).await;

    let request = Request::get(stranger.url("example.com", "/")).within(Duration::MAX);

    assert_eq!(client().send(request).await.unwrap().body, "in time");
}
