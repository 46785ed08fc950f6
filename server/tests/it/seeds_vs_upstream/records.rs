//! Rows about teams, labels, webhooks and messages.

use serde_json::{Value, json};

use crate::support::{Desk, each};

#[tokio::test]
async fn seeds_vs_upstream_08_labels_are_in_the_envelope() {
    let desk = Desk::open().await;
    let contact = desk.contact("John").await;
    let id = desk.conversation(contact, None).await;
    let labels = json!({ "labels": ["vip", "enterprise"] });

    for path in [format!("conversations/{id}/labels"), format!("contacts/{contact}/labels")] {
        let set = desk.admin().post(&path, labels.clone()).await.is(200);
        let listed = desk.admin().get(&path).await.is(200);
        assert_eq!(set.body, json!({ "payload": ["vip", "enterprise"] }));
        assert_eq!(listed.body, set.body);
    }
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_09_the_type_of_a_message_goes_in_either_way_and_out_as_a_number() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}/messages");

    for message_type in [json!("outgoing"), json!(1)] {
        let new = json!({ "content": "Hello", "message_type": message_type });
        desk.admin().post(&path, new).await.is(200).holds(json!({ "message_type": 1 }));
    }
    for message_type in [json!("incoming"), json!(0)] {
        let new = json!({ "content": "Hello", "message_type": message_type });
        desk.admin().post(&path, new).await.is(200).holds(json!({ "message_type": 0 }));
    }

    let listed = desk.admin().get(&path).await.is(200).body;
    assert_eq!(each(&listed["payload"], "message_type"), [1, 1, 0, 0]);
    let shown = desk.admin().get(&format!("conversations/{id}")).await;
    shown.is(200).holds(json!({
        "messages": [{ "message_type": 0 }],
        "last_non_activity_message": { "message_type": 0 }
    }));
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_10_beside_the_messages_is_what_is_told_of_the_conversation() {
    let desk = Desk::open().await;
    let contact = desk.contact("John").await;
    let id = desk.conversation(contact, Some("Hello")).await;
    let path = format!("conversations/{id}");
    let assignment = json!({ "assignee_id": desk.id_of("Ben") });
    desk.admin().post(&format!("{path}/assignments"), assignment).await.is(200);
    desk.admin().post(&format!("{path}/labels"), json!({ "labels": ["vip"] })).await.is(200);

    let listed = desk.admin().get(&format!("{path}/messages")).await.is(200);

    let meta = listed.body["meta"].as_object().unwrap();
    let keys = [
        "labels",
        "additional_attributes",
        "contact",
        "assignee",
        "agent_last_seen_at",
        "assignee_last_seen_at",
    ];
    assert_eq!(meta.keys().collect::<Vec<_>>(), keys);
    listed.holds(json!({
        "meta": {
            "labels": ["vip"],
            "contact": { "id": contact, "name": "John" },
            "assignee": { "id": desk.id_of("Ben"), "type": "user" }
        }
    }));
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_17_team_names_are_kept_as_typed_and_unique_in_any_case() {
    let desk = Desk::open().await;

    let sales = desk.admin().post("teams", json!({ "name": "Enterprise Sales" })).await.is(200);
    let again = desk.admin().post("teams", json!({ "name": "ENTERPRISE sales" })).await;
    let other = desk.admin().post("teams", json!({ "name": "Élan" })).await.is(200);
    let accented = desk.admin().post("teams", json!({ "name": "éLAN" })).await;

    assert_eq!(sales.body["name"], "Enterprise Sales");
    assert_eq!(other.body["name"], "Élan");
    again.refuses(&["name"]);
    accented.refuses(&["name"]);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_18_titles_are_lower_case_words_and_other_tags_are_kept() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}/labels");

    let created = desk.admin().post("labels", json!({ "title": "VIP-Customer" })).await;
    let spaced = desk.admin().post("labels", json!({ "title": "new lead" })).await;
    let tags = json!({ "labels": ["Q4-campaign", "new lead"] });
    let tagged = desk.admin().post(&path, tags).await.is(200);

    created.is(200).holds(json!({ "title": "vip-customer" }));
    spaced.refuses(&["title"]);
    assert_eq!(tagged.body, json!({ "payload": ["Q4-campaign", "new lead"] }));
    let titles = desk.admin().get("labels").await.is(200).body;
    assert_eq!(each(&titles["payload"], "title"), ["vip-customer"]);
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_19_webhooks_are_in_envelopes() {
    let desk = Desk::open().await;
    let new = json!({ "url": "https://crm.test/in", "subscriptions": ["message_created"] });

    let created = desk.admin().post("webhooks", new).await.is(200);
    let listed = desk.admin().get("webhooks").await.is(200);

    let webhook = &created.body["payload"]["webhook"];
    assert!(webhook["id"].is_i64(), "{}", created.text);
    assert_eq!(created.body, json!({ "payload": { "webhook": webhook } }));
    assert_eq!(listed.body, json!({ "payload": { "webhooks": [webhook] } }));
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_25_a_webhook_is_reached_by_http_or_by_https() {
    let desk = Desk::open().await;
    let create = async |url: &str| desk.admin().post("webhooks", json!({ "url": url })).await;

    create("https://crm.test/in").await.is(200);
    create("http://crm.test/in").await.is(200);

    for url in ["ftp://crm.test/in", "crm.test/in", "javascript:alert(1)", "https://", ""] {
        create(url).await.refuses(&["url"]);
    }
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_41_a_team_without_description_has_null() {
    let desk = Desk::open().await;

    let without = desk.admin().post("teams", json!({ "name": "Sales" })).await.is(200);
    let with = json!({ "name": "Support", "description": "Answers" });
    let with = desk.admin().post("teams", with).await;

    assert_eq!(without.body.get("description"), Some(&Value::Null));
    with.is(200).holds(json!({ "description": "Answers" }));
    desk.close().await;
}

#[tokio::test]
async fn seeds_vs_upstream_42_a_sender_has_no_address_where_a_visitor_can_see_it() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}");

    let sent = desk.agent().post(&format!("{path}/messages"), json!({ "content": "Hi" })).await;

    // What a conversation holds of a message is what is pushed to its visitor.
    let shown = desk.agent().get(&path).await.is(200).body;
    let listed = desk.agent().get(&format!("{path}/messages")).await.is(200).body;
    let senders = [
        &sent.is(200).body["sender"],
        &shown["messages"][0]["sender"],
        &shown["last_non_activity_message"]["sender"],
        &listed["payload"][0]["sender"],
    ];
    for sender in senders {
        assert_eq!(sender["name"], "Ben");
        assert_eq!(sender.get("email"), None, "{sender}");
    }
    desk.close().await;
}
