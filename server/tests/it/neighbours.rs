//! Several servers on one PostgreSQL database: each hears at once what the others do.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use db::Kind;
use frontdesk::{
    id::{AccountId, ContactId, UserId},
    presence::Roll,
    tasks::Task as _,
    webhooks::deliveries::Tell,
};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::support::{Client, Desk, Listener, Node, PASSWORD, Receiver, eventually};

/// A desk with two servers beside it that know of each other. None on the embedded database,
/// from which one process serves.
async fn two_servers() -> Option<(Desk, Node, Node)> {
    let desk = Desk::open().await;
    if desk.app.db.kind() == Kind::Sqlite {
        desk.close().await;
        return None;
    }
    let (one, other) = (Node::beside(&desk).await, Node::beside(&desk).await);
    for node in [&one, &other] {
        eventually("they know of each other", async || node.app.neighbours.count() == 1).await;
    }
    Some((desk, one, other))
}

async fn close(desk: Desk, one: Node, other: Node) {
    one.stop().await;
    other.stop().await;
    desk.close().await;
}

/// Ben, at one of the servers.
fn ben(desk: &Desk, node: &Node) -> Client {
    Client::new(&node.url, desk.account, Some(desk.token_of("Ben").to_owned()))
}

/// Ada, who is administrator.
fn ada(desk: &Desk, node: &Node) -> Client {
    Client::new(&node.url, desk.account, Some(desk.token_of("Ada").to_owned()))
}

async fn listen_as_ben(desk: &Desk, node: &Node) -> Listener {
    let identifier = json!({
        "channel": "RoomChannel",
        "pubsub_token": desk.pubsub_token_of("Ben").await,
        "account_id": desk.account,
        "user_id": desk.id_of("Ben"),
    });
    let mut listener = Listener::connect(&node.url, None).await;
    listener.command("subscribe", &identifier.to_string(), None).await;
    while listener.frame().await["type"] != "confirm_subscription" {}
    listener
}

/// A conversation, and a webhook that is told of its messages.
async fn told_of_messages(desk: &Desk, receiver: &Receiver) -> i64 {
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    desk.settle().await;
    let new = json!({ "url": receiver.url, "subscriptions": ["message_created"] });
    desk.admin().post("webhooks", new).await.is(200);
    conversation
}

/// Less than the ten seconds after which a server looks by itself, or asks again who somebody is.
const LOOK: Duration = Duration::from_secs(8);

async fn post(client: &Client, conversation: i64, content: &str) -> Value {
    let path = format!("conversations/{conversation}/messages");
    client.post(&path, json!({ "content": content })).await.is(200).body
}

#[tokio::test]
async fn what_happens_at_one_server_is_heard_at_the_other() {
    let Some((desk, one, other)) = two_servers().await else { return };
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    let mut listener = listen_as_ben(&desk, &other).await;

    let begun = Instant::now();
    post(&ben(&desk, &one), conversation, "Hi Eva").await;
    while listener.hears("message.created").await["content"] != "Hi Eva" {}

    let took = begun.elapsed();
    assert!(took < LOOK, "nobody looked by chance: {took:?}");
    close(desk, one, other).await;
}

#[tokio::test]
async fn who_types_at_one_server_is_seen_at_the_other() {
    let Some((desk, one, other)) = two_servers().await else { return };
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    let mut listener = listen_as_ben(&desk, &other).await;
    let typing = format!("conversations/{conversation}/toggle_typing_status");

    let note = json!({ "typing_status": "on", "is_private": true });
    ada(&desk, &one).post(&typing, note).await.is(200);
    let on = listener.hears("conversation.typing_on").await;
    ada(&desk, &one).post(&typing, json!({ "typing_status": "off" })).await.is(200);
    let off = listener.hears("conversation.typing_off").await;

    assert_eq!((&on["user"]["name"], &on["is_private"]), (&json!("Ada"), &json!(true)));
    assert_eq!(
        (&off["conversation"]["id"], &off["is_private"]),
        (&json!(conversation), &json!(false))
    );
    close(desk, one, other).await;
}

#[tokio::test]
async fn what_is_to_be_done_is_done_once_by_either_server() {
    let Some((desk, one, other)) = two_servers().await else { return };
    let receiver = Receiver::open().await;
    let conversation = told_of_messages(&desk, &receiver).await;

    let mut posted = Vec::new();
    for number in 0..40 {
        let node = if number % 2 == 0 { &one } else { &other };
        posted.push(format!("Message {number}"));
        post(&ben(&desk, node), conversation, &posted[number]).await;
    }

    let mut told = Vec::new();
    eventually("all of it is told", async || {
        let new = receiver.take();
        told.extend(new.iter().map(|told| told.body["content"].as_str().unwrap().to_owned()));
        told.len() >= posted.len()
    })
    .await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(receiver.take().is_empty(), "once");
    assert_eq!(told, posted, "in order");
    close(desk, one, other).await;
}

#[tokio::test]
async fn what_a_server_that_was_killed_had_begun_is_done_by_the_other() {
    let Some((desk, one, other)) = two_servers().await else { return };
    let receiver = Receiver::open().await;
    let conversation = told_of_messages(&desk, &receiver).await;
    one.stop().await;
    other.stop().await;
    let begun = Arc::new(Notify::new());
    let doing = {
        let (begun, app) = (Arc::clone(&begun), desk.app.clone());
        let never = jobs::Kind::new(Tell::KIND, move |_| {
            begun.notify_one();
            std::future::pending()
        });
        let clock = desk.clock.clone();
        let now = Arc::new(move || clock.now().0);
        jobs::Workers::new(app.db.clone(), now, app.bells.tasks.clone(), vec![never])
    };
    post(&desk.agent(), conversation, "Hi Eva").await;
    desk.catch_up().await;
    tokio::select! {
        () = doing.run(std::future::pending(), Duration::ZERO) => {}
        () = begun.notified() => {}
    }

    // One that comes when nobody serves takes over at once; this one is not alone.
    let _another = desk.app.db.attend(async {}).await;
    let survivor = Node::beside(&desk).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(receiver.take().is_empty(), "it may still be under way");
    desk.wait(Duration::from_mins(6));
    survivor.app.bells.tasks.wake();

    eventually("it is told", async || !receiver.take().is_empty()).await;
    survivor.stop().await;
    desk.close().await;
}

#[tokio::test]
async fn who_is_removed_at_one_server_is_kept_out_at_the_other() {
    let Some((desk, one, other)) = two_servers().await else { return };
    ben(&desk, &other).get("labels").await.is(200);

    let begun = Instant::now();
    ada(&desk, &one).delete(&format!("agents/{}", desk.id_of("Ben"))).await.is(200);
    let refused = async || ben(&desk, &other).get("labels").await.status == 401;
    eventually("they are kept out", refused).await;

    let took = begun.elapsed();
    assert!(took < LOOK, "{took:?}");
    close(desk, one, other).await;
}

#[tokio::test]
async fn whose_password_becomes_another_at_one_server_is_cut_off_at_the_other() {
    let Some((desk, one, other)) = two_servers().await else { return };
    desk.give_password("Ben").await;
    let mut listener = listen_as_ben(&desk, &other).await;
    let change = json!({ "current_password": PASSWORD, "password": "Other#2" });

    let begun = Instant::now();
    ben(&desk, &one).put("/api/v1/profile", change).await.is(200);
    while listener.frame().await["type"] != "disconnect" {}

    let took = begun.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(listener.text().await, None);
    close(desk, one, other).await;
}

#[tokio::test]
async fn who_is_at_one_server_is_there_for_the_other() {
    let Some((desk, one, other)) = two_servers().await else { return };
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    let token = desk.pubsub_token_of_contact(conversation).await;
    let identifier = json!({ "channel": "RoomChannel", "pubsub_token": token }).to_string();
    let _ben = listen_as_ben(&desk, &other).await;
    let mut eva = Listener::connect(&other.url, None).await;
    eva.command("subscribe", &identifier, None).await;

    let (account, ben) = (AccountId(desk.account), UserId(desk.id_of("Ben")));
    let now = desk.clock.now();
    let is_there = |node: &Node| {
        let presence = &node.app.presence;
        presence.is_member_there(account, ben, now)
            && presence.is_contact_there(account, ContactId(contact), now)
    };
    eventually("they are there", async || is_there(&other)).await;
    eventually("they are there for the other server", async || is_there(&one)).await;

    assert!(!one.app.presence.is_member_there(account, UserId(desk.id_of("Ada")), now));
    assert_eq!(one.app.presence.take_roll(true), Roll::default(), "it is not passed on");
    close(desk, one, other).await;
}

#[tokio::test]
async fn a_server_that_is_alone_says_nothing() {
    let Some((desk, one, other)) = two_servers().await else { return };
    other.stop().await;
    eventually("it has left", async || one.app.neighbours.count() == 0).await;
    let (said, mut noted) = tokio::sync::mpsc::unbounded_channel();
    let _listening = desk.app.db.listen(move |notice| drop(said.send(notice))).unwrap();
    assert_eq!(noted.recv().await, Some(db::Notice::Listening));

    ada(&desk, &one).post("labels", json!({ "title": "billing" })).await.is(200);
    tokio::time::sleep(Duration::from_millis(300)).await;

    assert_eq!(noted.try_recv().ok(), None);
    one.stop().await;
    desk.close().await;
}
