//! Filters of contacts: every operator on every kind of attribute.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Desk, Reply, each};

async fn filter(desk: &Desk, rules: Value) -> Reply {
    desk.agent().post("contacts/filter?sort=name", json!({ "payload": rules })).await
}

fn rule(key: &str, operator: &str, values: Value) -> Value {
    json!({ "attribute_key": key, "filter_operator": operator, "values": values })
}

/// Says that one rule lets these through, by the first letters of their names.
async fn lets_through(desk: &Desk, key: &str, operator: &str, values: Value, expected: &str) {
    let found = filter(desk, json!([rule(key, operator, values.clone())])).await.is(200);
    let names = each(&found.body["payload"], "name");
    let letters: String = names.iter().filter_map(|name| name.as_str()?.chars().next()).collect();
    assert_eq!(letters, expected, "{key} {operator} {values}");
    assert_eq!(found.body["meta"]["count"], expected.chars().count());
}

/// Four contacts on four days, and one who cannot be told apart.
async fn people(desk: &Desk) {
    let day = Duration::from_hours(24);
    for contact in [
        json!({ "name": "Ann Ång", "email": "ann@x.test", "phone_number": "+390611",
                "identifier": "A-1", "blocked": true,
                "additional_attributes": { "city": "Rome", "country_code": "IT", "company": "Zeta" } }),
        json!({ "name": "Bob 50%", "email": "bob@x.test", "phone_number": "+390622",
                "additional_attributes": { "city": "rome", "company": "Alpha_1" } }),
        json!({ "name": "Cyd", "email": "cyd@y.test" }),
        json!({ "name": "Dee", "phone_number": "+4477", "identifier": "d-4" }),
        json!({ "name": "Nobody", "additional_attributes": { "city": "Rome" } }),
    ] {
        desk.contact_with(contact).await;
        desk.wait(day);
    }
}

#[tokio::test]
async fn texts_are_compared_without_regard_to_case() {
    let desk = Desk::open().await;
    people(&desk).await;
    let cases = [
        ("name", "equal_to", json!(["ann ÅNG"]), "A"),
        ("name", "equal_to", json!(["ann"]), ""),
        ("name", "equal_to", json!(["cyd", "dee"]), "C"),
        ("name", "not_equal_to", json!(["CYD"]), "ABD"),
        ("name", "contains", json!(["D"]), "CD"),
        ("name", "contains", json!(["å", "dee"]), "AD"),
        ("name", "contains", json!("ob"), "B"),
        ("name", "contains", json!(["%"]), "B"),
        ("name", "contains", json!(["_"]), ""),
        ("name", "does_not_contain", json!(["d", "%"]), "A"),
        ("email", "equal_to", json!(["BOB@X.test"]), "B"),
        ("email", "not_equal_to", json!(["bob@x.test"]), "AC"),
        ("email", "contains", json!(["@X."]), "AB"),
        ("email", "does_not_contain", json!(["@x."]), "CD"),
        ("identifier", "equal_to", json!(["a-1"]), "A"),
        ("identifier", "not_equal_to", json!(["D-4"]), "A"),
        ("phone_number", "equal_to", json!(["390611"]), "A"),
        ("phone_number", "equal_to", json!(["+390611"]), "A"),
        ("phone_number", "not_equal_to", json!(["390611"]), "BD"),
        ("phone_number", "starts_with", json!(["390611"]), "A"),
        ("phone_number", "starts_with", json!(["3906"]), ""),
        ("phone_number", "contains", json!(["+3906"]), "AB"),
        ("phone_number", "does_not_contain", json!(["3906"]), "CD"),
    ];

    for (key, operator, values, expected) in cases {
        lets_through(&desk, key, operator, values, expected).await;
    }

    desk.close().await;
}

#[tokio::test]
async fn additional_attributes_are_compared_without_regard_to_case() {
    let desk = Desk::open().await;
    people(&desk).await;
    let cases = [
        ("city", "equal_to", json!(["ROME"]), "AB"),
        ("city", "not_equal_to", json!(["Rome"]), ""),
        ("city", "contains", json!(["OM"]), "AB"),
        ("city", "does_not_contain", json!(["om"]), "CD"),
        ("country_code", "equal_to", json!(["it"]), "A"),
        ("country_code", "not_equal_to", json!(["no"]), "A"),
        ("company", "equal_to", json!(["zeta"]), "A"),
        ("company", "contains", json!(["_"]), "B"),
        ("company", "does_not_contain", json!(["zeta"]), "BCD"),
    ];

    for (key, operator, values, expected) in cases {
        lets_through(&desk, key, operator, values, expected).await;
    }

    desk.close().await;
}

#[tokio::test]
async fn days_are_compared_as_a_whole() {
    let desk = Desk::open().await;
    people(&desk).await;
    let cases = [
        ("created_at", "is_greater_than", json!(["2026-02-04"]), "CD"),
        ("created_at", "is_greater_than", json!(["2026-02-04T23:00:00Z"]), "CD"),
        ("created_at", "is_less_than", json!(["2026-02-04"]), "A"),
        ("created_at", "is_less_than", json!("2026-02-05"), "AB"),
        ("created_at", "days_before", json!([2]), "ABC"),
        ("created_at", "days_before", json!(["3"]), "AB"),
        ("created_at", "days_before", json!(["3 days"]), "AB"),
        ("created_at", "days_before", json!([5]), ""),
        ("last_activity_at", "is_greater_than", json!(["2020-01-01"]), ""),
    ];

    for (key, operator, values, expected) in cases {
        lets_through(&desk, key, operator, values, expected).await;
    }

    let found = desk.agent().get("contacts/search?q=cyd").await.body["payload"][0].clone();
    desk.conversation(found["id"].as_i64().unwrap(), Some("Hello")).await;
    lets_through(&desk, "last_activity_at", "is_greater_than", json!(["2026-02-07"]), "C").await;
    lets_through(&desk, "last_activity_at", "is_less_than", json!(["2026-02-09"]), "C").await;
    lets_through(&desk, "last_activity_at", "days_before", json!([0]), "").await;
    desk.close().await;
}

#[tokio::test]
async fn labels_and_blocked_contacts_are_filtered() {
    let desk = Desk::open().await;
    people(&desk).await;
    for (text, labels) in [("ann", json!(["vip", "late"])), ("bob", json!(["Late"]))] {
        let found = desk.agent().get(&format!("contacts/search?q={text}")).await;
        let path = format!("contacts/{}/labels", found.body["payload"][0]["id"]);
        desk.agent().post(&path, json!({ "labels": labels })).await.is(200);
    }
    let cases = [
        ("labels", "equal_to", json!(["VIP"]), "A"),
        ("labels", "equal_to", json!(["late"]), "AB"),
        ("labels", "equal_to", json!(["vip", "late"]), "A"),
        ("labels", "equal_to", json!(["nobody"]), ""),
        ("labels", "not_equal_to", json!(["vip"]), "BCD"),
        ("labels", "not_equal_to", json!(["nobody"]), "ABCD"),
        ("labels", "is_present", json!([]), "AB"),
        ("labels", "is_not_present", Value::Null, "CD"),
        ("blocked", "equal_to", json!([true]), "A"),
        ("blocked", "equal_to", json!(["false"]), "BCD"),
        ("blocked", "not_equal_to", json!(["true"]), "BCD"),
        ("blocked", "not_equal_to", json!(false), "A"),
    ];

    for (key, operator, values, expected) in cases {
        lets_through(&desk, key, operator, values, expected).await;
    }

    desk.close().await;
}

#[tokio::test]
async fn custom_attributes_are_compared_as_what_they_mean() {
    let desk = Desk::open().await;
    // Stored before there is a definition, so a value may be anything.
    for (name, attributes) in [
        ("Ann", json!({ "tier": "Gold", "age": 40, "since": "2026-01-05", "loyal": true })),
        (
            "Bob",
            json!({ "tier": "silver", "age": "39.5", "since": "2026-01-05T23:59:59Z", "loyal": "true" }),
        ),
        ("Cyd", json!({ "tier": null, "age": "old", "since": "2025-12-31", "loyal": false })),
        ("Dee", json!({})),
        ("Eve", json!({ "tier": "50%_", "age": "2026-01-05", "loyal": "false" })),
    ] {
        let contact = json!({ "name": name, "identifier": name, "custom_attributes": attributes });
        desk.contact_with(contact).await;
    }
    let tiers = json!({ "attribute_values": ["Gold", "silver"] });
    desk.define("contact_attribute", "tier", "list", tiers).await;
    desk.define("contact_attribute", "age", "number", json!({})).await;
    desk.define("contact_attribute", "since", "date", json!({})).await;
    desk.define("contact_attribute", "loyal", "checkbox", json!({})).await;
    let cases = [
        ("tier", "equal_to", json!(["GOLD"]), "A"),
        ("tier", "equal_to", json!(["gold", "silver"]), "A"),
        ("tier", "not_equal_to", json!(["gold"]), "BCDE"),
        ("tier", "contains", json!(["OL"]), "A"),
        ("tier", "contains", json!(["ol", "il"]), "AB"),
        ("tier", "contains", json!(["%_"]), "E"),
        ("tier", "does_not_contain", json!(["l"]), "CDE"),
        ("tier", "is_present", json!([]), "ABE"),
        ("tier", "is_not_present", json!([]), "CD"),
        ("tier", "resembles", json!(["gold"]), "A"),
        ("age", "equal_to", json!([40]), "A"),
        ("age", "equal_to", json!(["39.5"]), "B"),
        ("age", "not_equal_to", json!([40]), "BCDE"),
        ("age", "is_greater_than", json!([39]), "AB"),
        ("age", "is_greater_than", json!(["39.5"]), "A"),
        ("age", "is_less_than", json!([40]), "B"),
        ("age", "contains", json!(["9.5"]), "B"),
        ("age", "is_present", json!([]), "ABCE"),
        ("since", "equal_to", json!(["2026-01-05"]), "AB"),
        ("since", "not_equal_to", json!(["2026-01-05"]), "CDE"),
        ("since", "is_greater_than", json!(["2026-01-04"]), "AB"),
        ("since", "is_greater_than", json!(["2026-01-05"]), ""),
        ("since", "is_less_than", json!(["2026-01-05"]), "C"),
        ("since", "days_before", json!([29]), "C"),
        ("since", "days_before", json!([28]), "ABC"),
        ("loyal", "equal_to", json!([true]), "AB"),
        ("loyal", "equal_to", json!(["false"]), "CE"),
        ("loyal", "not_equal_to", json!([true]), "CDE"),
        ("loyal", "is_not_present", json!([]), "D"),
    ];

    for (key, operator, values, expected) in cases {
        lets_through(&desk, key, operator, values, expected).await;
    }

    desk.close().await;
}

#[tokio::test]
async fn and_binds_tighter_than_or() {
    let desk = Desk::open().await;
    people(&desk).await;
    let joined = async |rules: &[(&str, &str, &str, Value)]| {
        let rules: Vec<Value> = rules
            .iter()
            .map(|(key, operator, value, join)| {
                let mut rule = rule(key, operator, json!([value]));
                rule["query_operator"] = join.clone();
                rule
            })
            .collect();
        let found = filter(&desk, json!(rules)).await.is(200);
        let names = each(&found.body["payload"], "name");
        names.iter().filter_map(|name| name.as_str()?.chars().next()).collect::<String>()
    };
    let (and, or, nothing) = (json!("AND"), json!("or"), Value::Null);
    let ann = |join: &Value| ("name", "contains", "ann", join.clone());
    let rome = |join: &Value| ("city", "equal_to", "rome", join.clone());
    let bob = |join: &Value| ("name", "contains", "bob", join.clone());
    let dee = |join: &Value| ("name", "contains", "dee", join.clone());

    assert_eq!(joined(&[ann(&or), bob(&and), rome(&nothing)]).await, "AB");
    assert_eq!(joined(&[dee(&or), ann(&and), bob(&nothing)]).await, "D");
    assert_eq!(joined(&[ann(&and), bob(&or), dee(&nothing)]).await, "D");
    assert_eq!(joined(&[ann(&and), rome(&or), dee(&and), rome(&nothing)]).await, "A");
    assert_eq!(joined(&[ann(&or), dee(&or), bob(&nothing)]).await, "ABD");
    assert_eq!(joined(&[rome(&json!("")), ann(&json!("And"))]).await, "A");
    assert_eq!(joined(&[ann(&or), bob(&or)]).await, "AB", "an operator too many is none");

    desk.close().await;
}

#[tokio::test]
async fn a_filter_is_a_list_like_any_other() {
    let desk = Desk::open().await;
    for number in 0..17 {
        let contact =
            json!({ "name": format!("Lea {number:02}"), "identifier": number.to_string() });
        desk.contact_with(contact).await;
    }
    let rules = json!([rule("name", "contains", json!(["lea"]))]);
    let asked = json!({ "payload": rules, "page": 2, "include_contact_inboxes": "false" });

    let second = desk.agent().post("contacts/filter?sort=-name", asked).await.is(200);

    assert_eq!(second.body["meta"], json!({ "count": 17, "current_page": 2 }));
    assert_eq!(each(&second.body["payload"], "name"), ["Lea 01", "Lea 00"]);
    assert_eq!(second.body["payload"][0].get("contact_inboxes"), None);
    let all = filter(&desk, json!([])).await.is(200);
    assert_eq!(all.body["meta"]["count"], 17);
    let missing = desk.agent().post("contacts/filter", json!({ "page": 1 })).await;
    missing.says(422, "param is missing or the value is empty: payload");
    desk.close().await;
}
