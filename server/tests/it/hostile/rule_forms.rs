//! What can be sent to the routes of rules and of what they send.

use serde_json::json;

use super::forms::{
    Form,
    Kind::{Bool, Choice, Number, Numbers, Object, Seconds, Text, Word},
    LONG, SHORT,
};
use crate::isolation::Records;

pub fn campaigns(own: &Records) -> Vec<Form> {
    let campaign = |form: Form| {
        form.takes(SHORT, &["title"])
            .takes(LONG, &["description", "message"])
            .takes(Number, &["inbox_id", "sender_id"])
            .takes(Word, &["scheduled_at"])
            .takes(Bool, &["enabled", "trigger_only_during_business_hours"])
            .takes(Object, &["trigger_rules", "template_params"])
    };
    let new = json!({ "title": "New", "message": "x", "inbox_id": own.automatic.site });
    let one = format!("campaigns/{}", own.automatic.campaign);
    vec![
        campaign(Form::new("POST", "/{account}/campaigns", "campaigns")).valid(new),
        campaign(Form::new("PUT PATCH", "/{account}/campaigns/{id}", one))
            .valid(json!({ "title": "x" })),
        Form::new(
            "PUT PATCH",
            "/{account}/csat_survey_responses/{id}",
            format!("csat_survey_responses/{}", own.answer),
        )
        .takes(LONG, &["csat_review_notes"])
        .valid(json!({ "csat_review_notes": "x" })),
    ]
}

pub fn companies(own: &Records) -> Vec<Form> {
    let company = |form: Form| {
        form.takes(Text(100), &["name"])
            .takes(Text(1_000), &["description"])
            .takes(Word, &["domain"])
    };
    let one = format!("companies/{}", own.automatic.company);
    vec![
        company(Form::new("POST", "/{account}/companies", "companies"))
            .valid(json!({ "name": "New" })),
        company(Form::new("PUT PATCH", "/{account}/companies/{id}", one))
            .valid(json!({ "name": "x" })),
    ]
}

pub fn integrations(own: &Records) -> Vec<Form> {
    let hook = |form: Form| form.takes(Bool, &["status"]).takes(Object, &["settings"]);
    let one = format!("integrations/hooks/{}", own.automatic.hook);
    let new = json!({
        "app_id": "dialogflow", "inbox_id": own.inbox,
        "settings": { "project_id": "x", "credentials": { "key": "x" } }
    });
    vec![
        hook(Form::new("POST", "/{account}/integrations/hooks", "integrations/hooks"))
            .valid(new)
            .takes(Choice, &["app_id"])
            .takes(Number, &["inbox_id"]),
        hook(Form::new("PUT PATCH", "/{account}/integrations/hooks/{id}", one))
            .valid(json!({ "settings": { "api_key": "x" } })),
    ]
}

pub fn sla_policies(own: &Records) -> Vec<Form> {
    let policy = |form: Form| {
        form.takes(SHORT, &["name"])
            .takes(LONG, &["description"])
            .takes(Bool, &["only_during_business_hours"])
            .takes(Seconds, &["first_response_time_threshold", "next_response_time_threshold"])
            .takes(Seconds, &["resolution_time_threshold"])
    };
    let one = format!("sla_policies/{}", own.automatic.sla_policy);
    vec![
        policy(Form::new("POST", "/{account}/sla_policies", "sla_policies"))
            .valid(json!({ "name": "New" })),
        policy(Form::new("PUT PATCH", "/{account}/sla_policies/{id}", one))
            .valid(json!({ "name": "x" })),
    ]
}

pub fn rules(own: &Records) -> Vec<Form> {
    let rule = |form: Form| {
        form.takes(SHORT, &["name"])
            .takes(LONG, &["description"])
            .takes(Choice, &["event_name", "conditions.0.filter_operator"])
            .takes(Choice, &["actions.0.action_name"])
            .takes(Word, &["conditions.0.attribute_key"])
            .takes(Bool, &["active"])
    };
    let asks = json!([{
        "attribute_key": "content", "filter_operator": "contains", "values": ["x"]
    }]);
    let does = json!([{ "action_name": "add_label", "action_params": ["x"] }]);
    let new = json!({
        "name": "New", "event_name": "message_created", "conditions": asks, "actions": does
    });
    let change = json!({ "conditions": asks, "actions": does });
    let one = format!("automation_rules/{}", own.automatic.rule);
    let macros = |form: Form| {
        form.takes(SHORT, &["name"]).takes(Choice, &["visibility", "actions.0.action_name"])
    };
    let named = json!({ "name": "New", "actions": does });
    let changed = json!({ "actions": does });
    let shared = format!("macros/{}", own.automatic.shared_macro);
    let file = json!({ "attachment": own.automatic.file });
    vec![
        rule(Form::new("POST", "/{account}/automation_rules", "automation_rules"))
            .valid(new.clone()),
        rule(Form::new("PUT PATCH", "/{account}/automation_rules/{id}", &one))
            .valid(change.clone()),
        rule(Form::new("POST", "/{account}/automation_rules/dry_run", "automation_rules/dry_run"))
            .valid(new)
            .takes(Number, &["limit"]),
        rule(Form::new(
            "POST",
            "/{account}/automation_rules/{id}/dry_run",
            format!("{one}/dry_run"),
        ))
        .valid(change)
        .takes(Number, &["limit"]),
        Form::new("POST", "/{account}/upload", "upload").valid(file),
        macros(Form::new("POST", "/{account}/macros", "macros")).valid(named),
        macros(Form::new("PUT PATCH", "/{account}/macros/{id}", &shared)).valid(changed),
        Form::new("POST", "/{account}/macros/{id}/execute", format!("{shared}/execute"))
            .valid(json!({ "conversation_ids": [own.conversation] }))
            .takes(Numbers, &["conversation_ids"]),
    ]
}
