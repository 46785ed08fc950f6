//! Muting conversations, drafts in them, and removing one.

use serde_json::{Value, json};

use crate::support::{Desk, Postbox, mails_to};

/// What was said and noted in a conversation.
async fn said(desk: &Desk, id: i64) -> Vec<Value> {
    let path = format!("conversations/{id}?messages=100");
    let shown = desk.admin().get(&path).await.is(200).body;
    shown["messages"].as_array().unwrap().iter().map(|it| it["content"].clone()).collect()
}

#[tokio::test]
async fn a_muted_conversation_is_over_and_its_contact_disturbs_nobody() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let (id, other) =
        (desk.conversation(lea, Some("Hello")).await, desk.conversation(lea, None).await);

    let muted = desk.agent().post(&format!("conversations/{id}/mute"), json!({})).await.is(200);

    assert_eq!(muted.text, "");
    let shown = desk.show(id).await;
    assert_eq!((&shown["status"], &shown["muted"]), (&json!("resolved"), &json!(true)));
    assert_eq!(desk.show(other).await["muted"], true, "in all their conversations");
    assert_eq!(desk.show(other).await["status"], "open");
    let notes = ["Conversation was marked resolved by Ben", "Ben has muted the conversation"];
    assert_eq!(said(&desk, id).await[1..], notes.map(Value::from));
    desk.contact_says(id, "Hello?").await;
    assert_eq!(desk.show(id).await["status"], "resolved", "it is not opened again");

    desk.agent().post(&format!("conversations/{id}/unmute"), json!({})).await.is(200);

    let shown = desk.show(id).await;
    assert_eq!((&shown["status"], &shown["muted"]), (&json!("resolved"), &json!(false)));
    assert_eq!(said(&desk, id).await.last().unwrap(), "Ben has unmuted the conversation");
    desk.contact_says(id, "Hello?").await;
    assert_eq!(desk.show(id).await["status"], "open");
    desk.close().await;
}

#[tokio::test]
async fn a_draft_is_kept_for_those_who_see_the_conversation() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    let path = format!("conversations/{id}/draft_messages");
    let ben = desk.agent();
    let draft = async || ben.get(&path).await.is(200).body;

    assert_eq!(draft().await, json!({ "has_draft": false }));
    let wrapped = json!({ "draft_message": { "message": "Dear Lea" } });
    assert_eq!(ben.patch(&path, wrapped).await.is(200).text, "");
    assert_eq!(draft().await, json!({ "has_draft": true, "message": "Dear Lea" }));
    desk.admin().put(&path, json!({ "message": "Dear Ms. Marsh" })).await.is(200);
    assert_eq!(draft().await["message"], "Dear Ms. Marsh", "there is one for all");
    ben.patch(&path, json!({ "message": "x".repeat(150_001) })).await.refuses(&["message"]);
    assert_eq!(ben.delete(&path).await.is(200).text, "");
    assert_eq!(draft().await, json!({ "has_draft": false }));
    ben.delete(&path).await.is(200);
    desk.outsider().get(&path).await.is(401);
    desk.close().await;
}

#[tokio::test]
async fn an_administrator_removes_a_conversation_with_what_was_said() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let (id, stays) =
        (desk.conversation(lea, Some("One")).await, desk.conversation(lea, None).await);
    let path = format!("conversations/{id}");
    desk.agent().patch(&format!("{path}/draft_messages"), json!({ "message": "x" })).await.is(200);
    desk.agent().delete(&path).await.is(401);

    let told = desk.events_of(async { desk.admin().delete(&path).await.is(200) }).await;

    assert_eq!(told, ["conversation.deleted"]);
    desk.admin().get(&path).await.is(404);
    desk.admin().get(&format!("{path}/draft_messages")).await.is(404);
    desk.admin().delete(&path).await.is(404);
    assert_eq!(desk.show(stays).await["status"], "open");
    desk.close().await;
}

#[tokio::test]
async fn what_was_said_is_sent_by_mail_to_whoever_is_to_have_it() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let id = desk.conversation(desk.contact("Lea").await, Some("Where is my order?")).await;
    desk.agent_says(id, "On its way <b>now</b>").await;
    let note = json!({ "content": "She is nice", "private": true });
    desk.agent().post(&format!("conversations/{id}/messages"), note).await.is(200);
    desk.set_status(id, "resolved").await;
    let path = format!("conversations/{id}/transcript");
    let ben = desk.agent();

    ben.post(&path, json!({})).await.says(422, "email param missing");
    ben.post(&path, json!({ "email": " " })).await.says(422, "email param missing");
    ben.post(&path, json!({ "email": "lea" })).await.refuses(&["email"]);
    assert_eq!(ben.post(&path, json!({ "email": "lea@example.net" })).await.is(200).text, "");

    desk.settle().await;
    let mails = postbox.take();
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert_eq!(mail.to, ["lea@example.net"]);
    assert_eq!(mail.header("Subject"), format!("[#{id}] Conversation Transcript"));
    let text = mail.data.replace("=\n", "");
    assert!(text.contains("Lea, 2026-02-03 10:00 UTC:\n> Where is my order?"), "{text}");
    assert!(text.contains("Ben, 2026-02-03 10:00 UTC:\n> On its way <b>now</b>"), "{text}");
    assert!(!text.contains("nice") && !text.contains("resolved"), "{text}");
    desk.close().await;
}
