//! What members are told where they are, of that which something newer has replaced in their list.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    alerts::{assign, confirm_all, conversation, over, read, subscribe},
    is_told, only_one,
};
use crate::{
    support::{Desk, Postbox, Receiver},
    widget::Site,
};

/// The subjects of the mails that have arrived, in order.
fn subjects(postbox: &Postbox) -> Vec<String> {
    let mails = postbox.take();
    let mut subjects: Vec<_> = mails.iter().map(|it| it.header("Subject").to_owned()).collect();
    subjects.sort();
    subjects
}

/// Someone wishes to be told of these by mail, and of nothing on their devices.
async fn wishes(desk: &Desk, name: &str, kinds: &[&str]) {
    let flags: Vec<String> = kinds.iter().map(|kind| format!("email_{kind}")).collect();
    let wishes = json!({ "selected_email_flags": flags, "selected_push_flags": [] });
    let settings = json!({ "notification_settings": wishes });
    desk.client(name).patch("notification_settings", settings).await.is(200);
}

/// Marks the notification that Ben has as read.
async fn ben_reads(desk: &Desk) {
    let listed = desk.agent().get("notifications").await.is(200).body;
    let path = format!("notifications/{}", listed["data"]["payload"][0]["id"]);
    desk.agent().patch(&path, json!({})).await.is(200);
}

#[tokio::test]
async fn whoever_is_given_a_new_chat_of_a_website_is_told_of_that_where_they_are() {
    let (postbox, service) = (Postbox::open().await, Receiver::open().await);
    let desk = Desk::open_with(over(&postbox)).await;
    confirm_all(&desk).await;
    let key = subscribe(&desk, &service.url).await;
    let site = Site::open(&desk).await;
    let by_turns = json!({ "enable_auto_assignment": true });
    desk.admin().patch(&format!("inboxes/{}", site.inbox), by_turns).await.is(200);
    let chat = site.visited().await;
    desk.settle().await;

    let told = desk.told(async {
        let new = json!({
            "contact": { "name": "Lea" }, "message": { "content": "Where is my order?" }
        });
        chat.post("conversations", new).await.is(200);
        desk.settle().await;
    });

    let told: Vec<String> = told.await.into_iter().map(|told| told.name).collect();
    let told: Vec<_> = told.iter().filter(|it| it.starts_with("notification.")).collect();
    assert_eq!(told, ["notification.created"], "only the newest comes up in lists");
    let id = only_one(&desk, "Ben").await["primary_actor"]["id"].as_i64().unwrap();
    is_told(&desk, "Ben", &[("assigned_conversation_new_message", id)]).await;
    let mails = postbox.take();
    assert_eq!(mails.len(), 1, "{mails:#?}");
    let subject = format!("Ben, A new conversation [ID - {id}] has been assigned to you.");
    assert_eq!(mails[0].header("Subject"), subject);
    assert!(mails[0].says("text/plain").contains("Lea:\n> Where is my order?"));
    let pushed = service.take();
    assert_eq!(pushed.len(), 1);
    let message = read(&pushed[0], &key);
    assert_eq!(message["title"], format!("A conversation (#{id}) has been assigned to you"));
    let tag = message["tag"].as_str().unwrap();
    assert!(tag.starts_with(&format!("conversation_assignment_{id}_")), "{tag}");
    desk.close().await;
}

#[tokio::test]
async fn all_that_one_request_tells_of_is_written_of() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(over(&postbox)).await;
    confirm_all(&desk).await;
    let kinds =
        ["conversation_creation", "conversation_assignment", "assigned_conversation_new_message"];
    wishes(&desk, "Ben", &kinds).await;
    let new = json!({
        "inbox_id": desk.inbox().await, "contact_id": desk.contact("Eva").await,
        "assignee_id": desk.id_of("Ben"),
        "message": { "content": "Hello", "message_type": "incoming" }
    });

    let id = desk.conversation_with(new).await;
    desk.settle().await;

    let expected = [
        format!("Ben, A new conversation [ID - {id}] has been assigned to you."),
        format!("Ben, A new conversation [ID - {id}] has been created in Support."),
        format!("Ben, New message in your assigned conversation [ID - {id}]."),
    ];
    assert_eq!(subjects(&postbox), expected);
    is_told(&desk, "Ben", &[("assigned_conversation_new_message", id)]).await;
    desk.settle().await;
    assert_eq!(subjects(&postbox), Vec::<String>::new(), "each once");
    desk.close().await;
}

#[tokio::test]
async fn what_follows_closely_does_not_keep_anything_from_being_written_of() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(over(&postbox)).await;
    confirm_all(&desk).await;
    wishes(&desk, "Cleo", &["conversation_mention"]).await;
    let members = json!({ "inbox_id": desk.inbox().await, "user_ids": [desk.id_of("Cleo")] });
    desk.admin().post("inbox_members", members).await.is(200);
    let id = conversation(&desk).await;

    // In one pass, and in one after the other, before anybody is written to.
    for (note, is_one_pass) in [("@cleo look", true), ("@cleo look again", false)] {
        let note = json!({ "content": note, "private": true });
        desk.agent().post(&format!("conversations/{id}/messages"), note).await.is(200);
        if !is_one_pass {
            desk.catch_up().await;
        }
        desk.contact_says(id, "Anybody?").await;
        desk.contact_says(id, "Hello?").await;
        if !is_one_pass {
            desk.catch_up().await;
        }
        desk.settle().await;

        is_told(&desk, "Cleo", &[("participating_conversation_new_message", id)]).await;
        let subject = format!("Cleo, You have been mentioned in conversation [ID - {id}]");
        assert_eq!(subjects(&postbox), [subject]);
    }
    desk.close().await;
}

#[tokio::test]
async fn a_browser_that_is_away_is_told_later_of_what_was_replaced_meanwhile() {
    let desk = Desk::open().await;
    let service = Receiver::open().await;
    let key = subscribe(&desk, &service.url).await;
    let id = conversation(&desk).await;
    service.answer([503]);

    assign(&desk, id, "Ben").await;
    for said in ["Hello", "Anybody?"] {
        desk.contact_says(id, said).await;
        desk.settle().await;
    }
    is_told(&desk, "Ben", &[("assigned_conversation_new_message", id)]).await;
    assert_eq!(service.take().len(), 1);
    desk.wait(Duration::from_hours(1));
    desk.settle().await;

    let told: Vec<Value> = service.take().iter().map(|told| read(told, &key)).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["title"], format!("A conversation (#{id}) has been assigned to you"));
    desk.close().await;
}

#[tokio::test]
async fn nobody_is_told_of_what_they_have_read_put_off_or_removed_meanwhile() {
    let desk = Desk::open().await;
    let service = Receiver::open().await;
    subscribe(&desk, &service.url).await;
    let id = conversation(&desk).await;
    let look = format!("conversations/{id}/update_last_seen");
    let all = json!({});
    for does in ["reads", "looks", "reads all", "puts off", "removes", "reads later", "again"] {
        assign(&desk, id, "Cleo").await;
        service.take();
        service.answer([503]);
        assign(&desk, id, "Ben").await;
        assert_eq!(service.take().len(), 1, "{does}");
        if does.ends_with("later") || does == "again" {
            desk.contact_says(id, "Hello").await;
            desk.settle().await;
        }
        match does {
            "reads" | "reads later" => ben_reads(&desk).await,
            "again" => {
                ben_reads(&desk).await;
                let path = format!("notifications/{}/unread", only_one(&desk, "Ben").await["id"]);
                desk.agent().post(&path, all.clone()).await.is(200);
            }
            "looks" => drop(desk.agent().post(&look, all.clone()).await.is(200)),
            "reads all" => {
                desk.agent().post("notifications/read_all", all.clone()).await.is(200);
            }
            "puts off" => {
                let path = format!("notifications/{}/snooze", only_one(&desk, "Ben").await["id"]);
                let until = desk.clock.now().seconds() + 86_400;
                let until = json!({ "snoozed_until": until });
                desk.agent().post(&path, until).await.is(200);
            }
            _ => {
                desk.agent().post("notifications/destroy_all", all.clone()).await.is(200);
            }
        }
        // What comes after that is something else.
        desk.contact_says(id, "Anybody?").await;
        desk.settle().await;
        desk.wait(Duration::from_hours(1));
        desk.settle().await;

        assert_eq!(service.take().len(), 0, "{does}");
        is_told(&desk, "Ben", &[("assigned_conversation_new_message", id)]).await;
    }
    desk.close().await;
}
