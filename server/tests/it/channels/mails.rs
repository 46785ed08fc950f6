//! What is said in an inbox of mails: whom it is sent to, and how it looks.

use serde_json::{Value, json};

use super::add;
use crate::support::Desk;

/// A conversation in an inbox of mails that Ben belongs to.
async fn conversation(desk: &Desk) -> String {
    let inbox = add(desk, json!({ "type": "email", "email": "help@acme.test" })).await.id();
    let members = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Ben")] });
    desk.admin().post("inbox_members", members).await.is(200);
    let new = json!({ "inbox_id": inbox, "contact_id": desk.contact("Lea").await });
    let id = desk.conversation_with(new).await;
    format!("conversations/{id}/messages")
}

#[tokio::test]
async fn a_mail_says_whom_it_is_sent_to_and_how_it_looks() {
    let desk = Desk::open().await;
    let path = conversation(&desk).await;
    let new = json!({
        "content": "Hi **{{contact.name}}**\r\n<b>you</b>", "cc_emails": "max@x.test, eva@x.test",
        "to_emails": " lea@work.test", "content_attributes": { "mood": "good" }
    });

    let sent = desk.agent().post(&path, new).await.is(200).body;

    let attributes = &sent["content_attributes"];
    let html =
        "<p>Hi <strong>Lea</strong>\n<!-- raw HTML omitted -->you<!-- raw HTML omitted --></p>\n";
    let text = "Hi **Lea**\n<b>you</b>";
    let expected = json!({
        "mood": "good", "cc_emails": ["max@x.test", "eva@x.test"], "bcc_emails": [],
        "to_emails": ["lea@work.test"],
        "email": {
            "html_content": { "full": html, "reply": html },
            "text_content": { "full": text, "reply": text }
        }
    });
    assert_eq!(attributes, &expected);
    let own = json!({ "content": "Hi", "email_html_content": "<h1>Hi</h1>" });
    let own = desk.agent().post(&path, own).await.is(200).body["content_attributes"].clone();
    let html = json!({ "full": "<h1>Hi</h1>", "reply": "<h1>Hi</h1>" });
    assert_eq!((&own["email"]["html_content"], &own["to_emails"]), (&html, &json!([])));
    desk.close().await;
}

#[tokio::test]
async fn notes_are_no_mails() {
    let desk = Desk::open().await;
    let path = conversation(&desk).await;

    let note = json!({ "content": "Look", "private": true });
    let note = desk.agent().post(&path, note).await.is(200).body;

    let nobody = json!({ "cc_emails": [], "bcc_emails": [], "to_emails": [] });
    assert_eq!(note["content_attributes"], nobody);
    desk.close().await;
}

#[tokio::test]
async fn a_mail_is_not_sent_to_what_is_no_address() {
    let desk = Desk::open().await;
    let path = conversation(&desk).await;
    let before = desk.contents().await;

    for field in ["cc_emails", "bcc_emails", "to_emails"] {
        for wrong in ["max", "max@x.test,", "max@x.test;eva@x.test eva", "a@b@c", "@x.test"] {
            let new = json!({ "content": "Hi", field: wrong });
            desk.agent().post(&path, new).await.says(422, "Invalid email address");
        }
        let many = vec!["a@x.test"; 101].join(",");
        desk.agent().post(&path, json!({ "content": "Hi", field: many })).await.refuses(&[field]);
    }
    desk.contents().await.are(&before, "a mail to nobody");
    desk.close().await;
}

#[tokio::test]
async fn elsewhere_addresses_mean_nothing() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let new = json!({
        "content": "Hi", "cc_emails": "max", "email_html_content": "<p>Hi</p>", "to_emails": ""
    });

    let sent = desk.agent().post(&format!("conversations/{id}/messages"), new).await.is(200).body;

    assert_eq!(sent["content_attributes"], Value::Object(serde_json::Map::new()));
    desk.close().await;
}
