//! The overview: how to connect, and what answers look like.

use reqwest::{Method, header::CONTENT_TYPE};
use serde_json::json;

use crate::support::Desk;

#[tokio::test]
async fn a_token_tests_its_connection_with_a_list_of_accounts() {
    let desk = Desk::open().await;

    let accounts = desk.admin().get("/api/v1/accounts").await;

    // Row 1 of seeds-vs-upstream.
    accounts.is(200).holds(json!([{ "id": desk.account, "name": "Acme" }]));
    desk.close().await;
}

#[tokio::test]
async fn conversations_are_listed_with_the_required_headers() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;

    let request = desk.admin().request(Method::GET, "conversations");
    let listed = desk.admin().send(request.header(CONTENT_TYPE, "application/json")).await;

    listed.is(200).holds(json!({ "data": { "payload": [{ "id": id, "status": "open" }] } }));
    desk.close().await;
}

#[tokio::test]
async fn a_success_is_the_record_itself() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, Some("Hello")).await;

    let shown = desk.admin().get(&format!("conversations/{id}")).await;

    let messages = json!([{ "content": "Hello" }]);
    shown.is(200).holds(json!({ "id": id, "status": "open", "messages": messages }));
    desk.close().await;
}

#[tokio::test]
async fn an_error_says_what_it_is_and_why() {
    let desk = Desk::open().await;

    let request = desk.nobody().request(Method::GET, "conversations");
    let refused = desk.nobody().send(request.header("api_access_token", "YOUR_TOKEN")).await;

    // Row 2 of seeds-vs-upstream: the words are upstream's, the keys are both.
    let why = "Invalid Access Token";
    refused.is(401).holds(json!({ "error": why, "message": why }));
    desk.close().await;
}
