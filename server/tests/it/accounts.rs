//! Accounts: what is shown of one, and what its administrators change.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Desk, each};

#[tokio::test]
async fn callers_see_the_accounts_that_they_belong_to_and_no_others() {
    let desk = Desk::open().await;
    let neighbour = desk.neighbour().await;

    let mine = desk.agent().get("/api/v1/accounts").await.is(200);

    let membership = json!({
        "id": desk.account,
        "name": "Acme",
        "role": "agent",
        "status": "active",
        "locale": "en",
        "permissions": ["agent"],
        "active_at": null
    });
    assert_eq!(mine.body, json!([membership]));
    let theirs = neighbour.get("/api/v1/accounts").await.is(200);
    assert_eq!(each(&theirs.body, "name"), ["Elsewhere"]);
    desk.nobody().get("/api/v1/accounts").await.is(401);
    desk.close().await;
}

#[tokio::test]
async fn an_account_is_shown_to_its_members() {
    let desk = Desk::open().await;

    let shown = desk.agent().get("").await.is(200).body;

    assert_eq!(shown["id"], desk.account);
    assert_eq!(shown["name"], "Acme");
    assert_eq!(shown["locale"], "en");
    assert_eq!(shown["status"], "active");
    assert_eq!(shown["domain"], Value::Null);
    assert_eq!(shown["settings"], json!({}));
    assert_eq!(shown["created_at"], "2026-02-03T10:00:00.000Z");
    assert_eq!(shown["features"]["labels"], true);
    assert_eq!(shown["latest_chatwoot_version"], "4.13.0");
    assert_eq!(shown.get("custom_attributes"), None, "there are none");
    desk.close().await;
}

#[tokio::test]
async fn an_administrator_changes_what_is_mentioned_and_nothing_else() {
    let desk = Desk::open().await;
    let settings = json!({ "auto_resolve_after": 30, "auto_resolve_message": "Closed." });
    desk.admin().patch("", settings).await.is(200);

    let change = json!({ "name": "Acme & Sons", "industry": "Retail", "auto_resolve_after": 60 });
    let changed = desk.admin().put("", change).await.is(200).body;

    assert_eq!(changed["name"], "Acme & Sons");
    assert_eq!(changed["settings"]["auto_resolve_after"], 60);
    assert_eq!(changed["settings"]["auto_resolve_message"], "Closed.");
    assert_eq!(
        changed["custom_attributes"],
        json!({
            "plan_name": null,
            "subscribed_quantity": null,
            "subscription_status": null,
            "subscription_ends_on": null,
            "industry": "Retail"
        })
    );
    assert_eq!(changed.get("latest_chatwoot_version"), None, "told only when it is asked for");
    assert_eq!(desk.agent().get("").await.body["name"], "Acme & Sons");
    desk.close().await;
}

#[tokio::test]
async fn null_clears_a_setting() {
    let desk = Desk::open().await;
    let set = json!({
        "auto_resolve_after": 10,
        "auto_resolve_ignore_waiting": true,
        "support_email": "help@acme.test",
        "domain": "acme.test"
    });
    desk.admin().patch("", set).await.is(200);

    let clear = json!({ "auto_resolve_after": null, "support_email": null, "domain": null });
    let cleared = desk.admin().patch("", clear).await.is(200).body;

    assert_eq!(cleared["settings"]["auto_resolve_after"], Value::Null);
    assert_eq!(cleared["settings"]["auto_resolve_ignore_waiting"], true);
    assert_eq!(cleared["domain"], Value::Null);
    assert_eq!(cleared["support_email"], desk.app.config.mail.sender);
    desk.close().await;
}

#[tokio::test]
async fn whoever_has_set_up_their_new_account_is_to_ask_others_to_join() {
    let desk = Desk::open().await;
    let account = desk.account;
    let new = desk.app.db.write(async move |tx: &mut db::Tx| {
        let sql = db::sql!("update accounts set custom_attributes = $2 where id = $1");
        tx.exec(sql, db::args![account, r#"{"onboarding_step":"account_update"}"#]).await
    });
    assert_eq!(new.await.unwrap(), 1);

    let changed = desk.admin().patch("", json!({ "company_size": "10-50" })).await.is(200).body;

    assert_eq!(changed["custom_attributes"]["onboarding_step"], "invite_team");
    assert_eq!(changed["custom_attributes"]["company_size"], "10-50");
    desk.admin().post("agents/bulk_create", json!({ "emails": ["eve@x.test"] })).await.is(200);
    let joined = desk.admin().get("").await.is(200).body;
    assert_eq!(joined["custom_attributes"].get("onboarding_step"), None);
    desk.close().await;
}

#[tokio::test]
async fn bad_settings_are_refused_by_name_and_change_nothing() {
    let desk = Desk::open().await;
    let before = desk.contents().await;
    let long = "x".repeat(256);
    let refused = [
        (json!({ "name": " " }), "name", "Name can't be blank"),
        (json!({ "name": long }), "name", "Name is too long (maximum is 255 characters)"),
        (
            json!({ "auto_resolve_after": 9 }),
            "auto_resolve_after",
            "Auto resolve after must be greater than or equal to 10",
        ),
        (
            json!({ "auto_resolve_after": 1_439_857 }),
            "auto_resolve_after",
            "Auto resolve after must be less than or equal to 1439856",
        ),
        (
            json!({ "support_email": "nobody" }),
            "support_email",
            "Support email is not a valid email address",
        ),
        (
            json!({ "domain": "x".repeat(101) }),
            "domain",
            "Domain is too long (maximum is 100 characters)",
        ),
        (json!({ "locale": "tlh" }), "locale", "Locale is not a language that accounts can have"),
    ];

    for (change, field, message) in refused {
        let reply = desk.admin().patch("", change).await.refuses(&[field]);
        assert_eq!(reply.body["message"], message);
    }

    desk.contents().await.are(&before, "a refused change");
    desk.close().await;
}

#[tokio::test]
async fn only_administrators_change_an_account() {
    let desk = Desk::open().await;

    let refused = desk.agent().patch("", json!({ "name": "Ben's" })).await;

    refused.says(401, "You are not authorized to do this action");
    assert_eq!(desk.admin().get("").await.body["name"], "Acme");
    desk.close().await;
}

#[tokio::test]
async fn an_account_does_not_exist_for_those_who_do_not_belong_to_it() {
    let desk = Desk::open().await;
    let stranger = desk.stranger().await;

    let shown = stranger.get("").await;

    shown.says(404, "Resource could not be found");
    let change = json!({ "name": "Mine" });
    stranger.patch("", change).await.says(404, "Resource could not be found");
    assert_eq!(desk.admin().get("").await.body["name"], "Acme");
    desk.close().await;
}

#[tokio::test]
async fn a_list_that_clients_keep_is_marked_when_it_changes() {
    let desk = Desk::open().await;
    let never = "0000000000";
    assert_eq!(desk.admin().get("").await.body["cache_keys"]["label"], never);
    desk.wait(Duration::from_secs(5));

    desk.admin().post("labels", json!({ "title": "billing" })).await.is(200);
    desk.wait(Duration::from_secs(5));
    desk.add_team("Billing", &["Ben"]).await;

    let (opened, keys) = (1_770_112_800, desk.admin().get("").await.body["cache_keys"].clone());
    assert_eq!(keys["label"], (opened + 5).to_string());
    assert_eq!(keys["team"], (opened + 10).to_string());
    assert_eq!(keys["inbox"], opened.to_string());
    desk.close().await;
}
