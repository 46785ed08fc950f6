//! Whatever a visitor of a website sends, the answer is a refusal that a person can read.

use serde_json::{Value, json};

use super::Site;
use crate::support::{Desk, Postbox, mails_to};

#[tokio::test]
async fn bad_fields_are_refused_and_nothing_is_written() {
    let desk = Desk::open().await;
    let site = Site::open(&desk).await;
    let chat = site.visited().await;
    chat.says("Hello").await;
    let before = desk.contents().await;
    let bad = [json!([[1]]), json!([{ "a": 1 }]), json!("a\0b"), json!("x".repeat(300_000))];

    for value in bad {
        let asked = [
            ("POST", "messages", json!({ "message": value })),
            ("POST", "messages", json!({ "message": { "content": value } })),
            ("POST", "messages", json!({ "message": { "content": "x", "reply_to": value } })),
            ("POST", "messages", json!({ "message": { "content": "x", "attachments": value } })),
            ("POST", "conversations", json!({ "message": { "content": value } })),
            ("POST", "conversations", json!({ "message": { "timestamp": value } })),
            ("POST", "conversations", json!({ "contact": value, "message": {} })),
            ("POST", "conversations/set_custom_attributes", json!({ "custom_attributes": value })),
            ("POST", "events", json!({ "name": value })),
            ("POST", "events", json!({ "name": "webwidget.triggered", "event_info": value })),
            ("PATCH", "contact", json!({ "name": value })),
            ("PATCH", "contact/set_user", json!({ "identifier": value })),
            ("POST", "direct_uploads", json!({ "blob": { "filename": value } })),
        ];
        for (method, path, body) in asked {
            let refused = site.ask(method, path, &chat.token, body.clone()).await;
            let short: String = body.to_string().chars().take(90).collect();
            assert!(
                matches!(refused.status, 404 | 422),
                "{method} {path} {short}: {}",
                refused.text
            );
            assert!(refused.body["message"].is_string(), "{path} {short}: {}", refused.text);
        }
    }
    let large: serde_json::Map<String, Value> =
        (0..200).map(|at| (format!("key{at}"), json!("x".repeat(100)))).collect();
    let event = json!({ "name": "webwidget.triggered", "event_info": large });
    chat.post("events", event).await.refuses(&["event_info"]);

    desk.contents().await.are(&before, "a bad field");
    desk.close().await;
}

/// What has been tried elsewhere to get code into a page or a mail.
const ATTACKS: [&str; 12] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=\"alert(1)\">",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<a href=\"javascript:alert(1)\">a</a>",
    "[a](javascript:alert(1))",
    "![a](x\"onerror=\"alert(1))",
    "</p></blockquote></body><script>alert(1)</script>",
    "\"><style>@import 'https://evil.test/x.css';</style>",
    "<base href=\"https://evil.test/\">",
    "<form action=\"https://evil.test/\"><input name=\"password\">",
    "{{contact.name}} {% raw %}<b onmouseover=alert(1)>",
];

#[tokio::test]
async fn what_is_said_to_do_harm_is_text_in_mails() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let site = Site::open(&desk).await;
    let chat = site.visited().await;
    chat.patch("contact", json!({ "name": ATTACKS[1] })).await.is(200);
    let id = chat.says("Hello").await;
    for attack in ATTACKS {
        chat.says(attack).await;
        let answer = json!({ "content": attack });
        desk.agent().post(&format!("conversations/{id}/messages"), answer).await.is(200);
    }
    desk.settle().await;
    postbox.take();

    let to = json!({ "email": "lea@else.test" });
    desk.admin().post(&format!("conversations/{id}/transcript"), to).await.is(200);
    desk.settle().await;

    let mails = postbox.take();
    assert_eq!(mails.len(), 1);
    let mail = mails[0].data.replace("=\n", "").replace("=3D", "=");
    let (_, html) = mail.split_once("text/html").expect("it is written in HTML, too");
    assert_eq!(html.matches("&lt;script&gt;alert(1)").count(), 6, "{html}");
    let tags = html.split('<').skip(1).filter_map(|rest| rest.split_once('>'));
    for (tag, _) in tags {
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap().to_lowercase();
        let harmless = ["!doctype", "html", "head", "meta", "title", "body", "div", "p", "br"];
        let is_text = ["blockquote", "strong", "table", "tbody", "tr", "td", "a", "hr"];
        assert!(harmless.contains(&&*name) || is_text.contains(&&*name), "<{tag}>");
        assert!(!tag.contains("onerror") && !tag.contains("javascript:"), "<{tag}>");
    }
    desk.close().await;
}
