//! The channels of inboxes: what each type is set up with, and what is shown of it to whom.

mod api;
mod email;
mod mails;
mod networks;
mod reach;
mod websites;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Desk, Reply};

/// What every inbox is shown with, whatever its channel.
const COMMON: [&str; 34] = [
    "id",
    "avatar_url",
    "channel_id",
    "name",
    "channel_type",
    "greeting_enabled",
    "greeting_message",
    "working_hours_enabled",
    "enable_email_collect",
    "csat_survey_enabled",
    "csat_config",
    "enable_auto_assignment",
    "auto_assignment_config",
    "out_of_office_message",
    "working_hours",
    "timezone",
    "callback_webhook_url",
    "allow_messages_after_resolved",
    "lock_to_single_conversation",
    "sender_name_type",
    "business_name",
    "allowed_domains",
    "widget_color",
    "website_url",
    "hmac_mandatory",
    "welcome_title",
    "welcome_tagline",
    "web_widget_script",
    "website_token",
    "selected_feature_flags",
    "reply_time",
    "messaging_service_sid",
    "phone_number",
    "provider",
];

/// Says that an inbox is shown with these keys beside those of all, and no others.
#[track_caller]
fn has_keys(inbox: &Value, more: &[&str]) {
    let shown: BTreeSet<&str> = inbox.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = COMMON.iter().chain(more).copied().collect();
    assert_eq!(shown, expected, "{}", inbox["channel_type"]);
}

#[tokio::test]
async fn every_type_is_shown_with_its_keys_and_no_others() {
    let desk = Desk::open().await;
    let website = ["pre_chat_form_enabled", "pre_chat_form_options", "continuity_via_email"];
    let api = ["webhook_url", "inbox_identifier", "additional_attributes"];
    let servers = [
        "imap_login",
        "imap_password",
        "imap_address",
        "imap_port",
        "imap_enabled",
        "imap_enable_ssl",
        "smtp_login",
        "smtp_password",
        "smtp_address",
        "smtp_port",
        "smtp_enabled",
        "smtp_domain",
        "smtp_enable_ssl_tls",
        "smtp_enable_starttls_auto",
        "smtp_openssl_verify_mode",
        "smtp_authentication",
    ];
    let line = json!({
        "type": "line", "line_channel_id": "1", "line_channel_secret": "2",
        "line_channel_token": "3"
    });
    // What members see of each, and what administrators see besides.
    let types: [(Value, &[&str], &[&str]); 5] = [
        (json!({ "type": "api" }), &api, &["hmac_token", "secret"]),
        (json!({ "type": "web_widget", "website_url": "a.test" }), &website, &["hmac_token"]),
        (
            json!({ "type": "email", "email": "a@a.test" }),
            &["email", "forwarding_enabled"],
            &servers,
        ),
        (json!({ "type": "sms", "phone_number": "+390612345678" }), &[], &[]),
        (line, &[], &[]),
    ];

    for (channel, all, administrators) in types {
        let inbox = add(&desk, channel).await.is(200).body;
        let ben = json!({ "inbox_id": inbox["id"], "user_ids": [desk.id_of("Ben")] });
        desk.admin().post("inbox_members", ben).await.is(200);

        has_keys(&desk.agent().get(&path(&inbox)).await.is(200).body, all);
        has_keys(&inbox, &[all, administrators].concat());
    }
    desk.close().await;
}

/// Ada adds an inbox with this channel.
async fn add(desk: &Desk, channel: Value) -> Reply {
    desk.admin().post("inboxes", json!({ "name": "New", "channel": channel })).await
}

/// Ada changes the channel of an inbox.
async fn change(desk: &Desk, inbox: &Value, channel: Value) -> Reply {
    desk.admin().patch(&path(inbox), json!({ "channel": channel })).await
}

fn path(inbox: &Value) -> String {
    format!("inboxes/{}", inbox["id"])
}

/// Somebody writes into an inbox, an agent answers, and the conversation is there.
async fn is_at_work(desk: &Desk, inbox: &Value) -> Value {
    let lea = desk.contact("Lea").await;
    let new = json!({
        "inbox_id": inbox["id"], "contact_id": lea, "message": { "content": "How are you?" }
    });
    let conversation = desk.conversation_with(new).await;
    let answer = json!({ "content": "We write first." });
    let messages = format!("conversations/{conversation}/messages");
    desk.admin().post(&messages, answer).await.is(200);
    desk.settle().await;
    let shown = desk.show(conversation).await;
    assert_eq!(shown["meta"]["channel"], inbox["channel_type"]);
    let listed = desk.admin().get("conversations").await.is(200).body;
    assert_eq!(listed["data"]["meta"]["all_count"], 1);
    let incoming = json!({ "content": "I am the customer", "message_type": "incoming" });
    let said = "Incoming messages are only allowed in Api inboxes";
    desk.admin().post(&messages, incoming).await.says(422, said);
    desk.admin().get(&format!("contacts/{lea}")).await.is(200).body["payload"].clone()
}
