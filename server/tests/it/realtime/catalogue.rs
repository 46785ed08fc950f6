//! Every event that is heard on `/cable`, whole (contract `realtime-client-platform.md`, 1.8).
//!
//! Of each there is a snapshot: the keys of all its frames, and what stands there. A key that
//! is not in every frame has a question mark.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use frontdesk::{actor::Actor, conversations::seen, id::DisplayId};
use serde_json::{Value, json};

use super::{contact_of, member, room_of};
use crate::support::{Desk, Listener};

/// The events that Ada hears, who is administrator.
const OF_AGENTS: [&str; 18] = [
    "account.cache_invalidated",
    "assignee.changed",
    "contact.created",
    "contact.deleted",
    "contact.merged",
    "contact.updated",
    "conversation.contact_changed",
    "conversation.created",
    "conversation.read",
    "conversation.status_changed",
    "conversation.typing_off",
    "conversation.typing_on",
    "conversation.updated",
    "first.reply.created",
    "message.created",
    "message.updated",
    "presence.update",
    "team.changed",
];

/// Those that Ben hears besides, whom they are about.
const OF_ONE: [&str; 4] = [
    "conversation.mentioned",
    "notification.created",
    "notification.deleted",
    "notification.updated",
];

/// Those that the contact hears of what happens once they listen.
const OF_CONTACT: [&str; 7] = [
    "conversation.status_changed",
    "conversation.typing_off",
    "conversation.typing_on",
    "conversation.updated",
    "message.created",
    "message.updated",
    "presence.update",
];

/// Frames by the name of their event.
type Frames = BTreeMap<String, Vec<Value>>;

/// Everything that is said until a message that says so is the last.
async fn until_the_end(listener: &mut Listener) -> Frames {
    let mut heard = Frames::new();
    loop {
        let frame = listener.frame().await;
        let message = &frame["message"];
        let Some(event) = message["event"].as_str() else { continue };
        let is_last = message["data"]["content"] == "The end";
        heard.entry(event.to_owned()).or_default().push(frame.clone());
        if is_last {
            return heard;
        }
    }
}

/// What frames of one event look like: a line for each key.
fn shape(frames: &[Value]) -> String {
    let mut keys: BTreeMap<String, (usize, BTreeSet<&'static str>)> = BTreeMap::new();
    for frame in frames {
        let mut seen = BTreeMap::new();
        note("", frame, &mut seen);
        for (key, kinds) in seen {
            let (times, known) = keys.entry(key).or_default();
            *times += 1;
            known.extend(kinds);
        }
    }
    let mut shape = String::new();
    for (key, (times, kinds)) in keys {
        let sometimes = if times < frames.len() { "?" } else { "" };
        let kinds: Vec<&str> = kinds.into_iter().collect();
        writeln!(shape, "{key}{sometimes}: {}", kinds.join(", ")).unwrap();
    }
    shape
}

fn note(at: &str, value: &Value, seen: &mut BTreeMap<String, BTreeSet<&'static str>>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "integer",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    };
    if !at.is_empty() {
        seen.entry(at.to_owned()).or_default().insert(kind);
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| note(&format!("{at}[]"), item, seen)),
        Value::Object(map) => {
            for (key, value) in map {
                // Ids that are keys are other ones on every desk.
                let key = if key.parse::<i64>().is_ok() { "<id>" } else { key };
                let path = if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") };
                note(&path, value, seen);
            }
        }
        _ => {}
    }
}

/// Whatever is heard of happens, in a conversation that there is already. Each is told before the
/// next happens: how much is told at once would decide which notifications are never heard of.
async fn everything_happens(desk: &Desk, eva: i64, id: i64) {
    let path = |action: &str| format!("conversations/{id}/{action}");
    let (ada, ben) = (desk.admin(), desk.agent());
    let said = ben.post(&path("messages"), json!({ "content": "Hi", "echo_id": "tmp-1" })).await;
    desk.settle().await;
    desk.contact_says(id, "Thanks").await;
    desk.settle().await;
    ben.delete(&path(&format!("messages/{}", said.id()))).await.is(200);
    desk.settle().await;
    ben.post(&path("labels"), json!({ "labels": ["vip"] })).await.is(200);
    desk.settle().await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    desk.settle().await;
    let team = desk.add_team("billing", &["Ben"]).await;
    desk.assign(id, json!({ "team_id": team })).await;
    desk.settle().await;
    for turn in ["on", "off"] {
        let typing = json!({ "typing_status": turn });
        ben.post(&path("toggle_typing_status"), typing).await.is(200);
    }
    desk.set_status(id, "resolved").await;
    desk.settle().await;
    desk.set_status(id, "open").await;
    desk.settle().await;
    ben.post(&path("toggle_priority"), json!({ "priority": "high" })).await.is(200);
    desk.settle().await;
    let mention = format!("(mention://user/{}/Ben)", desk.id_of("Ben"));
    ada.post(&path("messages"), json!({ "content": mention, "private": true })).await.is(200);
    desk.settle().await;
    let sees = Actor::Contact(eva.into());
    desk.acting(sees, async move |work| seen::by_contact(work, DisplayId(id)).await.map(drop))
        .await;
    desk.settle().await;
    let told = ben.get("notifications").await.is(200).body["data"]["payload"].clone();
    let told: Vec<&Value> = told.as_array().unwrap().iter().map(|told| &told["id"]).collect();
    ben.patch(&format!("notifications/{}", told[0]), json!({ "read_at": true })).await.is(200);
    desk.settle().await;
    ben.delete(&format!("notifications/{}", told[0])).await.is(200);
    let lea = desk.contact("Lea").await;
    let given = json!({
        "inbox_id": desk.inbox().await, "contact_id": lea, "team_id": team,
        "assignee_id": desk.id_of("Ben"), "message": { "content": "Hello" },
    });
    desk.conversation_with(given).await;
    desk.settle().await;
    ada.patch(&format!("contacts/{lea}"), json!({ "name": "Leah" })).await.is(200);
    desk.settle().await;
    let pair = json!({ "base_contact_id": eva, "mergee_contact_id": lea });
    ada.post("actions/contact_merge", pair).await.is(200);
    desk.settle().await;
    ada.post(&path("messages"), json!({ "content": "The end" })).await.is(200);
    desk.settle().await;
}

#[tokio::test]
async fn every_event_has_its_shape_and_is_heard_by_those_whom_it_concerns() {
    let desk = Desk::open().await;
    let eva = json!({ "name": "Eva", "email": "eva@example.net" });
    let eva = desk.contact_with(eva).await;
    let id = desk.conversation(eva, Some("Hello")).await;
    desk.settle().await;
    let mut sockets =
        [member(&desk, "Ada").await, member(&desk, "Ben").await, contact_of(&desk, id).await];
    let token = desk.pubsub_token_of_contact(id).await;
    let rooms = [
        room_of(&desk, "Ada").await,
        room_of(&desk, "Ben").await,
        json!({ "channel": "RoomChannel", "pubsub_token": token }).to_string(),
    ];
    for (socket, room) in sockets.iter_mut().zip(&rooms) {
        socket.command("message", room, Some(json!({ "action": "update_presence" }))).await;
    }

    everything_happens(&desk, eva, id).await;

    let [ada, ben, contact] = &mut sockets;
    let (ada, ben) = (until_the_end(ada).await, until_the_end(ben).await);
    let contact = until_the_end(contact).await;
    for heard in [&ada, &ben, &contact] {
        let heard: Vec<&Value> = heard.values().flatten().map(|frame| &frame["message"]).collect();
        assert!(!format!("{heard:?}").contains(&token), "nobody is told by what a contact listens");
    }
    assert_eq!(ada.keys().collect::<Vec<_>>(), OF_AGENTS);
    assert_eq!(contact.keys().collect::<Vec<_>>(), OF_CONTACT);
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        for (name, frames) in &ada {
            insta::assert_snapshot!(format!("cable_{name}"), shape(frames));
        }
        for name in OF_ONE {
            insta::assert_snapshot!(format!("cable_{name}"), shape(&ben[name]));
            assert!(!ada.contains_key(name), "{name} is for Ben");
        }
    });
    desk.close().await;
}

#[tokio::test]
async fn who_is_given_a_conversation_and_who_has_read_it_is_heard_as_it_is_then() {
    let desk = Desk::open().await;
    let eva = desk.contact("Eva").await;
    let id = desk.conversation(eva, Some("Hello")).await;
    let team = desk.add_team("billing", &["Ben"]).await;
    desk.settle().await;
    let mut ben = member(&desk, "Ben").await;
    let mut cleo = member(&desk, "Cleo").await;
    let mut contact = contact_of(&desk, id).await;

    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    desk.assign(id, json!({ "team_id": team })).await;
    desk.wait(std::time::Duration::from_mins(1));
    let sees = Actor::Contact(eva.into());
    desk.acting(sees, async move |work| seen::by_contact(work, DisplayId(id)).await.map(drop))
        .await;
    desk.settle().await;

    let told = ben.hears("assignee.changed").await;
    assert_eq!(told["id"], id);
    assert_eq!(told["meta"]["assignee"]["id"], desk.id_of("Ben"));
    let told = ben.hears("team.changed").await;
    assert_eq!((&told["id"], &told["meta"]["team"]["name"]), (&json!(id), &json!("billing")));
    let told = ben.hears("conversation.read").await;
    assert_eq!((&told["id"], &told["account_id"]), (&json!(id), &json!(desk.account)));
    assert_eq!(told["contact_last_seen_at"], desk.clock.now().seconds());
    assert!(told.get("performer").is_none());

    desk.agent_says(id, "Hi Eva").await;
    desk.agent_says(id, "Are you there?").await;
    let dan = desk.contact("Dan").await;
    desk.settle().await;

    let first = ben.hears("first.reply.created").await;
    assert_eq!((&first["content"], &first["conversation_id"]), (&json!("Hi Eva"), &json!(id)));
    assert_eq!(first["performer"]["id"], desk.id_of("Ben"));
    // Of contacts all members hear, of the conversation those of its inbox.
    let (event, heard) = cleo.event().await;
    assert_eq!((event.as_str(), &heard["id"]), ("contact.created", &json!(dan)));
    assert_eq!(heard["account_id"], desk.account);
    assert_eq!(heard["performer"]["name"], "Ada");
    let mut heard = BTreeSet::new();
    while !heard.contains("message.created") {
        heard.insert(contact.event().await.0);
    }
    let of_agents = ["assignee.changed", "team.changed", "conversation.read", "contact.created"];
    assert!(of_agents.iter().all(|event| !heard.contains(*event)), "{heard:?}");
    desk.close().await;
}
