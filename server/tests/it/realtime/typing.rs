//! Who is typing.

use serde_json::json;

use super::{contact_of, member};
use crate::support::{Desk, Receiver};

#[tokio::test]
async fn typing_is_heard_by_everybody_else() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let id = desk.conversation(contact, Some("Hello")).await;
    desk.settle().await;
    let mut ada = member(&desk, "Ada").await;
    let mut ben = member(&desk, "Ben").await;
    let mut eva = contact_of(&desk, id).await;
    let path = format!("conversations/{id}/toggle_typing_status");

    for turn in ["on", "elsewhere", "off"] {
        let typing = json!({ "typing_status": turn, "is_private": true });
        desk.agent().post(&path, typing).await.is(200);
    }
    desk.admin().post(&path, json!({ "typing_status": "on" })).await.is(200);

    for listener in [&mut ada, &mut eva] {
        let (event, data) = listener.event().await;
        assert_eq!(event, "conversation.typing_on");
        assert_eq!(data["conversation"]["id"], id);
        assert_eq!(data["user"]["name"], "Ben");
        assert_eq!(data["user"]["availability_status"], "online");
        assert_eq!(data["performer"]["id"], desk.id_of("Ben"));
        assert_eq!(data["is_private"], true);
        assert_eq!(data["account_id"], desk.account);
        assert_eq!(listener.event().await.0, "conversation.typing_off");
    }
    // Ben does not hear of himself.
    let (event, data) = ben.event().await;
    assert_eq!((event.as_str(), &data["user"]["name"]), ("conversation.typing_on", &json!("Ada")));
    assert_eq!(data["is_private"], false);
    desk.close().await;
}

#[tokio::test]
async fn typing_is_told_to_webhooks_that_want_that() {
    let desk = Desk::open().await;
    let (wants, does_not) = (Receiver::open().await, Receiver::open().await);
    let subscriptions = json!(["conversation_typing_on", "conversation_typing_off"]);
    let new = json!({ "url": wants.url, "subscriptions": subscriptions });
    desk.admin().post("webhooks", new).await.is(200);
    desk.admin().post("webhooks", json!({ "url": does_not.url })).await.is(200);
    let contact = desk.contact("Eva").await;
    let id = desk.conversation(contact, None).await;
    desk.settle().await;
    does_not.take();

    let path = format!("conversations/{id}/toggle_typing_status");
    desk.agent().post(&path, json!({ "typing_status": "on" })).await.is(200);
    desk.agent().post(&path, json!({ "typing_status": "off" })).await.is(200);
    desk.settle().await;

    let told = wants.take();
    let events: Vec<_> = told.iter().map(|told| told.event().to_owned()).collect();
    assert_eq!(events, ["conversation_typing_on", "conversation_typing_off"]);
    assert_eq!(told[0].body["user"]["type"], "user");
    assert!(told[0].body["user"]["email"].is_string());
    assert_eq!(told[0].body["conversation"]["id"], id);
    assert_eq!(told[0].body["is_private"], false);
    assert!(does_not.take().is_empty());
    desk.close().await;
}
