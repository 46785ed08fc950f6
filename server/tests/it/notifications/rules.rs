//! Who is told of what.

use serde_json::json;

use super::{conversation, is_told, only_one};
use crate::support::Desk;

/// Someone wishes to be told of new conversations.
async fn subscribe(desk: &Desk, name: &str, way: &str) {
    let flags = json!([format!("{way}_conversation_creation")]);
    let change = json!({ format!("selected_{way}_flags"): flags });
    desk.client(name).patch("notification_settings", change).await.is(200);
}

async fn block(desk: &Desk, contact: &str) {
    let found = desk.admin().get(&format!("contacts/search?q={contact}")).await.body;
    let path = format!("contacts/{}", found["payload"][0]["id"]);
    desk.admin().patch(&path, json!({ "blocked": true })).await.is(200);
}

#[tokio::test]
async fn whoever_is_given_a_conversation_is_told() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;

    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;

    is_told(&desk, "Cleo", &[("conversation_assignment", id)]).await;
    is_told(&desk, "Ada", &[]).await;
    is_told(&desk, "Ben", &[]).await;
    desk.close().await;
}

#[tokio::test]
async fn nobody_is_told_what_they_took_themselves_or_is_pending() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let assignments = format!("conversations/{id}/assignments");

    let ben = json!({ "assignee_id": desk.id_of("Ben") });
    desk.agent().post(&assignments, ben).await.is(200);
    desk.assign(id, json!({ "assignee_id": null })).await;
    is_told(&desk, "Ben", &[]).await;
    desk.set_status(id, "pending").await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;
    is_told(&desk, "Cleo", &[]).await;

    desk.close().await;
}

#[tokio::test]
async fn whose_turn_it_was_is_told_also_of_what_they_began_themselves() {
    let desk = Desk::open().await;
    let new = json!({ "name": "Chat", "channel": { "type": "api" } });
    let inbox = desk.admin().post("inboxes", new).await.id();
    let members = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Ben")] });
    desk.admin().post("inbox_members", members).await.is(200);
    let lea = desk.contact("Lea").await;

    let new = json!({ "inbox_id": inbox, "contact_id": lea });
    let id = desk.agent().post("conversations", new).await.id();

    is_told(&desk, "Ben", &[("conversation_assignment", id)]).await;
    assert_eq!(only_one(&desk, "Ben").await["secondary_actor"], json!(null));
    desk.close().await;
}

#[tokio::test]
async fn members_of_an_inbox_who_wish_it_are_told_of_new_conversations() {
    let desk = Desk::open().await;
    for (name, way) in [("Ada", "email"), ("Ben", "email"), ("Cleo", "push")] {
        subscribe(&desk, name, way).await;
    }
    let inbox = desk.add_inbox("Sales", &["Ben", "Cleo"]).await;
    let lea = desk.contact("Lea").await;

    let new = json!({ "inbox_id": inbox, "contact_id": lea });
    let id = desk.conversation_with(new.clone()).await;

    for name in ["Ben", "Cleo"] {
        is_told(&desk, name, &[("conversation_creation", id)]).await;
    }
    is_told(&desk, "Ada", &[]).await;
    let mut pending = new;
    pending["status"] = json!("pending");
    desk.conversation_with(pending).await;
    is_told(&desk, "Ben", &[("conversation_creation", id)]).await;
    desk.close().await;
}

#[tokio::test]
async fn who_is_told_of_a_new_conversation_reads_what_was_said_first() {
    let desk = Desk::open().await;
    subscribe(&desk, "Cleo", "email").await;
    desk.set_availability("Cleo", "offline", false).await;
    let inbox = desk.add_inbox("Sales", &["Ben", "Cleo"]).await;
    let by_turns = json!({ "enable_auto_assignment": true });
    desk.admin().patch(&format!("inboxes/{inbox}"), by_turns).await.is(200);
    let lea = desk.contact("Lea").await;

    let id = desk.conversation_with(json!({ "inbox_id": inbox, "contact_id": lea })).await;
    desk.settle().await;

    assert_eq!(desk.show(id).await["meta"]["assignee"]["name"], "Ben", "which is noted first");
    let body = async || only_one(&desk, "Cleo").await["push_message_body"].clone();
    assert_eq!(body().await, ": No content");
    desk.contact_says(id, "Hello").await;
    desk.agent_says(id, "Hi").await;
    is_told(&desk, "Cleo", &[("conversation_creation", id)]).await;
    assert_eq!(body().await, "Lea: Hello");
    desk.close().await;
}

#[tokio::test]
async fn whoever_has_a_conversation_is_told_what_others_say_in_it() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;
    is_told(&desk, "Cleo", &[("conversation_assignment", id)]).await;

    desk.contact_says(id, "Hello").await;
    is_told(&desk, "Cleo", &[("assigned_conversation_new_message", id)]).await;
    assert_eq!(only_one(&desk, "Cleo").await["push_message_body"], "Lea: Hello");
    desk.agent_says(id, "Hi").await;
    is_told(&desk, "Cleo", &[("assigned_conversation_new_message", id)]).await;
    assert_eq!(only_one(&desk, "Cleo").await["push_message_body"], "Ben: Hi");

    let said = json!({ "content": "I take over" });
    desk.outsider().post(&format!("conversations/{id}/messages"), said).await.is(200);
    assert_eq!(only_one(&desk, "Cleo").await["push_message_body"], "Ben: Hi", "not of their own");
    is_told(&desk, "Ben", &[]).await;
    desk.close().await;
}

#[tokio::test]
async fn those_who_take_part_are_told_what_others_say() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let all = json!({ "user_ids": [desk.id_of("Ada"), desk.id_of("Ben"), desk.id_of("Cleo")] });
    desk.admin().post(&format!("conversations/{id}/participants"), all).await.is(200);
    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;

    desk.agent_says(id, "Hi").await;

    is_told(&desk, "Ada", &[("participating_conversation_new_message", id)]).await;
    is_told(&desk, "Ben", &[]).await;
    is_told(&desk, "Cleo", &[("assigned_conversation_new_message", id)]).await;
    desk.close().await;
}

#[tokio::test]
async fn notes_and_what_the_product_notes_disturb_nobody() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let cleo = json!({ "assignee_id": desk.id_of("Cleo") });
    desk.outsider().post(&format!("conversations/{id}/assignments"), cleo).await.is(200);

    let note = json!({ "content": "Between us", "private": true });
    desk.agent().post(&format!("conversations/{id}/messages"), note).await.is(200);
    desk.set_status(id, "resolved").await;

    is_told(&desk, "Cleo", &[]).await;
    desk.close().await;
}

#[tokio::test]
async fn whoever_is_mentioned_is_told() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;

    let note = json!({ "content": "Ask @cleo and **nobody** else", "private": true });
    desk.agent().post(&format!("conversations/{id}/messages"), note).await.is(200);

    is_told(&desk, "Cleo", &[("conversation_mention", id)]).await;
    let told = only_one(&desk, "Cleo").await;
    assert_eq!(
        told["push_message_title"],
        format!("You have been mentioned in conversation (#{id})")
    );
    assert_eq!(told["push_message_body"], "Ben: Ask @cleo and nobody else");
    desk.close().await;
}

#[tokio::test]
async fn a_contact_who_is_blocked_disturbs_nobody_but_a_colleague_does() {
    let desk = Desk::open().await;
    subscribe(&desk, "Ben", "email").await;
    let id = conversation(&desk).await;
    is_told(&desk, "Ben", &[("conversation_creation", id)]).await;
    let lea = desk.contact("Eva").await;
    block(&desk, "eva").await;
    let inbox = desk.show(id).await["inbox_id"].clone();
    let blocked = desk.conversation_with(json!({ "inbox_id": inbox, "contact_id": lea })).await;

    desk.assign(blocked, json!({ "assignee_id": desk.id_of("Cleo") })).await;
    desk.contact_says(blocked, "You again").await;
    is_told(&desk, "Ben", &[("conversation_creation", id)]).await;
    is_told(&desk, "Cleo", &[]).await;

    let note = json!({ "content": "@cleo look", "private": true });
    desk.agent().post(&format!("conversations/{blocked}/messages"), note).await.is(200);
    is_told(&desk, "Cleo", &[("conversation_mention", blocked)]).await;
    desk.close().await;
}

#[tokio::test]
async fn what_a_bot_hands_off_begins_for_people() {
    let desk = Desk::open().await;
    subscribe(&desk, "Ben", "email").await;
    let bot = desk.admin().post("agent_bots", json!({ "name": "Helper" })).await.is(200).body;
    let inbox = desk.add_inbox("Sales", &["Ben"]).await;
    let by_hand = json!({ "enable_auto_assignment": false });
    desk.admin().patch(&format!("inboxes/{inbox}"), by_hand).await.is(200);
    let set = format!("inboxes/{inbox}/set_agent_bot");
    desk.admin().post(&set, json!({ "agent_bot": bot["id"] })).await.is(200);
    let new = json!({ "inbox_id": inbox, "contact_id": desk.contact("Lea").await });
    let id = desk.conversation_with(new).await;
    is_told(&desk, "Ben", &[]).await;

    let open = json!({ "status": "open" });
    let token = bot["access_token"].as_str().unwrap();
    let toggle = format!("conversations/{id}/toggle_status");
    desk.with_token(token).post(&toggle, open).await.is(200);

    is_told(&desk, "Ben", &[("conversation_creation", id)]).await;
    desk.close().await;
}
