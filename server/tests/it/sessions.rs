//! Sessions: what a device shows, for how long, and what is not a session.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Desk, PASSWORD, Reply, SESSION};

const SIGNED_OUT: &str = "You need to sign in or sign up before continuing.";
const WEEKS: Duration = Duration::from_hours(7 * 24);

/// What a device was given, by name.
fn given(reply: &Reply) -> [(&'static str, String); 3] {
    SESSION.map(|name| (name, reply.header(name).to_owned()))
}

/// Asks for the agents of the account with these headers.
async fn ask(desk: &Desk, headers: &[(&'static str, &str)]) -> Reply {
    desk.nobody().showing(headers).get("agents").await
}

fn bearer(session: Value) -> String {
    format!("Bearer {}", BASE64.encode(session.to_string()))
}

#[tokio::test]
async fn a_session_is_shown_in_three_headers_or_in_one_and_is_repeated() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    let reply = desk.sign_in_as(&desk.email_of("Ben"), PASSWORD).await.is(200);
    let [token, client, uid] = given(&reply).map(|(_, value)| value);
    let parts = [("access-token", token.as_str()), ("client", &client), ("uid", &uid)];
    let whole = bearer(json!({ "access-token": token, "client": client, "uid": uid }));

    for headers in [&parts[..], &[("authorization", whole.as_str())]] {
        let answer = ask(&desk, headers).await.is(200);
        for name in ["access-token", "token-type", "client", "expiry", "uid", "authorization"] {
            assert_eq!(answer.header(name), reply.header(name), "{name}");
        }
    }

    let refused = desk.nobody().showing(&parts).post("labels", json!({ "title": "x" })).await;
    assert_eq!(refused.is(401).header("client"), client, "a refusal repeats it too");
    let by_token = ask(&desk, &[("api_access_token", desk.token_of("Ben"))]).await.is(200);
    assert!(!by_token.headers.contains_key("access-token"));
    desk.close().await;
}

#[tokio::test]
async fn every_kind_of_route_takes_a_session() {
    let desk = Desk::open().await;
    desk.give_password("Ada").await;
    let ada = desk.sign_in("Ada").await;

    ada.get("/api/v1/accounts").await.is(200);
    ada.get("/api/v1/profile").await.is(200);
    ada.get("").await.is(200);
    ada.patch("", json!({ "name": "Acme" })).await.is(200);
    ada.post("labels", json!({ "title": "billing" })).await.is(200);
    let contact = desk.contact("Lea").await;
    let new = json!({ "inbox_id": desk.inbox().await, "contact_id": contact });
    let conversation = ada.post("conversations", new).await.id();
    let path = format!("conversations/{conversation}/messages");
    ada.post(&path, json!({ "content": "Hello" })).await.is(200);
    ada.get("events").await.is(200);

    desk.close().await;
}

#[tokio::test]
async fn a_token_goes_before_a_session() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    let ben = desk.sign_in("Ben").await;

    let refused = ben.showing(&[("api_access_token", "unknown")]).get("agents").await;

    refused.says(401, "Invalid Access Token");
    ben.showing(&[("api_access_token", "")]).get("agents").await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn parts_of_different_sessions_are_none() {
    let desk = Desk::open().await;
    for name in ["Ada", "Ben"] {
        desk.give_password(name).await;
    }
    let ada = desk.sign_in_as(&desk.email_of("Ada"), PASSWORD).await.is(200);
    let ben = desk.sign_in_as(&desk.email_of("Ben"), PASSWORD).await.is(200);
    let other = desk.sign_in_as(&desk.email_of("Ben"), PASSWORD).await.is(200);

    for (token, client, uid) in [
        (&ben, &ada, &ada),
        (&ada, &ben, &ben),
        (&ben, &ben, &ada),
        (&other, &ben, &ben),
        (&ada, &ada, &ben),
    ] {
        let headers = [
            ("access-token", token.header("access-token")),
            ("client", client.header("client")),
            ("uid", uid.header("uid")),
        ];
        ask(&desk, &headers).await.says(401, SIGNED_OUT);
    }

    desk.close().await;
}

#[tokio::test]
async fn what_looks_like_a_session_is_none() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    let reply = desk.sign_in_as(&desk.email_of("Ben"), PASSWORD).await.is(200);
    let [token, client, uid] = given(&reply).map(|(_, value)| value);
    let (long, huge) = ("x".repeat(256), "x".repeat(5_000));
    let twice = format!("{uid}%0d%0aset-cookie: a=b");
    let bearers = [
        json!({ "access-token": token, "client": client }),
        json!({ "access-token": token, "client": [client], "uid": uid }),
        json!({ "access-token": null, "client": client, "uid": uid }),
        json!({ "access-token": token, "client": huge, "uid": uid }),
        json!([token]),
        json!("session"),
    ];

    for headers in [
        vec![("access-token", token.as_str()), ("uid", &uid)],
        vec![("access-token", &token), ("client", "default"), ("uid", &uid)],
        vec![("access-token", &token), ("client", &client)],
        vec![("client", &client), ("uid", &uid)],
        vec![("access-token", ""), ("client", &client), ("uid", &uid)],
        vec![("access-token", &long), ("client", &client), ("uid", &uid)],
        vec![("access-token", &token), ("client", &long), ("uid", &uid)],
        vec![("access-token", &token), ("client", &client), ("uid", &huge)],
        vec![("access-token", &token), ("client", &client), ("uid", &twice)],
        vec![("access-token", &token), ("client", &client), ("uid", "%")],
        vec![("authorization", &huge)],
    ] {
        ask(&desk, &headers).await.says(401, SIGNED_OUT);
    }
    for session in bearers {
        let reply = ask(&desk, &[("authorization", &bearer(session))]).await;
        assert!(!reply.headers.contains_key("set-cookie"));
        reply.says(401, SIGNED_OUT);
    }

    let answer = ask(&desk, &[("access-token", &token), ("client", &client), ("uid", &uid)]).await;
    answer.is(200);
    desk.close().await;
}

#[tokio::test]
async fn a_device_is_never_given_what_it_knew_before() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    let chosen = [("access-token", "chosen"), ("client", "chosen"), ("uid", "ben@acme.test")];
    let shown = json!({
        "email": desk.email_of("Ben"), "password": PASSWORD, "client": "chosen",
        "access-token": "chosen",
    });

    let reply = desk.nobody().showing(&chosen).post("/auth/sign_in", shown).await.is(200);

    assert_ne!((reply.header("client"), reply.header("access-token")), ("chosen", "chosen"));
    assert_ne!(reply.header("client"), "chosen");
    ask(&desk, &chosen).await.says(401, SIGNED_OUT);
    let again = desk.sign_in("Ben").await;
    again.get("agents").await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn who_is_signed_in_is_told_so_and_who_is_not_is_not() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    let ben = desk.sign_in("Ben").await;

    let valid = ben.get("/auth/validate_token").await.is(200);

    assert_eq!(valid.header("uid"), desk.email_of("Ben"));
    valid.holds(json!({ "payload": { "success": true, "data": {
        "id": desk.id_of("Ben"), "email": desk.email_of("Ben"),
        "created_at": "2026-02-03T10:00:00.000Z",
    } } }));
    for person in [desk.nobody(), desk.agent()] {
        let refused = person.get("/auth/validate_token").await;
        let refused = refused.says(401, "Invalid login credentials");
        assert_eq!(refused.body["success"], false);
    }
    desk.close().await;
}

#[tokio::test]
async fn a_device_that_signs_out_is_out_at_once_and_the_others_stay() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    let (telephone, laptop) = (desk.sign_in("Ben").await, desk.sign_in("Ben").await);
    telephone.get("agents").await.is(200);

    let reply = telephone.delete("/auth/sign_out").await.is(200);

    assert_eq!(reply.body, json!({ "success": true }));
    assert!(!reply.headers.contains_key("access-token"));
    telephone.get("agents").await.says(401, SIGNED_OUT);
    laptop.get("agents").await.is(200);
    for person in [&telephone, &desk.nobody(), &desk.agent()] {
        let words = "User was not found or was not logged in.";
        let refused = person.delete("/auth/sign_out").await.says(404, words);
        assert_eq!(
            (&refused.body["success"], &refused.body["errors"]),
            (&json!(false), &json!([words]))
        );
    }
    desk.close().await;
}

#[tokio::test]
async fn a_session_ends_after_two_months_however_often_it_was_used() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    let ben = desk.sign_in("Ben").await;

    for _ in 0..8 {
        ben.get("agents").await.is(200);
        desk.wait(WEEKS);
    }

    ben.get("agents").await.is(200);
    desk.wait(WEEKS);
    ben.get("agents").await.says(401, SIGNED_OUT);
    ben.get("/auth/validate_token").await.is(401);
    desk.close().await;
}

#[tokio::test]
async fn the_device_that_signed_in_first_is_out_when_there_are_too_many() {
    let desk = Desk::open().await;
    desk.give_hash("Ben", &bcrypt::hash(PASSWORD, 4).unwrap()).await;
    let mut devices = Vec::new();
    for _ in 0..26 {
        devices.push(desk.sign_in("Ben").await);
        desk.wait(Duration::from_secs(15));
    }

    devices[0].get("agents").await.says(401, SIGNED_OUT);

    for device in &devices[1..] {
        device.get("agents").await.is(200);
    }
    desk.close().await;
}

#[tokio::test]
async fn who_is_removed_is_out_on_all_devices() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    let ben = desk.sign_in("Ben").await;
    ben.get("agents").await.is(200);

    desk.admin().delete(&format!("agents/{}", desk.id_of("Ben"))).await.is(200);

    ben.get("agents").await.says(401, SIGNED_OUT);
    desk.sign_in_as(&desk.email_of("Ben"), PASSWORD).await.is(401);
    desk.close().await;
}

#[tokio::test]
async fn nothing_that_is_kept_lets_somebody_in() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    let reply = desk.sign_in_as(&desk.email_of("Ben"), PASSWORD).await.is(200);

    let kept = format!("{:?}", desk.contents().await);

    assert!(kept.contains(reply.header("client")));
    assert!(!kept.contains(reply.header("access-token")) && !kept.contains(PASSWORD));
    desk.close().await;
}

#[tokio::test]
async fn it_is_noted_once_an_hour_that_a_device_is_used() {
    let desk = Desk::open().await;
    desk.give_password("Ben").await;
    let ben = desk.sign_in("Ben").await;
    let used = async || {
        let sql = db::sql!("select used_at from sessions where used_at > $1");
        let used = desk
            .app
            .db
            .read(async move |tx: &mut db::Tx| tx.all::<(i64,)>(sql, db::args![0]).await);
        used.await.unwrap()[0].0
    };
    let begun = used().await;

    desk.wait(Duration::from_mins(59));
    ben.get("/api/v1/profile").await.is(200);
    assert_eq!(used().await, begun);
    desk.wait(Duration::from_mins(1));
    ben.get("/api/v1/profile").await.is(200);

    assert_eq!(used().await, begun + 3_600_000_000);
    desk.close().await;
}

#[tokio::test]
async fn headers_that_are_too_large_are_refused_and_the_server_goes_on() {
    let desk = Desk::open().await;
    let large = "x".repeat(1 << 20);

    let request = desk.nobody().request(Method::GET, "agents").header("access-token", &large);
    // The connection may be closed before all of it was sent.
    if let Ok(reply) = request.header("uid", "a@b.c").send().await {
        assert!((400..500).contains(&reply.status().as_u16()), "{}", reply.status());
    }

    desk.admin().get("agents").await.is(200);
    desk.close().await;
}
