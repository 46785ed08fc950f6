//! Frames and sockets.

use std::time::Duration;

use serde_json::{Value, json};

use super::{member, room_of};
use crate::support::{Desk, Listener};

#[tokio::test]
async fn a_socket_is_open_to_everybody_and_says_welcome() {
    let desk = Desk::open().await;

    let mut plain = Listener::connect(desk.url(), None).await;
    let mut named = Listener::connect(desk.url(), Some("actioncable-v1-json")).await;
    let both = "actioncable-v1-json, actioncable-unsupported";
    let stock = Listener::connect(desk.url(), Some(both)).await;

    assert_eq!(plain.text().await.unwrap(), r#"{"type":"welcome"}"#);
    assert_eq!(named.text().await.unwrap(), r#"{"type":"welcome"}"#);
    assert_eq!(plain.protocol, None);
    assert_eq!(named.protocol.as_deref(), Some("actioncable-v1-json"));
    assert_eq!(stock.protocol.as_deref(), Some("actioncable-v1-json"));
    desk.close().await;
}

#[tokio::test]
async fn a_request_that_wants_no_socket_finds_no_page() {
    let desk = Desk::open().await;

    let reply = desk.nobody().get("/cable").await.is(404);

    assert_eq!(reply.text, "Page not found");
    assert_eq!(reply.headers["content-type"], "text/plain; charset=utf-8");
    desk.close().await;
}

#[tokio::test]
async fn a_subscription_is_confirmed_by_its_name_byte_for_byte() {
    let desk = Desk::open().await;
    let token = desk.pubsub_token_of("Ben").await;
    // Numbers as texts, keys in another order, spaces: as some clients write it.
    let identifier = format!(
        r#"{{ "user_id":"{}", "account_id":"{}","channel":"RoomChannel","pubsub_token":"{token}"}}"#,
        desk.id_of("Ben"),
        desk.account,
    );
    let mut ben = Listener::connect(desk.url(), None).await;

    // Said before the welcome is read, as some clients do.
    ben.command("subscribe", &identifier, None).await;

    assert_eq!(ben.frame().await, json!({ "type": "welcome" }));
    let confirmed = json!({ "identifier": identifier, "type": "confirm_subscription" });
    assert_eq!(ben.frame().await, confirmed);
    assert_eq!(ben.frame().await["identifier"], identifier);
    desk.close().await;
}

#[tokio::test]
async fn who_is_not_known_is_told_nothing() {
    let desk = Desk::open().await;
    let zoe = desk.neighbour().await;
    let token = desk.pubsub_token_of("Ben").await;
    let (ben, ada, account) = (desk.id_of("Ben"), desk.id_of("Ada"), desk.account);
    let room = |token: &str, user: Value, account: Value| json!({ "channel": "RoomChannel", "pubsub_token": token, "user_id": user, "account_id": account });
    let mut listener = Listener::connect(desk.url(), None).await;
    assert_eq!(listener.frame().await["type"], "welcome");

    for identifier in [
        room("", json!(ben), json!(account)),
        room("wrong", json!(ben), json!(account)),
        room(&token, json!(ada), json!(account)),
        room(&token, json!(ben), json!(zoe.account())),
        room(&token, json!(ben), Value::Null),
        // A member's token is no contact's.
        json!({ "channel": "RoomChannel", "pubsub_token": token }),
        json!({ "channel": "RoomChannel", "pubsub_token": "" }),
        json!({ "channel": "OtherChannel", "pubsub_token": token, "user_id": ben, "account_id": account }),
        json!([1, 2]),
    ] {
        listener.command("subscribe", &identifier.to_string(), None).await;
    }
    for text in ["", "{", "[]", r#"{"command":"dance","identifier":"{}"}"#] {
        listener.say(text).await;
    }

    // The socket is still good for one who is known.
    let room = room_of(&desk, "Ben").await;
    listener.command("subscribe", &room, None).await;
    let next = listener.frame().await;
    assert_eq!(next, json!({ "identifier": room, "type": "confirm_subscription" }));
    desk.close().await;
}

#[tokio::test]
async fn who_is_there_is_told_when_they_say_so() {
    let desk = Desk::open().await;
    let contact = desk.contact("Eva").await;
    let conversation = desk.conversation(contact, Some("Hello")).await;
    let room = room_of(&desk, "Ben").await;
    let mut ben = member(&desk, "Ben").await;
    let mut eva = super::contact_of(&desk, conversation).await;

    ben.command("message", &room, Some(json!(r#"{"action":"update_presence"}"#))).await;
    let there = ben.frame().await["message"].take();
    // Some clients send the data as an object.
    ben.command("message", &room, Some(json!({ "action": "update_presence" }))).await;
    let again = ben.frame().await["message"].take();

    let [ada, ben_id, cleo] = ["Ada", "Ben", "Cleo"].map(|name| desk.id_of(name).to_string());
    let users = json!({ ada: "online", ben_id: "online", cleo: "online" });
    assert_eq!(there["event"], "presence.update");
    assert_eq!(there["data"]["account_id"], desk.account);
    assert_eq!(there["data"]["users"], users);
    assert_eq!(there["data"]["contacts"], json!({ contact.to_string(): "online" }));
    assert_eq!(again, there);

    let token = desk.pubsub_token_of_contact(conversation).await;
    let hers = json!({ "channel": "RoomChannel", "pubsub_token": token }).to_string();
    eva.command("message", &hers, Some(json!(r#"{"action":"update_presence"}"#))).await;
    let told = eva.frame().await["message"].take();
    assert_eq!(told["data"], json!({ "account_id": desk.account, "users": users }));
    desk.close().await;
}

#[tokio::test]
async fn who_has_not_been_heard_of_for_a_while_is_not_there() {
    let desk = Desk::open().await;
    desk.admin()
        .patch(&format!("agents/{}", desk.id_of("Cleo")), json!({ "auto_offline": true }))
        .await
        .is(200);
    let room = room_of(&desk, "Ben").await;
    let cleo = desk.id_of("Cleo").to_string();
    let mut ben = member(&desk, "Ben").await;
    member(&desk, "Cleo").await;

    let mut seen = Vec::new();
    for _ in 0..3 {
        ben.command("message", &room, Some(json!({ "action": "update_presence" }))).await;
        let there = ben.frame().await["message"]["data"].take();
        seen.push(there["users"].get(&cleo).is_some());
        desk.wait(Duration::from_secs(15));
    }

    assert_eq!(seen, [true, true, false]);
    desk.close().await;
}

#[tokio::test]
async fn sockets_are_told_that_the_server_stops() {
    let desk = Desk::open().await;
    let mut ben = member(&desk, "Ben").await;

    desk.app.stop();

    let last = json!({ "type": "disconnect", "reason": "server_restart", "reconnect": true });
    assert_eq!(ben.frame().await, last);
    assert_eq!(ben.text().await, None);
    desk.close().await;
}
