//! Agents: who works in an account, and as what.

use serde_json::{Value, json};

use crate::support::{Desk, PASSWORD, Postbox, each, mails_to, token_of_mail};

#[tokio::test]
async fn everyone_sees_who_works_here_by_name() {
    let desk = Desk::open().await;

    let agents = desk.agent().get("agents").await.is(200);

    assert_eq!(each(&agents.body, "name"), ["Ada", "Ben", "Cleo"]);
    assert_eq!(each(&agents.body, "role"), ["administrator", "agent", "agent"]);
    desk.close().await;
}

#[tokio::test]
async fn names_are_listed_without_regard_to_case() {
    let desk = Desk::open().await;
    for (name, email) in [("bea", "bea@acme.test"), ("Äbele", "abele@acme.test")] {
        desk.admin().post("agents", json!({ "name": name, "email": email })).await.is(200);
    }

    let agents = desk.agent().get("agents").await.is(200);

    assert_eq!(each(&agents.body, "name"), ["Ada", "bea", "Ben", "Cleo", "Äbele"]);
    desk.close().await;
}

#[tokio::test]
async fn an_administrator_adds_and_changes_and_removes_an_agent() {
    let desk = Desk::open().await;
    let new = json!({ "name": "Dan", "email": "Dan@Acme.test", "role": "agent" });
    let dan = desk.admin().post("agents", new.clone()).await.is(200).body;
    assert_eq!(dan["email"], "dan@acme.test");
    assert_eq!(dan["confirmed"], false);

    desk.admin().post("agents", new).await.refuses(&["user_id"]);
    let path = format!("agents/{}", dan["id"]);
    let changed = desk.admin().patch(&path, json!({ "agent": { "role": "administrator" } })).await;
    assert_eq!(changed.is(200).body["role"], "administrator");
    desk.admin().delete(&path).await.is(200);

    desk.admin().delete(&path).await.is(404);
    assert_eq!(each(&desk.admin().get("agents").await.body, "name"), ["Ada", "Ben", "Cleo"]);
    desk.close().await;
}

#[tokio::test]
async fn an_agent_is_shown_with_everything_clients_look_for() {
    let desk = Desk::open().await;
    let new = json!({ "name": "Dan", "email": "dan@acme.test", "availability": "busy" });

    let dan = desk.admin().post("agents", json!({ "agent": new })).await.is(200).body;

    let expected = json!({
        "id": dan["id"],
        "account_id": desk.account,
        "availability_status": "offline",
        "auto_offline": true,
        "confirmed": false,
        "email": "dan@acme.test",
        "provider": "email",
        "available_name": "Dan",
        "name": "Dan",
        "role": "agent",
        "thumbnail": ""
    });
    assert_eq!(dan, expected);
    let path = format!("agents/{}", dan["id"]);
    let stays = desk.admin().put(&path, json!({ "auto_offline": false })).await.is(200);
    assert_eq!(stays.body["availability_status"], "busy", "who is not seen as away is as they set");
    desk.close().await;
}

#[tokio::test]
async fn nulls_and_the_address_are_not_changed() {
    let desk = Desk::open().await;
    let path = format!("agents/{}", desk.id_of("Ben"));

    let change = json!({ "name": null, "role": null, "availability": null, "email": "x@y.test" });
    let ben = desk.admin().patch(&path, change).await.is(200).body;

    assert_eq!(ben["name"], "Ben");
    assert_eq!(ben["role"], "agent");
    assert_eq!(ben["email"], format!("ben-{}@acme.test", desk.account));
    desk.close().await;
}

#[tokio::test]
async fn bad_agents_are_refused_by_name_and_leave_no_trace() {
    let desk = Desk::open().await;
    let before = desk.contents().await;
    let refused = [
        (json!({ "name": "Dan", "email": "dan" }), "email"),
        (json!({ "name": "Dan", "email": "" }), "email"),
        (json!({ "name": "Dan" }), "email"),
        (json!({ "email": "dan@acme.test" }), "name"),
        (json!({ "name": "Dan", "email": "dan@acme.test", "role": "owner" }), "role"),
        (json!({ "name": "Dan", "email": "dan@acme.test", "availability": "up" }), "availability"),
        (json!({ "name": "Dan", "email": "dan@acme.test", "role": "0" }), "role"),
    ];

    for (new, field) in refused {
        desk.admin().post("agents", new).await.refuses(&[field]);
    }

    desk.contents().await.are(&before, "a refused agent");
    desk.close().await;
}

#[tokio::test]
async fn a_role_may_be_given_by_its_number() {
    let desk = Desk::open().await;
    let new = json!({ "name": "Dan", "email": "dan@acme.test", "role": 1, "availability": 2 });

    let dan = desk.admin().post("agents", new).await.is(200).body;

    assert_eq!(dan["role"], "administrator");
    desk.close().await;
}

#[tokio::test]
async fn someone_of_another_account_is_linked_and_keeps_their_name() {
    let desk = Desk::open().await;
    let neighbour = desk.neighbour().await;
    let zoe = neighbour.get("agents").await.body[0].clone();

    let linked = desk.admin().post("agents", json!({ "name": "Zed", "email": zoe["email"] })).await;

    let linked = linked.is(200).body;
    assert_eq!((&linked["id"], &linked["name"]), (&zoe["id"], &json!("Zoe")));
    assert_eq!(linked["role"], "agent");
    neighbour.at(desk.account).get("conversations").await.is(200);
    desk.admin().delete(&format!("agents/{}", zoe["id"])).await.is(200);
    neighbour.at(desk.account).get("conversations").await.is(401);
    assert_eq!(neighbour.get("agents").await.is(200).body[0]["role"], "administrator");
    desk.close().await;
}

#[tokio::test]
async fn only_administrators_change_who_works_here() {
    let desk = Desk::open().await;
    let cleo = format!("agents/{}", desk.id_of("Cleo"));
    let new = json!({ "name": "Dan", "email": "dan@acme.test" });
    let reason = "You are not authorized to do this action";

    desk.agent().post("agents", new).await.says(401, reason);
    desk.agent().patch(&cleo, json!({ "role": "administrator" })).await.says(401, reason);
    desk.agent().delete(&cleo).await.says(401, reason);

    let agents = desk.admin().get("agents").await;
    assert_eq!(each(&agents.body, "role"), ["administrator", "agent", "agent"]);
    desk.close().await;
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let postbox = Postbox::open().await;
    let desk = Desk::open_with(mails_to(&postbox)).await;
    let ada = format!("agents/{}", desk.id_of("Ada"));
    let invited = json!({ "name": "Dan", "email": "dan@acme.test", "role": "administrator" });
    desk.admin().post("agents", invited).await.is(200);
    let before = desk.contents().await;

    desk.admin().patch(&ada, json!({ "role": "agent" })).await.refuses(&["role"]);
    desk.admin().delete(&ada).await.refuses(&["role"]);

    desk.contents().await.are(&before, "an account that was left to nobody");
    desk.settle().await;
    let token = token_of_mail(&postbox, "reset_password_token");
    let new = json!({ "reset_password_token": token, "password": PASSWORD });
    desk.nobody().put("/auth/password", new).await.is(200);
    desk.admin().patch(&ada, json!({ "role": "agent" })).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn who_leaves_lets_go_of_everything_and_has_still_said_what_they_said() {
    let desk = Desk::open().await;
    let team = desk.add_team("Billing", &["Ben", "Cleo"]).await;
    let conversation = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    desk.assign(conversation, json!({ "assignee_id": desk.id_of("Ben") })).await;
    desk.agent_says(conversation, "Hi").await;

    desk.admin().delete(&format!("agents/{}", desk.id_of("Ben"))).await.is(200);

    let shown = desk.show(conversation).await;
    assert_eq!(shown["meta"].get("assignee"), None);
    assert_eq!(shown["messages"][0]["sender_id"], desk.id_of("Ben"));
    let members = desk.admin().get(&format!("teams/{team}/team_members")).await.is(200);
    assert_eq!(each(&members.body, "name"), ["Cleo"]);
    let members = desk.admin().get(&format!("inbox_members/{}", desk.inbox().await)).await;
    assert_eq!(members.is(200).body, json!({ "payload": [] }));
    let counts = desk.admin().get("conversations/meta").await.is(200);
    assert_eq!(counts.body["meta"]["unassigned_count"], 1);
    desk.agent().get("conversations").await.says(401, "Invalid Access Token");
    desk.close().await;
}

#[tokio::test]
async fn an_empty_request_is_told_what_is_missing() {
    let desk = Desk::open().await;

    let refused = desk.admin().post("agents", json!({})).await;

    let refused = refused.says(422, "param is missing or the value is empty: agent");
    assert_eq!(refused.body["attributes"], json!(["agent"]));
    assert_ne!(refused.body["error"], Value::Null);
    desk.close().await;
}
