//! What accounts have done by itself: records of every kind of it, and what is asked about them.

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use super::{
    Records,
    rows::{
        Asked, NOTHING,
        Outcome::{Answered, Pointless, Refused},
    },
};
use crate::support::Client;

/// Ids of what an account has done by itself.
#[derive(Default)]
pub struct Automatic {
    pub rule: i64,
    pub shared_macro: i64,
    /// A number that only one of the accounts has.
    pub campaign: i64,
    pub sla_policy: i64,
    pub company: i64,
    /// What is set up of an app.
    pub hook: i64,
    /// A file that nobody has taken, for a rule to send.
    pub file: String,
    /// An inbox that campaigns can be for.
    pub site: i64,
}

impl Automatic {
    pub async fn make(person: &Client, mark: &str, text: &str, campaigns: usize) -> Self {
        let made = async |path: &str, new: Value| {
            let made = person.post(path, new).await.is(200).body;
            let id = made["id"].as_i64().or_else(|| made["payload"]["id"].as_i64());
            id.expect("it has an id")
        };
        let actions = json!([{ "action_name": "add_label", "action_params": [mark] }]);
        let rule = json!({
            "name": format!("{mark} rule"), "event_name": "conversation_opened",
            "actions": actions
        });
        let shared = json!({
            "name": format!("{mark} macro"), "visibility": "global", "actions": actions
        });
        let channel =
            json!({ "type": "web_widget", "website_url": format!("https://{mark}.test") });
        let site = json!({ "name": format!("{mark} site"), "channel": channel });
        let site = made("inboxes", site).await;
        let mut campaign = 0;
        for _ in 0..campaigns {
            let new = json!({ "title": mark, "message": mark, "inbox_id": site });
            campaign = made("campaigns", new).await;
        }
        let file = Part::text(text.to_owned()).file_name("table.csv");
        let brought = person.request(Method::POST, "upload");
        let brought = brought.multipart(Form::new().part("attachment", file));
        let file = person.send(brought).await.is(200).body["blob_id"].clone();
        Automatic {
            rule: made("automation_rules", rule).await,
            shared_macro: made("macros", shared).await,
            campaign,
            hook: made(
                "integrations/hooks",
                json!({ "app_id": "openai", "settings": { "api_key": mark } }),
            )
            .await,
            company: made("companies", json!({ "name": format!("{mark} company") })).await,
            sla_policy: made("sla_policies", json!({ "name": format!("{mark} promise") })).await,
            file: file.as_str().expect("it is signed").to_owned(),
            site,
        }
    }
}

pub fn rules(own: &Records, other: &Records) -> Asked {
    let rule = format!("automation_rules/{}", other.automatic.rule);
    let at = |action: &str| format!("{rule}/{action}");
    let one = "/{account}/automation_rules/{id}";
    let does = |name: &str, params: Value| {
        json!({
            "name": "New", "event_name": "message_created",
            "actions": [{ "action_name": name, "action_params": params }]
        })
    };
    let tells = does("assign_team", json!([own.team]));
    let sends = does("send_attachment", json!([other.automatic.file]));
    let list = "/{account}/automation_rules";
    vec![
        (Answered, "GET", list, "automation_rules".into(), NOTHING),
        (Answered, "POST", list, "automation_rules".into(), tells.clone()),
        (
            Answered,
            "POST",
            "/{account}/automation_rules/dry_run",
            "automation_rules/dry_run".into(),
            tells,
        ),
        (Refused, "GET", one, rule.clone(), NOTHING),
        (Refused, "PUT PATCH", one, rule.clone(), json!({ "name": "x" })),
        (Refused, "POST", "/{account}/automation_rules/{id}/clone", at("clone"), NOTHING),
        (Refused, "GET", "/{account}/automation_rules/{id}/runs", at("runs"), NOTHING),
        (Refused, "POST", "/{account}/automation_rules/{id}/dry_run", at("dry_run"), json!({})),
        (
            Refused,
            "POST",
            "/{account}/upload",
            "upload".into(),
            json!({ "attachment": other.automatic.file }),
        ),
        (Refused, "POST", list, "automation_rules".into(), sends),
        (Refused, "DELETE", one, rule, NOTHING),
    ]
}

pub fn sla_policies(own: &Records, other: &Records) -> Asked {
    let (list, one) = ("/{account}/sla_policies", "/{account}/sla_policies/{id}");
    let policy = format!("sla_policies/{}", other.automatic.sla_policy);
    let held = json!({ "sla_policy_id": other.automatic.sla_policy });
    let conversation = format!("conversations/{}", own.conversation);
    let bulk = json!({ "type": "Conversation", "ids": [own.conversation], "fields": held });
    let applied = |more: &str| {
        let wanted = (other.automatic.sla_policy, other.inbox, other.team);
        format!(
            "applied_slas{more}?sla_policy_id={}&inbox_id={}&team_id={}",
            wanted.0, wanted.1, wanted.2
        )
    };
    vec![
        (Answered, "GET", list, "sla_policies".into(), NOTHING),
        (Answered, "POST", list, "sla_policies".into(), json!({ "name": "New" })),
        (Refused, "GET", one, policy.clone(), NOTHING),
        (Refused, "PUT PATCH", one, policy, json!({ "description": "x" })),
        (Refused, "PATCH", "/{account}/conversations/{id}", conversation, held),
        (Refused, "POST", "/{account}/bulk_actions", "bulk_actions".into(), bulk),
        (Answered, "GET", "/{account}/applied_slas", applied(""), NOTHING),
        (Answered, "GET", "/{account}/applied_slas/metrics", applied("/metrics"), NOTHING),
        (Answered, "GET", "/{account}/applied_slas/download", applied("/download"), NOTHING),
    ]
}

pub fn companies(other: &Records) -> Asked {
    let (list, one) = ("/{account}/companies", "/{account}/companies/{id}");
    let company = format!("companies/{}", other.automatic.company);
    let search = "companies/search?q=classified".to_owned();
    vec![
        (Answered, "GET", list, "companies?sort=-contacts_count".into(), NOTHING),
        (Answered, "GET", "/{account}/companies/search", search, NOTHING),
        (Answered, "POST", list, "companies".into(), json!({ "name": "New" })),
        (Refused, "GET", one, company.clone(), NOTHING),
        (Refused, "PUT PATCH", one, company, json!({ "description": "x" })),
    ]
}

pub fn integrations(own: &Records, other: &Records) -> Asked {
    let hooks = "/{account}/integrations/hooks";
    let (one, process) =
        ("/{account}/integrations/hooks/{id}", "/{account}/integrations/hooks/{id}/process_event");
    let hook = format!("integrations/hooks/{}", other.automatic.hook);
    let new = |inbox: i64| {
        json!({
            "app_id": "dialogflow", "inbox_id": inbox,
            "settings": { "project_id": "x", "credentials": { "key": "x" } }
        })
    };
    let app = "integrations/apps/openai".to_owned();
    vec![
        (Answered, "GET", "/{account}/integrations/apps", "integrations/apps".into(), NOTHING),
        (Answered, "GET", "/{account}/integrations/apps/{id}", app, NOTHING),
        (Answered, "POST", hooks, "integrations/hooks".into(), new(own.inbox)),
        (Refused, "POST", hooks, "integrations/hooks".into(), new(other.inbox)),
        (Refused, "PUT PATCH", one, hook.clone(), json!({ "status": 0 })),
        (Pointless, "POST", process, format!("{hook}/process_event"), json!({ "event": {} })),
    ]
}

pub fn macros(own: &Records, other: &Records) -> Asked {
    let (list, one) = ("/{account}/macros", "/{account}/macros/{id}");
    let (theirs, ours) = (
        format!("macros/{}", other.automatic.shared_macro),
        format!("macros/{}", own.automatic.shared_macro),
    );
    let does = json!([{ "action_name": "mute_conversation" }]);
    let conversations = json!({ "conversation_ids": [other.conversation] });
    let execute = "/{account}/macros/{id}/execute";
    vec![
        (Answered, "GET", list, "macros".into(), NOTHING),
        (Answered, "POST", list, "macros".into(), json!({ "name": "New", "actions": does })),
        (Refused, "GET", one, theirs.clone(), NOTHING),
        (Refused, "PUT PATCH", one, theirs.clone(), json!({ "name": "x" })),
        (Refused, "POST", execute, format!("{theirs}/execute"), conversations.clone()),
        (Answered, "POST", execute, format!("{ours}/execute"), conversations),
        (Refused, "DELETE", one, theirs, NOTHING),
    ]
}

pub fn campaigns(own: &Records, other: &Records) -> Asked {
    let (list, one) = ("/{account}/campaigns", "/{account}/campaigns/{id}");
    let theirs = format!("campaigns/{}", other.automatic.campaign);
    let new = |inbox: i64| json!({ "title": "New", "message": "x", "inbox_id": inbox });
    let in_their_name = json!({
        "title": "New", "message": "x", "inbox_id": own.automatic.site, "sender_id": other.agent
    });
    let answers = "/{account}/csat_survey_responses";
    let (metrics, download) =
        ("/{account}/csat_survey_responses/metrics", "/{account}/csat_survey_responses/download");
    let review = "/{account}/csat_survey_responses/{id}";
    let theirs_said = format!("csat_survey_responses/{}", other.answer);
    let of = |more: &str| format!("csat_survey_responses{more}?inbox_id={}", other.inbox);
    vec![
        (Answered, "GET", list, "campaigns".into(), NOTHING),
        (Refused, "POST", list, "campaigns".into(), new(other.automatic.site)),
        (Refused, "POST", list, "campaigns".into(), in_their_name),
        (Refused, "GET", one, theirs.clone(), NOTHING),
        (Refused, "PUT PATCH", one, theirs.clone(), json!({ "title": "x" })),
        (Refused, "DELETE", one, theirs, NOTHING),
        (Answered, "GET", answers, of(""), NOTHING),
        (Answered, "GET", metrics, of("/metrics"), NOTHING),
        (Answered, "GET", download, of("/download"), NOTHING),
        (Refused, "PUT PATCH", review, theirs_said, json!({ "csat_review_notes": "x" })),
    ]
}
