//! Conversations of visitors.

use serde_json::{Value, json};

use super::Reception;
use crate::{
    realtime::member,
    support::{Desk, each},
};

#[tokio::test]
async fn a_visitor_begins_a_conversation_and_sees_it() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({ "name": "Lea" })).await;

    let attributes = json!({ "order": "A-1" });
    let begun = lea.post("conversations", json!({ "custom_attributes": attributes })).await;
    let id = begun.id();
    let said = lea.says(id, "Hello").await;
    desk.agent_says(id, "Hi Lea").await;
    let note = json!({ "content": "She pays", "private": true });
    desk.agent().post(&format!("conversations/{id}/messages"), note).await.is(200);

    let shown = lea.get(&format!("conversations/{id}")).await.is(200).body;
    let expected = json!({
        "id": id, "uuid": shown["uuid"], "inbox_id": reception.inbox, "contact_last_seen_at": 0,
        "status": "open", "agent_last_seen_at": 0, "messages": shown["messages"],
        "contact": shown["contact"]
    });
    assert_eq!(shown, expected);
    assert_eq!(each(&shown["messages"], "content"), ["Hello", "Hi Lea"]);
    assert_eq!(shown["messages"][0], said);
    assert_eq!(shown["messages"][1]["sender"]["availability_status"], Value::Null);
    assert_eq!(
        (&shown["contact"]["name"], &shown["contact"]["id"]),
        (&json!("Lea"), &json!(lea.contact))
    );
    assert_eq!(lea.get("conversations").await.is(200).body, json!([shown]));
    assert_eq!(desk.show(id).await["custom_attributes"], attributes);
    let other = lea.begins("Another").await;
    assert_eq!(each(&lea.get("conversations").await.is(200).body, "id"), [id, other]);
    desk.close().await;
}

#[tokio::test]
async fn an_inbox_with_one_conversation_for_each_goes_on_with_it() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let one = json!({ "lock_to_single_conversation": true });
    desk.admin().patch(&format!("inboxes/{}", reception.inbox), one).await.is(200);
    let lea = reception.admit(json!({})).await;
    let id = lea.begins("Hello").await;
    desk.set_status(id, "resolved").await;

    assert_eq!(lea.post("conversations", json!({})).await.id(), id);
    assert_eq!(desk.show(id).await["status"], "resolved");
    lea.says(id, "Again").await;
    assert_eq!(desk.show(id).await["status"], "open");
    desk.close().await;
}

#[tokio::test]
async fn a_visitor_resolves_and_never_opens() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({ "name": "lea MARSH" })).await;
    let id = lea.begins("Hello").await;
    let path = format!("conversations/{id}/toggle_status");

    let resolved = lea.post(&path, json!({ "status": "open" })).await.is(200).body;
    assert_eq!(resolved["status"], "resolved");
    let messages = desk.admin().get(&format!("conversations/{id}/messages")).await.is(200).body;
    let last = messages["payload"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["content"], "Conversation was resolved by Lea marsh");
    assert_eq!(each(&resolved["messages"], "content"), ["Hello"]);

    let events = desk.events().await;
    assert_eq!(lea.post(&path, json!({})).await.is(200).body["status"], "resolved");
    assert_eq!(desk.events().await, events, "it was so before");
    desk.close().await;
}

#[tokio::test]
async fn what_a_visitor_has_seen_is_read() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({})).await;
    let id = lea.begins("Hello").await;
    let answer = desk.agent_says(id, "Hi").await;

    let seen = lea.post(&format!("conversations/{id}/update_last_seen"), json!({})).await.is(200);
    assert_eq!(seen.text, "");
    desk.settle().await;

    let shown = lea.get(&format!("conversations/{id}")).await.is(200).body;
    assert_eq!(shown["contact_last_seen_at"], desk.clock.now().seconds());
    let messages = desk.admin().get(&format!("conversations/{id}/messages")).await.is(200).body;
    let messages = messages["payload"].as_array().unwrap();
    let answered = messages.iter().find(|message| message["id"] == answer["id"]).unwrap();
    assert_eq!(answered["status"], "read");
    assert!(desk.events().await.contains(&"conversation.read".to_owned()));
    desk.close().await;
}

#[tokio::test]
async fn that_a_visitor_types_is_heard_by_agents() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({ "name": "Lea" })).await;
    let id = lea.begins("Hello").await;
    desk.settle().await;
    let mut ben = member(&desk, "Ben").await;
    let path = format!("conversations/{id}/toggle_typing");

    for turn in ["on", "sideways", "off"] {
        let typing = json!({ "typing_status": turn, "is_private": true });
        assert_eq!(lea.post(&path, typing).await.is(200).text, "");
    }

    let (event, data) = ben.event().await;
    assert_eq!(event, "conversation.typing_on");
    assert_eq!((&data["user"]["name"], &data["user"]["type"]), (&json!("Lea"), &json!("contact")));
    assert_eq!((&data["is_private"], data.get("performer")), (&json!(false), None));
    assert_eq!(ben.event().await.0, "conversation.typing_off");
    desk.close().await;
}

#[tokio::test]
async fn a_visitor_reaches_no_conversation_of_others() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let shop = Reception::of_inbox(&desk, desk.add_inbox("Shop", &["Ben"]).await).await;
    let (lea, max) = (reception.admit(json!({})).await, reception.admit(json!({})).await);
    let of_max = max.begins("Mine").await;
    let message = max.says(of_max, "And mine").await["id"].clone();
    // The same contact in another inbox, who has not shown who they are.
    let known = json!({ "inbox_id": shop.inbox, "source_id": "in the shop" });
    desk.admin().post(&format!("contacts/{}/contact_inboxes", lea.contact), known).await.is(200);
    let in_shop = shop.admit(json!({ "source_id": "in the shop" })).await;
    assert_eq!(in_shop.contact, lea.contact);
    let elsewhere = in_shop.begins("In the shop").await;
    let before = desk.contents().await;

    for id in [of_max, elsewhere, 999, -1] {
        let at = format!("conversations/{id}");
        lea.get(&at).await.is(404);
        lea.get(&format!("{at}/messages")).await.is(404);
        lea.get(&format!("{at}/messages?before=999999")).await.is(404);
        let words = json!({ "content": "x", "typing_status": "on", "submitted_values": [] });
        for path in ["toggle_status", "toggle_typing", "update_last_seen", "messages"] {
            lea.post(&format!("{at}/{path}"), words.clone()).await.is(404);
        }
        lea.patch(&format!("{at}/messages/{message}"), words).await.is(404);
    }
    let own = format!("{}/contacts/{}/conversations", shop.path, lea.source);
    desk.nobody().get(&own).await.is(404);

    desk.contents().await.are(&before, "somebody else's conversation");
    assert_eq!(lea.get("conversations").await.is(200).body, json!([]));
    desk.close().await;
}

#[tokio::test]
async fn long_messages_do_not_make_long_answers() {
    const ROOM: usize = 1_200_000;
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({})).await;
    let first = lea.begins("Hello").await;
    let second = lea.begins("Another").await;
    let long = "ä".repeat(100_000);
    for _ in 0..8 {
        lea.says(first, &long).await;
        lea.says(second, &long).await;
    }

    let path = format!("conversations/{first}");
    for answer in [
        lea.get(&path).await.is(200),
        lea.get("conversations").await.is(200),
        lea.post(&format!("{path}/toggle_status"), json!({})).await.is(200),
    ] {
        assert!((500_000..ROOM).contains(&answer.text.len()), "{}", answer.text.len());
    }

    let shown = lea.get(&path).await.is(200).body;
    let messages = shown["messages"].as_array().unwrap();
    let last = messages.last().unwrap()["id"].clone();
    lea.says(first, "The newest").await;
    let shown = lea.get(&path).await.is(200).body;
    let contents = each(&shown["messages"], "content");
    assert_eq!(contents.last(), Some(&json!("The newest")));
    assert!(each(&shown["messages"], "id").contains(&last));
    desk.close().await;
}

#[tokio::test]
async fn a_list_of_many_conversations_has_few_messages_of_each() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let lea = reception.admit(json!({})).await;
    for _ in 0..31 {
        let id = lea.begins("1").await;
        for number in 2..=11 {
            lea.says(id, &number.to_string()).await;
        }
    }

    let all = lea.get("conversations").await.is(200).body;

    for conversation in all.as_array().unwrap() {
        let expected: Vec<String> = (3..=11).map(|number| number.to_string()).collect();
        assert_eq!(each(&conversation["messages"], "content"), expected);
    }
    desk.close().await;
}
