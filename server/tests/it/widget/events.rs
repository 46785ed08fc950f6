//! What happens in the chat that is no message.

use serde_json::{Value, json};

use super::Site;
use crate::support::{Desk, Receiver, each};

#[tokio::test]
async fn that_the_chat_was_opened_is_told_to_webhooks() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let new = json!({ "url": receiver.url, "subscriptions": ["webwidget_triggered"] });
    desk.admin().post("webhooks", new).await.is(200);
    let site = Site::open(&desk).await;
    let chat = site.visited().await;

    let opened =
        json!({ "name": "webwidget.triggered", "event_info": { "referer": "https://x.test" } });
    chat.post("events?locale=de", opened.clone()).await.is(204);
    let id = chat.says("Hello").await;
    chat.post("events", opened).await.is(204);
    desk.settle().await;

    let told: Vec<Value> = receiver.take().into_iter().map(|told| told.body).collect();
    assert_eq!(told.len(), 2);
    assert_eq!(told[0]["event"], "webwidget_triggered");
    assert_eq!(
        (&told[0]["contact"]["id"], &told[0]["inbox"]["name"]),
        (&json!(chat.contact), &json!("Shop"))
    );
    assert_eq!(told[0]["current_conversation"], Value::Null);
    assert_eq!(told[0]["event_info"]["referer"], "https://x.test");
    assert_eq!(told[0]["event_info"]["widget_language"], "de");
    assert_eq!(told[1]["current_conversation"]["id"], id);
    desk.close().await;
}

#[tokio::test]
async fn that_the_chat_was_opened_is_told_to_the_bot_that_answers_there() {
    let desk = Desk::open().await;
    let (site, other) = (Site::open(&desk).await, Site::open(&desk).await);
    let receiver = Receiver::open().await;
    let bot = json!({ "name": "Bot", "outgoing_url": receiver.url });
    let bot = desk.admin().post("agent_bots", bot).await.id();
    let set = json!({ "agent_bot": bot });
    desk.admin().post(&format!("inboxes/{}/set_agent_bot", site.inbox), set).await.is(200);
    let opened = json!({ "name": "webwidget.triggered", "event_info": {} });

    other.visited().await.post("events", opened.clone()).await.is(204);
    let chat = site.visited().await;
    for _ in 0..40 {
        chat.post("events", opened.clone()).await.is(204);
    }
    desk.settle().await;

    let told = receiver.take();
    assert_eq!(told.len(), 30, "what is said over and over is not noted");
    assert_eq!(told[0].body["event"], "webwidget_triggered");
    assert_eq!(told[0].body["inbox"]["id"], site.inbox);
    desk.close().await;
}

#[tokio::test]
async fn a_campaign_that_was_shown_begins_a_conversation_once() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let campaign = |message: &str, enabled: bool| {
        json!({
            "title": "Help", "message": message, "inbox_id": site.inbox, "enabled": enabled,
            "sender_id": desk.id_of("Ben"), "trigger_rules": { "url": "https://shop.test", "time_on_page": 5 }
        })
    };
    let shown = desk.admin().post("campaigns", campaign("Need help?", true)).await.id();
    let off = desk.admin().post("campaigns", campaign("Not now", false)).await.id();
    let chat = site.visited().await;

    let listed = site.ask("GET", "campaigns", "", Value::Null).await.is(200).body;
    assert_eq!(each(&listed, "message"), ["Need help?"]);
    assert_eq!((&listed[0]["id"], &listed[0]["sender"]["name"]), (&json!(shown), &json!("Ben")));
    let triggered = |id: i64| {
        json!({
            "name": "campaign.triggered",
            "event_info": { "campaign_id": id, "custom_attributes": { "plan": "pro" }, "referer": "https://shop.test/" }
        })
    };
    chat.post("events", triggered(off)).await.is(404);
    chat.post("events", triggered(999)).await.is(404);
    for _ in 0..2 {
        chat.post("events", triggered(shown)).await.is(204);
    }

    let said = chat.get("messages").await.is(200).body;
    assert_eq!(each(&said["payload"], "content"), ["Need help?"]);
    assert_eq!(said["payload"][0]["sender"]["name"], "Ben");
    let id = chat.get("conversations").await.is(200).body["id"].as_i64().unwrap();
    assert_eq!(desk.show(id).await["custom_attributes"], json!({ "plan": "pro" }));
    // Whoever answers is asked for nothing, and told nothing by itself.
    let asks = json!({
        "enable_email_collect": true, "greeting_enabled": true, "greeting_message": "Hello!"
    });
    desk.admin().patch(&format!("inboxes/{}", site.inbox), asks).await.is(200);
    chat.says("Yes, please").await;
    let said = chat.get("messages").await.is(200).body;
    assert_eq!(each(&said["payload"], "content"), ["Need help?", "Yes, please"]);
    let rule = |value: i64| {
        json!({ "payload": [{
            "attribute_key": "campaign_id", "filter_operator": "equal_to", "values": [value]
        }] })
    };
    let none = json!({ "custom_attribute": ["none"] });
    let row = chat.post("conversations/destroy_custom_attributes", none).await.is(200).body;
    let begun_by = row["campaign_id"].as_i64().unwrap();
    let known = format!("campaigns where id = {begun_by} and display_id = {shown}");
    assert_eq!(desk.count(&known).await, 1, "a row names others by the ids of their rows");
    for (campaign, found) in [(shown, vec![id]), (off, vec![])] {
        let filtered = desk.admin().post("conversations/filter", rule(campaign)).await.is(200).body;
        assert_eq!(each(&filtered["payload"], "id"), found);
    }
    let more = json!({ "name": "user.logout", "event_info": {} });
    chat.post("events", more).await.refuses(&["name"]);
    desk.close().await;
}

#[tokio::test]
async fn who_answers_is_shown() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;

    let team = site.ask("GET", "inbox_members", "", Value::Null).await.is(200).body;

    let expected = json!({ "payload": [{
        "id": desk.id_of("Ben"), "name": "Ben", "avatar_url": "", "availability_status": "online"
    }] });
    assert_eq!(team, expected);
    desk.close().await;
}
