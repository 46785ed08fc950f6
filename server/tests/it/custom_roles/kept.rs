//! How custom roles are kept, and who has one.

use std::time::Duration;

use serde_json::{Value, json};

use super::{give, role};
use crate::support::Desk;

#[tokio::test]
async fn administrators_make_change_and_remove_them() {
    let desk = Desk::open().await;
    let new = json!({
        "name": "Night shift", "description": "From ten to six",
        "permissions": ["report_manage", "conversation_participating_manage", "report_manage"]
    });

    let made = desk.admin().post("custom_roles", json!({ "custom_role": new })).await.is(200).body;

    let expected = json!({
        "id": made["id"], "name": "Night shift", "description": "From ten to six",
        "permissions": ["conversation_participating_manage", "report_manage"],
        "created_at": "2026-02-03T10:00:00.000Z", "updated_at": "2026-02-03T10:00:00.000Z"
    });
    assert_eq!(made, expected);
    let path = format!("custom_roles/{}", made["id"]);
    desk.wait(Duration::from_secs(1));
    let changed = desk.admin().put(&path, json!({ "permissions": [] })).await.is(200).body;
    assert_eq!(changed["permissions"], json!([]));
    assert_eq!((&changed["name"], &changed["description"]), (&made["name"], &made["description"]));
    assert_eq!(changed["updated_at"], "2026-02-03T10:00:01.000Z");
    let renamed = json!({ "name": "Day shift", "description": null });
    let renamed = desk.admin().patch(&path, renamed).await.is(200).body;
    assert_eq!(renamed["description"], Value::Null);
    assert_eq!(desk.admin().get("custom_roles").await.is(200).body, json!([renamed]));
    assert_eq!(desk.admin().get(&path).await.is(200).body, renamed);
    assert_eq!(desk.admin().delete(&path).await.is(200).text, "");
    desk.admin().get(&path).await.is(404);
    desk.admin().patch(&path, json!({ "name": "x" })).await.is(404);
    desk.admin().delete(&path).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn only_administrators_see_and_change_them() {
    let desk = Desk::open().await;
    let every = ["contact_manage", "report_manage", "knowledge_base_manage", "conversation_manage"];
    let id = role(&desk, &every).await;
    give(&desk, "Ben", json!(id)).await;
    let path = format!("custom_roles/{id}");
    let reason = "You are not authorized to do this action";

    desk.agent().get("custom_roles").await.says(401, reason);
    desk.agent().get(&path).await.says(401, reason);
    desk.agent().post("custom_roles", json!({ "name": "Mine" })).await.says(401, reason);
    desk.agent().patch(&path, json!({ "name": "Mine" })).await.says(401, reason);
    desk.agent().delete(&path).await.says(401, reason);
    let ben = format!("agents/{}", desk.id_of("Ben"));
    desk.agent().patch(&ben, json!({ "custom_role_id": null })).await.says(401, reason);
    desk.close().await;
}

#[tokio::test]
async fn bad_ones_are_refused_by_name_and_leave_no_trace() {
    let desk = Desk::open().await;
    let path = format!("custom_roles/{}", role(&desk, &[]).await);
    let before = desk.contents().await;

    let nameless = json!({ "description": "x" });
    desk.admin().post("custom_roles", nameless).await.refuses(&["name"]);
    for (change, field) in [
        (json!({ "name": " " }), "name"),
        (json!({ "name": "x".repeat(256) }), "name"),
        (json!({ "name": "x", "description": "x".repeat(20_001) }), "description"),
        (json!({ "name": "x", "permissions": ["owner"] }), "permissions"),
        (json!({ "name": "x", "permissions": "everything" }), "permissions"),
        (json!({ "name": "x", "permissions": vec!["contact_manage"; 51] }), "permissions"),
    ] {
        let refused = desk.admin().post("custom_roles", change.clone()).await.is(422);
        assert!(refused.text.contains(field), "{}", refused.text);
        let refused = desk.admin().patch(&path, change).await.is(422);
        assert!(refused.text.contains(field), "{}", refused.text);
    }

    desk.contents().await.are(&before, "a refused role");
    desk.close().await;
}

#[tokio::test]
async fn an_account_has_a_hundred_at_most() {
    let desk = Desk::open().await;
    for _ in 0..100 {
        role(&desk, &[]).await;
    }

    let more = desk.admin().post("custom_roles", json!({ "name": "One more" })).await;

    assert_eq!(more.is(422).body["error"], "An account has at most 100 custom roles.");
    desk.close().await;
}

#[tokio::test]
async fn members_are_given_one_and_keep_it_until_it_is_taken() {
    let desk = Desk::open().await;
    let id = role(&desk, &["conversation_unassigned_manage"]).await;
    let ben = format!("agents/{}", desk.id_of("Ben"));

    let new = json!({ "name": "Dan", "email": "dan@acme.test", "custom_role_id": id });
    assert_eq!(desk.admin().post("agents", new).await.is(200).body["custom_role_id"], id);
    assert_eq!(give(&desk, "Ben", json!(id)).await["custom_role_id"], id);
    let busy = json!({ "availability": "busy", "role": "agent" });
    let kept = desk.admin().patch(&ben, busy).await.is(200).body;
    assert_eq!(kept["custom_role_id"], id, "who does not mention it leaves it alone");
    let standing = json!({ "account_id": desk.account, "availability": "online" });
    let own = json!({ "profile": standing });
    let own = desk.agent().post("/api/v1/profile/availability", own).await.is(200).body;
    assert_eq!(own["accounts"][0]["custom_role_id"], id);
    assert!(give(&desk, "Ben", Value::Null).await.get("custom_role_id").is_none());
    let (unknown, of_nobody) = (json!({ "custom_role_id": 999_999 }), json!("agents"));
    desk.admin().patch(&ben, unknown.clone()).await.is(404);
    let eve = json!({ "name": "Eve", "email": "eve@acme.test", "custom_role_id": 999_999 });
    desk.admin().post(of_nobody.as_str().unwrap(), eve).await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn a_role_that_goes_is_taken_from_whoever_has_it() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let path = format!("conversations/{conversation}");
    let id = role(&desk, &[]).await;
    give(&desk, "Ben", json!(id)).await;
    desk.agent().get(&path).await.is(401);

    let events = desk.events_of(async {
        desk.admin().delete(&format!("custom_roles/{id}")).await.is(200);
    });

    assert_eq!(events.await, ["custom_role.deleted"]);
    let ben = desk.admin().get("agents").await.body[1].clone();
    assert_eq!((&ben["name"], ben.get("custom_role_id")), (&json!("Ben"), None));
    desk.agent().get(&path).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn members_are_told_what_they_may_do() {
    let desk = Desk::open().await;
    let id = role(&desk, &["knowledge_base_manage", "conversation_manage"]).await;
    let own = async || {
        let profile = desk.agent().get("/api/v1/profile").await.is(200).body;
        let listed = desk.agent().get("/api/v1/accounts").await.is(200).body;
        assert_eq!(listed[0]["permissions"], profile["accounts"][0]["permissions"]);
        profile["accounts"][0].clone()
    };
    assert_eq!(own().await["permissions"], json!(["agent"]));
    assert!(own().await.get("custom_role").is_none());

    give(&desk, "Ben", json!(id)).await;

    let told = own().await;
    let expected = json!(["conversation_manage", "knowledge_base_manage", "custom_role"]);
    assert_eq!(told["permissions"], expected);
    assert_eq!((&told["role"], &told["custom_role_id"]), (&json!("agent"), &json!(id)));
    let role = desk.admin().get(&format!("custom_roles/{id}")).await.body;
    assert_eq!(told["custom_role"], role);
    desk.close().await;
}

#[tokio::test]
async fn administrators_may_do_everything_whatever_role_they_have() {
    let desk = Desk::open().await;
    let conversation = desk.conversation(desk.contact("Lea").await, None).await;
    let id = role(&desk, &[]).await;

    give(&desk, "Ada", json!(id)).await;

    desk.admin().get(&format!("conversations/{conversation}")).await.is(200);
    assert_eq!(desk.admin().get("conversations/meta").await.body["meta"]["all_count"], 1);
    desk.admin().get("v2/reports/bot_metrics").await.is(200);
    desk.admin().delete(&format!("custom_roles/{id}")).await.is(200);
    desk.close().await;
}
