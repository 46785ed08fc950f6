//! The events of an account, read one after another by those who come back to them.

use std::time::Duration;

use frontdesk::{actor::Actor, background, conversations::seen, id::DisplayId};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, Desk, PASSWORD, each};

/// A reader of server-sent events.
struct Stream {
    response: reqwest::Response,
    text: String,
}

impl Stream {
    async fn open(person: &Client, last: Option<i64>) -> Self {
        let mut request =
            person.request(Method::GET, "events").header("accept", "text/event-stream");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Stream { response, text: String::new() }
    }

    /// The next event: its id, its name and its data. None at the end of the stream.
    async fn next(&mut self) -> Option<(i64, String, Value)> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| {
                    let mut lines = block.lines();
                    lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
                };
                let Some(id) = field("id") else { continue };
                let data = serde_json::from_str(field("data").unwrap()).unwrap();
                return Some((id.parse().unwrap(), field("event").unwrap().to_owned(), data));
            }
            let chunk = tokio::time::timeout(Duration::from_secs(10), self.response.chunk());
            let chunk = chunk.await.expect("something comes in time").unwrap()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

async fn post(desk: &Desk, conversation: i64, content: &str) {
    let path = format!("conversations/{conversation}/messages");
    desk.agent().post(&path, json!({ "content": content })).await.is(200);
}

fn messages(payload: &Value) -> Vec<Value> {
    let entries = payload.as_array().unwrap();
    let messages = entries.iter().filter(|entry| entry["event"] == "message.created");
    messages.map(|entry| entry["data"]["content"].clone()).collect()
}

#[tokio::test]
async fn whoever_comes_back_is_told_what_they_missed() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;

    desk.settle().await;
    let all = desk.admin().get("events").await.is(200).body;
    let last = all["meta"]["last_id"].as_i64().unwrap();
    post(&desk, conversation, "One").await;
    post(&desk, conversation, "Two").await;
    desk.settle().await;
    let missed = desk.admin().get(&format!("events?after={last}")).await.is(200).body;

    assert_eq!(messages(&all["payload"]), ["Hello"]);
    assert_eq!(messages(&missed["payload"]), ["One", "Two"]);
    assert_eq!(missed["meta"]["has_more"], false);
    let ids = each(&missed["payload"], "id");
    assert!(ids.is_sorted_by_key(Value::as_i64), "{ids:?}");
    let first = &missed["payload"][0];
    assert_eq!(first["actor"], json!({ "type": "User", "id": desk.id_of("Ben") }));
    assert_eq!(first["created_at"], desk.clock.now().iso());
    assert_eq!(first["data"]["account_id"], desk.account);
    desk.close().await;
}

#[tokio::test]
async fn a_page_is_followed_by_the_next() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, None).await;
    for number in 0..120 {
        post(&desk, conversation, &number.to_string()).await;
    }
    desk.settle().await;

    let (mut after, mut read, mut pages) = (0, Vec::new(), 0);
    loop {
        let page = desk.admin().get(&format!("events?after={after}")).await.is(200).body;
        read.extend(messages(&page["payload"]));
        after = page["meta"]["last_id"].as_i64().unwrap();
        pages += 1;
        if page["meta"]["has_more"] == false {
            break;
        }
    }

    assert!(pages > 1);
    let expected: Vec<Value> = (0..120).map(|number| number.to_string().into()).collect();
    assert_eq!(read, expected);
    desk.close().await;
}

#[tokio::test]
async fn a_stream_goes_on_and_is_resumed_where_it_broke() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    desk.settle().await;
    let mut stream = Stream::open(&desk.admin(), None).await;

    post(&desk, conversation, "One").await;
    desk.settle().await;
    let (one, event, entry) = stream.next().await.unwrap();
    drop(stream);
    post(&desk, conversation, "Two").await;
    desk.settle().await;
    let mut again = Stream::open(&desk.admin(), Some(one)).await;

    assert_eq!((event.as_str(), &entry["data"]["content"]), ("message.created", &json!("One")));
    loop {
        let (id, event, entry) = again.next().await.unwrap();
        assert!(id > one);
        if event == "message.created" {
            assert_eq!(entry["data"]["content"], "Two");
            break;
        }
    }
    desk.app.stop();
    while again.next().await.is_some() {}
    desk.close().await;
}

#[tokio::test]
async fn members_are_told_of_the_conversations_that_they_see() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    desk.admin().post("webhooks", json!({ "url": "http://127.0.0.1:9/" })).await.is(200);
    post(&desk, conversation, "A secret").await;
    desk.settle().await;

    let read = async |person: Client| person.get("events").await.is(200);
    let (ada, ben, cleo) =
        (read(desk.admin()).await, read(desk.agent()).await, read(desk.outsider()).await);

    assert!(ada.text.contains("A secret") && ada.text.contains("webhook.created"));
    assert!(ben.text.contains("A secret") && !ben.text.contains("webhook.created"));
    assert!(!cleo.text.contains("A secret") && !cleo.text.contains("Hello"));
    assert!(cleo.text.contains("contact.created"));
    desk.close().await;
}

#[tokio::test]
async fn who_leaves_the_account_is_not_told_more() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    desk.settle().await;
    let mut stream = Stream::open(&desk.agent(), None).await;
    post(&desk, conversation, "One").await;
    desk.settle().await;
    while stream.next().await.unwrap().1 != "message.created" {}

    desk.admin().delete(&format!("agents/{}", desk.id_of("Ben"))).await.is(200);
    let path = format!("conversations/{conversation}/messages");
    desk.admin().post(&path, json!({ "content": "Ben has left" })).await.is(200);
    desk.settle().await;

    while let Some((_, _, entry)) = stream.next().await {
        assert_ne!(entry["data"]["content"], "Ben has left");
    }
    desk.close().await;
}

#[tokio::test]
async fn what_is_gone_is_named_to_those_who_saw_it_and_a_mention_to_whoever_is_meant() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    let note = format!("(mention://user/{}/Ben)", desk.id_of("Ben"));
    let note = json!({ "content": note, "private": true });
    desk.admin().post(&format!("conversations/{conversation}/messages"), note).await.is(200);
    desk.admin().delete(&format!("contacts/{contact}")).await.is(200);
    desk.settle().await;
    let read = async |person: Client, name: &str| -> Vec<Value> {
        let page = person.get("events").await.is(200).body["payload"].clone();
        page.as_array().unwrap().iter().filter(|entry| entry["event"] == name).cloned().collect()
    };

    let gone = read(desk.agent(), "conversation.deleted").await;

    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0]["data"]["was"]["conversation"]["id"], conversation);
    assert_eq!(read(desk.outsider(), "conversation.deleted").await, Vec::<Value>::new());
    assert_eq!(read(desk.agent(), "conversation.mentioned").await.len(), 1);
    assert_eq!(read(desk.admin(), "conversation.mentioned").await, Vec::<Value>::new());
    desk.close().await;
}

#[tokio::test]
async fn a_stream_ends_with_what_has_let_its_reader_in() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    desk.give_password("Ben").await;
    let device = desk.sign_in("Ben").await;
    let tokens = "/api/v1/profile/access_tokens";
    let made = desk.agent().post(tokens, json!({ "name": "Reports" })).await.is(200).body;
    let program = desk.with_token(made["access_token"].as_str().unwrap());
    desk.settle().await;
    let mut streams = [Stream::open(&device, None).await, Stream::open(&program, None).await];
    let mut stays = Stream::open(&desk.admin(), None).await;

    let change = json!({ "current_password": PASSWORD, "password": "Other#2" });
    desk.agent().put("/api/v1/profile", change).await.is(200);
    desk.agent().delete(&format!("{tokens}/{}", made["id"])).await.is(200);
    post(&desk, conversation, "A secret").await;
    desk.settle().await;

    for stream in &mut streams {
        while let Some((_, _, entry)) = stream.next().await {
            assert_ne!(entry["data"]["content"], "A secret");
        }
    }
    while stays.next().await.unwrap().2["data"]["content"] != "A secret" {}
    desk.close().await;
}

/// What happens in a conversation by which it is told of, in no particular order.
const IN_A_CONVERSATION: [&str; 15] = [
    "assignee.changed",
    "conversation.bot_handoff",
    "conversation.contact_changed",
    "conversation.created",
    "conversation.mentioned",
    "conversation.opened",
    "conversation.read",
    "conversation.resolved",
    "conversation.sla_missed",
    "conversation.status_changed",
    "conversation.updated",
    "first.reply.created",
    "message.created",
    "message.updated",
    "reply.created",
];

/// Whatever may happen in a conversation happens, but that it is removed. Returns its number
/// and its contact.
async fn much_happens(desk: &Desk) -> (i64, i64) {
    let bot = json!({ "name": "Helper", "outgoing_url": "" });
    let bot = desk.admin().post("agent_bots", bot).await.is(200).body;
    let set = format!("inboxes/{}/set_agent_bot", desk.inbox().await);
    desk.admin().post(&set, json!({ "agent_bot": bot["id"] })).await.is(200);
    let eva = desk.contact("Eva").await;
    let id = desk.conversation(eva, Some("Hello")).await;
    let path = |action: &str| format!("conversations/{id}/{action}");
    let bot = desk.with_token(bot["access_token"].as_str().unwrap());
    bot.post(&path("toggle_status"), json!({ "status": "open" })).await.is(200);
    let policy = json!({ "name": "Gold", "first_response_time_threshold": 60 });
    let policy = desk.admin().post("sla_policies", policy).await.is(200).body["payload"].clone();
    let held = json!({ "sla_policy_id": policy["id"] });
    desk.admin().patch(&format!("conversations/{id}"), held).await.is(200);
    desk.settle().await;
    desk.wait(Duration::from_mins(2));
    desk.settle().await;
    let said = desk.agent_says(id, "Hi").await;
    desk.contact_says(id, "Can you help?").await;
    desk.agent_says(id, "We can").await;
    desk.agent().delete(&path(&format!("messages/{}", said["id"]))).await.is(200);
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    desk.set_status(id, "resolved").await;
    let seen = Actor::Contact(eva.into());
    desk.acting(seen, async move |work| seen::by_contact(work, DisplayId(id)).await.map(drop))
        .await;
    let note = json!({ "content": format!("(mention://user/{}/Ada)", desk.id_of("Ada")), "private": true });
    desk.agent().post(&path("messages"), note).await.is(200);
    let stays = desk.contact("Lea").await;
    let pair = json!({ "base_contact_id": stays, "mergee_contact_id": eva });
    desk.admin().post("actions/contact_merge", pair).await.is(200);
    desk.settle().await;
    (id, stays)
}

/// Every event of the account, as Ada reads it.
async fn all(desk: &Desk) -> Vec<Value> {
    let (mut after, mut read) = (0, Vec::new());
    loop {
        let page = desk.admin().get(&format!("events?after={after}")).await.is(200).body;
        read.extend(page["payload"].as_array().unwrap().iter().cloned());
        after = page["meta"]["last_id"].as_i64().unwrap();
        if page["meta"]["has_more"] == false {
            return read;
        }
    }
}

#[tokio::test]
async fn every_event_names_the_conversation_that_it_is_about_while_that_is_there_and_later() {
    let desk = Desk::open().await;
    // So that numbers of conversations are no ids.
    let zoe = desk.neighbour().await;
    let inbox = json!({ "name": "Chat", "channel": { "type": "api" } });
    let inbox = zoe.post("inboxes", inbox).await.id();
    let contact = zoe.post("contacts", json!({ "name": "Tom" })).await.is(200).body;
    let contact = &contact["payload"]["contact"]["id"];
    let new = json!({ "inbox_id": inbox, "contact_id": contact });
    zoe.post("conversations", new).await.is(200);
    let (id, contact) = much_happens(&desk).await;

    let while_it_is_there = all(&desk).await;
    desk.admin().delete(&format!("contacts/{contact}")).await.is(200);
    desk.settle().await;
    let later = all(&desk).await;

    for name in IN_A_CONVERSATION {
        let named = |events: &[Value]| -> Vec<Value> {
            let named = events.iter().filter(|event| event["event"] == name);
            named.map(|event| event["data"].clone()).collect()
        };
        let told = named(&while_it_is_there);
        assert!(!told.is_empty(), "no {name}");
        for data in told {
            let named = data.get("conversation_id").unwrap_or(&data["id"]);
            assert_eq!((named, &data["account_id"]), (&json!(id), &json!(desk.account)), "{name}");
        }
        for data in named(&later) {
            assert_eq!(data["conversation_id"], id, "{name}: {data}");
            let of_a_message = ["message.", "reply.", "first.reply.", "conversation.mentioned"];
            let is_of_a_message = of_a_message.iter().any(|kind| name.starts_with(kind));
            assert_eq!(data["message_id"].is_i64(), is_of_a_message, "{name}: {data}");
        }
    }
    let gone = later.iter().find(|event| event["event"] == "conversation.deleted").unwrap();
    assert_eq!(gone["data"]["conversation_id"], id);
    assert_eq!(gone["data"]["contact_id"], contact);
    desk.close().await;
}

#[tokio::test]
async fn whoever_comes_back_too_late_is_told_to_load_everything_anew() {
    let desk = Desk::open().await;
    background::begin(&desk.app).await.unwrap();
    desk.contact("Eva").await;
    desk.settle().await;
    let read = desk.admin().get("events").await.is(200).body["payload"][0]["id"].clone();
    let path = format!("events?after={read}");
    let last_id = [("last-event-id", read.to_string())];
    let late = async || {
        let words = "Events that came after this one are not kept any more. \
                     Please load everything anew.";
        desk.admin().get(&path).await.says(410, words);
        let reader = desk.admin().showing(&[(last_id[0].0, &last_id[0].1)]);
        let accept = [("accept", "text/event-stream")];
        reader.showing(&accept).get("events").await.says(410, words);
    };

    desk.wait(Duration::from_hours(24 * 91));
    desk.settle().await;
    assert_eq!(desk.count("events").await, 0);
    // Nobody can tell what has come after it.
    late().await;
    let page = desk.admin().get("events").await.is(200).body;
    assert_eq!(page["payload"], json!([]));
    let next = format!("events?after={}", page["meta"]["last_id"]);
    desk.contact("Lea").await;
    desk.settle().await;

    late().await;
    let page = desk.admin().get(&next).await.is(200).body;
    assert_eq!(each(&page["payload"], "event"), ["contact.created"]);
    desk.close().await;
}
