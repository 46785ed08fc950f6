//! How contacts answer: by the link that they have, without signing in.

use std::time::Duration;

use serde_json::{Value, json};

use super::{answer, asks, link, resolved, surveys};
use crate::support::Desk;

#[tokio::test]
async fn a_contact_answers_by_their_link_and_may_change_their_mind() {
    let desk = Desk::open().await;
    asks(&desk, json!({ "message": "How was it?" })).await;
    let id = resolved(&desk, "Lea").await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    let message = surveys(&desk, id).await[0]["id"].clone();
    let link = link(&desk, id).await;

    let asked = desk.nobody().get(&link).await.is(200).body;
    let expected = json!({
        "id": message, "csat_survey_response": null, "display_type": "emoji",
        "content": "How was it?", "inbox_avatar_url": "", "inbox_name": "Support",
        "locale": "en", "conversation_id": asked["conversation_id"],
        "created_at": "2026-02-03T10:00:00.000Z"
    });
    assert_eq!(asked, expected);

    let answered = answer(&desk, id, json!(4), "Quick").await.is(200).body;
    let row = answered["csat_survey_response"].clone();
    let expected = json!({
        "id": row["id"], "account_id": desk.account, "conversation_id": asked["conversation_id"],
        "message_id": message, "rating": 4, "feedback_message": "Quick",
        "contact_id": row["contact_id"], "assigned_agent_id": desk.id_of("Ben"),
        "created_at": "2026-02-03T10:00:00.000Z", "updated_at": "2026-02-03T10:00:00.000Z",
        "csat_review_notes": null, "review_notes_updated_at": null,
        "review_notes_updated_by_id": null
    });
    assert_eq!(row, expected);
    let survey = surveys(&desk, id).await[0].clone();
    let submitted = json!({ "csat_survey_response": { "rating": 4, "feedback_message": "Quick" } });
    assert_eq!(survey["content_attributes"]["submitted_values"], submitted);
    assert_eq!(survey["content_attributes"]["display_type"], "emoji");

    desk.assign(id, json!({ "assignee_id": desk.id_of("Ada") })).await;
    desk.wait(Duration::from_hours(1));
    let body = json!({ "message": { "submitted_values": {
        "csat_survey_response": { "rating": "2", "feedback_message": "" }
    } } });
    let again = desk.nobody().patch(&link, body).await.is(200).body;
    let again = &again["csat_survey_response"];
    assert_eq!((&again["id"], &again["rating"]), (&row["id"], &json!(2)));
    assert_eq!(
        (&again["feedback_message"], &again["assigned_agent_id"]),
        (&Value::Null, &json!(desk.id_of("Ben")))
    );
    let events = desk.events().await;
    assert_eq!(events.iter().filter(|name| *name == "message.updated").count(), 2);
    desk.close().await;
}

#[tokio::test]
async fn after_two_weeks_a_survey_is_closed() {
    let desk = Desk::open().await;
    asks(&desk, json!({})).await;
    let id = resolved(&desk, "Lea").await;

    desk.wait(Duration::from_hours(14 * 24 + 13));
    answer(&desk, id, json!(5), "").await.is(200);
    desk.wait(Duration::from_hours(1));
    let late = answer(&desk, id, json!(1), "").await;

    late.says(422, "You cannot update the CSAT survey after 14 days");
    let shown = desk.nobody().get(&link(&desk, id).await).await.is(200).body;
    assert_eq!(shown["csat_survey_response"]["rating"], 5);
    desk.close().await;
}

#[tokio::test]
async fn what_is_no_answer_is_refused_and_nothing_is_written() {
    let desk = Desk::open().await;
    asks(&desk, json!({})).await;
    let id = resolved(&desk, "Lea").await;
    let link = link(&desk, id).await;
    let before = desk.contents().await;

    for rating in [json!(0), json!(6), json!(-1), json!(2.5), json!("good"), json!([5]), json!({})]
    {
        let refused = answer(&desk, id, rating.clone(), "").await.is(422);
        assert!(refused.text.contains("rating"), "{rating}: {}", refused.text);
    }
    answer(&desk, id, json!(3), &"x".repeat(20_001)).await.refuses(&["feedback_message"]);
    for blank in [json!(null), json!("")] {
        let ignored = answer(&desk, id, blank, "x").await.is(200).body;
        assert_eq!(ignored["csat_survey_response"], Value::Null);
    }
    for body in [json!({}), json!({ "message": {} }), json!({ "message": { "content": "x" } })] {
        desk.nobody().put(&link, body).await.is(200);
    }
    for body in [json!({ "message": [] }), json!({ "message": { "submitted_values": "x" } })] {
        desk.nobody().put(&link, body).await.is(422);
    }
    answer(&desk, id, json!(3), "a\0b").await.is(422);
    desk.contents().await.are(&before, "what is no answer");
    desk.close().await;
}

#[tokio::test]
async fn there_is_no_survey_where_nobody_was_asked() {
    let desk = Desk::open().await;
    let id = resolved(&desk, "Lea").await;
    let unasked = link(&desk, id).await;
    let body = json!({ "message": { "submitted_values": {
        "csat_survey_response": { "rating": 5 }
    } } });

    for path in [
        unasked.as_str(),
        "/public/api/v1/csat_survey/00000000-0000-4000-8000-000000000000",
        "/public/api/v1/csat_survey/x",
        "/public/api/v1/csat_survey/%27%20or%201=1",
    ] {
        desk.nobody().get(path).await.is(404);
        desk.nobody().put(path, body.clone()).await.is(404);
    }

    asks(&desk, json!({})).await;
    let id = resolved(&desk, "Max").await;
    let asked = link(&desk, id).await;
    desk.nobody().get(&asked).await.is(200);
    desk.execute(format!("update accounts set status = 1 where id = {}", desk.account)).await;
    desk.nobody().get(&asked).await.is(404);
    desk.nobody().put(&asked, body).await.is(404);
    desk.execute(format!("update accounts set status = 0 where id = {}", desk.account)).await;
    desk.close().await;
}

#[tokio::test]
async fn the_page_asks_nothing_of_others() {
    let desk = Desk::open().await;

    let page = desk.nobody().get("/survey/responses/anything").await.is(200);
    assert!(page.text.contains("<form") && page.text.contains("/survey/page.js"));
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    for path in ["/survey/page.css", "/survey/page.js"] {
        desk.nobody().get(path).await.is(200);
    }
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert!(!page.text.contains("http://") && !page.text.contains("https://"));
    desk.close().await;
}
