//! The conversation of a visitor.

use std::time::Duration;

use serde_json::{Value, json};

use super::Site;
use crate::support::{Desk, each};

#[tokio::test]
async fn a_form_before_the_chat_says_who_begins() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let chat = site.visited().await;
    assert_eq!(chat.get("conversations").await.is(200).body, json!({}));

    let start = json!({
        "contact": { "email": "lea@x.test", "phone_number": "555" },
        "message": {
            "content": "Hello", "referer_url": "https://shop.test/cart", "timestamp": "Tue",
            "echo_id": "tmp-1"
        },
        "custom_attributes": { "order": "A-1" }
    });
    let begun = chat.post("conversations", start).await.is(200).body;

    assert_eq!((&begun["status"], &begun["contact_last_seen_at"]), (&json!("open"), &json!(0)));
    assert_eq!(begun["custom_attributes"], json!({ "order": "A-1" }));
    assert_eq!(each(&begun["messages"], "content"), ["Hello"]);
    assert_eq!(begun["messages"][0]["content_attributes"], json!({ "in_reply_to": null }));
    assert_eq!(begun["contact"]["email"], "lea@x.test");
    assert_eq!(begun["contact"]["phone_number"], Value::Null);
    let id = begun["id"].as_i64().unwrap();
    let shown = desk.show(id).await;
    assert_eq!(shown["additional_attributes"]["referer"], "https://shop.test/cart");
    assert_eq!(shown["additional_attributes"]["initiated_at"]["timestamp"], "Tue");
    assert_eq!(shown["additional_attributes"]["browser"]["browser_name"], "Unknown");
    let current =
        json!({ "id": id, "inbox_id": site.inbox, "contact_last_seen_at": 0, "status": "open" });
    assert_eq!(chat.get("conversations").await.is(200).body, current);
    let another = json!({ "message": { "content": "Another", "referer_url": "javascript:x" } });
    let another = chat.post("conversations", another).await.is(200).body;
    assert_ne!(another["id"], id);
    let shown = desk.show(another["id"].as_i64().unwrap()).await;
    assert_eq!(shown["additional_attributes"]["referer"], Value::Null);
    chat.post("conversations", json!({})).await.is(422);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_can_be_ended_where_the_chat_offers_it() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let chat = site.visited().await;
    chat.get("conversations/toggle_status").await.is(404);
    let id = chat.says("Hello").await;

    chat.get("conversations/toggle_status").await.is(200);
    assert_eq!(desk.show(id).await["status"], "resolved");
    assert_eq!(chat.says("One more thing").await, id);
    assert_eq!(desk.show(id).await["status"], "open");

    let plain = Site::open_with(&desk, json!({ "selected_feature_flags": ["attachments"] })).await;
    let chat = plain.visited().await;
    let id = chat.says("Hello").await;
    chat.get("conversations/toggle_status").await.is(403);
    assert_eq!(desk.show(id).await["status"], "open");
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_keeps_what_the_page_says_of_it() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    for title in ["vip", "billing"] {
        desk.admin().post("labels", json!({ "title": title })).await.is(200);
    }
    let chat = site.visited().await;
    let none = json!({ "custom_attributes": { "a": 1 }, "custom_attribute": ["a"] });
    for path in ["set_custom_attributes", "destroy_custom_attributes", "toggle_typing"] {
        chat.post(&format!("conversations/{path}"), none.clone()).await.is(404);
    }
    chat.post("labels", json!({ "label": "vip" })).await.is(204);
    let words = json!({
        "message": { "content": "Hello" }, "labels": ["vip", "unknown"],
        "custom_attributes": { "order": "A-1" }
    });
    let id = chat.post("messages", words).await.is(200).body["conversation_id"].as_i64().unwrap();
    assert_eq!(desk.show(id).await["labels"], json!(["vip"]));
    assert_eq!(desk.show(id).await["custom_attributes"], json!({ "order": "A-1" }));

    chat.post("labels", json!({ "label": "billing" })).await.is(204);
    chat.post("labels", json!({ "label": "unknown" })).await.is(204);
    site.ask("DELETE", "labels/vip", &chat.token, Value::Null).await.is(204);
    assert_eq!(desk.show(id).await["labels"], json!(["billing"]));
    let set = json!({ "custom_attributes": { "plan": "pro", "size": 2 } });
    chat.post("conversations/set_custom_attributes", set).await.is(204);
    let keys = json!({ "custom_attribute": ["size"] });
    let row = chat.post("conversations/destroy_custom_attributes", keys).await.is(200).body;
    assert_eq!((&row["display_id"], &row["status"]), (&json!(id), &json!("open")));
    assert_eq!((&row["sla_policy_id"], &row["label_list"]), (&Value::Null, &json!(["billing"])));
    assert_eq!(row["cached_label_list"], "billing");
    assert_eq!(row["custom_attributes"], json!({ "plan": "pro" }));
    assert_eq!(desk.show(id).await["custom_attributes"], json!({ "plan": "pro" }));
    desk.close().await;
}

#[tokio::test]
async fn what_was_said_is_sent_to_an_address_of_ones_own() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let chat = site.visited().await;
    assert_eq!(chat.post("conversations/transcript", json!({})).await.is(429).text, "");
    let id = chat.says("Hello").await;
    let mails = async || desk.tasks("conversations.transcript").await.len();

    chat.post("conversations/transcript", json!({})).await.says(422, "Nobody has answered yet");
    desk.agent_says(id, "Hi").await;
    chat.post("conversations/transcript", json!({})).await.is(200);
    assert_eq!(mails().await, 0, "there is no address");
    chat.patch("contact", json!({ "email": "lea@x.test" })).await.is(200);
    chat.post("conversations/transcript", json!({})).await.is(200);
    assert_eq!(mails().await, 1);
    // To an address of somebody else nothing is sent.
    let other = site.visited().await;
    other.patch("contact", json!({ "email": "lea@x.test" })).await.is(200);
    let theirs = other.says("Hello").await;
    desk.agent_says(theirs, "Hi").await;
    other.post("conversations/transcript", json!({})).await.is(200);
    assert_eq!(mails().await, 1);
    for _ in 0..2 {
        chat.post("conversations/transcript", json!({})).await.is(200);
    }
    chat.post("conversations/transcript", json!({})).await.is(429);
    assert_eq!(mails().await, 3);
    desk.close().await;
}

#[tokio::test]
async fn visitors_use_up_no_mails_but_their_own() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let chat = site.visited().await;
    let id = chat.says("Hello").await;
    desk.agent_says(id, "Hi").await;
    chat.patch("contact", json!({ "email": "lea@x.test" })).await.is(200);
    let action = json!({
        "action_name": "send_email_transcript", "action_params": ["max@x.test"]
    });
    let new = json!({ "name": "Send", "visibility": "global", "actions": [action] });
    let new = desk.admin().post("macros", new).await.is(200).body;
    let send = format!("macros/{}/execute", new["payload"]["id"]);
    let today = desk.clock.now().seconds() / 86_400;
    let mails = async || desk.tasks("conversations.transcript").await.len();

    desk.execute(format!(
        "insert into action_transcripts values ({}, {today}, 1000)",
        desk.account
    ))
    .await;
    chat.post("conversations/transcript", json!({})).await.is(200);
    assert_eq!(mails().await, 1, "the rules have sent all that they may");

    desk.execute("update action_transcripts set sent = 999".to_owned()).await;
    desk.execute("update visitor_transcripts set sent = 1000".to_owned()).await;
    let words = "No more mails are sent today: there were 1,000";
    chat.post("conversations/transcript", json!({})).await.says(422, words);
    assert_eq!(mails().await, 1);
    desk.admin().post(&send, json!({ "conversation_ids": [id] })).await.is(200);
    desk.settle().await;
    let sent = desk.count("action_transcripts where sent = 1000").await;
    assert_eq!(sent, 1, "the visitors have asked for all that they may");

    desk.wait(Duration::from_hours(24));
    chat.post("conversations/transcript", json!({})).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn very_many_keys_and_labels_take_no_time() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    desk.admin().post("labels", json!({ "title": "vip" })).await.is(200);
    let chat = site.visited().await;
    let many: Vec<String> = (0..300_000).map(|at| at.to_string()).collect();
    let attributes: serde_json::Map<String, Value> =
        (0..1_000).map(|at| (format!("key{at}"), json!(1))).collect();
    chat.says("Hello").await;
    let set = json!({ "custom_attributes": attributes });
    chat.post("conversations/set_custom_attributes", set).await.is(204);

    let began = std::time::Instant::now();
    let keys = json!({ "custom_attribute": many, "custom_attributes": many });
    chat.post("conversations/destroy_custom_attributes", keys.clone()).await.is(200);
    chat.post("contact/destroy_custom_attributes", keys).await.is(200);
    let words = json!({ "message": { "content": "Hello" }, "labels": many });
    chat.post("conversations", words).await.is(200);

    assert!(began.elapsed() < std::time::Duration::from_mins(1), "{:?}", began.elapsed());
    desk.close().await;
}

#[tokio::test]
async fn visitors_reach_nothing_without_a_token_of_the_site() {
    let desk = Desk::open().await;
    let (site, other) = (Site::open(&desk).await, Site::open(&desk).await);
    let chat = site.visited().await;
    chat.says("Hello").await;
    let foreign = other.visited().await;
    let before = desk.contents().await;
    let parts: Vec<&str> = chat.token.split('.').collect();
    let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", parts[1]);
    let cut = format!("{}.{}.", parts[0], parts[1]);

    for token in ["", "x", "a.b.c", &foreign.token, &unsigned, &cut, &"x".repeat(20_000)] {
        for path in ["contact", "conversations", "messages", "conversations/toggle_status"] {
            site.ask("GET", path, token, Value::Null).await.is(404);
        }
        let words = json!({ "message": { "content": "x" }, "label": "x", "name": "x" });
        for path in ["messages", "conversations", "labels", "events", "direct_uploads"] {
            site.ask("POST", path, token, words.clone()).await.is(404);
        }
        site.ask("PATCH", "contact/set_user", token, json!({ "name": "x" })).await.is(404);
    }

    desk.contents().await.are(&before, "no token");
    desk.wait(std::time::Duration::from_hours(181 * 24));
    chat.get("contact").await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn a_visitor_finds_earlier_conversations_and_goes_on_with_one() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let chat = site.visited().await;
    assert_eq!(chat.get("conversations/all").await.is(200).body, json!({ "payload": [] }));
    let older = chat.says("Where is my order?").await;
    let answer = json!({ "content": "On its way" });
    desk.admin().post(&format!("conversations/{older}/messages"), answer).await.is(200);
    let note = json!({ "content": "A secret", "private": true });
    desk.admin().post(&format!("conversations/{older}/messages"), note).await.is(200);
    let another = json!({ "message": { "content": "And a question" } });
    let newer = chat.post("conversations", another).await.is(200).body["id"].as_i64().unwrap();

    let listed = chat.get("conversations/all").await.is(200).body["payload"].take();
    assert_eq!(each(&listed, "id"), [newer, older]);
    assert_eq!(each(&listed, "unread"), [false, true]);
    assert_eq!(listed[0]["last_message"]["content"], "And a question");
    assert_eq!(listed[1]["last_message"]["content"], "On its way");
    assert_eq!(listed[1]["last_message"]["sender"]["name"], "Ada");

    let of_older = |path: &str| format!("{path}?conversation_id={older}");
    assert_eq!(chat.get("conversations").await.is(200).body["id"], newer);
    assert_eq!(chat.get(&of_older("conversations")).await.is(200).body["id"], older);
    let said = chat.get(&of_older("messages")).await.is(200).body;
    assert_eq!(each(&said["payload"], "content"), ["Where is my order?", "On its way"]);
    chat.post(&of_older("conversations/update_last_seen"), json!({})).await.is(200);
    let long = "Thank you ".repeat(100);
    let more = json!({ "message": { "content": long } });
    let more = chat.post(&of_older("messages"), more).await.is(200).body;
    assert_eq!(more["conversation_id"], older);
    chat.get(&of_older("conversations/toggle_status")).await.is(200);
    assert_eq!(desk.show(older).await["status"], "resolved");
    assert_eq!(desk.show(newer).await["status"], "open");
    let listed = chat.get("conversations/all").await.is(200).body["payload"].take();
    assert_eq!(each(&listed, "unread"), [false, false]);
    assert_eq!(listed[1]["last_message"]["content"], long[..300]);
    desk.close().await;
}

#[tokio::test]
async fn nobody_chooses_the_conversation_of_another() {
    let desk = Desk::open().await;
    let (site, elsewhere) = (Site::open(&desk).await, Site::open(&desk).await);
    let (chat, other) = (site.visited().await, site.visited().await);
    chat.says("Mine").await;
    let theirs = other.says("Theirs").await;
    let words = json!({ "message": { "content": "Let me in" }, "typing_status": "on" });

    for id in [theirs.to_string(), "999".to_owned(), "0".to_owned(), "one".to_owned()] {
        for path in ["conversations", "messages", "conversations/toggle_status"] {
            chat.get(&format!("{path}?conversation_id={id}")).await.is(404);
        }
        for path in ["messages", "conversations/update_last_seen", "conversations/toggle_typing"] {
            chat.post(&format!("{path}?conversation_id={id}"), words.clone()).await.is(404);
        }
    }
    let said = other.get("messages").await.is(200).body;
    assert_eq!(each(&said["payload"], "content"), ["Theirs"]);
    assert_eq!(desk.show(theirs).await["contact_last_seen_at"], 0);

    // Whoever is as surely the same on another website has a chat of its own there.
    let known =
        |site: &Site<'_>| json!({ "identifier": "crm-1", "identifier_hash": site.hash("crm-1") });
    chat.patch("contact/set_user", known(&site)).await.is(200);
    let there = elsewhere.visited().await;
    there.patch("contact/set_user", known(&elsewhere)).await.is(200);
    let said_there = there.says("Hello from there").await;
    chat.get(&format!("conversations?conversation_id={said_there}")).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn what_was_asked_before_stays_whatever_the_page_says_later() {
    let desk = Desk::open().await;
    let field = |name: &str, kind: &str| json!({ "name": name, "field_type": kind });
    let form = json!({ "pre_chat_fields": [
        field("order", "conversation_attribute"), field("plan", "contact_attribute")
    ] });
    let site = Site::open_with(&desk, json!({ "pre_chat_form_options": form })).await;
    let chat = site.visited().await;
    let begins = json!({
        "message": { "content": "Hello" },
        "custom_attributes": { "order": "A-1", "page": "basket" }
    });
    let id = chat.post("conversations", begins).await.is(200).body["id"].as_i64().unwrap();
    let says = async |attributes: Value| {
        let said = json!({ "custom_attributes": attributes });
        chat.post("conversations/set_custom_attributes", said).await.is(204);
        desk.show(id).await["custom_attributes"].clone()
    };

    let kept = says(json!({ "step": 2, "plan": "pro" })).await;
    assert_eq!(kept, json!({ "order": "A-1", "step": 2, "plan": "pro" }));
    assert_eq!(says(json!({ "order": "A-2" })).await, json!({ "order": "A-2" }));
    let gone = json!({ "custom_attribute": ["order"] });
    chat.post("conversations/destroy_custom_attributes", gone).await.is(200);
    assert_eq!(says(json!({ "step": 3 })).await, json!({ "step": 3 }));
    desk.close().await;
}
