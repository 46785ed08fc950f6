//! What members wish to be told by mail and on their devices, and which these are.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, Desk, Reply};

const DEVICES: &str = "/api/v1/notification_subscriptions";

async fn subscribe(person: &Client, subscription: Value) -> Reply {
    let request = person.request(Method::POST, DEVICES).json(&subscription);
    person.send(request).await
}

async fn unsubscribe(person: &Client, token: &str) {
    let body = json!({ "push_token": token });
    let request = person.request(Method::DELETE, DEVICES).json(&body);
    assert_eq!(person.send(request).await.is(200).text, "");
}

fn device(id: &str, token: &str) -> Value {
    json!({
        "subscription_type": "fcm",
        "subscription_attributes": { "device_id": id, "push_token": token }
    })
}

/// The devices of everybody, as they are stored.
async fn devices(desk: &Desk) -> Vec<(i64, String)> {
    let read = desk.app.db.read(async |tx: &mut db::Tx| {
        let sql =
            db::sql!("select user_id, identifier from notification_subscriptions order by id");
        tx.all::<(i64, String)>(sql, &[]).await
    });
    read.await.unwrap()
}

#[tokio::test]
async fn whoever_joins_is_told_what_is_assigned_to_them() {
    let desk = Desk::open().await;

    let settings = desk.agent().get("notification_settings").await.is(200).body;

    assert!(settings["id"].is_i64());
    assert_eq!(settings["user_id"], desk.id_of("Ben"));
    assert_eq!(settings["account_id"], desk.account);
    assert_eq!(settings["selected_email_flags"], json!(["email_conversation_assignment"]));
    assert_eq!(settings["selected_push_flags"], json!(["push_conversation_assignment"]));
    let all = [
        "conversation_creation",
        "conversation_assignment",
        "assigned_conversation_new_message",
        "conversation_mention",
        "participating_conversation_new_message",
        "sla_missed_first_response",
        "sla_missed_next_response",
        "sla_missed_resolution",
    ];
    assert_eq!(settings["all_email_flags"], json!(all.map(|kind| format!("email_{kind}"))));
    assert_eq!(settings["all_push_flags"], json!(all.map(|kind| format!("push_{kind}"))));
    desk.close().await;
}

#[tokio::test]
async fn both_lists_are_replaced_and_one_that_is_left_out_is_empty() {
    let desk = Desk::open().await;
    let ben = desk.agent();

    let chosen = json!({ "notification_settings": {
        "selected_email_flags": ["email_sla_missed_resolution", "email_conversation_mention"],
        "selected_push_flags": ["push_conversation_creation"]
    } });
    let changed = ben.patch("notification_settings", chosen).await.is(200);
    changed.holds(json!({
        "selected_email_flags": ["email_conversation_mention", "email_sla_missed_resolution"],
        "selected_push_flags": ["push_conversation_creation"]
    }));
    let push = json!({ "selected_push_flags": ["push_conversation_mention"] });
    ben.put("notification_settings", push).await.is(200);

    let settings = ben.get("notification_settings").await.is(200);
    settings.holds(json!({
        "selected_email_flags": [],
        "selected_push_flags": ["push_conversation_mention"]
    }));
    let others = desk.admin().get("notification_settings").await.is(200);
    others.holds(json!({ "selected_email_flags": ["email_conversation_assignment"] }));
    desk.close().await;
}

#[tokio::test]
async fn unknown_flags_are_refused_by_name() {
    let desk = Desk::open().await;
    let before = desk.contents().await;

    for (field, flags) in [
        ("selected_email_flags", json!(["push_conversation_mention"])),
        ("selected_push_flags", json!(["push_conversation_mention", "mention"])),
        ("selected_push_flags", json!([""])),
    ] {
        desk.agent()
            .patch("notification_settings", json!({ field: flags }))
            .await
            .refuses(&[field]);
    }
    desk.agent().patch("notification_settings", json!({})).await.is(422);

    desk.contents().await.are(&before, "a refused flag");
    desk.close().await;
}

#[tokio::test]
async fn a_device_is_known_by_its_id_and_a_browser_by_its_endpoint() {
    let desk = Desk::open().await;

    let wrapped = json!({ "notification_subscription": device("d1", "t1") });
    let phone = subscribe(&desk.agent(), wrapped).await.is(200).body;

    let expected = json!({
        "id": phone["id"],
        "user_id": desk.id_of("Ben"),
        "subscription_type": "fcm",
        "subscription_attributes": { "device_id": "d1", "push_token": "t1" },
        "created_at": "2026-02-03T10:00:00.000Z",
        "updated_at": "2026-02-03T10:00:00.000Z",
        "identifier": "d1"
    });
    assert_eq!(phone, expected);
    let endpoint = "https://push.example/send/abc";
    let browser = json!({
        "subscription_type": "browser_push",
        "subscription_attributes": { "endpoint": endpoint, "p256dh": "key", "auth": "secret" }
    });
    let browser = subscribe(&desk.agent(), browser).await.is(200).body;
    assert_eq!(browser["identifier"], endpoint);
    let ben = desk.id_of("Ben");
    assert_eq!(devices(&desk).await, [(ben, "d1".to_owned()), (ben, endpoint.to_owned())]);
    desk.close().await;
}

#[tokio::test]
async fn a_device_that_somebody_else_signs_in_on_is_theirs() {
    let desk = Desk::open().await;
    let first = subscribe(&desk.agent(), device("d1", "t1")).await.is(200).body;

    let second = subscribe(&desk.outsider(), device("d1", "t2")).await.is(200).body;

    assert_eq!(second["id"], first["id"]);
    assert_eq!(second["subscription_attributes"]["push_token"], "t2");
    assert_eq!(devices(&desk).await, [(desk.id_of("Cleo"), "d1".to_owned())]);
    desk.close().await;
}

#[tokio::test]
async fn a_device_is_taken_off_by_its_token_and_only_by_its_owner() {
    let desk = Desk::open().await;
    subscribe(&desk.agent(), device("d1", "t1")).await.is(200);
    subscribe(&desk.agent(), device("d2", "t2")).await.is(200);
    let (ben, stranger) = (desk.id_of("Ben"), desk.neighbour().await);

    unsubscribe(&stranger, "t1").await;
    unsubscribe(&desk.outsider(), "t1").await;
    unsubscribe(&desk.agent(), "t3").await;
    assert_eq!(devices(&desk).await, [(ben, "d1".to_owned()), (ben, "d2".to_owned())]);
    unsubscribe(&desk.agent(), "t1").await;

    assert_eq!(devices(&desk).await, [(ben, "d2".to_owned())]);
    desk.close().await;
}

#[tokio::test]
async fn what_cannot_be_told_apart_or_reached_is_refused() {
    let desk = Desk::open().await;
    let person = desk.agent();
    let of = |kind: Value, attributes: Value| json!({ "subscription_type": kind, "subscription_attributes": attributes });

    for (subscription, field) in [
        (of(json!("fcm"), json!({ "push_token": "t" })), "identifier"),
        (of(json!("fcm"), json!({ "device_id": " " })), "identifier"),
        (of(json!("fcm"), json!({ "device_id": "x".repeat(3_000) })), "identifier"),
        (of(json!("browser_push"), json!({ "endpoint": "file:///etc" })), "endpoint"),
        (of(json!("pigeon"), json!({ "device_id": "d" })), "subscription_type"),
        (of(Value::Null, json!({ "device_id": "d" })), "subscription_type"),
        (
            of(json!("fcm"), json!({ "device_id": "d", "more": "x".repeat(20_000) })),
            "subscription_attributes",
        ),
    ] {
        subscribe(&person, subscription).await.refuses(&[field]);
    }
    let blank = subscribe(&person, of(json!("fcm"), json!({}))).await;
    blank.says(422, "Identifier can't be blank");
    subscribe(&desk.nobody(), device("d1", "t1")).await.is(401);

    assert_eq!(devices(&desk).await, []);
    desk.close().await;
}

#[tokio::test]
async fn a_user_who_is_no_more_has_no_devices() {
    let desk = Desk::open().await;
    subscribe(&desk.agent(), device("d1", "t1")).await.is(200);

    desk.admin().delete(&format!("agents/{}", desk.id_of("Ben"))).await.is(200);

    assert_eq!(devices(&desk).await, []);
    desk.close().await;
}
