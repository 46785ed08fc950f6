//! The tokens by which members listen, which become others with their passwords.

use serde_json::{Value, json};

use super::{contact_of, member, post, room_of};
use crate::support::{Desk, Listener, PASSWORD};

const PROFILE: &str = "/api/v1/profile";

/// What a socket is told that is closed, for its client to connect again.
fn sent_away() -> Value {
    json!({ "type": "disconnect", "reason": "remote", "reconnect": true })
}

/// Everything that is said until the server hangs up, pings left out.
async fn rest(listener: &mut Listener) -> Vec<Value> {
    let mut said = Vec::new();
    while let Some(text) = listener.text().await {
        let frame: Value = serde_json::from_str(&text).unwrap();
        if frame["type"] != "ping" {
            said.push(frame);
        }
    }
    said
}

#[tokio::test]
async fn whoever_listens_for_a_user_is_cut_off_when_the_password_is_another() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    desk.give_password("Ben").await;
    desk.settle().await;
    let here = desk.sign_in("Ben").await;
    let stolen = room_of(&desk, "Ben").await;
    let (mut silent, mut other) = (member(&desk, "Ben").await, member(&desk, "Ben").await);
    let (mut ada, mut eva) = (member(&desk, "Ada").await, contact_of(&desk, conversation).await);

    let change = json!({ "current_password": PASSWORD, "password": "Other#2" });
    let changed = here.put(PROFILE, change).await.is(200).body;
    post(&desk, conversation, json!({ "content": "A secret" })).await;

    for listener in [&mut silent, &mut other] {
        let said = rest(listener).await;
        assert!(!format!("{said:?}").contains("message.created"), "{said:#?}");
        assert_eq!(said.last(), Some(&sent_away()));
    }
    for listener in [&mut ada, &mut eva] {
        assert_eq!(listener.hears("message.created").await["content"], "A secret");
    }
    // With the token of before nobody comes back; with the new one they do.
    let mut back = Listener::connect(desk.url(), None).await;
    assert_eq!(back.frame().await["type"], "welcome");
    back.command("subscribe", &stolen, None).await;
    let room = room_of(&desk, "Ben").await;
    assert!(room.contains(changed["pubsub_token"].as_str().unwrap()));
    back.command("subscribe", &room, None).await;
    let confirmed = json!({ "identifier": room, "type": "confirm_subscription" });
    assert_eq!(back.frame().await, confirmed);
    post(&desk, conversation, json!({ "content": "Another" })).await;
    assert_eq!(back.hears("message.created").await["content"], "Another");
    desk.close().await;
}

#[tokio::test]
async fn a_token_of_before_hears_nothing_also_where_nobody_was_told_that_it_is_another() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    desk.settle().await;
    let room = room_of(&desk, "Ben").await;
    let (mut ben, mut ada) = (member(&desk, "Ben").await, member(&desk, "Ada").await);

    // As another program on the same database does it.
    let ben_id = desk.id_of("Ben");
    let statement = format!("update users set pubsub_token = 'another' where id = {ben_id}");
    desk.execute(statement).await;
    post(&desk, conversation, json!({ "content": "A secret" })).await;
    let typing = format!("conversations/{conversation}/toggle_typing_status");
    desk.admin().post(&typing, json!({ "typing_status": "on" })).await.is(200);
    desk.admin().patch(&format!("contacts/{contact}"), json!({ "name": "Eve" })).await.is(200);
    let note = json!({ "content": format!("(mention://user/{ben_id}/Ben)"), "private": true });
    desk.admin().post(&format!("conversations/{conversation}/messages"), note).await.is(200);
    desk.settle().await;
    ada.hears("contact.updated").await;
    ben.command("message", &room, Some(json!({ "action": "update_presence" }))).await;
    post(&desk, conversation, json!({ "content": "Another" })).await;
    desk.app.stop();

    let stopped = json!({ "type": "disconnect", "reason": "server_restart", "reconnect": true });
    assert_eq!(rest(&mut ben).await, [stopped]);
    desk.close().await;
}

#[tokio::test]
async fn one_socket_hears_of_all_accounts_of_a_user() {
    let desk = Desk::open().await;
    let zoe = desk.neighbour().await;
    let ben = desk.email_of("Ben");
    zoe.post("agents", json!({ "email": ben, "name": "Ben", "role": "agent" })).await.is(200);
    desk.settle().await;
    let mut listening = member(&desk, "Ben").await;

    zoe.post("contacts", json!({ "name": "Elsewhere" })).await.is(200);
    desk.admin().post("contacts", json!({ "name": "Here" })).await.is(200);
    desk.settle().await;

    let mut heard = Vec::new();
    for _ in 0..2 {
        let contact = listening.hears("contact.created").await;
        heard.push((contact["account_id"].as_i64().unwrap(), contact["name"].clone()));
    }
    heard.sort_by_key(|(account, _)| *account);
    assert_eq!(heard, [(desk.account, json!("Here")), (zoe.account(), json!("Elsewhere"))]);
    desk.close().await;
}
