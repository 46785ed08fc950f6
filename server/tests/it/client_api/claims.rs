//! What becomes of whoever only says that they are somebody who is known already.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Reception, Visitor};
use crate::{
    realtime::member,
    support::{Desk, each},
};

/// Eva, of whom much is known, and a conversation of hers.
async fn eva(desk: &Desk) -> (i64, i64) {
    let known = json!({
        "name": "Eva Marsh", "email": "eva@x.test", "phone_number": "+14155550123",
        "identifier": "crm-1", "custom_attributes": { "debts": "many" },
        "additional_attributes": { "city": "Turin" }
    });
    let contact = desk.contact_with(known).await;
    (contact, desk.conversation(contact, Some("My secret")).await)
}

/// Says that a visitor learns nothing of Eva.
async fn knows_nothing(visitor: &Visitor<'_>, secret: i64, own: i64) {
    let answers = [
        visitor.get("").await.is(200),
        visitor.get("conversations").await.is(200),
        visitor.get(&format!("conversations/{own}")).await.is(200),
        visitor.get(&format!("conversations/{own}/messages")).await.is(200),
        visitor.patch("", json!({ "name": "Other" })).await.is(200),
        visitor.get(&format!("conversations/{secret}")).await.is(404),
        visitor.get(&format!("conversations/{secret}/messages")).await.is(404),
    ];
    for answer in answers {
        for told in ["Marsh", "eva@", "415555", "crm-1", "debts", "Turin", "secret"] {
            assert!(!answer.text.contains(told), "{told}: {}", answer.text);
        }
    }
    let all = visitor.get("conversations").await.is(200).body;
    assert_eq!(each(&all, "id"), [own]);
}

#[tokio::test]
async fn whoever_claims_to_be_somebody_writes_as_them_and_is_told_nothing() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let (contact, secret) = eva(&desk).await;

    for claim in [
        json!({ "email": "EVA@x.test" }),
        json!({ "phone_number": "+14155550123" }),
        json!({ "identifier": "crm-1", "name": "Mallory", "email": "mallory@x.test" }),
    ] {
        let visitor = reception.admit(claim).await;
        assert_eq!(visitor.contact, contact, "agents see who it is said to be");
        let own = visitor.begins("It is me").await;
        let shown = desk.show(own).await;
        assert_eq!(shown["meta"]["sender"]["name"], "Eva Marsh");
        assert_eq!(shown["meta"]["hmac_verified"], false);
        knows_nothing(&visitor, secret, own).await;
    }
    let after = desk.admin().get(&format!("contacts/{contact}")).await.is(200).body;
    let after = &after["payload"];
    assert_eq!((&after["name"], &after["email"]), (&json!("Eva Marsh"), &json!("eva@x.test")));
    desk.close().await;
}

#[tokio::test]
async fn who_was_nobody_becomes_whom_they_claim_to_be() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let (contact, secret) = eva(&desk).await;
    let visitor = reception.admit(json!({ "custom_attributes": { "vip": true } })).await;
    let own = visitor.begins("Hello").await;

    let said = json!({ "email": "eva@x.test", "name": "Mallory" });
    let told = visitor.patch("", said).await.is(200).body;

    assert_eq!((&told["id"], &told["email"]), (&json!(contact), &Value::Null));
    assert_eq!(desk.show(own).await["meta"]["sender"]["name"], "Eva Marsh");
    desk.admin().get(&format!("contacts/{}", visitor.contact)).await.is(404);
    let eva = desk.admin().get(&format!("contacts/{contact}")).await.is(200).body;
    assert_eq!(eva["payload"]["custom_attributes"], json!({ "debts": "many" }));
    visitor.says(own, "Do you know me?").await;
    knows_nothing(&visitor, secret, own).await;
    let events = desk.events().await;
    assert!(events.contains(&"contact.merged".to_owned()), "{events:?}");
    desk.close().await;
}

#[tokio::test]
async fn who_is_somebody_does_not_become_another_by_saying_so() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let (contact, _) = eva(&desk).await;
    let max = reception.admit(json!({ "email": "max@x.test" })).await;
    let blocked = reception.admit(json!({})).await;
    let id = blocked.begins("Spam").await;
    desk.admin().post(&format!("conversations/{id}/mute"), json!({})).await.is(200);

    let said = json!({ "email": "eva@x.test", "phone_number": "+391234567890" });
    let told = max.patch("", said.clone()).await.is(200).body;
    assert_eq!((&told["id"], &told["email"]), (&json!(max.contact), &json!("max@x.test")));
    assert_eq!(told["phone_number"], "+391234567890", "what is nobody's is noted");
    let told = blocked.patch("", json!({ "email": "eva@x.test" })).await.is(200).body;
    assert_eq!((&told["id"], &told["blocked"]), (&json!(blocked.contact), &json!(true)));

    assert_ne!(max.contact, contact);
    desk.close().await;
}

#[tokio::test]
async fn of_whom_agents_have_noted_something_does_not_become_another() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let known = json!({ "name": "Eva", "email": "eva@x.test" });
    desk.admin().post("contacts", known).await.is(200);
    let (noted, labelled) = (reception.admit(json!({})).await, reception.admit(json!({})).await);
    let notes = format!("contacts/{}/notes", noted.contact);
    desk.admin().post(&notes, json!({ "content": "Threatens people" })).await.is(200);
    let labels = format!("contacts/{}/labels", labelled.contact);
    desk.admin().post(&labels, json!({ "labels": ["nuisance"] })).await.is(200);

    for visitor in [&noted, &labelled] {
        let told = visitor.patch("", json!({ "email": "eva@x.test" })).await.is(200).body;
        assert_eq!((&told["id"], &told["email"]), (&json!(visitor.contact), &Value::Null));
    }

    let kept = desk.admin().get(&notes).await.is(200).body;
    assert_eq!(kept.as_array().unwrap().len(), 1, "{kept}");
    desk.close().await;
}

#[tokio::test]
async fn nothing_is_heard_of_a_contact_that_was_claimed() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    eva(&desk).await;
    let visitor = reception.admit(json!({ "email": "eva@x.test" })).await;
    let own = visitor.begins("It is me").await;
    desk.settle().await;
    let mut listener = visitor.listens().await;
    let mut ben = member(&desk, "Ben").await;

    visitor.says(own, "Hello?").await;
    desk.agent_says(own, "Hello").await;
    desk.set_status(own, "resolved").await;
    desk.settle().await;
    let typing = json!({ "typing_status": "on" });
    let path = format!("conversations/{own}/toggle_typing_status");
    desk.agent().post(&path, typing).await.is(200);

    assert_eq!(ben.hears("message.created").await["sender"]["name"], "Eva Marsh");
    let mut heard = Vec::new();
    loop {
        let (event, data) = listener.event().await;
        for told in ["Marsh", "eva@", "415555", "crm-1", "debts", "Turin"] {
            assert!(!data.to_string().contains(told), "{event}: {data}");
        }
        heard.push(event.clone());
        if event == "conversation.typing_on" {
            assert_eq!(data["user"]["name"], "Ben", "those who answer are told of");
            break;
        }
    }
    for event in ["message.created", "conversation.status_changed"] {
        assert!(heard.contains(&event.to_owned()), "{event}: {heard:?}");
    }
    desk.close().await;
}

#[tokio::test]
async fn agents_who_write_to_a_contact_do_not_write_to_whoever_claims_to_be_them() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    let (contact, _) = eva(&desk).await;
    let shop = Reception::of_inbox(&desk, desk.add_inbox("Shop", &["Ben"]).await).await;
    let proven = shop.admit_proven("crm-1").await;
    let reachable = async || {
        let path = format!("contacts/{contact}/contactable_inboxes");
        desk.admin().get(&path).await.is(200).body["payload"].clone()
    };

    let mallory = [
        reception.admit(json!({ "email": "eva@x.test" })).await,
        shop.admit(json!({ "email": "eva@x.test" })).await,
    ];

    let mut sources = each(&reachable().await, "source_id");
    assert!(sources.contains(&json!(proven.source)), "{sources:?}");
    sources.retain(|source| mallory.iter().any(|visitor| *source == visitor.source));
    assert!(sources.is_empty(), "{sources:?}");
    for inbox in [reception.inbox, shop.inbox] {
        let new = json!({ "contact_id": contact, "inbox_id": inbox });
        let id = desk.conversation_with(new).await;
        desk.agent_says(id, "Your secret").await;
    }
    for visitor in mallory {
        assert_eq!(visitor.get("conversations").await.is(200).body, json!([]));
    }
    assert_eq!(proven.get("conversations").await.is(200).body.as_array().unwrap().len(), 1);
    // Who is known nowhere but by claims is written to where nobody reads it yet.
    let max = desk.contact_with(json!({ "name": "Max", "email": "max@x.test" })).await;
    let claims = reception.admit(json!({ "email": "max@x.test" })).await;
    let new = json!({ "contact_id": max, "inbox_id": reception.inbox });
    desk.conversation_with(new).await;
    assert_eq!(claims.get("conversations").await.is(200).body, json!([]));
    desk.close().await;
}

#[tokio::test]
async fn nothing_of_the_contact_is_filled_into_what_claims_are_told() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    eva(&desk).await;
    let visitor = reception.admit(json!({ "email": "eva@x.test" })).await;
    let own = visitor.begins("It is me").await;
    let words =
        "Hello {{contact.name | default: 'you'}}, {{contact.email}}{{contact.phone_number}}";
    let new = json!({
        "name": "Hello", "visibility": "personal",
        "actions": [{ "action_name": "send_message", "action_params": [words] }]
    });
    let made = desk.agent().post("macros", new).await.is(200).body["payload"]["id"].clone();

    let wanted = json!({ "conversation_ids": [own] });
    desk.agent().post(&format!("macros/{made}/execute"), wanted).await.is(200);
    desk.settle().await;

    let path = format!("conversations/{own}/messages");
    let told = visitor.get(&path).await.is(200).body;
    assert_eq!(each(&told, "content"), ["It is me", "Hello you, "]);
    desk.close().await;
}

#[tokio::test]
async fn what_claims_say_is_told_however_deep_it_is() {
    let desk = Desk::open().await;
    let reception = Reception::of(&desk).await;
    eva(&desk).await;
    let visitor = reception.admit(json!({ "email": "eva@x.test" })).await;
    let own = visitor.begins("It is me").await;
    desk.settle().await;
    let mut listener = visitor.listens().await;
    let deep = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!({ "a": inner }));
    let path = format!("conversations/{own}/messages");

    // The body itself is one level.
    for levels in [1, 62, 63] {
        let said = json!({ "content": "Hello", "echo_id": deep(levels) });
        visitor.post(&path, said).await.is(200);
        desk.settle().await;
        assert_eq!(listener.hears("message.created").await["echo_id"], deep(levels));
        let attributes = json!({ "custom_attributes": deep(levels) });
        let id = visitor.post("conversations", attributes).await.id();
        desk.settle().await;
        assert_eq!(listener.hears("conversation.created").await["id"], id);
    }
    for levels in [64, 100, 117, 125, 126, 127, 128, 5_000] {
        let nested = format!("{}1{}", r#"{"a":"#.repeat(levels), "}".repeat(levels));
        for body in [
            format!(r#"{{"content":"Hello","echo_id":{nested}}}"#),
            format!(r#"{{"content":"Hello","custom_attributes":{nested}}}"#),
        ] {
            let nobody = desk.nobody();
            for path in [path.as_str(), "conversations", ""] {
                let request = nobody.request(Method::POST, &visitor.at(path));
                let request = if path.is_empty() {
                    nobody.request(Method::PATCH, &visitor.at(path))
                } else {
                    request
                };
                let request = request.header("content-type", "application/json");
                nobody.send(request.body(body.clone())).await.is(400);
            }
        }
    }
    desk.settle().await;
    visitor.says(own, "Still here").await;
    desk.settle().await;
    assert_eq!(listener.hears("message.created").await["content"], "Still here");
    desk.close().await;
}
