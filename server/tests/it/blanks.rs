//! What is left blank in a form: null, where no text is wanted (contract `application-core.md`, 1.3).

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Desk, Reply};

/// Sends a form as browsers do.
async fn sends(desk: &Desk, method: Method, path: &str, form: &[(&str, &str)]) -> Reply {
    let encoded = form.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
    let request = desk.admin().request(method, path).body(encoded.join("&"));
    desk.admin().send(request.header("content-type", "application/x-www-form-urlencoded")).await
}

#[tokio::test]
async fn closed_days_have_blank_hours() {
    let desk = Desk::open().await;
    let path = format!("inboxes/{}", desk.inbox().await);
    let day = |day: i64, closed: Value| {
        json!({
            "day_of_week": day, "closed_all_day": closed, "open_hour": "", "open_minutes": "",
            "close_hour": "", "close_minutes": "", "open_all_day": ""
        })
    };
    let week = json!({ "working_hours": [day(0, json!(true)), day(6, json!("")), {
        "day_of_week": 3, "open_hour": "10", "open_minutes": "", "close_hour": 18
    }] });

    let inbox = desk.admin().patch(&path, week).await.is(200).body;

    let days = &inbox["working_hours"];
    assert_eq!((&days[0]["closed_all_day"], &days[0]["open_hour"]), (&json!(true), &Value::Null));
    assert_eq!(days[6]["closed_all_day"], true, "what is blank stays as it is");
    let wednesday = (&days[3]["open_hour"], &days[3]["open_minutes"], &days[3]["close_hour"]);
    assert_eq!(wednesday, (&json!(10), &json!(0), &json!(18)));
    let bad = json!({ "working_hours": [{ "day_of_week": 3, "open_hour": "ten" }] });
    desk.admin().patch(&path, bad).await.refuses(&["working_hours[0].open_hour"]);
    desk.close().await;
}

#[tokio::test]
async fn a_list_with_a_blank_in_it_is_one_of_which_nothing_was_chosen() {
    let desk = Desk::open().await;
    let channel = json!({ "type": "web_widget", "website_url": "https://acme.test" });
    let new = json!({ "name": "Shop", "channel": channel });
    let inbox = desk.admin().post("inboxes", new).await.id();
    let path = format!("inboxes/{inbox}");

    let chosen = async |flags: &[(&str, &str)]| {
        let inbox = sends(&desk, Method::PATCH, &path, flags).await.is(200).body;
        inbox["selected_feature_flags"].clone()
    };

    let flags = "channel[selected_feature_flags][]";
    assert_eq!(chosen(&[(flags, "")]).await, json!([]));
    assert_eq!(chosen(&[(flags, ""), (flags, "attachments")]).await, json!(["attachments"]));
    let wrong = sends(&desk, Method::PATCH, &path, &[(flags, "sounds")]).await;
    wrong.refuses(&["channel.selected_feature_flags[0]"]);
    desk.close().await;
}

#[tokio::test]
async fn a_blank_assignee_is_nobody() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{id}/assignments");
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;

    let nobody = sends(&desk, Method::POST, &path, &[("assignee_id", "")]).await;

    assert_eq!(nobody.is(200).body, Value::Null);
    assert_eq!(desk.show(id).await["meta"].get("assignee"), None);
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    desk.assign(id, json!({ "assignee_id": "" })).await;
    assert_eq!(desk.show(id).await["meta"].get("assignee"), None);
    desk.close().await;
}

#[tokio::test]
async fn blank_choices_and_switches_are_as_if_nothing_was_said() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let id = desk.conversation(lea, None).await;
    let contact = format!("contacts/{lea}");
    desk.admin().patch(&contact, json!({ "blocked": true })).await.is(200);

    let kept = sends(&desk, Method::PUT, &contact, &[("blocked", ""), ("name", "Lea B")]).await;
    let form = [("content", "Hi"), ("content_type", ""), ("private", ""), ("message_type", "")];
    let said = sends(&desk, Method::POST, &format!("conversations/{id}/messages"), &form).await;

    let kept = kept.is(200).body["payload"].clone();
    assert_eq!((&kept["blocked"], &kept["name"]), (&json!(true), &json!("Lea B")));
    said.is(200).holds(json!({ "content_type": "text", "private": false, "message_type": 1 }));
    let none = json!({ "content": "Hi", "content_type": null, "private": null, "sender_id": "" });
    desk.admin().post(&format!("conversations/{id}/messages"), none).await.is(200);
    let wrong = json!({ "content": "Hi", "content_type": " " });
    desk.admin().post(&format!("conversations/{id}/messages"), wrong).await.is(422);
    desk.close().await;
}

#[tokio::test]
async fn what_is_blank_many_times_is_read_at_once() {
    let desk = Desk::open().await;
    let many: Vec<Value> = (0..50_000).map(|_| json!("")).collect();
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let started = std::time::Instant::now();

    let users = json!({ "user_ids": many });
    desk.admin().post(&format!("conversations/{id}/participants"), users).await.is(200);

    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
    desk.close().await;
}
