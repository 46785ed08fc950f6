//! Messages: what may be said, how it is answered with, and which of it is listed.

use reqwest::{Method, multipart::Form};
use serde_json::{Value, json};

use crate::support::{Desk, Reply, each};

async fn conversation(desk: &Desk) -> (i64, String) {
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    (id, format!("conversations/{id}/messages"))
}

#[tokio::test]
async fn a_message_is_answered_with_everything_clients_look_for() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let new = json!({ "content": "On it.", "echo_id": "tmp-77", "source_id": "s-1" });

    let said = desk.agent().post(&path, new).await.is(200).body;

    let expected = json!({
        "id": said["id"],
        "content": "On it.",
        "inbox_id": desk.inbox().await,
        "echo_id": "tmp-77",
        "conversation_id": id,
        "message_type": 1,
        "content_type": "text",
        "status": "sent",
        "content_attributes": {},
        "created_at": 1_770_112_800,
        "private": false,
        "source_id": "s-1",
        "sender": {
            "id": desk.id_of("Ben"),
            "name": "Ben",
            "available_name": "Ben",
            "avatar_url": "",
            "type": "user",
            "availability_status": "online",
            "thumbnail": ""
        }
    });
    assert_eq!(said, expected);
    let listed = desk.agent().get(&path).await.is(200).body["payload"][0].clone();
    assert_eq!(listed.get("echo_id"), None, "it is never stored");
    assert_eq!((&listed["id"], &listed["sender"]), (&said["id"], &said["sender"]));
    desk.close().await;
}

#[tokio::test]
async fn a_message_inside_its_conversation_tells_more() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let new = json!({ "content": "Hello", "message_type": "incoming", "campaign_id": 7 });
    let said = desk.admin().post(&path, new).await.is(200).body;

    let shown = desk.show(id).await;

    let message = &shown["messages"][0];
    assert_eq!(message, &shown["last_non_activity_message"]);
    assert_eq!(message["id"], said["id"]);
    assert_eq!(message["account_id"], desk.account);
    assert_eq!(message["updated_at"], "2026-02-03T10:00:00.000Z");
    assert_eq!(message["sender_type"], "Contact");
    assert_eq!(message["sender"]["name"], "Lea");
    assert_eq!(message["sender"]["type"], "contact");
    assert_eq!(message["processed_message_content"], "Hello");
    assert_eq!(message["additional_attributes"], json!({ "campaign_id": 7 }));
    assert_eq!(message["external_source_ids"], json!({}));
    assert_eq!(message["conversation"]["unread_count"], 1);
    assert!(message["conversation"]["contact_inbox"]["source_id"].is_string());
    desk.close().await;
}

#[tokio::test]
async fn every_type_of_message_is_taken_by_name_or_number() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;

    for (number, kind) in ["incoming", "outgoing", "activity", "template"].into_iter().enumerate() {
        for wanted in [json!(kind), json!(number)] {
            let new = json!({ "content": "Hi", "message_type": wanted });
            let said = desk.agent().post(&path, new).await.is(200).body;
            assert_eq!(said["message_type"], number);
            let sender = if kind == "outgoing" { "Ben" } else { "Lea" };
            assert_eq!(said["sender"]["name"], sender, "{kind}");
        }
    }
    for (number, kind) in [
        "text",
        "input_text",
        "input_textarea",
        "input_email",
        "input_select",
        "cards",
        "form",
        "article",
        "incoming_email",
        "input_csat",
        "integrations",
        "sticker",
        "voice_call",
    ]
    .into_iter()
    .enumerate()
    {
        let items = json!([{ "title": "A", "actions": [] }]);
        let items = if kind == "cards" { items } else { json!([{ "title": "A" }]) };
        for wanted in [json!(kind), json!(number)] {
            let new = json!({ "content_type": wanted, "content_attributes": { "items": items } });
            assert_eq!(desk.agent().post(&path, new).await.is(200).body["content_type"], kind);
        }
    }

    desk.close().await;
}

#[tokio::test]
async fn bad_messages_are_refused_with_a_reason_and_leave_no_trace() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let before = desk.contents().await;
    let items = |kind: &str, items: Value| json!({ "content_type": kind, "content_attributes": { "items": items } });
    let refused = [
        (
            json!({ "content": "x".repeat(150_001) }),
            "Validation failed: Content is too long (maximum is 150000 characters)",
        ),
        (json!({ "content_type": "telegram" }), "'telegram' is not a valid content_type (text, "),
        (json!({ "message_type": "shouted" }), "'shouted' is not a valid message_type (incoming,"),
        (json!({ "message_type": 4 }), "'4' is not a valid message_type (incoming,"),
        (json!({ "content": ["Hi"] }), "Content must be a text"),
        (json!({ "private": [] }), "Private must be true or false"),
        (json!({ "content_attributes": [] }), "Content attributes must be an object"),
        (
            items("input_select", json!([])),
            "Validation failed: Content attributes At least one item is required.",
        ),
        (
            items("form", json!(["A"])),
            "Validation failed: Content attributes Items should be a hash.",
        ),
        (
            items("article", json!([{ "title": "A", "price": 1 }])),
            "Validation failed: Content attributes contains invalid keys for items : [\"price\"]",
        ),
        (
            items("cards", json!([{ "title": "A" }])),
            "Validation failed: Content attributes contains items missing actions",
        ),
        (
            items("cards", json!([{ "actions": [{ "href": "x" }] }])),
            "Validation failed: Content attributes contains invalid keys for actions:  [\"href\"]",
        ),
        (
            json!({ "template_params": { "language": "en" } }),
            "Validation failed: Template params must have a name",
        ),
        (
            json!({ "template_params": { "name": "hi", "processed_params": [] } }),
            "Validation failed: Template params processed_params must be an object",
        ),
        (json!({ "template_params": "{}" }), "Template params must be an object"),
    ];

    for (message, words) in refused {
        let reply = desk.agent().post(&path, message).await.is(422);
        assert!(reply.body["error"].as_str().unwrap().starts_with(words), "{}", reply.text);
        assert_eq!(reply.body["message"], reply.body["error"]);
    }

    desk.contents().await.are(&before, "a refused message");
    desk.agent().post(&path, json!({ "content": "ü".repeat(150_000) })).await.is(200);
    desk.agent().post(&path, json!({})).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn messages_come_as_json_as_forms_and_as_multipart() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let agent = desk.agent();
    let note = |reply: Reply| {
        let said = reply.is(200).body;
        (said["content"].clone(), said["private"].clone(), said["content_attributes"].clone())
    };
    let expected = (json!("a & b"), json!(true), json!({ "deal": { "id": 5 } }));

    let attributes = json!({ "deal": { "id": 5 } });
    let new = json!({ "content": "a & b", "private": "true", "content_attributes": attributes });
    assert_eq!(note(agent.post(&path, new).await), expected);
    let text = attributes.to_string();
    let form = Form::new()
        .text("content", "a & b")
        .text("private", "1")
        .text("content_attributes", text.clone());
    let request = agent.request(Method::POST, &path).multipart(form);
    assert_eq!(note(agent.send(request).await), expected);
    let request = agent
        .request(Method::POST, &path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body("content=a+%26+b&private=on&content_attributes[deal][id]=5");
    let (content, private, attributes) = note(agent.send(request).await);
    assert_eq!((content, private), (expected.0, expected.1));
    assert_eq!(attributes, json!({ "deal": { "id": "5" } }), "forms know texts only");

    let unreadable = json!({ "content": "Hi", "content_attributes": "{ not json" });
    let said = agent.post(&path, unreadable).await.is(200);
    assert_eq!(said.body["content_attributes"], json!({}));
    desk.close().await;
}

#[tokio::test]
async fn a_reply_is_tied_to_what_it_answers_by_both_ids() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let asked = json!({ "content": "Why?", "message_type": "incoming", "source_id": "s-1" });
    let asked = desk.admin().post(&path, asked).await.id();
    let plain = desk.contact_says(id, "Well?").await["id"].clone();
    let elsewhere = desk.conversation(desk.contact("Max").await, Some("Hi")).await;
    let foreign = desk.show(elsewhere).await["messages"][0]["id"].clone();
    let reply = async |attributes: Value| {
        let new = json!({ "content": "So", "content_attributes": attributes });
        let said = desk.agent().post(&path, new).await.is(200).body["content_attributes"].clone();
        (said["in_reply_to"].clone(), said["in_reply_to_external_id"].clone())
    };
    let both = (json!(asked), json!("s-1"));
    let neither = (Value::Null, Value::Null);

    assert_eq!(reply(json!({ "in_reply_to": asked })).await, both);
    assert_eq!(reply(json!({ "in_reply_to": asked.to_string() })).await, both);
    assert_eq!(reply(json!({ "in_reply_to_external_id": "s-1" })).await, both);
    assert_eq!(reply(json!({ "in_reply_to": plain })).await, (plain, Value::Null));

    for unknown in [
        json!({ "in_reply_to": foreign }),
        json!({ "in_reply_to": 999_999 }),
        json!({ "in_reply_to": -1 }),
        json!({ "in_reply_to": "soon" }),
        json!({ "in_reply_to": {} }),
        json!({ "in_reply_to_external_id": "s-2" }),
        json!({ "in_reply_to_external_id": 5 }),
    ] {
        assert_eq!(reply(unknown).await, neither);
    }
    let said = desk.agent().post(&path, json!({ "content": "So" })).await.is(200);
    assert_eq!(said.body["content_attributes"], json!({}), "what answers nothing has no such keys");
    desk.close().await;
}

#[tokio::test]
async fn messages_are_listed_oldest_first_in_ranges_of_their_own_size() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let mut ids = Vec::new();
    for number in 0..130 {
        desk.wait(std::time::Duration::from_millis(500));
        ids.push(desk.agent().post(&path, json!({ "content": number.to_string() })).await.id());
    }
    let listed = async |query: &str| {
        let list = desk.agent().get(&format!("{path}?{query}")).await.is(200);
        each(&list.body["payload"], "id")
    };

    assert_eq!(listed("").await, ids[110..]);
    assert_eq!(listed(&format!("before={}", ids[110])).await, ids[90..110]);
    assert_eq!(listed(&format!("before={}", ids[5])).await, ids[..5]);
    assert_eq!(listed(&format!("before={}", ids[0])).await, Vec::<Value>::new());
    assert_eq!(listed(&format!("after={}", ids[0])).await, ids[1..101]);
    assert_eq!(listed(&format!("after={}", ids[120])).await, ids[121..]);
    assert_eq!(listed(&format!("after={}", ids[129])).await, Vec::<Value>::new());
    assert_eq!(listed(&format!("after={}&before={}", ids[3], ids[128])).await, ids[3..128]);
    assert_eq!(listed(&format!("after={}&before={}", ids[9], ids[9])).await, Vec::<Value>::new());

    assert_eq!(listed("after=-1").await, ids[..100]);
    assert_eq!(listed("after=9223372036854775807").await, Vec::<Value>::new());
    desk.agent().get(&format!("{path}?after=soon")).await.refuses(&["after"]);
    desk.close().await;
}

#[tokio::test]
async fn notes_and_what_the_product_noted_can_be_left_out() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    for message in [
        json!({ "content": "Hello", "message_type": "incoming" }),
        json!({ "content": "A note", "private": true }),
        json!({ "content": "Resolved", "message_type": "activity" }),
        json!({ "content": "Welcome", "message_type": "template" }),
        json!({ "content": "Hi" }),
    ] {
        desk.agent().post(&path, message).await.is(200);
    }
    let listed = async |query: &str| {
        let list = desk.agent().get(&format!("{path}?{query}")).await.is(200);
        each(&list.body["payload"], "content")
    };

    let public = listed("filter_internal_messages=true").await;

    assert_eq!(public, ["Hello", "Welcome", "Hi"]);
    assert_eq!(listed("filter_internal_messages=false").await, public, "any word means yes");
    let all = ["Hello", "A note", "Resolved", "Welcome", "Hi"];
    assert_eq!(listed("filter_internal_messages=").await, all);
    desk.close().await;
}

#[tokio::test]
async fn what_is_told_beside_the_messages_is_about_their_conversation() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let without = desk.agent().get(&path).await.is(200).body["meta"].clone();
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    let labels = json!({ "labels": ["vip"] });
    desk.agent().post(&format!("conversations/{id}/labels"), labels).await.is(200);

    let meta = desk.agent().get(&path).await.is(200).body["meta"].clone();

    assert_eq!(without.get("assignee"), None);
    assert_eq!(meta["labels"], json!(["vip"]));
    assert_eq!(meta["additional_attributes"], json!({}));
    assert_eq!(
        (&meta["contact"]["name"], &meta["contact"]["type"]),
        (&json!("Lea"), &json!("contact"))
    );
    assert_eq!(
        (&meta["assignee"]["name"], &meta["assignee"]["type"]),
        (&json!("Ben"), &json!("user"))
    );
    assert_eq!(meta.get("agent_last_seen_at"), Some(&Value::Null));
    assert_eq!(meta.get("assignee_last_seen_at"), Some(&Value::Null));
    desk.close().await;
}

#[tokio::test]
async fn of_a_deleted_message_only_a_notice_is_left() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let items = json!({ "items": [{ "title": "A", "value": "a" }] });
    let new = json!({
        "content": "Secret",
        "content_type": "input_select",
        "content_attributes": items
    });
    let message = desk.agent().post(&path, new).await.id();
    let other = desk.conversation(desk.contact("Max").await, Some("Hi")).await;

    let deleted = desk.agent().delete(&format!("{path}/{message}")).await.is(200).body;

    assert_eq!(deleted["content"], "This message was deleted");
    assert_eq!(deleted["content_type"], "text");
    assert_eq!(deleted["content_attributes"], json!({ "deleted": true }));
    assert_eq!(deleted["sender"]["name"], "Ben");
    let shown = &desk.show(id).await["messages"][0];
    assert_eq!(shown["content"], deleted["content"]);
    assert_eq!(shown["processed_message_content"], deleted["content"]);
    desk.agent().delete(&format!("{path}/{message}")).await.is(200);
    desk.agent().delete(&format!("{path}/999999")).await.is(404);
    let elsewhere = format!("conversations/{other}/messages/{message}");
    desk.agent().delete(&elsewhere).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn a_message_is_shown_in_another_language_as_far_as_it_was_translated() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let other = desk.conversation(desk.contact("Max").await, None).await;
    let path = format!("conversations/{id}/messages");
    let known = json!({
        "content": "Hello", "content_attributes": { "translations": { "es": "Hola" } }
    });
    let said = desk.agent().post(&path, known).await.is(200).id();
    let ask = async |conversation: i64, message: i64, body: Value| {
        let path = format!("conversations/{conversation}/messages/{message}/translate");
        desk.agent().post(&path, body).await
    };

    let french = ask(id, said, json!({ "target_language": "fr" })).await.is(200);
    let spanish = ask(id, said, json!({ "target_language": "es" })).await.is(200);

    assert_eq!(french.body, json!({ "content": null }));
    assert_eq!(spanish.body, json!({ "content": "Hola" }));
    ask(id, said, json!({})).await.refuses(&["target_language"]);
    ask(id, 999_999, json!({ "target_language": "es" })).await.is(404);
    ask(other, said, json!({ "target_language": "es" })).await.is(404);
    desk.close().await;
}
