//! Agents: who works in an account, and as what.

use serde_json::json;

use crate::support::{Desk, each};

#[tokio::test]
async fn everyone_sees_who_works_here_by_name() {
    let desk = Desk::open().await;

    let agents = desk.agent().get("agents").await.is(200);

    assert_eq!(each(&agents.body, "name"), ["Ada", "Ben", "Cleo"]);
    assert_eq!(each(&agents.body, "role"), ["administrator", "agent", "agent"]);
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
