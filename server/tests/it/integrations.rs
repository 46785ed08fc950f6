//! Integrations (contract `behaviour.md`, 10.1 and 10.2): which apps there are, and what is set up
//! of them.

use db::{args, sql};
use serde_json::{Value, json};

use crate::support::{Desk, each};

async fn hook(desk: &Desk, new: Value) -> Value {
    desk.admin().post("integrations/hooks", new).await.is(200).body
}

fn openai(key: &str) -> Value {
    json!({ "hook": { "app_id": "openai", "settings": { "api_key": key } } })
}

async fn app(desk: &Desk, id: &str) -> Value {
    desk.admin().get(&format!("integrations/apps/{id}")).await.is(200).body
}

#[tokio::test]
async fn apps_are_listed_with_what_is_set_up() {
    let desk = Desk::open().await;
    let ids = async || {
        let listed = desk.agent().get("integrations/apps").await.is(200).body;
        each(&listed["payload"], "id")
    };
    let usual = ["webhook", "dashboard_apps", "openai", "dialogflow", "google_translate", "dyte"];
    assert_eq!(ids().await, usual);

    assert_eq!(app(&desk, "webhook").await["enabled"], false);
    desk.admin().post("webhooks", json!({ "url": "https://a.test" })).await.is(200);
    assert_eq!(app(&desk, "webhook").await["enabled"], true);
    let added = hook(&desk, openai("sk-1")).await;
    let shown = app(&desk, "openai").await;

    assert_eq!((&shown["name"], &shown["enabled"]), (&json!("OpenAI"), &json!(true)));
    assert_eq!(shown["hooks"], json!([added]));
    let description = shown["description"].as_str().unwrap();
    assert!(description.contains("Nothing is sent to OpenAI"), "{description}");
    let schema = json!({
        "type": "object",
        "properties": { "api_key": { "type": "string" }, "label_suggestion": { "type": "boolean" } },
        "required": ["api_key"], "additionalProperties": false
    });
    assert_eq!(shown["settings_json_schema"], schema);
    assert_eq!(shown["visible_properties"], json!(["label_suggestion"]));
    // An app into which nobody is let here can be looked at, and is not listed.
    assert_eq!(app(&desk, "slack").await["enabled"], false);
    desk.agent().get("integrations/apps/nothing").await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn keys_are_told_to_administrators_and_kept_encrypted() {
    let desk = Desk::open().await;

    let added = hook(&desk, openai("sk-secret")).await;

    let expected = json!({
        "id": added["id"], "app_id": "openai", "status": true, "inbox": null,
        "account_id": desk.account, "hook_type": "account",
        "settings": { "api_key": "sk-secret" }, "reference_id": null
    });
    assert_eq!(added, expected);
    let seen = desk.agent().get("integrations/apps/openai").await.is(200);
    assert!(!seen.text.contains("sk-secret") && !seen.text.contains("settings"), "{}", seen.text);
    assert_eq!(seen.body["hooks"][0]["status"], true);
    let kept = desk.app.db.read(async |tx: &mut db::Tx| {
        tx.one::<(String,)>(sql!("select settings from integration_hooks"), args![]).await
    });
    let (kept,) = kept.await.unwrap();
    assert!(!kept.contains("sk-secret") && !kept.contains("api_key"), "{kept}");
    desk.close().await;
}

#[tokio::test]
async fn what_is_set_up_is_changed_and_forgotten_by_administrators() {
    let desk = Desk::open().await;
    let added = hook(&desk, openai("sk-1")).await;
    let path = format!("integrations/hooks/{}", added["id"]);

    desk.agent().post("integrations/hooks", openai("sk-2")).await.is(401);
    desk.agent().patch(&path, json!({ "status": 0 })).await.is(401);
    desk.agent().delete(&path).await.is(401);
    let changed = desk.admin().patch(&path, json!({ "hook": { "status": false } })).await;
    let changed = changed.is(200).body;
    assert_eq!(
        (&changed["status"], &changed["settings"]["api_key"]),
        (&json!(false), &json!("sk-1"))
    );
    let settings = json!({ "api_key": "sk-2", "label_suggestion": true });
    let change = json!({ "app_id": "dyte", "status": 1, "settings": settings });
    let changed = desk.admin().patch(&path, change).await.is(200).body;
    assert_eq!((&changed["status"], &changed["settings"]), (&json!(true), &settings));
    assert_eq!(changed["app_id"], "openai");
    let process = format!("{path}/process_event");
    desk.agent().post(&process, json!({ "event": "x" })).await.says(422, "No processor found");
    desk.agent().post("integrations/hooks/999/process_event", json!({})).await.is(404);

    desk.admin().delete(&path).await.is(200);
    desk.admin().delete(&path).await.is(404);
    desk.admin().patch(&path, json!({ "status": 1 })).await.is(404);
    assert_eq!(app(&desk, "openai").await["enabled"], false);
    desk.close().await;
}

#[tokio::test]
async fn what_does_not_fit_an_app_is_refused() {
    let desk = Desk::open().await;
    hook(&desk, openai("sk-1")).await;
    let refused = async |new: Value, field: &str, words: &str| {
        let reply = desk.admin().post("integrations/hooks", new).await.says(422, words);
        assert_eq!(reply.body["attributes"], json!([field]));
    };
    let of = |app: &str, settings: Value| json!({ "app_id": app, "settings": settings });

    let invalid = "Settings : Invalid settings data";
    for settings in [
        json!({}),
        json!({ "api_key": "x" }),
        json!({ "api_key": " ", "organization_id": "x" }),
        json!({ "api_key": 7, "organization_id": "x" }),
        json!({ "api_key": "x", "organization_id": "x", "more": "x" }),
        json!({ "api_key": "x".repeat(20_001), "organization_id": "x" }),
    ] {
        refused(of("dyte", settings), "settings", invalid).await;
    }
    refused(
        of("google_translate", json!({ "project_id": "x", "credentials": "x" })),
        "settings",
        invalid,
    )
    .await;
    refused(of("openai", json!({ "api_key": "x" })), "app_id", "App has already been taken").await;
    let unknown = "App is not an app that is set up here";
    for id in ["slack", "webhook", "nothing"] {
        refused(of(id, json!({})), "app_id", unknown).await;
    }
    let flag = "Feature flag Feature not enabled";
    let keys = json!({ "access_key": "x", "secret_key": "x" });
    refused(of("leadsquared", keys), "feature_flag", flag).await;
    let flow = json!({ "project_id": "x", "credentials": { "key": "x" } });
    refused(of("dialogflow", flow), "inbox_id", "Inbox can't be blank").await;
    desk.admin().post("integrations/hooks", json!({ "status": 1 })).await.is(422);
    assert_eq!(desk.count("integration_hooks").await, 1);
    desk.close().await;
}

#[tokio::test]
async fn what_is_set_up_for_an_inbox_goes_with_it() {
    let desk = Desk::open().await;
    let inbox = desk.inbox().await;
    let settings = json!({ "project_id": "x", "credentials": { "key": "x" }, "region": "eu" });
    let new = json!({ "app_id": "dialogflow", "inbox_id": inbox, "settings": settings });

    let added = hook(&desk, new.clone()).await;
    hook(&desk, new.clone()).await;

    assert_eq!(added["inbox"], json!({ "id": inbox, "name": "Support" }));
    assert_eq!((&added["hook_type"], &added["settings"]), (&json!("inbox"), &settings));
    assert_eq!(app(&desk, "dialogflow").await["hooks"].as_array().map(Vec::len), Some(2));
    let unknown = json!({ "app_id": "dialogflow", "inbox_id": 999, "settings": settings });
    desk.admin().post("integrations/hooks", unknown).await.is(404);
    desk.admin().delete(&format!("inboxes/{inbox}")).await.is(200);
    desk.settle().await;
    assert_eq!(desk.count("integration_hooks").await, 0);
    desk.close().await;
}

#[tokio::test]
async fn an_app_says_which_feature_it_needs() {
    let desk = Desk::open().await;

    let lead = desk.admin().get("integrations/apps/leadsquared").await.is(200).body;

    assert_eq!(
        (&lead["feature_flag"], &lead["enabled"]),
        (&json!("crm_integration"), &json!(false))
    );
    let dyte = desk.admin().get("integrations/apps/dyte").await.is(200).body;
    assert_eq!(dyte.get("feature_flag"), None);
    desk.close().await;
}
