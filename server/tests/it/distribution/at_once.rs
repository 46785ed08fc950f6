//! Who is given a conversation as it begins, or as it becomes open again.

use std::time::Duration;

use serde_json::{Value, json};

use super::{all_leave, begin, given, held, holder, holder_of, inbox, team};
use crate::support::{Desk, Program};

#[tokio::test]
async fn conversations_are_given_by_turns_at_once() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben", "Cleo"]).await;

    assert_eq!(given(&desk, inbox, 5).await, ["Ben", "Cleo", "Ben", "Cleo", "Ben"]);

    let first = desk.show(1).await;
    assert_eq!(first["meta"]["assignee_type"], "User");
    let part = "conversations?conversation_type=participating";
    let taking_part = desk.agent().get(part).await.is(200).body;
    assert_eq!(taking_part["data"]["meta"]["all_count"], 3, "who has one takes part in it");
    desk.close().await;
}

#[tokio::test]
async fn whoever_joins_comes_last_and_whoever_missed_their_turn_comes_next() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben", "Cleo"]).await;
    assert_eq!(given(&desk, inbox, 1).await, ["Ben"]);

    let ada = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Ada")] });
    desk.admin().post("inbox_members", ada).await.is(200);
    assert_eq!(given(&desk, inbox, 3).await, ["Cleo", "Ben", "Ada"]);

    desk.set_availability("Cleo", "busy", false).await;
    assert_eq!(given(&desk, inbox, 2).await, ["Ben", "Ada"]);
    desk.set_availability("Cleo", "online", false).await;
    assert_eq!(given(&desk, inbox, 3).await, ["Cleo", "Ben", "Ada"]);
    desk.close().await;
}

#[tokio::test]
async fn turns_go_on_after_the_server_was_started_again() {
    let program = Program::new().await;
    let created = program.account();
    let server = program.serve();
    let admin = server.client(&created);
    let mut users = Vec::new();
    for name in ["Ben", "Cleo", "Dan"] {
        let new = json!({
            "name": name, "email": format!("{name}@acme.test"), "auto_offline": false
        });
        users.push(admin.post("agents", new).await.id());
    }
    let new = json!({ "name": "Chat", "channel": { "type": "api" } });
    let inbox = admin.post("inboxes", new).await.id();
    let members = json!({ "inbox_id": inbox, "user_ids": users });
    admin.post("inbox_members", members).await.is(200);
    let contact = admin.post("contacts", json!({ "name": "Lea", "email": "lea@x.test" })).await;
    let contact = contact.is(200).body["payload"]["contact"]["id"].clone();
    let new = json!({ "inbox_id": inbox, "contact_id": contact });
    assert_eq!(holder(&admin.post("conversations", new.clone()).await.body), "Ben");
    server.stop();

    let server = program.serve();

    let admin = server.client(&created);
    for name in ["Cleo", "Dan", "Ben"] {
        assert_eq!(holder(&admin.post("conversations", new.clone()).await.body), name);
    }
    server.stop();
    program.remove().await;
}

#[tokio::test]
async fn only_members_of_the_inbox_who_are_online_are_given_any() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben", "Cleo"]).await;
    let now = async || holder(&begin(&desk, inbox, json!({})).await);

    desk.set_availability("Ben", "busy", false).await;
    desk.set_availability("Cleo", "offline", false).await;
    assert_eq!(now().await, Value::Null, "Ada is online and does not belong to it");
    desk.set_availability("Ben", "online", true).await;
    assert_eq!(now().await, Value::Null, "nothing was heard of Ben");
    desk.hear("Ben");
    assert_eq!(now().await, "Ben");
    desk.wait(Duration::from_secs(21));
    assert_eq!(now().await, Value::Null);

    desk.close().await;
}

#[tokio::test]
async fn nobody_is_given_any_where_that_is_switched_off() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben"]).await;
    let off = json!({ "enable_auto_assignment": false });
    desk.admin().patch(&format!("inboxes/{inbox}"), off).await.is(200);

    assert_eq!(given(&desk, inbox, 2).await, [Value::Null, Value::Null]);
    desk.settle().await;
    assert_eq!(held(&desk, &["Ben"]).await, [0, 2]);

    let on = json!({ "enable_auto_assignment": true });
    desk.admin().patch(&format!("inboxes/{inbox}"), on).await.is(200);
    desk.settle().await;
    assert_eq!(held(&desk, &["Ben"]).await, [2, 0], "those who wait are given to somebody");
    desk.close().await;
}

#[tokio::test]
async fn what_is_not_open_is_given_to_nobody_until_it_is() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben"]).await;
    for status in ["pending", "resolved", "snoozed"] {
        let begun = begin(&desk, inbox, json!({ "status": status })).await;
        assert_eq!(holder(&begun), Value::Null, "{status}");
        desk.settle().await;
        assert_eq!(holder_of(&desk, &begun["id"]).await, Value::Null, "{status}");

        desk.set_status(begun["id"].as_i64().unwrap(), "open").await;

        assert_eq!(holder_of(&desk, &begun["id"]).await, "Ben", "{status}");
    }
    let resolved = begin(&desk, inbox, json!({ "status": "resolved" })).await["id"].clone();
    desk.contact_says(resolved.as_i64().unwrap(), "Are you there?").await;
    assert_eq!(holder_of(&desk, &resolved).await, "Ben", "a message opens it too");
    desk.close().await;
}

#[tokio::test]
async fn what_comes_back_from_being_put_off_is_given_to_somebody() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben"]).await;
    let begun = begin(&desk, inbox, json!({ "status": "pending" })).await["id"].clone();
    let until = json!({
        "status": "snoozed", "snoozed_until": desk.clock.now().seconds() + 60
    });
    let path = format!("conversations/{begun}/toggle_status");
    desk.admin().post(&path, until).await.is(200);

    desk.wait(Duration::from_mins(1));
    desk.settle().await;

    assert_eq!(holder_of(&desk, &begun).await, "Ben");
    desk.close().await;
}

#[tokio::test]
async fn whoever_has_one_keeps_it_while_they_belong_to_the_inbox() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben", "Cleo"]).await;
    let id = begin(&desk, inbox, json!({})).await["id"].as_i64().unwrap();
    desk.set_availability("Ben", "offline", false).await;
    desk.set_status(id, "resolved").await;

    desk.contact_says(id, "One more thing").await;
    assert_eq!(holder(&desk.show(id).await), "Ben", "also while they are away");
    desk.set_status(id, "resolved").await;
    let gone = json!({ "inbox_id": inbox, "user_ids": [desk.id_of("Ben")] });
    desk.admin().delete_with("inbox_members", gone).await.is(200);
    desk.contact_says(id, "And another").await;

    assert_eq!(holder(&desk.show(id).await), "Cleo");
    desk.close().await;
}

#[tokio::test]
async fn whoever_is_named_is_given_it_when_they_belong_to_the_inbox_or_nobody_is_there() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ben", "Cleo"]).await;
    let named = async |name: &str| {
        holder(&begin(&desk, inbox, json!({ "assignee_id": desk.id_of(name) })).await)
    };

    assert_eq!(named("Cleo").await, "Cleo");
    assert_eq!(named("Cleo").await, "Cleo");
    // Contract 2.10: someone who does not belong to the inbox counts as nobody.
    assert_eq!(named("Ada").await, "Ben");
    all_leave(&desk).await;
    assert_eq!(named("Ada").await, "Ada");

    desk.close().await;
}

#[tokio::test]
async fn an_agent_who_opens_one_has_it_themselves() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Cleo"]).await;
    let begun = begin(&desk, inbox, json!({ "status": "pending" })).await;
    let id = begun["id"].as_i64().unwrap();
    let bens = desk.add_team("Sales", &["Ben"]).await;
    desk.assign(id, json!({ "team_id": bens })).await;

    let open = json!({ "status": "open" });
    desk.agent().post(&format!("conversations/{id}/toggle_status"), open).await.is(200);

    assert_eq!(holder(&desk.show(id).await), "Ben", "he sees it by his team only");
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_of_a_team_is_given_to_its_members_only() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Ada", "Ben", "Cleo"]).await;
    let sales = team(&desk, "Sales", &["Cleo"]).await;
    let apart = desk.add_team("Apart", &["Cleo"]).await;
    let empty = team(&desk, "Empty", &[]).await;
    let of = async |team: i64| holder(&begin(&desk, inbox, json!({ "team_id": team })).await);

    assert_eq!(of(sales).await, "Cleo");
    assert_eq!(of(sales).await, "Cleo");
    assert_eq!(of(apart).await, Value::Null, "this team gives nothing to anybody");
    assert_eq!(of(empty).await, Value::Null);
    desk.settle().await;
    assert_eq!(held(&desk, &["Ada", "Ben", "Cleo"]).await, [0, 0, 2, 2]);

    let gives = json!({ "allow_auto_assign": true });
    desk.admin().patch(&format!("teams/{apart}"), gives).await.is(200);
    desk.settle().await;
    assert_eq!(held(&desk, &["Ada", "Ben", "Cleo"]).await, [0, 0, 3, 1], "now it does");
    let ben = json!({ "user_ids": [desk.id_of("Ben")] });
    desk.admin().post(&format!("teams/{empty}/team_members"), ben).await.is(200);
    desk.settle().await;
    assert_eq!(held(&desk, &["Ada", "Ben", "Cleo"]).await, [0, 1, 3, 0], "somebody has joined it");
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_that_enters_a_team_is_given_to_one_of_it_whatever_the_inbox_says() {
    let desk = Desk::open().await;
    let inbox = desk.add_inbox("Quiet", &["Ben", "Cleo"]).await;
    let sales = team(&desk, "Sales", &["Ada", "Ben"]).await;
    let id = begin(&desk, inbox, json!({ "status": "pending" })).await["id"].as_i64().unwrap();
    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;

    desk.assign(id, json!({ "team_id": sales })).await;

    assert_eq!(
        holder(&desk.show(id).await),
        "Ben",
        "Cleo is not in the team, Ada not in the inbox"
    );
    let again = begin(&desk, inbox, json!({ "team_id": sales })).await;
    assert_eq!(holder(&again), "Ben");
    desk.assign(id, json!({ "team_id": null })).await;
    assert_eq!(holder(&desk.show(id).await), "Ben", "leaving a team takes it from nobody");
    desk.close().await;
}

#[tokio::test]
async fn whoever_opens_their_own_conversation_again_keeps_it() {
    let desk = Desk::open().await;
    let inbox = inbox(&desk, &["Cleo"]).await;
    let sales = team(&desk, "Sales", &["Ben", "Cleo"]).await;
    let id = begin(&desk, inbox, json!({ "team_id": sales })).await["id"].as_i64().unwrap();
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;
    let toggle = format!("conversations/{id}/toggle_status");

    for status in ["resolved", "open"] {
        desk.agent().post(&toggle, json!({ "status": status })).await.is(200);
    }
    desk.settle().await;

    assert_eq!(holder(&desk.show(id).await), "Ben", "who sees it by their team only");
    desk.close().await;
}
