//! Reports, for those whose role lets them read them.

use serde_json::json;

use super::{give, role};
use crate::support::Desk;

const REPORTS: [&str; 12] = [
    "v2/reports?metric=conversations_count&type=account&since=1770000000&until=1770100000",
    "v2/reports/summary?type=account&since=1770000000&until=1770100000",
    "v2/reports/bot_metrics?since=1770000000&until=1770100000",
    "v2/reports/conversations?type=account",
    "v2/reports/agents?since=1770000000&until=1770100000",
    "v2/reports/conversation_traffic",
    "v2/summary_reports/agent?since=1770000000&until=1770100000",
    "v2/live_reports/conversation_metrics",
    "v2/live_reports/grouped_conversation_metrics?group_by=assignee_id",
    "csat_survey_responses",
    "csat_survey_responses/metrics",
    "csat_survey_responses/download",
];

#[tokio::test]
async fn a_role_may_open_reports_and_what_contacts_answered() {
    let desk = Desk::open().await;
    let id = role(&desk, &["contact_manage", "conversation_manage"]).await;
    let statuses = async || {
        let mut statuses = Vec::new();
        for report in REPORTS {
            statuses.push(desk.agent().get(report).await.status);
        }
        statuses
    };
    assert_eq!(statuses().await, [401; 12]);
    give(&desk, "Ben", json!(id)).await;
    assert_eq!(statuses().await, [401; 12]);

    let change = json!({ "permissions": ["report_manage"] });
    desk.admin().patch(&format!("custom_roles/{id}"), change).await.is(200);

    assert_eq!(statuses().await, [200; 12]);
    desk.agent().get("reporting_events").await.is(401);
    desk.agent().get("automation_rules").await.is(401);
    desk.outsider().get(REPORTS[1]).await.is(401);
    desk.close().await;
}

#[tokio::test]
async fn who_reads_reports_reads_them_of_inboxes_of_others() {
    let desk = Desk::open().await;
    let id = role(&desk, &["report_manage"]).await;
    give(&desk, "Ben", json!(id)).await;
    let other = desk.add_inbox("Other", &[]).await;
    let time = "since=1770000000&until=1770200000";
    let lea = desk.contact("Lea").await;
    desk.conversation_with(json!({ "inbox_id": other, "contact_id": lea })).await;
    desk.settle().await;
    desk.agent().get(&format!("inboxes/{other}")).await.is(401);

    for report in ["v2/reports?metric=conversations_count&", "v2/reports/summary?"] {
        let path = format!("{report}type=inbox&id={other}&{time}");
        let read = desk.agent().get(&path).await.is(200).body;
        assert_eq!(read, desk.admin().get(&path).await.is(200).body);
        desk.agent().get(&format!("{report}type=inbox&id=999&{time}")).await.is(404);
    }
    let summary = format!("v2/reports/summary?type=inbox&id={other}&{time}");
    assert_eq!(desk.agent().get(&summary).await.is(200).body["conversations_count"], 1);
    desk.close().await;
}
