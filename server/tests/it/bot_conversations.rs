//! Conversations with bots: what waits for one, what one says and does, and how it leaves a
//! conversation to people.

use std::time::Duration;

use frontdesk::{actor::Actor, conversations::hand_off, id::ConversationId};
use serde_json::{Value, json};

use crate::support::{Client, Desk, each};

const MORNING: i64 = 1_770_112_800;

/// A bot that answers in "Support", and how it acts.
async fn bot(desk: &Desk) -> (i64, Client) {
    let new = json!({ "name": "Helper", "outgoing_url": "https://bot.test" });
    let bot = desk.admin().post("agent_bots", new).await.is(200).body;
    let set = format!("inboxes/{}/set_agent_bot", desk.inbox().await);
    desk.admin().post(&set, json!({ "agent_bot": bot["id"] })).await.is(200);
    let token = bot["access_token"].as_str().unwrap();
    (bot["id"].as_i64().unwrap(), desk.with_token(token))
}

async fn notes(desk: &Desk, id: i64) -> Vec<Value> {
    let path = format!("conversations/{id}?messages=100");
    let messages = desk.admin().get(&path).await.is(200).body["messages"].clone();
    let notes = messages.as_array().unwrap().iter().filter(|it| it["message_type"] == 2);
    notes.map(|note| note["content"].clone()).collect()
}

#[tokio::test]
async fn what_begins_where_a_bot_answers_waits_for_it() {
    let desk = Desk::open().await;
    let (inbox, lea) = (desk.inbox().await, desk.contact("Lea").await);
    let begun = desk.conversation(lea, None).await;
    bot(&desk).await;
    assert_eq!(desk.show(begun).await["status"], "open", "what has begun stays as it is");

    for asked in [None, Some("open"), Some("snoozed"), Some("resolved")] {
        let mut new = json!({ "inbox_id": inbox, "contact_id": lea });
        if let Some(status) = asked {
            new["status"] = json!(status);
            new["snoozed_until"] = json!("2026-02-04T10:00:00Z");
        }
        let id = desk.conversation_with(new).await;
        let shown = desk.show(id).await;
        assert_eq!((&shown["status"], &shown["snoozed_until"]), (&json!("pending"), &Value::Null));
    }
    desk.agent().patch(&format!("contacts/{lea}"), json!({ "blocked": true })).await.is(200);
    let blocked = desk.conversation(lea, None).await;
    assert_eq!(desk.show(blocked).await["status"], "resolved", "a blocked contact is nobody's");
    desk.close().await;
}

#[tokio::test]
async fn what_was_resolved_goes_back_to_the_bot_when_the_contact_writes() {
    let desk = Desk::open().await;
    bot(&desk).await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;

    for (status, then) in
        [("resolved", "pending"), ("snoozed", "open"), ("open", "open"), ("pending", "pending")]
    {
        desk.set_status(id, status).await;
        let before = notes(&desk, id).await.len();
        desk.contact_says(id, "Hello").await;
        assert_eq!(desk.show(id).await["status"], then, "from {status}");
        assert_eq!(notes(&desk, id).await.len(), before, "it goes without saying");
    }
    desk.close().await;
}

#[tokio::test]
async fn what_a_bot_says_is_from_it_and_is_no_reply() {
    let desk = Desk::open().await;
    let (bot_id, bot) = bot(&desk).await;
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    let path = format!("conversations/{id}/messages");
    desk.wait(Duration::from_mins(1));

    let told = desk.told(bot.post(&path, json!({ "content": "How can I help?" }))).await;

    let names: Vec<&str> = told.iter().map(|told| told.name.as_str()).collect();
    assert_eq!(names, ["message.created", "conversation.updated"], "nobody waits any more");
    assert!(told.iter().all(|told| told.actor == Some(("AgentBot".to_owned(), bot_id))));
    let shown = desk.show(id).await;
    assert_eq!((&shown["waiting_since"], &shown["first_reply_created_at"]), (&json!(0), &json!(0)));
    let said = &shown["messages"][0];
    let sender = json!({ "id": bot_id, "name": "Helper", "avatar_url": "", "type": "agent_bot" });
    assert_eq!(said["sender"], sender);
    assert_eq!((&said["sender_type"], &said["sender_id"]), (&json!("AgentBot"), &json!(bot_id)));
    let answer = bot.post(&path, json!({ "content": "Well?", "private": true })).await.is(200);
    assert_eq!(answer.body["sender"], sender);
    // The first that a person says is the first reply, whatever a bot has said.
    let told = desk.told(desk.agent_says(id, "Hi")).await;
    assert_eq!(told[1].name, "first.reply.created");
    desk.close().await;
}

#[tokio::test]
async fn a_member_may_speak_as_a_bot() {
    let desk = Desk::open().await;
    let (bot_id, _) = bot(&desk).await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{id}/messages");
    let say = async |more: Value| {
        let mut new = json!({ "content": "Hi" });
        new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let said = desk.agent().post(&path, new).await.is(200).body;
        said["sender"]["name"].clone()
    };

    assert_eq!(say(json!({ "sender_type": "AgentBot", "sender_id": bot_id })).await, "Helper");
    let text = bot_id.to_string();
    assert_eq!(say(json!({ "sender_type": "AgentBot", "sender_id": text })).await, "Helper");
    for nobody in [
        json!({ "sender_type": "AgentBot", "sender_id": 999_999 }),
        json!({ "sender_type": "AgentBot" }),
        json!({ "sender_type": "User", "sender_id": bot_id }),
        json!({ "sender_id": bot_id }),
    ] {
        assert_eq!(say(nobody.clone()).await, "Ben", "{nobody}");
    }
    // What it said stays when it is gone, and nobody has said it.
    desk.admin().delete(&format!("agent_bots/{bot_id}")).await.is(200);
    let said = desk.agent().get(&path).await.is(200).body["payload"][0].clone();
    assert_eq!((&said["content"], said.get("sender")), (&json!("Hi"), None));
    desk.close().await;
}

#[tokio::test]
async fn a_bot_hands_a_conversation_off_to_people() {
    let desk = Desk::open().await;
    let (_, bot) = bot(&desk).await;
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    let toggle = format!("conversations/{id}/toggle_status");
    bot.post(&format!("conversations/{id}/messages"), json!({ "content": "Hi" })).await.is(200);
    desk.wait(Duration::from_mins(1));
    let open = json!({ "status": "open" });
    let mut reply = None;

    let told = desk.told(async { reply = Some(bot.post(&toggle, open.clone()).await) }).await;

    let expected = json!({ "payload": {
        "success": null, "conversation_id": id, "current_status": "open", "snoozed_until": null
    } });
    assert_eq!(reply.unwrap().is(200).body, expected);
    let names: Vec<&str> = told.iter().map(|told| told.name.as_str()).collect();
    let names = names.into_iter().filter(|name| !name.starts_with("assignee")).collect::<Vec<_>>();
    let changed = ["conversation.opened", "conversation.status_changed", "conversation.updated"];
    assert_eq!(names, [&changed[..], &["message.created", "conversation.bot_handoff"]].concat());
    assert_eq!(notes(&desk, id).await, ["Conversation was reopened by Helper"]);
    assert_eq!(desk.show(id).await["waiting_since"], MORNING + 60, "somebody waits again");

    // Any other change is just that.
    for (status, success) in [("open", true), ("resolved", true), ("open", true), ("pending", true)]
    {
        let set = bot.post(&toggle, json!({ "status": status })).await.is(200).body;
        assert_eq!(set["payload"]["success"], success, "{status}");
    }
    let set = desk.admin().post(&toggle, open).await.is(200).body;
    assert_eq!(set["payload"]["success"], true, "a person hands nothing off");
    desk.close().await;
}

#[tokio::test]
async fn who_waited_for_an_answer_of_the_bot_waits_on_after_it_hands_off() {
    let desk = Desk::open().await;
    let (_, bot) = bot(&desk).await;
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    desk.wait(Duration::from_mins(1));

    let open = json!({ "status": "open" });
    bot.post(&format!("conversations/{id}/toggle_status"), open).await.is(200);

    assert_eq!(desk.show(id).await["waiting_since"], MORNING);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_belongs_to_a_person_or_to_a_bot() {
    let desk = Desk::open().await;
    let (bot_id, bot) = bot(&desk).await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{id}/assignments");
    let to_bot = json!({ "assignee_id": bot_id, "assignee_type": "AgentBot" });
    let assignee = async || desk.show(id).await["meta"].clone();
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;

    let told = desk.told(desk.admin().post(&path, to_bot.clone())).await;
    let names: Vec<&str> = told.iter().map(|told| told.name.as_str()).collect();
    assert_eq!(names, ["conversation.updated", "assignee.changed", "message.created"]);
    assert_eq!(told[0].changes["assignee_agent_bot_id"], json!([null, bot_id]));
    assert_eq!(told[0].changes["assignee_id"], json!([desk.id_of("Ben"), null]));
    let slim = json!({
        "id": bot_id, "name": "Helper", "description": null, "thumbnail": "",
        "outgoing_url": "https://bot.test", "bot_type": "webhook"
    });
    assert_eq!(desk.admin().post(&path, to_bot.clone()).await.is(200).body, slim);
    let meta = assignee().await;
    assert_eq!((&meta["assignee"], &meta["assignee_type"]), (&slim, &json!("AgentBot")));
    let counts = desk.admin().get("conversations/meta?status=pending").await.body["meta"].clone();
    assert_eq!((&counts["unassigned_count"], &counts["assigned_count"]), (&json!(1), &json!(0)));

    bot.post(&path, json!({ "assignee_id": desk.id_of("Ben") })).await.is(200);
    let meta = assignee().await;
    assert_eq!(
        (&meta["assignee"]["name"], &meta["assignee_type"]),
        (&json!("Ben"), &json!("User"))
    );
    for nobody in [json!({ "assignee_id": null }), json!({ "assignee_id": 0 })] {
        desk.assign(id, to_bot.clone()).await;
        assert_eq!(desk.assign(id, nobody).await, Value::Null);
        assert_eq!(assignee().await.get("assignee"), None);
    }
    desk.assign(id, to_bot.clone()).await;
    let nobody = json!({ "assignee_id": null, "assignee_type": "AgentBot" });
    assert_eq!(desk.assign(id, nobody).await, Value::Null);
    assert_eq!(assignee().await.get("assignee"), None);

    desk.assign(id, to_bot).await;
    let unknown = json!({ "assignee_id": 999_999, "assignee_type": "AgentBot" });
    desk.admin().post(&path, unknown).await.is(404);
    assert_eq!(assignee().await["assignee_type"], "AgentBot", "nothing changes");
    // An agent who opens it takes it on.
    let open = json!({ "status": "open" });
    desk.agent().post(&format!("conversations/{id}/toggle_status"), open).await.is(200);
    assert_eq!(assignee().await["assignee"]["name"], "Ben");
    desk.close().await;
}

#[tokio::test]
async fn a_bot_that_is_removed_has_no_conversations() {
    let desk = Desk::open().await;
    let (bot_id, _) = bot(&desk).await;
    let lea = desk.contact("Lea").await;
    let to_bot = json!({ "assignee_id": bot_id, "assignee_type": "AgentBot" });
    for _ in 0..3 {
        let id = desk.conversation(lea, None).await;
        desk.assign(id, to_bot.clone()).await;
    }

    let told = desk.told(desk.admin().delete(&format!("agent_bots/{bot_id}"))).await;

    let names: Vec<&str> = told.iter().map(|told| told.name.as_str()).collect();
    let let_go = ["conversation.updated"; 3];
    assert_eq!(names, [&let_go[..], &["inbox.updated", "agent_bot.deleted"]].concat());
    let listed = desk.admin().get("conversations?status=pending").await.body;
    let metas = each(&listed["data"]["payload"], "meta");
    assert!(metas.iter().all(|meta| meta.get("assignee").is_none()));
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_whose_bot_fails_is_opened_unless_it_is_to_wait() {
    let desk = Desk::open().await;
    bot(&desk).await;
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    let fails = async || {
        let fails = desk.acting(Actor::System, async |work| {
            hand_off::after_failure(work, ConversationId(1)).await
        });
        fails.await;
        desk.show(id).await["status"].clone()
    };
    desk.admin().patch("", json!({ "keep_pending_on_bot_failure": true })).await.is(200);
    assert_eq!(fails().await, "pending");
    desk.admin().patch("", json!({ "keep_pending_on_bot_failure": false })).await.is(200);

    assert_eq!(fails().await, "open");

    let note = "Conversation was marked open by system due to an error with the agent bot.";
    assert_eq!(notes(&desk, id).await, [note]);
    for status in ["open", "resolved", "snoozed"] {
        desk.set_status(id, status).await;
        assert_eq!(fails().await, status, "it does not wait for the bot");
    }
    desk.close().await;
}

#[tokio::test]
async fn what_a_bot_had_waits_for_people_once_it_is_handed_off() {
    let desk = Desk::open().await;
    let (id_of_bot, helper) = bot(&desk).await;
    let by_turns = json!({ "enable_auto_assignment": true });
    desk.admin().patch(&format!("inboxes/{}", desk.inbox().await), by_turns).await.is(200);
    desk.set_availability("Ben", "offline", false).await;
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    let to_bot = json!({ "assignee_id": id_of_bot, "assignee_type": "AgentBot" });
    desk.assign(id, to_bot).await;

    let open = json!({ "status": "open" });
    helper.post(&format!("conversations/{id}/toggle_status"), open).await.is(200);
    desk.settle().await;
    assert_eq!(desk.show(id).await["meta"]["assignee"], Value::Null, "nobody is there yet");
    desk.set_availability("Ben", "online", false).await;
    desk.settle().await;

    assert_eq!(desk.show(id).await["meta"]["assignee"]["name"], "Ben");
    desk.close().await;
}
