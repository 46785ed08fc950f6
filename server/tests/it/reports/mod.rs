//! Reports: what their numbers mean. Who may read them and what is refused is in [`refusals`].

mod refusals;

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::Desk;

const MORNING: i64 = 1_770_112_800;

const HOUR: Duration = Duration::from_hours(1);

/// From the morning on which desks open until two days later.
const TIME: &str = "since=1770112800&until=1770285600";

async fn get(desk: &Desk, path: &str) -> Value {
    desk.admin().get(&format!("v2/{path}")).await.is(200).body
}

async fn text(desk: &Desk, path: &str) -> (String, String) {
    let reply = desk.admin().get(&format!("v2/{path}")).await.is(200);
    assert!(reply.header("content-type").starts_with("text/csv"), "{}", reply.text);
    (reply.header("content-disposition").to_owned(), reply.text)
}

/// Lea is answered by Ben after an hour, in a conversation that Cleo has; it is resolved after
/// two. Max waits in another inbox.
async fn two_conversations(desk: &Desk) -> (i64, i64) {
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    desk.admin().post("labels", json!({ "title": "billing" })).await.is(200);
    let labels = json!({ "labels": ["billing"] });
    desk.admin().post(&format!("conversations/{id}/labels"), labels).await.is(200);
    desk.wait(HOUR);
    desk.agent_says(id, "Hi").await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Cleo") })).await;
    desk.wait(HOUR);
    desk.set_status(id, "resolved").await;
    let sales = desk.add_inbox("=Sales", &["Ben"]).await;
    let new = json!({ "inbox_id": sales, "contact_id": desk.contact("Max").await });
    (id, desk.conversation_with(new).await)
}

#[tokio::test]
async fn a_series_has_a_number_for_each_part_of_its_time() {
    let desk = Desk::open().await;
    two_conversations(&desk).await;

    let asked = format!("reports?metric=conversations_count&type=account&{TIME}");
    let points = json!([
        { "value": 2, "timestamp": 1_770_076_800 },
        { "value": 0, "timestamp": 1_770_163_200 },
        { "value": 0, "timestamp": 1_770_249_600 },
    ]);
    assert_eq!(get(&desk, &asked).await, points);
    assert_eq!(get(&desk, &format!("{asked}&group_by=fortnight")).await, points, "days, then");
    let asked = format!("reports?metric=avg_first_response_time&type=account&{TIME}&group_by=year");
    let point = json!([{ "value": 3_600.0, "timestamp": 1_767_225_600, "count": 1 }]);
    assert_eq!(get(&desk, &asked).await, point);
    assert_eq!(get(&desk, &format!("reports?metric=fun&type=account&{TIME}")).await, json!({}));
    let timeless = "reports?metric=conversations_count&type=account";
    assert_eq!(get(&desk, timeless).await, json!([]));
    desk.close().await;
}

#[tokio::test]
async fn a_summary_tells_numbers_of_each_kind_of_thing() {
    let desk = Desk::open().await;
    let (id, _) = two_conversations(&desk).await;
    let team = desk.add_team("Bens", &["Ben"]).await;
    desk.assign(id, json!({ "team_id": team })).await;
    let (ben, cleo, ada) = (desk.id_of("Ben"), desk.id_of("Cleo"), desk.id_of("Ada"));
    let inbox = desk.inbox().await;
    let label = desk.admin().get("labels").await.body["payload"][0]["id"].clone();

    for (about, conversations, outgoing, resolutions) in [
        ("type=account".to_owned(), 2, 1, 1),
        (format!("type=inbox&id={inbox}"), 1, 1, 1),
        // A team to which they do not belong has taken it from Cleo, who had it when it ended.
        (format!("type=agent&id={ben}"), 0, 1, 0),
        (format!("type=agent&id={cleo}"), 0, 0, 1),
        (format!("type=agent&id={ada}"), 0, 0, 0),
        (format!("type=team&id={team}"), 1, 1, 1),
        (format!("type=label&id={label}"), 1, 1, 1),
    ] {
        let found = get(&desk, &format!("reports/summary?{about}&{TIME}")).await;
        let told = [
            &found["conversations_count"],
            &found["outgoing_messages_count"],
            &found["resolutions_count"],
        ];
        assert_eq!(told, [conversations, outgoing, resolutions], "{about} {found}");
    }

    let none = json!({
        "conversations_count": 0, "incoming_messages_count": 0, "outgoing_messages_count": 0,
        "avg_first_response_time": null, "avg_resolution_time": null, "resolutions_count": 0,
        "reply_time": null
    });
    let found = get(&desk, &format!("reports/summary?type=account&{TIME}")).await;
    let mut expected = json!({
        "conversations_count": 2, "incoming_messages_count": 1, "outgoing_messages_count": 1,
        "avg_first_response_time": 3_600.0, "avg_resolution_time": 7_200.0,
        "resolutions_count": 1, "reply_time": null
    });
    expected["previous"] = none.clone();
    assert_eq!(found, expected);
    let later = get(&desk, "reports/summary?type=account&since=1770285600&until=1770458400").await;
    assert_eq!(later["previous"]["conversations_count"], 2);
    let mut timeless = none.clone();
    timeless["previous"] = none;
    assert_eq!(get(&desk, "reports/summary?type=account").await, timeless);
    desk.close().await;
}

#[tokio::test]
async fn business_hours_are_asked_for() {
    let desk = Desk::open().await;
    let hours = json!({ "working_hours_enabled": true });
    desk.admin().patch(&format!("inboxes/{}", desk.inbox().await), hours).await.is(200);
    let id = desk.conversation(desk.contact("Lea").await, Some("Hello")).await;
    desk.wait(8 * HOUR);
    desk.agent_says(id, "Hi").await;

    let asked = format!("reports/summary?type=account&{TIME}");
    let took = async |asked: String| get(&desk, &asked).await["avg_first_response_time"].clone();
    assert_eq!(took(asked.clone()).await, 8.0 * 3_600.0);
    assert_eq!(took(format!("{asked}&business_hours=true")).await, 7.0 * 3_600.0);
    let agents = get(&desk, &format!("summary_reports/agent?{TIME}&business_hours=true")).await;
    let told = agents.as_array().unwrap().iter().find(|it| it["id"] == desk.id_of("Ben")).unwrap();
    assert_eq!(told["avg_first_response_time"], 7.0 * 3_600.0);
    desk.close().await;
}

#[tokio::test]
async fn bots_have_reports_of_their_own() {
    let desk = Desk::open().await;
    let new = json!({ "name": "Helper", "outgoing_url": "https://bot.test" });
    let bot = desk.admin().post("agent_bots", new).await.is(200).body;
    let set = format!("inboxes/{}/set_agent_bot", desk.inbox().await);
    desk.admin().post(&set, json!({ "agent_bot": bot["id"] })).await.is(200);
    let bot = desk.with_token(bot["access_token"].as_str().unwrap());
    let lea = desk.contact("Lea").await;
    for status in ["resolved", "open", "pending"] {
        let id = desk.conversation(lea, Some("Hello")).await;
        bot.post(&format!("conversations/{id}/messages"), json!({ "content": "Hi" })).await.is(200);
        let path = format!("conversations/{id}/toggle_status");
        bot.post(&path, json!({ "status": status })).await.is(200);
    }

    let metrics = json!({
        "conversation_count": 3, "message_count": 3, "resolution_rate": 33, "handoff_rate": 33
    });
    assert_eq!(get(&desk, &format!("reports/bot_metrics?{TIME}")).await, metrics);
    let none = json!({
        "conversation_count": 0, "message_count": 0, "resolution_rate": 0, "handoff_rate": 0
    });
    assert_eq!(get(&desk, "reports/bot_metrics").await, none);
    let summary = json!({
        "bot_resolutions_count": 1, "bot_handoffs_count": 1,
        "previous": { "bot_resolutions_count": 0, "bot_handoffs_count": 0 }
    });
    let found = get(&desk, &format!("reports/bot_summary?type=account&{TIME}")).await;
    assert_eq!(found, summary);
    desk.close().await;
}

#[tokio::test]
async fn what_is_open_is_counted_at_the_moment() {
    let desk = Desk::open().await;
    let lea = desk.contact("Lea").await;
    let (ben, team) = (desk.id_of("Ben"), desk.add_team("Bens", &["Ben"]).await);
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(desk.conversation(lea, Some("Hello")).await);
    }
    desk.assign(ids[0], json!({ "assignee_id": ben })).await;
    desk.assign(ids[1], json!({ "team_id": team })).await;
    desk.agent_says(ids[0], "Hi").await;
    desk.set_status(ids[2], "pending").await;
    desk.set_status(ids[3], "resolved").await;

    let live = async |query: &str| get(&desk, &format!("live_reports/{query}")).await;
    let counts = json!({ "open": 2, "unattended": 1, "unassigned": 1, "pending": 1 });
    assert_eq!(live("conversation_metrics").await, counts);
    let of_team = json!({ "open": 1, "unattended": 1, "unassigned": 1, "pending": 0 });
    assert_eq!(live(&format!("conversation_metrics?team_id={team}")).await, of_team);
    let of_ben = json!({ "open": 1, "unattended": 0, "unassigned": 0, "assignee_id": ben });
    let of_nobody = json!({ "open": 1, "unattended": 1, "unassigned": 1, "assignee_id": null });
    let groups = live("grouped_conversation_metrics?group_by=assignee_id").await;
    let groups = groups.as_array().unwrap();
    assert!(groups.contains(&of_ben) && groups.contains(&of_nobody) && groups.len() == 2);
    let query = format!("grouped_conversation_metrics?group_by=team_id&team_id={team}");
    let of_team = json!([{ "open": 1, "unattended": 1, "unassigned": 1, "team_id": team }]);
    assert_eq!(live(&query).await, of_team);
    let bad = "v2/live_reports/grouped_conversation_metrics?group_by=status";
    desk.admin().get(bad).await.says(422, "invalid group_by");

    // None of the open ones is pending.
    let account = json!({ "open": 2, "unattended": 1, "unassigned": 1, "pending": 0 });
    assert_eq!(get(&desk, "reports/conversations?type=account").await, account);
    let members = get(&desk, "reports/conversations?type=agent").await;
    assert_eq!(members.as_array().map(Vec::len), Some(3));
    let first = &members[0];
    assert_eq!((&first["id"], &first["name"]), (&json!(ben), &json!("Ben")), "the most first");
    assert_eq!(first["metric"], json!({ "open": 1, "unattended": 0 }));
    let one = get(&desk, &format!("reports/conversations?type=agent&user_id={ben}")).await;
    assert_eq!(one.as_array().map(Vec::len), Some(1));
    assert_eq!(get(&desk, "reports/conversations?type=agent&page=2").await, json!([]));
    desk.admin().get("v2/reports/conversations").await.refuses(&["type"]);
    desk.close().await;
}

#[tokio::test]
async fn numbers_are_told_of_each_team_inbox_label_and_channel() {
    let desk = Desk::open().await;
    let (id, _) = two_conversations(&desk).await;
    let team = desk.add_team("Bens", &["Ben"]).await;
    desk.assign(id, json!({ "team_id": team })).await;
    let of = |id: &Value| {
        json!([{
            "id": id, "conversations_count": 1, "resolved_conversations_count": 1,
            "avg_resolution_time": 7_200.0, "avg_first_response_time": 3_600.0,
            "avg_reply_time": null
        }])
    };

    let teams = get(&desk, &format!("summary_reports/team?{TIME}")).await;
    assert_eq!(teams, of(&json!(team)));
    let inboxes = get(&desk, &format!("summary_reports/inbox?{TIME}")).await;
    assert_eq!(json!([inboxes[0]]), of(&json!(desk.inbox().await)));
    assert_eq!(inboxes[1]["conversations_count"], 1);
    let labels = get(&desk, &format!("summary_reports/label?{TIME}")).await;
    let label = json!([{
        "id": labels[0]["id"], "name": "billing", "conversations_count": 1,
        "resolved_conversations_count": 1, "avg_resolution_time": 7_200.0,
        "avg_first_response_time": 3_600.0, "avg_reply_time": 0.0
    }]);
    assert_eq!(labels, label);
    assert_eq!(get(&desk, "summary_reports/label").await, label, "ever");
    let late = "summary_reports/label?since=1770116400&until=1770285600";
    let late = get(&desk, late).await;
    let told = [&late[0]["conversations_count"], &late[0]["resolved_conversations_count"]];
    assert_eq!(told, [0, 1], "it began before, and was resolved in that time");
    assert_eq!(late[0]["avg_resolution_time"], 0.0);
    let channels = json!({
        "Channel::Api": { "open": 1, "resolved": 1, "pending": 0, "snoozed": 0, "total": 2 }
    });
    assert_eq!(get(&desk, &format!("summary_reports/channel?{TIME}")).await, channels);
    assert_eq!(get(&desk, "summary_reports/channel").await, json!({}));
    let year = "v2/summary_reports/channel?since=1740000000&until=1770285600";
    desk.admin().get(year).await.says(422, "Date range cannot exceed 6 months");
    desk.close().await;
}

#[tokio::test]
async fn inboxes_channels_and_those_who_write_are_told_apart() {
    let desk = Desk::open().await;
    let (id, _) = two_conversations(&desk).await;
    let (ben, inbox) = (desk.id_of("Ben"), desk.inbox().await);
    let label = desk.admin().get("labels").await.body["payload"][0]["id"].clone();
    let tag = json!({ "labels": ["billing", "untold"] });
    desk.admin().post(&format!("conversations/{id}/labels"), tag).await.is(200);

    let matrix = get(&desk, "reports/inbox_label_matrix").await;
    assert_eq!(matrix["labels"], json!([{ "id": label, "title": "billing" }]));
    assert_eq!(matrix["inboxes"][0]["name"], "=Sales");
    assert_eq!(matrix["matrix"], json!([[0], [1]]));
    let chosen =
        format!("reports/inbox_label_matrix?inbox_ids[]={inbox}&label_ids[]={label}&{TIME}");
    assert_eq!(get(&desk, &chosen).await["matrix"], json!([[1]]));
    let early = "reports/inbox_label_matrix?since=1&until=2";
    assert_eq!(get(&desk, early).await["matrix"], json!([[0], [0]]));
    let fast = json!({
        "Channel::Api": { "0-1h": 0, "1-4h": 1, "4-8h": 0, "8-24h": 0, "24h+": 0 }
    });
    let distribution = "reports/first_response_time_distribution";
    assert_eq!(get(&desk, distribution).await, fast);
    assert_eq!(get(&desk, &format!("{distribution}?since=1&until=2")).await, json!({}));

    let said = async |by: &str| {
        get(&desk, &format!("reports/outgoing_messages_count?group_by={by}&{TIME}")).await
    };
    let of =
        |id: Value, name: &str| json!({ "id": id, "name": name, "outgoing_messages_count": 1 });
    assert_eq!(said("agent").await, json!([of(json!(ben), "Ben")]));
    assert_eq!(said("inbox").await, json!([of(json!(inbox), "Support")]));
    assert_eq!(said("team").await, json!([]));
    let labels = said("label").await;
    let labels = labels.as_array().unwrap();
    assert!(labels.contains(&of(label, "billing")) && labels.contains(&of(Value::Null, "untold")));
    desk.admin().get("v2/reports/outgoing_messages_count").await.refuses(&["group_by"]);
    let bad = "v2/reports/outgoing_messages_count?group_by=status";
    desk.admin().get(bad).await.refuses(&["group_by"]);
    desk.close().await;
}

#[tokio::test]
async fn tables_are_for_spreadsheets() {
    let desk = Desk::open().await;
    two_conversations(&desk).await;

    let (name, table) = text(&desk, &format!("reports/inboxes?{TIME}")).await;
    assert_eq!(name, "attachment; filename=inboxes_report.csv");
    let expected = "\
        Reporting period 2026-02-03 to 2026-02-05\n\n\
        Inbox name,Inbox type,No. of conversations,Avg first response time,Avg resolution time\n\n\
        Support,API,1,1 hour,2 hours,N/A,1\n\n\
        '=Sales,API,1,N/A,N/A,N/A,0\n";
    assert_eq!(table, expected, "what would be run is not");
    for (path, file, row) in [
        ("agents", "agents_report", "Cleo,1,N/A,2 hours,N/A,1"),
        ("labels", "labels_report", "billing,1,1 hour,2 hours,N/A,1"),
        ("teams", "teams_report", "Team name,Conversations count"),
        ("conversations_summary", "conversations_summary_report", "2,1,1,1 hour,2 hours,1,N/A"),
    ] {
        let (name, table) = text(&desk, &format!("reports/{path}?{TIME}")).await;
        assert_eq!(name, format!("attachment; filename={file}.csv"));
        assert!(table.starts_with("Reporting period 2026-02-03 to 2026-02-05\n\n"), "{table}");
        assert!(table.lines().any(|line| line.starts_with(row)), "{table}");
        desk.admin().get(&format!("v2/reports/{path}?until=1")).await.refuses(&["since"]);
        desk.admin().get(&format!("v2/reports/{path}?since=1")).await.refuses(&["until"]);
    }
    desk.close().await;
}

#[tokio::test]
async fn traffic_is_told_by_the_hours_of_whole_days() {
    let desk = Desk::open().await;
    two_conversations(&desk).await;
    let traffic = "reports/conversation_traffic";
    let (name, today) = text(&desk, traffic).await;
    assert_eq!(name, "attachment; filename=conversation_traffic_reports.csv");
    assert_eq!(today.lines().next(), Some("Timezone,(GMT+00:00) UTC"));
    assert!(today.contains("10:00,0,0,0,0,0,0\n"), "today is left out: {today}");
    desk.wait(24 * HOUR);

    let (_, table) = text(&desk, &format!("{traffic}?days_before=2")).await;
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[1], "Start of the hour,2026-02-02,2026-02-03");
    assert_eq!((lines[12], lines[14]), ("10:00,0,1", "12:00,0,1"));
    assert_eq!(lines.len(), 26);
    let (_, ahead) = text(&desk, &format!("{traffic}?days_before=1&timezone_offset=5.5")).await;
    assert!(ahead.starts_with("Timezone,(GMT+05:30) UTC+05:30\nStart of the hour,2026-02-03\n"));
    assert!(ahead.contains("15:00,1\n16:00,0\n17:00,1\n"), "{ahead}");
    for bad in ["0", "-1", "367", "x", "99999999999999999999"] {
        let asked = format!("v2/{traffic}?days_before={bad}");
        desk.admin().get(&asked).await.refuses(&["days_before"]);
    }
    desk.close().await;
}

#[tokio::test]
async fn everybody_looks_back_on_their_own_year() {
    let desk = Desk::open().await;
    let (id, _) = two_conversations(&desk).await;
    desk.assign(id, json!({ "assignee_id": desk.id_of("Ben") })).await;

    let review = desk.agent().get("v2/year_in_review?year=2026").await.is(200).body;
    let expected = json!({
        "year": "2026", "total_conversations": 1,
        "busiest_day": { "date": "Feb 03", "count": 1 },
        "support_personality": { "avg_response_time_seconds": 3_600 }
    });
    assert_eq!(review, expected);
    let nothing = json!({
        "year": "2025", "total_conversations": 0, "busiest_day": null,
        "support_personality": { "avg_response_time_seconds": 0 }
    });
    assert_eq!(desk.agent().get("v2/year_in_review?year=2025").await.is(200).body, nothing);
    let this = desk.outsider().get("v2/year_in_review").await.is(200).body;
    assert_eq!((&this["year"], &this["total_conversations"]), (&json!(2026), &json!(0)));
    for bad in ["0", "99999", "x"] {
        desk.agent().get(&format!("v2/year_in_review?year={bad}")).await.refuses(&["year"]);
    }
    desk.close().await;
}
