//! Lists of what happened and of what is kept, read from place to place: the same rows in the
//! same order as by pages, and what is added meanwhile moves nothing.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    csat, notifications,
    paging::{is_the_same, next, payload, walked},
    sla_policies,
    support::{Client, Desk, each},
};

/// Refuses places in other lists, and those that somebody made up.
async fn refuses(client: &Client, path: &str, of_another: &str) {
    for cursor in ["nonsense", "%00", of_another, &"A".repeat(9_000)] {
        let joint = if path.contains('?') { '&' } else { '?' };
        client.get(&format!("{path}{joint}cursor={cursor}")).await.refuses(&["cursor"]);
    }
}

/// A place in the list of contacts.
async fn of_contacts(desk: &Desk) -> String {
    desk.contact("Ann").await;
    desk.contact("Bea").await;
    let listed = desk.admin().get("contacts?cursor=start&per_page=1").await.is(200);
    next(&listed).unwrap()
}

#[tokio::test]
async fn notifications_are_walked_through() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    notifications::given_to_ben_of(&desk, lea, 9).await;
    desk.wait(Duration::from_secs(1));
    notifications::given_to_ben_of(&desk, lea, 8).await;
    let told = |body: &Value| each(&body["data"]["payload"], "id");
    let ben = desk.agent();

    for sort in ["desc", "asc"] {
        is_the_same(&ben, &format!("notifications?sort_order={sort}"), told, 17).await;
    }

    let first = ben.get("notifications?cursor=start&per_page=5").await.is(200);
    let path = format!("notifications?per_page=5&cursor={}", next(&first).unwrap());
    let before = told(&ben.get(&path).await.is(200).body);
    notifications::given_to_ben_of(&desk, lea, 1).await;
    assert_eq!(told(&ben.get(&path).await.is(200).body), before);
    let upwards = path.replace("per_page=5", "per_page=5&sort_order=asc");
    ben.get(&upwards).await.refuses(&["cursor"]);
    let other = of_contacts(&desk).await;
    refuses(&ben, "notifications", &other).await;
    desk.close().await;
}

#[tokio::test]
async fn companies_are_walked_through_in_every_order() {
    let desk = Desk::open().await;
    for number in 0..13 {
        let name = ["Acme", "beta", "Zed"][number % 3];
        let mut new = json!({ "name": name });
        if number % 2 == 0 {
            new["domain"] = json!(format!("acme{}.test", 20 - number));
        }
        desk.agent().post("companies", new).await.is(200);
        if number % 4 != 0 {
            desk.wait(Duration::from_secs(1));
        }
    }
    for at in 0..3 {
        let lea = json!({ "name": "Lea", "email": format!("lea{at}@acme{}.test", 20 - at * 2) });
        desk.admin().post("contacts", lea).await.is(200);
    }
    let agent = desk.agent();
    for sort in ["name", "domain", "created_at", "contacts_count"] {
        for sign in ["", "-"] {
            is_the_same(&agent, &format!("companies?sort={sign}{sort}"), payload, 13).await;
        }
    }
    is_the_same(&agent, "companies", payload, 13).await;
    is_the_same(&agent, "companies/search?q=acme&sort=-name", payload, 9).await;
    let other = of_contacts(&desk).await;
    refuses(&agent, "companies", &other).await;
    refuses(&agent, "companies/search?q=acme", &other).await;
    desk.close().await;
}

#[tokio::test]
async fn the_audit_log_and_reporting_events_are_walked_through() {
    let desk = Desk::open().await;
    for number in 0..11 {
        desk.admin().post("teams", json!({ "name": format!("team {number}") })).await.is(200);
        if number % 3 != 0 {
            desk.wait(Duration::from_secs(1));
        }
    }
    for name in ["Lea", "Max", "Eva", "Tom"] {
        let id = desk.conversation(desk.contact(name).await, Some("Hello")).await;
        desk.agent_says(id, "Hi").await;
        desk.set_status(id, "resolved").await;
    }
    let (admin, logs) = (desk.admin(), |body: &Value| each(&body["audit_logs"], "id"));
    let count = admin.get("audit_logs").await.is(200).body["total_entries"].as_i64().unwrap();
    is_the_same(&admin, "audit_logs", logs, usize::try_from(count).unwrap()).await;
    let listed = admin.get("reporting_events").await.is(200).body;
    let count = listed["meta"]["count"].as_i64().unwrap();
    assert!(count >= 8, "{count}");
    let count = usize::try_from(count).unwrap();
    is_the_same(&admin, "reporting_events", payload, count).await;
    is_the_same(&admin, "reporting_events?name=first_response", payload, 4).await;

    let audits = admin.get("audit_logs?cursor=start&per_page=1").await.is(200);
    refuses(&admin, "reporting_events", &next(&audits).unwrap()).await;
    let events = admin.get("reporting_events?cursor=start&per_page=1").await.is(200);
    refuses(&admin, "audit_logs", &next(&events).unwrap()).await;
    desk.close().await;
}

#[tokio::test]
async fn what_was_missed_and_what_was_answered_are_walked_through() {
    let desk = Desk::open().await;
    let gold = sla_policies::gold(&desk).await;
    for _ in 0..5 {
        sla_policies::held(&desk, gold).await;
    }
    sla_policies::after(&desk, 15).await;
    csat::asks(&desk, json!({})).await;
    for (at, name) in ["Max", "Eva", "Tom", "Kim", "Joe"].into_iter().enumerate() {
        let id = csat::resolved(&desk, name).await;
        csat::answer(&desk, id, json!(at % 5 + 1), "So-so").await.is(200);
        if at % 2 == 0 {
            desk.wait(Duration::from_secs(1));
        }
    }
    let missed = |body: &Value| -> Vec<Value> {
        let all = body["payload"].as_array().unwrap().iter();
        all.map(|it| it["conversation"]["id"].clone()).collect()
    };
    let admin = desk.admin();
    is_the_same(&admin, "applied_slas", missed, 5).await;
    for sort in ["created_at", "-created_at"] {
        let path = format!("csat_survey_responses?sort={sort}");
        is_the_same(&admin, &path, |body| each(body, "id"), 5).await;
    }
    let other = of_contacts(&desk).await;
    refuses(&admin, "applied_slas", &other).await;
    refuses(&admin, "csat_survey_responses", &other).await;
    desk.close().await;
}

#[tokio::test]
async fn what_is_found_and_what_was_sent_are_walked_through() {
    let desk = Desk::open().await;
    let mut conversation = 0;
    for number in 0..9 {
        let lea = desk.contact(&format!("Lea{number}")).await;
        conversation = desk.conversation(lea, Some("Hello")).await;
        desk.wait(Duration::from_secs(1));
    }
    let path = format!("conversations/{conversation}/messages");
    for number in 0..5 {
        let name = format!("{number}.txt");
        let file = reqwest::multipart::Part::bytes(b"words".as_slice()).file_name(name);
        let form = reqwest::multipart::Form::new().part("attachments[]", file);
        let request = desk.agent().request(reqwest::Method::POST, &path).multipart(form);
        desk.agent().send(request).await.is(200);
    }
    let conversations = |body: &Value| each(&body["payload"]["conversations"], "id");
    let contacts = |body: &Value| each(&body["payload"]["contacts"], "id");
    let agent = desk.agent();
    for text in ["lea", ""] {
        let path = format!("search/conversations?q={text}");
        is_the_same(&agent, &path, conversations, 9).await;
        is_the_same(&agent, &format!("search/contacts?q={text}"), contacts, 9).await;
    }
    let files = format!("conversations/{conversation}/attachments");
    let urls = |body: &Value| each(&body["payload"], "data_url");
    is_the_same(&agent, &files, urls, 5).await;
    assert!(
        walked(&desk.outsider(), "search/conversations?q=lea", 4, conversations).await.is_empty()
    );

    let of_contacts = agent.get("search/contacts?q=lea&cursor=start&per_page=1").await.is(200);
    let cursor = next(&of_contacts).unwrap();
    refuses(&agent, "search/conversations?q=lea", &cursor).await;
    refuses(&agent, &files, &cursor).await;
    let of_files = agent.get(&format!("{files}?cursor=start&per_page=1")).await.is(200);
    let cursor = next(&of_files).unwrap();
    refuses(&agent, "search/contacts?q=lea", &cursor).await;
    refuses(&agent, "search/conversations?q=lea", &cursor).await;
    desk.close().await;
}
