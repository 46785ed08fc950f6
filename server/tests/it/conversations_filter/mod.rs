//! Filters of conversations: every operator on every kind of attribute, also against a plain
//! reading of the contract in [`reference`].

mod reference;

use std::time::Duration;

use rand::{SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};

use self::reference::Known;
use crate::support::{Client, Desk, Reply, each};

async fn filter(person: &Client, rules: Value) -> Reply {
    person.post("conversations/filter", json!({ "payload": rules })).await
}

fn rule(key: &str, operator: &str, values: Value) -> Value {
    json!({ "attribute_key": key, "filter_operator": operator, "values": values })
}

/// The numbers of the conversations that are let through, in order.
async fn numbers(person: &Client, rules: &Value) -> Vec<i64> {
    let found = filter(person, rules.clone()).await.is(200).body;
    let numbers = each(&found["payload"], "id");
    let mut numbers: Vec<i64> = numbers.iter().map(|id| id.as_i64().unwrap()).collect();
    assert_eq!(found["meta"]["all_count"], numbers.len(), "{rules}");
    numbers.sort_unstable();
    numbers
}

/// Conversations that differ in everything, with what is known of each.
async fn conversations(desk: &Desk) -> Vec<Known> {
    let lea = desk.contact("Lea").await;
    let team = desk.add_team("Sales", &["Ben"]).await;
    let other = desk.add_inbox("Other", &["Cleo"]).await;
    let inboxes = [desk.inbox().await, other];
    let mut all = Vec::new();
    for number in 0..16_usize {
        let mut known =
            Known::number(number, inboxes, [desk.id_of("Ben"), desk.id_of("Cleo")], team);
        let mut new = json!({ "inbox_id": known.inbox, "contact_id": lea, "status": known.status });
        for (key, value) in [
            ("assignee_id", json!(known.assignee)),
            ("team_id", json!(known.team)),
            ("additional_attributes", json!(known.additional)),
            ("custom_attributes", json!(known.custom)),
        ] {
            if !value.is_null() {
                new[key] = value;
            }
        }
        known.id = desk.conversation_with(new).await;
        let path = format!("conversations/{}", known.id);
        if let Some(priority) = known.priority {
            desk.admin().patch(&path, json!({ "priority": priority })).await.is(200);
        }
        let labels = json!({ "labels": known.labels });
        desk.admin().post(&format!("{path}/labels"), labels).await.is(200);
        let created = desk.clock.now();
        if number % 3 == 0 {
            desk.wait(Duration::from_hours(5));
            desk.contact_says(known.id, "still there?").await;
        }
        let shown = desk.show(known.id).await;
        known.created = created.day();
        known.active = shown["last_activity_at"].as_i64().unwrap().div_euclid(86_400);
        all.push(known);
        desk.wait(Duration::from_hours(9));
    }
    for (key, kind) in reference::DEFINITIONS {
        let more = if kind == "list" { json!({ "attribute_values": ["Gold"] }) } else { json!({}) };
        desk.define("conversation_attribute", key, kind, more).await;
    }
    all
}

#[tokio::test]
async fn every_filter_lets_through_what_the_contract_says() {
    let desk = Desk::open().await;
    let all = conversations(&desk).await;
    let today = desk.clock.now().day();
    let seed = u64::from(std::process::id());
    eprintln!("seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);

    for _ in 0..250 {
        let rules = reference::rules(&mut dice, &all, today);
        let expected = reference::let_through(&all, &rules, today);
        let json = json!(rules.iter().map(reference::Rule::to_json).collect::<Vec<_>>());
        let found = numbers(&desk.admin(), &json).await;
        assert_eq!(found, expected, "seed {seed}: {json:#}");
        let seen: Vec<i64> = all
            .iter()
            .filter(|known| known.inbox == all[0].inbox && expected.contains(&known.id))
            .map(|known| known.id)
            .collect();
        assert_eq!(numbers(&desk.agent(), &json).await, seen, "Ben, seed {seed}: {json:#}");
    }

    desk.close().await;
}

#[tokio::test]
async fn values_come_in_every_form_that_clients_send() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let (open, resolved) = (desk.conversation(lea, None).await, desk.conversation(lea, None).await);
    desk.set_status(resolved, "resolved").await;
    let ben = desk.id_of("Ben");
    desk.assign(open, json!({ "assignee_id": ben })).await;
    let inbox = desk.inbox().await;
    let cases = [
        ("status", json!(["open"]), vec![open]),
        ("status", json!("open"), vec![open]),
        ("status", json!([{ "id": "open", "name": "Open" }]), vec![open]),
        ("status", json!(["all"]), vec![open, resolved]),
        ("status", json!(["Open"]), vec![]),
        ("assignee_id", json!([ben]), vec![open]),
        ("assignee_id", json!([ben.to_string()]), vec![open]),
        ("assignee_id", json!([{ "id": ben, "name": "Ben" }]), vec![open]),
        ("assignee_id", json!(ben), vec![open]),
        ("inbox_id", json!([inbox, inbox]), vec![open, resolved]),
        ("inbox_id", json!([0]), vec![]),
        ("inbox_id", json!([-1]), vec![]),
        ("team_id", json!([0]), vec![]),
        ("display_id", json!([open.to_string()]), vec![open]),
    ];

    for (key, values, expected) in cases {
        let rules = json!([rule(key, "equal_to", values)]);
        assert_eq!(numbers(&desk.admin(), &rules).await, expected, "{rules}");
    }
    desk.close().await;
}

#[tokio::test]
async fn a_page_of_a_filter_is_told_with_its_counts() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    for number in 0..27 {
        let conversation = desk.conversation(lea, None).await;
        desk.wait(Duration::from_secs(1));
        if number % 9 == 0 {
            let to = if number == 0 { "Cleo" } else { "Ben" };
            desk.assign(conversation, json!({ "assignee_id": desk.id_of(to) })).await;
        }
    }
    let open = json!([rule("status", "equal_to", json!(["open"]))]);
    let numbered = json!([rule("display_id", "not_equal_to", json!([99]))]);

    for rules in [json!([]), open, numbered] {
        let first = filter(&desk.agent(), rules.clone()).await.is(200).body;
        let meta = json!({ "mine_count": 2, "unassigned_count": 24, "all_count": 27 });
        assert_eq!(first["meta"], meta, "{rules}");
        let ids = each(&first["payload"], "id");
        assert_eq!((ids.len(), &ids[0]), (25, &json!(27)), "the last to be active comes first");
        let second = json!({ "payload": rules, "page": 2 });
        let second = desk.agent().post("conversations/filter", second).await.is(200).body;
        assert_eq!(each(&second["payload"], "id"), [2, 1]);
        assert_eq!(second["meta"], meta);
        let again = json!({ "payload": rules });
        let again = desk.agent().post("conversations/filter?page=2", again).await.is(200).body;
        assert_eq!(again, second);
    }
    let listed = desk.agent().get("conversations?status=open").await.body;
    let filtered = filter(&desk.agent(), json!([])).await.body;
    assert_eq!(filtered["payload"], listed["data"]["payload"]);
    desk.close().await;
}

#[tokio::test]
async fn nobody_filters_what_they_do_not_see() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    desk.conversation(lea, Some("hello")).await;
    let inbox = desk.inbox().await;
    let neighbour = desk.neighbour().await;

    for rules in [
        json!([]),
        json!([rule("inbox_id", "equal_to", json!([inbox]))]),
        json!([rule("status", "equal_to", json!(["all"]))]),
        json!([rule("assignee_id", "is_not_present", json!([]))]),
        json!([rule("display_id", "contains", json!(["1"]))]),
    ] {
        for person in [&desk.outsider(), &neighbour] {
            let found = filter(person, rules.clone()).await.is(200).body;
            let nothing = json!({ "mine_count": 0, "unassigned_count": 0, "all_count": 0 });
            assert_eq!(found, json!({ "meta": nothing, "payload": [] }), "{rules}");
        }
        assert_eq!(numbers(&desk.agent(), &rules).await, [1], "{rules}");
    }
    desk.close().await;
}

#[tokio::test]
async fn a_filter_is_refused_in_the_words_of_the_contract() {
    let desk = Desk::open().await;
    desk.define("conversation_attribute", "tier", "text", json!({})).await;
    let keys = "status,assignee_id,inbox_id,team_id,priority,display_id,campaign_id,labels,\
                browser_language,conversation_language,referer,created_at,last_activity_at,\
                mail_subject";
    let refused = async |rules: Value, words: &str| {
        let reply = filter(&desk.agent(), rules).await.says(422, words);
        assert_eq!(reply.body["error"], words);
    };
    let invalid = |key: &str| format!("Invalid value. The values provided for {key} are invalid");
    let two = "equal_to,not_equal_to";
    let four = "equal_to,not_equal_to,contains,does_not_contain";
    let present = "equal_to,not_equal_to,is_present,is_not_present";
    let dates = "is_greater_than,is_less_than,days_before";
    for (key, allowed) in [
        ("status", two),
        ("assignee_id", present),
        ("inbox_id", present),
        ("team_id", present),
        ("priority", two),
        ("display_id", four),
        ("campaign_id", present),
        ("labels", present),
        ("browser_language", two),
        ("conversation_language", two),
        ("referer", four),
        ("created_at", dates),
        ("last_activity_at", dates),
        ("mail_subject", four),
    ] {
        let words = format!("Invalid operator. The allowed operators for {key} are [{allowed}].");
        refused(json!([rule(key, "resembles", json!(["x"]))]), &words).await;
        let operator = allowed.split(',').next().unwrap();
        for blank in [json!([]), json!(""), Value::Null] {
            refused(json!([rule(key, operator, blank)]), &invalid(key)).await;
        }
    }
    for (key, operator, values) in [
        ("assignee_id", "equal_to", json!(["Ben"])),
        ("display_id", "equal_to", json!([1.5])),
        ("created_at", "is_greater_than", json!(["soon"])),
        ("created_at", "days_before", json!(["soon"])),
        ("tier", "is_greater_than", json!(["gold"])),
        ("unknown", "is_less_than", json!([1])),
        ("labels", "equal_to", json!([null])),
    ] {
        refused(json!([rule(key, operator, values)]), &invalid(key)).await;
    }
    let unknown = format!(
        "Invalid attribute key - [colour]. The key should be one of [{keys}] or a custom attribute \
         defined in the account."
    );
    refused(json!([rule("colour", "equal_to", json!(["red"]))]), &unknown).await;
    let mut xor = rule("colour", "equal_to", json!(["red"]));
    xor["query_operator"] = json!("XOR");
    let words = "Query operator must be either \"AND\" or \"OR\".";
    refused(json!([rule("status", "resembles", json!([])), xor]), words).await;
    let many: Vec<Value> = (0..101).map(|_| rule("status", "equal_to", json!(["open"]))).collect();
    refused(json!(many), "A filter has at most 100 conditions.").await;
    let many: Vec<i64> = (0..501).collect();
    refused(json!([rule("inbox_id", "equal_to", json!(many))]), "A filter has at most 500 values.")
        .await;
    let missing = desk.agent().post("conversations/filter", json!({ "page": 1 })).await;
    missing.says(422, "param is missing or the value is empty: payload");
    desk.close().await;
}
