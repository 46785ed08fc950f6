//! Campaigns (contract `behaviour.md`, 6.4): what is kept of them. How those are sent that are sent
//! once is in [`sent`], what that sets off in [`quiet`], and how they are stopped in [`stopped`].

mod quiet;
mod sent;
mod stopped;

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Desk, each};

async fn website(desk: &Desk) -> i64 {
    let channel = json!({ "type": "web_widget", "website_url": "https://acme.test" });
    desk.admin().post("inboxes", json!({ "name": "Site", "channel": channel })).await.id()
}

async fn telephone(desk: &Desk) -> i64 {
    let channel = json!({ "type": "sms", "phone_number": "+390612345678" });
    desk.admin().post("inboxes", json!({ "name": "Texts", "channel": channel })).await.id()
}

#[tokio::test]
async fn a_campaign_of_a_website_goes_on() {
    let desk = Desk::open().await;
    let site = website(&desk).await;
    let new = json!({ "campaign": {
        "title": "Welcome", "description": "Who looks at prices", "message": "Can we help?",
        "inbox_id": site, "sender_id": desk.id_of("Ben"), "scheduled_at": "2026-02-04T10:00:00Z",
        "trigger_rules": { "url": "https://acme.test/pricing", "time_on_page": 10 },
        "trigger_only_during_business_hours": true
    } });

    let made = desk.admin().post("campaigns", new).await.is(200).body;

    let agents = desk.admin().get("agents").await.body;
    let ben = agents.as_array().unwrap().iter().find(|agent| agent["name"] == "Ben").unwrap();
    let time = "2026-02-03T10:00:00.000Z";
    let expected = json!({
        "id": 1, "title": "Welcome", "description": "Who looks at prices",
        "account_id": desk.account, "inbox": made["inbox"], "sender": ben,
        "message": "Can we help?", "template_params": null, "campaign_status": "active",
        "enabled": true, "campaign_type": "ongoing",
        "trigger_rules": { "url": "https://acme.test/pricing", "time_on_page": 10 },
        "trigger_only_during_business_hours": true, "created_at": time, "updated_at": time
    });
    assert_eq!(made, expected);
    assert_eq!((&made["inbox"]["id"], &made["inbox"]["name"]), (&json!(site), &json!("Site")));
    assert_eq!(desk.admin().get("campaigns/1").await.is(200).body, expected);
    assert_eq!(desk.admin().get("campaigns").await.is(200).body, json!([expected]));
    let of_inbox = format!("inboxes/{site}/campaigns");
    assert_eq!(desk.admin().get(&of_inbox).await.is(200).body, json!([expected]));
    assert!(desk.tasks("campaigns.due").await.is_empty());

    let change = json!({ "enabled": false, "sender_id": null, "title": "Hello" });
    let changed = desk.admin().patch("campaigns/1", change).await.is(200).body;
    assert_eq!((&changed["enabled"], &changed["sender"]), (&json!(false), &json!({})));
    assert_eq!(desk.admin().delete("campaigns/1").await.is(200).text, "");
    desk.admin().get("campaigns/1").await.is(404);
    desk.admin().patch("campaigns/1", json!({ "title": "x" })).await.is(404);
    desk.admin().delete("campaigns/1").await.is(404);
    let next = json!({ "title": "Next", "message": "Hi", "inbox_id": site });
    assert_eq!(desk.admin().post("campaigns", next).await.id(), 2, "no number is given twice");
    desk.close().await;
}

#[tokio::test]
async fn a_campaign_of_a_telephone_number_is_over_at_its_time() {
    let desk = Desk::open().await;
    let label = desk.admin().post("labels", json!({ "title": "vip" })).await.id();
    let audience = json!([{ "type": "Label", "id": label }]);
    let new = json!({
        "title": "Sale", "message": "Everything is cheap", "inbox_id": telephone(&desk).await,
        "scheduled_at": "2026-02-03T12:00:00Z", "audience": audience
    });
    let made = desk.admin().post("campaigns", new.clone()).await.is(200).body;
    assert_eq!((&made["campaign_type"], &made["audience"]), (&json!("one_off"), &audience));
    assert_eq!(made["scheduled_at"], desk.clock.now().seconds() + 7_200);
    assert_eq!((&made["sender"], &made["problem"]), (&json!({}), &Value::Null));
    let path = format!("campaigns/{}", made["id"]);

    let later = json!({ "scheduled_at": desk.clock.now().seconds() + 10_800 });
    desk.admin().patch(&path, later).await.is(200);
    desk.wait(Duration::from_hours(2));
    desk.settle().await;
    let shown = desk.admin().get(&path).await.is(200).body;
    assert_eq!(shown["campaign_status"], "active", "its time was moved");
    desk.wait(Duration::from_hours(1));
    desk.settle().await;

    let over = desk.admin().get(&path).await.is(200).body;
    assert_eq!(over["campaign_status"], "completed");
    assert!(over["problem"].as_str().unwrap().starts_with("Nobody was written to"));
    assert_eq!((&over["written_count"], &over["skipped_count"]), (&json!(0), &json!(0)));
    let refused = desk.admin().patch(&path, json!({ "title": "x" })).await.refuses(&["status"]);
    assert_eq!(refused.body["error"], "Status The campaign is already completed");

    let at_once = json!({ "title": "Now", "message": "Hi", "inbox_id": new["inbox_id"] });
    let at_once = desk.admin().post("campaigns", at_once).await.is(200).body;
    assert_eq!(at_once["scheduled_at"], desk.clock.now().seconds());
    desk.admin().delete(&format!("campaigns/{}", at_once["id"])).await.is(200);
    assert!(desk.tasks("campaigns.due").await.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn what_cannot_be_a_campaign_is_refused_by_name() {
    let desk = Desk::open().await;
    let site = website(&desk).await;
    let neighbour = desk.neighbour().await;
    let channel = json!({ "type": "web_widget", "website_url": "https://other.test" });
    let theirs = json!({ "name": "Theirs", "channel": channel });
    let theirs = neighbour.post("inboxes", theirs).await.id();
    let zoe = neighbour.get("agents").await.body[0]["id"].clone();
    let good = json!({ "title": "Hi", "message": "Hello", "inbox_id": site });
    for (field, value, words) in [
        ("title", json!(" "), "Title can't be blank"),
        ("message", json!(""), "Message can't be blank"),
        ("inbox_id", Value::Null, "Inbox must exist"),
        ("inbox_id", json!(desk.inbox().await), "Inbox Unsupported Inbox type"),
        ("inbox_id", json!(theirs), "Inbox must belong to the same account as the campaign"),
        ("sender_id", zoe, "Sender must belong to the same account as the campaign"),
        ("trigger_rules", json!({ "url": "acme.test" }), "Url invalid"),
        ("scheduled_at", json!("soon"), "Scheduled at must be a date and a time"),
        ("audience", json!([{ "type": "Team", "id": 1 }]), "Audience must be labels"),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        let refused = desk.admin().post("campaigns", bad).await.is(422);
        assert_eq!(refused.body["error"], words, "{field}");
    }
    assert_eq!(desk.count("campaigns").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn only_administrators_have_to_do_with_campaigns() {
    let desk = Desk::open().await;
    let new = json!({ "title": "Hi", "message": "Hello", "inbox_id": website(&desk).await });
    let id = desk.admin().post("campaigns", new.clone()).await.id();
    for (method, path) in [
        (Method::GET, "campaigns".to_owned()),
        (Method::POST, "campaigns".to_owned()),
        (Method::GET, format!("campaigns/{id}")),
        (Method::PATCH, format!("campaigns/{id}")),
        (Method::DELETE, format!("campaigns/{id}")),
        (Method::GET, format!("inboxes/{}/campaigns", new["inbox_id"])),
    ] {
        let request = desk.agent().request(method, &path).json(&new);
        desk.agent().send(request).await.says(401, "You are not authorized to do this action");
    }
    desk.close().await;
}

#[tokio::test]
async fn campaigns_go_with_their_inbox_and_lose_who_leaves() {
    let desk = Desk::open().await;
    let (site, other) = (website(&desk).await, website(&desk).await);
    for inbox in [site, other] {
        let sender = desk.id_of("Ben");
        let new =
            json!({ "title": "Hi", "message": "Hello", "inbox_id": inbox, "sender_id": sender });
        desk.admin().post("campaigns", new).await.is(200);
    }

    desk.admin().delete(&format!("inboxes/{site}")).await.is(200);
    desk.admin().delete(&format!("agents/{}", desk.id_of("Ben"))).await.is(200);
    desk.settle().await;

    let left = desk.admin().get("campaigns").await.is(200).body;
    assert_eq!(each(&left, "id"), [2]);
    assert_eq!(left[0]["sender"], json!({}));
    desk.close().await;
}
