//! What is asked of each route: at least one request, with the ids of records.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    contact_rows::{around_contacts, contacts},
    conversation_rows::{conversations, one_conversation, one_message},
    help_center_rows::help_center,
    inbox_rows::{agent_bots, dashboard_apps, inboxes},
    records::Records,
    report_rows::reports,
    rule_rows::{campaigns, companies, integrations, macros, rules, sla_policies},
};

/// A request, and what becomes of it when the ids are someone else's.
pub struct Row {
    /// The route as the table spells it.
    pub route: String,
    pub method: Method,
    /// Within the account.
    pub path: String,
    pub body: Value,
    pub outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Refused, and nothing whatsoever is written.
    Refused,
    /// Answered, without a word of what is someone else's.
    Answered,
    /// Refused whosever the ids are, since no inbox of the tests has anything to do with it.
    Pointless,
}

/// The requests of someone who has their `own` records and knows the ids of `other` ones.
/// With the same records twice, all of them succeed.
pub fn rows(own: &Records, other: &Records) -> Vec<Row> {
    [
        account(),
        people(own, other),
        custom_roles(own, other),
        inboxes(own, other),
        agent_bots(own, other),
        dashboard_apps(other),
        rules(own, other),
        macros(own, other),
        campaigns(own, other),
        sla_policies(own, other),
        companies(other),
        integrations(own, other),
        settings(own, other),
        notifications(other),
        custom_filters(other),
        funnels(own, other),
        help_center(own, other),
        searches(other),
        contacts(own, other),
        around_contacts(own, other),
        conversations(own, other),
        one_conversation(own, other),
        one_message(own, other),
        reports(own, other),
        removals(own, other),
    ]
    .concat()
    .into_iter()
    .flat_map(|(outcome, methods, route, path, body)| {
        methods.split(' ').map(move |method| Row {
            route: format!("{method} {route}"),
            method: method.parse().expect("it is a method"),
            path: path.clone(),
            body: body.clone(),
            outcome,
        })
    })
    .collect()
}

pub type Asked = Vec<(Outcome, &'static str, &'static str, String, Value)>;

use Outcome::{Answered, Refused};

pub const NOTHING: Value = Value::Null;

fn account() -> Asked {
    let name = json!({ "name": "Renamed" });
    vec![
        (Answered, "GET", "/", "/api/v1/accounts".to_owned(), NOTHING),
        (Answered, "GET", "/{account}", String::new(), NOTHING),
        (Answered, "PUT PATCH", "/{account}", String::new(), name),
        (Answered, "GET", "/{account}/audit_logs", "audit_logs".into(), NOTHING),
        (Answered, "GET", "/{account}/events", "events".into(), NOTHING),
        (Answered, "GET", "/{account}/cache_keys", "cache_keys".into(), NOTHING),
        (Answered, "POST", "/{account}/update_active_at", "update_active_at".into(), NOTHING),
    ]
}

fn people(own: &Records, other: &Records) -> Asked {
    let agent = format!("agents/{}", other.agent);
    let team = format!("teams/{}", other.team);
    let (members, owns) =
        (format!("{team}/team_members"), format!("teams/{}/team_members", own.team));
    let (mine, theirs) = (json!({ "user_ids": [own.agent] }), json!({ "user_ids": [other.agent] }));
    let dan = json!({ "name": "Dan", "email": format!("dan-{}@x.test", own.agent) });
    let many = json!({ "emails": [format!("eve-{}@x.test", own.agent)] });
    let members_route = "/{account}/teams/{id}/team_members";
    vec![
        (Answered, "GET", "/{account}/agents", "agents".into(), NOTHING),
        (Answered, "POST", "/{account}/agents", "agents".into(), dan),
        (Answered, "POST", "/{account}/agents/bulk_create", "agents/bulk_create".into(), many),
        (Refused, "PUT PATCH", "/{account}/agents/{id}", agent, json!({ "auto_offline": true })),
        (Answered, "GET", "/{account}/teams", "teams".into(), NOTHING),
        (Answered, "POST", "/{account}/teams", "teams".into(), json!({ "name": "New" })),
        (Refused, "GET", "/{account}/teams/{id}", team.clone(), NOTHING),
        (Refused, "PUT PATCH", "/{account}/teams/{id}", team, json!({ "description": "x" })),
        (Refused, "GET", members_route, members.clone(), NOTHING),
        (Refused, "POST PUT PATCH DELETE", members_route, members, mine),
        (Refused, "POST PUT PATCH DELETE", members_route, owns, theirs),
    ]
}

fn custom_roles(own: &Records, other: &Records) -> Asked {
    let (all, one) = ("/{account}/custom_roles", "/{account}/custom_roles/{id}");
    let role = format!("custom_roles/{}", other.custom_role);
    let held = json!({ "custom_role_id": other.custom_role });
    let mail = format!("fay-{}@x.test", own.agent);
    let fay = json!({ "name": "Fay", "email": mail, "custom_role_id": other.custom_role });
    let agent = format!("agents/{}", own.agent);
    vec![
        (Answered, "GET", all, "custom_roles".into(), NOTHING),
        (Answered, "POST", all, "custom_roles".into(), json!({ "name": "New" })),
        (Refused, "GET", one, role.clone(), NOTHING),
        (Refused, "PUT PATCH", one, role, json!({ "permissions": ["contact_manage"] })),
        (Refused, "POST", "/{account}/agents", "agents".into(), fay),
        (Refused, "PUT PATCH", "/{account}/agents/{id}", agent, held),
    ]
}

fn settings(own: &Records, other: &Records) -> Asked {
    let label = format!("labels/{}", other.label);
    let definitions = "custom_attribute_definitions";
    let definition = format!("{definitions}/{}", other.definition);
    let new = json!({ "attribute_display_name": "Size", "attribute_key": "size" });
    let webhook = format!("webhooks/{}", other.webhook);
    let told = json!({ "url": "https://a.test", "inbox_id": other.inbox });
    let of_inbox = json!({ "inbox_id": other.inbox });
    let (one_definition, one_webhook) =
        ("/{account}/custom_attribute_definitions/{id}", "/{account}/webhooks/{id}");
    let (canned, one_canned) = ("/{account}/canned_responses", "/{account}/canned_responses/{id}");
    let canned_response = format!("canned_responses/{}", other.canned_response);
    let text = json!({ "short_code": "new", "content": "x" });
    let deliveries = format!("{webhook}/deliveries");
    let replayed = "/{account}/webhooks/{id}/deliveries/{sub}/replay";
    let replay_of_other = format!("webhooks/{}/deliveries/{}/replay", own.webhook, other.delivery);
    vec![
        (Answered, "GET", "/{account}/labels", "labels".into(), NOTHING),
        (Answered, "POST", "/{account}/labels", "labels".into(), json!({ "title": "new" })),
        (Refused, "GET", "/{account}/labels/{id}", label.clone(), NOTHING),
        (Refused, "PUT PATCH", "/{account}/labels/{id}", label, json!({ "color": "#000" })),
        (Answered, "GET", "/{account}/custom_attribute_definitions", definitions.into(), NOTHING),
        (Answered, "POST", "/{account}/custom_attribute_definitions", definitions.into(), new),
        (Answered, "GET", canned, "canned_responses?search=lassif".into(), NOTHING),
        (Answered, "POST", canned, "canned_responses".into(), text),
        (Refused, "PUT PATCH", one_canned, canned_response, json!({ "content": "x" })),
        (Refused, "GET", one_definition, definition.clone(), NOTHING),
        (Refused, "PUT PATCH", one_definition, definition, json!({ "regex_cue": "x" })),
        (Answered, "GET", "/{account}/webhooks", "webhooks".into(), NOTHING),
        (Refused, "POST", "/{account}/webhooks", "webhooks".into(), told),
        (Refused, "PUT PATCH", one_webhook, webhook.clone(), json!({ "name": "x" })),
        (Refused, "PUT PATCH", one_webhook, format!("webhooks/{}", own.webhook), of_inbox),
        (Refused, "GET", "/{account}/webhooks/{id}/deliveries", deliveries.clone(), NOTHING),
        (Refused, "POST", replayed, format!("{deliveries}/{}/replay", own.delivery), NOTHING),
        (Refused, "POST", replayed, replay_of_other, NOTHING),
        (Refused, "POST", "/{account}/webhooks/{id}/test", format!("{webhook}/test"), NOTHING),
    ]
}

fn notifications(other: &Records) -> Asked {
    let path = |more: &str| format!("notifications{more}");
    let theirs = |more: &str| format!("notifications/{}{more}", other.notification);
    let (settings, settings_path) =
        ("/{account}/notification_settings", "notification_settings".to_owned());
    let flags = json!({ "notification_settings": { "selected_push_flags": [] } });
    let later = json!({ "snoozed_until": 1_770_200_000 });
    let all = "/{account}/notifications/read_all";
    let of_conversation =
        json!({ "primary_actor_type": "Conversation", "primary_actor_id": other.conversation });
    vec![
        (Answered, "GET", "/{account}/notifications", path("?includes[]=read"), NOTHING),
        (Answered, "GET", "/{account}/notifications/unread_count", path("/unread_count"), NOTHING),
        (Answered, "POST", all, path("/read_all"), of_conversation),
        (Refused, "PUT PATCH", "/{account}/notifications/{id}", theirs(""), NOTHING),
        (Refused, "POST", "/{account}/notifications/{id}/unread", theirs("/unread"), NOTHING),
        (Refused, "POST", "/{account}/notifications/{id}/snooze", theirs("/snooze"), later),
        (Answered, "GET", settings, settings_path.clone(), NOTHING),
        (Answered, "PUT PATCH", settings, settings_path, flags),
    ]
}

fn custom_filters(other: &Records) -> Asked {
    let (all, one) = ("/{account}/custom_filters", "/{account}/custom_filters/{id}");
    let filter = format!("custom_filters/{}", other.custom_filter);
    let path = || "custom_filters".to_owned();
    vec![
        (Answered, "GET", all, path(), NOTHING),
        (Answered, "POST", all, path(), json!({ "name": "New", "query": {} })),
        (Refused, "GET", one, filter.clone(), NOTHING),
        (Refused, "PUT PATCH", one, filter, json!({ "name": "x" })),
    ]
}

fn funnels(own: &Records, other: &Records) -> Asked {
    let (all, one) = ("/{account}/funnels", "/{account}/funnels/{id}");
    let theirs = format!("funnels/{}", other.funnel);
    let new = json!({ "name": "New", "stages": [{ "name": "First" }] });
    let (board, path) = ("/{account}/funnels/{id}/kanban", format!("{theirs}/kanban"));
    let mut asked = vec![
        (Answered, "GET", all, "funnels".into(), NOTHING),
        (Answered, "POST", all, "funnels".into(), new),
        (Refused, "GET", one, theirs.clone(), NOTHING),
        (Refused, "PUT PATCH", one, theirs, json!({ "description": "x" })),
        (Refused, "GET", board, path, NOTHING),
    ];
    for (funnel, conversation) in
        [(own.funnel, other.conversation), (other.funnel, own.conversation)]
    {
        let path = |action: &str| format!("funnels/{funnel}/kanban/{action}");
        let stage = if funnel == own.funnel { &own.stage } else { &other.stage };
        let card = json!({ "conversation_id": conversation, "stage_name": stage });
        let (moved, removed) = (
            "/{account}/funnels/{id}/kanban/move_conversation",
            "/{account}/funnels/{id}/kanban/remove_conversation",
        );
        asked.push((Refused, "POST", moved, path("move_conversation"), card.clone()));
        asked.push((Refused, "POST", removed, path("remove_conversation"), card));
    }
    asked
}

fn searches(other: &Records) -> Asked {
    let mut asked = Vec::new();
    for (route, path) in [
        ("/{account}/search", "search"),
        ("/{account}/search/conversations", "search/conversations"),
        ("/{account}/search/contacts", "search/contacts"),
        ("/{account}/search/messages", "search/messages"),
        ("/{account}/search/articles", "search/articles"),
        ("/{account}/conversations/search", "conversations/search"),
    ] {
        let of = |query: &str| format!("{path}?{query}");
        asked.extend([
            (Answered, "GET", route, path.to_owned(), NOTHING),
            (Answered, "GET", route, of("q=classified"), NOTHING),
            (Answered, "GET", route, of(&format!("q=words&inbox_id={}", other.inbox)), NOTHING),
            (Answered, "GET", route, of(&format!("from=contact:{}", other.contact)), NOTHING),
            (Answered, "GET", route, of(&format!("q={}", other.conversation)), NOTHING),
        ]);
    }
    let (filter, path) = ("/{account}/conversations/filter", "conversations/filter");
    for (key, operator, value) in [
        ("inbox_id", "equal_to", json!(other.inbox)),
        ("assignee_id", "not_equal_to", json!(other.agent)),
        ("team_id", "equal_to", json!(other.team)),
        ("labels", "equal_to", json!("classified")),
        ("display_id", "equal_to", json!(other.conversation)),
    ] {
        let rule = json!({ "attribute_key": key, "filter_operator": operator, "values": [value] });
        asked.push((Answered, "POST", filter, path.to_owned(), json!({ "payload": [rule] })));
    }
    asked
}

/// Last, since nothing is left to ask for afterwards.
fn removals(own: &Records, other: &Records) -> Asked {
    let message = "/{account}/conversations/{id}/messages/{sub}";
    let of = |conversation: i64| format!("conversations/{conversation}/messages/{}", other.message);
    let conversation = format!("conversations/{}", other.conversation);
    let webhook = format!("webhooks/{}", other.webhook);
    let definition = format!("custom_attribute_definitions/{}", other.definition);
    let route = "/{account}/custom_attribute_definitions/{id}";
    let label = format!("labels/{}", other.label);
    let contact = format!("contacts/{}", other.contact);
    let note = format!("{contact}/notes/{}", other.note);
    let inbox = format!("inboxes/{}", other.inbox);
    let agent = format!("agents/{}", other.agent);
    let notification = format!("notifications/{}", other.notification);
    let all_told = "/{account}/notifications/destroy_all";
    let agent_bot = format!("agent_bots/{}", other.agent_bot);
    let canned_response = format!("canned_responses/{}", other.canned_response);
    let custom_role = format!("custom_roles/{}", other.custom_role);
    let dashboard_app = format!("dashboard_apps/{}", other.dashboard_app);
    let policy = format!("sla_policies/{}", other.automatic.sla_policy);
    let company = format!("companies/{}", other.automatic.company);
    let hook = format!("integrations/hooks/{}", other.automatic.hook);
    vec![
        (Refused, "DELETE", "/{account}/sla_policies/{id}", policy, NOTHING),
        (Refused, "DELETE", "/{account}/companies/{id}", company, NOTHING),
        (Refused, "DELETE", "/{account}/integrations/hooks/{id}", hook, NOTHING),
        (Refused, "DELETE", "/{account}/canned_responses/{id}", canned_response, NOTHING),
        (Refused, "DELETE", "/{account}/custom_roles/{id}", custom_role, NOTHING),
        (Refused, "DELETE", "/{account}/dashboard_apps/{id}", dashboard_app, NOTHING),
        (
            Refused,
            "DELETE",
            "/{account}/funnels/{id}",
            format!("funnels/{}", other.funnel),
            NOTHING,
        ),
        (Refused, "DELETE", "/{account}/notifications/{id}", notification, NOTHING),
        (Answered, "POST", all_told, "notifications/destroy_all".into(), NOTHING),
        (Refused, "DELETE", message, of(other.conversation), NOTHING),
        (Refused, "DELETE", message, of(own.conversation), NOTHING),
        (Refused, "DELETE", "/{account}/conversations/{id}", conversation, NOTHING),
        (Refused, "DELETE", "/{account}/webhooks/{id}", webhook, NOTHING),
        (Refused, "DELETE", route, definition, NOTHING),
        (Refused, "DELETE", "/{account}/labels/{id}", label, NOTHING),
        (
            Refused,
            "DELETE",
            "/{account}/custom_filters/{id}",
            format!("custom_filters/{}", other.custom_filter),
            NOTHING,
        ),
        (
            Refused,
            "DELETE",
            "/{account}/contacts/{id}/avatar",
            format!("{contact}/avatar"),
            NOTHING,
        ),
        (Refused, "DELETE", "/{account}/inboxes/{id}/avatar", format!("{inbox}/avatar"), NOTHING),
        (Refused, "DELETE", "/{account}/contacts/{id}/notes/{sub}", note, NOTHING),
        (Refused, "DELETE", "/{account}/contacts/{id}", contact, NOTHING),
        (Refused, "DELETE", "/{account}/teams/{id}", format!("teams/{}", other.team), NOTHING),
        (Refused, "DELETE", "/{account}/inboxes/{id}", inbox, NOTHING),
        (Refused, "DELETE", "/{account}/agents/{id}", agent, NOTHING),
        (Refused, "DELETE", "/{account}/agent_bots/{id}", agent_bot, NOTHING),
    ]
}
