//! Random questions, and what a plain count answers.

use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use serde_json::{Value, json};

use super::{
    Stage,
    reference::{Fact, average, start, within},
};

const COUNTS: [&str; 6] = [
    "conversations_count",
    "incoming_messages_count",
    "outgoing_messages_count",
    "resolutions_count",
    "bot_resolutions_count",
    "bot_handoffs_count",
];

const AVERAGES: [&str; 3] = ["avg_first_response_time", "avg_resolution_time", "reply_time"];

const GROUPS: [&str; 5] = ["hour", "day", "week", "month", "year"];

const OFFSETS: [f64; 9] = [0.0, 1.0, -3.5, 5.5, 5.75, -8.0, 12.75, 14.0, -12.0];

/// What a report is about: the query, and whether a fact belongs to it.
fn subject(stage: &Stage, dice: &mut StdRng) -> (String, impl Fn(&Fact) -> bool + use<>) {
    let inbox = *stage.inboxes.choose(dice).unwrap();
    let user = *stage.users.choose(dice).unwrap();
    let team = *stage.teams.choose(dice).unwrap();
    let (label, title) = stage.labels.choose(dice).unwrap().clone();
    let what = dice.random_range(0..5);
    let query = match what {
        0 => "type=account".to_owned(),
        1 => format!("type=inbox&id={inbox}"),
        2 => format!("type=agent&id={user}"),
        3 => format!("type=team&id={team}"),
        _ => format!("type=label&id={label}"),
    };
    let belongs = move |fact: &Fact| match what {
        0 => true,
        1 => fact.inbox == inbox,
        2 => fact.user == Some(user),
        3 => fact.team == Some(team),
        _ => fact.tags.contains(&title),
    };
    (query, belongs)
}

/// A random time, in seconds. Some begin and end with a day, some anywhere.
pub fn range(stage: &Stage, dice: &mut StdRng) -> (i64, i64) {
    let now = stage.desk.clock.now().seconds();
    let begin = 1_770_112_800;
    let mut random = |of: i64| {
        let moment = dice.random_range(begin - 86_400..=of + 7_200);
        match dice.random_range(0..3) {
            0 => moment,
            1 => moment / 900 * 900,
            _ => moment / 86_400 * 86_400,
        }
    };
    let (one, other) = (random(now), random(now));
    (one.min(other), one.max(other))
}

pub async fn ask_for_a_series(stage: &Stage, facts: &[Fact], dice: &mut StdRng) {
    let (about, belongs) = subject(stage, dice);
    let (since, until) = range(stage, dice);
    let group = *GROUPS.choose(dice).unwrap();
    let offset = *OFFSETS.choose(dice).unwrap();
    let business_hours = dice.random_bool(0.3);
    let metric = *COUNTS.iter().chain(&AVERAGES).collect::<Vec<_>>().choose(dice).unwrap();
    let query = format!(
        "v2/reports?metric={metric}&{about}&since={since}&until={until}&group_by={group}\
         &timezone_offset={offset}&business_hours={business_hours}"
    );
    let found = stage.desk.admin().get(&query).await.is(200).body;

    let counted: Vec<&Fact> = facts
        .iter()
        .filter(|fact| belongs(fact) && within(fact, since, until))
        .filter(|fact| fact.metrics.contains(metric))
        .collect();
    let mut points = Vec::new();
    let mut at = since;
    while at < until {
        let begin = start(group, offset, at);
        if points.last().is_none_or(|(last, _)| *last != begin) {
            let of_part: Vec<&Fact> = counted
                .iter()
                .filter(|fact| start(group, offset, fact.at.div_euclid(1_000_000)) == begin)
                .copied()
                .collect();
            points.push((begin, of_part));
        }
        at = (at / 900 + 1) * 900;
    }
    let expected: Vec<Value> = points
        .into_iter()
        .map(|(begin, facts)| {
            if COUNTS.contains(metric) {
                return json!({ "value": facts.len(), "timestamp": begin });
            }
            let value = average(&facts, business_hours).unwrap_or(json!(0));
            json!({ "value": value, "timestamp": begin, "count": facts.len() })
        })
        .collect();
    assert_eq!(found, Value::Array(expected), "{query}");
}

pub async fn ask_for_a_summary(stage: &Stage, facts: &[Fact], dice: &mut StdRng) {
    let (about, belongs) = subject(stage, dice);
    let (since, until) = range(stage, dice);
    let query = format!("v2/reports/summary?{about}&since={since}&until={until}");
    let found = stage.desk.admin().get(&query).await.is(200).body;

    let of = |since: i64, until: i64| {
        let counted = |metric: &str| {
            facts
                .iter()
                .filter(|fact| belongs(fact) && within(fact, since, until))
                .filter(|fact| fact.metrics.contains(&metric))
                .collect::<Vec<_>>()
        };
        json!({
            "conversations_count": counted("conversations_count").len(),
            "incoming_messages_count": counted("incoming_messages_count").len(),
            "outgoing_messages_count": counted("outgoing_messages_count").len(),
            "resolutions_count": counted("resolutions_count").len(),
            "avg_first_response_time": average(&counted("avg_first_response_time"), false),
            "avg_resolution_time": average(&counted("avg_resolution_time"), false),
            "reply_time": average(&counted("reply_time"), false),
        })
    };
    let mut expected = of(since, until);
    expected["previous"] = of(since - (until - since), since);
    assert_eq!(found, expected, "{query}");
}

/// The numbers of every agent, and how much each of them has said.
pub async fn ask_for_everybody(stage: &Stage, facts: &[Fact], dice: &mut StdRng) {
    let (since, until) = range(stage, dice);
    let time = format!("since={since}&until={until}");
    let path = format!("v2/summary_reports/agent?{time}");
    let agents = stage.desk.admin().get(&path).await.is(200).body;
    let path = format!("v2/reports/outgoing_messages_count?group_by=agent&{time}");
    let said = stage.desk.admin().get(&path).await.is(200).body;
    for user in &stage.users {
        let counted = |metric: &str| {
            let of = |fact: &&Fact| fact.user == Some(*user) && within(fact, since, until);
            facts.iter().filter(of).filter(|fact| fact.metrics.contains(&metric)).collect()
        };
        let of = |list: &Value| {
            let list = list.as_array().unwrap().iter();
            list.clone().find(|it| it["id"] == *user).cloned()
        };
        let agent = of(&agents).unwrap();
        let (begun, resolved): (Vec<&Fact>, Vec<&Fact>) =
            (counted("conversations_count"), counted("resolutions_count"));
        assert_eq!(agent["conversations_count"], begun.len());
        assert_eq!(agent["resolved_conversations_count"], resolved.len());
        assert_eq!(agent["avg_reply_time"], json!(average(&counted("reply_time"), false)));
        let written = counted("outgoing_messages_count").len();
        let count = of(&said).map_or(json!(0), |said| said["outgoing_messages_count"].clone());
        assert_eq!(count, json!(written));
    }
}

/// How long things took in the conversations with each label that began in a time.
pub async fn ask_for_labels(stage: &Stage, facts: &[Fact], dice: &mut StdRng) {
    let (since, until) = range(stage, dice);
    let business_hours = dice.random_bool(0.3);
    let path = format!(
        "v2/summary_reports/label?since={since}&until={until}&business_hours={business_hours}"
    );
    let found = stage.desk.admin().get(&path).await.is(200).body;
    for (id, title) in &stage.labels {
        let took = |metric: &str| {
            let of_begun: Vec<&Fact> = facts
                .iter()
                .filter(|fact| fact.tags.contains(title) && fact.metrics.contains(&metric))
                .filter(|fact| (since * 1_000_000..until * 1_000_000).contains(&fact.begun))
                .collect();
            average(&of_begun, business_hours).unwrap_or(json!(0.0))
        };
        let label = found.as_array().unwrap().iter().find(|label| label["id"] == *id).unwrap();
        let told = [
            ("avg_first_response_time", "avg_first_response_time"),
            ("avg_resolution_time", "avg_resolution_time"),
            ("avg_reply_time", "reply_time"),
        ];
        for (key, metric) in told {
            assert_eq!(label[key], took(metric), "{key} of {title}: {path}");
        }
    }
}
