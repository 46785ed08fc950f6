//! What filters are refused for, in the words of the contract and in its order.

use serde_json::{Value, json};

use crate::support::{Desk, Reply};

fn rule(key: &str, operator: &str, values: Value) -> Value {
    json!({ "attribute_key": key, "filter_operator": operator, "values": values })
}

async fn filter(desk: &Desk, rules: Value) -> Reply {
    desk.agent().post("contacts/filter", json!({ "payload": rules })).await
}

/// Says that a filter is refused in these words.
async fn refused(desk: &Desk, rules: Value, words: &str) {
    let reply = filter(desk, rules).await.says(422, words);
    assert_eq!(reply.body["error"], words);
}

#[tokio::test]
async fn an_operator_must_be_one_of_its_attribute() {
    let desk = Desk::open().await;
    let four = "equal_to,not_equal_to,contains,does_not_contain";
    let operators = [
        ("name", four),
        ("phone_number", "equal_to,not_equal_to,contains,does_not_contain,starts_with"),
        ("email", four),
        ("identifier", "equal_to,not_equal_to"),
        ("country_code", "equal_to,not_equal_to"),
        ("city", four),
        ("company", four),
        ("labels", "equal_to,not_equal_to,is_present,is_not_present"),
        ("created_at", "is_greater_than,is_less_than,days_before"),
        ("last_activity_at", "is_greater_than,is_less_than,days_before"),
        ("blocked", "equal_to,not_equal_to"),
    ];

    for (key, allowed) in operators {
        let words = format!("Invalid operator. The allowed operators for {key} are [{allowed}].");
        for operator in ["", "resembles", "EQUAL_TO"] {
            refused(&desk, json!([rule(key, operator, json!(["x"]))]), &words).await;
        }
    }

    desk.close().await;
}

#[tokio::test]
async fn a_value_must_be_there_and_fit() {
    let desk = Desk::open().await;
    desk.define("contact_attribute", "tier", "text", json!({})).await;
    desk.define("contact_attribute", "age", "number", json!({})).await;
    desk.define("contact_attribute", "since", "date", json!({})).await;
    desk.define("contact_attribute", "loyal", "checkbox", json!({})).await;
    let bad = [
        ("name", "equal_to", json!([])),
        ("name", "equal_to", json!("")),
        ("name", "contains", Value::Null),
        ("name", "equal_to", json!([null])),
        ("name", "contains", json!([["x"]])),
        ("labels", "equal_to", json!([])),
        ("blocked", "equal_to", json!(["perhaps"])),
        ("blocked", "equal_to", json!([1])),
        ("created_at", "is_greater_than", json!(["yesterday"])),
        ("created_at", "is_greater_than", json!([20_260_203])),
        ("created_at", "is_less_than", json!(["2026-02-30"])),
        ("created_at", "is_greater_than", json!(["9999-12-31"])),
        ("created_at", "days_before", json!(["soon"])),
        ("created_at", "days_before", json!([i64::MAX])),
        ("created_at", "days_before", json!([i64::MIN])),
        ("created_at", "days_before", json!([true])),
        ("tier", "is_greater_than", json!(["gold"])),
        ("tier", "days_before", json!([1])),
        ("age", "equal_to", json!(["old"])),
        ("age", "is_greater_than", json!(["NaN"])),
        ("age", "days_before", json!([1])),
        ("since", "is_less_than", json!(["soon"])),
        ("loyal", "equal_to", json!(["yes"])),
        ("shoe_size", "is_greater_than", json!([40])),
        ("shoe_size", "days_before", json!([1])),
    ];

    for (key, operator, values) in bad {
        let words = format!("Invalid value. The values provided for {key} are invalid");
        refused(&desk, json!([rule(key, operator, values)]), &words).await;
    }

    desk.close().await;
}

#[tokio::test]
async fn an_attribute_must_be_known() {
    let desk = Desk::open().await;
    desk.define("conversation_attribute", "order", "text", json!({})).await;
    let keys = "name,phone_number,email,identifier,country_code,city,company,labels,created_at,\
                last_activity_at,blocked";

    for key in ["shoe_size", "", "Name", "order", "status", "id; drop table contacts"] {
        let words = format!(
            "Invalid attribute key - [{key}]. The key should be one of [{keys}] or a custom \
             attribute defined in the account."
        );
        refused(&desk, json!([rule(key, "equal_to", json!(["x"]))]), &words).await;
    }

    desk.close().await;
}

#[tokio::test]
async fn joins_are_looked_at_before_anything_else() {
    let desk = Desk::open().await;
    let words = "Query operator must be either \"AND\" or \"OR\".";
    let mut bad = rule("name", "equal_to", json!(["x"]));
    bad["query_operator"] = json!("XOR");

    refused(&desk, json!([rule("shoe_size", "resembles", json!([])), bad]), words).await;

    let operator = rule("status", "equal_to", json!([]));
    let value = "Invalid value. The values provided for status are invalid";
    refused(&desk, json!([operator, rule("name", "resembles", json!([]))]), value).await;
    desk.close().await;
}

#[tokio::test]
async fn what_is_no_rule_is_refused_by_its_place() {
    let desk = Desk::open().await;
    let good = rule("name", "equal_to", json!(["x"]));
    let refused = [
        (json!("name"), "payload"),
        (json!({}), "payload"),
        (json!([good, 5]), "payload[1]"),
        (json!([{ "attribute_key": [] }]), "payload[0].attribute_key"),
        (json!([{ "attribute_key": "name", "filter_operator": {} }]), "payload[0].filter_operator"),
        (json!([{ "query_operator": ["AND"] }]), "payload[0].query_operator"),
    ];

    for (rules, field) in refused {
        filter(&desk, rules).await.refuses(&[field]);
    }

    desk.close().await;
}

#[tokio::test]
async fn a_filter_has_a_size() {
    let desk = Desk::open().await;
    let many = |count: usize, rule: &Value| -> Value { vec![rule.clone(); count].into() };
    let one = rule("name", "contains", json!(["x"]));
    let words: Vec<String> = (0..1_001).map(|number| format!("x{number}")).collect();

    filter(&desk, many(100, &one)).await.is(200);
    filter(&desk, many(101, &one)).await.says(422, "A filter has at most 100 conditions.");

    for operator in ["contains", "does_not_contain", "equal_to"] {
        filter(&desk, json!([rule("name", operator, json!(words[..500]))])).await.is(200);
        let more = filter(&desk, json!([rule("name", operator, json!(words))])).await;
        more.says(422, "A filter has at most 500 values.");
    }
    let all = filter(&desk, many(100, &rule("name", "contains", json!(words[..6])))).await;
    all.says(422, "A filter has at most 500 values.");
    let part = |length: usize| json!([rule("name", "contains", json!(["😀".repeat(length)]))]);
    desk.contact("Lea").await;
    filter(&desk, part(255)).await.is(200);
    let long = filter(&desk, part(256)).await;
    long.says(422, "Invalid value. The values provided for name are invalid");
    desk.close().await;
}
