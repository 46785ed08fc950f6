//! Canned responses: texts that agents write by a short code.

use serde_json::{Value, json};

use crate::support::{Desk, each};

async fn add(desk: &Desk, short_code: &str, content: &str) -> Value {
    let new = json!({ "short_code": short_code, "content": content });
    desk.agent().post("canned_responses", new).await.is(200).body
}

#[tokio::test]
async fn anybody_who_answers_keeps_them() {
    let desk = Desk::open().await;

    let made = add(&desk, "hi", "Hello {{contact.name}}!").await;

    let expected = json!({
        "id": made["id"], "account_id": desk.account, "short_code": "hi",
        "content": "Hello {{contact.name}}!", "created_at": "2026-02-03T10:00:00.000Z",
        "updated_at": "2026-02-03T10:00:00.000Z"
    });
    assert_eq!(made, expected);
    let path = format!("canned_responses/{}", made["id"]);
    desk.wait(std::time::Duration::from_secs(1));
    let wrapped = json!({ "canned_response": { "content": "Good day!" } });
    let changed = desk.outsider().put(&path, wrapped).await.is(200).body;
    assert_eq!((&changed["short_code"], &changed["content"]), (&json!("hi"), &json!("Good day!")));
    assert_eq!(changed["created_at"], made["created_at"]);
    assert_eq!(changed["updated_at"], "2026-02-03T10:00:01.000Z");
    assert_eq!(desk.agent().get("canned_responses").await.is(200).body, json!([changed]));
    let removed = desk.outsider().delete(&path).await.is(200);
    assert_eq!(removed.text, "");
    assert_eq!(desk.agent().get("canned_responses").await.is(200).body, json!([]));
    desk.agent().delete(&path).await.is(404);
    desk.agent().patch(&path, json!({ "content": "x" })).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn those_that_match_best_come_first() {
    let desk = Desk::open().await;
    for (short_code, content) in [
        ("bye", "Until your refund has come"),
        ("a-REFUND", "It is on its way"),
        ("Refund-late", "We are sorry"),
        ("refund", "It takes a week"),
        ("ship", "It left today"),
    ] {
        add(&desk, short_code, content).await;
    }
    let search = async |text: &str| {
        let found = desk.agent().get(&format!("canned_responses?search={text}")).await.is(200);
        each(&found.body, "short_code")
    };

    assert_eq!(search("ReFund").await, ["Refund-late", "refund", "a-REFUND", "bye"]);
    assert_eq!(search("today").await, ["ship"]);
    assert_eq!(search("nothing").await, Vec::<Value>::new());
    assert_eq!(search("").await.len(), 5, "what is blank is no search");
    desk.close().await;
}

#[tokio::test]
async fn what_is_searched_for_is_taken_word_by_word() {
    let desk = Desk::open().await;
    add(&desk, "half", "50% off").await;
    add(&desk, "snake_case", "with_underscores").await;
    add(&desk, "wow", "Thanks!").await;
    add(&desk, "grüße", "ÄÖÜ").await;
    let search = async |text: &str| {
        let found = desk.agent().get(&format!("canned_responses?search={text}")).await.is(200);
        each(&found.body, "short_code")
    };

    assert_eq!(search("%25").await, ["half"]);
    assert_eq!(search("_").await, ["snake_case"]);
    assert_eq!(search("!").await, ["wow"]);
    assert_eq!(search("%27%20or%201=1").await, Vec::<Value>::new());
    assert_eq!(search("GR%C3%9C").await, ["grüße"], "case matters in no alphabet");
    assert_eq!(search("%C3%A4%C3%B6").await, ["grüße"]);
    assert_eq!(search(&"x".repeat(5_000)).await, Vec::<Value>::new());
    desk.close().await;
}

#[tokio::test]
async fn a_short_code_is_taken_only_once_in_an_account() {
    let desk = Desk::open().await;
    let made = add(&desk, "hi", "Hello").await;
    let other = add(&desk, "Hi", "Case matters").await;
    let before = desk.contents().await;

    let again = json!({ "short_code": "hi", "content": "Again" });
    let refused = desk.agent().post("canned_responses", again.clone()).await;

    let refused = refused.refuses(&["short_code"]);
    assert_eq!(refused.body["message"], "Short code has already been taken");
    let path = format!("canned_responses/{}", other["id"]);
    desk.agent().patch(&path, json!({ "short_code": "hi" })).await.refuses(&["short_code"]);
    let (empty, blank) =
        (json!({ "short_code": "x" }), json!({ "short_code": " ", "content": "" }));
    desk.agent().post("canned_responses", empty).await.refuses(&["content"]);
    desk.agent().post("canned_responses", blank).await.refuses(&["short_code", "content"]);
    desk.contents().await.are(&before, "a refused canned response");
    desk.neighbour().await.post("canned_responses", again).await.is(200);
    assert_eq!(made["short_code"], "hi");
    desk.close().await;
}

#[tokio::test]
async fn what_happens_to_them_is_recorded() {
    let desk = Desk::open().await;

    let events = desk.events_of(async {
        let made = add(&desk, "hi", "Hello").await;
        let path = format!("canned_responses/{}", made["id"]);
        desk.agent().patch(&path, json!({ "content": "Hey" })).await.is(200);
        desk.agent().delete(&path).await.is(200);
    });

    let expected =
        ["canned_response.created", "canned_response.updated", "canned_response.deleted"];
    assert_eq!(events.await, expected);
    desk.close().await;
}
