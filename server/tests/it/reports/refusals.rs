//! Who may read reports, and what is asked of them in vain.

use super::{MORNING, TIME};
use crate::support::{Client, Desk};

#[tokio::test]
async fn reports_are_for_administrators() {
    let desk = Desk::open().await;
    let refused = async |who: &Client, path: &str| who.get(path).await.status == 401;
    for path in [
        "reports?metric=conversations_count&type=account",
        "reports/summary?type=account",
        "reports/bot_summary?type=account",
        "reports/bot_metrics",
        "reports/conversations?type=account",
        "reports/agents",
        "reports/conversation_traffic",
        "reports/inbox_label_matrix",
        "reports/first_response_time_distribution",
        "reports/outgoing_messages_count?group_by=agent",
        "summary_reports/agent",
        "summary_reports/channel",
        "live_reports/conversation_metrics",
        "live_reports/grouped_conversation_metrics?group_by=team_id",
    ] {
        assert!(refused(&desk.agent(), &format!("v2/{path}")).await, "{path}");
        assert!(refused(&desk.nobody(), &format!("v2/{path}")).await, "{path}");
    }
    desk.close().await;
}

#[tokio::test]
async fn what_means_nothing_is_refused_by_its_name() {
    let desk = Desk::open().await;
    let series = "v2/reports?metric=conversations_count";
    let far = i64::MAX;
    for (query, field) in [
        (format!("&{TIME}"), "type"),
        ("&type=planet".to_owned(), "type"),
        ("&type=inbox".to_owned(), "id"),
        ("&type=inbox&id=x".to_owned(), "id"),
        ("&type=account&since=x".to_owned(), "since"),
        ("&type=account&since=1.5".to_owned(), "since"),
        ("&type=account&until[]=1".to_owned(), "until"),
        ("&type=account&timezone_offset=east".to_owned(), "timezone_offset"),
        (format!("&type=account&since=0&until={far}"), "until"),
        (format!("&type=account&since=-{far}&until={MORNING}&group_by=hour"), "until"),
    ] {
        desk.admin().get(&format!("{series}{query}")).await.refuses(&[field]);
    }
    for harmless in [
        format!("&since={far}&until=-{far}"),
        format!("&since={far}&until={far}"),
        format!("&since=0&until={MORNING}"),
        format!("&{TIME}&timezone_offset=1e300"),
        format!("&{TIME}&timezone_offset=NaN"),
        format!("&{TIME}&timezone_offset=-99&group_by=year"),
    ] {
        let asked = format!("{series}&type=account{harmless}");
        let reply = desk.admin().get(&asked).await;
        assert!(matches!(reply.status, 200 | 422), "{harmless}: {}", reply.text);
    }
    for path in ["reports/summary", "reports/bot_summary"] {
        let asked = format!("v2/{path}?type=account&since=-{far}&until={far}");
        desk.admin().get(&asked).await.is(200);
    }
    desk.close().await;
}
