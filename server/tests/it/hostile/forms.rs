//! What can be sent to each route that reads a body, field by field.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    contact_forms::{around_contacts, contacts},
    conversation_forms::{around_conversations, conversations, filters},
    funnel_forms::funnels,
    help_center_forms::help_center,
    inbox_forms::inboxes,
    rule_forms::{campaigns, companies, integrations, rules, sla_policies},
};
use crate::isolation::{Records, routes};

pub use super::kinds::{Kind, LONG, SHORT};
use Kind::{Bool, Choice, Number, Numbers, Object, Text, Texts, Word};

/// A route that reads a body.
pub struct Form {
    pub methods: &'static str,
    /// As the route table spells it.
    pub route: &'static str,
    /// Within the account.
    pub path: String,
    /// What is needed to be let through, and writes something.
    pub valid: Value,
    pub fields: Vec<(&'static str, Kind)>,
}

/// How a route is asked: the methods it takes and what it takes with them.
impl Form {
    pub fn new(methods: &'static str, route: &'static str, path: impl Into<String>) -> Self {
        Form { methods, route, path: path.into(), valid: json!({}), fields: Vec::new() }
    }

    pub fn valid(self, valid: Value) -> Self {
        Form { valid, ..self }
    }

    pub fn takes(mut self, kind: Kind, fields: &[&'static str]) -> Self {
        self.fields.extend(fields.iter().map(|field| (*field, kind)));
        self
    }
}

/// Every route that reads a body, for someone who has these records.
pub fn forms(own: &Records) -> Vec<Form> {
    [
        people(own),
        inboxes(own),
        rules(own),
        campaigns(own),
        sla_policies(own),
        companies(own),
        integrations(own),
        settings(own),
        notifications(own),
        contacts(own),
        around_contacts(own),
        filters(own),
        funnels(own),
        help_center(own),
        conversations(own),
        around_conversations(own),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn people(own: &Records) -> Vec<Form> {
    let account = Form::new("PUT PATCH", "/{account}", "")
        .valid(json!({ "name": "Acme" }))
        .takes(SHORT, &["name", "auto_resolve_label", "industry", "company_size", "timezone"])
        .takes(Text(100), &["domain"])
        .takes(Word, &["locale", "support_email"])
        .takes(LONG, &["auto_resolve_message"])
        .takes(Number, &["auto_resolve_after"])
        .takes(
            Bool,
            &["auto_resolve_ignore_waiting", "audio_transcriptions", "keep_pending_on_bot_failure"],
        );
    let agent = |form: Form| {
        form.takes(Choice, &["role", "availability"])
            .takes(Bool, &["auto_offline"])
            .takes(Number, &["custom_role_id"])
    };
    let role = |form: Form| {
        form.takes(SHORT, &["name"]).takes(LONG, &["description"]).takes(Texts, &["permissions"])
    };
    let role_path = format!("custom_roles/{}", own.custom_role);
    let dan = json!({ "name": "Dan", "email": "dan@x.test" });
    let team = |form: Form| {
        form.takes(SHORT, &["name"])
            .takes(LONG, &["description"])
            .takes(Bool, &["allow_auto_assign"])
    };
    let team_path = format!("teams/{}", own.team);
    vec![
        account,
        role(Form::new("POST", "/{account}/custom_roles", "custom_roles"))
            .valid(json!({ "name": "New" })),
        role(Form::new("PUT PATCH", "/{account}/custom_roles/{id}", role_path))
            .valid(json!({ "description": "x" })),
        agent(Form::new("POST", "/{account}/agents", "agents").valid(dan))
            .takes(SHORT, &["name"])
            .takes(Word, &["email"]),
        agent(Form::new("PUT PATCH", "/{account}/agents/{id}", format!("agents/{}", own.agent)))
            .valid(json!({ "name": "Dan" }))
            .takes(SHORT, &["name"]),
        team(Form::new("POST", "/{account}/teams", "teams").valid(json!({ "name": "New" }))),
        team(Form::new("PUT PATCH", "/{account}/teams/{id}", &team_path))
            .valid(json!({ "description": "x" })),
        Form::new(
            "POST PUT PATCH DELETE",
            "/{account}/teams/{id}/team_members",
            format!("{team_path}/team_members"),
        )
        .valid(json!({ "user_ids": [own.agent] }))
        .takes(Numbers, &["user_ids"]),
        Form::new("POST", "/{account}/agents/bulk_create", "agents/bulk_create")
            .valid(json!({ "emails": ["eve@x.test"] }))
            .takes(Texts, &["emails"]),
        Form::new("PUT PATCH", "/api/v1/profile", "/api/v1/profile")
            .valid(json!({ "message_signature": "Yours" }))
            .takes(SHORT, &["name", "display_name", "phone_number"])
            .takes(LONG, &["message_signature"])
            .takes(Word, &["email"])
            .takes(Object, &["ui_settings"]),
        Form::new("POST", "/api/v1/profile/access_tokens", "/api/v1/profile/access_tokens")
            .valid(json!({ "name": "Reports" }))
            .takes(SHORT, &["name"])
            .takes(Choice, &["scope"])
            .takes(Number, &["expires_at"]),
    ]
}

fn settings(own: &Records) -> Vec<Form> {
    let label = |form: Form| {
        form.takes(SHORT, &["title", "color"])
            .takes(LONG, &["description"])
            .takes(Bool, &["show_on_sidebar"])
    };
    let definition = |form: Form| {
        form.takes(SHORT, &["attribute_display_name", "attribute_key", "regex_pattern"])
            .takes(SHORT, &["regex_cue"])
            .takes(LONG, &["attribute_description"])
            .takes(Choice, &["attribute_display_type", "attribute_model"])
            .takes(Texts, &["attribute_values"])
    };
    let webhook = |form: Form| {
        form.takes(SHORT, &["name"])
            .takes(Word, &["url"])
            .takes(Number, &["inbox_id"])
            .takes(Texts, &["subscriptions"])
    };
    let bot = |form: Form| {
        form.takes(SHORT, &["name"])
            .takes(LONG, &["description"])
            .takes(Word, &["outgoing_url", "avatar_url"])
            .takes(Choice, &["bot_type"])
            .takes(Object, &["bot_config"])
    };
    let text = |form: Form| form.takes(SHORT, &["short_code"]).takes(LONG, &["content"]);
    let page = |form: Form| form.takes(SHORT, &["title"]).takes(Word, &["content.0.url"]);
    let frames =
        json!({ "title": "New", "content": [{ "url": "https://a.test", "type": "frame" }] });
    let definitions = "custom_attribute_definitions";
    let size = json!({ "attribute_display_name": "Size", "attribute_key": "size" });
    vec![
        label(Form::new("POST", "/{account}/labels", "labels").valid(json!({ "title": "new" }))),
        label(Form::new("PUT PATCH", "/{account}/labels/{id}", format!("labels/{}", own.label)))
            .valid(json!({ "color": "#000000" })),
        text(Form::new("POST", "/{account}/canned_responses", "canned_responses"))
            .valid(json!({ "short_code": "new", "content": "x" })),
        text(Form::new(
            "PUT PATCH",
            "/{account}/canned_responses/{id}",
            format!("canned_responses/{}", own.canned_response),
        ))
        .valid(json!({ "content": "x" })),
        page(Form::new("POST", "/{account}/dashboard_apps", "dashboard_apps"))
            .valid(frames.clone()),
        page(Form::new(
            "PUT PATCH",
            "/{account}/dashboard_apps/{id}",
            format!("dashboard_apps/{}", own.dashboard_app),
        ))
        .valid(frames),
        definition(Form::new("POST", "/{account}/custom_attribute_definitions", definitions))
            .valid(size),
        definition(Form::new(
            "PUT PATCH",
            "/{account}/custom_attribute_definitions/{id}",
            format!("{definitions}/{}", own.definition),
        ))
        .valid(json!({ "regex_cue": "x" })),
        bot(Form::new("POST", "/{account}/agent_bots", "agent_bots"))
            .valid(json!({ "name": "New" })),
        bot(Form::new(
            "PUT PATCH",
            "/{account}/agent_bots/{id}",
            format!("agent_bots/{}", own.agent_bot),
        ))
        .valid(json!({ "name": "New" })),
        webhook(Form::new("POST", "/{account}/webhooks", "webhooks"))
            .valid(json!({ "url": "https://new.test" })),
        webhook(Form::new(
            "PUT PATCH",
            "/{account}/webhooks/{id}",
            format!("webhooks/{}", own.webhook),
        ))
        .valid(json!({ "name": "New" })),
    ]
}

fn notifications(own: &Records) -> Vec<Form> {
    let path = |more: &str| format!("notifications{more}");
    let snooze = format!("notifications/{}/snooze", own.notification);
    let (settings, devices) = ("notification_settings", "/api/v1/notification_subscriptions");
    vec![
        Form::new("POST", "/{account}/notifications/{id}/snooze", snooze)
            .valid(json!({ "snoozed_until": 1_770_200_000 }))
            .takes(Number, &["snoozed_until"]),
        Form::new("POST", "/{account}/notifications/read_all", path("/read_all"))
            .valid(json!({ "primary_actor_type": "Conversation" }))
            .takes(Choice, &["primary_actor_type"])
            .takes(Number, &["primary_actor_id"]),
        Form::new("POST", "/{account}/notifications/destroy_all", path("/destroy_all"))
            .valid(json!({ "type": "read" })),
        Form::new("PUT PATCH", "/{account}/notification_settings", settings)
            .valid(json!({ "selected_push_flags": ["push_conversation_mention"] }))
            .takes(Texts, &["selected_push_flags", "selected_email_flags"]),
        Form::new("POST", devices, devices)
            .valid(json!({
                "subscription_type": "fcm", "subscription_attributes": { "device_id": "d" }
            }))
            .takes(Choice, &["subscription_type"])
            .takes(Object, &["subscription_attributes"]),
    ]
}

/// The body with another value at a place such as `channel.webhook_url`.
pub fn with(body: &Value, field: &str, value: Value) -> Value {
    let mut changed = body.clone();
    let mut at = &mut changed;
    for step in field.split('.') {
        at = match step.parse::<usize>() {
            Ok(number) => &mut at[number],
            Err(_) => &mut at[step],
        };
    }
    *at = value;
    changed
}

/// Routes that look at no body.
const READ_NOTHING: [&str; 26] = [
    "POST /{account}/update_active_at",
    "POST /{account}/conversations/{id}/update_last_seen",
    "POST /{account}/conversations/{id}/unread",
    "POST /{account}/conversations/{id}/mute",
    "POST /{account}/conversations/{id}/unmute",
    "POST /{account}/conversations/{id}/messages/{sub}/retry",
    "POST /api/v1/profile/resend_confirmation",
    "POST /api/v1/profile/reset_access_token",
    "POST /api/v1/profile/mfa",
    "POST /{account}/webhooks/{id}/deliveries/{sub}/replay",
    "POST /{account}/webhooks/{id}/test",
    "POST /{account}/automation_rules/{id}/clone",
    "PATCH /{account}/portals/{slug}/archive",
    "PUT /{account}/notifications/{id}",
    "PATCH /{account}/notifications/{id}",
    "POST /{account}/notifications/{id}/unread",
    "POST /{account}/agent_bots/{id}/reset_access_token",
    "POST /{account}/agent_bots/{id}/reset_secret",
    "POST /{account}/inboxes/{id}/reset_secret",
    // Refused, whatever is sent.
    "POST /{account}/integrations/hooks/{id}/process_event",
    "POST /{account}/inboxes/{id}/sync_templates",
    "POST /{account}/inboxes/{id}/register_webhook",
    "POST /{account}/inboxes/{id}/csat_template",
    // Of contacts, which have their own tests in `csat`.
    "PUT /public/api/v1/csat_survey/{uuid}",
    "PATCH /public/api/v1/csat_survey/{uuid}",
    // Bytes as they are, of a file that was announced.
    "PUT /rails/active_storage/disk/{signed}",
];

/// Routes that take more than what a form says, and have their own tests in `entrance`.
pub const DOORS: [&str; 13] = [
    "POST /auth/sign_in",
    "POST /auth/password",
    "PUT /auth/password",
    "PATCH /auth/password",
    "POST /auth/confirmation",
    "POST /resend_confirmation",
    "POST /",
    "POST /api/v2/accounts",
    "POST /api/v1/profile/mfa/verify",
    "POST /api/v1/profile/mfa/backup_codes",
    "POST /api/v1/profile/availability",
    "POST /api/v1/profile/auto_offline",
    "PUT /api/v1/profile/set_active_account",
];

#[test]
fn every_route_that_reads_a_body_has_a_form() {
    let reads = |route: &&String| {
        ["POST ", "PUT ", "PATCH "].iter().any(|it| route.starts_with(it))
            && !READ_NOTHING.contains(&route.as_str())
            && !DOORS.contains(&route.as_str())
            // Those of platform apps are tried in `platform`, those of visitors in `client_api`
            // and `widget`.
            && !route.contains(" /platform/")
            && !route.contains(" /public/api/v1/inboxes/")
            && !route.contains(" /api/v1/widget/")
    };
    let routes: BTreeSet<String> = routes().iter().filter(reads).cloned().collect();
    let own = Records::unmade();
    let forms: BTreeSet<String> = forms(&own)
        .into_iter()
        .flat_map(|form| {
            form.methods.split(' ').map(move |method| format!("{method} {}", form.route))
        })
        .collect();

    let without: Vec<_> = routes.difference(&forms).collect();

    assert!(without.is_empty(), "nothing bad is sent to {without:?}");
}
