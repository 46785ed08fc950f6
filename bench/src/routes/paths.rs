//! Every kind of request that lists, finds, filters or reports.

use serde_json::{Value, json};

/// What is asked for, below the account.
pub struct Route {
    /// The version of the API.
    pub version: &'static str,
    /// What stands in braces is another record, or time, in each request (see [`super::fill`]).
    pub path: &'static str,
    /// Conditions to filter by, which are sent as a body.
    pub conditions: Option<Value>,
}

/// Read with a GET.
const READ: [(&str, &str); 63] = [
    ("v1", "conversations?status=open&page={page}"),
    ("v1", "conversations?status=all&labels[]=billing"),
    ("v1", "conversations?status=all&team_id=1&sort_by=priority_desc"),
    ("v1", "conversations?status=all&sort_by=waiting_since_asc"),
    ("v1", "conversations?conversation_type=mention"),
    ("v1", "conversations/meta?status=open"),
    ("v1", "conversations/search?q={order}"),
    ("v1", "conversations/{conversation}"),
    ("v1", "conversations/{conversation}/messages"),
    ("v1", "conversations/{conversation}/attachments"),
    ("v1", "conversations/{conversation}/reporting_events"),
    ("v1", "contacts?sort=-last_activity_at&page={page}"),
    ("v1", "contacts?sort=name&page={page}"),
    ("v1", "contacts?labels[]=vip&page={page}"),
    ("v1", "contacts/search?q={name}"),
    ("v1", "contacts/active"),
    ("v1", "contacts/{contact}"),
    ("v1", "contacts/{contact}/conversations"),
    ("v1", "contacts/{contact}/contactable_inboxes"),
    ("v1", "companies?sort=name"),
    ("v1", "search?q={order}"),
    ("v1", "search?q={name}"),
    ("v1", "search/conversations?q={name}"),
    ("v1", "search/contacts?q={name}"),
    ("v1", "search/messages?q={order}"),
    ("v1", "search/articles?q=order"),
    ("v1", "notifications"),
    ("v1", "notifications/unread_count"),
    ("v1", "labels"),
    ("v1", "inboxes"),
    ("v1", "agents"),
    ("v1", "teams"),
    ("v1", "canned_responses"),
    ("v1", "custom_attribute_definitions"),
    ("v1", "audit_logs"),
    ("v1", "events"),
    ("v1", "csat_survey_responses"),
    ("v1", "csat_survey_responses/metrics?{year}"),
    ("v1", "applied_slas?{year}"),
    ("v1", "applied_slas/metrics?{year}"),
    ("v1", "reporting_events?page={page}&{year}"),
    ("v2", "reports?metric=conversations_count&type=account&group_by=day&{year}"),
    ("v2", "reports?metric=avg_first_response_time&type=inbox&id=1&group_by=week&{year}"),
    ("v2", "reports?metric=resolutions_count&type=agent&id=2&group_by=month&{year}"),
    ("v2", "reports?metric=outgoing_messages_count&type=label&id=5&group_by=month&{year}"),
    ("v2", "reports/summary?type=account&{year}"),
    ("v2", "reports/bot_summary?type=account&{year}"),
    ("v2", "reports/bot_metrics?{year}"),
    ("v2", "reports/conversations?type=account"),
    ("v2", "reports/conversations?type=agent"),
    ("v2", "reports/agents?{year}"),
    ("v2", "reports/labels?{year}"),
    ("v2", "reports/conversation_traffic?days_before=28"),
    ("v2", "reports/inbox_label_matrix?{year}"),
    ("v2", "reports/first_response_time_distribution?{year}"),
    ("v2", "reports/outgoing_messages_count?group_by=label&{year}"),
    ("v2", "summary_reports/agent?business_hours=true&{year}"),
    ("v2", "summary_reports/team?{year}"),
    ("v2", "summary_reports/label?{year}"),
    ("v2", "summary_reports/channel?{half}"),
    ("v2", "live_reports/conversation_metrics"),
    ("v2", "live_reports/grouped_conversation_metrics?group_by=assignee_id"),
    ("v2", "year_in_review"),
];

pub fn all() -> Vec<Route> {
    let read = READ.into_iter().map(|(version, path)| Route { version, path, conditions: None });
    read.chain(filters()).collect()
}

fn filters() -> impl Iterator<Item = Route> {
    let open = || condition("status", "equal_to", &json!(["open"]));
    let and = |mut first: Value, second: Value| {
        first["query_operator"] = json!("and");
        json!([first, second])
    };
    let with_open = |key, operator, values| and(open(), condition(key, operator, &values));
    let filters = [
        ("conversations/filter", json!([open()])),
        ("conversations/filter", with_open("inbox_id", "equal_to", json!([1]))),
        ("conversations/filter", with_open("priority", "equal_to", json!(["urgent"]))),
        ("conversations/filter", with_open("created_at", "days_before", json!([30]))),
        ("conversations/filter", json!([condition("labels", "equal_to", &json!(["billing"]))])),
        ("contacts/filter", json!([condition("email", "contains", &json!(["miller"]))])),
        ("contacts/filter", json!([condition("name", "equal_to", &json!(["Ada Miller"]))])),
        ("contacts/filter", json!([condition("labels", "equal_to", &json!(["vip"]))])),
    ];
    filters.into_iter().map(|(path, conditions)| {
        let conditions = Some(json!({ "payload": conditions }));
        Route { version: "v1", path, conditions }
    })
}

fn condition(key: &str, operator: &str, values: &Value) -> Value {
    json!({ "attribute_key": key, "filter_operator": operator, "values": values })
}

impl Route {
    /// What it is called in the table.
    pub fn name(&self) -> String {
        let Some(conditions) = &self.conditions else { return self.path.to_owned() };
        let conditions = conditions["payload"].as_array().into_iter().flatten();
        let keys: Vec<_> =
            conditions.filter_map(|condition| condition["attribute_key"].as_str()).collect();
        format!("{} by {}", self.path, keys.join(", "))
    }
}
