//! What administrators read of what was missed.

use serde_json::{Value, json};

use super::{MORNING, after, gold, held, policy};
use crate::support::{Desk, each};

/// Three conversations held to Gold: in two of them something was missed, and one has a label.
async fn three(desk: &Desk) -> (i64, [i64; 3]) {
    let gold = gold(desk).await;
    let quick = held(desk, gold).await;
    desk.agent_says(quick, "Hi").await;
    desk.set_status(quick, "resolved").await;
    let slow = held(desk, gold).await;
    let labels = json!({ "labels": ["billing", "vip"] });
    desk.admin().post(&format!("conversations/{slow}/labels"), labels).await.is(200);
    after(desk, 20).await;
    let later = held(desk, gold).await;
    desk.assign(later, json!({ "assignee_id": desk.id_of("Ben") })).await;
    after(desk, 30).await;
    (gold, [quick, slow, later])
}

async fn numbers(desk: &Desk, query: &str) -> Vec<Value> {
    let listed = desk.admin().get(&format!("applied_slas?{query}")).await.is(200).body;
    let numbers: Vec<Value> = listed["payload"]
        .as_array()
        .unwrap()
        .iter()
        .map(|missed| missed["conversation"]["id"].clone())
        .collect();
    assert_eq!(listed["meta"]["count"], numbers.len(), "{query}");
    numbers
}

#[tokio::test]
async fn what_was_missed_is_listed_with_its_conversation() {
    let desk = Desk::open().await;
    let (gold, [_, slow, later]) = three(&desk).await;

    let listed = desk.admin().get("applied_slas").await.is(200).body;

    assert_eq!(listed["meta"], json!({ "count": 2, "current_page": 1 }));
    let all = listed["payload"].as_array().unwrap();
    let numbers: Vec<&Value> = all.iter().map(|missed| &missed["conversation"]["id"]).collect();
    assert_eq!(numbers, [&json!(later), &json!(slow)], "newest first");
    assert_eq!(
        all[1]["conversation"],
        json!({
            "id": slow, "contact": { "name": "Lea" }, "labels": "billing, vip"
        })
    );
    assert_eq!(all[0]["conversation"]["labels"], Value::Null);
    assert_eq!(all[0]["conversation"]["assignee"]["id"], desk.id_of("Ben"));
    assert_eq!(all[1]["applied_sla"]["sla_id"], gold);
    assert_eq!(all[1]["applied_sla"]["sla_status"], "active_with_misses");
    assert_eq!(each(&all[1]["sla_events"], "event_type"), ["frt"]);
    let paged = desk.admin().get("applied_slas?page=2&per_page=1").await.is(200).body;
    assert_eq!(paged["meta"], json!({ "count": 2, "current_page": 2 }));
    assert_eq!(paged["payload"][0]["conversation"]["id"], slow);
    desk.agent().get("applied_slas").await.is(401);
    desk.agent().get("applied_slas/metrics").await.is(401);
    desk.agent().get("applied_slas/download").await.is(401);
    desk.close().await;
}

#[tokio::test]
async fn what_is_wanted_is_said_by_filters() {
    let desk = Desk::open().await;
    let (gold, [_, slow, later]) = three(&desk).await;
    let other = policy(&desk, json!({ "name": "Other" })).await;
    let team = desk.add_team("Billing", &["Ben"]).await;
    desk.assign(slow, json!({ "team_id": team })).await;
    let inbox = desk.inbox().await;

    let both = [json!(later), json!(slow)];
    for (query, expected) in [
        (format!("sla_policy_id={gold}"), &both[..]),
        (format!("sla_policy_id={other}"), &[]),
        (format!("inbox_id={inbox}"), &both),
        ("inbox_id=999".to_owned(), &[]),
        (format!("team_id={team}"), &both[1..]),
        (format!("assigned_agent_id={}", desk.id_of("Ben")), &both[..1]),
        ("label_list=VI".to_owned(), &both[1..]),
        ("label_list=%25".to_owned(), &[]),
        (format!("since={}&until={}", MORNING, MORNING + 60), &both[1..]),
        (format!("since={}", MORNING + 1_200), &both[..1]),
    ] {
        assert_eq!(numbers(&desk, &query).await, expected, "{query}");
    }
    desk.admin().get("applied_slas?since=yesterday").await.refuses(&["since"]);
    let long = "%25".repeat(256);
    for path in ["", "/metrics", "/download"] {
        let path = format!("applied_slas{path}?label_list={long}");
        desk.admin().get(&path).await.refuses(&["label_list"]);
    }
    desk.close().await;
}

#[tokio::test]
async fn it_is_counted_how_often_all_was_done_in_time() {
    let desk = Desk::open().await;
    let nothing = desk.admin().get("applied_slas/metrics").await.is(200).body;
    assert_eq!(
        nothing,
        json!({ "total_applied_slas": 0, "number_of_sla_misses": 0, "hit_rate": "100%" })
    );
    three(&desk).await;

    let counted = desk.admin().get("applied_slas/metrics").await.is(200).body;

    assert_eq!(
        counted,
        json!({ "total_applied_slas": 3, "number_of_sla_misses": 2, "hit_rate": "33.33%" })
    );
    let later = format!("applied_slas/metrics?since={}", MORNING + 1_200);
    let counted = desk.admin().get(&later).await.is(200).body;
    assert_eq!(counted["total_applied_slas"], 1);
    desk.close().await;
}

#[tokio::test]
async fn a_table_of_it_runs_in_no_spreadsheet() {
    let desk = Desk::open().await;
    let (_, [_, slow, later]) = three(&desk).await;
    let policies = desk.admin().get("sla_policies").await.is(200).body;
    let path = format!("sla_policies/{}", policies["payload"][0]["id"]);
    desk.admin().patch(&path, json!({ "name": "=1+1" })).await.is(200);

    let table = desk.admin().get("applied_slas/download").await.is(200);

    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    let name = "attachment; filename=\"breached_conversation.csv\"";
    assert_eq!(table.header("content-disposition"), name);
    let base = format!("http://127.0.0.1:3000/app/accounts/{}/conversations", desk.account);
    let expected = format!(
        "Conversation ID,SLA Policy,Assignee,Team,Inbox,Labels,Link to the Conversation,\
         Breached Events\n\
         {slow},'=1+1,,,Support,\"billing, vip\",{base}/{slow},frt\n\
         {later},'=1+1,Ben,,Support,,{base}/{later},frt\n"
    );
    assert_eq!(table.text.replace('\r', ""), expected);
    let none = desk.admin().get("applied_slas/download?inbox_id=999").await.is(200);
    assert_eq!(none.text.lines().count(), 1);
    desk.close().await;
}
