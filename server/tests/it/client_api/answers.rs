//! What visitors answer to messages that ask for something.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Reception, Visitor};
use crate::support::Desk;

/// A message that asks a visitor, by an agent.
async fn asked(desk: &Desk, conversation: i64, kind: &str, items: Value) -> i64 {
    let message = json!({
        "content": "Which?", "content_type": kind, "content_attributes": { "items": items }
    });
    desk.agent().post(&format!("conversations/{conversation}/messages"), message).await.id()
}

async fn survey(desk: &Desk, lea: &Visitor<'_>, id: i64) -> i64 {
    let asks = json!({ "csat_survey_enabled": true });
    desk.admin().patch(&format!("inboxes/{}", desk.inbox().await), asks).await.is(200);
    desk.set_status(id, "resolved").await;
    desk.settle().await;
    let shown = lea.get(&format!("conversations/{id}/messages")).await.is(200).body;
    let last = shown.as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["content_type"], "input_csat");
    last["id"].as_i64().unwrap()
}

#[tokio::test]
async fn a_choice_is_kept_with_its_question_and_told() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({})).await;
    let id = lea.begins("Hello").await;
    let items = json!([{ "title": "Blue", "value": "blue" }]);
    let question = asked(&desk, id, "input_select", items.clone()).await;
    desk.settle().await;
    let mut chat = lea.listens().await;
    let path = format!("conversations/{id}/messages/{question}");

    let chosen = json!([{ "title": "Blue", "value": "blue", "colour": "x" }]);
    let said = lea.patch(&path, json!({ "submitted_values": chosen })).await.is(200).body;
    desk.settle().await;

    let kept =
        json!({ "items": items, "submitted_values": [{ "title": "Blue", "value": "blue" }] });
    assert_eq!(said["content_attributes"], kept);
    assert_eq!(said["id"], question);
    let heard = chat.hears("message.updated").await;
    assert_eq!(heard["content_attributes"], kept);
    let [before, after] = [0, 1].map(|at| &heard["previous_changes"]["content_attributes"][at]);
    assert!(before.get("submitted_values").is_none() && after == &kept, "{heard}");
    let one = json!({ "submitted_values": { "title": "Red", "value": "red" } });
    let again = lea.patch(&path, one).await.is(200).body;
    assert_eq!(again["content_attributes"]["submitted_values"][0]["value"], "red");
    desk.close().await;
}

#[tokio::test]
async fn a_survey_is_answered_by_its_message() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({})).await;
    let id = lea.begins("Hello").await;
    let question = survey(&desk, &lea, id).await;
    let path = format!("conversations/{id}/messages/{question}");
    let rated = |rating: Value| {
        let rating = json!({ "rating": rating, "feedback_message": "Quick" });
        json!({ "submitted_values": { "csat_survey_response": rating } })
    };

    let said = lea.patch(&path, rated(json!("4"))).await.is(200).body;

    let submitted = &said["content_attributes"]["submitted_values"];
    assert_eq!(submitted["csat_survey_response"]["rating"], 4);
    let listed = desk.admin().get("csat_survey_responses").await.is(200).body;
    assert_eq!(
        (&listed[0]["rating"], &listed[0]["contact"]["id"]),
        (&json!(4), &json!(lea.contact))
    );
    for wrong in [json!(0), json!(6), json!("good"), json!([1])] {
        lea.patch(&path, rated(wrong)).await.is(422);
    }
    desk.wait(Duration::from_hours(16 * 24));
    let words = "You cannot update the CSAT survey after 14 days";
    lea.patch(&path, rated(json!(5))).await.says(422, words);
    let listed = desk.admin().get("csat_survey_responses").await.is(200).body;
    assert_eq!(listed[0]["rating"], 4);
    desk.close().await;
}

#[tokio::test]
async fn what_is_no_answer_is_refused_and_nothing_is_written() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({})).await;
    let id = lea.begins("Hello").await;
    let items = json!([{ "title": "Blue", "value": "blue" }]);
    let question = asked(&desk, id, "input_select", items).await;
    let own = lea.says(id, "Mine").await["id"].clone();
    let words = desk.agent_says(id, "Only words").await["id"].clone();
    let note = json!({ "content": "x", "private": true });
    let path = format!("conversations/{id}/messages");
    let note = desk.agent().post(&path, note).await.id();
    let before = desk.contents().await;
    let answer = json!({ "submitted_values": [{ "title": "Blue", "value": "blue" }] });

    for message in [&own, &words] {
        let refused = lea.patch(&format!("{path}/{message}"), answer.clone()).await;
        refused.refuses(&["submitted_values"]);
    }
    for message in [note, 999_999, 0] {
        lea.patch(&format!("{path}/{message}"), answer.clone()).await.is(404);
    }
    let at = format!("{path}/{question}");
    for wrong in [
        json!({}),
        json!({ "submitted_values": "blue" }),
        json!({ "submitted_values": 5 }),
        json!({ "submitted_values": ["blue"] }),
        json!({ "submitted_values": [{ "value": {} }] }),
        json!({ "submitted_values": [{ "value": ["blue"] }] }),
        json!({ "submitted_values": [{ "value": "x".repeat(20_001) }] }),
        json!({ "submitted_values": vec![json!({ "value": "x" }); 101] }),
        json!({ "submitted_values": [{ "value": "a\0b" }] }),
    ] {
        lea.patch(&at, wrong).await.is(422);
    }
    let large = vec![json!({ "value": "x".repeat(15_000) }); 5];
    lea.patch(&at, json!({ "submitted_values": large })).await.refuses(&["content_attributes"]);

    desk.contents().await.are(&before, "what is no answer");
    desk.close().await;
}
