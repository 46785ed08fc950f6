//! What the product answers by itself: that nobody is there, a greeting, and a question for an
//! e-mail address.

use std::time::Duration;

use db::{Tx, args, sql};
use frontdesk::{
    actor::Actor,
    conversations::post,
    id::DisplayId,
    messages::{MessageType, NewMessage},
};
use serde_json::{Value, json};

use crate::support::Desk;

const MINUTE: Duration = Duration::from_mins(1);
const AWAY: &str = "We are back at nine.";
const GREETING: &str = "Welcome!";

async fn set_inbox(desk: &Desk, settings: Value) {
    let inbox = desk.inbox().await;
    desk.admin().patch(&format!("inboxes/{inbox}"), settings).await.is(200);
}

/// The inbox keeps hours, and is closed on Tuesdays, which it is.
async fn close_inbox(desk: &Desk) {
    let settings = json!({
        "working_hours_enabled": true,
        "out_of_office_message": AWAY,
        "working_hours": [{ "day_of_week": 2, "closed_all_day": true }]
    });
    set_inbox(desk, settings).await;
}

async fn greet(desk: &Desk) {
    set_inbox(desk, json!({ "greeting_enabled": true, "greeting_message": GREETING })).await;
}

async fn conversation(desk: &Desk) -> i64 {
    desk.conversation(desk.contact("Lea").await, None).await
}

/// What is said besides when the contact writes, or somebody else.
async fn answers<T>(desk: &Desk, id: i64, action: impl Future<Output = T>) -> Vec<String> {
    let all = async || {
        let path = format!("conversations/{id}?messages=100");
        let messages = desk.admin().get(&path).await.is(200).body["messages"].clone();
        let templates = messages.as_array().unwrap().iter().filter(|it| it["message_type"] == 3);
        templates.map(|it| it["content"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = all().await.len();
    action.await;
    all().await.split_off(before)
}

async fn answers_to_hello(desk: &Desk, id: i64) -> Vec<String> {
    answers(desk, id, desk.contact_says(id, "Hello")).await
}

#[tokio::test]
async fn a_contact_is_told_that_nobody_is_there_right_after_their_message() {
    let desk = Desk::open().await;
    close_inbox(&desk).await;
    let id = conversation(&desk).await;

    let told = desk.told(desk.contact_says(id, "Hello")).await;

    let names: Vec<&str> = told.iter().map(|told| told.name.as_str()).collect();
    assert_eq!(names, ["message.created", "message.created", "contact.updated"]);
    let shown = desk.show(id).await;
    let away = &shown["messages"][0];
    assert_eq!((&away["content"], &away["message_type"]), (&json!(AWAY), &json!(3)));
    assert_eq!((away.get("sender"), &away["sender_type"]), (None, &Value::Null));
    assert_eq!(away["content_type"], "text");
    assert_eq!(&shown["last_non_activity_message"], away);
    assert_eq!(shown["waiting_since"], 1_770_112_800, "nobody has answered");
    assert_eq!(shown["first_reply_created_at"], 0);
    assert_eq!(shown["unread_count"], 1);
    desk.close().await;
}

#[tokio::test]
async fn nobody_is_told_twice_a_day_that_nobody_is_there() {
    let desk = Desk::open().await;
    close_inbox(&desk).await;
    let everyday = json!({ "working_hours": [{ "day_of_week": 3, "closed_all_day": true }] });
    set_inbox(&desk, everyday).await;
    let id = conversation(&desk).await;
    assert_eq!(answers_to_hello(&desk, id).await, [AWAY]);

    desk.wait(14 * 60 * MINUTE);
    assert_eq!(answers_to_hello(&desk, id).await, [AWAY], "it is Wednesday");
    desk.wait(23 * 60 * MINUTE);
    assert_eq!(answers_to_hello(&desk, id).await, [""; 0]);
    desk.close().await;
}

#[tokio::test]
async fn nobody_is_told_that_nobody_is_there_while_they_are_answered() {
    let desk = Desk::open().await;
    close_inbox(&desk).await;
    let id = conversation(&desk).await;
    desk.agent_says(id, "I am here.").await;
    let note = json!({ "content": "Late today", "private": true });
    let path = format!("conversations/{id}/messages");
    desk.wait(4 * MINUTE);
    desk.agent().post(&path, note).await.is(200);

    assert_eq!(answers_to_hello(&desk, id).await, [""; 0], "four minutes after the answer");
    desk.wait(MINUTE);
    assert_eq!(answers_to_hello(&desk, id).await, [AWAY], "a note is no answer");
    desk.close().await;
}

#[tokio::test]
async fn whether_somebody_is_there_depends_on_the_hours_of_the_inbox() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let hours = |day: Value| {
        json!({
            "working_hours_enabled": true,
            "out_of_office_message": AWAY,
            "working_hours": [day]
        })
    };
    let until = |hour: i64, minutes: i64| {
        hours(json!({
            "day_of_week": 2, "closed_all_day": false, "open_hour": 8, "open_minutes": 0,
            "close_hour": hour, "close_minutes": minutes
        }))
    };
    let away = vec![AWAY.to_owned()];
    for (settings, expected) in [
        (hours(json!({ "day_of_week": 2, "closed_all_day": true })), &away),
        (json!({ "working_hours_enabled": false }), &vec![]),
        (json!({ "working_hours_enabled": true, "out_of_office_message": " " }), &vec![]),
        (json!({ "out_of_office_message": null }), &vec![]),
        (until(10, 0), &vec![]),
        (until(9, 59), &away),
        (json!({ "timezone": "Europe/Berlin" }), &away),
        (json!({ "timezone": "America/St_Johns" }), &away),
        (json!({ "timezone": "Atlantic/Azores" }), &vec![]),
        (hours(json!({ "day_of_week": 2, "open_all_day": true })), &vec![]),
        // It is Wednesday there.
        (json!({ "timezone": "Pacific/Kiritimati" }), &away),
        (until(23, 59), &away),
    ] {
        set_inbox(&desk, settings.clone()).await;
        let id = desk.conversation(lea, None).await;
        assert_eq!(&answers_to_hello(&desk, id).await, expected, "{settings}");
    }
    desk.close().await;
}

#[tokio::test]
async fn a_contact_is_greeted_before_anything_else_was_said_to_them() {
    let desk = Desk::open().await;
    greet(&desk).await;
    let lea = desk.contact("Lea").await;
    let id = desk.conversation(lea, None).await;
    assert_eq!(answers_to_hello(&desk, id).await, [GREETING]);
    assert_eq!(answers_to_hello(&desk, id).await, [""; 0]);
    desk.wait(48 * 60 * MINUTE);
    assert_eq!(answers_to_hello(&desk, id).await, [""; 0], "once and for all");

    for said in [
        json!({ "content": "Can I help?" }),
        json!({ "content": "A note", "private": true }),
        json!({ "content": "An offer", "message_type": "template" }),
    ] {
        let id = desk.conversation(lea, None).await;
        desk.agent().post(&format!("conversations/{id}/messages"), said.clone()).await.is(200);
        assert_eq!(answers_to_hello(&desk, id).await, [""; 0], "after {said}");
    }
    let id = desk.conversation(lea, None).await;
    desk.set_status(id, "pending").await;
    assert_eq!(answers_to_hello(&desk, id).await, [GREETING], "what was done says nothing");
    let begins = json!({
        "inbox_id": desk.inbox().await, "contact_id": lea,
        "message": { "content": "Hello", "message_type": "incoming" }
    });
    let id = desk.conversation_with(begins).await;
    assert_eq!(desk.show(id).await["messages"][0]["content"], GREETING);
    desk.close().await;
}

#[tokio::test]
async fn whoever_wrote_before_greetings_were_switched_on_is_greeted_when_they_write_again() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    assert_eq!(answers_to_hello(&desk, id).await, [""; 0]);
    set_inbox(&desk, json!({ "greeting_enabled": true, "greeting_message": "" })).await;
    assert_eq!(answers_to_hello(&desk, id).await, [""; 0], "there is nothing to say");

    greet(&desk).await;
    let answered = answers(&desk, id, desk.set_status(id, "pending")).await;
    assert_eq!(answered, [""; 0], "only a contact is greeted");
    assert_eq!(answers_to_hello(&desk, id).await, [GREETING]);
    desk.close().await;
}

#[tokio::test]
async fn who_is_told_that_nobody_is_there_is_not_greeted_and_the_other_way_round() {
    let desk = Desk::open().await;
    close_inbox(&desk).await;
    greet(&desk).await;
    let lea = desk.contact("Lea").await;
    let id = desk.conversation(lea, None).await;
    assert_eq!(answers_to_hello(&desk, id).await, [AWAY]);
    assert_eq!(answers_to_hello(&desk, id).await, [""; 0]);

    let id = desk.conversation(lea, None).await;
    set_inbox(&desk, json!({ "working_hours_enabled": false })).await;
    assert_eq!(answers_to_hello(&desk, id).await, [GREETING]);
    set_inbox(&desk, json!({ "working_hours_enabled": true })).await;
    assert_eq!(answers_to_hello(&desk, id).await, [""; 0]);
    desk.close().await;
}

#[tokio::test]
async fn machines_are_not_answered() {
    let desk = Desk::open().await;
    close_inbox(&desk).await;
    let id = conversation(&desk).await;
    let path = format!("conversations/{id}/messages");
    let mail = |auto_reply: Value| {
        json!({
            "content": "I am on holiday",
            "message_type": "incoming",
            "content_type": "incoming_email",
            "content_attributes": { "email": { "auto_reply": auto_reply } }
        })
    };

    let answered = answers(&desk, id, desk.admin().post(&path, mail(json!(true)))).await;
    assert_eq!(answered, [""; 0]);
    let answered = answers(&desk, id, desk.admin().post(&path, mail(json!(false)))).await;
    assert_eq!(answered, [AWAY]);
    desk.close().await;
}

#[tokio::test]
async fn a_message_that_just_fits_is_taken_without_an_answer() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    for _ in 0..199 {
        desk.contact_says(id, "Hello").await;
    }
    greet(&desk).await;

    assert_eq!(answers_to_hello(&desk, id).await, [""; 0]);

    desk.wait(MINUTE);
    assert_eq!(answers_to_hello(&desk, id).await, [GREETING]);
    desk.close().await;
}

/// Makes the inbox one of a website, which cannot be set up yet.
async fn put_on_website(desk: &Desk) {
    let sql = sql!("update inboxes set channel_type = 'Channel::WebWidget' where id = $1");
    let inbox = desk.inbox().await;
    let moved =
        desk.app.db.write(async move |tx: &mut Tx| tx.exec(sql, args![inbox]).await.map(drop));
    moved.await.unwrap();
}

#[tokio::test]
async fn a_visitor_without_an_address_is_asked_for_one() {
    let desk = Desk::open().await;
    greet(&desk).await;
    let contact = desk.contact_with(json!({ "name": "Lea" })).await;
    let known = desk.contact("Max").await;
    let (id, other) =
        (desk.conversation(contact, None).await, desk.conversation(known, None).await);
    put_on_website(&desk).await;
    let visitor_says = async |contact: i64, id: i64| {
        let new = NewMessage {
            content: Some("Hello".to_owned()),
            message_type: Some(MessageType::Incoming),
            ..NewMessage::default()
        };
        desk.acting(Actor::Contact(contact.into()), async move |work| {
            post::post(work, DisplayId(id), &new).await.map(drop)
        })
        .await;
    };

    let asked = answers(&desk, id, visitor_says(contact, id)).await;

    let question = ["Give the team a way to reach you.", "Get notified by email"];
    assert_eq!(asked, [&[GREETING], question.as_slice()].concat());
    assert_eq!(desk.show(id).await["messages"][0]["content_type"], "input_email");
    assert_eq!(answers(&desk, id, visitor_says(contact, id)).await, [""; 0], "asked already");
    assert_eq!(answers(&desk, other, visitor_says(known, other)).await, [GREETING]);
    // Others cannot speak for visitors of a website.
    let incoming = json!({ "content": "Hello", "message_type": "incoming" });
    let refused = desk.admin().post(&format!("conversations/{id}/messages"), incoming).await;
    refused.says(422, "Incoming messages are only allowed in Api inboxes");
    desk.close().await;
}
