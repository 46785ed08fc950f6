//! What administrators read of what was answered.

use std::time::Duration;

use serde_json::{Value, json};

use super::{answer, asks, resolved};
use crate::support::{Desk, each};

/// Three answers, an hour after each other: Lea's to Ben, Max's to Ada, and Eva's to nobody.
async fn answered(desk: &Desk) -> [i64; 3] {
    asks(desk, json!({})).await;
    let mut ids = [0; 3];
    for (at, (name, agent, rating)) in
        [("Lea", Some("Ben"), 5), ("Max", Some("Ada"), 1), ("Eva", None, 5)].into_iter().enumerate()
    {
        let id = resolved(desk, name).await;
        if let Some(agent) = agent {
            desk.assign(id, json!({ "assignee_id": desk.id_of(agent) })).await;
        }
        answer(desk, id, json!(rating), &format!("=said by {name}")).await.is(200);
        desk.wait(Duration::from_hours(1));
        ids[at] = id;
    }
    ids
}

#[tokio::test]
async fn answers_are_listed_with_everything_clients_look_for() {
    let desk = Desk::open().await;
    let [lea, max, eva] = answered(&desk).await;

    let listed = desk.admin().get("csat_survey_responses").await.is(200).body;

    assert_eq!(each(&listed, "conversation_id"), [lea, max, eva]);
    let first = listed[0].clone();
    let expected = json!({
        "id": first["id"], "rating": 5, "feedback_message": "=said by Lea",
        "csat_review_notes": null, "review_notes_updated_at": null, "account_id": desk.account,
        "message_id": first["message_id"], "contact": first["contact"], "conversation_id": lea,
        "assigned_agent": first["assigned_agent"], "created_at": first["created_at"]
    });
    assert_eq!(first, expected);
    assert_eq!(first["contact"]["name"], "Lea");
    assert_eq!(first["assigned_agent"]["name"], "Ben");
    assert_eq!(listed[2].get("assigned_agent"), None);
    let words = "You are not authorized to do this action";
    for more in ["", "/metrics", "/download"] {
        desk.agent().get(&format!("csat_survey_responses{more}")).await.says(401, words);
    }
    desk.close().await;
}

#[tokio::test]
async fn answers_are_sorted_and_chosen() {
    let desk = Desk::open().await;
    let [lea, max, eva] = answered(&desk).await;
    let team = desk.add_team("sales", &["Ben"]).await;
    desk.assign(max, json!({ "team_id": team })).await;
    let (ben, inbox) = (desk.id_of("Ben"), desk.inbox().await);
    let start = desk.clock.now().seconds() - 3 * 3_600;
    let other = desk.add_inbox("Other", &[]).await;

    for (query, expected) in [
        ("sort=-created_at".to_owned(), vec![eva, max, lea]),
        ("sort=created_at".to_owned(), vec![lea, max, eva]),
        ("rating=5".to_owned(), vec![lea, eva]),
        (format!("user_ids[]={ben}"), vec![lea]),
        (format!("user_ids[]={ben}&user_ids[]={}", desk.id_of("Ada")), vec![lea, max]),
        (format!("inbox_id={inbox}"), vec![lea, max, eva]),
        (format!("inbox_id={other}"), vec![]),
        (format!("team_id={team}"), vec![max]),
        (format!("since={}", start + 1_800), vec![max, eva]),
        (format!("since={start}&until={}", start + 1_800), vec![lea]),
        ("page=2".to_owned(), vec![]),
    ] {
        let path = format!("csat_survey_responses?{query}");
        let listed = desk.admin().get(&path).await.is(200).body;
        assert_eq!(json!(each(&listed, "conversation_id")), json!(expected), "{query}");
    }
    for bad in ["sort=rating", "rating=good", "user_ids[]=x", "since=yesterday"] {
        desk.admin().get(&format!("csat_survey_responses?{bad}")).await.is(422);
    }

    let counted = desk.admin().get("csat_survey_responses/metrics").await.is(200).body;
    let expected = json!({
        "total_count": 3, "ratings_count": { "1": 1, "5": 2 }, "total_sent_messages_count": 3
    });
    assert_eq!(counted, expected);
    let path = format!("csat_survey_responses/metrics?user_ids[]={ben}&since={}", start + 1_800);
    let counted = desk.admin().get(&path).await.is(200).body;
    let expected = json!({ "total_count": 0, "ratings_count": {}, "total_sent_messages_count": 2 });
    assert_eq!(counted, expected, "who was asked is chosen by time only");
    desk.close().await;
}

#[tokio::test]
async fn answers_are_read_as_a_table_that_runs_nothing() {
    let desk = Desk::open().await;
    let [lea, ..] = answered(&desk).await;
    let now = desk.clock.now().seconds();

    let path = format!("csat_survey_responses/download?since={}&until={now}", now - 86_400);
    let table = desk.admin().get(&path).await.is(200);

    assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8");
    let disposition = table.headers["content-disposition"].to_str().unwrap();
    assert_eq!(disposition, "attachment; filename=\"csat_report.csv\"");
    let lines: Vec<&str> = table.text.lines().collect();
    assert_eq!(
        lines[0],
        "Agent Name,Rating,Feedback Comment,Contact Name,Contact Email Address,\
        Contact Phone Number,Link to the conversation,Recorded date,Review Notes"
    );
    let base = &desk.app.config.server.frontend_url;
    let ben = format!("Ben (ben-{}@acme.test)", desk.account);
    let link = format!("{base}/app/accounts/{}/conversations/{lea}", desk.account);
    let first =
        format!("{ben},5,'=said by Lea,Lea,lea@example.net,,{link},2026-02-03T10:00:00.000Z,");
    assert_eq!(lines[1], first);
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[4], "Reporting period 2026-02-02 to 2026-02-03");
    let all = desk.admin().get("csat_survey_responses/download").await.is(200);
    assert_eq!(all.text.lines().count(), 4, "without a time nothing is said of it");
    desk.close().await;
}

#[tokio::test]
async fn answers_follow_their_contact_and_go_with_the_conversation() {
    let desk = Desk::open().await;
    let [lea, max, _] = answered(&desk).await;
    let contact = async |id: i64| desk.show(id).await["meta"]["sender"]["id"].clone();
    let merged = json!({
        "base_contact_id": contact(max).await, "mergee_contact_id": contact(lea).await
    });
    desk.admin().post("actions/contact_merge", merged).await.is(200);

    let listed = desk.admin().get("csat_survey_responses").await.is(200).body;
    assert_eq!(listed[0]["contact"]["name"], "Max");
    desk.admin().delete(&format!("conversations/{lea}")).await.is(200);
    desk.settle().await;
    let left = desk.admin().get("csat_survey_responses").await.is(200).body;
    assert_eq!(left.as_array().map(Vec::len), Some(2));
    assert_eq!(left[0]["feedback_message"], Value::from("=said by Max"));
    desk.close().await;
}

#[tokio::test]
async fn the_team_notes_what_it_thinks_of_an_answer() {
    let desk = Desk::open().await;
    let [lea, ..] = answered(&desk).await;
    let id = desk.admin().get("csat_survey_responses").await.is(200).body[0]["id"].clone();
    let path = format!("csat_survey_responses/{id}");
    let note = |notes: Value| json!({ "csat_review_notes": notes });

    let noted = desk.admin().patch(&path, note(json!("=We have called"))).await.is(200).body;

    let now = desk.clock.now().seconds();
    assert_eq!(noted["csat_review_notes"], "=We have called");
    assert_eq!(noted["review_notes_updated_at"], now);
    let ada = json!({ "id": desk.id_of("Ada"), "name": "Ada" });
    assert_eq!(noted["review_notes_updated_by"], ada);
    let listed = desk.admin().get("csat_survey_responses").await.is(200).body;
    assert_eq!(listed[0], noted);
    assert_eq!(
        (&listed[1]["csat_review_notes"], listed[1].get("review_notes_updated_by")),
        (&Value::Null, None)
    );
    let table = desk.admin().get("csat_survey_responses/download").await.is(200).text;
    assert!(table.lines().nth(1).unwrap().ends_with(",'=We have called"), "{table}");
    let to_contact = desk.nobody().get(&super::link(&desk, lea).await).await.is(200);
    assert!(!to_contact.text.contains("called"), "{}", to_contact.text);

    desk.wait(Duration::from_hours(1));
    answer(&desk, lea, json!(1), "Worse").await.is(200);
    let same = desk.admin().patch(&path, json!({})).await.is(200).body;
    assert_eq!((&same["rating"], &same["review_notes_updated_at"]), (&json!(1), &json!(now)));
    let cleared = desk.admin().patch(&path, note(json!(" "))).await.is(200).body;
    assert_eq!(cleared["csat_review_notes"], Value::Null);
    desk.admin()
        .patch(&path, note(json!("x".repeat(20_001))))
        .await
        .refuses(&["csat_review_notes"]);
    let words = "You are not authorized to do this action";
    desk.agent().patch(&path, note(json!("x"))).await.says(401, words);
    desk.admin().patch("csat_survey_responses/999", note(json!("x"))).await.is(404);
    desk.close().await;
}
