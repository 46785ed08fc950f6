//! What people do at the same moment. On the embedded database they take turns; on
//! PostgreSQL their transactions run beside each other.

mod sharing;

use std::time::Duration;

use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::support::{Desk, Reply, each};

/// Sends the same many times at once.
async fn at_once<F: Future<Output = Reply>>(times: usize, send: impl Fn(usize) -> F) -> Vec<Reply> {
    join_all((0..times).map(send)).await
}

#[track_caller]
fn all_are_answered(replies: Vec<Reply>) {
    for reply in replies {
        assert_eq!(reply.status, 200, "{}", reply.text);
    }
}

#[tokio::test]
async fn conversations_that_begin_at_once_make_their_contact_known_once() {
    let desk = Desk::open().await;
    let (inbox, lea) = (desk.inbox().await, desk.contact("Lea").await);
    for round in 0..10 {
        let new = json!({
            "inbox_id": inbox, "contact_id": lea, "source_id": format!("source-{round}"),
        });
        let admin = desk.admin();

        let begun = at_once(4, async |_| admin.post("conversations", new.clone()).await).await;

        all_are_answered(begun);
    }
    desk.close().await;
}

#[tokio::test]
async fn conversations_that_a_new_contact_begins_at_once_have_their_messages() {
    let desk = Desk::open().await;
    let (inbox, lea) = (desk.inbox().await, desk.contact("Lea").await);
    let message = json!({ "content": "Hello", "message_type": "incoming" });
    let new = json!({ "inbox_id": inbox, "contact_id": lea, "message": message });
    let admin = desk.admin();

    let begun = at_once(4, async |_| admin.post("conversations", new.clone()).await).await;

    for reply in begun {
        assert_eq!(reply.is(200).body["messages"][0]["content"], "Hello");
    }
    desk.close().await;
}

#[tokio::test]
async fn an_inbox_of_single_conversations_has_one_for_each_contact() {
    let desk = Desk::open().await;
    let channel = json!({ "type": "api" });
    let new = json!({ "name": "One", "lock_to_single_conversation": true, "channel": channel });
    let inbox = desk.admin().post("inboxes", new).await.id();
    for name in ["Ann", "Bea", "Cim", "Dee", "Eva"] {
        let contact = desk.contact(name).await;
        let new = json!({ "inbox_id": inbox, "contact_id": contact, "source_id": name });
        let admin = desk.admin();

        let begun = at_once(4, async |_| admin.post("conversations", new.clone()).await).await;

        let mut ids: Vec<Value> =
            begun.into_iter().map(|reply| reply.is(200).body["id"].clone()).collect();
        ids.dedup();
        assert_eq!(ids.len(), 1, "{name}");
    }
    desk.close().await;
}

#[tokio::test]
async fn labels_that_are_set_at_once_are_those_of_one_of_them() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let admin = desk.admin();
    let path = format!("contacts/{lea}/labels");

    let set = at_once(8, async |_| admin.post(&path, json!({ "labels": ["vip", "new"] })).await);

    all_are_answered(set.await);
    assert_eq!(admin.get(&path).await.body["payload"], json!(["vip", "new"]));
    desk.close().await;
}

#[tokio::test]
async fn of_two_changes_to_a_member_neither_is_lost() {
    let desk = Desk::open().await;
    let path = format!("agents/{}", desk.id_of("Cleo"));
    let admin = desk.admin();
    for round in 0..10 {
        let role = ["administrator", "agent"][round % 2];
        let availability = ["busy", "online"][round % 2];
        let changes = [json!({ "role": role }), json!({ "availability": availability })];

        let changed = at_once(2, async |at| admin.put(&path, changes[at].clone()).await).await;

        all_are_answered(changed);
        let agents = admin.get("agents").await.body;
        let cleo = agents.as_array().unwrap().iter().find(|agent| agent["name"] == "Cleo").unwrap();
        assert_eq!(cleo["role"], role);
        assert_eq!(cleo["availability_status"], availability);
    }
    desk.close().await;
}

#[tokio::test]
async fn of_two_changes_to_an_account_neither_is_lost() {
    let desk = Desk::open().await;
    let admin = desk.admin();
    for round in 0..10 {
        let changes = [
            json!({ "name": format!("Acme {round}") }),
            json!({ "auto_resolve_after": 60 + round }),
        ];

        let changed = at_once(2, async |at| admin.patch("", changes[at].clone()).await).await;

        all_are_answered(changed);
        let account = admin.get("").await.body;
        assert_eq!(account["name"], format!("Acme {round}"));
        assert_eq!(account["settings"]["auto_resolve_after"], 60 + round);
    }
    desk.close().await;
}

#[tokio::test]
async fn what_is_removed_and_changed_at_once_is_gone() {
    let desk = Desk::open().await;
    let admin = desk.admin();
    for round in 0..10 {
        let team = desk.add_team(&format!("Team {round}"), &[]).await;
        let path = format!("teams/{team}");

        let replies = at_once(3, async |at| match at {
            0 => admin.delete(&path).await,
            _ => admin.patch(&path, json!({ "description": "x" })).await,
        });

        let replies = replies.await;
        assert_eq!(replies[0].status, 200);
        assert!(replies[1..].iter().all(|reply| [200, 404].contains(&reply.status)));
        admin.get(&path).await.is(404);
    }
    desk.close().await;
}

#[tokio::test]
async fn nobody_is_given_a_conversation_who_is_leaving() {
    let desk = Desk::open().await;
    let admin = desk.admin();
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    for round in 0..8 {
        let email = format!("temp-{round}@acme.test");
        let new = json!({ "name": "Temp", "email": email, "role": "agent" });
        let temp = admin.post("agents", new).await.id();
        let assign = format!("conversations/{conversation}/assignments");

        let replies = at_once(2, async |at| match at {
            0 => admin.delete(&format!("agents/{temp}")).await,
            _ => admin.post(&assign, json!({ "assignee_id": temp })).await,
        });

        let replies = replies.await;
        assert_eq!(replies[0].status, 200, "{}", replies[0].text);
        assert!([200, 404].contains(&replies[1].status), "{}", replies[1].text);
        let shown = desk.show(conversation).await;
        assert_eq!(shown["meta"].get("assignee"), None);
        let unassigned = admin.get("conversations?assignee_type=unassigned").await.body;
        assert_eq!(each(&unassigned["data"]["payload"], "id"), [conversation]);
    }
    desk.close().await;
}

#[tokio::test]
async fn those_who_take_part_are_as_one_of_them_wants_it() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let (admin, path) = (desk.admin(), format!("conversations/{id}/participants"));
    let wanted =
        [json!({ "user_ids": [desk.id_of("Ada")] }), json!({ "user_ids": [desk.id_of("Ben")] })];
    for _ in 0..10 {
        let set = at_once(4, async |at| admin.put(&path, wanted[at % 2].clone()).await).await;

        all_are_answered(set);
        assert_eq!(admin.get(&path).await.body.as_array().unwrap().len(), 1);
    }
    desk.close().await;
}

#[tokio::test]
async fn a_notification_is_read_while_a_newer_one_takes_its_place() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    desk.settle().await;
    let agent = desk.agent();
    for round in 0..10 {
        let told = agent.get("notifications?includes[]=read").await.is(200).body;
        let path = format!("notifications/{}", told["data"]["payload"][0]["id"]);
        desk.contact_says(id, "Hello").await;

        let replies = at_once(3, async |at| match at {
            0 => agent.patch(&path, json!({})).await,
            1 => agent.post("notifications/read_all", json!({})).await,
            _ => {
                desk.settle().await;
                agent.get("notifications/unread_count").await
            }
        });

        let replies = replies.await;
        assert!([200, 404].contains(&replies[0].status), "{}", replies[0].text);
        assert_eq!((replies[1].status, replies[2].status), (200, 200), "round {round}");
        let left = agent.get("notifications?includes[]=read").await.is(200).body;
        assert_eq!(left["data"]["meta"]["count"], 1);
    }
    desk.close().await;
}

#[tokio::test]
async fn messages_that_are_posted_at_once_are_in_the_order_of_their_time() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{conversation}/messages");
    let agent = desk.agent();

    for _ in 0..5 {
        let said = at_once(6, async |_| agent.post(&path, json!({ "content": "x" })).await).await;
        all_are_answered(said);
        desk.wait(Duration::from_secs(1));
    }

    let messages = agent.get(&format!("{path}?after=0")).await.body;
    let times = each(&messages["payload"], "created_at");
    assert!(times.is_sorted_by_key(Value::as_i64), "{times:?}");
    assert_eq!(times.len(), 30);
    desk.close().await;
}

#[tokio::test]
async fn a_snooze_that_is_prolonged_as_it_ends_goes_on() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{conversation}/toggle_status");
    let (admin, hour) = (desk.admin(), Duration::from_hours(1));
    let snooze = async |hours: i64| {
        let until = desk.clock.now().seconds() + hours * 3_600;
        let snoozed = json!({ "status": "snoozed", "snoozed_until": until });
        admin.post(&path, snoozed).await.is(200);
    };
    let status = async || desk.show(conversation).await["status"].clone();

    for _ in 0..10 {
        snooze(1).await;
        desk.wait(hour);
        join(desk.settle(), snooze(1)).await;
        desk.settle().await;
        assert_eq!(status().await, "snoozed");

        desk.wait(hour);
        desk.settle().await;
        assert_eq!(status().await, "open");
    }
    desk.close().await;
}

#[tokio::test]
async fn a_contact_who_writes_as_their_conversation_is_resolved_is_heard() {
    let desk = Desk::open().await;
    desk.admin().patch("", json!({ "auto_resolve_after": 10 })).await.is(200);
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;

    for _ in 0..10 {
        desk.wait(Duration::from_mins(10));
        join(desk.settle(), desk.contact_says(conversation, "One more thing")).await;
        desk.settle().await;
        assert_eq!(desk.show(conversation).await["status"], "open");
        let listed = desk.admin().get("conversations").await.is(200).body;
        assert_eq!(listed["data"]["meta"]["all_count"], 1);
    }
    desk.close().await;
}

#[tokio::test]
async fn no_bot_is_given_a_conversation_that_is_removed() {
    let desk = Desk::open().await;
    let admin = desk.admin();
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let assign = format!("conversations/{conversation}/assignments");
    for _ in 0..8 {
        let bot = admin.post("agent_bots", json!({ "name": "Helper" })).await.id();
        let to_bot = json!({ "assignee_id": bot, "assignee_type": "AgentBot" });

        let replies = at_once(2, async |at| match at {
            0 => admin.delete(&format!("agent_bots/{bot}")).await,
            _ => admin.post(&assign, to_bot.clone()).await,
        });

        let replies = replies.await;
        assert_eq!(replies[0].status, 200, "{}", replies[0].text);
        assert!([200, 404].contains(&replies[1].status), "{}", replies[1].text);
        assert_eq!(desk.show(conversation).await["meta"].get("assignee"), None);
    }
    desk.close().await;
}

#[tokio::test]
async fn what_is_read_and_delivered_at_once_is_read() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let agent = desk.agent();
    for _ in 0..10 {
        let said = desk.agent_says(conversation, "Hi").await;
        let path = format!("conversations/{conversation}/messages/{}", said["id"]);

        let said = at_once(4, async |at| {
            let status = if at == 1 { "read" } else { "delivered" };
            agent.patch(&path, json!({ "status": status })).await
        });

        all_are_answered(said.await);
        assert_eq!(desk.show(conversation).await["messages"][0]["status"], "read");
    }
    desk.close().await;
}
