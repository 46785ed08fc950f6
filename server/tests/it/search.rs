//! Search in everything: conversations, contacts and messages together, and each alone.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Client, Desk, each};

async fn find(person: &Client, kind: &str, query: &str) -> Value {
    let mut found = person.get(&format!("search/{kind}?{query}")).await.is(200).body;
    found["payload"][kind].take()
}

async fn numbers(person: &Client, query: &str) -> Vec<Value> {
    each(&find(person, "conversations", query).await, "id")
}

#[tokio::test]
async fn everything_that_has_the_text_is_found_at_once() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let begun = desk.conversation(lea, Some("Lea is my name")).await;
    desk.assign(begun, json!({ "assignee_id": desk.id_of("Ben") })).await;
    let attributes =
        json!({ "custom_attributes": {}, "additional_attributes": { "city": "Rome" } });
    desk.admin().patch(&format!("contacts/{lea}"), attributes).await.is(200);

    let found = desk.agent().get("search?q=lea").await.is(200).body;

    let payload = &found["payload"];
    let keys: Vec<&String> = payload.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["conversations", "contacts", "messages", "articles"]);
    assert_eq!(each(&payload["messages"], "content"), ["Lea is my name"]);
    assert_eq!(payload["articles"], json!([]));
    let contact = &payload["contacts"][0];
    assert_eq!(contact["additional_attributes"], json!({ "city": "Rome" }));
    let said = &payload["conversations"][0]["message"]["created_at"];
    assert_eq!(contact["last_activity_at"], *said);
    let conversation = &payload["conversations"][0];
    assert_eq!(conversation["contact"], *contact);
    assert_eq!(conversation["message"]["content"], "Lea is my name");
    assert_eq!(conversation["message"]["sender"]["id"], lea);
    let agent = conversation["agent"].as_object().unwrap();
    assert_eq!(agent.keys().collect::<Vec<_>>(), ["id", "available_name", "email", "name", "role"]);
    let keys: Vec<&String> = conversation.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["id", "account_id", "created_at", "message", "contact", "inbox", "agent"]);
    let alone = &find(&desk.agent(), "conversations", "q=lea").await[0];
    assert_eq!(alone["additional_attributes"], json!({}));
    assert_eq!(find(&desk.agent(), "articles", "q=lea").await, json!([]));
    desk.close().await;
}

#[tokio::test]
async fn conversations_are_found_by_their_contact_and_by_their_number() {
    let desk = Desk::open().await;
    let lea = json!({
        "name": "Lea Bianchi", "email": "lea.b@example.net", "phone_number": "+390612345678",
        "identifier": "Kunde-0815"
    });
    let lea = desk.contact_with(lea).await;
    let max = desk.contact("Max").await;
    for _ in 0..6 {
        desk.conversation(max, None).await;
        desk.conversation(max, None).await;
        desk.conversation(lea, None).await;
    }
    let lea_has = [18, 15, 12, 9, 6, 3];

    for text in ["bianchi", "LEA.B%40", "3906", "kunde-08", "KUNDE", "unde"] {
        assert_eq!(numbers(&desk.agent(), &format!("q={text}")).await, lea_has, "{text}");
    }
    let digits = numbers(&desk.agent(), "q=8").await;
    assert_eq!(digits, [18, 15, 12, 9, 8, 6, 3], "her number has an 8 too");
    assert_eq!(numbers(&desk.agent(), "q=17").await, [17]);
    assert_eq!(numbers(&desk.agent(), "q=nobody").await, Vec::<Value>::new());
    assert_eq!(numbers(&desk.agent(), "q=%25").await, Vec::<Value>::new());
    assert_eq!(numbers(&desk.agent(), "q=").await.len(), 15);
    assert_eq!(numbers(&desk.agent(), "page=2").await, [3, 2, 1]);
    assert_eq!(numbers(&desk.agent(), "q=max&page=2").await, Vec::<Value>::new());
    assert_eq!(numbers(&desk.outsider(), "q=bianchi").await, Vec::<Value>::new());
    assert_eq!(numbers(&desk.outsider(), "q=17").await, Vec::<Value>::new());
    let neighbour = desk.neighbour().await;
    assert_eq!(numbers(&neighbour, "q=1").await, Vec::<Value>::new());
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_in_which_nothing_was_said_has_no_message() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    desk.conversation(lea, None).await;

    let found = find(&desk.agent(), "conversations", "q=lea").await;

    assert_eq!(found.as_array().unwrap().len(), 1);
    assert!(found[0].get("message").is_none() && found[0].get("agent").is_none(), "{found}");
    desk.close().await;
}

#[tokio::test]
async fn contacts_are_found_by_what_they_are_called_the_last_to_do_something_first() {
    let desk = Desk::open().await;
    let mut all = Vec::new();
    for name in ["Lea", "Leo", "Len"] {
        let id = desk.contact(name).await;
        desk.conversation(id, Some("hello")).await;
        desk.wait(Duration::from_hours(1));
        all.push(id);
    }
    desk.contact("Leslie").await;
    desk.contact_with(json!({ "name": "Leander" })).await;
    desk.contact_with(json!({ "name": "Nobody", "identifier": "LE-7" })).await;
    let names = async |query: &str| each(&find(&desk.agent(), "contacts", query).await, "name");

    assert_eq!(names("q=le").await, ["Len", "Leo", "Lea", "Nobody", "Leslie"]);
    assert_eq!(names("q=le-").await, ["Nobody"], "whatever the case of an identifier");
    assert_eq!(names("q=e").await.len(), 5, "one character is enough");
    assert_eq!(names("").await.len(), 5);
    let last = find(&desk.agent(), "contacts", "q=leo").await[0]["last_activity_at"].clone();
    assert_eq!(names(&format!("q=le&since={last}")).await, ["Len", "Leo"]);
    assert_eq!(names(&format!("q=le&until={last}")).await, ["Leo", "Lea"]);
    assert_eq!(names("q=le&page=2").await, Vec::<Value>::new());
    let neighbour = desk.neighbour().await;
    assert_eq!(find(&neighbour, "contacts", "q=le").await, json!([]));
    desk.close().await;
}

#[tokio::test]
async fn a_search_by_conversation_shows_the_messages_in_which_it_was_said() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let conversation = desk.conversation(lea, Some("invoice 12")).await;
    desk.agent_says(conversation, "which one?").await;
    desk.agent_says(conversation, "the invoice of May").await;
    desk.assign(conversation, json!({ "assignee_id": desk.id_of("Ben") })).await;
    desk.set_status(conversation, "resolved").await;
    desk.conversation(lea, Some("hello")).await;

    let found = desk.agent().get("conversations/search?q=invoice").await.is(200).body;

    let meta = json!({ "mine_count": 1, "unassigned_count": 0, "all_count": 1 });
    assert_eq!(found["meta"], meta);
    let item = &found["payload"][0];
    assert_eq!(found["payload"].as_array().unwrap().len(), 1);
    assert_eq!(item["id"], conversation);
    assert_eq!(item["contact"], json!({ "id": lea, "name": "Lea" }));
    let inbox = desk.inbox().await;
    let inbox = json!({ "id": inbox, "name": "Support", "channel_type": "Channel::Api" });
    assert_eq!(item["inbox"], inbox);
    assert_eq!(item["account_id"], desk.account);
    assert_eq!(each(&item["messages"], "content"), ["invoice 12", "the invoice of May"]);
    assert_eq!(each(&item["messages"], "sender_name"), ["Lea", "Ben"]);
    assert_eq!(each(&item["messages"], "message_type"), [0, 1]);
    let keys: Vec<&String> = item["messages"][0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["content", "id", "sender_name", "message_type", "created_at"]);

    let all = desk.agent().get("conversations/search?status=all").await.is(200).body;
    assert_eq!(all["meta"]["all_count"], 2);
    let whole = all["payload"].as_array().unwrap();
    let whole = whole.iter().find(|item| item["id"] == conversation).unwrap();
    assert_eq!(
        whole["messages"].as_array().unwrap().len(),
        3,
        "what the product notes is left out"
    );
    let none = desk.outsider().get("conversations/search?q=invoice").await.is(200).body;
    assert_eq!(none["payload"], json!([]));
    desk.close().await;
}
