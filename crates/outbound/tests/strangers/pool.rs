//! Connections are used again, and do not pile up.

use std::time::Duration;

use outbound::Request;
use tokio::task::JoinSet;

use crate::support::{Step, Stranger, answer, client, say};

#[tokio::test]
async fn a_connection_is_used_again() {
    let stranger = Stranger::new(|_| answer(200, "hello")).await;
    let outbound = client();
    for _ in 0..5 {
        let again = outbound.clone();
        again.send(Request::post(stranger.url("example.com", "/"), "{}")).await.unwrap();
    }
    assert_eq!((stranger.heard().len(), stranger.accepted()), (5, 1));

    outbound.send(Request::get(stranger.url("other.example.com", "/"))).await.unwrap();
    assert_eq!(stranger.accepted(), 2, "each host has its own");

    drop(outbound);
    stranger.has_open(|open| open == 0).await;
}

#[tokio::test]
async fn a_connection_is_not_kept_for_long() {
    let stranger = Stranger::new(|_| answer(200, "hello")).await;
    let outbound = client();
    outbound.send(Request::get(stranger.url("example.com", "/"))).await.unwrap();
    stranger.has_open(|open| open == 1).await;

    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(31)).await;
    tokio::time::resume();

    stranger.has_open(|open| open == 0).await;
    drop(outbound);
}

#[tokio::test]
async fn what_was_said_over_a_kept_connection_is_not_said_again() {
    let stranger = Stranger::new(|heard| match heard.path.as_str() {
        "/first" => answer(200, "hello"),
        _ => vec![Step::Close],
    })
    .await;
    let outbound = client();
    outbound.send(Request::get(stranger.url("example.com", "/first"))).await.unwrap();

    let again = Request::post(stranger.url("example.com", "/again"), "{}");
    let error = outbound.send(again).await.unwrap_err();

    assert_eq!(error.problem.code(), "broken");
    assert!(error.may_have_arrived);
    assert_eq!(stranger.asked(), ["GET /first", "POST /again"]);
    assert_eq!(stranger.accepted(), 1);
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_not_used() {
    let stranger = Stranger::new(|_| {
        let mut steps = answer(200, "hello");
        steps.push(Step::Close);
        steps
    })
    .await;
    let outbound = client();

    for turn in 1..=3 {
        outbound.send(Request::post(stranger.url("example.com", "/"), "{}")).await.unwrap();
        stranger.has_open(|open| open == 0).await;
        assert_eq!(stranger.accepted(), turn);
    }
}

#[tokio::test]
async fn what_was_said_too_much_is_not_the_next_answer() {
    let stranger = Stranger::new(|_| {
        let mut steps = answer(200, "hello");
        steps.push(say("HTTP/1.1 200 X\r\ncontent-length: 4\r\n\r\nevil"));
        steps
    })
    .await;
    let outbound = client();

    for _ in 0..3 {
        let answer = outbound.send(Request::get(stranger.url("example.com", "/"))).await.unwrap();
        assert_eq!(answer.body, "hello");
        stranger.has_open(|open| open == 0).await;
    }
}

#[tokio::test]
async fn an_exchange_that_is_dropped_ends() {
    let stranger = Stranger::new(|_| vec![Step::Wait]).await;
    let outbound = client();
    let request = Request::get(stranger.url("example.com", "/"));

    let sending = tokio::time::timeout(Duration::from_secs(1), outbound.send(request));
    sending.await.unwrap_err();

    assert_eq!(stranger.accepted(), 1);
    stranger.has_open(|open| open == 0).await;
}

#[tokio::test]
async fn few_connections_wait_for_use() {
    let stranger = Stranger::new(|_| {
        let mut steps = vec![Step::Pause(Duration::from_millis(500))];
        steps.extend(answer(200, "hello"));
        steps
    })
    .await;
    let outbound = client();

    let send = async |host: usize, times: usize| {
        let mut sending = JoinSet::new();
        for number in 0..times {
            let (outbound, number) = (outbound.clone(), if host == 0 { number } else { host });
            let url = stranger.url(&format!("host{number}.example.com"), "/");
            sending.spawn(async move { outbound.send(Request::get(url)).await.unwrap() });
        }
        sending.join_all().await;
    };
    send(1, 10).await;
    stranger.has_open(|open| open == 2).await;

    send(0, 200).await;
    stranger.has_open(|open| open <= 64).await;
    assert!(stranger.accepted() > 190, "there were many at once");
}
