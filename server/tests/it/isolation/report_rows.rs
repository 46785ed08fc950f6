//! What is asked of reports.

use super::{
    records::Records,
    rows::{
        Asked, NOTHING,
        Outcome::{Answered, Refused},
    },
};

/// From 2001 to 2033.
const EVER: &str = "since=1000000000&until=2000000000";

pub fn reports(own: &Records, other: &Records) -> Asked {
    let of_account = [
        ("/reports/bot_metrics", "?"),
        ("/reports/conversations", "?type=agent&"),
        ("/reports/conversations", "?type=account&"),
        ("/reports/agents", "?"),
        ("/reports/inboxes", "?"),
        ("/reports/labels", "?"),
        ("/reports/teams", "?"),
        ("/reports/conversations_summary", "?"),
        ("/reports/conversation_traffic", "?"),
        ("/reports/first_response_time_distribution", "?"),
        ("/reports/outgoing_messages_count", "?group_by=agent&"),
        ("/reports/outgoing_messages_count", "?group_by=label&"),
        ("/summary_reports/agent", "?"),
        ("/summary_reports/team", "?"),
        ("/summary_reports/inbox", "?"),
        ("/summary_reports/label", "?"),
        ("/live_reports/conversation_metrics", "?"),
        ("/live_reports/grouped_conversation_metrics", "?group_by=team_id&"),
        ("/live_reports/grouped_conversation_metrics", "?group_by=assignee_id&"),
    ];
    let mut rows: Asked = of_account
        .into_iter()
        .map(|(path, query)| (Answered, "GET", v2(path), format!("v2{path}{query}{EVER}"), NOTHING))
        .collect();
    let about = [
        ("inbox", other.inbox),
        ("agent", other.agent),
        ("label", other.label),
        ("team", other.team),
    ];
    for (kind, id) in about {
        for path in ["/reports", "/reports/summary", "/reports/bot_summary"] {
            let asked = format!(
                "v2{path}?metric=conversations_count&group_by=year&type={kind}&id={id}&{EVER}"
            );
            rows.push((Refused, "GET", v2(path), asked, NOTHING));
        }
    }
    let (team, inbox, label) = (other.team, other.inbox, other.label);
    let live = "/live_reports/conversation_metrics";
    let matrix = "/reports/inbox_label_matrix";
    let chosen = format!("v2{matrix}?inbox_ids[]={inbox}&label_ids[]={label}");
    let month = "since=1768000000&until=1771000000";
    let channel = "/summary_reports/channel";
    let events = "/{account}/reporting_events";
    let of_inbox = format!("reporting_events?inbox_id={inbox}&user_id={}", other.agent);
    let of_conversation = format!("conversations/{}/reporting_events", other.conversation);
    let one = "/{account}/conversations/{id}/reporting_events";
    let year = "/year_in_review";
    rows.extend([
        (Refused, "GET", v2(live), format!("v2{live}?team_id={team}"), NOTHING),
        (Answered, "GET", v2(matrix), chosen, NOTHING),
        (Answered, "GET", v2(channel), format!("v2{channel}?{month}"), NOTHING),
        (Answered, "GET", v2(year), format!("v2{year}?year=2026"), NOTHING),
        (Answered, "GET", events, of_inbox, NOTHING),
        (Answered, "GET", events, format!("reporting_events?user_id={}", own.agent), NOTHING),
        (Refused, "GET", one, of_conversation, NOTHING),
    ]);
    rows
}

/// The route of a path.
fn v2(path: &str) -> &'static str {
    ROUTES.iter().find(|route| route.ends_with(&format!("}}{path}"))).expect("it is a route")
}

const ROUTES: [&str; 22] = [
    "/api/v2/accounts/{account}/reports",
    "/api/v2/accounts/{account}/reports/summary",
    "/api/v2/accounts/{account}/reports/bot_summary",
    "/api/v2/accounts/{account}/reports/bot_metrics",
    "/api/v2/accounts/{account}/reports/conversations",
    "/api/v2/accounts/{account}/reports/agents",
    "/api/v2/accounts/{account}/reports/inboxes",
    "/api/v2/accounts/{account}/reports/labels",
    "/api/v2/accounts/{account}/reports/teams",
    "/api/v2/accounts/{account}/reports/conversations_summary",
    "/api/v2/accounts/{account}/reports/conversation_traffic",
    "/api/v2/accounts/{account}/reports/inbox_label_matrix",
    "/api/v2/accounts/{account}/reports/first_response_time_distribution",
    "/api/v2/accounts/{account}/reports/outgoing_messages_count",
    "/api/v2/accounts/{account}/summary_reports/agent",
    "/api/v2/accounts/{account}/summary_reports/team",
    "/api/v2/accounts/{account}/summary_reports/inbox",
    "/api/v2/accounts/{account}/summary_reports/label",
    "/api/v2/accounts/{account}/summary_reports/channel",
    "/api/v2/accounts/{account}/live_reports/conversation_metrics",
    "/api/v2/accounts/{account}/live_reports/grouped_conversation_metrics",
    "/api/v2/accounts/{account}/year_in_review",
];
