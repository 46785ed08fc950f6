//! Rows about custom attributes.

use serde_json::{Value, json};

use crate::support::{Desk, each};

async fn define(desk: &Desk, definition: Value) -> Value {
    desk.admin().post("custom_attribute_definitions", definition).await.is(200).body
}

#[tokio::test]
async fn seeds_vs_upstream_12_definitions_take_numbers_or_names_and_answer_with_names() {
    let desk = Desk::open().await;
    let new = |key: &str, kind: Value, model: Value| {
        json!({
            "attribute_display_name": key,
            "attribute_display_type": kind,
            "attribute_key": key,
            "attribute_model": model
        })
    };

    let by_number = define(&desk, new("a", json!(6), json!(1))).await;
    let by_text = define(&desk, new("b", json!("6"), json!("1"))).await;
    let by_name = define(&desk, new("c", json!("list"), json!("contact_attribute"))).await;
    define(&desk, new("d", json!("list"), json!("conversation_attribute"))).await;

    for definition in [by_number, by_text, by_name] {
        assert_eq!(definition["attribute_display_type"], "list");
        assert_eq!(definition["attribute_model"], "contact_attribute");
    }
    let keys = async |model: &str| {
        let path = format!("custom_attribute_definitions?attribute_model={model}");
        each(&desk.admin().get(&path).await.is(200).body, "attribute_key")
    };
    assert_eq!(keys("1").await, ["a", "b", "c"]);
    assert_eq!(keys("contact_attribute").await, ["a", "b", "c"]);
    assert_eq!(keys("0").await, ["d"]);
    assert_eq!(keys("conversation_attribute").await, ["d"]);
    assert_eq!(keys("").await, ["a", "b", "c", "d"]);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_12_only_values_that_change_are_held_against_their_definition() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}/custom_attributes");
    let with =
        |plan: &str, code: &str| json!({ "custom_attributes": { "plan": plan, "code": code } });
    desk.admin().post(&path, with("free", "x")).await.is(200);
    let plan = json!({
        "attribute_display_name": "Plan",
        "attribute_display_type": "list",
        "attribute_key": "plan",
        "attribute_values": ["gold", "silver"]
    });
    define(&desk, plan).await;
    let code = json!({
        "attribute_display_name": "Code",
        "attribute_display_type": "text",
        "attribute_key": "code",
        "regex_pattern": "^[0-9]+$",
        "regex_cue": "Digits, please"
    });
    define(&desk, code).await;

    let unchanged = desk.admin().post(&path, with("free", "12")).await;
    let off_the_list = desk.admin().post(&path, with("bronze", "12")).await;
    let off_the_pattern = desk.admin().post(&path, with("free", "y")).await;
    let fitting = desk.admin().post(&path, with("gold", "34")).await;

    unchanged.is(200).holds(with("free", "12"));
    off_the_list.refuses(&["plan"]);
    off_the_pattern.refuses(&["code"]).holds(json!({ "message": "Digits, please" }));
    fitting.is(200).holds(with("gold", "34"));
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_13_post_replaces_the_attributes_of_a_conversation_and_patch_merges() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}/custom_attributes");
    let with = |attributes: Value| json!({ "custom_attributes": attributes });

    let first = desk.admin().post(&path, with(json!({ "a": 1, "b": 2 }))).await.is(200);
    let merged = desk.admin().patch(&path, with(json!({ "b": 3, "c": 4 }))).await.is(200);
    let replaced = desk.admin().post(&path, with(json!({ "d": 5 }))).await.is(200);

    assert_eq!(first.body, with(json!({ "a": 1, "b": 2 })));
    assert_eq!(merged.body, with(json!({ "a": 1, "b": 3, "c": 4 })));
    assert_eq!(replaced.body, with(json!({ "d": 5 })));
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_14_attributes_of_a_contact_are_merged_by_put_and_by_patch() {
    let desk = Desk::open().await;
    let path = format!("contacts/{}", desk.contact("John").await);
    let with = |attributes: Value| json!({ "custom_attributes": attributes });

    desk.admin().put(&path, with(json!({ "a": 1, "b": 2 }))).await.is(200);
    let put = desk.admin().put(&path, with(json!({ "b": 3 }))).await.is(200);
    let patched = desk.admin().patch(&path, with(json!({ "c": 4 }))).await.is(200);

    assert_eq!(put.body["payload"]["custom_attributes"], json!({ "a": 1, "b": 3 }));
    let all = json!({ "a": 1, "b": 3, "c": 4 });
    assert_eq!(patched.body["payload"]["custom_attributes"], all);
    desk.close().await;
}
