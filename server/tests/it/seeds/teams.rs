//! The technical reference, team assignment and escalation.

use serde_json::{Value, json};

use crate::support::{Desk, each};

/// A team with this name.
async fn team(desk: &Desk, name: &str) -> Value {
    desk.admin().post("teams", json!({ "name": name })).await.is(200).body["id"].clone()
}

#[tokio::test]
async fn a_conversation_is_assigned_to_an_agent_whatever_team_is_given_with_them() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}/assignments");
    let ben = desk.id_of("Ben");
    let sales = team(&desk, "Sales").await;

    let with_team = json!({ "assignee_id": ben, "team_id": sales });
    let assigned = desk.admin().post(&path, with_team).await;
    let again = desk.admin().post(&path, json!({ "assignee_id": ben })).await;

    // He was invited to the desk and has not answered, so he is not confirmed yet.
    let agent = json!({
        "id": ben,
        "name": "Ben",
        "email": format!("ben-{}@acme.test", desk.account),
        "account_id": desk.account,
        "role": "agent",
        "confirmed": false
    });
    assigned.is(200).holds(agent.clone());
    again.is(200).holds(agent);
    let shown = desk.admin().get(&format!("conversations/{id}")).await.is(200);
    assert_eq!(shown.body["meta"].get("team"), None, "{}", shown.text);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_assigned_to_a_team() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let sales = team(&desk, "Sales").await;

    let path = format!("conversations/{id}/assignments");
    let assigned = desk.admin().post(&path, json!({ "team_id": sales })).await;

    assigned.is(200).holds(json!({ "id": sales, "name": "Sales", "account_id": desk.account }));
    let shown = desk.admin().get(&format!("conversations/{id}")).await;
    shown.is(200).holds(json!({ "meta": { "team": { "id": sales } } }));
    desk.close().await;
}

#[tokio::test]
async fn an_assignment_is_refused_without_a_token_and_where_something_is_unknown() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}/assignments");
    let nowhere = format!("conversations/{}/assignments", id + 1);
    let ben = json!({ "assignee_id": desk.id_of("Ben") });

    let unknown = desk.nobody().post(&path, ben.clone()).await;

    unknown.is(401);
    desk.admin().post(&nowhere, ben).await.is(404);
    desk.admin().post(&path, json!({ "assignee_id": 9_999 })).await.is(404);
    desk.admin().post(&path, json!({ "team_id": 9_999 })).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn a_team_is_created() {
    let desk = Desk::open().await;
    let enterprise = json!({
        "name": "Enterprise Sales Team",
        "description": "Handles enterprise and high-value customers",
        "allow_auto_assign": true
    });

    let described = desk.admin().post("teams", enterprise.clone()).await;
    let support = json!({ "name": "Support Team", "allow_auto_assign": true });
    let created = desk.admin().post("teams", support).await.is(200);

    described.is(200).holds(enterprise);
    assert!(created.body["id"].is_i64(), "{}", created.text);
    // Rows 17 and 41 of seeds-vs-upstream: the name as typed, no description is null.
    created.holds(json!({
        "name": "Support Team",
        "description": null,
        "allow_auto_assign": true,
        "account_id": desk.account
    }));
    desk.close().await;
}

#[tokio::test]
async fn teams_are_listed() {
    let desk = Desk::open().await;
    let sales = json!({ "name": "Sales Team", "allow_auto_assign": true });
    let support = json!({ "name": "Support Team", "allow_auto_assign": false });
    let sales = desk.admin().post("teams", sales).await.is(200).body["id"].clone();
    let support = desk.admin().post("teams", support).await.is(200).body["id"].clone();

    let listed = desk.agent().get("teams").await;

    listed.is(200).holds(json!([
        { "id": sales, "name": "Sales Team", "allow_auto_assign": true },
        { "id": support, "name": "Support Team", "allow_auto_assign": false }
    ]));
    desk.close().await;
}

#[tokio::test]
async fn agents_are_added_to_a_team() {
    let desk = Desk::open().await;
    let path = format!("teams/{}/team_members", team(&desk, "Support Team").await);
    let (ada, ben, cleo) = (desk.id_of("Ada"), desk.id_of("Ben"), desk.id_of("Cleo"));

    let added = desk.admin().post(&path, json!({ "user_ids": [ben, cleo] })).await.is(200);
    desk.admin().post(&path, json!({ "user_ids": [ada, ben, cleo] })).await.is(200);

    assert_eq!(each(&added.body, "id"), [ben, cleo]);
    let members = desk.admin().get(&path).await.is(200);
    assert_eq!(each(&members.body, "id"), [ada, ben, cleo]);
    desk.close().await;
}

#[tokio::test]
async fn a_conversation_is_created_for_a_team() {
    let desk = Desk::open().await;
    let (inbox, contact) = (desk.inbox().await, desk.contact("John").await);
    let sales = team(&desk, "Sales").await;
    let new = json!({
        "source_id": "whatsapp_12345",
        "inbox_id": inbox,
        "contact_id": contact,
        "team_id": sales,
        "status": "open"
    });

    let created = desk.admin().post("conversations", new).await;

    created.is(200).holds(json!({
        "inbox_id": inbox,
        "status": "open",
        "meta": { "sender": { "id": contact }, "team": { "id": sales, "name": "Sales" } }
    }));
    desk.close().await;
}

#[tokio::test]
async fn a_priority_is_set_and_every_level_is_taken() {
    let desk = Desk::open().await;
    let id = desk.conversation(desk.contact("John").await, None).await;
    let path = format!("conversations/{id}/toggle_priority");

    for level in ["urgent", "high", "medium", "low"] {
        let set = desk.admin().post(&path, json!({ "priority": level })).await.is(200);
        assert_eq!(set.body, json!({ "id": id, "priority": level, "status": "open" }));
    }

    // Row 15 of seeds-vs-upstream: `none` is no priority at all.
    let none = desk.admin().post(&path, json!({ "priority": "none" })).await.is(200);
    assert_eq!(none.body, json!({ "id": id, "priority": null, "status": "open" }));
    desk.close().await;
}
