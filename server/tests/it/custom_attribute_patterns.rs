//! Patterns that values are held against, and how large they may be.

use serde_json::json;

use crate::support::Desk;

#[tokio::test]
async fn a_pattern_is_held_against_values_and_its_cue_is_what_is_said() {
    let desk = Desk::open().await;
    let plate = json!({ "regex_pattern": "^[A-Z]{2}-\\d{3}$", "regex_cue": "Write it as AB-123." });
    desk.define("contact_attribute", "plate", "text", plate).await;
    desk.define("contact_attribute", "code", "text", json!({ "regex_pattern": "/^\\w+$/i" })).await;
    let lea = desk.contact("Lea").await;

    let refused = desk.describe(lea, json!({ "plate": "AB123", "code": "a b" })).await;

    let refused = refused.refuses(&["plate", "code"]);
    assert_eq!(refused.body["message"], "Write it as AB-123., Code is invalid");
    desk.describe(lea, json!({ "plate": "AB-123", "code": "a_b" })).await.is(200);
    desk.describe(lea, json!({ "plate": "" })).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn patterns_of_usual_length_can_be_used() {
    let desk = Desk::open().await;
    let patterns = [
        r"^\w{1,50}$",
        r"^\d{16}$",
        r"^[\w.+-]+@[\w-]+\.[\w.]{2,24}$",
        r"^\\\w \W\D.{1,255}$",
        r"^(?:[A-Z]{2}\d{2}[ ]?)(?:\w{4}[ ]?){2,7}\w{1,4}$",
    ];

    for (number, pattern) in patterns.into_iter().enumerate() {
        let key = format!("key_{number}");
        desk.define("contact_attribute", &key, "text", json!({ "regex_pattern": pattern })).await;
    }

    let lea = desk.contact("Lea").await;
    desk.describe(lea, json!({ "key_0": "a".repeat(50) })).await.is(200);
    desk.describe(lea, json!({ "key_0": "a".repeat(51) })).await.refuses(&["key_0"]);
    desk.close().await;
}

#[tokio::test]
async fn a_pattern_is_held_against_texts_that_can_be_looked_at_quickly() {
    let desk = Desk::open().await;
    let pattern = json!({ "regex_pattern": "^[ab]+$" });
    desk.define("contact_attribute", "word", "text", pattern).await;
    let lea = desk.contact("Lea").await;

    desk.describe(lea, json!({ "word": "a".repeat(1_500) })).await.is(200);
    desk.describe(lea, json!({ "word": "a".repeat(1_501) })).await.refuses(&["word"]);
    desk.close().await;
}

#[tokio::test]
async fn what_is_known_of_a_record_does_not_grow_without_end() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let conversation = desk.conversation(lea, None).await;
    let (half, more) = ("x".repeat(40_000), json!({ "more": [["y".repeat(30_000)]] }));

    desk.describe(lea, json!({ "half": half })).await.is(200);
    desk.describe(lea, more.clone()).await.refuses(&["custom_attributes"]);
    desk.describe(lea, json!({ "half": "x" })).await.is(200);
    desk.describe(lea, more).await.is(200);

    let deep = json!({ "custom_attributes": { "deep": ["z".repeat(70_000)] } });
    let path = format!("conversations/{conversation}/custom_attributes");
    desk.agent().post(&path, deep).await.refuses(&["custom_attributes"]);
    let large = json!({ "additional_attributes": { "note": "z".repeat(70_000) } });
    desk.agent().patch(&format!("contacts/{lea}"), large).await.refuses(&["additional_attributes"]);
    desk.close().await;
}
