//! The events of an account, read one after another by those who come back to them.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, Desk, each};

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
