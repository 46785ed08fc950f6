//! What members with a custom role are told: at once, later, and by notifications.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{ADAS, ALL, BENS, NOBODYS, SHARED, Scene};
use crate::{
    realtime::member,
    support::{Desk, Listener, Postbox, Receiver, each, mails_to},
};

const KINDS: [(&[&str], &[i64]); 4] = [
    (&["conversation_manage"], &ALL),
    (&["conversation_unassigned_manage"], &[NOBODYS, BENS]),
    (&["conversation_participating_manage"], &[BENS, SHARED]),
    (&["knowledge_base_manage"], &[]),
];

/// Of which conversations somebody hears before the name of a contact changes, and what.
async fn heard(desk: &Desk, listener: &mut Listener, contact: i64) -> Vec<(String, Value)> {
    let end = format!("The end, after {} events", desk.events().await.len());
    let path = format!("contacts/{contact}");
    desk.admin().patch(&path, json!({ "name": end })).await.is(200);
    desk.settle().await;
    let mut heard = Vec::new();
    loop {
        let (event, data) = listener.event().await;
        if event == "contact.updated" && data["name"] == end {
            return heard;
        }
        heard.push((event, data));
    }
}

async fn notifications(desk: &Desk) -> Vec<Value> {
    desk.settle().await;
    let listed = desk.agent().get("notifications").await.is(200).body["data"].clone();
    let payload = listed["payload"].as_array().unwrap().clone();
    assert_eq!(listed["meta"]["count"], payload.len());
    assert_eq!(listed["meta"]["unread_count"], payload.len());
    let unread = desk.agent().get("notifications/unread_count").await.is(200).text;
    assert_eq!(unread, payload.len().to_string());
    payload.iter().map(|told| told["primary_actor"]["id"].clone()).collect()
}

#[tokio::test]
async fn what_is_said_is_heard_by_those_who_see_it() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    // A socket that is open already follows a change of the role.
    let mut ben = member(desk, "Ben").await;
    for (permissions, seen) in KINDS {
        scene.allow(permissions).await;
        heard(desk, &mut ben, scene.contacts[0]).await;

        for id in ALL {
            desk.contact_says(id, "Anybody there?").await;
            let typing = json!({ "typing_status": "on" });
            let path = format!("conversations/{id}/toggle_typing_status");
            desk.admin().post(&path, typing).await.is(200);
        }
        desk.settle().await;

        let all = heard(desk, &mut ben, scene.contacts[0]).await;
        let of = |wanted: &str, pointer: &str| -> BTreeSet<i64> {
            let wanted = all.iter().filter(|(event, _)| event == wanted);
            wanted.map(|(_, data)| data.pointer(pointer).unwrap().as_i64().unwrap()).collect()
        };
        let expected: BTreeSet<i64> = seen.iter().copied().collect();
        assert_eq!(of("message.created", "/conversation_id"), expected, "{permissions:?}");
        let typing = of("conversation.typing_on", "/conversation/id");
        assert_eq!(typing, expected, "{permissions:?}");
    }
    scene.desk.close().await;
}

#[tokio::test]
async fn who_is_told_later_is_told_the_same() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    let funnel_events = ["funnel.conversation_moved", "message.created", "conversation.created"];
    for (permissions, seen) in KINDS {
        scene.allow(permissions).await;

        let told = desk.agent().get("events?after=0").await.is(200).body["payload"].clone();

        let told = told.as_array().unwrap();
        for name in funnel_events {
            let of_name = told.iter().filter(|entry| entry["event"] == name);
            let number = |entry: &Value| {
                let data = &entry["data"];
                let id = if name == "conversation.created" { "id" } else { "conversation_id" };
                data[id].as_i64().unwrap()
            };
            let numbers: BTreeSet<i64> = of_name.map(number).collect();
            let expected: BTreeSet<i64> = seen.iter().copied().collect();
            assert_eq!(numbers, expected, "{name}, {permissions:?}");
        }
        assert!(!told.iter().any(|entry| entry["event"] == "custom_role.updated"));
    }
    scene.desk.close().await;
}

#[tokio::test]
async fn of_a_conversation_that_is_gone_those_are_told_who_saw_it() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    scene.allow(&["conversation_unassigned_manage"]).await;

    for id in [NOBODYS, ADAS] {
        desk.admin().delete(&format!("conversations/{id}")).await.is(200);
    }
    desk.settle().await;

    let told = desk.agent().get("events?after=0").await.is(200).body["payload"].clone();
    let gone: Vec<Value> = told
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["event"] == "conversation.deleted")
        .map(|entry| entry["data"]["was"]["conversation"]["id"].clone())
        .collect();
    assert_eq!(gone, [json!(NOBODYS)]);
    scene.desk.close().await;
}

#[tokio::test]
async fn who_saw_a_conversation_is_told_that_it_is_somebody_elses_and_no_more() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    scene.allow(&["conversation_unassigned_manage"]).await;
    let mut ben = member(desk, "Ben").await;

    for id in [NOBODYS, BENS] {
        desk.assign(id, json!({ "assignee_id": desk.id_of("Ada") })).await;
    }
    desk.assign(ADAS, json!({ "assignee_id": desk.id_of("Cleo") })).await;
    desk.settle().await;

    let all = heard(desk, &mut ben, scene.contacts[0]).await;
    let told: Vec<_> = all.iter().filter(|(event, _)| event.starts_with("assignee")).collect();
    let numbers: Vec<&Value> = told.iter().map(|(_, data)| &data["id"]).collect();
    assert_eq!(numbers, [&json!(NOBODYS), &json!(BENS)]);
    for (_, data) in told {
        assert_eq!(data["meta"]["assignee"]["id"], desk.id_of("Ada"));
        assert_eq!(data["messages"], json!([]), "what was said is not theirs to know any more");
        assert_eq!((&data["labels"], &data["custom_attributes"]), (&json!([]), &json!({})));
        let sender = data["meta"]["sender"].as_object().unwrap();
        assert_eq!(sender.keys().collect::<Vec<_>>(), ["id", "name"]);
        for secret in ["token", "@", "source_id"] {
            assert!(!data.to_string().contains(secret), "{secret} in {data}");
        }
    }
    assert!(!all.iter().any(|(event, _)| event.starts_with("message")), "{all:#?}");
    scene.desk.close().await;
}

#[tokio::test]
async fn of_a_conversation_that_begins_as_somebody_elses_nothing_is_heard() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    scene.allow(&["conversation_unassigned_manage"]).await;
    let mut ben = member(desk, "Ben").await;

    let (inbox, contact) = (desk.inbox().await, scene.contacts[1]);
    let new = json!({ "inbox_id": inbox, "contact_id": contact, "assignee_id": desk.id_of("Ada") });
    desk.conversation_with(new).await;

    let all = heard(desk, &mut ben, scene.contacts[0]).await;
    assert!(!all.iter().any(|(event, _)| event.contains("assignee")), "{all:#?}");
    assert!(!all.iter().any(|(event, _)| event.starts_with("conversation")), "{all:#?}");
    scene.desk.close().await;
}

#[tokio::test]
async fn members_are_not_told_by_what_a_contact_listens() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    let receiver = Receiver::open().await;
    desk.admin().post("webhooks", json!({ "url": receiver.url })).await.is(200);
    let token = desk.pubsub_token_of_contact(BENS).await;
    desk.agent().post("notifications/destroy_all", json!({})).await.is(200);
    let mut ben = member(desk, "Ben").await;

    desk.set_status(BENS, "resolved").await;
    desk.contact_says(BENS, "Anybody there?").await;
    let words = format!("Look, [@Ben](mention://user/{}/Ben)", desk.id_of("Ben"));
    let note = json!({ "content": words, "private": true });
    desk.admin().post(&format!("conversations/{BENS}/messages"), note).await.is(200);
    let typing = json!({ "typing_status": "on" });
    let path = format!("conversations/{BENS}/toggle_typing_status");
    desk.admin().post(&path, typing).await.is(200);

    let all = heard(desk, &mut ben, scene.contacts[0]).await;
    let names: BTreeSet<&str> = all.iter().map(|(event, _)| event.as_str()).collect();
    let expected =
        ["conversation.mentioned", "conversation.status_changed", "conversation.typing_on"];
    for name in expected {
        assert!(names.contains(name), "{name} in {names:?}");
    }
    assert!(!json!(all).to_string().contains(&token), "{all:#?}");
    for path in ["events?after=0", "notifications", "conversations"] {
        assert!(!desk.agent().get(path).await.is(200).text.contains(&token), "{path}");
    }
    let told = receiver.take();
    assert!(told.iter().any(|told| told.text.contains(&token)), "programs are told as before");
    scene.desk.close().await;
}

#[tokio::test]
async fn what_a_macro_tells_is_told_as_whoever_had_it_done() {
    let postbox = Postbox::open().await;
    let scene = Scene::open_with(mails_to(&postbox)).await;
    let (desk, receiver) = (&scene.desk, Receiver::open().await);
    scene.allow(&["conversation_unassigned_manage"]).await;
    desk.give_password("Ada").await;
    let does = |name: &str, params: Value| json!({ "action_name": name, "action_params": params });
    let telling = [
        does("send_webhook_event", json!([receiver.url])),
        does("send_email_transcript", json!(["ben@elsewhere.test"])),
    ];
    let away = does("assign_agent", json!([desk.id_of("Ada")]));
    let label = does("add_label", json!(["passed-on"]));
    let execute = async |actions: Vec<Value>, id: i64| {
        let new = json!({ "name": "Tell", "actions": actions });
        let made = desk.agent().post("macros", new).await.is(200).body;
        let path = format!("macros/{}/execute", made["payload"]["id"]);
        desk.agent().post(&path, json!({ "conversation_ids": [id] })).await.is(200);
        desk.settle().await;
    };

    execute(telling.to_vec(), BENS).await;
    assert_eq!((receiver.take().len(), sent_to_ben(&postbox)), (1, 1));

    execute([vec![away, label], telling.to_vec()].concat(), NOBODYS).await;
    let shown = desk.show(NOBODYS).await;
    assert_eq!(shown["meta"]["assignee"]["name"], "Ada");
    assert_eq!(shown["labels"], json!(["passed-on"]), "what comes after is done, too");
    let told = (receiver.take().len(), sent_to_ben(&postbox));
    assert_eq!(told, (0, 0), "by then it is not theirs to tell");
    scene.desk.close().await;
}

/// How many mails have come since for an address elsewhere.
fn sent_to_ben(postbox: &Postbox) -> usize {
    postbox.take().iter().filter(|mail| mail.to == ["ben@elsewhere.test"]).count()
}

#[tokio::test]
async fn nobody_is_notified_of_what_they_do_not_see() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    desk.agent().post("notifications/destroy_all", json!({})).await.is(200);

    for (permissions, expected) in [
        (&["conversation_unassigned_manage"][..], vec![BENS]),
        (&["conversation_participating_manage"][..], vec![BENS, SHARED]),
        (&["report_manage"][..], vec![]),
    ] {
        scene.allow(permissions).await;
        for id in ALL {
            desk.contact_says(id, "Anybody there?").await;
        }
        let told: BTreeSet<i64> =
            notifications(desk).await.iter().map(|id| id.as_i64().unwrap()).collect();
        assert_eq!(told, expected.into_iter().collect(), "{permissions:?}");
        desk.agent().post("notifications/destroy_all", json!({})).await.is(200);
    }
    scene.desk.close().await;
}

#[tokio::test]
async fn a_mention_reaches_those_whom_it_makes_take_part() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    let mention = format!("[@Ben](mention://user/{}/Ben), look!", desk.id_of("Ben"));
    let note = json!({ "content": mention, "private": true });
    let path = format!("conversations/{ADAS}");
    let mentioned = async |permissions: &[&str]| {
        scene.allow(permissions).await;
        desk.agent().post("notifications/destroy_all", json!({})).await.is(200);
        let mut ben = member(desk, "Ben").await;
        desk.admin().post(&format!("{path}/messages"), note.clone()).await.is(200);
        let told = !notifications(desk).await.is_empty();
        let all = heard(desk, &mut ben, scene.contacts[0]).await;
        assert_eq!(all.iter().any(|(event, _)| event == "conversation.mentioned"), told);
        let later = desk.agent().get("events?after=0").await.is(200).text;
        assert_eq!(later.contains("conversation.mentioned"), told);
        let status = desk.agent().get(&path).await.status;
        assert_eq!(status, if told { 200 } else { 401 });
        told
    };

    assert!(!mentioned(&["conversation_unassigned_manage"]).await);
    assert!(mentioned(&["conversation_participating_manage"]).await);
    scene.desk.close().await;
}

#[tokio::test]
async fn a_notification_is_not_shown_while_its_conversation_is_not_seen() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    desk.agent().post("notifications/destroy_all", json!({})).await.is(200);
    scene.allow(&["conversation_unassigned_manage"]).await;
    desk.assign(NOBODYS, json!({ "assignee_id": desk.id_of("Ben") })).await;
    assert_eq!(notifications(desk).await, [NOBODYS]);
    let listed = desk.agent().get("notifications").await.body["data"]["payload"].clone();
    let path = format!("notifications/{}", listed[0]["id"]);

    desk.assign(NOBODYS, json!({ "assignee_id": desk.id_of("Ada") })).await;

    assert_eq!(notifications(desk).await, Vec::<Value>::new());
    desk.agent().patch(&path, json!({})).await.is(404);
    desk.agent().delete(&path).await.is(404);
    desk.assign(NOBODYS, json!({ "assignee_id": null })).await;
    assert_eq!(notifications(desk).await, [NOBODYS]);
    desk.agent().patch(&path, json!({})).await.is(200);
    scene.desk.close().await;
}

#[tokio::test]
async fn who_sees_less_than_before_takes_part_no_more_and_is_not_reminded() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    desk.agent().post("notifications/destroy_all", json!({})).await.is(200);
    for id in [BENS, SHARED] {
        desk.contact_says(id, "Anybody there?").await;
    }
    assert_eq!(notifications(desk).await.len(), 2);

    let change = json!({ "permissions": ["conversation_unassigned_manage"] });
    desk.admin().patch(&format!("custom_roles/{}", scene.role), change).await.is(200);
    desk.settle().await;

    assert_eq!(notifications(desk).await, [BENS]);
    let path = format!("conversations/{SHARED}/participants");
    let names = each(&desk.admin().get(&path).await.is(200).body, "name");
    assert_eq!(names, ["Ada"]);
    let path = format!("conversations/{BENS}/participants");
    assert_eq!(each(&desk.admin().get(&path).await.body, "name"), ["Ben"]);
    scene.desk.close().await;
}

#[tokio::test]
async fn an_answer_is_not_given_again_to_those_who_see_less() {
    let scene = Scene::open().await;
    let desk = &scene.desk;
    let ben = desk.agent().showing(&[("Idempotency-Key", "k")]);
    let (path, hello) = (format!("conversations/{ADAS}/messages"), json!({ "content": "Hello" }));
    ben.post(&path, hello.clone()).await.is(200);
    ben.post(&path, hello.clone()).await.is(200);

    scene.allow(&["conversation_unassigned_manage"]).await;

    let again = ben.post(&path, hello).await;
    assert!(matches!(again.status, 401 | 409), "{}", again.text);
    assert!(!again.text.contains("Hello"), "{}", again.text);
    scene.desk.close().await;
}
