//! What reports add up, held against a slow count of every message, conversation and event,
//! after many random changes, for random times, zones and questions.

mod asking;
mod crossing;
mod reference;

use std::time::Duration;

use frontdesk::{actor::Actor, background, report_cells::seal};
use futures_util::future::{join, join_all};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use serde_json::json;

use self::{
    asking::{ask_for_a_series, ask_for_a_summary, ask_for_everybody, ask_for_labels},
    crossing::{ask_across, ask_for_what_is_under_way},
    reference::facts,
};
use crate::support::Desk;

const LABELS: [&str; 3] = ["billing", "vip", "late"];

/// The desk and what there is on it.
struct Stage {
    desk: Desk,
    inboxes: Vec<i64>,
    teams: Vec<i64>,
    users: Vec<i64>,
    /// Each with its title.
    labels: Vec<(i64, String)>,
    contacts: Vec<i64>,
    conversations: Vec<i64>,
}

#[tokio::test]
async fn reports_are_what_a_slow_count_finds_whatever_happens() {
    let mut dice = StdRng::seed_from_u64(11);
    let mut stage = begin().await;

    for _ in 0..6 {
        for _ in 0..40 {
            change(&mut stage, &mut dice).await;
        }
        let facts = facts(&stage.desk).await;
        for _ in 0..25 {
            ask_for_a_series(&stage, &facts, &mut dice).await;
            ask_for_a_summary(&stage, &facts, &mut dice).await;
        }
        ask_for_everybody(&stage, &facts, &mut dice).await;
        for _ in 0..10 {
            ask_for_labels(&stage, &facts, &mut dice).await;
            ask_across(&stage, &facts, &mut dice).await;
        }
        ask_for_what_is_under_way(&stage).await;
    }

    assert!(stage.desk.count("report_cells").await > 100, "most of it was counted before");
    stage.desk.close().await;
}

#[tokio::test]
async fn reports_stay_right_when_conversations_change_hands_while_they_are_counted() {
    let mut stage = begin().await;
    let mut dice = StdRng::seed_from_u64(5);
    for _ in 0..24 {
        let new = json!({
            "inbox_id": stage.inboxes.choose(&mut dice), "contact_id": stage.contacts[0],
            "message": { "content": "Hello", "message_type": "incoming" }
        });
        let id = stage.desk.conversation_with(new).await;
        stage.desk.wait(Duration::from_mins(7));
        stage.desk.agent_says(id, "Hi").await;
        stage.conversations.push(id);
    }

    let hands = (0..4).map(|seed| change_hands(&stage, StdRng::seed_from_u64(seed)));
    let count = async {
        for _ in 0..40 {
            stage.desk.wait(Duration::from_mins(5));
            stage.desk.acting(Actor::System, async |work| Ok(seal::some(work).await?)).await;
        }
    };
    join(join_all(hands), count).await;

    let facts = facts(&stage.desk).await;
    for _ in 0..60 {
        ask_for_a_summary(&stage, &facts, &mut dice).await;
        ask_for_labels(&stage, &facts, &mut dice).await;
        ask_across(&stage, &facts, &mut dice).await;
    }
    stage.desk.close().await;
}

#[tokio::test]
async fn what_was_counted_before_there_were_cells_by_begin_is_counted_into_them() {
    let mut stage = begin().await;
    let mut dice = StdRng::seed_from_u64(3);
    for _ in 0..120 {
        change(&mut stage, &mut dice).await;
    }
    stage.desk.wait(Duration::from_mins(20));
    stage.desk.settle().await;
    let (desk, of_begun) = (&stage.desk, "report_cells where dimension = 5");
    assert!(desk.count(of_begun).await > 10);
    desk.execute(format!("delete from {of_begun}")).await;

    desk.execute(include_str!("../../../../migrations/0093_cells_by_begin.sql").to_owned()).await;

    for seed in 0..30 {
        let mut dice = StdRng::seed_from_u64(seed);
        ask_for_labels(&stage, &facts(desk).await, &mut dice).await;
    }
    stage.desk.close().await;
}

/// Gives conversations to others, one after another.
async fn change_hands(stage: &Stage, mut dice: StdRng) {
    let admin = stage.desk.admin();
    for _ in 0..20 {
        let id = stage.conversations.choose(&mut dice).unwrap();
        let (path, change) = match dice.random_range(0..3) {
            0 => ("assignments", json!({ "assignee_id": stage.users.choose(&mut dice) })),
            1 => ("assignments", json!({ "team_id": stage.teams.choose(&mut dice) })),
            _ => ("labels", json!({ "labels": [LABELS.choose(&mut dice)] })),
        };
        admin.post(&format!("conversations/{id}/{path}"), change).await.is(200);
    }
}

#[tokio::test]
async fn very_many_messages_are_counted_bit_by_bit() {
    let desk = Desk::open().await;
    background::begin(&desk.app).await.unwrap();
    let id = desk.conversation(desk.contact("Lea").await, None).await;
    let said = async |count: usize| {
        for _ in 0..count {
            desk.contact_says(id, "Hello").await;
        }
    };
    // Some at the same moment, some after it, and none for a long time.
    said(130).await;
    desk.wait(Duration::from_secs(61));
    said(130).await;
    desk.wait(Duration::from_hours(30));
    said(130).await;
    let incoming = async || {
        let query = "v2/reports/summary?type=account&since=1770000000&until=1780000000";
        desk.admin().get(query).await.is(200).body["incoming_messages_count"].clone()
    };
    assert_eq!(incoming().await, 390, "nothing is counted yet");
    assert_eq!(desk.count("report_cells").await, 0);

    desk.settle().await;

    assert_eq!(incoming().await, 390, "what was said just now is counted later");
    let counted = desk.count("report_cells where dimension = 0 and span = 0").await;
    assert_eq!(counted, 1, "a quarter of an hour");
    desk.wait(Duration::from_hours(2));
    desk.settle().await;
    assert_eq!(incoming().await, 390);
    assert_eq!(desk.count("report_cells where dimension = 0 and span = 1").await, 2, "two days");
    desk.close().await;
}

#[tokio::test]
async fn what_is_forgotten_is_counted_anew() {
    let mut stage = begin().await;
    let mut dice = StdRng::seed_from_u64(7);
    for _ in 0..60 {
        change(&mut stage, &mut dice).await;
    }
    stage.desk.settle().await;
    stage.desk.execute("update report_cells set outgoing = outgoing + 5".to_owned()).await;

    stage.desk.acting(Actor::System, async |work| Ok(seal::forget(work).await?)).await;

    assert_eq!(stage.desk.count("report_cells").await, 0);
    stage.desk.wait(Duration::from_hours(2));
    stage.desk.settle().await;
    assert!(stage.desk.count("report_cells").await > 0);
    for _ in 0..30 {
        ask_for_a_summary(&stage, &facts(&stage.desk).await, &mut dice).await;
    }
    stage.desk.close().await;
}

#[tokio::test]
async fn an_inbox_that_goes_takes_what_was_counted_of_it() {
    let desk = Desk::open().await;
    background::begin(&desk.app).await.unwrap();
    let (sales, lea) = (desk.add_inbox("Sales", &["Ben"]).await, desk.contact("Lea").await);
    for inbox in [sales, desk.inbox().await] {
        let message = json!({ "content": "Hello", "message_type": "incoming" });
        let new = json!({ "inbox_id": inbox, "contact_id": lea, "message": message });
        desk.conversation_with(new).await;
    }
    desk.wait(Duration::from_hours(2));
    desk.settle().await;
    assert!(desk.count("report_cells").await > 0);

    desk.admin().delete(&format!("inboxes/{sales}")).await.is(200);
    desk.settle().await;

    let query = "v2/reports/summary?type=account&since=1770000000&until=1780000000";
    let summary = desk.admin().get(query).await.is(200).body;
    let told = [&summary["conversations_count"], &summary["incoming_messages_count"]];
    assert_eq!(told, [1, 1]);
    desk.close().await;
}

async fn begin() -> Stage {
    let desk = Desk::open().await;
    background::begin(&desk.app).await.unwrap();
    let inboxes = vec![desk.inbox().await, desk.add_inbox("Sales", &["Ben"]).await];
    let hours = json!({ "working_hours_enabled": true, "timezone": "Asia/Kathmandu" });
    desk.admin().patch(&format!("inboxes/{}", inboxes[1]), hours).await.is(200);
    let bot = json!({ "name": "Helper", "outgoing_url": "https://bot.test" });
    let bot = desk.admin().post("agent_bots", bot).await.id();
    let set = format!("inboxes/{}/set_agent_bot", inboxes[1]);
    desk.admin().post(&set, json!({ "agent_bot": bot })).await.is(200);
    let teams = vec![desk.add_team("Bens", &["Ben"]).await, desk.add_team("All", &["Ada"]).await];
    let mut labels = Vec::new();
    for title in LABELS {
        let id = desk.admin().post("labels", json!({ "title": title })).await.id();
        labels.push((id, title.to_owned()));
    }
    let contacts = vec![desk.contact("Lea").await, desk.contact("Max").await];
    let users = vec![desk.id_of("Ada"), desk.id_of("Ben"), desk.id_of("Cleo")];
    Stage { desk, inboxes, teams, users, labels, contacts, conversations: Vec::new() }
}

/// One random change, and some time that goes by.
async fn change(stage: &mut Stage, dice: &mut StdRng) {
    let minutes = *[0, 1, 7, 15, 40, 200, 2_000].choose(dice).unwrap();
    stage.desk.wait(Duration::from_secs(minutes * 60 + dice.random_range(0..60)));
    if dice.random_bool(0.3) {
        stage.desk.settle().await;
    }
    let desk = &stage.desk;
    let Some(id) = stage.conversations.choose(dice).copied().filter(|_| dice.random_bool(0.8))
    else {
        let (inbox, contact) =
            (stage.inboxes.choose(dice).unwrap(), stage.contacts.choose(dice).unwrap());
        let message = json!({ "content": "Hello", "message_type": "incoming" });
        let new = json!({ "inbox_id": inbox, "contact_id": contact, "message": message });
        stage.conversations.push(desk.conversation_with(new).await);
        return;
    };
    match dice.random_range(0..100) {
        0..20 => drop(desk.contact_says(id, "Hello").await),
        20..45 => drop(desk.agent_says(id, "Hi").await),
        45..60 => {
            let status = *["open", "resolved", "pending", "snoozed"].choose(dice).unwrap();
            desk.set_status(id, status).await;
        }
        60..70 => {
            let user = stage.users.choose(dice).filter(|_| dice.random_bool(0.8));
            desk.assign(id, json!({ "assignee_id": user })).await;
        }
        70..80 => {
            let team = stage.teams.choose(dice).filter(|_| dice.random_bool(0.8));
            desk.assign(id, json!({ "team_id": team })).await;
        }
        80..92 => {
            let mut titles: Vec<&str> = stage.labels.iter().map(|(_, title)| &**title).collect();
            titles.retain(|_| dice.random_bool(0.5));
            let path = format!("conversations/{id}/labels");
            desk.admin().post(&path, json!({ "labels": titles })).await.is(200);
        }
        92..95 => rename_a_label(stage, dice).await,
        95..97 => {
            desk.admin().delete(&format!("teams/{}", stage.teams[1])).await.is(200);
            stage.teams[1] = desk.add_team("Another", &["Ada"]).await;
        }
        _ => {
            desk.admin().delete(&format!("conversations/{id}")).await.is(200);
            stage.conversations.retain(|known| *known != id);
        }
    }
}

/// Gives a label another title, which may be one that conversations carry without a label.
async fn rename_a_label(stage: &mut Stage, dice: &mut StdRng) {
    let free: Vec<&str> = LABELS
        .into_iter()
        .chain(["new"])
        .filter(|title| stage.labels.iter().all(|(_, known)| known != title))
        .collect();
    let title = (*free.choose(dice).unwrap()).to_owned();
    let at = dice.random_range(0..stage.labels.len());
    let path = format!("labels/{}", stage.labels[at].0);
    stage.desk.admin().patch(&path, json!({ "title": title })).await.is(200);
    stage.labels[at].1 = title;
}
