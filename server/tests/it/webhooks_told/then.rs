//! What has changed again by the time at which it is told.

use serde_json::{Value, json};

use super::{conversation, events, subscribe};
use crate::support::{Delivered, Desk, Receiver, each};

/// Says that a conversation is shown as the changes that are told with it have left it.
fn agrees_with_changes(body: &Value) {
    let meta = &body["meta"];
    for (name, change) in body["changes"].as_object().unwrap() {
        let after = &change["after"];
        match name.as_str() {
            "assignee_id" if after.is_null() => assert_ne!(meta["assignee_type"], "User"),
            "assignee_id" => {
                let shown = (&meta["assignee_type"], &meta["assignee"]["id"]);
                assert_eq!(shown, (&json!("User"), after));
            }
            "assignee_agent_bot_id" if after.is_null() => {
                assert_ne!(meta["assignee_type"], "AgentBot");
            }
            "assignee_agent_bot_id" => {
                let shown = (&meta["assignee_type"], &meta["assignee"]["id"]);
                assert_eq!(shown, (&json!("AgentBot"), after));
            }
            "team_id" => assert_eq!(meta["team"]["id"], *after),
            "sla_policy_id" => assert_eq!(body["sla_policy_id"], *after),
            "updated_at" | "waiting_since" => {}
            name => assert_eq!(body[name], *after, "{name}"),
        }
    }
}

/// The bodies of an event, in the order in which they were told.
fn bodies<'a>(told: &'a [Delivered], event: &str) -> Vec<&'a Value> {
    told.iter().filter(|told| told.event() == event).map(|told| &told.body).collect()
}

/// What a field has become by each event that says so.
fn became(told: &[Delivered], field: &str) -> Vec<Value> {
    let updated = bodies(told, "conversation_updated").into_iter();
    let changes = updated.filter_map(|body| body["changes"].get(field).cloned());
    changes.map(|change| change["after"].clone()).collect()
}

#[tokio::test]
async fn a_status_is_told_however_short_it_lasted() {
    let desk = Desk::open().await;
    let (receiver, of_bot) = (Receiver::open().await, Receiver::open().await);
    let id = conversation(&desk).await;
    subscribe(&desk, &receiver, &["conversation_status_changed", "conversation_updated"]).await;
    let bot = json!({ "name": "Helper", "outgoing_url": of_bot.url });
    let bot = desk.admin().post("agent_bots", bot).await.id();
    let set = format!("inboxes/{}/set_agent_bot", desk.inbox().await);
    desk.admin().post(&set, json!({ "agent_bot": bot })).await.is(200);

    for status in ["resolved", "open", "snoozed", "open"] {
        desk.set_status(id, status).await;
    }
    desk.settle().await;

    let told = receiver.take();
    let changed = bodies(&told, "conversation_status_changed");
    let of = |field: &str| changed.iter().map(|body| body[field].clone()).collect::<Vec<_>>();
    assert_eq!(of("status"), ["resolved", "open", "snoozed", "open"]);
    assert_eq!(of("previous_status"), ["open", "resolved", "open", "snoozed"]);
    let updated = bodies(&told, "conversation_updated");
    assert_eq!(updated.len(), 4);
    updated.into_iter().for_each(agrees_with_changes);
    let told = of_bot.take();
    let opened_and_resolved = told
        .iter()
        .filter(|told| ["conversation_opened", "conversation_resolved"].contains(&told.event()));
    let opened_and_resolved: Vec<_> = opened_and_resolved
        .map(|told| (told.event(), told.body["status"].as_str().unwrap()))
        .collect();
    let expected = [
        ("conversation_resolved", "resolved"),
        ("conversation_opened", "open"),
        ("conversation_opened", "open"),
    ];
    assert_eq!(opened_and_resolved, expected, "{:?}", events(&told));
    desk.close().await;
}

#[tokio::test]
async fn no_conversation_contradicts_the_changes_that_it_is_told_with() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    let (sales, billing) = (desk.add_team("sales", &[]).await, desk.add_team("billing", &[]).await);
    let bot = desk.admin().post("agent_bots", json!({ "name": "Helper" })).await.id();
    subscribe(&desk, &receiver, &["conversation_updated"]).await;
    let (ben, ada) = (desk.id_of("Ben"), desk.id_of("Ada"));
    let snooze = |until: i64| json!({ "status": "snoozed", "snoozed_until": until });
    let steps = [
        ("assignments", json!({ "assignee_id": ben })),
        ("assignments", json!({ "assignee_id": ada })),
        ("assignments", json!({ "assignee_id": bot, "assignee_type": "AgentBot" })),
        ("assignments", json!({ "assignee_id": ben })),
        ("assignments", json!({ "assignee_id": null })),
        ("assignments", json!({ "team_id": sales })),
        ("assignments", json!({ "team_id": billing })),
        ("assignments", json!({ "team_id": null })),
        ("toggle_priority", json!({ "priority": "high" })),
        ("toggle_priority", json!({ "priority": "low" })),
        ("labels", json!({ "labels": ["vip"] })),
        ("labels", json!({ "labels": ["billing", "vip"] })),
        ("labels", json!({ "labels": [] })),
        ("custom_attributes", json!({ "custom_attributes": { "order": 1 } })),
        ("custom_attributes", json!({ "custom_attributes": { "order": 2 } })),
        ("toggle_status", snooze(1_893_456_000)),
        ("toggle_status", json!({ "status": "open" })),
    ];

    for (action, body) in steps {
        desk.admin().post(&format!("conversations/{id}/{action}"), body).await.is(200);
    }
    desk.settle().await;

    let told = receiver.take();
    assert_eq!(
        became(&told, "assignee_id"),
        [json!(ben), json!(ada), json!(null), json!(ben), json!(null)]
    );
    assert_eq!(became(&told, "assignee_agent_bot_id"), [json!(bot), json!(null)]);
    assert_eq!(became(&told, "team_id"), [json!(sales), json!(billing), json!(null)]);
    assert_eq!(became(&told, "priority"), ["high", "low"]);
    assert_eq!(became(&told, "labels"), [json!(["vip"]), json!(["billing", "vip"]), json!([])]);
    let orders = became(&told, "custom_attributes");
    assert_eq!(each(&json!(orders), "order"), [1, 2]);
    assert_eq!(became(&told, "snoozed_until"), [json!("2030-01-01T00:00:00.000Z"), json!(null)]);
    bodies(&told, "conversation_updated").into_iter().for_each(agrees_with_changes);
    desk.close().await;
}

#[tokio::test]
async fn labels_are_told_as_a_list_and_as_one_text() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    subscribe(&desk, &receiver, &["conversation_updated"]).await;

    let labels = json!({ "labels": ["billing", "vip"] });
    desk.admin().post(&format!("conversations/{id}/labels"), labels).await.is(200);
    desk.settle().await;

    let told = receiver.take();
    let attributes = told[0].body["changed_attributes"].as_array().unwrap();
    let both = [
        json!({ "label_list": { "previous_value": [], "current_value": ["billing", "vip"] } }),
        json!({
            "cached_label_list": { "previous_value": null, "current_value": "billing, vip" }
        }),
    ];
    assert!(both.iter().all(|change| attributes.contains(change)), "{attributes:?}");
    assert_eq!(told[0].body["changes"].get("cached_label_list"), None);
    desk.close().await;
}

#[tokio::test]
async fn people_and_inboxes_are_told_as_each_change_has_left_them() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let eva = desk.contact("Eva").await;
    desk.settle().await;
    subscribe(&desk, &receiver, &["contact_updated", "inbox_updated"]).await;
    let path = format!("contacts/{eva}");
    let before = desk.clock.now().iso();
    let first = json!({
        "name": "Eve", "email": null, "phone_number": "+12345678900", "identifier": "e-1",
        "blocked": true, "additional_attributes": { "city": "Rome" },
        "custom_attributes": { "tier": "gold" }
    });
    let second = json!({
        "name": "Eva", "email": "e@example.net", "phone_number": null, "identifier": "e-2",
        "blocked": false, "additional_attributes": { "city": "Oslo" },
        "custom_attributes": { "tier": "black" }
    });
    let inbox = format!("inboxes/{}", desk.inbox().await);
    desk.wait(std::time::Duration::from_secs(5));

    for change in [&first, &second] {
        desk.admin().patch(&path, change.clone()).await.is(200);
    }
    for zone in ["Asia/Tokyo", "Europe/Rome"] {
        let change = json!({ "timezone": zone, "greeting_enabled": true, "name": zone });
        desk.admin().patch(&inbox, change).await.is(200);
    }
    desk.settle().await;

    let told = receiver.take();
    for (body, change) in bodies(&told, "contact_updated").iter().zip([first, second]) {
        for (name, value) in change.as_object().unwrap() {
            assert_eq!(body[name], *value, "{name}");
            assert_eq!(body["changes"][name]["after"], *value, "{name}");
        }
    }
    let now = desk.clock.now().iso();
    let [eve, _] = bodies(&told, "contact_updated")[..] else { panic!("{:?}", events(&told)) };
    assert_eq!(eve["changes"]["updated_at"], json!({ "before": before, "after": now }));
    assert_eq!(eve["changes"]["location"], json!({ "before": null, "after": "Rome" }));
    let inboxes = bodies(&told, "inbox_updated");
    assert_eq!(each(&json!(inboxes), "timezone"), ["Asia/Tokyo", "Europe/Rome"]);
    assert_eq!(each(&json!(inboxes), "name"), ["Asia/Tokyo", "Europe/Rome"]);
    for body in inboxes {
        for (name, change) in body["changes"].as_object().unwrap() {
            assert_eq!(body[name], change["after"], "{name}");
        }
        assert_eq!(body["updated_at"], json!(now));
    }
    desk.close().await;
}

#[tokio::test]
async fn what_was_said_and_taken_back_is_not_told() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let id = conversation(&desk).await;
    subscribe(&desk, &receiver, &["message_created", "message_updated"]).await;

    let message = desk.agent_says(id, "A secret").await["id"].clone();
    desk.admin().delete(&format!("conversations/{id}/messages/{message}")).await.is(200);
    desk.settle().await;

    let told = receiver.take();
    assert_eq!(events(&told), ["message_created", "message_updated"]);
    assert!(told.iter().all(|told| !told.text.contains("A secret")));
    desk.close().await;
}
