//! Conversations: how they begin, what is shown of them, and who sees them.

use serde_json::{Value, json};

use crate::support::{Desk, each};

const NOT_ALLOWED: &str = "You are not authorized to do this action";

#[tokio::test]
async fn a_conversation_is_answered_with_everything_clients_look_for() {
    let desk = Desk::open().await;
    let (inbox, lea) = (desk.inbox().await, desk.contact("Lea").await);
    let new = json!({
        "inbox_id": inbox,
        "contact_id": lea,
        "source_id": "lea-1",
        "additional_attributes": { "referer": "https://acme.test/pricing" },
        "custom_attributes": { "order": 7 }
    });

    let made = desk.agent().post("conversations", new).await.is(200).body;

    let opened = 1_770_112_800;
    let expected = json!({
        "meta": {
            "sender": {
                "additional_attributes": {},
                "availability_status": "offline",
                "email": "lea@example.net",
                "id": lea,
                "name": "Lea",
                "phone_number": null,
                "blocked": false,
                "identifier": null,
                "thumbnail": "",
                "custom_attributes": {},
                "created_at": opened
            },
            "channel": "Channel::Api",
            "hmac_verified": false
        },
        "id": 1,
        "messages": [],
        "account_id": desk.account,
        "uuid": made["uuid"],
        "additional_attributes": { "referer": "https://acme.test/pricing" },
        "agent_last_seen_at": 0,
        "assignee_last_seen_at": 0,
        "can_reply": true,
        "contact_last_seen_at": 0,
        "custom_attributes": { "order": 7 },
        "inbox_id": inbox,
        "labels": [],
        "muted": false,
        "snoozed_until": null,
        "status": "open",
        "created_at": opened,
        "updated_at": 1_770_112_800.0,
        "timestamp": opened,
        "first_reply_created_at": 0,
        "unread_count": 0,
        "last_non_activity_message": null,
        "last_activity_at": opened,
        "priority": null,
        "waiting_since": opened,
        "sla_policy_id": null
    });
    assert_eq!(made, expected);
    assert_eq!(desk.agent().get("conversations/1").await.is(200).body, made);
    desk.close().await;
}

#[tokio::test]
async fn conversations_are_numbered_within_their_account() {
    let desk = Desk::open().await;
    let neighbour = desk.neighbour().await;
    let inbox = json!({ "name": "Theirs", "channel": { "type": "api" } });
    let inbox = neighbour.post("inboxes", inbox).await.id();
    let contact = neighbour.post("contacts", json!({ "name": "Max" })).await.is(200);
    let contact = &contact.body["payload"]["contact"]["id"];
    let lea = desk.contact("Lea").await;

    let ours = [desk.conversation(lea, None).await, desk.conversation(lea, None).await];
    let new = json!({ "inbox_id": inbox, "contact_id": contact });
    let theirs = neighbour.post("conversations", new).await.id();
    let refused = json!({ "inbox_id": desk.inbox().await, "contact_id": lea, "team_id": 99 });
    desk.admin().post("conversations", refused).await.is(404);

    assert_eq!((ours, theirs), ([1, 2], 1));
    assert_eq!(desk.conversation(lea, None).await, 3, "a refused one takes no number");
    desk.close().await;
}

#[tokio::test]
async fn a_contact_is_found_by_how_they_are_known() {
    let desk = Desk::open().await;
    let (support, sales) = (desk.inbox().await, desk.add_inbox("Sales", &["Ben"]).await);
    for (name, inbox) in [("Lea", support), ("Max", sales)] {
        desk.contact_with(json!({ "name": name, "inbox_id": inbox, "source_id": "one" })).await;
    }
    let begin = async |new: Value| {
        let made = desk.agent().post("conversations", new).await.is(200).body;
        (made["meta"]["sender"]["name"].clone(), made["inbox_id"].clone())
    };

    assert_eq!(begin(json!({ "source_id": "one" })).await, (json!("Lea"), json!(support)));
    let of_sales = json!({ "source_id": "one", "inbox_id": sales });
    assert_eq!(begin(of_sales).await, (json!("Max"), json!(sales)));

    let agent = desk.agent();
    agent.post("conversations", json!({ "source_id": "two" })).await.is(404);
    let missing = agent.post("conversations", json!({ "inbox_id": support })).await;
    missing.says(422, "param is missing or the value is empty: source_id");
    desk.close().await;
}

#[tokio::test]
async fn a_contact_keeps_a_source_id_and_shares_it_with_nobody() {
    let desk = Desk::open().await;
    let (inbox, lea, max) =
        (desk.inbox().await, desk.contact("Lea").await, desk.contact("Max").await);
    let new = |contact: i64, source: Value| json!({ "inbox_id": inbox, "contact_id": contact, "source_id": source });
    let source = async |contact: i64| {
        let shown = desk.agent().get(&format!("contacts/{contact}")).await.is(200);
        each(&shown.body["payload"]["contact_inboxes"], "source_id")
    };

    desk.conversation_with(new(lea, json!("lea-1"))).await;
    desk.conversation_with(new(lea, json!("lea-1"))).await;
    desk.conversation_with(new(lea, Value::Null)).await;
    desk.conversation_with(new(lea, json!(" "))).await;

    assert_eq!(source(lea).await, ["lea-1"]);
    let before = desk.contents().await;
    let taken = desk.agent().post("conversations", new(max, json!("lea-1"))).await;
    taken.says(422, "source_id should be unique");
    desk.contents().await.are(&before, "a refused conversation");
    desk.conversation_with(new(lea, json!("lea-2"))).await;
    assert_eq!(source(lea).await, ["lea-1", "lea-2"]);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_begins_as_it_is_asked_for() {
    let desk = Desk::open().await;
    let (inbox, lea) = (desk.inbox().await, desk.contact("Lea").await);
    let team = desk.add_team("Sales", &["Ben"]).await;
    let begin = async |more: Value| {
        let mut new = json!({ "inbox_id": inbox, "contact_id": lea });
        new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        desk.admin().post("conversations", new).await.is(200).body
    };

    for status in ["open", "resolved", "pending", "snoozed"] {
        assert_eq!(begin(json!({ "status": status })).await["status"], status);
    }
    let until = json!({ "status": "snoozed", "snoozed_until": "2026-02-04T09:00:00.000Z" });
    assert_eq!(begin(until).await["snoozed_until"], "2026-02-04T09:00:00.000Z");
    let until = json!({ "status": "pending", "snoozed_until": "2026-02-04T09:00:00.000Z" });
    assert_eq!(begin(until).await["snoozed_until"], Value::Null);

    let given = begin(json!({ "assignee_id": desk.id_of("Ben"), "team_id": team })).await;
    assert_eq!(given["meta"]["assignee"]["name"], "Ben");
    assert_eq!(given["meta"]["assignee_type"], "User");
    assert_eq!(given["meta"]["team"]["name"], "Sales");
    let given = begin(json!({ "assignee_id": desk.id_of("Cleo"), "team_id": team })).await;
    assert_eq!(given["meta"].get("assignee"), None, "who is not in the team does not keep it");
    let nobody = begin(json!({ "assignee_id": 0, "team_id": null })).await;
    assert_eq!((nobody["meta"].get("assignee"), nobody["meta"].get("team")), (None, None));
    desk.close().await;
}

#[tokio::test]
async fn the_first_message_comes_with_its_conversation_or_neither_does() {
    let desk = Desk::open().await;
    let (inbox, lea) = (desk.inbox().await, desk.contact("Lea").await);
    let with = |message: Value| json!({ "inbox_id": inbox, "contact_id": lea, "message": message });

    let made = desk.agent().post("conversations", with(json!({ "content": "Hi" }))).await.is(200);

    assert_eq!(made.body["messages"][0]["content"], "Hi");
    assert_eq!(made.body["messages"][0]["sender"]["name"], "Ben");
    assert_eq!(made.body["last_non_activity_message"], made.body["messages"][0]);
    let before = desk.contents().await;
    for message in [
        json!({ "content": "x".repeat(150_001) }),
        json!({ "content": "Hi", "content_type": "telegram" }),
        json!({ "content": "Hi", "message_type": "shouted" }),
        json!("Hi"),
    ] {
        desk.agent().post("conversations", with(message)).await.is(422);
    }
    desk.contents().await.are(&before, "a refused conversation");
    desk.close().await;
}

#[tokio::test]
async fn conversations_of_a_blocked_contact_are_resolved_from_the_start() {
    let desk = Desk::open().await;
    let lea = desk.contact_with(json!({ "name": "Lea", "blocked": true })).await;
    let new = json!({ "inbox_id": desk.inbox().await, "contact_id": lea, "status": "open" });

    let made = desk.admin().post("conversations", new).await.is(200).body;

    assert_eq!((&made["status"], &made["muted"]), (&json!("resolved"), &json!(true)));
    desk.contact_says(1, "Let me in").await;
    assert_eq!(desk.show(1).await["status"], "resolved");
    desk.close().await;
}

#[tokio::test]
async fn an_inbox_may_have_one_conversation_for_each_contact() {
    let desk = Desk::open().await;
    let (inbox, lea) = (desk.inbox().await, desk.contact("Lea").await);
    let lock = json!({ "lock_to_single_conversation": true });
    desk.admin().patch(&format!("inboxes/{inbox}"), lock).await.is(200);
    let first = desk.conversation(lea, Some("Hello")).await;
    desk.set_status(first, "resolved").await;

    let new = json!({
        "inbox_id": inbox,
        "contact_id": lea,
        "status": "pending",
        "custom_attributes": { "order": 7 },
        "message": { "content": "Again", "message_type": "incoming" }
    });
    let again = desk.admin().post("conversations", new).await.is(200).body;

    assert_eq!((&again["id"], &again["status"]), (&json!(first), &json!("open")));
    assert_eq!(again["custom_attributes"], json!({}), "only the message counts");
    assert_eq!(again["unread_count"], 2);
    let other = json!({ "inbox_id": inbox, "contact_id": lea, "source_id": "elsewhere" });
    assert_eq!(desk.conversation_with(other).await, 2, "known otherwise, it is another one");
    assert_eq!(desk.conversation(desk.contact("Max").await, None).await, 3);
    desk.close().await;
}

#[tokio::test]
async fn where_a_conversation_came_from_is_a_web_address_or_nothing() {
    let desk = Desk::open().await;
    let (inbox, lea) = (desk.inbox().await, desk.contact("Lea").await);
    let from = async |referer: Value| {
        let attributes = json!({ "referer": referer, "browser": "lynx" });
        let new =
            json!({ "inbox_id": inbox, "contact_id": lea, "additional_attributes": attributes });
        let made = desk.admin().post("conversations", new).await.is(200).body;
        assert_eq!(made["additional_attributes"]["browser"], "lynx");
        made["additional_attributes"]["referer"].clone()
    };

    assert_eq!(from(json!("http://acme.test/a?b=c")).await, "http://acme.test/a?b=c");
    for none in [json!("javascript:alert(1)"), json!("acme.test"), json!(5), json!({}), Value::Null]
    {
        assert_eq!(from(none).await, Value::Null);
    }

    let long = json!({ "note": "x".repeat(1_501) });
    let new = json!({ "inbox_id": inbox, "contact_id": lea, "additional_attributes": long });
    desk.admin().post("conversations", new).await.refuses(&["additional_attributes"]);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_begun_where_the_caller_belongs() {
    let desk = Desk::open().await;
    let (support, lea) = (desk.inbox().await, desk.contact("Lea").await);
    desk.contact_with(json!({ "name": "Max", "inbox_id": support, "source_id": "max" })).await;
    let before = desk.contents().await;

    let new = json!({ "inbox_id": support, "contact_id": lea });
    desk.outsider().post("conversations", new).await.says(401, NOT_ALLOWED);
    let known = json!({ "source_id": "max" });
    desk.outsider().post("conversations", known).await.says(401, NOT_ALLOWED);

    for (field, value) in
        [("inbox_id", 999), ("contact_id", 999), ("assignee_id", 999), ("team_id", 999)]
    {
        let mut new = json!({ "inbox_id": support, "contact_id": lea });
        new[field] = json!(value);
        desk.agent().post("conversations", new).await.says(404, "Resource could not be found");
    }
    desk.contents().await.are(&before, "a refused conversation");
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_seen_by_administrators_its_inbox_and_its_team() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    let path = |more: &str| format!("conversations/{conversation}{more}");
    let message = desk.show(conversation).await["messages"][0]["id"].clone();
    let team = desk.add_team("Sales", &["Cleo"]).await;
    let cleo = desk.outsider();
    let before = desk.contents().await;

    for refused in [
        cleo.get(&path("")).await,
        cleo.get(&path("/messages")).await,
        cleo.get(&path("/labels")).await,
        cleo.patch(&path(""), json!({ "priority": "low" })).await,
        cleo.post(&path("/toggle_status"), json!({})).await,
        cleo.post(&path("/toggle_priority"), json!({ "priority": "low" })).await,
        cleo.post(&path("/assignments"), json!({ "assignee_id": desk.id_of("Cleo") })).await,
        cleo.post(&path("/labels"), json!({ "labels": ["mine"] })).await,
        cleo.post(&path("/custom_attributes"), json!({ "custom_attributes": {} })).await,
        cleo.patch(&path("/custom_attributes"), json!({ "custom_attributes": {} })).await,
        cleo.post(&path("/messages"), json!({ "content": "Hi" })).await,
        cleo.delete(&path(&format!("/messages/{message}"))).await,
    ] {
        refused.says(401, NOT_ALLOWED);
    }

    desk.contents().await.are(&before, "an agent who may not see it");
    cleo.get("conversations/999").await.says(404, "Resource could not be found");
    desk.assign(conversation, json!({ "team_id": team })).await;
    cleo.get(&path("")).await.is(200);
    cleo.post(&path("/messages"), json!({ "content": "Hi" })).await.is(200);
    let listed = cleo.get("conversations").await.is(200);
    assert_eq!(listed.body["data"]["payload"], json!([]), "a team does not help in lists");
    desk.assign(conversation, json!({ "team_id": null })).await;
    cleo.get(&path("")).await.says(401, NOT_ALLOWED);
    desk.agent().get(&path("")).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_shown_with_as_many_messages_as_are_wanted() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, Some("0")).await;
    for number in 1..120 {
        desk.wait(std::time::Duration::from_secs(1));
        desk.agent_says(conversation, &number.to_string()).await;
    }
    let shown = async |query: &str| {
        let path = format!("conversations/{conversation}?{query}");
        each(&desk.agent().get(&path).await.is(200).body["messages"], "content")
    };

    assert_eq!(shown("").await, ["119"]);
    assert_eq!(shown("messages=1").await, ["119"]);
    assert_eq!(shown("messages=3").await, ["117", "118", "119"]);
    assert_eq!(shown("messages=1000").await.len(), 100);
    assert_eq!(shown("messages=0").await, ["119"]);
    assert_eq!(shown("messages=-5").await, ["119"]);

    desk.close().await;
}
