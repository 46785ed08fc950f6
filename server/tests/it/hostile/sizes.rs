//! Too much of everything.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{
    forms::{Form, forms},
    goes_on, refused, request, send_json,
};
use crate::{isolation::Records, support::Desk};

#[tokio::test]
async fn a_body_over_the_limit_is_refused_at_every_route() {
    let desk = Desk::open_with(|config| config.server.max_body_bytes = 10_000).await;
    let own = Records::make(&desk, &desk.admin(), "own", 1).await;
    let (admin, before) = (desk.admin(), desk.contents().await);
    let large = json!({ "unknown": "x".repeat(10_000) }).to_string();

    for Form { methods, path, .. } in forms(&own) {
        for method in methods.split(' ') {
            let sent = request(&admin, method, &path).header("Content-Type", "application/json");
            let reply = admin.send(sent.body(large.clone())).await;
            refused(&reply, &format!("{method} {path}"));
            assert_eq!((reply.status, &reply.body["status"]), (413, &json!(413)));
            assert_eq!(reply.body["message"], "the request is larger than 10000 bytes");
        }
    }

    desk.contents().await.are(&before, "a body over the limit");
    let most = format!("{{\"title\":\"vip\",\"unknown\":\"{}\"}}", "x".repeat(10_000 - 30));
    assert_eq!(most.len(), 9_998);
    admin.send(request(&admin, "POST", "labels").body(most + "  ")).await.is(200);
    goes_on(&desk).await;
    desk.close().await;
}

#[tokio::test]
async fn enormous_filters_are_refused_before_they_cost_anything() {
    let desk = Desk::open().await;
    desk.contact("Lea").await;
    let before = desk.contents().await;
    let rule = |operator: &str, values: Value| {
        json!({ "attribute_key": "name", "filter_operator": operator, "values": values,
                "query_operator": "OR" })
    };
    let values: Vec<String> = (0..10_000).map(|number| format!("value {number}")).collect();
    let ten = || json!(values[..10]);
    let payloads = [
        json!(vec![rule("contains", json!(["x"])); 10_000]),
        json!([rule("contains", json!(values))]),
        json!([rule("equal_to", json!(values))]),
        json!(vec![rule("does_not_contain", ten()); 100]),
        json!([rule("contains", json!(["x".repeat(1_000_000)]))]),
        json!([rule("contains", json!(["%".repeat(20_001)]))]),
        json!(vec![json!({}); 10_000]),
    ];

    for payload in payloads {
        let reply = desk.agent().post("contacts/filter", json!({ "payload": payload })).await;
        refused(&reply, "an enormous filter");
    }

    desk.contents().await.are(&before, "an enormous filter");
    goes_on(&desk).await;
    desk.close().await;
}

#[tokio::test]
async fn patterns_neither_grow_nor_take_long() {
    let desk = Desk::open().await;
    let lea = format!("contacts/{}", desk.contact("Lea").await);
    let define = async |key: &str, pattern: String| {
        let new = json!({
            "attribute_display_name": key,
            "attribute_key": key,
            "attribute_model": 1,
            "regex_pattern": pattern
        });
        desk.agent().post("custom_attribute_definitions", new).await
    };

    for pattern in [
        "a".repeat(1 << 20),
        "(".repeat(1 << 20),
        "((((a{1000}){1000}){1000}){1000})".to_owned(),
        format!("{}a{}", "(".repeat(120), ")*".repeat(120)),
        "a{1,4294967295}".to_owned(),
        "(?=a)".to_owned(),
        "(a)\\1".to_owned(),
        "[".to_owned(),
        "\\".to_owned(),
    ] {
        refused(&define("huge", pattern).await, "a pattern that is none");
    }

    for (number, pattern) in
        ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$"]
            .into_iter()
            .enumerate()
    {
        let key = format!("key_{number}");
        define(&key, pattern.to_owned()).await.is(200);
        let value = format!("{}!", "a".repeat(100_000));
        let reply = desk.agent().patch(&lea, json!({ "custom_attributes": { &key: value } })).await;
        refused(&reply, pattern);
    }
    goes_on(&desk).await;
    desk.close().await;
}

#[tokio::test]
async fn lists_have_an_end() {
    let desk = Desk::open().await;
    let own = Records::make(&desk, &desk.admin(), "own", 1).await;
    let (admin, before) = (desk.admin(), desk.contents().await);
    let labels: Vec<String> = (0..200_000).map(|number| format!("label-{number}")).collect();
    let numbers: Vec<i64> = (1..200_000).collect();
    let days = vec![json!({ "day_of_week": 1, "open_hour": 9 }); 10_000];
    let of_conversation = format!("conversations/{}/labels", own.conversation);
    let of_contact = format!("contacts/{}/labels", own.contact);
    let requests = [
        ("POST", of_conversation.clone(), json!({ "labels": labels })),
        ("POST", of_conversation, json!({ "labels": [labels[..10_000].join(",")] })),
        ("POST", of_contact, json!({ "labels": labels })),
        ("POST", format!("teams/{}/team_members", own.team), json!({ "user_ids": numbers })),
        ("POST", "inbox_members".into(), json!({ "inbox_id": own.inbox, "user_ids": numbers })),
        ("PATCH", format!("inboxes/{}", own.inbox), json!({ "working_hours": days })),
        (
            "PATCH",
            format!("custom_attribute_definitions/{}", own.definition),
            json!({ "attribute_values": labels[..1_001] }),
        ),
    ];

    for (method, path, body) in requests {
        refused(&send_json(&admin, method, &path, &body).await, &path);
    }

    let listed: String = labels[..4_000].join(",");
    admin.get(&format!("contacts?labels={listed}")).await.refuses(&["labels"]);
    admin.get(&format!("conversations?labels={listed}")).await.refuses(&["labels"]);
    desk.contents().await.are(&before, "a list without an end");
    goes_on(&desk).await;
    desk.close().await;
}

#[tokio::test]
async fn parameters_have_an_end() {
    let desk = Desk::open().await;
    let (admin, before) = (desk.admin(), desk.contents().await);
    let names: Vec<String> = (0..5_000).map(|number| format!("p{number}=x")).collect();
    let many = names.join("&");
    let equal = "labels[]=x&".repeat(5_000);

    for query in [&many, &equal] {
        for path in ["contacts", "conversations", "conversations/meta", "contacts/search"] {
            let reply = admin.get(&format!("{path}?{query}")).await;
            refused(&reply, path);
            assert_eq!(reply.body["message"], "there are too many parameters");
        }
        let sent = request(&admin, "POST", "labels")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(query.clone());
        refused(&admin.send(sent).await, "a form");
    }
    let part = |name: &str| {
        format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\nvip\r\n")
    };
    let parts: Vec<String> = names.iter().map(|name| part(name)).collect();
    let multipart = format!("{}{}--XX--\r\n", part("label[title]"), parts.concat());
    let sent = request(&admin, "POST", "labels")
        .header("Content-Type", "multipart/form-data; boundary=XX")
        .body(multipart);
    refused(&admin.send(sent).await, "a multipart form");

    desk.contents().await.are(&before, "parameters without an end");
    goes_on(&desk).await;
    desk.close().await;
}

#[tokio::test]
async fn what_goes_with_a_message_is_small() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{id}/messages");
    let (large, long) = ("x".repeat(70_000), "x".repeat(2_000));
    let before = desk.contents().await;

    for (field, value) in [
        ("content_attributes", json!({ "note": large })),
        ("template_params", json!({ "name": large })),
        ("echo_id", json!(long)),
        ("campaign_id", json!([long])),
        ("external_created_at", json!(long)),
    ] {
        let message = json!({ "content": "x", field: value });
        desk.agent().post(&path, message).await.refuses(&[field]);
    }

    desk.contents().await.are(&before, "a refused message");
    desk.close().await;
}

#[tokio::test]
async fn whoever_connects_and_says_nothing_is_not_kept() {
    let desk = Desk::open_with(|config| {
        config.server.request_timeout = Duration::from_secs(1);
    })
    .await;
    let address = desk.url().trim_start_matches("http://").to_owned();
    for said in ["", "GET", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let mut socket = TcpStream::connect(&address).await.unwrap();
        socket.write_all(said.as_bytes()).await.unwrap();

        let mut answer = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(10), socket.read_to_end(&mut answer));

        // Closed or reset: what counts is that it has ended.
        drop(ended.await.unwrap_or_else(|_| panic!("still there after {said:?}")));
    }
    desk.close().await;
}
