//! What rules do, and in whose name.

use serde_json::{Value, json};

use super::{add, begins_with, confirmed, does, labels, messages, rule, runs, said};
use crate::support::{Desk, Postbox, Receiver, each, mails_to};

/// Has a rule do this to a conversation that begins.
async fn done(desk: &Desk, actions: Vec<Value>) -> (i64, i64) {
    let rule = add(desk, rule("conversation_created", vec![], actions)).await;
    (rule, begins_with(desk, "Hello").await)
}

#[tokio::test]
async fn what_a_rule_does_is_noted_as_done_by_the_automation_system() {
    let desk = Desk::open().await;
    confirmed(&desk).await;
    let team = desk.add_team("sales", &["Ben"]).await;
    let (rule, id) = done(
        &desk,
        vec![
            does("add_label", json!(["vip", "new"])),
            does("remove_label", json!(["NEW"])),
            does("change_priority", json!(["urgent"])),
            does("assign_agent", json!([desk.id_of("Ben")])),
            does("assign_team", json!([team])),
            does("remove_assigned_team", json!([])),
            does("remove_assigned_agent", json!([])),
            does("change_status", json!(["pending"])),
            does("open_conversation", Value::Null),
            does("snooze_conversation", json!([])),
            does("pending_conversation", json!([])),
            does("resolve_conversation", json!([])),
        ],
    )
    .await;

    let notes = said(&desk, id).await;
    assert_eq!(
        json!(notes[1..]),
        json!([
            "Automation System added vip, new",
            "Automation System removed new",
            "Automation System set the priority to urgent",
            "Assigned to Ben by Automation System",
            "Assigned to sales by Automation System",
            "Unassigned from sales by Automation System",
            "Conversation unassigned by Automation System",
            "Conversation was marked as pending by Automation System",
            "Conversation was reopened by Automation System",
            "Conversation was snoozed by Automation System",
            "Conversation was marked as pending by Automation System",
            "Conversation was marked resolved by Automation System",
        ])
    );
    let shown = desk.show(id).await;
    assert_eq!((&shown["status"], &shown["priority"]), (&json!("resolved"), &json!("urgent")));
    assert_eq!(labels(&desk, id).await, json!(["vip"]));
    assert_eq!(runs(&desk, rule).await[0]["status"], "done");
    desk.close().await;
}

#[tokio::test]
async fn a_rule_writes_messages_and_notes_that_are_no_answers() {
    let desk = Desk::open().await;
    let (rule, id) = done(&desk, vec![
        does("send_message", json!(["Hi {{contact.name}}, this is {{ inbox.name }}. `{{x}}` {{contact.city | default: 'there'}}"])),
        does("add_private_note", json!(["Look at #{{conversation.display_id}}"])),
    ]).await;

    let written = messages(&desk, id).await;
    let by_rule: Vec<&Value> = written
        .iter()
        .filter(|message| message["content_attributes"]["automation_rule_id"] == rule)
        .collect();
    assert_eq!(by_rule.len(), 2);
    assert_eq!(by_rule[0]["content"], "Hi Lea, this is Support. `{{x}}` there");
    assert_eq!((&by_rule[0]["message_type"], by_rule[0].get("sender")), (&json!(1), None));
    assert_eq!(by_rule[1]["content"], format!("Look at #{id}"));
    assert_eq!(by_rule[1]["private"], true);
    let shown = desk.show(id).await;
    assert_eq!(shown["first_reply_created_at"], 0, "nobody has answered");
    assert_ne!(shown["waiting_since"], 0);
    desk.close().await;
}

#[tokio::test]
async fn only_those_who_can_have_a_conversation_are_given_it() {
    let desk = Desk::open().await;
    confirmed(&desk).await;
    let stranger = desk.neighbour().await.get("agents").await.body[0]["id"].clone();
    for (who, expected) in [
        (json!(desk.id_of("Ben")), json!("Ben")),
        (json!(desk.id_of("Ben").to_string()), json!("Ben")),
        (json!(desk.id_of("Ada")), json!("Ada")),
        (json!(desk.id_of("Cleo")), Value::Null),
        (stranger, Value::Null),
        (json!("last_responding_agent"), Value::Null),
    ] {
        let rule = add(
            &desk,
            rule(
                "message_created",
                vec![],
                vec![does("assign_agent", json!([who])), does("add_label", json!(["on"]))],
            ),
        )
        .await;
        let contact = desk.contact_with(json!({ "name": "Lea" })).await;
        let id = desk.conversation(contact, Some("Hello")).await;
        desk.settle().await;

        let meta = desk.show(id).await["meta"].clone();
        assert_eq!(meta["assignee"]["name"], expected, "{who}");
        let run = &runs(&desk, rule).await[0];
        let went = if expected.is_null() { "partly_done" } else { "done" };
        assert_eq!(run["status"], went, "{run}");
        assert_eq!(run["actions"][0]["problem"].is_null(), !expected.is_null(), "{run}");
        assert_eq!(labels(&desk, id).await, json!(["on"]), "the next one is done all the same");
        desk.admin().delete(&format!("automation_rules/{rule}")).await.is(200);
    }
    desk.close().await;
}

#[tokio::test]
async fn whoever_has_answered_last_is_given_it_back() {
    let desk = Desk::open().await;
    let id = begins_with(&desk, "Hello").await;
    let rule = rule(
        "conversation_opened",
        vec![],
        vec![does("assign_agent", json!(["last_responding_agent"]))],
    );
    let rule = add(&desk, rule).await;
    desk.set_status(id, "resolved").await;
    desk.set_status(id, "open").await;
    desk.settle().await;
    assert_eq!(runs(&desk, rule).await[0]["actions"][0]["problem"], "Nobody has answered yet");
    desk.assign(id, json!({ "assignee_id": null })).await;
    desk.agent_says(id, "Hi").await;
    desk.set_status(id, "resolved").await;
    desk.set_status(id, "open").await;
    desk.settle().await;
    let problem = runs(&desk, rule).await[0]["actions"][0]["problem"].clone();
    assert_eq!(problem, "They cannot be given conversations of this inbox", "not confirmed");
    confirmed(&desk).await;
    desk.set_status(id, "resolved").await;
    desk.settle().await;

    desk.set_status(id, "open").await;
    desk.settle().await;

    assert_eq!(desk.show(id).await["meta"]["assignee"]["name"], "Ben");
    desk.close().await;
}

#[tokio::test]
async fn a_rule_mutes() {
    let desk = Desk::open().await;
    let (_, id) = done(&desk, vec![does("mute_conversation", json!([]))]).await;

    let shown = desk.show(id).await;
    assert_eq!((&shown["muted"], &shown["status"]), (&json!(true), &json!("resolved")));
    let notes = said(&desk, id).await;
    assert!(!notes.iter().any(|text| text.to_string().contains("muted")), "nobody has: {notes:?}");
    desk.close().await;
}

#[tokio::test]
async fn an_address_is_told_of_the_conversation_unsigned() {
    let desk = Desk::open().await;
    let receiver = Receiver::open().await;
    receiver.answer([500]);
    let url = receiver.url.replace("http://", "http://me:secret@");
    let (_, id) = done(&desk, vec![does("send_webhook_event", json!([url]))]).await;
    assert_eq!(receiver.take().len(), 1, "nobody has taken it");

    desk.wait(std::time::Duration::from_hours(1));
    desk.settle().await;

    let told = receiver.take();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].event(), "automation_event.conversation_created");
    assert_eq!(told[0].header("authorization"), "Basic bWU6c2VjcmV0", "as the address has it");
    assert_eq!(told[0].body["id"], id);
    assert_eq!(told[0].body["meta"]["sender"]["name"], "Lea");
    assert_eq!(told[0].body["messages"][0]["content"], "Hello");
    for name in ["x-chatwoot-signature", "x-chatwoot-delivery", "x-chatwoot-timestamp"] {
        assert!(told[0].headers.get(name).is_none(), "{name}");
    }
    desk.close().await;
}

#[tokio::test]
async fn private_addresses_are_not_told() {
    let receiver = Receiver::open().await;
    let desk = Desk::open_with(|config| config.outbound.allow_private_urls = false).await;
    done(&desk, vec![does("send_webhook_event", json!([receiver.url]))]).await;

    assert!(receiver.take().is_empty());
    desk.execute("delete from jobs".to_owned()).await;
    desk.close().await;
}

#[tokio::test]
async fn teams_and_contacts_are_written_to() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let team = desk.add_team("sales", &["Ben", "Cleo"]).await;
    let neighbour = desk.neighbour().await;
    let theirs = neighbour.post("teams", json!({ "name": "others" })).await.id();
    let zoe = each(&neighbour.get("agents").await.body, "id");
    let members = format!("teams/{theirs}/team_members");
    neighbour.post(&members, json!({ "user_ids": zoe })).await.is(200);
    let letter =
        json!([{ "team_ids": [team, theirs], "message": "{{contact.name}} <b>waits</b>" }]);

    let (_, id) = done(
        &desk,
        vec![
            does("send_email_to_team", letter),
            does("send_email_transcript", json!(["{{contact.email}}, boss@acme.test"])),
        ],
    )
    .await;

    let mut mails = postbox.take();
    mails.sort_by(|a, b| a.to.cmp(&b.to));
    let to: Vec<&str> = mails.iter().map(|mail| mail.to[0].split('@').next().unwrap()).collect();
    let (ben, cleo) = (format!("ben-{}", desk.account), format!("cleo-{}", desk.account));
    assert_eq!(to, [ben.as_str(), "boss", cleo.as_str(), "lea"], "nobody of another account");
    assert_eq!(mails[0].header("Subject"), format!("[#{id}] A message to your team"));
    assert!(mails[0].data.contains("Lea <b>waits</b>") && mails[0].data.contains("&lt;b&gt;waits"));
    assert_eq!(mails[1].header("Subject"), format!("[#{id}] Conversation Transcript"));
    desk.close().await;
}
