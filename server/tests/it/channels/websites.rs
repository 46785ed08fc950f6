//! The channel of a website.

use serde_json::{Value, json};

use super::{add, change, is_at_work, path};
use crate::support::{Desk, each};

fn site() -> Value {
    json!({ "type": "web_widget", "website_url": "https://acme.test" })
}

#[tokio::test]
async fn a_new_website_has_everything_that_a_chat_needs() {
    let desk = Desk::open_with(|config| {
        config.server.frontend_url = "https://desk.acme.test".to_owned();
    })
    .await;

    let inbox = add(&desk, site()).await.is(200);

    let shown = inbox.clone().holds(json!({
        "channel_type": "Channel::WebWidget",
        "website_url": "https://acme.test",
        "widget_color": "#1f93ff",
        "welcome_title": null,
        "welcome_tagline": null,
        "allowed_domains": "",
        "reply_time": "in_a_few_minutes",
        "selected_feature_flags": ["attachments", "emoji_picker", "end_conversation"],
        "hmac_mandatory": false,
        "pre_chat_form_enabled": false,
        "continuity_via_email": true,
        "phone_number": null,
        "provider": null,
        "callback_webhook_url": null
    }));
    let inbox = shown.body;
    for token in ["website_token", "hmac_token"] {
        assert_eq!(inbox[token].as_str().map(str::len), Some(24), "{token}");
    }
    let form = &inbox["pre_chat_form_options"];
    assert_eq!(form["pre_chat_message"], "Share your queries or comments here.");
    let fields = each(&form["pre_chat_fields"], "name");
    assert_eq!(fields, ["emailAddress", "fullName", "phoneNumber"]);
    assert_eq!(each(&form["pre_chat_fields"], "enabled"), [false, false, false]);
    let script = inbox["web_widget_script"].as_str().unwrap_or_default();
    let token = inbox["website_token"].as_str().unwrap_or_default();
    for part in ["<script>", "https://desk.acme.test", "/packs/js/sdk.js", token, "chatwootSDK"] {
        assert!(script.contains(part), "{part}: {script}");
    }
    for foreign in ["secret", "webhook_url", "email", "imap_login", "inbox_identifier"] {
        assert!(inbox.get(foreign).is_none(), "{foreign} is of other channels");
    }
    desk.close().await;
}

#[tokio::test]
async fn a_website_is_set_up_as_it_is_asked_for_and_changed_bit_by_bit() {
    let desk = Desk::open().await;
    let new = json!({
        "type": "web_widget",
        "website_url": "acme.test",
        "widget_color": "#0A0",
        "welcome_title": "Hello",
        "welcome_tagline": "We are here",
        "reply_time": "in_a_day",
        "allowed_domains": "acme.test, *.acme.test,https://shop.test:8443",
        "continuity_via_email": false,
        "hmac_mandatory": true,
        "pre_chat_form_enabled": true,
        "selected_feature_flags": ["allow_mobile_webview", "attachments"]
    });

    let inbox = add(&desk, new.clone()).await.is(200).body;

    let mut expected = new;
    expected.as_object_mut().expect("an object").remove("type");
    expected["selected_feature_flags"] = json!(["attachments", "allow_mobile_webview"]);
    let shown = desk.admin().get(&path(&inbox)).await.is(200).holds(expected.clone());
    let less =
        json!({ "welcome_title": null, "allowed_domains": "", "selected_feature_flags": [] });
    let after = change(&desk, &inbox, less.clone()).await.is(200).holds(less.clone());
    expected.as_object_mut().expect("one").extend(less.as_object().expect("one").clone());
    let after = after.holds(expected).body;
    assert_eq!(after["website_token"], shown.body["website_token"]);
    desk.close().await;
}

#[tokio::test]
async fn a_website_is_set_up_by_the_forms_of_browsers_too() {
    let desk = Desk::open().await;
    let form = "name=Site&channel[type]=web_widget&channel[website_url]=https://acme.test\
                &channel[hmac_mandatory]=true&channel[continuity_via_email]=0\
                &channel[selected_feature_flags][]=emoji_picker&greeting_message=null\
                &channel[pre_chat_form_options][pre_chat_fields][][name]=plan\
                &channel[pre_chat_form_options][pre_chat_fields][][required]=true";
    let request = desk.admin().request(reqwest::Method::POST, "inboxes");
    let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(form);

    let inbox = desk.admin().send(request).await.is(200);

    inbox.holds(json!({
        "name": "Site", "website_url": "https://acme.test", "hmac_mandatory": true,
        "continuity_via_email": false, "selected_feature_flags": ["emoji_picker"],
        "greeting_message": null,
        "pre_chat_form_options": { "pre_chat_fields": [{ "name": "plan", "required": true }] }
    }));
    desk.close().await;
}

#[tokio::test]
async fn the_form_before_the_chat_is_kept_as_it_was_made() {
    let desk = Desk::open().await;
    let form = json!({
        "pre_chat_message": "Who are you?",
        "require_email": true,
        "pre_chat_fields": [
            { "field_type": "standard", "label": "Email", "placeholder": "you@there",
              "name": "emailAddress", "type": "email", "required": true, "enabled": true },
            { "field_type": "contact_attribute", "label": "Plan", "name": "plan", "type": "list",
              "values": ["gold", "silver"], "required": false, "enabled": true,
              "regex_pattern": "^g", "regex_cue": "Gold, please", "locale": "en" }
        ]
    });
    let new = json!({
        "type": "web_widget", "website_url": "https://acme.test", "pre_chat_form_options": form
    });

    let inbox = add(&desk, new).await.is(200).body;

    assert_eq!(inbox["pre_chat_form_options"], form);
    let unknown = json!({ "pre_chat_form_options": {
        "pre_chat_fields": [{ "name": "a", "onclick": "alert(1)" }], "script": "x"
    } });
    let after = change(&desk, &inbox, unknown).await.is(200).body;
    let expected = json!({ "pre_chat_fields": [{ "name": "a" }] });
    assert_eq!(after["pre_chat_form_options"], expected, "it is replaced, by what is known");
    let none = json!({ "pre_chat_form_options": { "pre_chat_fields": [] } });
    let after = change(&desk, &inbox, none).await.is(200).body;
    let names = each(&after["pre_chat_form_options"]["pre_chat_fields"], "name");
    assert_eq!(names, ["emailAddress", "fullName", "phoneNumber"]);
    desk.close().await;
}

#[tokio::test]
async fn forms_follow_the_custom_attributes_that_they_ask_for() {
    let desk = Desk::open().await;
    let plan = desk.define("contact_attribute", "plan", "list", json!({})).await;
    let field = |kind: &str| json!({ "field_type": kind, "label": "Your plan", "name": "plan", "enabled": true });
    let form = json!({ "pre_chat_fields": [field("contact_attribute")] });
    let other = json!({ "pre_chat_fields": [field("conversation_attribute")] });
    let with = |form: Value| json!({ "type": "web_widget", "website_url": "a.test", "pre_chat_form_options": form });
    let inbox = add(&desk, with(form)).await.is(200).body;
    let another = add(&desk, with(other.clone())).await.is(200).body;
    let fields = async |inbox: &Value| {
        let shown = desk.admin().get(&path(inbox)).await.is(200).body;
        shown["pre_chat_form_options"]["pre_chat_fields"].clone()
    };

    let definition = format!("custom_attribute_definitions/{plan}");
    let change = json!({
        "attribute_display_name": "Tariff", "attribute_values": ["gold"], "regex_cue": "Gold"
    });
    desk.admin().patch(&definition, change).await.is(200);

    let asked = json!([{
        "field_type": "contact_attribute", "label": "Tariff", "placeholder": "Tariff",
        "name": "plan", "enabled": true, "values": ["gold"], "regex_cue": "Gold"
    }]);
    assert_eq!(fields(&inbox).await, asked);
    desk.admin().delete(&definition).await.is(204);
    assert_eq!(fields(&inbox).await, json!([]));
    assert_eq!(fields(&another).await, other["pre_chat_fields"], "it asks for something else");
    desk.close().await;
}

#[tokio::test]
async fn bad_websites_are_refused_by_name() {
    let desk = Desk::open().await;
    let inbox = add(&desk, site()).await.is(200).body;
    let before = desk.contents().await;
    let form = |form: Value| json!({ "pre_chat_form_options": form });
    let fields = |fields: Value| form(json!({ "pre_chat_fields": fields }));
    let many: Vec<Value> = (0..51).map(|at| json!({ "name": at.to_string() })).collect();
    let refused = [
        (json!({ "website_url": "" }), "website_url"),
        (json!({ "website_url": "javascript:alert(1)" }), "website_url"),
        (json!({ "website_url": "ftp://acme.test" }), "website_url"),
        (json!({ "website_url": "x".repeat(256) }), "website_url"),
        (json!({ "widget_color": "red" }), "widget_color"),
        (json!({ "widget_color": "#fff;} body {" }), "widget_color"),
        (json!({ "welcome_title": "x".repeat(256) }), "welcome_title"),
        (json!({ "welcome_tagline": "x".repeat(256) }), "welcome_tagline"),
        (json!({ "reply_time": "never" }), "channel.reply_time"),
        (json!({ "allowed_domains": "a.test; script-src *" }), "allowed_domains"),
        (json!({ "allowed_domains": "a.test\r\nX-Evil: 1" }), "allowed_domains"),
        (json!({ "selected_feature_flags": ["telepathy"] }), "channel.selected_feature_flags[0]"),
        (form(json!({ "pre_chat_message": "x".repeat(20_001) })), "pre_chat_message"),
        (fields(json!([{ "label": "No name" }])), "pre_chat_fields"),
        (fields(json!([{ "name": "a" }, { "name": "a" }])), "pre_chat_fields"),
        (fields(json!([{ "name": "a", "label": "x".repeat(256) }])), "pre_chat_fields.label"),
        (fields(json!(many)), "pre_chat_fields"),
    ];

    for (channel, field) in refused {
        let reply = change(&desk, &inbox, channel.clone()).await;
        assert!(reply.status == 422, "{channel}: {}", reply.text);
        assert_eq!(reply.body["attributes"][0], field, "{channel}");
    }

    add(&desk, json!({ "type": "web_widget" })).await.refuses(&["website_url"]);
    desk.contents().await.are(&before, "a refused website");
    desk.close().await;
}

#[tokio::test]
async fn agents_see_a_website_without_what_signs_identities() {
    let desk = Desk::open().await;
    let inbox = add(&desk, site()).await.is(200).body;
    let ben = json!({ "inbox_id": inbox["id"], "user_ids": [desk.id_of("Ben")] });
    desk.admin().post("inbox_members", ben).await.is(200);

    let shown = desk.agent().get(&path(&inbox)).await.is(200).body;

    assert_eq!(shown["website_token"], inbox["website_token"]);
    assert!(inbox.get("hmac_token").is_some() && shown.get("hmac_token").is_none());
    desk.close().await;
}

#[tokio::test]
async fn agents_write_to_the_visitors_of_a_website() {
    let desk = Desk::open().await;
    let inbox = add(&desk, site()).await.is(200).body;

    let contact = is_at_work(&desk, &inbox).await;

    let known = &contact["contact_inboxes"][0];
    assert_eq!(known["source_id"].as_str().map(str::len), Some(36), "a UUID");
    assert_eq!(known["inbox"]["channel_type"], "Channel::WebWidget");
    assert_eq!(known["inbox"]["provider"], Value::Null);
    desk.admin().delete(&path(&inbox)).await.is(200);
    desk.settle().await;
    desk.admin().get(&path(&inbox)).await.is(404);
    desk.close().await;
}
