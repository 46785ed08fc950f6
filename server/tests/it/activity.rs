//! What a conversation notes of what was done to it, and that a note is nothing else.

use std::{sync::Arc, time::Duration};

use frontdesk::{
    actor::{Actor, Automation},
    conversations::{
        Priority, Status,
        priority::{self, PriorityChange},
        status::{self, StatusChange},
    },
    error::Error,
    id::{ContactId, DisplayId, InboxId},
    patch::Patch,
};
use serde_json::{Value, json};

use crate::support::{Client, Desk, each};

const MORNING: i64 = 1_770_112_800;

/// What a conversation has noted lately, oldest first.
async fn noted(desk: &Desk, id: i64) -> Vec<Value> {
    let path = format!("conversations/{id}?messages=100");
    let messages = desk.admin().get(&path).await.is(200).body["messages"].clone();
    let notes = messages.as_array().unwrap().iter().filter(|it| it["message_type"] == 2);
    notes.map(|note| note["content"].clone()).collect()
}

async fn conversation(desk: &Desk) -> i64 {
    desk.conversation(desk.contact("Lea").await, None).await
}

/// Someone does something to a conversation, which is then noted so.
async fn notes(desk: &Desk, person: Client, action: &str, body: Value, expected: &[&str]) {
    let before = noted(desk, 1).await.len();
    person.post(&format!("conversations/1/{action}"), body).await.is(200);
    assert_eq!(noted(desk, 1).await.split_off(before), expected, "{action}");
}

#[tokio::test]
async fn a_change_of_status_is_noted_with_who_did_it() {
    let desk = Desk::open().await;
    conversation(&desk).await;
    let to = |status: &str| json!({ "status": status });
    let toggle = "toggle_status";

    notes(&desk, desk.admin(), toggle, to("open"), &[]).await;
    let resolved = ["Conversation was marked resolved by Ada"];
    notes(&desk, desk.admin(), toggle, to("resolved"), &resolved).await;
    notes(&desk, desk.admin(), toggle, to("resolved"), &[]).await;
    let pending = ["Conversation was marked as pending by Ben"];
    notes(&desk, desk.agent(), toggle, to("pending"), &pending).await;
    let snoozed = ["Conversation was snoozed by Ben"];
    notes(&desk, desk.agent(), toggle, to("snoozed"), &snoozed).await;
    let later = json!({ "status": "snoozed", "snoozed_until": MORNING + 3_600 });
    notes(&desk, desk.agent(), toggle, later, &[]).await;
    let opened = ["Conversation was reopened by Ben", "Ben self-assigned this conversation"];
    notes(&desk, desk.agent(), toggle, to("open"), &opened).await;

    desk.close().await;
}

#[tokio::test]
async fn a_change_of_priority_is_noted_with_what_it_was() {
    let desk = Desk::open().await;
    conversation(&desk).await;
    let to = |priority: Value| json!({ "priority": priority });
    let toggle = "toggle_priority";

    notes(&desk, desk.agent(), toggle, to(json!(null)), &[]).await;
    let set = ["Ben set the priority to high"];
    notes(&desk, desk.agent(), toggle, to(json!("high")), &set).await;
    notes(&desk, desk.agent(), toggle, to(json!("high")), &[]).await;
    let changed = ["Ben changed the priority from high to low"];
    notes(&desk, desk.agent(), toggle, to(json!("low")), &changed).await;
    notes(&desk, desk.agent(), toggle, to(json!("")), &["Ben removed the priority"]).await;

    desk.close().await;
}

#[tokio::test]
async fn labels_are_noted_where_they_differ() {
    let desk = Desk::open().await;
    conversation(&desk).await;
    let to = |labels: &[&str]| json!({ "labels": labels });

    notes(&desk, desk.agent(), "labels", to(&[]), &[]).await;
    notes(&desk, desk.agent(), "labels", to(&["vip", "sales"]), &["Ben added vip, sales"]).await;
    notes(&desk, desk.agent(), "labels", to(&["VIP", "sales"]), &[]).await;
    let both = ["Ben added new", "Ben removed vip"];
    notes(&desk, desk.agent(), "labels", to(&["sales", "new"]), &both).await;
    notes(&desk, desk.agent(), "labels", to(&[]), &["Ben removed sales, new"]).await;

    desk.close().await;
}

#[tokio::test]
async fn who_is_given_a_conversation_is_noted() {
    let desk = Desk::open().await;
    conversation(&desk).await;
    let (ben, cleo) = (desk.id_of("Ben"), desk.id_of("Cleo"));
    let sales = desk.add_team("Sales", &["Ben", "Cleo"]).await;
    let empty = desk.add_team("Empty", &[]).await;
    let user = |id: Value| json!({ "assignee_id": id });
    let team = |id: Value| json!({ "team_id": id });
    let assign = "assignments";

    notes(&desk, desk.agent(), assign, user(json!(cleo)), &["Assigned to Cleo by Ben"]).await;
    notes(&desk, desk.agent(), assign, user(json!(cleo)), &[]).await;
    let own = ["Ben self-assigned this conversation"];
    notes(&desk, desk.agent(), assign, user(json!(ben)), &own).await;
    notes(&desk, desk.agent(), assign, team(json!(sales)), &["Assigned to Sales by Ben"]).await;
    // Who does not belong to the team loses it, which is not noted beside the team.
    notes(&desk, desk.agent(), assign, team(json!(empty)), &["Assigned to Empty by Ben"]).await;
    assert_eq!(desk.show(1).await["meta"].get("assignee"), None);
    let left = ["Unassigned from Empty by Ada"];
    notes(&desk, desk.admin(), assign, team(json!(null)), &left).await;
    notes(&desk, desk.admin(), assign, user(json!(ben)), &["Assigned to Ben by Ada"]).await;
    let nobody = ["Conversation unassigned by Ada"];
    notes(&desk, desk.admin(), assign, user(json!(null)), &nobody).await;

    desk.close().await;
}

#[tokio::test]
async fn who_has_a_conversation_from_the_beginning_is_noted_before_anything_is_said() {
    let desk = Desk::open().await;
    let (inbox, lea) = (desk.inbox().await, desk.contact("Lea").await);
    let (ben, sales) = (desk.id_of("Ben"), desk.add_team("Sales", &["Ben"]).await);
    for (given, note) in [
        (json!({ "assignee_id": ben }), "Assigned to Ben by Ada"),
        (json!({ "team_id": sales }), "Assigned to Sales by Ada"),
        (json!({ "assignee_id": ben, "team_id": sales }), "Assigned to Ben via Sales by Ada"),
    ] {
        for said in [None, Some("Hello")] {
            let mut new = json!({ "inbox_id": inbox, "contact_id": lea });
            new.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
            if let Some(content) = said {
                new["message"] = json!({ "content": content });
            }

            let id = desk.conversation_with(new).await;

            let path = format!("conversations/{id}/messages");
            let messages = desk.admin().get(&path).await.is(200).body["payload"].clone();
            let expected: Vec<&str> = [Some(note), said].into_iter().flatten().collect();
            assert_eq!(each(&messages, "content"), expected);
            let last = desk.show(id).await["messages"][0]["content"].clone();
            assert_eq!(last, said.unwrap_or(note));
        }
    }
    desk.close().await;
}

#[tokio::test]
async fn a_contact_who_writes_reopens_what_was_resolved_by_the_system() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;

    for (status, note) in [
        ("resolved", Some("System reopened the conversation due to a new incoming message.")),
        ("snoozed", None),
        ("pending", None),
    ] {
        desk.set_status(id, status).await;
        let before = noted(&desk, id).await.len();
        desk.contact_says(id, "Hello again").await;
        let notes = noted(&desk, id).await.split_off(before);
        assert_eq!(notes, note.into_iter().collect::<Vec<_>>(), "{status}");
    }

    desk.close().await;
}

#[tokio::test]
async fn a_note_is_the_newest_message_and_nothing_else() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    desk.contact_says(id, "Hello").await;
    desk.wait(Duration::from_mins(1));
    let before = desk.show(id).await;

    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;

    let after = desk.show(id).await;
    let note = &after["messages"][0];
    assert_eq!(note["content"], "Assigned to Ben by Ada");
    assert_eq!(note["message_type"], 2);
    assert_eq!((note.get("sender"), &note["sender_type"]), (None, &Value::Null));
    assert_eq!(after["last_activity_at"], MORNING + 60);
    let message = |shown: &Value| shown["last_non_activity_message"]["id"].clone();
    assert_eq!(message(&after), message(&before));
    for same in ["unread_count", "waiting_since", "first_reply_created_at"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    let path = format!("conversations/{id}/messages?filter_internal_messages=1");
    let public = desk.agent().get(&path).await.is(200).body["payload"].clone();
    assert_eq!(each(&public, "content"), ["Hello"]);
    desk.close().await;
}

#[tokio::test]
async fn conversations_of_who_leaves_do_not_note_it() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    let team = desk.add_team("Sales", &["Ben"]).await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    desk.assign(id, json!({ "team_id": team })).await;
    let before = desk.show(id).await;
    desk.wait(Duration::from_hours(1));

    desk.admin().delete(&format!("teams/{team}")).await.is(200);
    desk.admin().delete(&format!("agents/{}", desk.id_of("Ben"))).await.is(200);

    let after = desk.show(id).await;
    assert_eq!((after["meta"].get("team"), after["meta"].get("assignee")), (None, None));
    assert_eq!(after["messages"][0]["id"], before["messages"][0]["id"]);
    assert_eq!(after["last_activity_at"], before["last_activity_at"]);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_that_takes_no_more_messages_is_changed_without_a_note() {
    let desk = Desk::open().await;
    let id = conversation(&desk).await;
    for _ in 0..199 {
        desk.agent_says(id, "Hi").await;
    }
    desk.set_status(id, "pending").await;
    assert_eq!(noted(&desk, id).await, ["Conversation was marked as pending by Ada"]);
    let path = format!("conversations/{id}/messages");
    let more = desk.agent().post(&path, json!({ "content": "Hi" })).await;
    more.says(422, "Validation failed: Too many messages");

    desk.set_status(id, "resolved").await;

    assert_eq!(desk.show(id).await["status"], "resolved");
    assert_eq!(noted(&desk, id).await.len(), 1);
    desk.wait(Duration::from_mins(1));
    desk.set_status(id, "open").await;
    assert_eq!(noted(&desk, id).await.len(), 2, "as soon as it takes some again");
    desk.close().await;
}

#[tokio::test]
async fn what_nobody_of_the_team_does_is_noted_in_the_words_of_who_did_it() {
    let desk = Desk::open().await;
    let contact = desk.contact_with(json!({ "name": "lea LUNA" })).await;
    let id = desk.conversation(contact, None).await;
    let rule = || Actor::Automation(Arc::new(Automation::rule(3)));
    let policy = || Actor::Automation(Arc::new(Automation::policy(4, "Night shift")));
    let inbox = || Actor::Automation(Arc::new(Automation::inbox(InboxId(5))));
    let lea = || Actor::Contact(ContactId(contact));
    let set = async |actor: Actor, status: Status| {
        let change = StatusChange { status: Some(status), ..StatusChange::default() };
        desk.acting(actor, async move |work| {
            status::toggle(work, DisplayId(id), &change).await.map(drop)
        })
        .await;
    };

    set(rule(), Status::Resolved).await;
    set(policy(), Status::Open).await;
    set(inbox(), Status::Pending).await;
    set(rule(), Status::Snoozed).await;
    set(Actor::System, Status::Open).await;
    set(lea(), Status::Pending).await;
    set(lea(), Status::Resolved).await;
    desk.acting(rule(), async move |work| {
        let high = PriorityChange { priority: Patch::Set(Priority::High) };
        priority::set(work, DisplayId(id), &high).await?;
        Ok::<_, Error>(())
    })
    .await;

    let expected = [
        "Conversation was marked resolved by Automation System",
        "Conversation was reopened by Automation System via Night shift",
        "Conversation was marked as pending by Default Policy",
        "Conversation was snoozed by Automation System",
        "Conversation was resolved by Lea luna",
        "Automation System set the priority to high",
    ];
    assert_eq!(noted(&desk, id).await, expected);
    desk.close().await;
}
