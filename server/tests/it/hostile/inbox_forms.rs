//! What can be sent to the routes of inboxes, by the types of their channels.

use serde_json::{Value, json};

use super::forms::{
    Form,
    Kind::{Bool, Choice, Number, Numbers, Object, Text, Texts, Word},
    LONG, SHORT,
};
use crate::isolation::Records;

pub fn inboxes(own: &Records) -> Vec<Form> {
    let settings = |form: Form| {
        form.takes(SHORT, &["name", "business_name"])
            .takes(Text(10_000), &["greeting_message", "out_of_office_message"])
            .takes(Word, &["timezone", "channel.webhook_url"])
            .takes(Choice, &["sender_name_type"])
            .takes(Number, &["portal_id"])
            .takes(Choice, &["csat_config.display_type"])
            .takes(LONG, &["csat_config.message"])
            .takes(Object, &["csat_config", "auto_assignment_config", "channel"])
            .takes(Object, &["channel.additional_attributes"])
            .takes(Bool, &["enable_auto_assignment", "greeting_enabled", "csat_survey_enabled"])
            .takes(Bool, &["working_hours_enabled", "enable_email_collect"])
            .takes(Bool, &["allow_messages_after_resolved", "lock_to_single_conversation"])
            .takes(Bool, &["channel.hmac_mandatory"])
    };
    let added = |channel: Value| {
        Form::new("POST", "/{account}/inboxes", "inboxes")
            .valid(json!({ "name": "New", "channel": channel }))
    };
    let site = added(json!({ "type": "web_widget", "website_url": "https://acme.test" }))
        .takes(SHORT, &["channel.welcome_title", "channel.welcome_tagline"])
        .takes(Word, &["channel.website_url", "channel.widget_color", "channel.allowed_domains"])
        .takes(Choice, &["channel.reply_time"])
        .takes(Bool, &["channel.pre_chat_form_enabled", "channel.continuity_via_email"])
        .takes(Bool, &["channel.hmac_mandatory"])
        .takes(Object, &["channel.pre_chat_form_options"])
        .takes(Texts, &["channel.selected_feature_flags"]);
    let mailbox = added(json!({ "type": "email", "email": "new@acme.test" }))
        .takes(SHORT, &["channel.imap_login", "channel.imap_password", "channel.smtp_login"])
        .takes(SHORT, &["channel.smtp_password", "channel.provider"])
        .takes(Word, &["channel.email", "channel.imap_address", "channel.smtp_address"])
        .takes(Word, &["channel.smtp_domain"])
        .takes(Number, &["channel.imap_port", "channel.smtp_port"])
        .takes(Bool, &["channel.imap_enabled", "channel.imap_enable_ssl", "channel.smtp_enabled"])
        .takes(Bool, &["channel.smtp_enable_ssl_tls", "channel.smtp_enable_starttls_auto"])
        .takes(Bool, &["channel.verified_for_sending"])
        .takes(Choice, &["channel.smtp_authentication", "channel.smtp_openssl_verify_mode"]);
    let texts = added(json!({ "type": "sms", "phone_number": "+390612345678" }))
        .takes(Word, &["channel.phone_number"])
        .takes(Object, &["channel.provider_config"]);
    let line = json!({
        "type": "line", "line_channel_id": "1", "line_channel_secret": "2",
        "line_channel_token": "3"
    });
    let line = added(line)
        .takes(Word, &["channel.line_channel_id"])
        .takes(SHORT, &["channel.line_channel_secret", "channel.line_channel_token"]);
    let new = json!({ "name": "New", "channel": { "type": "api" } });
    let members = json!({ "inbox_id": own.inbox, "user_ids": [own.agent] });
    vec![
        site,
        mailbox,
        texts,
        line,
        settings(Form::new("POST", "/{account}/inboxes", "inboxes").valid(new)),
        settings(Form::new(
            "PUT PATCH",
            "/{account}/inboxes/{id}",
            format!("inboxes/{}", own.inbox),
        ))
        .valid(json!({ "channel": {}, "working_hours": [{ "day_of_week": 1 }] }))
        .takes(Number, &["working_hours.0.day_of_week", "working_hours.0.open_hour"])
        .takes(Number, &["working_hours.0.close_minutes"])
        .takes(Bool, &["working_hours.0.closed_all_day"]),
        Form::new(
            "POST",
            "/{account}/inboxes/{id}/set_agent_bot",
            format!("inboxes/{}/set_agent_bot", own.inbox),
        )
        .valid(json!({ "agent_bot": own.agent_bot }))
        .takes(Number, &["agent_bot"]),
        Form::new("POST PUT PATCH DELETE", "/{account}/inbox_members", "inbox_members")
            .valid(members)
            .takes(Number, &["inbox_id"])
            .takes(Numbers, &["user_ids"]),
    ]
}
