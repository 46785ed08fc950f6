//! Events: what is told of each action, by name and in order.

use serde_json::{Value, json};

use crate::support::{Client, Desk};

/// Says that an action tells exactly these events.
async fn tells<T>(desk: &Desk, action: impl Future<Output = T>, expected: &[&str]) -> T {
    let before = desk.events().await.len();
    let outcome = action.await;
    assert_eq!(desk.events().await.split_off(before), expected);
    outcome
}

/// Says that a request is answered, and tells exactly these events.
async fn post(desk: &Desk, person: Client, path: &str, body: Value, expected: &[&str]) -> Value {
    let reply = tells(desk, person.post(path, body), expected).await;
    assert!(reply.status < 300, "{path}: {}", reply.text);
    reply.body
}

const OPENED: &[&str] =
    &["conversation.opened", "conversation.status_changed", "conversation.updated"];

/// What was done is noted in the conversation, as a message.
const NOTED: &str = "message.created";

async fn conversation(desk: &Desk) -> (i64, String) {
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    (id, format!("conversations/{id}"))
}

#[tokio::test]
async fn a_desk_that_opens_has_told_how() {
    let desk = Desk::open().await;

    let events = desk.events().await;

    let expected = [
        "account.created",
        "agent.added",
        "agent.added",
        "agent.added",
        "inbox.created",
        "inbox.members_changed",
    ];
    assert_eq!(events, expected);
    desk.close().await;
}

#[tokio::test]
async fn what_administrators_set_up_is_told() {
    let desk = Desk::open().await;
    let (admin, ben) = (desk.admin(), desk.id_of("Ben"));
    let users = json!({ "user_ids": [ben] });
    for (collection, record, new, members) in [
        ("agents", "agent", json!({ "name": "Dan", "email": "dan@x.test" }), None),
        ("labels", "label", json!({ "title": "vip" }), None),
        ("teams", "team", json!({ "name": "Sales" }), Some("team_members")),
        ("inboxes", "inbox", json!({ "name": "Sales", "channel": { "type": "api" } }), None),
        ("webhooks", "webhook", json!({ "url": "https://x.test" }), None),
        (
            "custom_attribute_definitions",
            "attribute_definition",
            json!({ "attribute_display_name": "Age", "attribute_key": "age" }),
            None,
        ),
    ] {
        let (made, changed, gone) = match record {
            "agent" => ("added", "updated", "removed"),
            _ => ("created", "updated", "deleted"),
        };
        let name = |what: &str| format!("{record}.{what}");
        let record = post(&desk, admin.clone(), collection, new, &[&name(made)]).await;
        let id = record.get("id").unwrap_or(&record["payload"]["webhook"]["id"]).clone();
        let path = format!("{collection}/{id}");
        let change = match collection {
            "custom_attribute_definitions" => json!({ "regex_cue": "Years" }),
            "webhooks" => json!({ "name": "CRM" }),
            "labels" => json!({ "color": "#000" }),
            "inboxes" => json!({ "greeting_message": "Hi" }),
            "teams" => json!({ "description": "Sells" }),
            _ => json!({ "role": "administrator" }),
        };
        tells(&desk, admin.patch(&path, change), &[&name(changed)]).await.is(200);
        if let Some(members) = members {
            let path = format!("{path}/{members}");
            let event = name("members_changed");
            tells(&desk, admin.post(&path, users.clone()), &[&event]).await.is(200);
            tells(&desk, admin.delete_with(&path, users.clone()), &[&event]).await.is(200);
        }
        tells(&desk, admin.delete(&path), &[&name(gone)]).await;
    }

    tells(&desk, admin.patch("", json!({ "name": "Acme 2" })), &["account.updated"]).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn what_changes_of_a_contact_is_told_and_nothing_else() {
    let desk = Desk::open().await;
    let agent = desk.agent();
    let new = json!({ "name": "Lea", "inbox_id": desk.inbox().await });
    let made = post(&desk, desk.agent(), "contacts", new, &["contact.created"]).await;
    let path = format!("contacts/{}", made["payload"]["contact"]["id"]);

    let updated: &[&str] = &["contact.updated"];
    tells(&desk, agent.patch(&path, json!({ "name": "Lia" })), updated).await.is(200);
    tells(&desk, agent.patch(&path, json!({ "name": "Lia" })), &[]).await.is(200);
    tells(&desk, agent.patch(&path, json!({})), &[]).await.is(200);
    let labels = format!("{path}/labels");
    tells(&desk, agent.post(&labels, json!({ "labels": ["vip"] })), updated).await.is(200);
    tells(&desk, agent.post(&labels, json!({ "labels": ["VIP"] })), &[]).await.is(200);

    tells(&desk, desk.admin().delete(&path), &["contact.deleted"]).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_that_begins_is_told_with_all_that_comes_with_it() {
    let desk = Desk::open().await;
    let (inbox, lea) = (desk.inbox().await, desk.contact("Lea").await);
    let team = desk.add_team("Sales", &["Ben"]).await;
    let begin = |more: Value| {
        let mut new = json!({ "inbox_id": inbox, "contact_id": lea });
        new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        new
    };
    let path = "conversations";

    post(&desk, desk.agent(), path, begin(json!({})), &["conversation.created"]).await;
    let given = json!({ "assignee_id": desk.id_of("Ben"), "team_id": team });
    let told = ["conversation.created", "assignee.changed", "team.changed", NOTED];
    post(&desk, desk.agent(), path, begin(given), &told).await;
    let hello = json!({ "message": { "content": "Hello", "message_type": "incoming" } });
    let told = ["conversation.created", "message.created", "contact.updated"];
    post(&desk, desk.agent(), path, begin(hello), &told).await;
    let hi = json!({ "message": { "content": "Hi" } });
    let told =
        ["conversation.created", "message.created", "first.reply.created", "conversation.updated"];
    post(&desk, desk.agent(), path, begin(hi), &told).await;

    desk.close().await;
}

#[tokio::test]
async fn a_change_of_status_is_told_with_who_takes_it_on() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let toggle = format!("{path}/toggle_status");
    let to = |status: &str| json!({ "status": status });
    let changed = ["conversation.status_changed", "conversation.updated", NOTED];
    let resolved = [&["conversation.resolved"], changed.as_slice()].concat();

    post(&desk, desk.admin(), &toggle, to("resolved"), &resolved).await;
    post(&desk, desk.admin(), &toggle, to("resolved"), &[]).await;
    post(&desk, desk.admin(), &toggle, to("pending"), &changed).await;
    post(&desk, desk.admin(), &toggle, to("snoozed"), &changed).await;
    let until = json!({ "status": "snoozed", "snoozed_until": 1_770_199_200 });
    post(&desk, desk.admin(), &toggle, until, &["conversation.updated"]).await;
    let taken = [OPENED, &["assignee.changed", NOTED, NOTED]].concat();
    post(&desk, desk.agent(), &toggle, to("open"), &taken).await;
    post(&desk, desk.agent(), &toggle, to("open"), &[]).await;

    desk.close().await;
}

#[tokio::test]
async fn what_members_do_to_a_conversation_is_told() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let (bens, nobodys) =
        (desk.add_team("Sales", &["Ben"]).await, desk.add_team("Empty", &[]).await);
    let assignments = format!("{path}/assignments");
    let updated = ["conversation.updated"];
    let noted = ["conversation.updated", NOTED];
    let given = ["conversation.updated", "assignee.changed", NOTED];
    let moved = ["conversation.updated", "team.changed", NOTED];

    let ben = json!({ "assignee_id": desk.id_of("Ben") });
    post(&desk, desk.agent(), &assignments, ben.clone(), &given).await;
    post(&desk, desk.agent(), &assignments, ben, &[]).await;
    post(&desk, desk.agent(), &assignments, json!({ "team_id": bens }), &moved).await;
    let both = ["conversation.updated", "assignee.changed", "team.changed", NOTED];
    post(&desk, desk.agent(), &assignments, json!({ "team_id": nobodys }), &both).await;
    post(&desk, desk.agent(), &assignments, json!({ "team_id": null }), &moved).await;
    post(&desk, desk.agent(), &assignments, json!({}), &[]).await;

    let high = json!({ "priority": "high" });
    post(&desk, desk.agent(), &format!("{path}/toggle_priority"), high.clone(), &noted).await;
    tells(&desk, desk.agent().patch(&path, high), &[]).await.is(200);
    let labels = format!("{path}/labels");
    post(&desk, desk.agent(), &labels, json!({ "labels": ["vip"] }), &noted).await;
    post(&desk, desk.agent(), &labels, json!({ "labels": ["Vip"] }), &[]).await;
    let attributes = format!("{path}/custom_attributes");
    let order = json!({ "custom_attributes": { "order": 7 } });
    post(&desk, desk.agent(), &attributes, order.clone(), &updated).await;
    post(&desk, desk.agent(), &attributes, order, &[]).await;
    desk.close().await;
}

#[tokio::test]
async fn messages_are_told_with_what_they_change() {
    let desk = Desk::open().await;
    let (id, path) = conversation(&desk).await;
    let messages = format!("{path}/messages");
    let created: &[&str] = &["message.created"];
    let incoming = json!({ "content": "Hello", "message_type": "incoming" });
    let outgoing = json!({ "content": "Hi" });

    let comes_in = ["message.created", "contact.updated"];
    post(&desk, desk.agent(), &messages, incoming.clone(), &comes_in).await;
    let first = ["message.created", "first.reply.created", "conversation.updated"];
    post(&desk, desk.agent(), &messages, outgoing.clone(), &first).await;
    post(&desk, desk.agent(), &messages, outgoing.clone(), created).await;
    let waits = ["message.created", "conversation.updated", "contact.updated"];
    post(&desk, desk.agent(), &messages, incoming.clone(), &waits).await;
    let reply = ["message.created", "reply.created", "conversation.updated"];
    let said = post(&desk, desk.agent(), &messages, outgoing, &reply).await;
    let note = json!({ "content": "A note", "private": true });
    post(&desk, desk.agent(), &messages, note, created).await;
    let gone = format!("{messages}/{}", said["id"]);
    tells(&desk, desk.agent().delete(&gone), &["message.updated"]).await.is(200);

    desk.set_status(id, "snoozed").await;
    let opens = [OPENED, &waits].concat();
    post(&desk, desk.agent(), &messages, incoming.clone(), &opens).await;
    desk.set_status(id, "resolved").await;
    let opens = [OPENED, &["message.created", "conversation.updated", NOTED, "contact.updated"]];
    post(&desk, desk.agent(), &messages, incoming, &opens.concat()).await;
    desk.close().await;
}

#[tokio::test]
async fn who_goes_is_told_after_what_went_with_them() {
    let desk = Desk::open().await;
    let (lea, max) = (desk.contact("Lea").await, desk.contact("Max").await);
    let (inbox, team) =
        (desk.add_inbox("Sales", &[]).await, desk.add_team("Sales", &["Ben"]).await);
    for contact in [lea, lea, max] {
        desk.conversation_with(json!({ "inbox_id": inbox, "contact_id": contact })).await;
    }
    desk.assign(3, json!({ "assignee_id": desk.id_of("Ben") })).await;
    desk.assign(3, json!({ "team_id": team })).await;
    let admin = desk.admin();

    let told = ["conversation.deleted", "conversation.deleted", "contact.deleted"];
    tells(&desk, admin.delete(&format!("contacts/{lea}")), &told).await.is(200);
    let told = ["conversation.updated", "team.changed", "team.deleted"];
    tells(&desk, admin.delete(&format!("teams/{team}")), &told).await.is(200);
    let told = ["agent.removed", "conversation.updated", "assignee.changed"];
    tells(&desk, admin.delete(&format!("agents/{}", desk.id_of("Ben"))), &told).await.is(200);
    let told = ["conversation.deleted", "inbox.deleted"];
    tells(&desk, admin.delete(&format!("inboxes/{inbox}")), &told).await.is(200);

    desk.close().await;
}

#[tokio::test]
async fn a_request_that_is_refused_is_not_told() {
    let desk = Desk::open().await;
    let (_, path) = conversation(&desk).await;
    let before = desk.contents().await;
    let new = json!({ "inbox_id": desk.inbox().await, "contact_id": 999_999 });

    for (person, path, body) in [
        (desk.agent(), "labels".to_owned(), json!({ "title": "vip" })),
        (desk.admin(), "labels".to_owned(), json!({ "title": "?" })),
        (desk.agent(), "contacts".to_owned(), json!({ "email": "?" })),
        (desk.agent(), "conversations".to_owned(), new),
        (desk.agent(), format!("{path}/toggle_status"), json!({ "status": "?" })),
        (desk.agent(), format!("{path}/assignments"), json!({ "assignee_id": 999_999 })),
        (desk.agent(), format!("{path}/messages"), json!({ "message_type": "?" })),
        (desk.outsider(), format!("{path}/messages"), json!({ "content": "Hi" })),
        (desk.nobody(), format!("{path}/messages"), json!({ "content": "Hi" })),
    ] {
        let reply = tells(&desk, person.post(&path, body), &[]).await;
        assert!((400..500).contains(&reply.status), "{path}: {}", reply.text);
    }

    desk.contents().await.are(&before, "a refused request");
    desk.close().await;
}
