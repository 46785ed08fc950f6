//! Values that a field cannot take.

use serde_json::json;

use super::{
    forms::{Form, forms, with},
    goes_on, refused, send_json,
};
use crate::{isolation::Records, support::Desk};

#[tokio::test]
async fn what_the_forms_say_is_valid_is_taken() {
    let desk = Desk::open().await;
    let own = Records::make(&desk, &desk.admin(), "own", 1).await;

    for Form { methods, path, valid, .. } in forms(&own) {
        for method in methods.split(' ') {
            let reply = send_json(&desk.admin(), method, &path, &valid).await;
            assert_eq!(reply.status, 200, "{method} {path} {valid}: {}", reply.text);
        }
    }

    desk.close().await;
}

#[tokio::test]
async fn every_field_refuses_what_it_cannot_take_by_name() {
    let desk = Desk::open().await;
    let own = Records::make(&desk, &desk.admin(), "own", 1).await;

    for Form { methods, path, valid, fields, .. } in forms(&own) {
        let before = desk.contents().await;
        for (field, kind) in &fields {
            for bad in kind.refuses() {
                let body = with(&valid, field, bad);
                for method in methods.split(' ') {
                    let reply = send_json(&desk.admin(), method, &path, &body).await;
                    let asked = format!("{method} {path} {field} {body:.300}");
                    refused(&reply, &asked);
                    names(&reply.body["attributes"][0], field, &asked, &reply.text);
                }
            }
        }
        desk.contents().await.are(&before, &path);
    }

    goes_on(&desk).await;
    desk.close().await;
}

/// Says that the field at fault is named: the whole of it, or the part that is wrong.
#[track_caller]
fn names(named: &serde_json::Value, field: &str, asked: &str, answer: &str) {
    let Some(named) = named.as_str() else {
        // The texts of filters name the attribute, not the field.
        let is_filter = asked.contains("contacts/filter") || asked.contains("conversations/filter");
        assert!(is_filter, "{asked}: {answer}");
        return;
    };
    let (first, last) = (field.split('.').next(), field.rsplit('.').next());
    let is_named = [first, last].into_iter().flatten().any(|part| named.contains(part));
    assert!(is_named, "{asked}: {answer}");
}

#[tokio::test]
async fn keys_with_nul_characters_are_refused_wherever_they_are() {
    let desk = Desk::open().await;
    let own = Records::make(&desk, &desk.admin(), "own", 1).await;
    let before = desk.contents().await;

    for Form { methods, path, valid, .. } in forms(&own) {
        for method in methods.split(' ') {
            let hidden = with(&valid, "na\0me", json!("x"));
            let deep = with(&valid, "unknown", json!([{ "a": { "b\0": [1] } }]));
            for body in [hidden, deep] {
                let reply = send_json(&desk.admin(), method, &path, &body).await;
                refused(&reply, &format!("{method} {path}"));
                assert!(reply.text.contains("must not contain NUL characters"), "{}", reply.text);
            }
        }
    }

    desk.contents().await.are(&before, "a key with a NUL character");
    desk.close().await;
}

#[tokio::test]
async fn a_nul_character_hides_in_no_text_that_is_read_again() {
    let desk = Desk::open().await;
    let own = Records::make(&desk, &desk.admin(), "own", 1).await;
    let path = format!("conversations/{}/messages", own.conversation);

    for attributes in [r#"{"a":"\u0000"}"#, r#"{"\u0000":1}"#, r#"{"a":[{"b":"x\u0000y"}]}"#] {
        let message = json!({ "content": "x", "content_attributes": attributes });
        let before = desk.contents().await;
        let reply = desk.admin().post(&path, message).await;
        refused(&reply, attributes);
        desk.contents().await.are(&before, attributes);
    }

    goes_on(&desk).await;
    desk.close().await;
}

#[tokio::test]
async fn long_texts_of_many_bytes_are_taken_or_refused_but_never_too_much() {
    let desk = Desk::open().await;
    let own = Records::make(&desk, &desk.admin(), "own", 1).await;
    // What databases cannot compress, in as many bytes as a character can have.
    let noise = |length: usize| -> String {
        let mut state = 7_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from_u32(0x1_F300 + (state >> 8) % 0x2000).unwrap_or('x')
        };
        (0..length).map(|_| next()).collect()
    };

    for Form { methods, path, valid, fields, .. } in forms(&own) {
        for (field, _) in &fields {
            for length in [255, 256, 700, 2_030, 20_000, 20_001] {
                for text in [noise(length), format!("https://x.test/{}", noise(length))] {
                    let body = with(&valid, field, json!(text));
                    let method = methods.split(' ').next().expect("there is one");
                    let reply = send_json(&desk.admin(), method, &path, &body).await;
                    let asked = format!("{method} {path} {field} of {length}");
                    assert!(reply.status < 500, "{asked}: {}", reply.text);
                    if reply.status >= 400 {
                        refused(&reply, &asked);
                    }
                }
            }
        }
    }

    goes_on(&desk).await;
    desk.close().await;
}
