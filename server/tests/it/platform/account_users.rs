//! Members of accounts that an app manages.

use serde_json::json;

use super::{account, app, at, join, user};
use crate::support::{Desk, each};

#[tokio::test]
async fn a_member_is_answered_with_everything_clients_look_for() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let (id, ada) = (account(&app, "Acme").await, user(&app, "Ada").await);
    let path = at(&format!("accounts/{id}/account_users"));

    let new = json!({ "user_id": ada["id"], "role": "administrator" });
    let made = app.post(&path, new).await.is(200).body;

    let expected = json!({
        "id": made["id"], "account_id": id, "user_id": ada["id"], "role": "administrator",
        "inviter_id": null, "created_at": "2026-02-03T10:00:00.000Z",
        "updated_at": "2026-02-03T10:00:00.000Z", "active_at": null, "availability": "online",
        "auto_offline": true, "custom_role_id": null, "agent_capacity_policy_id": null
    });
    assert_eq!(made, expected);
    assert_eq!(app.get(&path).await.is(200).body, json!([made]));
    desk.close().await;
}

#[tokio::test]
async fn a_member_who_is_added_again_has_another_role() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let (id, ada) = (account(&app, "Acme").await, user(&app, "Ada").await);
    let path = at(&format!("accounts/{id}/account_users"));
    let admin = join(&desk, &app, id, &ada, "administrator").await;
    admin.post("labels", json!({ "title": "first" })).await.is(200);

    let again = json!({ "user_id": ada["id"], "role": "agent" });
    let again = app.post(&path, again).await.is(200).body;

    assert_eq!(again["role"], "agent");
    admin.post("labels", json!({ "title": "second" })).await.is(401);
    assert_eq!(each(&app.get(&path).await.body, "role"), ["agent"]);
    let kept = app.post(&path, json!({ "user_id": ada["id"] })).await.is(200).body;
    assert_eq!(kept["role"], "agent");
    for bad in [json!({ "user_id": 999_999 }), json!({ "role": "agent" }), json!({})] {
        let refused = app.post(&path, bad).await.refuses(&["user"]);
        assert_eq!(refused.body["message"], "User must exist");
    }
    let bad = json!({ "user_id": ada["id"], "role": "owner" });
    app.post(&path, bad).await.refuses(&["role"]);
    desk.close().await;
}

#[tokio::test]
async fn who_leaves_their_last_account_stays_for_others_to_take_them() {
    let desk = Desk::open().await;
    let (_, app) = app(&desk, "Portal").await;
    let (id, ada) = (account(&app, "Acme").await, user(&app, "Ada").await);
    let path = at(&format!("accounts/{id}/account_users"));
    let member = join(&desk, &app, id, &ada, "administrator").await;

    app.delete_with(&path, json!({ "user_id": ada["id"] })).await.is(200);
    desk.settle().await;

    member.get("labels").await.is(401);
    assert_eq!(app.get(&path).await.is(200).body, json!([]));
    app.delete(&format!("{path}?user_id={}", ada["id"])).await.is(200);
    app.delete(&path).await.refuses(&["user_id"]);
    let shown = app.get(&at(&format!("users/{}", ada["id"]))).await.is(200).body;
    assert_eq!(shown["accounts"], json!([]));
    let other = account(&app, "Beta").await;
    join(&desk, &app, other, &ada, "agent").await.get("labels").await.is(200);
    assert_eq!(desk.count("departures").await, 0);
    desk.close().await;
}
