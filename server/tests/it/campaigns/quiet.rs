//! What is said to many at once sets nothing off, and is seen by whoever looks.

use serde_json::{Value, json};

use super::{
    sent::{campaign, conversations, label, labelled, messages, sent},
    telephone,
};
use crate::{
    realtime::member,
    support::{Desk, Receiver},
    widget::Site,
};

/// Everything of the account that something could be told to, or called by.
async fn all_ears(desk: &Desk, inbox: i64, receiver: &Receiver) {
    let events = [
        "conversation_created",
        "conversation_updated",
        "conversation_status_changed",
        "contact_updated",
        "message_created",
        "message_updated",
    ];
    let hook = json!({ "url": receiver.url, "subscriptions": events });
    desk.admin().post("webhooks", hook).await.is(200);
    let bot = json!({ "name": "Helper", "outgoing_url": receiver.url });
    let bot = desk.admin().post("agent_bots", bot).await.id();
    let set = format!("inboxes/{inbox}/set_agent_bot");
    desk.admin().post(&set, json!({ "agent_bot": bot })).await.is(200);
    for event in ["conversation_created", "conversation_updated", "message_created"] {
        let action = json!({ "action_name": "add_label", "action_params": ["seen"] });
        let rule = json!({
            "name": event, "event_name": event, "conditions": [], "actions": [action]
        });
        desk.admin().post("automation_rules", rule).await.is(200);
    }
    let wish = json!({ "notification_settings": {
        "selected_email_flags": [
            "email_conversation_creation", "email_assigned_conversation_new_message"
        ],
        "selected_push_flags": ["push_conversation_creation"]
    } });
    desk.agent().patch("notification_settings", wish).await.is(200);
}

#[tokio::test]
async fn what_is_said_to_many_calls_nobody_and_is_seen_all_the_same() {
    let desk = Desk::open().await;
    let inbox = telephone(&desk).await;
    let members = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Ben")] });
    desk.admin().post("inbox_members", members).await.is(200);
    let vip = label(&desk, "vip").await;
    let lea = labelled(&desk, "lea", Some("+391234567"), &["vip"]).await;
    let max = labelled(&desk, "max", Some("+391234568"), &["vip"]).await;
    let open = json!({
        "inbox_id": inbox, "contact_id": lea, "assignee_id": desk.id_of("Ben")
    });
    let open = desk.conversation_with(open).await;
    desk.settle().await;
    let receiver = Receiver::open().await;
    all_ears(&desk, inbox, &receiver).await;
    // In the name of somebody else, since nobody is told of what they say themselves.
    let sender = json!({ "sender_id": desk.id_of("Ada") });
    let path = campaign(&desk, inbox, &[vip], sender).await;
    desk.settle().await;
    let notified = desk.count("notifications").await;
    let last = desk.admin().get("events").await.is(200).body["meta"]["last_id"].clone();
    receiver.take();
    let mut ben = member(&desk, "Ben").await;

    sent(&desk, &path).await;

    let told: Vec<Value> = receiver.take().into_iter().map(|it| it.body).collect();
    assert_eq!(told, Vec::<Value>::new());
    assert_eq!(desk.count("automation_runs").await, 0);
    assert_eq!(desk.count("notifications").await, notified);
    // Whoever looks sees it: in lists, on the socket, and among the events.
    let begun = conversations(&desk, max).await.remove(0);
    assert_eq!((&begun["status"], &begun["labels"]), (&json!("resolved"), &json!([])));
    let said = ben.hears("message.created").await;
    assert_eq!((&said["conversation_id"], &said["sender"]["name"]), (&json!(open), &json!("Ada")));
    assert_eq!(ben.hears("conversation.created").await["id"], begun["id"]);
    assert_eq!(ben.hears("message.created").await["conversation_id"], begun["id"]);
    let feed = desk.admin().get(&format!("events?after={last}")).await.is(200).body;
    let mut names = feed["payload"].as_array().unwrap().iter().map(|it| &it["event"]);
    assert!(names.any(|name| name == "message.created"), "{feed}");

    desk.agent_says(begun["id"].as_i64().unwrap(), "Is there anything else?").await;
    desk.settle().await;

    assert!(!receiver.take().is_empty(), "what comes after it is told as ever");
    assert_eq!(conversations(&desk, max).await[0]["labels"], json!(["seen"]));
    assert_eq!(
        messages(&desk, &begun).await.iter().filter(|it| it["message_type"] == 1).count(),
        2
    );
    desk.close().await;
}

#[tokio::test]
async fn a_campaign_of_a_website_is_told_of_as_any_conversation() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let receiver = Receiver::open().await;
    let events = ["conversation_created", "message_created"];
    let hook = json!({ "url": receiver.url, "subscriptions": events });
    desk.admin().post("webhooks", hook).await.is(200);
    let new = json!({ "title": "Hi", "message": "Can we help?", "inbox_id": site.inbox });
    let campaign = desk.admin().post("campaigns", new).await.id();
    let chat = site.visited().await;

    let shown = json!({
        "name": "campaign.triggered", "event_info": { "campaign_id": campaign }
    });
    chat.post("events", shown).await.is(204);
    desk.settle().await;

    let told: Vec<String> = receiver.take().iter().map(|it| it.event().to_owned()).collect();
    assert_eq!(told, events);
    desk.close().await;
}
