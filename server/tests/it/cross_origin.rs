//! What pages of other sites may ask for, where the installation opens the API to them (contract
//! `application-core.md`, 1.7).

use reqwest::{Method, header::HeaderMap};

use crate::support::Desk;

/// What a browser is told that asks if a page may send a request.
async fn leave(desk: &Desk, path: &str) -> Option<HeaderMap> {
    let request = desk
        .nobody()
        .request(Method::OPTIONS, path)
        .header("origin", "https://app.test")
        .header("access-control-request-method", "PATCH")
        .header("access-control-request-headers", "api_access_token, content-type");
    let answer = request.send().await.unwrap();
    (answer.status() == 204).then(|| answer.headers().clone())
}

/// Whether pages of other sites may read an answer, and what of its headers.
async fn readable(desk: &Desk, path: &str) -> (bool, String) {
    let headers = desk.admin().get(path).await.headers;
    let exposed = headers.get("access-control-expose-headers");
    let exposed = exposed.map_or("", |exposed| exposed.to_str().unwrap()).to_owned();
    (headers.get("access-control-allow-origin").is_some_and(|origin| origin == "*"), exposed)
}

const EXPOSED: &str = "access-token, client, uid, expiry, next-cursor, retry-after, idempotency-replayed, x-request-id";

#[tokio::test]
async fn the_api_is_closed_to_pages_of_other_sites_unless_it_is_opened() {
    let desk = Desk::open().await;

    for path in ["/api/v1/profile", "/auth/sign_in"] {
        assert!(leave(&desk, path).await.is_none(), "{path}");
    }
    assert_eq!(readable(&desk, "labels").await, (false, String::new()));
    desk.close().await;
}

#[tokio::test]
async fn the_api_can_be_opened_to_pages_of_other_sites() {
    let desk = Desk::open_with(|config| config.server.api_cors = true).await;

    let told = leave(&desk, "/api/v1/profile").await.expect("it is open");

    assert_eq!(told["access-control-allow-origin"], "*");
    assert_eq!(told["access-control-allow-headers"], "api_access_token, content-type");
    assert!(told.get("access-control-allow-credentials").is_none(), "cookies stay at home");
    assert_eq!(readable(&desk, "labels").await, (true, EXPOSED.to_owned()));
    assert_eq!(readable(&desk, "conversations/999").await, (true, EXPOSED.to_owned()));
    assert_eq!(readable(&desk, "/public/api/v1/nowhere").await, (true, String::new()));
    assert!(leave(&desk, "/auth/sign_in").await.is_none());
    assert_eq!(readable(&desk, "/health").await, (false, String::new()));
    desk.close().await;
}

#[tokio::test]
async fn all_of_a_server_of_an_api_only_is_open() {
    let desk = Desk::open_with(|config| config.sign_up.api_only_server = true).await;

    for path in ["/api/v1/profile", "/auth/sign_in", "/platform/api/v1/users"] {
        assert!(leave(&desk, path).await.is_some(), "{path}");
    }
    assert_eq!(readable(&desk, "labels").await, (true, EXPOSED.to_owned()));
    assert_eq!(readable(&desk, "/health").await, (true, EXPOSED.to_owned()));
    desk.close().await;
}
