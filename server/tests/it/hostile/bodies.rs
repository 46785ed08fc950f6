//! Bodies that cannot be read.

use super::{
    forms::{Form, forms},
    goes_on, refused, request,
};
use crate::{isolation::Records, support::Desk};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=XX";

/// Bodies that are refused whatever the route, each with the type it claims to be of.
fn unreadable() -> Vec<(&'static str, Vec<u8>)> {
    let mut bodies: Vec<(&str, Vec<u8>)> = [
        "{",
        "}",
        "{\"a\":",
        "{\"a\"}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":1}{\"b\":2}",
        "{a:1}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":1e400}",
        "{\"a\":-1e400}",
        "{\"a\":01}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\udc00x\"}",
        "{\"\\ud800\":1}",
        "{\"a\":\"\\u00\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\u{1}\"}",
        "[]",
        "[{}]",
        "\"text\"",
        "5",
        "true",
        "null",
        "nul",
        "<xml/>",
        "--XX",
        "\u{feff}{}",
    ]
    .into_iter()
    .map(|text| (JSON, text.as_bytes().to_vec()))
    .collect();
    for kind in [JSON, "", "text/plain", "application/xml", FORM] {
        bodies.push((kind, b"{\"name\":\"\xff\xfe\"}".to_vec()));
        bodies.push((kind, b"{\"name\":\"raw \0 nul\"}".to_vec()));
    }
    bodies.extend([
        (JSON, b"\xff\xfe{\0}\0".to_vec()),
        (JSON, b"\0".to_vec()),
        ("application/xml", b"<team><name>x</name></team>".to_vec()),
        ("text/plain", b"name=x".to_vec()),
        ("application/msgpack", b"\x81\xa4name\xa1x".to_vec()),
        (FORM, b"name=\xff".to_vec()),
        (FORM, b"name=%ff".to_vec()),
        (FORM, b"%ff=x".to_vec()),
        (FORM, b"name=a%00b".to_vec()),
        (FORM, b"na%00me=x".to_vec()),
        (FORM, format!("a{}=x", "[b]".repeat(17)).into_bytes()),
        ("multipart/form-data", b"--XX\r\n\r\n--XX--".to_vec()),
        (MULTIPART, b"no boundary at all".to_vec()),
        (
            MULTIPART,
            b"--YY\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--YY--".to_vec(),
        ),
        (MULTIPART, b"--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx".to_vec()),
        (MULTIPART, b"--XX\r\nContent-Disposition".to_vec()),
        (MULTIPART, part("name=\"name\"", b"\xff\xfe")),
        (MULTIPART, part("name=\"name\"", b"a\0b")),
        (MULTIPART, part("name=\"a[b][c][d][e][f][g][h][i][j][k][l][m][n][o][p][q][r]\"", b"x")),
    ]);
    for nest in ["[", "{\"a\":"] {
        bodies.push((JSON, format!("{{\"name\":{}", nest.repeat(10_000)).into_bytes()));
    }
    let closed = format!("{{\"name\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    bodies.push((JSON, closed.into_bytes()));
    bodies
}

/// A multipart body with one field.
fn part(disposition: &str, content: &[u8]) -> Vec<u8> {
    let mut body =
        format!("--XX\r\nContent-Disposition: form-data; {disposition}\r\n\r\n").into_bytes();
    body.extend(content);
    body.extend(b"\r\n--XX--\r\n");
    body
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_at_every_route() {
    let desk = Desk::open().await;
    let own = Records::make(&desk, &desk.admin(), "own", 1).await;
    let (admin, before) = (desk.admin(), desk.contents().await);

    for Form { methods, path, .. } in forms(&own) {
        for method in methods.split(' ') {
            for (kind, body) in unreadable() {
                let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
                let sent = request(&admin, method, &path).header("Content-Type", kind).body(body);
                refused(&admin.send(sent).await, &format!("{method} {path} {kind} {shown}"));
            }
        }
        desk.contents().await.are(&before, &path);
    }

    goes_on(&desk).await;
    desk.close().await;
}

#[tokio::test]
async fn an_empty_body_is_answered_or_told_what_is_missing() {
    let desk = Desk::open().await;
    let own = Records::make(&desk, &desk.admin(), "own", 1).await;
    let admin = desk.admin();

    for Form { methods, path, .. } in forms(&own) {
        for method in methods.split(' ') {
            for (kind, body) in [
                ("", ""),
                (JSON, ""),
                (JSON, " \n"),
                (JSON, "{}"),
                (FORM, ""),
                (FORM, "&&="),
                (MULTIPART, ""),
            ] {
                let before = desk.contents().await;
                let sent = request(&admin, method, &path).header("Content-Type", kind).body(body);
                let reply = admin.send(sent).await;
                let asked = format!("{method} {path} {kind} {body:?}");
                if reply.status == 200 {
                    continue;
                }
                refused(&reply, &asked);
                desk.contents().await.are(&before, &asked);
            }
        }
    }

    desk.close().await;
}

#[tokio::test]
async fn a_file_is_no_text_and_a_field_without_a_name_is_nothing() {
    let desk = Desk::open().await;
    let admin = desk.admin();
    let send = async |path: &str, parts: &[(&str, &[u8])]| {
        let mut body = Vec::new();
        for (disposition, content) in parts {
            let one = part(disposition, content);
            body.extend(&one[..one.len() - b"--XX--\r\n".len()]);
        }
        body.extend(b"--XX--\r\n");
        admin.send(request(&admin, "POST", path).header("Content-Type", MULTIPART).body(body)).await
    };

    let file = send("labels", &[("name=\"label[title]\"; filename=\"a.txt\"", b"vip")]).await;
    refused(&file, "a file as a title");
    let avatar = [("name=\"label[title]\"", b"vip".as_slice()), ("name=avatar; filename=x", b"")];
    send("labels", &avatar).await.refuses(&["avatar"]);
    let nameless = send("labels", &[("", b"vip"), ("name=\"\"", b"vip")]).await;
    refused(&nameless, "a title without a name");

    let both = [
        ("", b"x".as_slice()),
        ("name=\"label[title]\"", b"vip"),
        ("name=avatar; filename=\"\"", b"\xff\0"),
    ];
    let label = send("labels", &both).await.is(200);
    assert_eq!(label.body["title"], "vip");
    desk.close().await;
}

#[tokio::test]
async fn the_last_of_two_equal_keys_counts() {
    let desk = Desk::open().await;
    let admin = desk.admin();
    let create = async |kind: &str, body: &'static str| {
        let sent = request(&admin, "POST", "labels").header("Content-Type", kind).body(body);
        admin.send(sent).await
    };

    let json = create(JSON, r#"{"title":{"a":1},"title":"one","title":"two"}"#).await.is(200);
    let form = create(FORM, "label[title]=one&label[title]=three").await.is(200);
    let mixed =
        create(FORM, "label[title][x]=one&label[title]=four&label[color]=%23000").await.is(200);

    assert_eq!((&json.body["title"], &form.body["title"]), (&"two".into(), &"three".into()));
    assert_eq!((&mixed.body["title"], &mixed.body["color"]), (&"four".into(), &"#000".into()));
    refused(&create(JSON, r#"{"title":"five","title":{}}"#).await, "a title that is an object");
    desk.close().await;
}

#[tokio::test]
async fn json_is_read_whatever_it_is_called() {
    let desk = Desk::open().await;
    let admin = desk.admin();

    for (number, kind) in ["", "text/plain", FORM, "application/vnd.api+json", "nonsense", "a/b; c"]
        .into_iter()
        .enumerate()
    {
        let body = format!(" {{\"title\":\"label-{number}\"}} ");
        let sent = request(&admin, "POST", "labels").header("Content-Type", kind).body(body);
        admin.send(sent).await.is(200);
    }

    desk.close().await;
}
