//! When rules are called, and when they are not.

use std::time::Duration;

use frontdesk::actor::Actor;
use serde_json::json;

use super::{add, asks, begins_with, does, labels, messages, rule, runs, said};
use crate::support::{Desk, Postbox, Receiver, mails_to};

/// A rule that marks whatever it is called for.
fn marks(event: &str, label: &str) -> serde_json::Value {
    rule(event, vec![], vec![does("add_label", json!([label]))])
}

#[tokio::test]
async fn every_event_calls_the_rules_that_wait_for_it() {
    let desk = Desk::open().await;
    for event in [
        "conversation_created",
        "message_created",
        "conversation_updated",
        "conversation_resolved",
        "conversation_opened",
    ] {
        add(&desk, marks(event, event)).await;
    }

    let id = begins_with(&desk, "Hello").await;
    assert_eq!(labels(&desk, id).await, json!(["conversation_created", "message_created"]));

    desk.set_status(id, "resolved").await;
    desk.settle().await;
    let marked = labels(&desk, id).await;
    for event in ["conversation_resolved", "conversation_updated"] {
        assert!(marked.as_array().unwrap().contains(&json!(event)), "{marked}");
    }
    desk.set_status(id, "open").await;
    desk.settle().await;
    let marked = labels(&desk, id).await;
    assert!(marked.as_array().unwrap().contains(&json!("conversation_opened")), "{marked}");
    desk.close().await;
}

#[tokio::test]
async fn a_rule_that_is_switched_off_does_nothing() {
    let desk = Desk::open().await;
    let id = add(&desk, marks("message_created", "on")).await;
    let off = json!({ "active": false });
    desk.admin().patch(&format!("automation_rules/{id}"), off).await.is(200);

    let conversation = begins_with(&desk, "Hello").await;

    assert_eq!(labels(&desk, conversation).await, json!([]));
    assert!(runs(&desk, id).await.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn what_a_rule_does_calls_no_rule() {
    let desk = Desk::open().await;
    let first = add(
        &desk,
        rule(
            "message_created",
            vec![],
            vec![
                does("send_message", json!(["Thank you"])),
                does("change_priority", json!(["high"])),
            ],
        ),
    )
    .await;
    let second = add(&desk, marks("conversation_updated", "changed")).await;

    let id = begins_with(&desk, "Hello").await;

    assert_eq!(runs(&desk, first).await.len(), 1, "its own message is none to answer");
    assert!(runs(&desk, second).await.is_empty());
    desk.set_status(id, "pending").await;
    desk.settle().await;
    assert_eq!(runs(&desk, second).await.len(), 1, "what people do is looked at");
    assert_eq!(said(&desk, id).await.iter().filter(|text| **text == "Thank you").count(), 1);
    desk.close().await;
}

#[tokio::test]
async fn notes_call_rules_and_what_is_noted_by_itself_does_not() {
    let desk = Desk::open().await;
    let id = begins_with(&desk, "Hello").await;
    let rule = add(&desk, marks("message_created", "seen")).await;

    desk.set_status(id, "resolved").await;
    desk.settle().await;
    assert!(runs(&desk, rule).await.is_empty(), "an activity is nobody's message");

    let note = json!({ "content": "They are nice", "private": true });
    desk.agent().post(&format!("conversations/{id}/messages"), note).await.is(200);
    desk.settle().await;
    assert_eq!(runs(&desk, rule).await.len(), 1);
    desk.close().await;
}

#[tokio::test]
async fn what_machines_have_sent_is_not_looked_at() {
    let desk = Desk::open().await;
    let created = add(&desk, marks("conversation_created", "new")).await;
    let said = add(&desk, marks("message_created", "said")).await;
    let lea = desk.contact("Lea").await;

    let auto = json!({
        "inbox_id": desk.inbox().await, "contact_id": lea,
        "additional_attributes": { "auto_reply": true }
    });
    let id = desk.conversation_with(auto).await;
    let away = json!({
        "content": "I am away", "message_type": "incoming", "content_type": "incoming_email",
        "content_attributes": { "email": { "auto_reply": true } }
    });
    desk.admin().post(&format!("conversations/{id}/messages"), away).await.is(200);
    desk.settle().await;

    assert!(runs(&desk, created).await.is_empty());
    assert!(runs(&desk, said).await.is_empty());
    desk.close().await;
}

#[tokio::test]
async fn an_event_that_is_told_again_is_not_answered_again() {
    let desk = Desk::open().await;
    let rule =
        add(&desk, rule("message_created", vec![], vec![does("send_message", json!(["Hi"]))]))
            .await;
    let id = begins_with(&desk, "Hello").await;
    let before = messages(&desk, id).await.len();

    // As after a process was killed before it could note that this was done.
    let event = runs(&desk, rule).await[0]["event_id"].as_i64().unwrap();
    desk.execute(format!(
        "update event_cursors set event_id = {} where reader = 'delivery'",
        event - 1
    ))
    .await;
    let task = desk.acting(Actor::System, async move |work| {
        let found = frontdesk::conversations::find(work, frontdesk::id::DisplayId(id)).await?;
        let changes = frontdesk::events::Changes::default();
        let trigger = frontdesk::automation_rules::Trigger {
            event: frontdesk::id::EventId(event),
            name: frontdesk::automation_rules::RuleEvent::MessageCreated,
            conversation: found.id,
            message: found.last_non_activity_message_id,
            changes,
        };
        work.enqueue(trigger).await?;
        Ok(())
    });
    task.await;
    desk.settle().await;

    assert_eq!(messages(&desk, id).await.len(), before);
    assert_eq!(runs(&desk, rule).await.len(), 1);
    desk.close().await;
}

#[tokio::test]
async fn a_rule_that_is_called_again_and_again_is_held_back() {
    let desk = Desk::open().await;
    let rule = add(&desk, marks("message_created", "busy")).await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;

    for number in 0..32 {
        desk.contact_says(id, &format!("{number}")).await;
    }
    desk.settle().await;

    let page = runs(&desk, rule).await;
    let held = page.iter().filter(|run| run["status"] == "held_back").count();
    assert_eq!(held, 2, "thirty times within a minute are enough");
    desk.wait(Duration::from_mins(2));
    desk.contact_says(id, "still here").await;
    desk.settle().await;
    assert_eq!(runs(&desk, rule).await[0]["status"], "done");
    desk.close().await;
}

#[tokio::test]
async fn programs_that_answer_a_rule_do_not_keep_it_going_for_ever() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    let called = does("send_webhook_event", json!([receiver.url]));
    let rule = add(&desk, rule("message_created", vec![], vec![called])).await;
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;

    let mut rounds = 0;
    loop {
        desk.settle().await;
        if receiver.take().is_empty() || rounds == 50 {
            break;
        }
        rounds += 1;
        desk.agent_says(id, "The program says something").await;
    }

    assert_eq!(rounds, 30);
    assert_eq!(runs(&desk, rule).await[0]["status"], "held_back");
    desk.close().await;
}

#[tokio::test]
async fn a_rule_that_cannot_be_understood_any_more_is_switched_off_and_told_of() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let definition = desk.define("conversation_attribute", "plan", "text", json!({})).await;
    let conditions = vec![asks("plan", "equal_to", json!(["gold"]))];
    let rule =
        add(&desk, rule("message_created", conditions, vec![does("mute_conversation", json!([]))]))
            .await;
    let other = add(&desk, marks("message_created", "seen")).await;
    desk.admin().delete(&format!("custom_attribute_definitions/{definition}")).await.is(204);
    let path = format!("automation_rules/{rule}");
    let is_active = async || desk.admin().get(&path).await.body["payload"]["active"].clone();

    let id = begins_with(&desk, "Hello").await;
    assert_eq!(is_active().await, true);
    desk.contact_says(id, "Hello?").await;
    desk.settle().await;

    assert_eq!(is_active().await, false);
    assert_eq!(runs(&desk, other).await.len(), 2, "others are not in its way");
    let mails = postbox.take();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].header("Subject"), "An automation rule has been switched off");
    assert!(mails[0].to[0].starts_with("ada-"));
    let renamed = desk.admin().patch(&path, json!({ "name": "Gold" })).await.is(200).body;
    assert_eq!(renamed["payload"]["name"], "Gold", "it can be changed all the same");
    let same = json!({ "conditions": renamed["payload"]["conditions"] });
    desk.admin().patch(&path, same).await.refuses(&["conditions"]);
    let other = json!({ "conditions": [], "active": true });
    desk.admin().patch(&path, other).await.is(200);
    desk.close().await;
}
