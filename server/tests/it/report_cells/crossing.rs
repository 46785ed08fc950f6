//! Random questions about two things at once, what is under way, and bots; and what a plain count
//! answers.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use rand::{SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};

use super::{
    Stage,
    asking::range,
    begin, change,
    reference::{Fact, facts, within},
};

pub async fn ask_across(stage: &Stage, facts: &[Fact], dice: &mut StdRng) {
    let (since, until) = range(stage, dice);
    let asked = async |path: &str| {
        let path = format!("v2/{path}?since={since}&until={until}");
        stage.desk.admin().get(&path).await.is(200).body
    };
    let time = format!("{since} to {until}");
    let in_time: Vec<&Fact> = facts.iter().filter(|fact| within(fact, since, until)).collect();
    let begun: Vec<&Fact> = of(&in_time, "conversations_count").collect();

    let found = asked("reports/inbox_label_matrix").await;
    assert_eq!(found["matrix"], matrix(stage, &found, &begun), "{time}");

    let found = asked("reports/first_response_time_distribution").await;
    assert_eq!(found, distribution(&in_time), "{time}");

    let found = asked("summary_reports/channel").await;
    assert_eq!(found, by_status(&begun), "{time}");

    let found = asked("reports/bot_metrics").await;
    assert_eq!(found, of_bots(stage, &in_time, since), "{time}");
}

pub async fn ask_for_what_is_under_way(stage: &Stage) {
    let found = stage.desk.admin().get("v2/live_reports/conversation_metrics").await.is(200).body;
    assert_eq!(found["open"], stage.desk.count("conversations where status = 0").await);
    let unattended = "conversations where status = 0
        and (first_reply_created_at is null or waiting_since is not null)";
    assert_eq!(found["unattended"], stage.desk.count(unattended).await);
    for group in ["team_id", "assignee_id"] {
        let path = format!("v2/live_reports/grouped_conversation_metrics?group_by={group}");
        let groups = stage.desk.admin().get(&path).await.is(200).body;
        for one in groups.as_array().unwrap() {
            let is = one[group].as_i64().map_or("is null".to_owned(), |id| format!("= {id}"));
            let of = |what: &str| format!("conversations where status = 0 and {group} {is} {what}");
            assert_eq!(one["open"], stage.desk.count(&of("")).await, "{path}");
            let unassigned = stage.desk.count(&of("and assignee_id is null")).await;
            assert_eq!(one["unassigned"], unassigned, "{path}");
        }
    }
}

fn of<'f>(facts: &[&'f Fact], metric: &'static str) -> impl Iterator<Item = &'f Fact> {
    let counted = facts.iter().copied().filter(move |fact| fact.metrics.contains(&metric));
    counted.collect::<Vec<_>>().into_iter()
}

fn matrix(stage: &Stage, found: &Value, begun: &[&Fact]) -> Value {
    let ids = |key: &str| -> Vec<i64> {
        let list = found[key].as_array().unwrap();
        list.iter().map(|it| it["id"].as_i64().unwrap()).collect()
    };
    let title = |id: i64| &stage.labels.iter().find(|(label, _)| *label == id).unwrap().1;
    let count = |inbox: i64, label: i64| {
        begun.iter().filter(|it| it.inbox == inbox && it.tags.contains(title(label))).count()
    };
    let labels = ids("labels");
    let row = |inbox: i64| labels.iter().map(|label| count(inbox, *label)).collect::<Vec<_>>();
    json!(ids("inboxes").into_iter().map(row).collect::<Vec<_>>())
}

/// All inboxes of the stage are of one channel.
fn distribution(in_time: &[&Fact]) -> Value {
    let mut counts = [0; 5];
    for answered in of(in_time, "avg_first_response_time") {
        counts[[3_600, 14_400, 28_800, 86_400]
            .partition_point(|border| *border <= answered.value)] += 1;
    }
    if counts == [0; 5] {
        return json!({});
    }
    let [one, four, eight, day, more] = counts;
    json!({ "Channel::Api": {
        "0-1h": one, "1-4h": four, "4-8h": eight, "8-24h": day, "24h+": more
    } })
}

fn by_status(begun: &[&Fact]) -> Value {
    if begun.is_empty() {
        return json!({});
    }
    let count = |status: i64| begun.iter().filter(|it| it.status == status).count();
    json!({ "Channel::Api": {
        "open": count(0), "resolved": count(1), "pending": count(2), "snoozed": count(3),
        "total": begun.len()
    } })
}

/// A bot answers in the second inbox.
fn of_bots(stage: &Stage, in_time: &[&Fact], since: i64) -> Value {
    let with_bot = |fact: &&Fact| fact.inbox == stage.inboxes[1];
    let conversations = of(in_time, "conversations_count").filter(with_bot).count();
    let said = of(in_time, "outgoing_messages_count").filter(with_bot);
    let messages = said.filter(|it| it.begun >= since * 1_000_000).count();
    let rate = |metric: &'static str| {
        let once: BTreeSet<i64> = of(in_time, metric).map(|fact| fact.conversation).collect();
        (once.len() * 100).checked_div(conversations).unwrap_or(0)
    };
    json!({
        "conversation_count": conversations, "message_count": messages,
        "resolution_rate": rate("bot_resolutions_count"),
        "handoff_rate": rate("bot_handoffs_count")
    })
}

#[tokio::test]
async fn what_was_counted_before_there_were_cells_of_pairs_is_counted_into_them() {
    let mut stage = begin().await;
    let mut dice = StdRng::seed_from_u64(17);
    for _ in 0..150 {
        change(&mut stage, &mut dice).await;
    }
    stage.desk.wait(Duration::from_mins(20));
    stage.desk.settle().await;
    let (desk, of_pairs) = (&stage.desk, "report_cells where dimension in (6, 7, 8)");
    assert!(desk.count(of_pairs).await > 10);
    desk.execute(format!("delete from {of_pairs}")).await;

    desk.execute(include_str!("../../../../migrations/0083_cells_of_pairs.sql").to_owned()).await;

    let facts = facts(desk).await;
    for seed in 0..40 {
        ask_across(&stage, &facts, &mut StdRng::seed_from_u64(seed)).await;
    }
    ask_for_what_is_under_way(&stage).await;
    stage.desk.close().await;
}

#[tokio::test]
async fn long_times_are_told_by_cells_and_not_by_rows() {
    let mut stage = begin().await;
    let mut dice = StdRng::seed_from_u64(23);
    for _ in 0..150 {
        change(&mut stage, &mut dice).await;
    }
    stage.desk.wait(Duration::from_hours(48));
    stage.desk.settle().await;
    let now = stage.desk.clock.now().seconds();
    let mut told = BTreeMap::new();
    for path in [
        "reports/inbox_label_matrix",
        "reports/first_response_time_distribution",
        "summary_reports/channel",
        "reports/bot_metrics",
    ] {
        let path = format!("v2/{path}?since=1769990400&until={now}");
        told.insert(path.clone(), stage.desk.admin().get(&path).await.is(200).text);
    }

    // Whoever reads rows is not aware of it.
    stage.desk.execute("delete from report_cells".to_owned()).await;

    for (path, before) in told {
        assert_ne!(stage.desk.admin().get(&path).await.is(200).text, before, "{path}");
    }
    stage.desk.close().await;
}
