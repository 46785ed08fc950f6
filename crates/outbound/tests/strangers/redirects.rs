//! Which redirects are followed, and with what.

use outbound::{Options, Outbound, Problem, Redirects, Request, header};

use crate::{
    faults::{authority, tls},
    support::{Stranger, answer, client, name, options, redirect, say, value},
};

#[tokio::test]
async fn redirects_are_answers_unless_they_are_asked_for() {
    let stranger = Stranger::new(|_| redirect(302, "/there")).await;

    let answer = client().send(Request::get(stranger.url("example.com", "/"))).await.unwrap();

    assert_eq!(answer.status, 302);
    assert_eq!(answer.headers[header::LOCATION], "/there");
    assert_eq!(stranger.asked(), ["GET /"]);
}

#[tokio::test]
async fn whoever_brings_something_is_led_to_what_became_of_it() {
    let stranger = Stranger::new(|heard| match heard.path.as_str() {
        "/hook" => redirect(303, "/outcome?id=1#here"),
        _ => answer(200, "done"),
    })
    .await;

    let request = Request::post(stranger.url("example.com", "/hook"), "{}")
        .header(header::CONTENT_TYPE, value("application/json"))
        .header(name("x-token"), value("secret"))
        .redirects(Redirects::SeeOther);
    let answer = client().send(request).await.unwrap();

    assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, &b"done"[..]));
    assert_eq!(stranger.asked(), ["POST /hook", "GET /outcome?id=1"]);
    let outcome = &stranger.heard()[1];
    assert!(outcome.body.is_empty());
    assert_eq!(outcome.header("content-type"), "");
    assert_eq!(outcome.header("content-length"), "");
    assert_eq!(outcome.header("x-token"), "secret", "it is the same origin");
}

#[tokio::test]
async fn other_redirects_of_what_was_brought_are_answers() {
    for status in [300, 301, 302, 304, 307, 308] {
        let stranger = Stranger::new(move |_| redirect(status, "/there")).await;
        let request = Request::post(stranger.url("example.com", "/"), "{}");

        let answer = client().send(request.redirects(Redirects::SeeOther)).await.unwrap();

        assert_eq!(answer.status, status);
        assert_eq!(stranger.asked(), ["POST /"]);
    }
}

#[tokio::test]
async fn whoever_fetches_is_led_everywhere() {
    for status in [301, 302, 303, 307, 308] {
        let stranger = Stranger::new(move |heard| match heard.path.as_str() {
            "/a/b" => redirect(status, "../c"),
            _ => answer(200, "found"),
        })
        .await;

        let request = Request::get(stranger.url("example.com", "/a/b"));
        let answer = client().send(request.redirects(Redirects::Follow)).await.unwrap();

        assert_eq!(answer.body, "found");
        assert_eq!(answer.url.as_str(), stranger.url("example.com", "/c"));
    }
}

#[tokio::test]
async fn a_body_is_never_brought_twice() {
    for (status, asked) in [
        (301, &["POST /", "GET /there"][..]),
        (302, &["POST /", "GET /there"]),
        (303, &["POST /", "GET /there"]),
        (307, &["POST /"]),
        (308, &["POST /"]),
    ] {
        let stranger = Stranger::new(move |heard| match heard.path.as_str() {
            "/" => redirect(status, "/there"),
            _ => answer(200, ""),
        })
        .await;

        let request = Request::post(stranger.url("example.com", "/"), "{}");
        client().send(request.redirects(Redirects::Follow)).await.unwrap();

        assert_eq!(stranger.asked(), asked);
        assert!(stranger.heard()[1..].iter().all(|heard| heard.body.is_empty()));
    }
}

#[tokio::test]
async fn circles_are_left() {
    let stranger = Stranger::new(|_| redirect(303, "/")).await;
    for (redirects, requests) in [(Redirects::SeeOther, 4), (Redirects::Follow, 6)] {
        let before = stranger.heard().len();
        let request = Request::get(stranger.url("example.com", "/")).redirects(redirects);

        let error = client().send(request).await.unwrap_err();

        assert_eq!(error.problem, Problem::BadRedirect("leads to too many others"));
        assert!(error.may_have_arrived);
        assert_eq!(stranger.heard().len() - before, requests);
    }
}

#[tokio::test]
async fn another_origin_is_told_nothing_that_was_meant_for_the_first() {
    let other = Stranger::new(|_| answer(200, "")).await;
    let elsewhere = other.url("other.example.com", "/back");
    let stranger = Stranger::new(move |_| redirect(302, &elsewhere)).await;

    let request = Request::get(stranger.url("example.com", "/"))
        .header(header::AUTHORIZATION, value("Bearer secret"))
        .header(header::COOKIE, value("session=secret"))
        .header(name("x-token"), value("secret"))
        .header(header::ACCEPT, value("image/png"))
        .redirects(Redirects::Follow);
    client().send(request).await.unwrap();

    assert_eq!(stranger.heard()[0].header("x-token"), "secret");
    let [heard] = other.heard().try_into().unwrap();
    assert!(!format!("{heard:?}").contains("secret"), "{heard:?}");
    assert_eq!(heard.header("accept"), "image/png");
    assert_eq!(heard.header("user-agent"), "tests");
    assert_eq!(heard.header("host"), format!("other.example.com:{}", other.address.port()));
}

#[tokio::test]
async fn what_was_left_out_on_the_way_does_not_come_back() {
    let stranger = Stranger::new(|heard| match heard.path.as_str() {
        "/" => {
            let host = heard.header("host").replace("example.com", "other.example.com");
            redirect(302, &format!("http://{host}/other"))
        }
        "/other" => {
            let host = heard.header("host").replace("other.", "");
            redirect(302, &format!("http://{host}/back"))
        }
        _ => answer(200, ""),
    })
    .await;

    let request = Request::get(stranger.url("example.com", "/"))
        .header(header::AUTHORIZATION, value("Bearer secret"))
        .redirects(Redirects::Follow);
    client().send(request).await.unwrap();

    let heard = stranger.heard();
    let told: Vec<_> = heard.iter().map(|heard| heard.header("authorization")).collect();
    assert_eq!(told, ["Bearer secret", "", ""]);
}

#[tokio::test]
async fn what_is_secure_stays_so() {
    let authority = authority();
    let elsewhere = Stranger::new(|_| answer(200, "")).await;
    let plain = elsewhere.url("example.com", "/");
    let stranger = Stranger::secure(tls(&authority), move |_| redirect(302, &plain)).await;
    let authorities = vec![authority.cert.der().clone()];
    let outbound = Outbound::new(Options { authorities, ..options() }).unwrap();

    let url = format!("https://example.com:{}/", stranger.address.port());
    let error = outbound.send(Request::get(url).redirects(Redirects::Follow)).await.unwrap_err();

    assert_eq!(error.problem, Problem::BadRedirect("leads from https to http"));
    assert_eq!(elsewhere.accepted(), 0);
}

#[tokio::test]
async fn a_redirect_to_nowhere_is_an_answer() {
    let stranger = Stranger::new(|_| answer(302, "")).await;

    let request = Request::get(stranger.url("example.com", "/")).redirects(Redirects::Follow);

    assert_eq!(client().send(request).await.unwrap().status, 302);
}

#[tokio::test]
async fn a_redirect_to_what_is_never_asked_is_refused() {
    for (location, problem) in [
        ("ftp://example.com/", Problem::InvalidUrl("must begin with http:// or https://")),
        (
            "http://a:b@example.com/",
            Problem::InvalidUrl("must not contain a user name or password"),
        ),
        ("http://[", Problem::BadRedirect("leads to what is not a URL")),
    ] {
        let stranger = Stranger::new(move |_| redirect(302, location)).await;
        let request = Request::get(stranger.url("example.com", "/")).redirects(Redirects::Follow);

        assert_eq!(client().send(request).await.unwrap_err().problem, problem, "{location}");
    }
    let stranger =
        Stranger::new(|_| vec![say(b"HTTP/1.1 302 X\r\nlocation: /\xff\r\n\r\n".to_vec())]).await;
    let request = Request::get(stranger.url("example.com", "/")).redirects(Redirects::Follow);
    let error = client().send(request).await.unwrap_err();
    assert_eq!(error.problem, Problem::BadRedirect("leads to what is not a URL"));
}
