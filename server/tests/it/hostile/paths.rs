//! Addresses, queries, methods and headers that make no sense.

use reqwest::Method;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{goes_on, refused};
use crate::{
    isolation::{Records, routes},
    support::{Desk, Reply},
};

/// Ids that no record has.
const NO_IDS: [&str; 18] = [
    "0",
    "-1",
    "99999999",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "1e3",
    "1.5",
    "0x1",
    "one",
    "null",
    "%00",
    "1%00",
    "%ff",
    "%2e%2e%2e",
    "1%2f..",
    "%F0%9F%98%80",
    "1'--",
];

/// A path of the account in which the ids are replaced.
fn path(route: &str, id: &str) -> String {
    let below = route.trim_start_matches("/{account}").trim_start_matches('/');
    below.replace("{id}", id).replace("{sub}", id)
}

#[tokio::test]
async fn ids_that_are_none_are_not_found() {
    let desk = Desk::open().await;
    let own = Records::make(&desk, &desk.admin(), "own", 1).await;
    let before = desk.contents().await;
    let routes = routes();
    // Those of platform apps are asked in `platform/reach.rs`.
    let with_ids =
        routes.iter().filter(|route| route.contains("{id}") && !route.contains(" /platform/"));

    for route in with_ids {
        let (method, route) = route.split_once(' ').expect("a method and a path");
        for id in NO_IDS {
            let path = path(route, id);
            let method: Method = method.parse().expect("it is a method");
            let request = desk.admin().request(method, &path).json(&valid(&own, route));
            let reply = desk.admin().send(request).await;
            refused(&reply, &path);
            assert_eq!(reply.status, 404, "{path}: {}", reply.text);
        }
    }

    for account in NO_IDS {
        for token in [true, false] {
            let person = if token { desk.admin() } else { desk.nobody() };
            let reply = person.get(&format!("/api/v1/accounts/{account}/agents")).await;
            refused(&reply, account);
        }
    }
    desk.contents().await.are(&before, "an id that is none");
    desk.close().await;
}

/// A body that satisfies a route, so that only the id is at fault.
fn valid(own: &Records, route: &str) -> Value {
    let by_keys = route.ends_with("/destroy_custom_attributes");
    let frame = serde_json::json!({ "url": "https://a.test", "type": "frame" });
    serde_json::json!({
        "user_ids": [own.agent],
        "conversation_id": own.conversation,
        "custom_attributes": if by_keys { serde_json::json!([]) } else { serde_json::json!({}) },
        "labels": [],
        "content": "x",
        "dashboard_app": { "content": [frame] }
    })
}

#[tokio::test]
async fn queries_that_make_no_sense_are_answered_or_refused() {
    let desk = Desk::open().await;
    let own = Records::make(&desk, &desk.admin(), "own", 1).await;
    let before = desk.contents().await;
    let lists = [
        "contacts".to_owned(),
        "contacts/search".to_owned(),
        "conversations".to_owned(),
        "conversations/meta".to_owned(),
        "custom_attribute_definitions".to_owned(),
        format!("contacts/{}", own.contact),
        format!("conversations/{}", own.conversation),
        format!("conversations/{}/messages", own.conversation),
    ];
    let names = [
        "page",
        "status",
        "assignee_type",
        "inbox_id",
        "team_id",
        "labels",
        "conversation_type",
        "q",
        "source_id",
        "updated_within",
        "sort_by",
        "sort",
        "include_contact_inboxes",
        "before",
        "after",
        "filter_internal_messages",
        "messages",
        "attribute_model",
        "payload",
    ];
    let values = [
        "",
        "-1",
        "0",
        "99999999999999999999",
        "1.5",
        "NaN",
        "%F0%9F%98%80",
        "'",
        "%25",
        "%5C",
        "a%0D%0Ab",
        "null",
        "[]",
        "{}",
        "%22",
        "..%2F",
        "true",
        "1;drop",
        "%E2%80%AE",
    ];

    for list in &lists {
        for name in names {
            for value in values {
                for query in [
                    format!("{name}={value}"),
                    format!("{name}[]={value}"),
                    format!("{name}[a][][b]={value}"),
                ] {
                    let asked = format!("{list}?{query}");
                    let reply = desk.admin().get(&asked).await;
                    if reply.status != 200 {
                        refused(&reply, &asked);
                    }
                }
            }
            for unreadable in ["%00", "a%00b", "%ff", "%C3%28", "%ED%A0%80"] {
                refused(&desk.admin().get(&format!("{list}?{name}={unreadable}")).await, name);
                refused(&desk.admin().get(&format!("{list}?{name}{unreadable}=x")).await, name);
            }
        }
    }

    desk.contents().await.are(&before, "a query");
    goes_on(&desk).await;
    desk.close().await;
}

#[tokio::test]
async fn addresses_and_methods_that_there_are_not_are_not_found() {
    let desk = Desk::open().await;
    let admin = desk.admin();
    let long = "x".repeat(8_000);

    for path in [
        "/",
        "/api/",
        "/api/v2/accounts",
        "/api/v1",
        "//api//v1",
        "/API/V1/ACCOUNTS",
        "/.json",
        "/api/v1/accounts/1/agents/1/2/3",
        "/%",
        "/%zz",
        "/%ff",
        "/%00",
        "/..%2f..%2fetc/passwd",
        "/api/v1/accounts/../../health",
        "/\u{1f600}",
        &format!("/{long}"),
    ] {
        let reply = admin.get(path).await;
        if path != "/api/" && path != "/api/v1/accounts/../../health" {
            assert_eq!(reply.status, 404, "{path}: {}", reply.text);
            refused(&reply, path);
        }
    }
    for method in ["OPTIONS", "TRACE", "CONNECT", "BREW", "PROPFIND", "get"] {
        let request = admin.request(method.parse().expect("a token is a method"), "agents");
        refused(&admin.send(request).await, method);
    }
    let deleted = admin.delete("agents").await;
    assert_eq!(deleted.status, 404, "{}", deleted.text);

    let head = admin.send(admin.request(Method::HEAD, "agents")).await.is(200);
    assert_eq!(head.text, "");
    let head = admin.send(admin.request(Method::HEAD, "nowhere")).await.is(404);
    assert_eq!(head.text, "");
    goes_on(&desk).await;
    desk.close().await;
}

/// Sends these bytes on a connection of their own, and reads what comes back. A body that
/// breaks off is one after which nothing more is sent.
async fn send_bytes(desk: &Desk, bytes: &[u8], breaks_off: bool) -> Reply {
    let mut stream = TcpStream::connect(desk.url().trim_start_matches("http://")).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    if breaks_off {
        stream.shutdown().await.unwrap();
    }
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).expect("answers are UTF-8");
    let (head, text) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0);
    let body = serde_json::from_str(text).unwrap_or_default();
    Reply { status, headers: headers(head), text: answer.clone(), body }
}

fn headers(head: &str) -> reqwest::header::HeaderMap {
    let lines = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    lines
        .map(|(name, value)| {
            (name.parse::<reqwest::header::HeaderName>().unwrap(), value.parse().unwrap())
        })
        .collect()
}

#[tokio::test]
async fn headers_carry_nothing_into_the_answer() {
    let desk = Desk::open().await;
    let path = format!("/api/v1/accounts/{}/agents", desk.account);
    let get = async |header: &[u8]| {
        let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        send_bytes(&desk, &[head.as_bytes(), header, b"\r\n\r\n"].concat(), false).await
    };

    for header in [
        b"api_access_token: x\r\nSet-Cookie: a=b".as_slice(),
        b"api_access_token: \xff\xfe",
        b"api_access_token: x\ty",
        b"X-Request-Id: a%0d%0aSet-Cookie: a=b",
        b"X-Request-Id: with space",
        b"X-Request-Id: \xc3\xa9",
        b"If-None-Match: \xff",
        b"Content-Type: \xff",
    ] {
        let reply = get(header).await;
        refused(&reply, &String::from_utf8_lossy(header));
        assert_eq!(reply.status, 401);
        assert!(!reply.text.to_lowercase().contains("\r\nset-cookie"), "{}", reply.text);
    }
    for broken in [
        b"api_access_token: a\0b".as_slice(),
        b"api_access_token: a\rb",
        b"na me: x",
        b": x",
        b"Content-Length: x",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5",
    ] {
        let reply = get(broken).await;
        assert!(matches!(reply.status, 400 | 401), "{}", reply.text);
    }

    let given = get(b"X-Request-Id: mine-1").await;
    assert_eq!(given.headers["x-request-id"], "mine-1");
    goes_on(&desk).await;
    desk.close().await;
}

#[tokio::test]
async fn bodies_that_break_off_are_refused() {
    let desk = Desk::open_with(|config| config.server.max_body_bytes = 10_000).await;
    let before = desk.contents().await;
    let head = format!(
        "POST /api/v1/accounts/{}/labels HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         api_access_token: {}\r\nContent-Type: application/json\r\n",
        desk.account,
        desk.token_of("Ada")
    );
    let post = async |rest: &str, breaks_off: bool| {
        send_bytes(&desk, format!("{head}{rest}").as_bytes(), breaks_off).await
    };

    for rest in [
        "Content-Length: 100\r\n\r\n{\"title\":\"vip\"}",
        "Transfer-Encoding: chunked\r\n\r\nf\r\n{\"title\":\"vip\"}",
    ] {
        let reply = post(rest, true).await;
        assert!(matches!(reply.status, 0 | 400), "{}", reply.text);
    }
    let no_number = "Transfer-Encoding: chunked\r\n\r\nzz\r\n{\"title\":\"vip\"}\r\n0\r\n\r\n";
    refused(&post(no_number, false).await, "a chunk whose length is no number");
    let chunk = format!("400\r\n{}\r\n", "x".repeat(1_024));
    let endless = format!("Transfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n", chunk.repeat(20));
    assert_eq!(post(&endless, false).await.status, 413);

    desk.contents().await.are(&before, "a body that broke off");
    let whole =
        post("Transfer-Encoding: chunked\r\n\r\nf\r\n{\"title\":\"vip\"}\r\n0\r\n\r\n", false)
            .await;
    assert_eq!(whole.status, 200, "{}", whole.text);
    goes_on(&desk).await;
    desk.close().await;
}
