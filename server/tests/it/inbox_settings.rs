//! What is set of an inbox whatever its channel, and who can be given what comes in there.

use serde_json::{Value, json};

use crate::support::{Desk, each};

#[tokio::test]
async fn a_survey_of_a_known_inbox_is_filled_with_what_is_usual() {
    let desk = Desk::open().await;
    let path = format!("inboxes/{}", desk.inbox().await);
    let survey = async |config: Value| {
        let change = json!({ "csat_config": config });
        desk.admin().patch(&path, change).await.is(200).body["csat_config"].clone()
    };

    let some = survey(json!({
        "message": "How was it?", "survey_rules": { "values": ["vip"] }, "unknown": 1
    }));

    let mut expected = json!({
        "display_type": "emoji", "message": "How was it?", "button_text": "Please rate us",
        "language": "en", "survey_rules": { "operator": "contains", "values": ["vip"] }
    });
    assert_eq!(some.await, expected);
    let template = json!({ "name": "survey", "template_id": "7", "status": "approved" });
    expected["template"] = template.clone();
    expected["message"] = json!("");
    expected["survey_rules"] = json!({ "operator": "does_not_contain", "values": [] });
    let all = json!({
        "template": template, "survey_rules": { "operator": "does_not_contain" }
    });
    assert_eq!(survey(all).await, expected);
    let gone = survey(json!({ "display_type": "star" })).await;
    assert_eq!((&gone["display_type"], gone.get("template")), (&json!("star"), None));
    assert_eq!(survey(json!({})).await, json!({}));
    desk.close().await;
}

#[tokio::test]
async fn a_survey_of_a_new_inbox_is_as_it_was_sent() {
    let desk = Desk::open().await;
    let survey = json!({ "display_type": "star", "survey_rules": { "operator": "contains" } });
    let new = json!({
        "name": "New", "channel": { "type": "api" }, "csat_survey_enabled": true,
        "csat_config": survey
    });

    let inbox = desk.admin().post("inboxes", new).await.is(200).body;

    assert_eq!((&inbox["csat_survey_enabled"], &inbox["csat_config"]), (&json!(true), &survey));
    desk.close().await;
}

#[tokio::test]
async fn bad_settings_are_refused_by_name() {
    let desk = Desk::open().await;
    let path = format!("inboxes/{}", desk.inbox().await);
    let before = desk.contents().await;
    let survey = |config: Value| json!({ "csat_config": config });
    let many: Vec<String> = (0..101).map(|at| at.to_string()).collect();
    let refused = [
        (survey(json!({ "display_type": "thumbs" })), "csat_config.display_type"),
        (survey(json!({ "message": "x".repeat(20_001) })), "csat_config.message"),
        (survey(json!({ "button_text": "x".repeat(256) })), "csat_config.button_text"),
        (survey(json!({ "language": {} })), "csat_config.language"),
        (
            survey(json!({ "survey_rules": { "operator": "guesses" } })),
            "csat_config.survey_rules.operator",
        ),
        (survey(json!({ "survey_rules": { "values": many } })), "csat_config.survey_rules.values"),
        (survey(json!({ "template": { "name": "x".repeat(256) } })), "csat_config.template.name"),
        (json!({ "portal_id": 1 }), "portal_id"),
    ];

    for (change, field) in refused {
        let reply = desk.admin().patch(&path, change.clone()).await;
        assert!(reply.status == 422, "{change}: {}", reply.text);
        assert_eq!(reply.body["attributes"][0], field, "{change}");
    }

    desk.contents().await.are(&before, "a refused setting");
    desk.admin().patch(&path, json!({ "portal_id": null })).await.is(200);
    desk.admin().patch(&path, json!({ "portal_id": "null" })).await.is(200);
    desk.close().await;
}

#[tokio::test]
async fn members_of_all_inboxes_and_administrators_can_be_given_what_comes_in_there() {
    let desk = Desk::open().await;
    let (support, sales) = (desk.inbox().await, desk.add_inbox("Sales", &["Ben", "Cleo"]).await);
    let names = |body: &Value| each(&body["payload"], "name");
    let both = format!("assignable_agents?inbox_ids[]={support}&inbox_ids[]={sales}");

    let of_both = desk.agent().get(&both).await.is(200).body;

    assert_eq!(names(&of_both), ["Ada", "Ben"], "Ada belongs to none of them and may do all");
    let one = desk.agent().get(&format!("assignable_agents?inbox_ids[]={sales}")).await.is(200);
    assert_eq!(names(&one.body), ["Ada", "Ben", "Cleo"]);
    let path = format!("inboxes/{support}/assignable_agents");
    assert_eq!(names(&desk.agent().get(&path).await.is(200).body), ["Ada", "Ben"]);
    let not_hers = "You are not authorized to do this action";
    desk.outsider().get(&path).await.says(401, not_hers);
    desk.outsider().get(&both).await.says(401, not_hers);
    desk.agent().get("assignable_agents").await.is(404);
    desk.agent().get("assignable_agents?inbox_ids[]=999").await.is(404);
    desk.agent().get("assignable_agents?inbox_ids[]=x").await.is(422);
    desk.agent().get("inboxes/999/assignable_agents").await.is(404);
    let many = vec!["inbox_ids[]=1"; 101].join("&");
    desk.agent().get(&format!("assignable_agents?{many}")).await.refuses(&["inbox_ids"]);
    desk.close().await;
}

#[tokio::test]
async fn what_only_whatsapp_has_is_refused_in_words() {
    let desk = Desk::open().await;
    let (ada, ben, inbox) = (desk.admin(), desk.agent(), desk.inbox().await);
    let path = |what: &str| format!("inboxes/{inbox}/{what}");

    let sync = ada.post(&path("sync_templates"), json!({})).await;

    sync.says(422, "Template sync is only available for WhatsApp channels");
    let health = ben.get(&path("health")).await;
    health.says(400, "Health data only available for WhatsApp Cloud API channels");
    ada.post(&path("register_webhook"), json!({})).await.is(400);
    let survey =
        "CSAT template operations only available for WhatsApp and Twilio WhatsApp channels";
    ben.get(&path("csat_template")).await.says(400, survey);
    ben.post(&path("csat_template"), json!({ "template": {} })).await.says(400, survey);
    for admins in ["sync_templates", "register_webhook"] {
        ben.post(&path(admins), json!({})).await.is(401);
    }
    desk.outsider().get(&path("health")).await.is(401);
    ada.get("inboxes/999/health").await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn an_inbox_has_no_campaigns() {
    let desk = Desk::open().await;
    let path = format!("inboxes/{}/campaigns", desk.inbox().await);

    assert_eq!(desk.admin().get(&path).await.is(200).body, json!([]));

    desk.agent().get(&path).await.is(401);
    desk.admin().get("inboxes/999/campaigns").await.is(404);
    desk.close().await;
}

#[tokio::test]
async fn changes_of_an_inbox_are_told_to_those_who_keep_a_list_of_them() {
    let desk = Desk::open().await;
    let inbox = desk.inbox().await;
    let keys = async || desk.admin().get("cache_keys").await.is(200).body["cache_keys"].clone();
    let mut before = keys().await;
    let site =
        json!({ "name": "Site", "channel": { "type": "web_widget", "website_url": "a.test" } });
    let changes = [
        ("post", "inboxes".to_owned(), site),
        ("patch", format!("inboxes/{inbox}"), json!({ "channel": { "hmac_mandatory": true } })),
        ("post", format!("inboxes/{inbox}/reset_secret"), json!({})),
    ];

    for (method, path, body) in changes {
        desk.wait(std::time::Duration::from_secs(2));
        let reply = match method {
            "post" => desk.admin().post(&path, body).await,
            _ => desk.admin().patch(&path, body).await,
        };
        reply.is(200);
        let after = keys().await;
        assert_ne!(after["inbox"], before["inbox"], "{path}");
        assert_eq!(after["label"], before["label"]);
        before = after;
    }
    desk.close().await;
}
