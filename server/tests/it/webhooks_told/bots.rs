//! What bots are told, and what becomes of conversations whose bot does not take it.

use std::time::Duration;

use serde_json::{Value, json};

use super::{contents, events};
use crate::{
    agent_bots::give_to_system,
    support::{Client, Delivered, Desk, Receiver},
};

/// A bot that is told at this address.
async fn bot(desk: &Desk, receiver: &Receiver, name: &str) -> Value {
    let new = json!({ "name": name, "outgoing_url": receiver.url });
    desk.admin().post("agent_bots", new).await.is(200).body
}

/// Has it answer in "Support".
async fn answers(desk: &Desk, bot: &Value) {
    let set = format!("inboxes/{}/set_agent_bot", desk.inbox().await);
    desk.admin().post(&set, json!({ "agent_bot": bot["id"] })).await.is(200);
}

/// A conversation that waits for the bot, which was told of it.
async fn pending(desk: &Desk, receiver: &Receiver) -> i64 {
    let id = desk.conversation(desk.contact("Eva").await, Some("Hello")).await;
    desk.settle().await;
    receiver.take();
    id
}

async fn status(desk: &Desk, id: i64) -> Value {
    desk.show(id).await["status"].clone()
}

#[tokio::test]
async fn a_bot_is_told_what_happens_where_it_answers() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let bot = bot(&desk, &receiver, "Helper").await;
    answers(&desk, &bot).await;

    let id = desk.conversation(desk.contact("Eva").await, Some("Hello")).await;
    desk.settle().await;
    let told = receiver.take();
    assert_eq!(events(&told), ["message_created"], "not that it begins");
    assert_eq!(told[0].body["conversation"]["status"], "pending");
    assert_eq!(told[0].body["sender"]["email"], "eva@example.net");
    assert!(told[0].header("x-chatwoot-signature").starts_with("sha256="));

    let client = desk.with_token(bot["access_token"].as_str().unwrap());
    let path = |action: &str| format!("conversations/{id}/{action}");
    client.post(&path("messages"), json!({ "content": "How can I help?" })).await.is(200);
    desk.settle().await;
    let told = receiver.take();
    assert_eq!(events(&told), ["message_created", "conversation_updated"]);
    let own = json!({ "id": bot["id"], "name": "Helper", "type": "agent_bot" });
    assert_eq!(told[0].body["sender"], own, "what it said itself, too");

    client.post(&path("toggle_status"), json!({ "status": "open" })).await.is(200);
    desk.settle().await;
    let told = receiver.take();
    let opened = ["conversation_opened", "conversation_status_changed", "conversation_updated"];
    assert_eq!(events(&told), opened, "what is noted of it is not told");
    assert_eq!(told[1].body["changed_by"], own);
    desk.set_status(id, "resolved").await;
    desk.settle().await;
    assert_eq!(events(&receiver.take())[0], "conversation_resolved");
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_has_a_bot_of_its_own_besides() {
    let desk = Desk::open().await;
    let (first, second) = (Receiver::open().await, Receiver::open().await);
    let answering = bot(&desk, &first, "Answers").await;
    answers(&desk, &answering).await;
    let has_it = bot(&desk, &second, "Has it").await;
    let id = pending(&desk, &first).await;
    let say = async || {
        desk.agent_says(id, "Hi").await;
        desk.settle().await;
        let of = |receiver: &Receiver| receiver.take().iter().filter(|it| is_said(it)).count();
        (of(&first), of(&second))
    };
    let give = async |bot: &Value| {
        let to_bot = json!({ "assignee_id": bot["id"], "assignee_type": "AgentBot" });
        desk.assign(id, to_bot).await;
    };

    assert_eq!(say().await, (1, 0));
    give(&has_it).await;
    assert_eq!(say().await, (1, 1));
    give(&answering).await;
    assert_eq!(say().await, (1, 0), "once, though it has it and answers there");
    let nowhere = json!({ "outgoing_url": null });
    let path = format!("agent_bots/{}", answering["id"]);
    desk.admin().patch(&path, nowhere).await.is(200);
    assert_eq!(say().await, (0, 0), "it has no address");
    desk.close().await;
}

fn is_said(told: &Delivered) -> bool {
    told.event() == "message_created"
}

#[tokio::test]
async fn a_bot_that_is_busy_is_told_thrice_and_then_people_answer() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let bot = bot(&desk, &receiver, "Helper").await;
    answers(&desk, &bot).await;
    let id = pending(&desk, &receiver).await;
    receiver.answer([500, 429, 500]);
    desk.contact_says(id, "Anyone?").await;

    for attempts in 1..=3 {
        desk.settle().await;
        let told = receiver.take();
        if attempts < 3 {
            assert_eq!(contents(&told), ["Anyone?"]);
            assert_eq!(status(&desk, id).await, "pending", "after {attempts}");
            desk.settle().await;
            assert!(receiver.take().is_empty(), "three seconds pass first");
        }
        desk.wait(Duration::from_secs(3));
    }

    assert_eq!(status(&desk, id).await, "open");
    let note = "Conversation was marked open by system due to an error with the agent bot.";
    let path = format!("conversations/{id}?messages=10");
    let shown = desk.admin().get(&path).await.is(200).body["messages"].clone();
    assert!(shown.as_array().unwrap().iter().any(|message| message["content"] == note));
    desk.close().await;
}

#[tokio::test]
async fn nobody_waits_in_line_for_a_bot_that_takes_nothing() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let bot = bot(&desk, &receiver, "Helper").await;
    answers(&desk, &bot).await;
    let eva = desk.contact("Eva").await;
    let begin = async || {
        let id = desk.conversation(eva, Some("Hello")).await;
        desk.settle().await;
        id
    };
    let mut waiting = Vec::new();
    for _ in 0..8 {
        waiting.push(begin().await);
    }
    receiver.take();
    receiver.answer_by(|_| 503);
    for id in &waiting {
        desk.contact_says(*id, "Anyone?").await;
    }

    desk.settle().await;

    assert_eq!(receiver.take().len(), 4, "the others are not even tried");
    for id in waiting {
        assert_eq!(status(&desk, id).await, "open");
    }
    desk.wait(Duration::from_secs(3));
    let id = begin().await;
    assert_eq!(status(&desk, id).await, "open", "it still takes nothing");
    desk.wait(Duration::from_secs(3));
    receiver.answer_by(|_| 200);
    let id = begin().await;
    assert_eq!(status(&desk, id).await, "pending", "it is back");
    desk.close().await;
}

/// Has strangers say something in a new inbox where the bot answers, until it takes nothing more.
async fn wear_out(desk: &Desk, client: &Client, bot: &Value) {
    let new = json!({ "name": "Elsewhere", "channel": { "type": "api" } });
    let inbox = client.post("inboxes", new).await.is(200).body["id"].clone();
    let set = format!("inboxes/{inbox}/set_agent_bot");
    client.post(&set, json!({ "agent_bot": bot["id"] })).await.is(200);
    let contact = client.post("contacts", json!({ "name": "Kim" })).await.is(200).body;
    let contact = contact["payload"]["contact"]["id"].clone();
    let message = json!({ "content": "Anyone?", "message_type": "incoming" });
    for _ in 0..6 {
        let new = json!({ "inbox_id": inbox, "contact_id": contact, "message": message });
        client.post("conversations", new).await.is(200);
        desk.settle().await;
    }
}

#[tokio::test]
async fn each_account_learns_for_itself_that_a_bot_of_the_system_is_gone() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let bot = bot(&desk, &receiver, "Helper").await;
    give_to_system(&desk, &bot).await;
    receiver.answer_by(|_| 503);
    let neighbour = desk.neighbour().await;

    wear_out(&desk, &desk.admin(), &bot).await;
    assert_eq!(receiver.take().len(), 4, "then it is given up at once");
    wear_out(&desk, &neighbour, &bot).await;
    assert_eq!(receiver.take().len(), 4, "here, too");
    desk.close().await;
}

#[tokio::test]
async fn a_bot_that_is_gone_is_not_waited_for() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let bot = bot(&desk, &receiver, "Helper").await;
    answers(&desk, &bot).await;
    for answer in [404, 503] {
        let id = pending(&desk, &receiver).await;
        receiver.answer([answer]);
        desk.contact_says(id, "Anyone?").await;
        desk.settle().await;
        assert_eq!(status(&desk, id).await, "open", "{answer}");
        let path = format!("contacts/{}", desk.show(id).await["meta"]["sender"]["id"]);
        desk.admin().delete(&path).await.is(200);
        desk.settle().await;
    }

    desk.admin().patch("", json!({ "keep_pending_on_bot_failure": true })).await.is(200);
    let id = pending(&desk, &receiver).await;
    receiver.answer([404]);
    desk.contact_says(id, "Anyone?").await;
    desk.settle().await;
    assert_eq!(status(&desk, id).await, "pending", "as the account wishes");
    receiver.answer([404]);
    desk.admin().patch("", json!({ "keep_pending_on_bot_failure": false })).await.is(200);
    let high = json!({ "priority": "high" });
    desk.agent().post(&format!("conversations/{id}/toggle_priority"), high).await.is(200);
    desk.settle().await;
    assert_eq!(events(&receiver.take()).last(), Some(&"conversation_updated"));
    assert_eq!(status(&desk, id).await, "pending", "that was no message");
    desk.close().await;
}

#[tokio::test]
async fn a_message_that_the_webhook_of_its_inbox_does_not_take_has_failed() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let hook = json!({ "channel": { "webhook_url": receiver.url } });
    desk.admin().patch(&format!("inboxes/{}", desk.inbox().await), hook).await.is(200);
    let id = pending(&desk, &receiver).await;
    let shown = async || {
        let message = desk.show(id).await["last_non_activity_message"].clone();
        (message["status"].clone(), message["content_attributes"]["external_error"].clone())
    };
    receiver.answer_by(|_| 404);
    desk.agent_says(id, "Hi").await;

    for _ in 0..2 {
        desk.settle().await;
        assert_eq!(shown().await, (json!("sent"), Value::Null), "it is tried again");
        desk.wait(Duration::from_secs(30));
    }
    desk.settle().await;
    let failed = (json!("failed"), json!("404 Not Found"));
    assert_eq!(shown().await, failed);
    for _ in 0..20 {
        desk.wait(Duration::from_mins(10));
        desk.settle().await;
    }
    let updates = desk.events().await.iter().filter(|name| *name == "message.updated").count();
    assert_eq!(updates, 1, "that the failure could not be told either changes nothing");
    assert_eq!(shown().await, failed);

    receiver.answer_by(|_| 200);
    desk.wait(Duration::from_hours(12));
    desk.settle().await;
    assert_eq!(shown().await, (json!("sent"), Value::Null), "it was taken after all");
    desk.close().await;
}
