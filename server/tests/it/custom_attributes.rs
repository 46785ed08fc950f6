//! Custom attributes: which fields an account adds, and what may be written into them.

use serde_json::{Value, json};

use crate::support::{Desk, each};

const DEFINITIONS: &str = "custom_attribute_definitions";

#[tokio::test]
async fn a_definition_is_given_by_names_or_by_numbers_and_told_by_names() {
    let desk = Desk::open().await;
    let new = json!({
        "attribute_display_name": "Tier",
        "attribute_description": "What they pay for",
        "attribute_display_type": 6,
        "attribute_key": " tier ",
        "attribute_model": 1,
        "attribute_values": ["gold", 2],
        "default_value": "gold"
    });

    let made = desk.agent().post(DEFINITIONS, json!({ "custom_attribute_definition": new })).await;

    let made = made.is(200).body;
    let expected = json!({
        "id": made["id"],
        "attribute_display_name": "Tier",
        "attribute_display_type": "list",
        "attribute_description": "What they pay for",
        "attribute_key": "tier",
        "regex_pattern": null,
        "regex_cue": null,
        "attribute_values": ["gold", "2"],
        "attribute_model": "contact_attribute",
        "default_value": null,
        "created_at": "2026-02-03T10:00:00.000Z",
        "updated_at": "2026-02-03T10:00:00.000Z"
    });
    assert_eq!(made, expected);
    let path = format!("{DEFINITIONS}/{}", made["id"]);
    let changed = desk.agent().put(&path, json!({ "attribute_display_name": "Level" })).await;
    assert_eq!(changed.is(200).body["attribute_display_name"], "Level");
    assert_eq!(
        desk.outsider().get(&path).await.is(200).body["attribute_values"],
        json!(["gold", "2"])
    );
    assert_eq!(desk.agent().delete(&path).await.is(204).text, "");
    desk.agent().get(&path).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn definitions_are_listed_by_what_has_the_attribute() {
    let desk = Desk::open().await;
    desk.define("contact_attribute", "tier", "text", json!({})).await;
    desk.define("conversation_attribute", "order", "text", json!({})).await;
    desk.define("conversation_attribute", "tier", "text", json!({})).await;
    let listed = async |query: &str| {
        let path = format!("{DEFINITIONS}?attribute_model={query}");
        each(&desk.agent().get(&path).await.is(200).body, "attribute_key")
    };

    assert_eq!(listed("contact_attribute").await, ["tier"]);
    assert_eq!(listed("1").await, ["tier"]);
    assert_eq!(listed("0").await, ["order", "tier"]);
    assert_eq!(listed("").await, ["tier", "order", "tier"]);
    assert_eq!(listed("2").await, Vec::<Value>::new());
    assert_eq!(listed("agent_attribute").await, Vec::<Value>::new());

    desk.close().await;
}

#[tokio::test]
async fn bad_definitions_are_refused_by_name() {
    let desk = Desk::open().await;
    desk.define("contact_attribute", "tier", "text", json!({})).await;
    let before = desk.contents().await;
    let with = |field: &str, value: Value| {
        let mut new = json!({ "attribute_display_name": "Size", "attribute_key": "size" });
        new["attribute_model"] = json!("contact_attribute");
        new[field] = value;
        new
    };
    let refused = [
        ("attribute_display_name", json!(" "), "Attribute display name can't be blank"),
        (
            "attribute_key",
            json!("a key"),
            "Attribute key must only contain letters, numbers, underscores, hyphens, and dots",
        ),
        ("attribute_key", json!("tier"), "Attribute key has already been taken"),
        (
            "attribute_key",
            json!("email"),
            "Attribute key The provided key is not allowed as it might conflict with default \
             attributes.",
        ),
        ("regex_pattern", json!("("), "Regex pattern is not a pattern that can be used"),
    ];

    for (field, value, message) in refused {
        let reply = desk.agent().post(DEFINITIONS, with(field, value)).await.refuses(&[field]);
        assert_eq!(reply.body["message"], message);
    }
    for (field, value) in [
        ("attribute_key", json!("")),
        ("attribute_key", json!("x".repeat(256))),
        ("attribute_display_type", json!("colour")),
        ("attribute_display_type", json!(8)),
        ("attribute_model", json!("agent_attribute")),
        ("attribute_values", json!(["x".repeat(256)])),
        ("regex_pattern", json!("x".repeat(256))),
        ("regex_cue", json!("x".repeat(256))),
    ] {
        let reply = desk.agent().post(DEFINITIONS, with(field, value)).await.is(422);
        assert_eq!(reply.body["attributes"][0], field, "{}", reply.text);
    }

    desk.contents().await.are(&before, "a refused definition");
    for key in ["größe", "a.b-c_d", "名前", "status"] {
        desk.define("contact_attribute", key, "text", json!({})).await;
    }
    desk.close().await;
}

#[tokio::test]
async fn keys_that_every_record_has_are_refused() {
    let desk = Desk::open().await;
    let new = |key: &str, model: i64| json!({ "attribute_display_name": key, "attribute_key": key, "attribute_model": model });
    let of_conversations = [
        "status",
        "priority",
        "assignee_id",
        "inbox_id",
        "team_id",
        "display_id",
        "campaign_id",
        "labels",
        "browser_language",
        "country_code",
        "referer",
        "created_at",
        "last_activity_at",
    ];
    let of_contacts = [
        "name",
        "email",
        "phone_number",
        "identifier",
        "country_code",
        "city",
        "created_at",
        "last_activity_at",
        "referer",
        "blocked",
    ];

    for key in of_conversations {
        desk.agent().post(DEFINITIONS, new(key, 0)).await.refuses(&["attribute_key"]);
    }
    for key in of_contacts {
        desk.agent().post(DEFINITIONS, new(key, 1)).await.refuses(&["attribute_key"]);
    }

    desk.agent().post(DEFINITIONS, new("name", 0)).await.is(200);
    desk.agent().post(DEFINITIONS, new("status", 1)).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn each_type_takes_what_it_means() {
    let desk = Desk::open().await;
    let values = json!({ "attribute_values": ["gold", "silver", "7"] });
    for kind in ["text", "number", "currency", "percent", "link", "date", "checkbox"] {
        desk.define("contact_attribute", &format!("a_{kind}"), kind, json!({})).await;
    }
    desk.define("contact_attribute", "a_list", "list", values).await;
    let lea = desk.contact("Lea").await;
    let taken = [
        ("text", json!(["words", "", null, 5, true])),
        ("number", json!([5, -1.5, "12", " 3.25 ", "", null])),
        ("currency", json!([9.99, "1000"])),
        ("percent", json!([0, 150, "12.5"])),
        ("link", json!(["https://a.test", "anything"])),
        ("date", json!(["2026-02-03", "2026-02-03T10:00:00.000Z", null])),
        ("list", json!(["gold", "silver", 7, "", null])),
        ("checkbox", json!([true, false, "true", "false", null])),
    ];
    let refused = [
        ("text", json!([["a"], { "a": 1 }]), "A text must be a text"),
        ("number", json!(["many", true, [1], "1,5", "NaN", "inf"]), "A number must be a number"),
        ("currency", json!(["€5"]), "A currency must be a number"),
        ("percent", json!(["12%"]), "A percent must be a number"),
        ("link", json!([{ "href": "https://a.test" }]), "A link must be a text"),
        (
            "date",
            json!(["tomorrow", "03/02/2026", "2026-02-30", 5, true]),
            "A date must be a date (YYYY-MM-DD)",
        ),
        ("list", json!(["bronze", "GOLD", ["gold"]]), "A list must be one of gold, silver, 7"),
        ("checkbox", json!(["yes", 1, "TRUE"]), "A checkbox must be true or false"),
    ];

    for (kind, values) in taken {
        for value in values.as_array().expect("a list") {
            let reply = desk.describe(lea, json!({ format!("a_{kind}"): value })).await;
            assert_eq!(reply.status, 200, "{kind} {value}: {}", reply.text);
        }
    }
    for (kind, values, message) in refused {
        let key = format!("a_{kind}");
        for value in values.as_array().expect("a list") {
            let reply = desk.describe(lea, json!({ &key: value })).await.refuses(&[&key]);
            assert_eq!(reply.body["message"], message, "{value}");
        }
    }

    desk.close().await;
}

#[tokio::test]
async fn only_keys_that_change_are_checked() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    desk.describe(lea, json!({ "age": "old", "plate": "none" })).await.is(200);
    desk.define("contact_attribute", "age", "number", json!({})).await;
    desk.define("contact_attribute", "plate", "text", json!({ "regex_pattern": "^\\d+$" })).await;

    let same = desk.describe(lea, json!({ "age": "old", "plate": "none", "city": "Rome" })).await;

    let stored = json!({ "age": "old", "plate": "none", "city": "Rome" });
    assert_eq!(same.is(200).body["payload"]["custom_attributes"], stored);
    desk.describe(lea, json!({ "age": "older" })).await.refuses(&["age"]);
    desk.describe(lea, json!({ "age": 40 })).await.is(200);
    desk.describe(lea, json!({ "age": "old" })).await.refuses(&["age"]);
    desk.close().await;
}

#[tokio::test]
async fn definitions_of_one_kind_say_nothing_about_the_other() {
    let desk = Desk::open().await;
    desk.define("conversation_attribute", "age", "number", json!({})).await;
    let lea = desk.contact("Lea").await;
    let conversation = desk.conversation(lea, None).await;

    desk.describe(lea, json!({ "age": "old" })).await.is(200);

    let path = format!("conversations/{conversation}/custom_attributes");
    let attributes = json!({ "custom_attributes": { "age": "old" } });
    desk.agent().post(&path, attributes).await.refuses(&["age"]);
    desk.close().await;
}

#[tokio::test]
async fn a_new_record_is_held_against_the_definitions_too() {
    let desk = Desk::open().await;
    desk.define("conversation_attribute", "order", "number", json!({})).await;
    desk.define("contact_attribute", "age", "number", json!({})).await;
    let lea = desk.contact("Lea").await;
    let before = desk.contents().await;

    let contact = json!({ "name": "Max", "custom_attributes": { "age": "old" } });
    desk.agent().post("contacts", contact).await.refuses(&["age"]);
    let conversation = json!({
        "inbox_id": desk.inbox().await,
        "contact_id": lea,
        "custom_attributes": { "order": "first" }
    });
    desk.agent().post("conversations", conversation).await.refuses(&["order"]);

    desk.contents().await.are(&before, "a refused record");
    desk.close().await;
}

#[tokio::test]
async fn attributes_of_conversations_are_replaced_by_post_and_merged_by_patch() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{conversation}/custom_attributes");
    let set = |attributes: Value| json!({ "custom_attributes": attributes });
    desk.agent().post(&path, set(json!({ "a": 1, "b": "x" }))).await.is(200);

    let merged = desk.agent().patch(&path, set(json!({ "b": "y", "c": null }))).await.is(200);

    assert_eq!(merged.body, set(json!({ "a": 1, "b": "y", "c": null })));
    let replaced = desk.agent().post(&path, set(json!({ "d": [1, { "e": 2 }] }))).await.is(200);
    assert_eq!(replaced.body, set(json!({ "d": [1, { "e": 2 }] })));
    assert_eq!(desk.show(conversation).await["custom_attributes"], json!({ "d": [1, { "e": 2 }] }));
    let missing = desk.agent().post(&path, json!({})).await;
    missing.says(422, "param is missing or the value is empty: custom_attributes");
    desk.agent().post(&path, set(json!([]))).await.refuses(&["custom_attributes"]);
    desk.close().await;
}

#[tokio::test]
async fn values_of_conversations_have_a_size() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{conversation}/custom_attributes");
    let set = |note: Value| json!({ "custom_attributes": { "note": note } });

    desk.agent().post(&path, set(json!("ü".repeat(1_500)))).await.is(200);
    desk.agent().post(&path, set(json!(9_999_999_999_i64))).await.is(200);
    let before = desk.contents().await;

    let long = desk.agent().post(&path, set(json!("ü".repeat(1_501)))).await;
    let long = long.refuses(&["custom_attributes"]);
    assert_eq!(long.body["message"], "Custom attributes note length should be < 1500");
    for number in [10_000_000_000_u64, u64::MAX] {
        let large = desk.agent().post(&path, set(json!(number))).await;
        let large = large.refuses(&["custom_attributes"]);
        assert_eq!(large.body["message"], "Custom attributes note value should be < 9999999999");
    }
    desk.contents().await.are(&before, "a refused value");
    desk.close().await;
}

#[tokio::test]
async fn values_stay_when_their_definition_goes() {
    let desk = Desk::open().await;
    let id = desk.define("contact_attribute", "age", "number", json!({})).await;
    let lea = desk.contact("Lea").await;
    desk.describe(lea, json!({ "age": 40 })).await.is(200);

    desk.agent().delete(&format!("{DEFINITIONS}/{id}")).await.is(204);

    let shown = desk.agent().get(&format!("contacts/{lea}")).await.is(200);
    assert_eq!(shown.body["payload"]["custom_attributes"], json!({ "age": 40 }));
    desk.describe(lea, json!({ "age": "old" })).await.is(200);
    desk.close().await;
}
